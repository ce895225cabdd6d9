"""The JSON Schema of the language: what is shipped, what it takes, what it refuses and how."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from asl.definition import examine
from asl.lsp import shipped
from asl.syntax import SyntaxFault, parse
from asl.syntax.values import Json
from tests.house.source import ROOT
from tests.model import mutations
from tests.model.definitions import ALL

VALIDATOR: Final = Draft202012Validator(shipped.MADE["asl.schema.json"]())
CORPUS: Final = os.environ.get("ASL_CORPUS", "")


@pytest.mark.parametrize("name", shipped.MADE)
def test_what_is_shipped_is_what_the_tables_say(name: str) -> None:
    told = (shipped.folder() / name).read_text("utf-8")
    assert told == shipped.text(name), "write it anew: python -m asl.lsp.shipped"


@pytest.mark.parametrize("path", sorted((ROOT / "schemas").glob("*.json")), ids=lambda at: at.name)
def test_every_schema_is_one(path: Path) -> None:
    schema = json.loads(path.read_text("utf-8"))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)


def test_the_folder_is_that_of_the_checkout() -> None:
    assert shipped.folder() == ROOT / "schemas"


def _errors(value: Json) -> list[str]:
    found = sorted(VALIDATOR.iter_errors(value), key=lambda error: error.json_path)
    return [f"{error.json_path}: {error.message}" for error in found]


@pytest.mark.parametrize("name", ALL)
def test_it_takes_every_field_there_is(name: str) -> None:
    assert _errors(ALL[name]) == []


EXAMPLES: Final = sorted((ROOT / "examples").rglob("*.asl.json"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_it_takes_the_examples(path: Path) -> None:
    assert _errors(json.loads(path.read_text("utf-8"))) == []


@pytest.mark.skipif(not CORPUS, reason="ASL_CORPUS names no folder of definitions to read")
def test_it_takes_what_other_people_have_written() -> None:
    refused = {}
    read = 0
    for path in sorted(Path(CORPUS).rglob("*.json")):
        try:
            value = parse(path.read_bytes(), name=path.name).value
        except SyntaxFault:
            continue
        if isinstance(value, dict) and "States" in value:
            read += 1
            refused[path.name] = _errors(value)
    assert read > 100
    assert {name: errors for name, errors in refused.items() if errors} == {}


def _mutants() -> st.SearchStrategy[Json]:
    places = [(name, place) for name, value in ALL.items() for place in mutations.places(value)]

    def changed(where: tuple[str, mutations.Place], how: int, new: Json, name: str) -> Json:
        value, place = ALL[where[0]], where[1]
        if how == 0:
            return mutations.without(value, place)
        if how == 1:
            return mutations.renamed(value, place, name)
        return mutations.given(value, place, new)

    return st.builds(
        changed,
        st.sampled_from(places),
        st.integers(0, 3),
        st.sampled_from(mutations.VALUES),
        st.sampled_from(mutations.NAMES),
    )


@settings(max_examples=300, deadline=None)
@given(_mutants())
def test_what_it_refuses_the_reader_refuses_too(value: Json) -> None:
    if _errors(value):
        found = examine(json.dumps(value), name="mutant.json").diagnostics
        assert [item.code for item in found if item.severity == "error"] != []


def _task(**fields: Json) -> Json:
    task = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": True, **fields}
    return {"StartAt": "A", "States": {"A": task}}


def _state(state: Json, **top: Json) -> Json:
    return {"StartAt": "A", "States": {"A": state}, **top}


PASS: Final[Json] = {"Type": "Pass", "End": True}
BLOCK: Final[Json] = {"StartAt": "B", "States": {"B": PASS}}
RULE: Final[Json] = {"Variable": "$.a", "IsPresent": True, "Next": "A"}

# What is wrong, and the one thing that an editor says of it.
FAULTS: Final[dict[str, tuple[Json, str]]] = {
    "a machine without StartAt": ({"States": {"A": PASS}}, "$: 'StartAt' is a required property"),
    "a state of no type": (_state({"End": True}), "$.States.A: 'Type' is a required property"),
    "a type that does not exist": (
        _state({"Type": "Tsk"}),
        "$.States.A.Type: 'Tsk' is not one of ['Task', 'Wait', 'Pass', 'Succeed', 'Fail', "
        "'Choice', 'Parallel', 'Map']",
    ),
    "a misspelt field": (
        _task(Retyr=[]),
        "$.States.A: Additional properties are not allowed ('Retyr' was unexpected)",
    ),
    "a field of another type of state": (
        _state({**PASS, "Seconds": 1}),
        "$.States.A: Additional properties are not allowed ('Seconds' was unexpected)",
    ),
    "a field of the other language": (
        _task(Arguments={}),
        "$.States.A: Additional properties are not allowed ('Arguments' was unexpected)",
    ),
    "a field of JSONPath in a JSONata state of a JSONPath machine": (
        _task(QueryLanguage="JSONata", InputPath="$"),
        "$.States.A: Additional properties are not allowed ('InputPath' was unexpected)",
    ),
    "a way back to JSONPath": (
        _state({**PASS, "QueryLanguage": "JSONPath"}, QueryLanguage="JSONata"),
        "$.States.A.QueryLanguage: 'JSONPath' is not one of ['JSONata']",
    ),
    "a state that neither ends nor goes on": (
        _state({"Type": "Pass"}),
        "$.States.A: 'End' is a required property",
    ),
    "a state that does both": (
        _state({**PASS, "Next": "A"}),
        "$.States.A: False schema does not allow 'A'",
    ),
    "a wait for nothing": (
        _state({"Type": "Wait", "End": True}),
        "$.States.A: 'Seconds' is a required property",
    ),
    "a wait for two things": (
        _state({"Type": "Wait", "Seconds": 1, "TimestampPath": "$.t", "End": True}),
        "$.States.A: False schema does not allow 1",
    ),
    "a number in quotes": (
        _task(TimeoutSeconds="5"),
        r"$.States.A.TimeoutSeconds: '5' does not match '^\\$\\{[^{}]+\\}$'",
    ),
    "a number out of range": (
        _task(TimeoutSeconds=0),
        "$.States.A.TimeoutSeconds: 0 is less than the minimum of 1",
    ),
    "a field and its twin": (
        _task(TimeoutSeconds=5, TimeoutSecondsPath="$.t"),
        "$.States.A: False schema does not allow 5",
    ),
    "a path that is none": (
        _task(InputPath="a"),
        r"$.States.A.InputPath: 'a' does not match '^\\$'",
    ),
    "a template whose path is a number": (
        _task(Parameters={"a": [{"b.$": 1}]}),
        "$.States.A.Parameters.a[0]['b.$']: 1 is not of type 'string'",
    ),
    "a retrier of no errors": (
        _task(Retry=[{"ErrorEquals": []}]),
        "$.States.A.Retry[0].ErrorEquals: [] should be non-empty",
    ),
    "a catcher that leads nowhere": (
        _task(Catch=[{"ErrorEquals": ["States.ALL"]}]),
        "$.States.A.Catch[0]: 'Next' is a required property",
    ),
    "a comparison of nothing": (
        _state({"Type": "Choice", "Choices": [{"IsPresent": True, "Next": "A"}]}),
        "$.States.A.Choices[0]: 'Variable' is a required property",
    ),
    "a comparison with the wrong type, deep inside": (
        _state(
            {
                "Type": "Choice",
                "Choices": [{"Not": {"Variable": "$.a", "IsNull": "true"}, "Next": "A"}],
            }
        ),
        r"$.States.A.Choices[0].Not.IsNull: 'true' does not match '^\\$\\{[^{}]+\\}$'",
    ),
    "a Next in a nested rule": (
        _state({"Type": "Choice", "Choices": [{"And": [RULE], "Next": "A"}]}),
        "$.States.A.Choices[0].And[0]: Additional properties are not allowed ('Next' was "
        "unexpected)",
    ),
    "a Map without a block": (
        _state({"Type": "Map", "End": True}),
        "$.States.A: 'ItemProcessor' is a required property",
    ),
    "a distributed Map that does not say of what type": (
        _state(
            {
                "Type": "Map",
                "End": True,
                "ItemProcessor": {**BLOCK, "ProcessorConfig": {"Mode": "DISTRIBUTED"}},
            }
        ),
        "$.States.A.ItemProcessor.ProcessorConfig: 'ExecutionType' is a required property",
    ),
    "a fault in a branch": (
        _state({"Type": "Parallel", "End": True, "Branches": [{**BLOCK, "Staets": {}}]}),
        "$.States.A.Branches[0]: Additional properties are not allowed ('Staets' was unexpected)",
    ),
}


@pytest.mark.parametrize(("value", "said"), FAULTS.values(), ids=FAULTS)
def test_it_says_one_thing_about_a_fault(value: Json, said: str) -> None:
    assert _errors(value) == [said]


# What an editor must not cry wolf at.
TAKEN: Final[dict[str, Json]] = {
    "a schema that is named": {**_task(), "$schema": "asl.schema.json"},
    "a hole where a number is due": _task(TimeoutSeconds="${Timeout}"),
    "a query where a number is due": _task(QueryLanguage="JSONata", TimeoutSeconds="{% 5 %}"),
    "a state inside a JSONata state of a JSONPath machine": _state(
        {
            "Type": "Parallel",
            "QueryLanguage": "JSONata",
            "End": True,
            "Branches": [{"StartAt": "B", "States": {"B": {**PASS, "InputPath": "$"}}}],
        }
    ),
    "a JSONata machine": _state(
        {"Type": "Pass", "Output": {"a.$": 1}, "End": True}, QueryLanguage="JSONata"
    ),
    "null for a path": _task(InputPath=None, ResultPath=None, OutputPath=None),
    "a result that looks like a template": _state({**PASS, "Result": {"a.$": 1}}),
    "the older spelling": _state({"Type": "Map", "Iterator": BLOCK, "End": True}),
    "an End that is false": _state({**PASS, "End": False, "Next": "A"}),
}


@pytest.mark.parametrize("value", TAKEN.values(), ids=TAKEN)
def test_it_takes(value: Json) -> None:
    assert _errors(value) == []


def _descriptions(schema: Json) -> list[str]:
    if isinstance(schema, list):
        return [found for item in schema for found in _descriptions(item)]
    if not isinstance(schema, dict):
        return []
    own = [schema["description"]] if isinstance(schema.get("description"), str) else []
    return own + [found for item in schema.values() for found in _descriptions(item)]


def test_every_field_is_described_with_its_source() -> None:
    schema = shipped.MADE["asl.schema.json"]()
    parts = [part for name, part in schema["$defs"].items() if name != "template"]
    bare = [
        name
        for part in parts
        for name, field in part.get("properties", {}).items()
        if name != "QueryLanguage" and "description" not in field
    ]
    assert bare == []
    assert all("\nhttps://" in said for said in _descriptions(schema))
