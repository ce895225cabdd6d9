"""Parameters that no call can be made of: refused before the Task is scheduled."""

from __future__ import annotations

import pytest

from asl.engines.virtual import returns
from asl.runtime.errors import Unusable
from asl.runtime.host import TaskCall
from asl.syntax.values import Json
from tests.states.building import alone, blame, run

TASK = {"Type": "Task", "Resource": "arn:aws:states:::apigateway:invoke", "InputPath": "$"}
GOOD: dict[str, Json] = {
    "lists": {"Accept": ["text/html"]},
    "nothing": None,
    "no header": {},
}
BAD: dict[str, Json] = {
    "a text": {"Accept": "text/html"},
    "a list and a text": {"Accept": ["text/html"], "X": "1"},
    "no object": ["Accept"],
}


def asked(headers: Json) -> Json:
    return {"ApiEndpoint": "x", "Method": "GET", "Headers": headers}


@pytest.mark.parametrize("headers", GOOD.values(), ids=GOOD)
def test_what_can_be_used(headers: Json) -> None:
    ran = run(alone(TASK), asked(headers), lambda _: returns({}))
    assert ran.status == "SUCCEEDED"


@pytest.mark.parametrize("headers", BAD.values(), ids=BAD)
def test_headers_that_are_no_lists(headers: Json) -> None:
    called: list[TaskCall] = []

    def taken(call: TaskCall) -> Json:
        called.append(call)
        return returns({})

    caught = {**TASK, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Never"}]}
    ran = run(alone(caught), asked(headers), taken)
    assert (ran.status, ran.error) == ("FAILED", "States.Runtime")
    assert (ran.cause or "").startswith(blame("The Parameters '{"))
    assert (ran.cause or "").endswith(
        "could not be used to start the Task: [The value of the field 'Headers' has an invalid "
        "format]"
    )
    assert [event.type for event in ran.events[2:]] == ["ExecutionFailed"]
    assert called == []


def test_what_a_call_finds_unusable_is_told_with_its_state() -> None:
    def refuse(_call: TaskCall) -> Json:
        raise Unusable("The Parameters '{}' could not be used to start the Task: []")

    task = {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sqs:listQueues", "Parameters": {}}
    ran = run(alone(task), {}, refuse)
    assert ran.cause == blame("The Parameters '{}' could not be used to start the Task: []")
