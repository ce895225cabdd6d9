"""The events of a Task, by what its Resource names.

Source: histories recorded from AWS.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from asl.engines.virtual import START, Answer, Settings, never, returns
from asl.runtime.errors import StatesError
from asl.syntax.values import Json
from tests.states.building import (
    ACTIVITY,
    CALLBACK,
    FUNCTION,
    INVOKE,
    JOB,
    blame,
    chain,
    details,
    events,
    outcome,
    run,
)

SDK = "arn:aws:states:::aws-sdk:dynamodb:putItem"
HTTP = "arn:aws:states:::http:invoke"
HOLE = "${WorkFunctionArn}"


def _task(resource: str, **members: Json) -> Json:
    return {"Type": "Task", "Resource": resource, **members}


PLAIN = "3<-2 TaskScheduled · 4<-3 TaskStarted · 5<-4 TaskSucceeded · 6<-5 TaskStateExited"
SUBMITTED = (
    "3<-2 TaskScheduled · 4<-3 TaskStarted · 5<-4 TaskSubmitted · 6<-5 TaskSucceeded · "
    "7<-6 TaskStateExited"
)
FUNCTION_CALL = (
    "3<-2 LambdaFunctionScheduled · 4<-3 LambdaFunctionStarted · 5<-4 LambdaFunctionSucceeded · "
    "6<-5 TaskStateExited"
)

# what is said: (resource, the events of the state, the details of its calling events)
SUCCESSES: dict[str, tuple[str, str, list[Json]]] = {
    "an optimised integration": (
        INVOKE,
        PLAIN,
        [
            {
                "resourceType": "lambda",
                "resource": "invoke",
                "region": "us-east-1",
                "parameters": '{"a":1}',
            },
            {"resourceType": "lambda", "resource": "invoke"},
            {"resourceType": "lambda", "resource": "invoke", "output": '{"done":true}'},
        ],
    ),
    "an SDK integration": (
        SDK,
        PLAIN,
        [
            {
                "resourceType": "aws-sdk:dynamodb",
                "resource": "putItem",
                "region": "us-east-1",
                "parameters": '{"a":1}',
            },
            {"resourceType": "aws-sdk:dynamodb", "resource": "putItem"},
            {"resourceType": "aws-sdk:dynamodb", "resource": "putItem", "output": '{"done":true}'},
        ],
    ),
    "an HTTP call": (
        HTTP,
        PLAIN,
        [
            {
                "resourceType": "http",
                "resource": "invoke",
                "region": "us-east-1",
                "parameters": '{"a":1}',
            },
            {"resourceType": "http", "resource": "invoke"},
            {"resourceType": "http", "resource": "invoke", "output": '{"done":true}'},
        ],
    ),
    "a callback": (
        CALLBACK,
        SUBMITTED,
        [
            {
                "resourceType": "sqs",
                "resource": "sendMessage.waitForTaskToken",
                "region": "us-east-1",
                "parameters": '{"a":1}',
            },
            {"resourceType": "sqs", "resource": "sendMessage.waitForTaskToken"},
            {
                "resourceType": "sqs",
                "resource": "sendMessage.waitForTaskToken",
                "output": '{"MessageId":"1"}',
            },
            {
                "resourceType": "sqs",
                "resource": "sendMessage.waitForTaskToken",
                "output": '{"done":true}',
            },
        ],
    ),
    "a job": (
        JOB,
        SUBMITTED,
        [
            {
                "resourceType": "states",
                "resource": "startExecution.sync:2",
                "region": "us-east-1",
                "parameters": '{"a":1}',
            },
            {"resourceType": "states", "resource": "startExecution.sync:2"},
            {
                "resourceType": "states",
                "resource": "startExecution.sync:2",
                "output": '{"MessageId":"1"}',
            },
            {
                "resourceType": "states",
                "resource": "startExecution.sync:2",
                "output": '{"done":true}',
            },
        ],
    ),
    "a function": (
        FUNCTION,
        FUNCTION_CALL,
        [{"resource": FUNCTION, "input": '{"a":1}'}, {}, {"output": '{"done":true}'}],
    ),
    "what a deployment tool is to fill in": (
        HOLE,
        FUNCTION_CALL,
        [{"resource": HOLE, "input": '{"a":1}'}, {}, {"output": '{"done":true}'}],
    ),
    "an activity": (
        ACTIVITY,
        "3<-2 ActivityScheduled · 4<-3 ActivityStarted · 5<-4 ActivitySucceeded · "
        "6<-5 TaskStateExited",
        [
            {"resource": ACTIVITY, "input": '{"a":1}'},
            {"workerName": "w-1"},
            {"output": '{"done":true}'},
        ],
    ),
}
DONE = Answer(value={"done": True}, submission={"MessageId": "1"}, worker="w-1")


@pytest.mark.parametrize(("resource", "course", "shown"), SUCCESSES.values(), ids=SUCCESSES)
def test_success(resource: str, course: str, shown: list[Json]) -> None:
    done = run(_task(resource), {"a": 1}, DONE)
    assert outcome(done) == ("SUCCEEDED", {"done": True})
    assert chain(done)[:2] == events("1<-0 ExecutionStarted · 2<-0 TaskStateEntered")
    assert chain(done)[2:-1] == events(course)
    assert [event.details for event in done.events[2:-2]] == shown


def test_a_worker_without_a_name() -> None:
    done = run(_task(ACTIVITY), {}, Answer(value={}))
    assert details(done, "ActivityStarted") == [{}]


# what is said: (resource, the events after the entry)
FAILURES: dict[str, tuple[str, str]] = {
    "an integration": (
        INVOKE,
        "3<-2 TaskScheduled · 4<-3 TaskStarted · 5<-4 TaskFailed · 6<-5 ExecutionFailed",
    ),
    "a function": (
        FUNCTION,
        "3<-2 LambdaFunctionScheduled · 4<-3 LambdaFunctionStarted · 5<-4 LambdaFunctionFailed · "
        "6<-5 ExecutionFailed",
    ),
    "an activity": (
        ACTIVITY,
        "3<-2 ActivityScheduled · 4<-3 ActivityStarted · 5<-4 ActivityFailed · "
        "6<-5 ExecutionFailed",
    ),
    "a callback": (
        CALLBACK,
        "3<-2 TaskScheduled · 4<-3 TaskStarted · 5<-4 TaskSubmitted · 6<-5 TaskFailed · "
        "7<-6 ExecutionFailed",
    ),
    "a job": (
        JOB,
        "3<-2 TaskScheduled · 4<-3 TaskStarted · 5<-4 TaskSubmitted · 6<-5 TaskFailed · "
        "7<-6 ExecutionFailed",
    ),
}
# what is said: (error, cause, the details that say so)
WORDS: dict[str, tuple[str | None, str | None, Json]] = {
    "an error and a cause": ("E", "why", {"error": "E", "cause": "why"}),
    "an error alone": ("E", None, {"error": "E"}),
    "neither": (None, None, {}),
}
FAILED = {
    f"{who}, {said}": (*course, *words)
    for who, course in FAILURES.items()
    for said, words in WORDS.items()
}


@pytest.mark.parametrize(
    ("resource", "course", "error", "cause", "shown"), FAILED.values(), ids=FAILED
)
def test_failure(
    resource: str, course: str, error: str | None, cause: str | None, shown: Json
) -> None:
    answer = Answer(failed=True, error=error, cause=cause, submission={})
    done = run(_task(resource), {}, answer)
    assert outcome(done) == ("FAILED", error, cause)
    assert chain(done)[2:] == events(course)
    failed = done.events[-2].details
    assert {key: failed[key] for key in ("error", "cause") if key in failed} == shown
    assert details(done, "ExecutionFailed") == [shown]


def test_a_request_that_is_refused_was_never_submitted() -> None:
    done = run(_task(CALLBACK), {}, Answer(failed=True, error="SQS.X", cause="no"))
    assert chain(done)[2:] == events(
        "3<-2 TaskScheduled · 4<-3 TaskStarted · 5<-4 TaskFailed · 6<-5 ExecutionFailed"
    )


# what is said: (resource, members, the events after the entry)
TIMEOUTS: dict[str, tuple[str, Json, str]] = {
    "an integration": (
        INVOKE,
        {"TimeoutSeconds": 5},
        "3<-2 TaskScheduled · 4<-3 TaskStarted · 5<-4 TaskTimedOut · 6<-5 ExecutionFailed",
    ),
    "a function": (
        FUNCTION,
        {"TimeoutSeconds": 5},
        "3<-2 LambdaFunctionScheduled · 4<-3 LambdaFunctionStarted · "
        "5<-4 LambdaFunctionTimedOut · 6<-5 ExecutionFailed",
    ),
    "an activity": (
        ACTIVITY,
        {"TimeoutSeconds": 5},
        "3<-2 ActivityScheduled · 4<-3 ActivityStarted · 5<-4 ActivityTimedOut · "
        "6<-5 ExecutionFailed",
    ),
    "a missed heartbeat of an activity": (
        ACTIVITY,
        {"HeartbeatSeconds": 5},
        "3<-2 ActivityScheduled · 4<-3 ActivityStarted · 5<-4 ActivityTimedOut · "
        "6<-5 ExecutionFailed",
    ),
    "a missed heartbeat of a callback": (
        CALLBACK,
        {"HeartbeatSeconds": 5},
        "3<-2 TaskScheduled · 4<-3 TaskStarted · 5<-4 TaskSubmitted · 6<-5 TaskTimedOut · "
        "7<-6 ExecutionFailed",
    ),
}


@pytest.mark.parametrize(("resource", "members", "course"), TIMEOUTS.values(), ids=TIMEOUTS)
def test_time_out(resource: str, members: Json, course: str) -> None:
    done = run(_task(resource, **members), {}, never())
    assert outcome(done) == ("FAILED", "States.Timeout", None)
    assert chain(done)[2:] == events(course)
    assert "cause" not in done.events[-2].details
    assert done.events[-2].details["error"] == "States.Timeout"
    assert (done.events[-2].at - START).total_seconds() == 5
    assert details(done, "ExecutionFailed") == [{"error": "States.Timeout"}]


# what is said: (resource, members, the clocks in the first calling event)
CLOCKS: dict[str, tuple[str, Json, Json]] = {
    "none where the definition sets none": (INVOKE, {}, {}),
    "both of an integration": (
        CALLBACK,
        {"TimeoutSeconds": 9, "HeartbeatSeconds": 3},
        {"timeoutInSeconds": 9, "heartbeatInSeconds": 3},
    ),
    "both of an activity": (
        ACTIVITY,
        {"TimeoutSeconds": 9, "HeartbeatSeconds": 3},
        {"timeoutInSeconds": 9, "heartbeatInSeconds": 3},
    ),
    "a function's event knows no heartbeat": (
        FUNCTION,
        {"TimeoutSeconds": 9, "HeartbeatSeconds": 3},
        {"timeoutInSeconds": 9},
    ),
    "paths": (
        INVOKE,
        {"TimeoutSecondsPath": "$.t", "HeartbeatSecondsPath": "$.h"},
        {"timeoutInSeconds": 8, "heartbeatInSeconds": 4},
    ),
    "queries": (
        INVOKE,
        {
            "QueryLanguage": "JSONata",
            "TimeoutSeconds": "{% $states.input.t %}",
            "HeartbeatSeconds": "{% $states.input.h %}",
        },
        {"timeoutInSeconds": 8, "heartbeatInSeconds": 4},
    ),
}


@pytest.mark.parametrize(("resource", "members", "clocks"), CLOCKS.values(), ids=CLOCKS)
def test_clocks_in_the_events(resource: str, members: Json, clocks: Json) -> None:
    done = run(_task(resource, **members), {"t": 8, "h": 4}, DONE)
    shown = done.events[2].details
    names = ("timeoutInSeconds", "heartbeatInSeconds")
    assert {name: shown[name] for name in names if name in shown} == clocks


# what is said: (members, input, error, cause; "" for one whose words are our own)
REFUSED_CLOCKS: dict[str, tuple[Json, Json, str, str]] = {
    "TimeoutSecondsPath finds nothing": (
        {"TimeoutSecondsPath": "$.t"},
        {},
        "States.Runtime",
        blame("Invalid path '$.t' : No results for path: $['t']"),
    ),
    "HeartbeatSecondsPath finds nothing": (
        {"HeartbeatSecondsPath": "$.t"},
        {},
        "States.Runtime",
        blame("Invalid path '$.t' : No results for path: $['t']"),
    ),
    "TimeoutSecondsPath finds text": (
        {"TimeoutSecondsPath": "$.t"},
        {"t": "soon"},
        "States.Runtime",
        blame(
            'The TimeoutSecondsPath field refers to value "soon" which is not a valid integer: $.t'
        ),
    ),
    "TimeoutSecondsPath finds 0": ({"TimeoutSecondsPath": "$.t"}, {"t": 0}, "States.Runtime", ""),
    "TimeoutSecondsPath finds too much": (
        {"TimeoutSecondsPath": "$.t"},
        {"t": 100_000_000},
        "States.Runtime",
        "",
    ),
    "a heartbeat as long as the time-out": (
        {"TimeoutSeconds": 5, "HeartbeatSecondsPath": "$.t"},
        {"t": 5},
        "States.Runtime",
        "",
    ),
    "a query for 0": (
        {"QueryLanguage": "JSONata", "TimeoutSeconds": "{% 0 %}"},
        {},
        "States.QueryEvaluationError",
        "",
    ),
    "a query for a fraction": (
        {"QueryLanguage": "JSONata", "HeartbeatSeconds": "{% 1.5 %}"},
        {},
        "States.QueryEvaluationError",
        "",
    ),
}


@pytest.mark.parametrize(
    ("members", "value", "error", "cause"), REFUSED_CLOCKS.values(), ids=REFUSED_CLOCKS
)
def test_clocks_that_cannot_be(members: Json, value: Json, error: str, cause: str) -> None:
    done = run(_task(INVOKE, **members), value)
    assert (done.status, done.error) == ("FAILED", error)
    assert not cause or done.cause == cause
    assert all(event.type != "TaskScheduled" for event in done.events)


SLOW = ("States.Http.Socket", "The HTTP request took longer than 60 seconds.")

# what is said: (members, seconds to the answer, outcome, the last event of the task, when)
HTTP_CLOCKS: dict[str, tuple[Json, float, tuple[Json, ...], str, int]] = {
    "an answer in time": ({}, 59, ("SUCCEEDED", "fine"), "TaskSucceeded", 59),
    "no answer": ({}, 61, ("FAILED", *SLOW), "TaskFailed", 60),
    "a longer time-out has no effect": (
        {"TimeoutSeconds": 300},
        61,
        ("FAILED", *SLOW),
        "TaskFailed",
        60,
    ),
    "a shorter one has its own": (
        {"TimeoutSeconds": 5},
        61,
        ("FAILED", "States.Timeout", None),
        "TaskTimedOut",
        5,
    ),
    "States.TaskFailed catches it": (
        {"Catch": [{"ErrorEquals": ["States.TaskFailed"], "Next": "X", "ResultPath": "$.e"}]},
        61,
        ("SUCCEEDED", {"e": {"Error": SLOW[0], "Cause": SLOW[1]}}),
        "TaskFailed",
        60,
    ),
}


@pytest.mark.parametrize(
    ("members", "after", "expected", "event", "seconds"), HTTP_CLOCKS.values(), ids=HTTP_CLOCKS
)
def test_an_http_task_takes_a_minute_at_most(
    members: Json, after: float, expected: tuple[Json, ...], event: str, seconds: int
) -> None:
    done = run(_task(HTTP, **members), {}, returns("fine", after=after))
    assert outcome(done) == expected
    (last,) = (found for found in done.events if found.type == event)
    assert last.at == START + timedelta(seconds=seconds)


def test_clocks_see_what_input_path_left() -> None:
    state = _task(INVOKE, InputPath="$.in", TimeoutSecondsPath="$.t")
    done = run(state, {"in": {"t": 8}})
    assert details(done, "TaskScheduled")[0]["timeoutInSeconds"] == 8


def test_an_activity_that_is_gone() -> None:
    gone = Settings(activity_exists=lambda _arn: False)
    catch = [{"ErrorEquals": ["States.ALL"], "Next": "Never"}]
    done = run(_task(ACTIVITY, Catch=catch), {}, DONE, gone)
    assert outcome(done) == (
        "FAILED",
        "States.Runtime",
        blame(f"The activity {ACTIVITY} does not exist."),
    )
    assert chain(done)[2:] == ["3<-2 ExecutionFailed"]
    assert isinstance(done.failure, StatesError)
    assert done.failure.pointer == "/States/S/Resource"


def test_the_region_is_the_executions() -> None:
    done = run(_task(INVOKE), {}, DONE, Settings(region="eu-west-1"))
    assert details(done, "TaskScheduled")[0]["region"] == "eu-west-1"
