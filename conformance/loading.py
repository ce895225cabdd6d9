"""Cases from directories: recorded ones and our own, side by side."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from conformance import own, recorded
from conformance.case import BadCase, Case


def load(directories: Iterable[Path]) -> list[Case]:
    """Every case below the directories, by path.

    A JSON file that says who recorded it is a recorded case; any other JSON or YAML is our own.

    Raises:
        BadCase: where a directory holds no case, or a file is none.
    """
    cases: list[Case] = []
    for directory in directories:
        found = [case for path in _files(directory) for case in _read(path)]
        if not found:
            raise BadCase(f"{directory}: no cases here")
        cases.extend(found)
    return cases


def _files(directory: Path) -> Iterator[Path]:
    for path in sorted(directory.rglob("*")):
        if path.suffix in (".json", ".yaml", ".yml") and path.is_file():
            yield path


def _read(path: Path) -> Iterator[Case]:
    if path.suffix == ".json":
        try:
            value = json.loads(path.read_bytes())
        except ValueError as error:
            raise BadCase(f"{path}: not JSON: {error}") from error
        if isinstance(value, dict) and "recorded_by" in value:
            yield recorded.case_of(value, path)
            return
    yield own.read_file(path)
