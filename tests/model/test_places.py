"""Where a finding is, in texts that are not all braces and ASCII; and where an error is."""

from __future__ import annotations

import json

import pytest

from asl.definition import examine
from asl.engines import virtual
from asl.syntax.values import Json
from tests.model.findings import Case, due, examined, found, state

FINDINGS: dict[str, Case] = {
    "columns count characters, not bytes and not halves of pairs": Case(
        state('{"Comment": "é😀\\u00e9", "Type": "Pass", "End": true, ▸"Nope": 1}'),
        "unknown-field",
        "remove it",
    ),
    "a value over several lines is told by its first": Case(
        state('{"Type": "Task", "End": true, "Resource":\n  ▸"x:y"\n}'),
        "unrecognised-resource",
        "for example arn:aws:states:::lambda:invoke, or the ARN of a function or activity",
    ),
    "tabs are characters": Case(
        state('{\t"Type": "Pass",\t"End": ▸1}'),
        "wrong-type",
        "write true or false",
    ),
    "carriage returns end no line by themselves": Case(
        '{"StartAt": "S",\r\n"States": {"S": {"Type": "Pass",\r\n▸"Ends": true, "End": true}}}',
        "unknown-field",
        'did you mean "End"?',
    ),
}


@pytest.mark.parametrize("case", FINDINGS.values(), ids=FINDINGS)
def test_place(case: Case) -> None:
    assert found(examined(case)) == due(case)


def test_findings_in_yaml() -> None:
    text = """\
StartAt: S
States:
  S:
    Type: Pass
    Comment: "é"
    Nxet: T
    End: 'yes'
"""
    what = examine(text, name="order.yaml")
    assert [(item.code, item.line, item.column) for item in what.diagnostics] == [
        ("unknown-field", 6, 5),
        ("wrong-type", 7, 10),
    ]
    assert what.diagnostics[0].source == "    Nxet: T"
    assert what.diagnostics[0].file == "order.yaml"


NAME = "A/B~C d"
POINTER = "/States/A~1B~0C d"


def test_a_pointer_escapes_the_names_on_its_way() -> None:
    text = json.dumps({"StartAt": NAME, "States": {NAME: {"Type": "Pass", "End": 1}}})
    assert [item.pointer for item in examine(text).diagnostics] == [f"{POINTER}/End"]


# what is said: (the state, the member at fault)
ERRORS: dict[str, tuple[Json, str]] = {
    "a path": ({"Type": "Pass", "InputPath": "$.x", "End": True}, "/InputPath"),
    "a query": (
        {"Type": "Pass", "QueryLanguage": "JSONata", "Output": {"a/b": "{% $x %}"}, "End": True},
        "/Output/a~1b",
    ),
    "a Fail state": ({"Type": "Fail", "Error": "E"}, ""),
}


@pytest.mark.parametrize(("broken", "member"), ERRORS.values(), ids=ERRORS)
def test_an_error_points_at_the_field_at_fault(broken: Json, member: str) -> None:
    machine = examine(json.dumps({"StartAt": NAME, "States": {NAME: broken}})).machine
    assert machine is not None
    done = virtual.run(machine, {}, lambda _call: virtual.returns({}))
    assert done.failure is not None
    assert done.failure.pointer == f"{POINTER}{member}"
