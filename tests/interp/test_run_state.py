"""One state by itself: what it does, what it decides, and the stages on the way.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html; the stages
as TestState recorded them at inspection level DEBUG.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from asl.interp import StateRun, run_state
from asl.interp.attempts import Caught, Failed, Retried
from asl.interp.run_state import StandIn
from asl.runtime.errors import StatesError, TimedOut
from asl.syntax.values import Json
from tests.interp.instant_host import NOON, InstantHost, finish, frame_at
from tests.states.building import ACTIVITY, INVOKE, alone, block

PASS: Json = {"Type": "Pass"}
TASK: Json = {"Type": "Task", "Resource": INVOKE}
QUERY = {"QueryLanguage": "JSONata"}
ECHO = block(("Echo", PASS))
DATA: Json = {"payload": {"id": 7}, "keep": True}
RESULT: Json = {"ok": 1}


def _run(
    state: Json,
    value: Json,
    stand_in: StandIn | None = None,
    *,
    retried: int = 0,
    host: InstantHost | None = None,
) -> StateRun:
    on = host or InstantHost(lambda call: {"asked": call.input})
    ready = alone(state)
    running = run_state(
        ready.scope, "S", frame_at(on, "S", value), stand_in=stand_in, retried=retried
    )
    return finish(running)


# what is said: (state, input, stand-in, the stages in order)
STAGES: dict[str, tuple[Json, Json, StandIn | None, Json]] = {
    "Pass": (
        PASS,
        DATA,
        None,
        {
            "afterInputPath": DATA,
            "afterParameters": DATA,
            "afterResultSelector": DATA,
            "afterResultPath": DATA,
        },
    ),
    "Pass with every field": (
        {
            **PASS,
            "InputPath": "$.payload",
            "Parameters": {"n.$": "$.id"},
            "ResultPath": "$.out",
            "OutputPath": "$.out",
        },
        DATA,
        None,
        {
            "afterInputPath": {"id": 7},
            "afterParameters": {"n": 7},
            "afterResultSelector": {"n": 7},
            "afterResultPath": {**DATA, "out": {"n": 7}},
        },
    ),
    "Pass with a Result": (
        {**PASS, "InputPath": "$.payload", "Result": 1, "ResultPath": "$.out"},
        DATA,
        None,
        {"result": 1, "afterResultSelector": 1, "afterResultPath": {**DATA, "out": 1}},
    ),
    "Pass in JSONata": ({**PASS, **QUERY, "Output": 1}, DATA, None, {}),
    "Choice": (
        {
            "Type": "Choice",
            "InputPath": "$.payload",
            "Choices": [{"Variable": "$.id", "IsPresent": True, "Next": "X"}],
        },
        DATA,
        None,
        {"afterInputPath": {"id": 7}},
    ),
    "Succeed": ({"Type": "Succeed"}, DATA, None, {"afterInputPath": DATA}),
    "Fail": ({"Type": "Fail", "Error": "E"}, DATA, None, {"afterInputPath": DATA}),
    "Task with every field": (
        {
            **TASK,
            "InputPath": "$.payload",
            "Parameters": {"FunctionName.$": "$.id"},
            "ResultSelector": {"r.$": "$.ok"},
            "ResultPath": "$.out",
        },
        DATA,
        StandIn(result=RESULT),
        {
            "afterInputPath": {"id": 7},
            "afterParameters": {"FunctionName": 7},
            "result": RESULT,
            "afterResultSelector": {"r": 1},
            "afterResultPath": {**DATA, "out": {"r": 1}},
        },
    ),
    "Task in JSONata": (
        {**TASK, **QUERY, "Arguments": {"FunctionName": "{% $states.input.payload.id %}"}},
        DATA,
        StandIn(result=RESULT),
        {"afterArguments": {"FunctionName": 7}, "result": RESULT},
    ),
    "Parallel in JSONata": (
        {"Type": "Parallel", **QUERY, "Branches": [ECHO], "Arguments": 1},
        DATA,
        StandIn(result=[1]),
        {"afterArguments": 1, "result": [1]},
    ),
    "Map": (
        {
            "Type": "Map",
            "ItemProcessor": ECHO,
            "ItemsPath": "$.items",
            "ItemSelector": {"v.$": "$$.Map.Item.Value"},
        },
        {"items": ["a", "b"]},
        StandIn(result=[1, 2]),
        {
            "afterInputPath": {"items": ["a", "b"]},
            "afterItemsPath": ["a", "b"],
            "afterItemSelector": [{"v": "a"}, {"v": "b"}],
            "result": [1, 2],
            "afterResultSelector": [1, 2],
            "afterResultPath": [1, 2],
        },
    ),
}


@pytest.mark.parametrize(("state", "value", "stand_in", "stages"), STAGES.values(), ids=STAGES)
def test_stages(state: Json, value: Json, stand_in: StandIn | None, stages: Json) -> None:
    ran = _run(state, value, stand_in)
    assert ran.stages == stages
    assert list(ran.stages) == list(stages)


# what is said: (state, input, stand-in, output, next, variables)
SUCCESSES: dict[str, tuple[Json, Json, StandIn | None, Json, str | None, Json]] = {
    "Pass goes on": ({**PASS, "Next": "X"}, 1, None, 1, "X", None),
    "Pass ends": (PASS, 1, None, 1, None, None),
    "Pass assigns": ({**PASS, "Assign": {"v.$": "$"}}, 1, None, 1, None, {"v": 1}),
    "Succeed": ({"Type": "Succeed"}, 1, None, 1, None, None),
    "Choice": (
        {
            "Type": "Choice",
            "Choices": [{"Variable": "$", "NumericEquals": 1, "Next": "X", "Assign": {"v": 2}}],
            "Default": "Y",
        },
        1,
        None,
        1,
        "X",
        {"v": 2},
    ),
    "Default": (
        {
            "Type": "Choice",
            "Choices": [{"Variable": "$", "NumericEquals": 2, "Next": "X"}],
            "Default": "Y",
        },
        1,
        None,
        1,
        "Y",
        None,
    ),
    "Wait with a stand-in does not wait": (
        {"Type": "Wait", "Seconds": 9, "Next": "X"},
        1,
        StandIn(),
        1,
        "X",
        None,
    ),
    "Task": (
        {**TASK, "ResultPath": "$.r", "Next": "X"},
        {},
        StandIn(result=RESULT),
        {"r": RESULT},
        "X",
        None,
    ),
    "Task asks the host": (TASK, {"a": 1}, None, {"asked": {"a": 1}}, None, None),
    "Parallel": (
        {"Type": "Parallel", "Branches": [ECHO, block(("Two", PASS))]},
        1,
        StandIn(result=["a", "b"]),
        ["a", "b"],
        None,
        None,
    ),
    "Parallel runs its branches": (
        {"Type": "Parallel", "Branches": [ECHO]},
        1,
        None,
        [1],
        None,
        None,
    ),
    "Map": (
        {"Type": "Map", "ItemProcessor": ECHO, "ResultSelector": {"n.$": "$[0]"}},
        [1, 2],
        StandIn(result=[3, 4]),
        {"n": 3},
        None,
        None,
    ),
    "a Distributed Map asks the host": (
        {
            "Type": "Map",
            "ItemProcessor": {
                **ECHO,
                "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            },
        },
        [1, 2],
        None,
        [1, 2],
        None,
        None,
    ),
    "a reader is not asked where something stands in": (
        {
            "Type": "Map",
            "ItemReader": {"Resource": "arn:aws:states:::s3:getObject"},
            "ItemProcessor": {
                **ECHO,
                "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            },
        },
        {},
        StandIn(result=[3]),
        [3],
        None,
        None,
    ),
    "Map runs its iterations": (
        {"Type": "Map", **QUERY, "ItemProcessor": ECHO, "ItemSelector": "{% 2 %}"},
        [1, 1],
        None,
        [2, 2],
        None,
        None,
    ),
}


@pytest.mark.parametrize(
    ("state", "value", "stand_in", "output", "following", "variables"),
    SUCCESSES.values(),
    ids=SUCCESSES,
)
def test_success(
    state: Json,
    value: Json,
    stand_in: StandIn | None,
    output: Json,
    following: str | None,
    variables: Json,
) -> None:
    ran = _run(state, value, stand_in)
    assert ran.status == "SUCCEEDED"
    assert (ran.output, ran.next, ran.variables) == (output, following, variables)
    assert (ran.error, ran.decision) == (None, None)


def test_a_wait_without_a_stand_in_waits() -> None:
    host = InstantHost(lambda _call: None)
    assert _run({"Type": "Wait", "Seconds": 9}, 1, host=host).output == 1
    assert host.slept_until == [NOON + timedelta(seconds=9)]


RETRY = [{"ErrorEquals": ["Flaky"], "IntervalSeconds": 2, "MaxAttempts": 2}]
CATCH = [
    {"ErrorEquals": ["Other"], "Next": "X"},
    {"ErrorEquals": ["States.TaskFailed"], "Next": "Y", "ResultPath": "$.e"},
]
FLAKY = StandIn(error=StatesError("Flaky", "why"))
OTHER = StandIn(error=StatesError("Other"))
LATE = StandIn(error=TimedOut())
ERROR: Json = {"Error": "Flaky", "Cause": "why"}

# what is said: (members, stand-in, retries before, status, decision, next, output)
FAILURES: dict[str, tuple[Json, StandIn, int, str, object, str | None, Json]] = {
    "nothing applies": ({}, FLAKY, 0, "FAILED", Failed(), None, None),
    "a retry": ({"Retry": RETRY}, FLAKY, 0, "RETRIABLE", Retried(0, 2), None, None),
    "a later retry": ({"Retry": RETRY}, FLAKY, 1, "RETRIABLE", Retried(0, 4), None, None),
    "retries used up": ({"Retry": RETRY}, FLAKY, 2, "FAILED", Failed(0), None, None),
    "retries used up, caught": (
        {"Retry": RETRY, "Catch": CATCH},
        FLAKY,
        2,
        "CAUGHT_ERROR",
        Caught(1, 0),
        "Y",
        {"keep": 1, "e": ERROR},
    ),
    "caught": (
        {"Catch": CATCH},
        OTHER,
        0,
        "CAUGHT_ERROR",
        Caught(0),
        "X",
        {"Error": "Other", "Cause": None},
    ),
    "a time-out is no failed task": ({"Catch": CATCH}, LATE, 0, "FAILED", Failed(), None, None),
}


@pytest.mark.parametrize(
    ("members", "stand_in", "retried", "status", "decision", "following", "output"),
    FAILURES.values(),
    ids=FAILURES,
)
def test_failure(  # noqa: PLR0913, PLR0917 - the columns of the table
    members: Json,
    stand_in: StandIn,
    retried: int,
    status: str,
    decision: object,
    following: str | None,
    output: Json,
) -> None:
    ran = _run({**TASK, **members}, {"keep": 1}, stand_in, retried=retried)
    assert (ran.status, ran.decision) == (status, decision)
    assert (ran.next, ran.output) == (following, output)
    assert ran.error is stand_in.error


@pytest.mark.parametrize("kind", ["Parallel", "Map"])
def test_failing_composites_decide_alike(kind: str) -> None:
    inner = {"Branches": [ECHO]} if kind == "Parallel" else {"ItemProcessor": ECHO}
    state = {"Type": kind, **inner, "Retry": RETRY, "Catch": CATCH, "ResultPath": "$.r"}
    value: Json = {"keep": 1} if kind == "Parallel" else [1]
    assert _run(state, value, FLAKY).decision == Retried(0, 2)
    assert _run(state, value, OTHER).decision == Caught(0)


# what is said: (state, error, pointer)
ERRORS: dict[str, tuple[Json, str, str]] = {
    "Fail": ({"Type": "Fail", "Error": "E"}, "E", "/States/S"),
    "a path": ({**PASS, "InputPath": "$.no"}, "States.Runtime", "/States/S/InputPath"),
    "a query": (
        {**PASS, **QUERY, "Output": "{% $no %}"},
        "States.QueryEvaluationError",
        "/States/S/Output",
    ),
    "no choice": (
        {"Type": "Choice", "Choices": [{"Variable": "$.keep", "IsNull": True, "Next": "X"}]},
        "States.NoChoiceMatched",
        "/States/S/Choices",
    ),
    "an output that is too large": (
        {**PASS, "Parameters": {"a.$": "$.big", "b.$": "$.big"}},
        "States.DataLimitExceeded",
        "/States/S",
    ),
}


@pytest.mark.parametrize(("state", "error", "pointer"), ERRORS.values(), ids=ERRORS)
def test_states_that_fail_by_themselves(state: Json, error: str, pointer: str) -> None:
    ran = _run(state, {"keep": 1, "big": "x" * 140_000})
    assert (ran.status, ran.decision) == ("FAILED", None)
    assert ran.error is not None
    assert (ran.error.name, ran.error.pointer) == (error, pointer)


def test_what_a_stand_in_replaces_is_prepared_all_the_same() -> None:
    ran = _run({**TASK, "Parameters": {"FunctionName.$": "$.no"}}, {}, StandIn(result=1))
    assert ran.error is not None
    assert (ran.status, ran.error.name) == ("FAILED", "States.Runtime")


def test_an_activity_asks_the_hosts_worker() -> None:
    ran = _run({"Type": "Task", "Resource": ACTIVITY}, {"a": 1})
    assert ran.output == {"asked": {"a": 1}}


def test_a_catcher_that_fails() -> None:
    catch = [{"ErrorEquals": ["States.ALL"], "Next": "X", "ResultPath": "$.keep.e"}]
    ran = _run({**TASK, "Catch": catch}, {"keep": 1}, FLAKY)
    assert ran.error is not None
    assert (ran.status, ran.error.name) == ("FAILED", "States.ResultPathMatchFailure")


def test_an_evaluation_that_failed_is_recorded() -> None:
    host = InstantHost(lambda _call: None)
    _run({**PASS, **QUERY, "Output": "{% $no %}"}, {}, host=host)
    assert [event.type for event in host.events] == ["PassStateEntered", "EvaluationFailed"]
