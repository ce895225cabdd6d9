"""Where AWS says that a finding is.

Source: diagnostics recorded from AWS.
"""

from __future__ import annotations

import json

import pytest

from asl.definition import examine
from asl.diagnostics.aws_location import Placed, aws_location
from asl.syntax.values import Json

DEFINITION: Json = {
    "States": {
        "A/B~C": {"Choices": [{"Next": "X"}]},
        "States": {
            "Parameters": {"a": [{"b.$": 1}], "0": {"c": 1}},
            "Catch": [{"Assign": {"x": 1}}],
        },
        "Parameters": {"InputPath": "x"},
        "P": {"Branches": [{"States": {"Branches": {"Assign": {"Output": {"x.$": 1}}}}}]},
        "M": {"ItemProcessor": {"States": {"I": {"Parameters": {"x.$": 1}}}}},
    }
}

# what is said: (pointer, which place, AWS's)
PLACES: dict[str, tuple[str, Placed, str | None]] = {
    "all of it": ("", "value", "/"),
    "a field": ("/States/A~1B~0C/Choices/0/Next", "value", "/States/A/B~C/Choices[0]/Next"),
    "a name made of digits is no index": (
        "/States/States/Parameters/0/c",
        "value",
        "/States/States/Parameters/0/c",
    ),
    "what is not there": ("/States/Nope/3/a", "value", "/States/Nope/3/a"),
    "the holder of a field": ("/States/P/Branches/0/StartAt", "holder", "/States/P/Branches[0]"),
    "the holder of a field at the top": ("/Coment", "holder", "/"),
    "the template around a path": (
        "/States/States/Parameters/a/0/b.$",
        "template",
        "/States/States/Parameters",
    ),
    "the template in a Catcher": (
        "/States/States/Catch/0/Assign/x.$",
        "template",
        "/States/States/Catch[0]/Assign",
    ),
    "a state that is called like a template": (
        "/States/Parameters/InputPath",
        "template",
        "/States/Parameters/InputPath",
    ),
    "a template in a state that is called like what holds blocks": (
        "/States/P/Branches/0/States/Branches/Assign/Output/x.$",
        "template",
        "/States/P/Branches[0]/States/Branches/Assign",
    ),
    "a template in an iteration": (
        "/States/M/ItemProcessor/States/I/Parameters/x.$",
        "template",
        "/States/M/ItemProcessor/States/I/Parameters",
    ),
    "nowhere": ("/States", "nowhere", None),
}


@pytest.mark.parametrize(("pointer", "placed", "place"), PLACES.values(), ids=PLACES)
def test_place(pointer: str, placed: Placed, place: str | None) -> None:
    assert aws_location(pointer, DEFINITION, placed) == place


PASS = '"Type": "Pass", "End": true'
# what is said: (text, AWS's code, AWS's location)
TEXTS: dict[str, tuple[str, str | None, str | None]] = {
    "a word that is no JSON": (
        "not a definition",
        "INVALID_JSON_DESCRIPTION",
        '[Source: (String)"not a definition"; line: 1, column: 4]',
    ),
    "a sign too many": (
        '{"a": 1,\n}',
        "INVALID_JSON_DESCRIPTION",
        '[Source: (String)"{"a": 1,\n}"; line: 1, column: 9]',
    ),
    "of a long text its beginning": (
        "[" * 3 + " " * 600 + "x",
        "INVALID_JSON_DESCRIPTION",
        f'[Source: (String)"[[[{" " * 497}"[truncated 104 chars]; line: 1, column: 605]',
    ),
    "nothing": (" ", "SCHEMA_VALIDATION_FAILED", None),
    "no object": ("[]", "SCHEMA_VALIDATION_FAILED", None),
    "no field at all": ("{}", "SCHEMA_VALIDATION_FAILED", "/"),
    "a query inside a value": (
        f'{{"QueryLanguage": "JSONata", "StartAt": "E", "States": {{"E": {{{PASS}, '
        '"Output": {"v": "{% phone %}"}}}}',
        "UNSUPPORTED_JSONATA_EXPRESSION",
        "/States/E/Output/v",
    ),
    "what only we find": (
        f'{{"Version": "2.0", "StartAt": "E", "States": {{"E": {{{PASS}}}}}}}',
        None,
        None,
    ),
}


@pytest.mark.parametrize(("text", "code", "place"), TEXTS.values(), ids=TEXTS)
def test_of_a_text(text: str, code: str | None, place: str | None) -> None:
    found = examine(text).diagnostics
    assert [(item.aws_code, item.aws_location) for item in found] == [(code, place)]


def test_a_block_without_an_end_hides_what_is_unreachable() -> None:
    """AWS tells the first alone."""
    loop = {"A": {"Type": "Pass", "Next": "A"}, "B": {"Type": "Pass", "Next": "A"}}
    found = examine(json.dumps({"StartAt": "A", "States": loop})).diagnostics
    assert [item.aws_code for item in found] == ["MISSING_END_STATE"]
