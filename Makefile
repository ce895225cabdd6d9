PYTHON ?= python3

.PHONY: setup run test lint

setup: .venv/installed

.venv/installed: pyproject.toml
	@$(PYTHON) -m venv .venv
	@.venv/bin/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

run: setup
	@.venv/bin/asl run examples/order-saga/machine.asl.json -i @examples/order-saga/input.json --mocks examples/order-saga/mocks.json#SlowBank

test: setup
	.venv/bin/pytest

lint: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
