"""docs/workers.md says what is so, and its example runs."""

from __future__ import annotations

import inspect
import json
import sys
from pathlib import Path
from typing import Any

import pytest

import asl
from asl.activities import backoff, service
from asl.activities.outcomes import STOPPED, UNMARSHALLED
from asl.activities.worker import GRACE, Worker
from asl.runtime.errors import CAUSE_LIMIT, DATA_LIMIT_EXCEEDED
from asl.runtime.values import PAYLOAD_LIMIT
from tests.activities.working import process
from tests.cli.test_serve import ROLE, ended, served
from tests.docs.pages import DOCS, names, rows, section
from tests.examples.console_blocks import blocks

PAGE = DOCS / "workers.md"
TEXT = PAGE.read_text("utf-8")

# what is said: (input, output or error and cause)
RUNS: dict[str, tuple[Any, Any]] = {
    "halved": ({"width": 640}, {"width": 320}),
    "too small": ({"width": 1}, ("Image.TooSmall", "1 pixels cannot be halved")),
}


def test_the_example_runs(tmp_path: Path) -> None:
    program, _ = blocks(PAGE, "python")
    [definition] = blocks(PAGE, "json")
    file = tmp_path / "resize.py"
    file.write_text(program, "utf-8")
    with served(tmp_path) as server:
        client = server.client
        client.create_activity(name="resize")
        machine = client.create_state_machine(name="m", definition=definition, roleArn=ROLE)
        arn = machine["stateMachineArn"]
        keys = {"AWS_ACCESS_KEY_ID": "any"}
        with process(file, client.meta.endpoint_url, **keys):
            for given, told in RUNS.values():
                begun = client.start_execution(stateMachineArn=arn, input=json.dumps(given))
                end = ended(client, begun["executionArn"])
                if "output" in end:
                    assert json.loads(end["output"]) == told
                else:
                    assert (end["error"], end["cause"]) == told


def test_its_test_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program, test = blocks(PAGE, "python")
    (tmp_path / "resize.py").write_text(program, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    defined: dict[str, Any] = {}
    try:
        exec(test, defined)
    finally:
        sys.modules.pop("resize", None)
    defined["test_it_is_halved"]()


def test_every_option_is_told_with_its_default() -> None:
    told = {names(row[0])[0]: names(row[1])[0] for row in rows(section("workers.md", "Options"))}
    options = list(inspect.signature(asl.worker).parameters.values())[1:]
    assert told == {option.name: str(option.default) for option in options}


def test_how_it_is_run() -> None:
    parameters = list(inspect.signature(Worker.run).parameters.values())[1:]
    told = ", ".join(f"{one.name}={one.default}" for one in parameters)
    assert f"`run({told})`" in TEXT
    assert f"over, {GRACE:.0f} seconds, fails\nwith `{STOPPED}`" in TEXT
    assert f"`Prefer: {service._PREFER}`" in TEXT
    assert f"after {backoff._FIRST} to {backoff._LONGEST:.0f} seconds" in TEXT


def test_the_errors_and_limits_that_are_told() -> None:
    told = " ".join(
        cell for row in rows(section("workers.md", "What becomes of a task")) for cell in row
    )
    assert {UNMARSHALLED, DATA_LIMIT_EXCEEDED} <= set(names(told))
    assert f"more than {PAYLOAD_LIMIT:,} bytes" in told
    assert f"cut to {CAUSE_LIMIT:,} characters" in TEXT
