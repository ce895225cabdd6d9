"""Definitions that AWS takes or refuses: our verdicts, codes and places against AWS's.

The file is named by the environment variable ASL_VALIDATION; without it the tests are skipped. It
holds an array of `{"id", "type", "definition" or "definition_base64", "verdict", …}`; where AWS's
answer is known, its `aws_diagnostics`; where AWS warns, its `expected_warnings`.
"""

from __future__ import annotations

import base64
import json
import os
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from asl.definition import examine
from asl.diagnostics.diagnostic import Diagnostic

FILE: Final = os.environ.get("ASL_VALIDATION", "")
# The shares that are to be reached.
INVALID_RIGHT: Final = 0.98
VALID_RIGHT: Final = 0.995
AWS_EQUAL: Final = 0.9
HINTED: Final = 0.6

# Cases whose verdict is another than ours: by id, the reason.
VERDICTS: Final[dict[str, str]] = {}
# Cases of which we give other codes or places than AWS: by id, the reason.
PLACES: Final[dict[str, str]] = {}

pytestmark = pytest.mark.skipif(not FILE, reason="ASL_VALIDATION names no file of cases")


@cache
def cases() -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads(Path(FILE).read_text("utf-8"))
    return read


@cache
def diagnosed() -> dict[str, list[Diagnostic]]:
    """What is found in each case."""
    return {case["id"]: _examined(case) for case in cases()}


def _examined(case: dict[str, Any]) -> list[Diagnostic]:
    source: str | bytes | None = case["definition"]
    if source is None:
        source = base64.b64decode(case["definition_base64"])
    express = case["type"] == "EXPRESS"
    return examine(source, name=f"{case['id']}.json", express=express).diagnostics


def _errors(case: dict[str, Any]) -> list[Diagnostic]:
    return [item for item in diagnosed()[case["id"]] if item.severity == "error"]


def _of(verdict: str) -> list[dict[str, Any]]:
    return [case for case in cases() if case["verdict"] == verdict]


def _recorded() -> list[dict[str, Any]]:
    return [case for case in cases() if case.get("aws_diagnostics")]


@pytest.mark.parametrize(("verdict", "share"), [("invalid", INVALID_RIGHT), ("valid", VALID_RIGHT)])
def test_verdicts(verdict: str, share: float) -> None:
    all_of = _of(verdict)
    wrong = {
        case["id"]: _shown(_errors(case))
        for case in all_of
        if (verdict == "invalid") is not bool(_errors(case))
    }
    assert len(wrong) <= (1 - share) * len(all_of), wrong
    assert {name: told for name, told in wrong.items() if name not in VERDICTS} == {}


def test_codes_and_places_of_aws() -> None:
    wrong = {}
    for case in _recorded():
        due = {(item["code"], item.get("location")) for item in case["aws_diagnostics"]}
        got = {(item.aws_code, item.aws_location) for item in _errors(case)}
        if due != got:
            wrong[case["id"]] = (due, got)
    assert len(wrong) <= (1 - AWS_EQUAL) * len(_recorded()), wrong
    assert {name: told for name, told in wrong.items() if name not in PLACES} == {}


def test_warnings_of_aws() -> None:
    wrong = {}
    for case in cases():
        for code in case.get("expected_warnings") or ():
            got = [item.aws_code for item in diagnosed()[case["id"]] if item.severity == "warning"]
            if code not in got:
                wrong[case["id"]] = (code, got)
    assert wrong == {}


def test_hints() -> None:
    bare = [case["id"] for case in _of("invalid") if not any(item.hint for item in _errors(case))]
    assert len(bare) <= (1 - HINTED) * len(_of("invalid")), bare


def test_every_finding_says_where_and_what() -> None:
    for name, found in diagnosed().items():
        for item in found:
            assert item.file == f"{name}.json"
            assert item.line >= 1
            assert item.column >= 1
            assert not item.pointer or item.pointer.startswith("/")
            assert item.code
            assert item.message
            assert item.aws_code is not None or item.aws_location is None


def test_no_exception_has_become_the_rule() -> None:
    """A case that is named as an exception is one."""
    right = {
        case["id"] for case in cases() if (case["verdict"] == "invalid") is bool(_errors(case))
    }
    assert VERDICTS.keys() & right == set()


def _shown(found: list[Diagnostic]) -> list[str]:
    return [f"{item.line}:{item.column} {item.code}: {item.message}" for item in found]
