"""Definitions that other people have written: every one parses and compiles.

The folder is named by the environment variable ASL_CORPUS; without it the tests are skipped.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from asl.definition import examine

FOLDER: Final = os.environ.get("ASL_CORPUS", "")
ROOT: Final = Path(FOLDER)
ENDINGS: Final = frozenset({".json", ".yaml", ".yml"})
# What tells of the corpus and is no part of it.
BESIDE: Final = frozenset({"manifest.json"})


class Fault(NamedTuple):
    """What is wrong with a file, and why that is the file's own fault."""

    code: str
    reason: str


FAULTS: Final[dict[str, Fault]] = {
    "files/sfn-iot-data-analytics-dataset/statemachine/statemachine.asl.json": Fault(
        "json-syntax", "broken JSON: two names for one value"
    ),
    "guide/amazon-states-language-map-state-3.json": Fault(
        "json-syntax", "a fragment: one member of a state, without the braces around it"
    ),
    "guide/sample-project-job-poller-1.json": Fault(
        "unrecognised-resource", "a malformed ARN: arn:aws::lambda has a colon too many"
    ),
    "guide/troubleshooting-service-integrations-1.json": Fault(
        "json-syntax", "broken JSON: a comma behind the last member"
    ),
    "guide/tutorial-lambda-state-machine-cloudformation-6.json": Fault(
        "json-syntax", "a fragment of a template in YAML, under a name that says JSON"
    ),
    "guide/tutorial-lambda-state-machine-cloudformation-8.json": Fault(
        "json-syntax", "a whole template in YAML, under a name that says JSON"
    ),
}


def _files() -> list[str]:
    if not FOLDER:
        return []
    found = (path for path in ROOT.rglob("*") if path.suffix in ENDINGS and path.is_file())
    return sorted(path.relative_to(ROOT).as_posix() for path in found if path.name not in BESIDE)


FILES: Final = _files()

pytestmark = pytest.mark.skipif(
    not FOLDER, reason="ASL_CORPUS names no folder of definitions to read"
)


@pytest.mark.parametrize("name", FILES)
def test_definition(name: str) -> None:
    what = examine((ROOT / name).read_bytes(), name=name)
    errors = [item.code for item in what.diagnostics if item.severity == "error"]
    fault = FAULTS.get(name)
    assert errors == ([] if fault is None else [fault.code])
    assert (what.machine is None) == bool(errors)


def test_there_is_something_to_read() -> None:
    assert FILES


def test_every_known_fault_is_there_and_has_its_reason() -> None:
    assert FAULTS.keys() <= set(FILES)
    assert all(fault.reason for fault in FAULTS.values())
