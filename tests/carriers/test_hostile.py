"""Whatever stands in the files, something is said of it, and nothing is raised."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.carriers.reading import found_in, read

_WORDS: Final = st.sampled_from(
    [
        *("Ref", "Fn::Sub", "Fn::Join", "Fn::GetAtt", "Fn::If", "Fn::Select", "Fn::Split"),
        *("Fn::FindInMap", "Fn::ToJsonString", "Fn::Transform", "Fn::Base64", "Parameters"),
        *("Location", "Key", "Bucket", "StartAt", "States", "Type", "Resource", "Next", "M", "A"),
        *("${A}", "${!A}", "${M.Arn}", "x ${", "AWS::NoValue", "AWS::Region", "../x", "a.json"),
        *("Succeed", "Task", "", "0", "$.x", "{}", '{"StartAt": "${A}"}'),
    ]
)
_VALUES: Final = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 9) | _WORDS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=3),
    max_leaves=20,
)
_SOURCES: Final = ("Definition", "DefinitionString", "DefinitionS3Location", "DefinitionUri")
_TYPES: Final = ("AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine")


@st.composite
def templates(draw: st.DrawFn) -> str:
    """A template with a state machine of any shape."""
    properties = draw(st.dictionaries(st.sampled_from(_SOURCES), _VALUES, max_size=2))
    properties["DefinitionSubstitutions"] = draw(_VALUES)
    machine = {"Type": draw(st.sampled_from(_TYPES)), "Properties": properties}
    sections = ("Parameters", "Mappings", "Transform", "Globals")
    template = {name: draw(_VALUES) for name in sections}
    return json.dumps({**template, "Resources": {"A": draw(_VALUES), "M": machine}})


def _survives(files: dict[str, str]) -> None:
    with TemporaryDirectory() as folder:
        for item in found_in(read(Path(folder), files)):
            assert item.line >= 1
            assert item.column >= 1
            assert item.message


@settings(max_examples=300, deadline=None)
@given(templates(), st.text(max_size=30))
def test_any_template(template: str, beside: str) -> None:
    _survives({"t.json": template, "t.yaml": template, "a.json": beside})


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("{}[]\"$:,\\ \n-#!&*|>'aA1"), max_size=60))
def test_any_text(text: str) -> None:
    machine = "\n# AWS::Serverless::StateMachine Resources StartAt\n"
    _survives({"t.yaml": text + machine, "t.json": text + machine, "x.asl.json": text})
    _survives({"y.asl.yaml": text, "z.template": "Resources:\n  M: " + text + machine})


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("{}[]\"$:,\\ \n-#'aA%"), max_size=60))
def test_any_text_of_a_definition(text: str) -> None:
    template = json.dumps(
        {
            "Resources": {
                "M": {
                    "Type": "AWS::StepFunctions::StateMachine",
                    "Properties": {
                        "DefinitionString": {"Fn::Sub": text},
                        "DefinitionSubstitutions": {"a": "1", "A": {"Ref": "X"}},
                    },
                }
            }
        }
    )
    _survives({"t.json": template})


def test_calls_within_calls_come_to_an_end() -> None:
    value: object = "x"
    for _ in range(120):
        value = {"Fn::Sub": ["${a}${a}", {"a": value}]}
    machine = {"Type": _TYPES[1], "Properties": {"DefinitionString": value}}
    _survives({"t.json": json.dumps({"Resources": {"M": machine}})})


def test_variables_that_double_come_to_an_end() -> None:
    value: object = "x" * 1000
    for _ in range(40):
        value = {"Fn::Sub": ["${a}${a}${a}", {"a": value}]}
    machine = {"Type": _TYPES[1], "Properties": {"DefinitionString": value}}
    _survives({"t.json": json.dumps({"Resources": {"M": machine}})})


def test_a_mapping_within_itself_comes_to_an_end() -> None:
    call = {"Fn::FindInMap": ["A", "B", "C"]}
    machine = {"Type": _TYPES[1], "Properties": {"Definition": call}}
    mappings = {"A": {"B": {"C": [call, call]}}}
    _survives({"t.json": json.dumps({"Mappings": mappings, "Resources": {"M": machine}})})


def test_many_machines_each_with_a_fault() -> None:
    definition = {"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": {"Ref": "Gone"}}}}
    machine = {"Type": _TYPES[0], "Properties": {"Definition": definition}}
    text = json.dumps({"Resources": {f"M{number}": machine for number in range(1000)}})
    _survives({"t.json": text})


def test_placeholders_without_end() -> None:
    text = '{"Comment": "' + "${a}" * 30_000 + "${A}" * 30_000 + '"}'
    _survives({"x.asl.json": text, "y.asl.yaml": text})
    machine = {
        "Type": _TYPES[1],
        "Properties": {"DefinitionString": text, "DefinitionSubstitutions": {"a": 1}},
    }
    _survives({"t.json": json.dumps({"Resources": {"M": machine}})})
