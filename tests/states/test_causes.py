"""The words of causes, and the field each of them points at.

Source: causes recorded from AWS.
"""

from __future__ import annotations

import pytest

from asl.engines.virtual import returns
from asl.syntax.values import Json
from tests.states.building import FUNCTION, INVOKE, alone, blame, block, run

TASK: Json = {"Type": "Task", "Resource": INVOKE}
PASS: Json = {"Type": "Pass"}
QUERY = {"QueryLanguage": "JSONata"}
ECHO = block(("Echo", PASS))
CHILDREN = {**ECHO, "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}}
MAP: Json = {"Type": "Map", "ItemProcessor": ECHO}
RUN: Json = {"Type": "Map", "ItemProcessor": CHILDREN, "ItemsPath": "$.items"}


# what is said: (the state, its input, the cause, the member at fault)
RUNTIME: dict[str, tuple[Json, Json, str, str]] = {
    "OutputPath, a parent is missing": (
        {**TASK, "OutputPath": "$.no.such.result.path"},
        {},
        blame("Invalid path '$.no.such.result.path' : Missing property in path $['no']"),
        "/OutputPath",
    ),
    "InputPath, the last segment is missing": (
        {**TASK, "InputPath": "$.nope"},
        {},
        blame("Invalid path '$.nope' : No results for path: $['nope']"),
        "/InputPath",
    ),
    "OutputPath, the last segment is missing": (
        {**PASS, "OutputPath": "$.nope"},
        {},
        blame("Invalid path '$.nope' : No results for path: $['nope']"),
        "/OutputPath",
    ),
    "TimeoutSecondsPath": (
        {**TASK, "TimeoutSecondsPath": "$.nope"},
        {},
        blame("Invalid path '$.nope' : No results for path: $['nope']"),
        "/TimeoutSecondsPath",
    ),
    "HeartbeatSecondsPath": (
        {**TASK, "HeartbeatSecondsPath": "$.nope"},
        {},
        blame("Invalid path '$.nope' : No results for path: $['nope']"),
        "/HeartbeatSecondsPath",
    ),
    "a template": (
        {**PASS, "Parameters": {"inner": [{"value.$": "$.nope"}]}},
        {"a": "é"},
        blame(
            "The JSONPath '$.nope' specified for the field 'value.$' could not be found in the "
            'input \'{"a":"é"}\''
        ),
        "/Parameters/inner/0/value.$",
    ),
    "a path inside an intrinsic call": (
        {**PASS, "Parameters": {"value.$": "States.Format('{}', $.nope)"}},
        {},
        blame(
            "The JSONPath '$.nope' specified for the field 'value.$' could not be found in the "
            "input '{}'"
        ),
        "/Parameters/value.$",
    ),
    "a template of variables": (
        {**PASS, "Assign": {"x.$": "$.nope"}},
        {},
        blame(
            "The JSONPath '$.nope' specified for the field 'x.$' could not be found in the "
            "input '{}'"
        ),
        "/Assign/x.$",
    ),
    "ItemsPath does not point to an array": (
        {**MAP, "ItemsPath": "$.items"},
        {"items": {"a": 1}},
        'Reference path "$.items" must point to array.',
        "/ItemsPath",
    ),
    "the input is no array": (MAP, {}, 'Reference path "$" must point to array.', ""),
    "MaxConcurrencyPath finds text": (
        {**MAP, "ItemsPath": "$.items", "MaxConcurrencyPath": "$.n"},
        {"items": [], "n": "many"},
        blame(
            'The MaxConcurrencyPath field refers to value "many" which is not a valid integer: $.n'
        ),
        "/MaxConcurrencyPath",
    ),
    "MaxConcurrencyPath finds a fraction": (
        {**MAP, "ItemsPath": "$.items", "MaxConcurrencyPath": "$.n"},
        {"items": [], "n": 1.5},
        blame(
            'The MaxConcurrencyPath field refers to value "1.5" which is not a valid integer: $.n'
        ),
        "/MaxConcurrencyPath",
    ),
    "MaxConcurrencyPath finds a fraction as text": (
        {**MAP, "ItemsPath": "$.items", "MaxConcurrencyPath": "$.n"},
        {"items": [], "n": "1.5"},
        blame(
            'The MaxConcurrencyPath field refers to value "1.5" which is not a valid integer: $.n'
        ),
        "/MaxConcurrencyPath",
    ),
    "MaxConcurrencyPath finds a negative number": (
        {**MAP, "ItemsPath": "$.items", "MaxConcurrencyPath": "$.n"},
        {"items": [], "n": -1},
        blame("MaxConcurrency cannot be negative."),
        "/MaxConcurrencyPath",
    ),
    "ToleratedFailureCountPath finds null": (
        {**RUN, "ToleratedFailureCountPath": "$.n"},
        {"items": [], "n": None},
        blame(
            'The ToleratedFailureCountPath field refers to value "null" which is not a valid '
            "integer: $.n"
        ),
        "/ToleratedFailureCountPath",
    ),
    "ToleratedFailureCountPath finds a negative number": (
        {**RUN, "ToleratedFailureCountPath": "$.n"},
        {"items": [], "n": -1},
        blame("ToleratedFailureCount cannot be negative."),
        "/ToleratedFailureCountPath",
    ),
    "ToleratedFailurePercentagePath finds text": (
        {**RUN, "ToleratedFailurePercentagePath": "$.n"},
        {"items": [], "n": "half"},
        blame(
            'The ToleratedFailurePercentagePath field refers to value "half" which is not a valid '
            "float: $.n"
        ),
        "/ToleratedFailurePercentagePath",
    ),
    "ToleratedFailurePercentagePath finds less than nothing": (
        {**RUN, "ToleratedFailurePercentagePath": "$.n"},
        {"items": [], "n": -1.1},
        blame("ToleratedFailurePercentage must be between 0 and 100."),
        "/ToleratedFailurePercentagePath",
    ),
    "ToleratedFailurePercentagePath finds more than all": (
        {**RUN, "ToleratedFailurePercentagePath": "$.n"},
        {"items": [], "n": 100.1},
        blame("ToleratedFailurePercentage must be between 0 and 100."),
        "/ToleratedFailurePercentagePath",
    ),
}


@pytest.mark.parametrize(("state", "value", "cause", "member"), RUNTIME.values(), ids=RUNTIME)
def test_runtime(state: Json, value: Json, cause: str, member: str) -> None:
    catch = [{"ErrorEquals": ["States.ALL"], "Next": "Caught"}]
    caught = {"Catch": catch} if state["Type"] in ("Task", "Map") else {}
    done = run({**state, **caught}, value)
    assert (done.status, done.error, done.cause) == ("FAILED", "States.Runtime", cause)
    assert done.failure is not None
    assert done.failure.pointer == f"/States/S{member}"


def test_a_context_path_shows_the_context_object() -> None:
    done = run({**PASS, "Parameters": {"value.$": "$$.Map.Item"}})
    expected = blame(
        "The JSONPath '$$.Map.Item' specified for the field 'value.$' could not be found in the "
        'input \'{"Execution":{'
    )
    assert (done.cause or "").startswith(expected)
    assert (done.cause or "").endswith('"EnteredTime":"2026-01-01T00:00:00Z"}}\'')


# what is said: a state with a pattern that would take for ever
PATTERNS: dict[str, Json] = {
    "in a field of its own": {**PASS, "InputPath": "$.v[?(@.w =~ /(a|aa)+$/)]"},
    "in a template": {**PASS, "Parameters": {"x.$": "$.v[?(@.w =~ /(a|aa)+$/)]"}},
}


@pytest.mark.parametrize("state", PATTERNS.values(), ids=PATTERNS)
def test_a_pattern_that_takes_too_long(state: Json) -> None:
    done = run(state, {"v": [{"w": "a" * 60 + "b"}]})
    assert (done.status, done.error) == ("FAILED", "States.Runtime")
    assert (done.cause or "").startswith(blame("Invalid path '$.v[?(@.w =~ /(a|aa)+$/)]' : "))


def test_an_unassigned_variable() -> None:
    done = run({**PASS, "Parameters": {"value.$": "$nope.a"}})
    assert (done.status, done.error) == ("FAILED", "States.Runtime")
    expected = blame("The JSONPath '$nope.a' specified for the field 'value.$' could not be found")
    assert (done.cause or "").startswith(expected)


def _undefined(text: str, field: str) -> str:
    return blame(
        f"The JSONata expression '{text}' specified for the field '{field}' returned nothing "
        "(undefined)."
    )


def _unexpected(text: str, kind: str, shown: str) -> str:
    return blame(
        f"The JSONata expression '{text}' specified for the field 'Items' returned an unexpected "
        f"result type. Expected 'array', but was '{kind}' for value: {shown}"
    )


# what is said: (the state, its input, the cause, the location, the member at fault)
QUERIES: dict[str, tuple[Json, Json, str, str | None, str | None]] = {
    "nothing in Output": (
        {**PASS, "Output": "{% $nope %}"},
        {},
        _undefined("$nope", "Output"),
        "Output",
        "/Output",
    ),
    "nothing in a member of Output; blanks around are cut": (
        {**PASS, "Output": {"result": "{%   $states.input.nope\n%}"}},
        {},
        _undefined("$states.input.nope", "Output/result"),
        "Output/result",
        "/Output/result",
    ),
    "nothing in an element": (
        {**PASS, "Output": {"a/b": [1, "{% $nope %}"]}},
        {},
        _undefined("$nope", "Output/a/b[1]"),
        "Output/a/b[1]",
        "/Output/a~1b/1",
    ),
    "nothing in Assign": (
        {**PASS, "Assign": {"result": "{% $nope %}"}},
        {},
        _undefined("$nope", "Assign/result"),
        "Assign/result",
        "/Assign/result",
    ),
    "nothing in Arguments": (
        {**TASK, "Arguments": "{% $states.input.nope %}"},
        {},
        _undefined("$states.input.nope", "Arguments"),
        "Arguments",
        "/Arguments",
    ),
    "nothing in a member of Arguments": (
        {**TASK, "Arguments": {"FunctionName": "{% $nope %}"}},
        {},
        _undefined("$nope", "Arguments/FunctionName"),
        "Arguments/FunctionName",
        "/Arguments/FunctionName",
    ),
    "an unknown function": (
        {**PASS, "Output": {"FunctionResult": "{% $nope(1) %}"}},
        {},
        blame(
            "The JSONata expression '$nope(1)' specified for the field 'Output/FunctionResult' "
            "threw an error during evaluation. T1006: Attempted to invoke a non-function"
        ),
        "Output/FunctionResult",
        "/Output/FunctionResult",
    ),
    "an array where a number is due": (
        {**TASK, "TimeoutSeconds": "{% [1, 2] %}"},
        {},
        blame(
            "The JSONata expression '[1, 2]' specified for the field 'TimeoutSeconds' returned an "
            "unexpected result type. Expected 'integer', but was 'array' for value: [1,2]"
        ),
        "TimeoutSeconds",
        "/TimeoutSeconds",
    ),
    "a number for Items": (
        {**MAP, "Items": "{% $states.input.v %}"},
        {"v": 1},
        _unexpected("$states.input.v", "number", "1"),
        "Items",
        "/Items",
    ),
    "text for Items": (
        {**MAP, "Items": "{% $states.input.v %}"},
        {"v": "x"},
        _unexpected("$states.input.v", "string", '"x"'),
        "Items",
        "/Items",
    ),
    "a boolean for Items": (
        {**MAP, "Items": "{% $states.input.v %}"},
        {"v": True},
        _unexpected("$states.input.v", "boolean", "true"),
        "Items",
        "/Items",
    ),
    "an object for Items": (
        {**MAP, "Items": "{% $states.input.v %}"},
        {"v": {"a": 1}},
        _unexpected("$states.input.v", "object", '{"a":1}'),
        "Items",
        "/Items",
    ),
    "null for Items": (
        {**MAP, "Items": "{% $states.input.v %}"},
        {"v": None},
        _unexpected("$states.input.v", "null", "null"),
        "Items",
        "/Items",
    ),
    "a function for Items": (
        {**MAP, "Items": "{% function($x){$x} %}"},
        {},
        blame(
            "The JSONata expression 'function($x){$x}' specified for the field 'Items' returned "
            "an unsupported result type."
        ),
        "Items",
        "/Items",
    ),
    "no Items and no array": (
        MAP,
        {"a": 1},
        blame('Map state input must be an array but was: {"a":1}'),
        None,
        None,
    ),
    "a timestamp that is none": (
        {"Type": "Wait", "Timestamp": "{% $states.input.t %}"},
        {"t": "2026-01-01"},
        blame(
            "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format "
            "string: 2026-01-01"
        ),
        "Timestamp",
        "/Timestamp",
    ),
}


@pytest.mark.parametrize(
    ("state", "value", "cause", "location", "member"), QUERIES.values(), ids=QUERIES
)
def test_queries(
    state: Json, value: Json, cause: str, location: str | None, member: str | None
) -> None:
    done = run({**QUERY, **state}, value)
    assert (done.status, done.error) == ("FAILED", "States.QueryEvaluationError")
    assert done.cause == cause
    recorded = next(event for event in done.events if event.type == "EvaluationFailed").details
    expected = {"error": done.error, "cause": cause, "state": "S"}
    assert recorded == (expected if location is None else {**expected, "location": location})
    assert done.failure is not None
    assert done.failure.pointer == f"/States/S{member or ''}"


def test_a_query_fails_the_attempt_that_a_catcher_sees() -> None:
    catch = [{"ErrorEquals": ["States.QueryEvaluationError"], "Next": "X"}]
    done = run({**QUERY, **TASK, "Arguments": "{% $nope %}", "Catch": catch})
    assert done.status == "SUCCEEDED"
    assert done.output == {
        "Error": "States.QueryEvaluationError",
        "Cause": _undefined("$nope", "Arguments"),
    }


BIG: Json = "x" * 262_143

# what is said: (Resource, who is blamed)
TOO_LARGE: dict[str, tuple[str, str]] = {
    "an integration by its service": (INVOKE, "lambda"),
    "a function by its ARN": (FUNCTION, FUNCTION),
}


@pytest.mark.parametrize(("resource", "whose"), TOO_LARGE.values(), ids=TOO_LARGE)
def test_a_result_that_is_too_large_can_be_caught(resource: str, whose: str) -> None:
    cause = (
        f"The state/task '{whose}' returned a result with a size exceeding the maximum number of "
        "bytes service limit."
    )
    task: Json = {"Type": "Task", "Resource": resource}
    done = run(task, {}, returns(BIG))
    assert (done.status, done.error) == ("FAILED", "States.DataLimitExceeded")
    assert done.cause == cause
    for name in ("States.DataLimitExceeded", "States.ALL", "States.TaskFailed"):
        catch = [{"ErrorEquals": [name], "Next": "X"}]
        caught = run({**task, "Catch": catch}, {}, returns(BIG))
        assert caught.output == {"Error": "States.DataLimitExceeded", "Cause": cause}


def test_an_output_that_is_too_large_ends_the_execution() -> None:
    catch = [{"ErrorEquals": ["States.ALL"], "Next": "X"}]
    task = {
        **TASK,
        "ResultSelector": {"twice.$": "States.Array($.a, $.a)"},
        "Retry": [{"ErrorEquals": ["States.ALL"]}],
        "Catch": catch,
    }
    done = run(task, {}, returns({"a": "x" * 140_000}))
    assert (done.status, done.error) == ("FAILED", "States.DataLimitExceeded")
    assert done.cause == (
        "The state/task 'S' returned a result with a size exceeding the maximum number of bytes "
        "service limit."
    )


def test_an_output_just_as_large_as_allowed() -> None:
    # With its quotes the text has 262,144 bytes.
    assert run(alone(TASK), {}, returns("x" * 262_142)).status == "SUCCEEDED"


def test_the_limit_is_of_bytes_not_of_characters() -> None:
    assert run(alone(TASK), {}, returns("é" * 131_071)).status == "SUCCEEDED"
    done = run(alone(TASK), {}, returns("é" * 131_072))
    assert done.error == "States.DataLimitExceeded"
