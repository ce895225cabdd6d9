PYTHON ?= python3

.PHONY: setup run test lint images

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

# The image is built and asked for its health where Docker runs, otherwise its files are checked.
images: setup
	@if docker info >/dev/null 2>&1; then docker/check; \
	else .venv/bin/pip install --quiet --disable-pip-version-check --editable '.[images]' && \
	  .venv/bin/hadolint docker/Dockerfile && \
	  .venv/bin/check-jsonschema --builtin-schema vendor.compose-spec docker/compose.yaml; fi
