"""How diagnostics look to programs."""

from __future__ import annotations

from dataclasses import replace

from asl.diagnostics.render_json import render_json
from asl.runtime.values import compact
from tests.diagnostics.test_render_text import FAULT


def test_every_finding_with_all_its_members_and_a_summary() -> None:
    warning = replace(FAULT, severity="warning", hint=None, aws_code=None)
    shown = render_json([FAULT, warning])
    assert shown["findings"][0] == {
        "file": "order.asl.json",
        "line": 5,
        "column": 25,
        "pointer": "/States/Pay/Next",
        "code": "transition-target-missing",
        "aws_code": "MISSING_TRANSITION_TARGET",
        "aws_location": None,
        "severity": "error",
        "message": '"Next" names no state of this scope: "Shpi"',
        "hint": 'did you mean "Ship"?',
    }
    assert (shown["findings"][1]["hint"], shown["findings"][1]["aws_code"]) == (None, None)
    placed = render_json([replace(FAULT, aws_location="/States/Pay/Next")])["findings"][0]
    assert placed["aws_location"] == "/States/Pay/Next"
    assert shown["summary"] == {"errors": 1, "warnings": 1, "infos": 0}


def test_nothing_found_is_a_result_too() -> None:
    assert render_json([]) == {
        "findings": [],
        "summary": {"errors": 0, "warnings": 0, "infos": 0},
    }


def test_halves_of_pairs_do_not_hinder_writing() -> None:
    odd = replace(FAULT, file="\ud800", message="é \udfff", pointer="/\ud83d")
    finding = render_json([odd])["findings"][0]
    assert compact(finding)
    assert finding["message"].startswith("é ")
