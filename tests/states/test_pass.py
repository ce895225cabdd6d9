"""The Pass state: https://states-language.net/spec.html#pass-state."""

from __future__ import annotations

import copy

import pytest

from asl.syntax.values import Json
from tests.states.building import blame, chain, details, events, machine, outcome, run

ORDER: Json = {"payload": {"id": 7}, "keep": True}

# what is said: (members, input, output)
FLOWS: dict[str, tuple[Json, Json, Json]] = {
    "the input goes on": ({}, ORDER, ORDER),
    "null is an input like any other": ({}, None, None),
    "a scalar too": ({}, 1.0, 1.0),
    "InputPath selects": ({"InputPath": "$.payload"}, ORDER, {"id": 7}),
    "InputPath null gives an empty object": ({"InputPath": None}, ORDER, {}),
    "InputPath reads the Context Object": (
        {"InputPath": "$$.Execution.Name"},
        ORDER,
        "execution",
    ),
    "Parameters build from paths, intrinsics and constants": (
        {
            "Parameters": {
                "id.$": "$.payload.id",
                "state.$": "$$.State.Name",
                "text.$": "States.Format('no. {}', $.payload.id)",
                "fixed": "$.payload",
                "inner": [{"keep.$": "$.keep"}, 1, None],
            }
        },
        ORDER,
        {
            "id": 7,
            "state": "S",
            "text": "no. 7",
            "fixed": "$.payload",
            "inner": [{"keep": True}, 1, None],
        },
    ),
    "Parameters see what InputPath left": (
        {"InputPath": "$.payload", "Parameters": {"all.$": "$"}},
        ORDER,
        {"all": {"id": 7}},
    ),
    "empty Parameters are an empty object": ({"Parameters": {}}, ORDER, {}),
    "Result takes the input's place": ({"Result": [1, 2]}, ORDER, [1, 2]),
    "Result null is null": ({"Result": None}, ORDER, None),
    "Result false is false": ({"Result": False}, ORDER, False),
    "Result is no template": (
        {"Result": {"x.$": "$.payload", "y": "States.UUID()"}},
        ORDER,
        {"x.$": "$.payload", "y": "States.UUID()"},
    ),
    "Result overrides Parameters": (
        {"Parameters": {"id.$": "$.payload.id"}, "Result": 1},
        ORDER,
        1,
    ),
    "ResultPath puts into the raw input, not into what InputPath left": (
        {"InputPath": "$.payload", "ResultPath": "$.result"},
        ORDER,
        {**ORDER, "result": {"id": 7}},
    ),
    "ResultPath makes the objects on its way": (
        {"Result": 1, "ResultPath": "$.a.b.c"},
        ORDER,
        {**ORDER, "a": {"b": {"c": 1}}},
    ),
    "ResultPath replaces what stands there": (
        {"Result": 1, "ResultPath": "$.payload"},
        ORDER,
        {"payload": 1, "keep": True},
    ),
    "ResultPath replaces an element": (
        {"Result": 0, "ResultPath": "$.list[1]"},
        {"list": [1, 2, 3]},
        {"list": [1, 0, 3]},
    ),
    "ResultPath null discards the result": ({"Result": 1, "ResultPath": None}, ORDER, ORDER),
    "OutputPath selects from what ResultPath made": (
        {"Result": 1, "ResultPath": "$.result", "OutputPath": "$.result"},
        ORDER,
        1,
    ),
    "OutputPath null gives an empty object": ({"OutputPath": None}, ORDER, {}),
    "OutputPath reads the Context Object": (
        {"OutputPath": "$$.StateMachine.Name"},
        ORDER,
        "machine",
    ),
    "an indefinite path without a match gives an empty array": (
        {"InputPath": "$.missing[*].x"},
        ORDER,
        [],
    ),
    "a definite index gives the element": ({"InputPath": "$[1]"}, ["a", "b"], "b"),
    "keys keep their order, numbers their form": (
        {"Parameters": {"z.$": "$.n", "a": 1.0, "m": 10**20}},
        {"n": 0.0},
        {"z": 0.0, "a": 1.0, "m": 10**20},
    ),
}


@pytest.mark.parametrize(("members", "value", "output"), FLOWS.values(), ids=FLOWS)
def test_data_flow(members: Json, value: Json, output: Json) -> None:
    before = copy.deepcopy(value)
    done = run({"Type": "Pass", **members}, value)
    assert outcome(done) == ("SUCCEEDED", output)
    assert value == before


def test_key_order_and_number_form_reach_the_text() -> None:
    shaped = {"Type": "Pass", "Parameters": {"z.$": "$.n", "a": 1.0, "b.$": "$.n"}}
    done = run(shaped, {"n": 0.0})
    assert details(done, "ExecutionSucceeded") == [{"output": '{"z":0.0,"a":1.0,"b":0.0}'}]


QUERIES: dict[str, tuple[Json, Json, Json]] = {
    "without Output the input goes on": ({}, ORDER, ORDER),
    "Output is any value": (
        {"Output": [1, "two", None, {"three": 3.5}]},
        ORDER,
        [1, "two", None, {"three": 3.5}],
    ),
    "Output may be null": ({"Output": None}, ORDER, None),
    "Output may be a scalar": ({"Output": "{% $states.input.payload.id %}"}, ORDER, 7),
    "a query may give null": ({"Output": "{% null %}"}, ORDER, None),
    "queries stand anywhere in a value": (
        {"Output": {"a": ["{% $states.input.keep %}", {"b": "{% 1 + 1 %}"}]}},
        ORDER,
        {"a": [True, {"b": 2}]},
    ),
    "blanks before the delimiters make a literal": (
        {"Output": " {% 1 %} "},
        ORDER,
        " {% 1 %} ",
    ),
    "blanks behind the delimiters do too": ({"Output": "x {% 1 %}"}, ORDER, "x {% 1 %}"),
    "a key that ends in .$ means nothing here": (
        {"Output": {"x.$": "$.payload"}},
        ORDER,
        {"x.$": "$.payload"},
    ),
    "paths and intrinsic calls are plain texts here": (
        {"Output": ["$.payload", "States.Format('{}', 1)"]},
        ORDER,
        ["$.payload", "States.Format('{}', 1)"],
    ),
    "keys are never evaluated": ({"Output": {"{% 1 %}": 1}}, ORDER, {"{% 1 %}": 1}),
    "a sequence of one is that one": ({"Output": "{% $states.input.list %}"}, {"list": [1]}, [1]),
    "both kinds of quotes": ({"Output": "{% 'a' & \"b\" %}"}, ORDER, "ab"),
    "escapes are JSON's, then JSONata's": ({"Output": '{% "\\"a\\nb\\"" %}'}, ORDER, '"a\nb"'),
    "regular expressions": ({"Output": "{% $contains('abc', /B/i) %}"}, ORDER, True),
}


@pytest.mark.parametrize(("members", "value", "output"), QUERIES.values(), ids=QUERIES)
def test_data_flow_in_jsonata(members: Json, value: Json, output: Json) -> None:
    before = copy.deepcopy(value)
    done = run({"Type": "Pass", "QueryLanguage": "JSONata", **members}, value)
    assert outcome(done) == ("SUCCEEDED", output)
    assert value == before


# what is said: (members, input, cause)
REFUSALS: dict[str, tuple[Json, Json, str]] = {
    "a path into nothing": (
        {"InputPath": "$.a.b"},
        {},
        "Invalid path '$.a.b' : Missing property in path $['a']",
    ),
    "errors of Parameters stand though Result overrides them": (
        {"Parameters": {"x.$": "$.a"}, "Result": 1},
        {},
        "The JSONPath '$.a' specified for the field 'x.$' could not be found in the input '{}'",
    ),
}


@pytest.mark.parametrize(("members", "value", "cause"), REFUSALS.values(), ids=REFUSALS)
def test_runtime_errors(members: Json, value: Json, cause: str) -> None:
    done = run({"Type": "Pass", **members}, value)
    assert outcome(done) == ("FAILED", "States.Runtime", blame(cause))


@pytest.mark.parametrize("field", ["InputPath", "OutputPath"])
def test_a_path_into_null_is_a_runtime_error(field: str) -> None:
    done = run({"Type": "Pass", field: "$.x"}, None)
    assert (done.status, done.error) == ("FAILED", "States.Runtime")


def test_history_of_a_chain() -> None:
    done = run(
        machine({"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "End": True}}), {"a": 1}
    )
    assert chain(done) == events(
        "1<-0 ExecutionStarted · 2<-0 PassStateEntered · 3<-2 PassStateExited · "
        "4<-3 PassStateEntered · 5<-4 PassStateExited · 6<-5 ExecutionSucceeded"
    )
    assert details(done, "PassStateEntered") == [
        {"name": "A", "input": '{"a":1}'},
        {"name": "B", "input": '{"a":1}'},
    ]
    assert details(done, "PassStateExited") == [
        {"name": "A", "output": '{"a":1}'},
        {"name": "B", "output": '{"a":1}'},
    ]
