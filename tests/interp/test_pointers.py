"""Every error of a run names the place of the definition that is at fault."""

from __future__ import annotations

import pytest

from asl.engines.virtual import Answer, Settings, never, returns, throws
from asl.syntax.values import Json
from tests.states.building import ACTIVITY, CALLBACK, INVOKE, alone, block, machine, run

QUERY = {"QueryLanguage": "JSONata"}
PASS: Json = {"Type": "Pass"}
TASK: Json = {"Type": "Task", "Resource": INVOKE}
MAP: Json = {"Type": "Map", "ItemProcessor": block(("Inner", PASS))}
CHOICE: Json = {"Type": "Choice"}
FAIL: Json = {"Type": "Fail", "Error": "E"}
RUN: Json = {
    "Type": "Map",
    "ItemProcessor": {
        **block(("Inner", FAIL)),
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
    },
}
CATCH: Json = {"ErrorEquals": ["States.ALL"], "Next": "X"}
RETRY: Json = {"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}
BIG = "x" * 140_000
TWICE: Json = {"a.$": "$.big", "b.$": "$.big"}

# what is said: (state, answer, error, pointer below the state)
ERRORS: dict[str, tuple[Json, Answer, str, str]] = {
    "Fail": (FAIL, returns({}), "E", ""),
    "no choice": (
        {**CHOICE, "Choices": [{"Variable": "$.n", "IsNull": True, "Next": "X"}]},
        returns({}),
        "States.NoChoiceMatched",
        "/Choices",
    ),
    "no choice in JSONata": (
        {**CHOICE, **QUERY, "Choices": [{"Condition": "{% false %}", "Next": "X"}]},
        returns({}),
        "States.NoChoiceMatched",
        "/Choices",
    ),
    "a path": ({**PASS, "InputPath": "$.no"}, returns({}), "States.Runtime", "/InputPath"),
    "an intrinsic function": (
        {**PASS, "Parameters": {"x.$": "States.StringToJson($.big)"}},
        returns({}),
        "States.IntrinsicFailure",
        "/Parameters/x.$",
    ),
    "a query": (
        {**PASS, **QUERY, "Output": ["{% $no %}"]},
        returns({}),
        "States.QueryEvaluationError",
        "/Output/0",
    ),
    "ResultPath": (
        {**PASS, "Result": 1, "ResultPath": "$.n.x"},
        returns({}),
        "States.ResultPathMatchFailure",
        "/ResultPath",
    ),
    "an output that is too large": (
        {**PASS, "Parameters": TWICE},
        returns({}),
        "States.DataLimitExceeded",
        "",
    ),
    "variables that are too large": (
        {**PASS, "Assign": TWICE},
        returns({}),
        "States.DataLimitExceeded",
        "",
    ),
    "an effective input that is too large": (
        {**TASK, "Parameters": {"FunctionName.$": "$.big", "Payload.$": "$.big"}},
        returns({}),
        "States.DataLimitExceeded",
        "",
    ),
    "a result that is too large": (
        TASK,
        returns({"big": [BIG, BIG]}),
        "States.DataLimitExceeded",
        "",
    ),
    "outputs that are too large together": (
        {**MAP, "ItemsPath": "$.two", "ItemSelector": {"v.$": "$.big"}},
        returns({}),
        "States.DataLimitExceeded",
        "",
    ),
    "the input is no array": ({**MAP, **QUERY}, returns({}), "States.QueryEvaluationError", ""),
    "a call": (TASK, throws("Own"), "Own", ""),
    "a call without a name for it": (TASK, throws(None), "States.TaskFailed", ""),
    "a time-out": ({**TASK, "TimeoutSeconds": 5}, never(), "States.Timeout", ""),
    "a time-out of a callback": (
        {**TASK, "Resource": CALLBACK, "TimeoutSeconds": 5},
        never(),
        "States.Timeout",
        "",
    ),
    "a missed heartbeat": (
        {"Type": "Task", "Resource": ACTIVITY, "HeartbeatSeconds": 5},
        never(),
        "States.Timeout",
        "",
    ),
    "a retried call": ({**TASK, "Retry": [RETRY]}, throws("Own"), "Own", ""),
    "a Catcher": (
        {**TASK, "Catch": [{**CATCH, "ResultPath": "$.n.x"}]},
        throws("Own"),
        "States.ResultPathMatchFailure",
        "/Catch/0/ResultPath",
    ),
    "a branch": (
        {"Type": "Parallel", "Branches": [block(("P", PASS)), block(("Inner", FAIL))]},
        returns({}),
        "E",
        "/Branches/1/States/Inner",
    ),
    "a branch, retried": (
        {"Type": "Parallel", "Branches": [block(("Inner", FAIL))], "Retry": [RETRY]},
        returns({}),
        "E",
        "/Branches/0/States/Inner",
    ),
    "an iteration": (
        {"Type": "Map", "ItemsPath": "$.two", "ItemProcessor": block(("Inner", FAIL))},
        returns({}),
        "E",
        "/ItemProcessor/States/Inner",
    ),
    "the selection of an item": (
        {**MAP, "ItemsPath": "$.two", "ItemSelector": {"v.$": "$.no"}},
        returns({}),
        "States.Runtime",
        "/ItemSelector/v.$",
    ),
    "items that failed": (
        {**RUN, "ItemsPath": "$.two"},
        returns({}),
        "States.ExceedToleratedFailureThreshold",
        "",
    ),
    "the selection of an item of a Map Run": (
        {**RUN, "ItemsPath": "$.two", "ItemSelector": {"v.$": "$.no"}},
        returns({}),
        "States.Runtime",
        "/ItemSelector/v.$",
    ),
}


@pytest.mark.parametrize(("state", "answer", "error", "member"), ERRORS.values(), ids=ERRORS)
def test_an_error_names_its_place(state: Json, answer: Answer, error: str, member: str) -> None:
    done = run(state, {"big": BIG, "n": 1, "two": [1, 2]}, answer)
    assert done.failure is not None
    expected = None if error == "States.TaskFailed" else error
    assert (done.status, done.error) == ("FAILED", expected)
    assert done.failure.pointer == f"/States/S{member}"


@pytest.mark.parametrize("value", [{"big": [BIG, BIG]}], ids=["an input that is too large"])
def test_an_error_at_the_door_names_the_state(value: Json) -> None:
    done = run(PASS, value)
    assert done.failure is not None
    assert (done.error, done.failure.pointer) == ("States.DataLimitExceeded", "/States/S")


def test_a_full_history_names_the_state_it_stopped_in() -> None:
    rule = {"Variable": "$.done", "IsPresent": True, "Next": "X"}
    looping = {**CHOICE, "Choices": [rule], "Default": "S"}
    done = run(machine({"S": looping, "X": {"Type": "Succeed"}}))
    assert done.failure is not None
    assert (done.error, done.failure.pointer) == ("States.Runtime", "/States/S")


def test_a_history_that_has_no_room_for_its_end_fails_the_execution() -> None:
    # 8 events an iteration, and 7 around them, are one too many with the last.
    inner = block(("P", PASS), ("Q", PASS), ("R", PASS))
    done = run({"Type": "Map", "ItemProcessor": inner, "Next": "X"}, [0] * 3_124)
    assert len(done.events) == 25_000
    assert done.events[-1].type == "ExecutionFailed"
    assert done.failure is not None
    assert done.failure.pointer == ""


# what is said: (TimeoutSeconds of the machine, Express or not, pointer)
CLOCKS: dict[str, tuple[int | None, bool, str | None]] = {
    "the machine's own limit": (60, False, "/TimeoutSeconds"),
    "the service's limit": (None, True, None),
    "the service's limit is the lower one": (9_999, True, None),
}


@pytest.mark.parametrize(("seconds", "express", "pointer"), CLOCKS.values(), ids=CLOCKS)
def test_a_time_out_of_the_execution(
    seconds: int | None, express: bool, pointer: str | None
) -> None:
    top = {} if seconds is None else {"TimeoutSeconds": seconds}
    waiting = alone({"Type": "Wait", "Seconds": 7_200}, **top)
    done = run(waiting, settings=Settings(express=express))
    assert (done.status, done.error) == ("TIMED_OUT", None)
    assert (None if done.failure is None else done.failure.pointer) == pointer
