"""Cases that are no executions: one state by itself, definitions that are refused."""

from pathlib import Path

import pytest

from asl.syntax.values import Json
from conformance import recorded
from conformance.case import Case
from conformance.running import run
from conformance.virtual_run import run as engine

TASK: Json = {
    "Type": "Task",
    "Resource": "arn:aws:states:::lambda:invoke",
    "Parameters": {"FunctionName": "f"},
    "ResultPath": "$.r",
    "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 3, "MaxAttempts": 2}],
    "Catch": [{"ErrorEquals": ["Busy", "Lost"], "Next": "H"}],
    "Next": "N",
}
MACHINE: Json = {
    "StartAt": "A",
    "States": {
        "A": {"Type": "Pass", "Next": "B"},
        "B": {"Type": "Pass", "Parameters": {"v.$": "$v", "c.$": "$$.State.Name"}, "End": True},
    },
}
BUSY: Json = {"errorOutput": {"error": "Busy", "cause": "c"}}


def case_of(kind: str, definition: Json, expected: Json, **request: Json) -> Case:
    given = {
        "id": "area/case",
        "source": "a test",
        "kind": kind,
        "definition": definition,
        "input": {"n": 1},
        "needs": [],
        "expected": expected,
        "test_state": request,
    }
    return recorded.case_of(given, Path("area/case.json"))


# what is said: (definition, the request's parameters, the response)
RESPONSES: dict[str, tuple[Json, dict[str, Json], dict[str, Json]]] = {
    "a state by itself, its targets put in": (
        TASK,
        {"mock": {"result": "[1]"}},
        {"status": "SUCCEEDED", "output": {"n": 1, "r": [1]}, "nextState": "N"},
    ),
    "output as the text it was": (
        {"Type": "Pass", "Result": [1, 2], "End": True},
        {},
        {"status": "SUCCEEDED", "output": "[1, 2]"},
    ),
    "an error that is retried": (
        TASK,
        {"mock": BUSY, "stateConfiguration": {"retrierRetryCount": 1}},
        {"status": "RETRIABLE", "error": "Busy", "cause": "c"},
    ),
    "an error that is caught": (
        TASK,
        {"mock": BUSY, "stateConfiguration": {"retrierRetryCount": 2}},
        {
            "status": "CAUGHT_ERROR",
            "error": "Busy",
            "cause": "c",
            "output": {"Error": "Busy", "Cause": "c"},
            "nextState": "H",
        },
    ),
    "an error that is neither": (
        TASK,
        {"mock": {"errorOutput": {"error": "Fatal"}}},
        {"status": "FAILED", "error": "Fatal"},
    ),
    "a state of a machine, with variables": (
        MACHINE,
        {"stateName": "B", "variables": '{"v": 5}'},
        {"status": "SUCCEEDED", "output": {"v": 5, "c": "StateName"}},
    ),
    "a Wait is not waited for": (
        {"Type": "Wait", "Seconds": 60, "Next": "N"},
        {},
        {"status": "SUCCEEDED", "output": {"n": 1}, "nextState": "N"},
    ),
    "a context that is given": (
        MACHINE,
        {"stateName": "B", "variables": '{"v": 5}', "context": '{"State": {"Name": "X"}}'},
        {"status": "SUCCEEDED", "output": {"v": 5, "c": "X"}},
    ),
    "what the inspection shows": (
        TASK,
        {"mock": BUSY, "inspectionLevel": "DEBUG"},
        {
            "status": "RETRIABLE",
            "error": "Busy",
            "cause": "c",
            "inspectionData": {
                "input": {"n": 1},
                "afterInputPath": '{"n": 1}',
                "afterParameters": {"FunctionName": "f"},
                "errorDetails": {"retryIndex": 0, "retryBackoffIntervalSeconds": 3},
            },
        },
    ),
}

# what is said: (what is expected in place of the truth, the tier that is reached)
MISSES: dict[str, tuple[dict[str, Json], int]] = {
    "status": ({"status": "FAILED"}, 0),
    "error": ({"error": "Lost"}, 0),
    "output": ({"output": {}}, 1),
    "cause": ({"cause": "d"}, 2),
    "next state": ({"nextState": "N"}, 3),
    "inspection": ({"inspectionData": {}}, 3),
}


@pytest.mark.parametrize(("definition", "request_", "response"), RESPONSES.values(), ids=RESPONSES)
def test_response(definition: Json, request_: dict[str, Json], response: dict[str, Json]) -> None:
    graded = run(case_of("test_state", definition, {"response": response}, **request_), engine)
    assert (graded.tier, graded.miss) == (4, None)


@pytest.mark.parametrize(("changes", "tier"), MISSES.values(), ids=MISSES)
def test_response_missed(changes: dict[str, Json], tier: int) -> None:
    definition, request, response = RESPONSES["an error that is caught"]
    told = {"response": {**response, **changes}}
    assert run(case_of("test_state", definition, told, **request), engine).tier == tier


UNRUNNABLE: dict[str, tuple[Json, dict[str, Json], str]] = {
    "a definition that is refused": ({"Type": "Task", "End": True}, {}, "refused"),
    "a Task without a mock": (TASK, {}, "nothing stands in for arn:aws:states:::lambda"),
}


@pytest.mark.parametrize(("definition", "request_", "why"), UNRUNNABLE.values(), ids=UNRUNNABLE)
def test_state_that_cannot_be_run(definition: Json, request_: dict[str, Json], why: str) -> None:
    told = {"response": {"status": "SUCCEEDED", "output": {}}}
    graded = run(case_of("test_state", definition, told, **request_), engine)
    assert graded.tier == 0
    assert why in (graded.miss or "")


def error(code: str) -> dict[str, Json]:
    return {"error_response": {"Error": {"Code": code, "Message": "m"}}}


# what is said: (definition, recorded error, tier)
REFUSALS: dict[str, tuple[Json, Json, int]] = {
    "refused by both": ({"StartAt": "A"}, error("InvalidDefinition"), 1),
    "refused by AWS alone": (MACHINE, error("InvalidDefinition"), 0),
    "told in botocore's other form": (
        {"StartAt": "A"},
        {
            "error_response": {
                "exception_typename": "InvalidDefinition",
                "exception_value": "An error occurred (InvalidDefinition) when calling the "
                "CreateStateMachine operation: no",
            }
        },
        1,
    ),
    "not the definition's fault": (MACHINE, error("StateMachineAlreadyExists"), 0),
}


@pytest.mark.parametrize(("definition", "expected", "tier"), REFUSALS.values(), ids=REFUSALS)
def test_create_error(definition: Json, expected: Json, tier: int) -> None:
    assert run(case_of("create_error", definition, expected), engine).tier == tier


@pytest.mark.parametrize("kind", ["api", "validate", "express_async"])
def test_what_is_not_there_yet_is_not_run(kind: str) -> None:
    graded = run(case_of(kind, MACHINE, {}), engine)
    assert graded.tier == 0
    assert (graded.miss or "").startswith("not run: ")
