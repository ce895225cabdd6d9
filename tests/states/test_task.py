"""The Task state's data flow and variables: https://states-language.net/spec.html#task-state."""

from __future__ import annotations

import copy

import pytest

from asl.engines.virtual import Answer, returns
from asl.runtime.host import TaskCall
from asl.syntax.values import Json
from tests.states.building import (
    CALLBACK,
    FUNCTION,
    INVOKE,
    alone,
    blame,
    chain,
    details,
    events,
    machine,
    outcome,
    run,
)

ORDER: Json = {"payload": {"id": 7}, "keep": True}
RESULT: Json = {"Payload": {"ok": 1}, "StatusCode": 200}
QUERY = {"QueryLanguage": "JSONata"}


def _task(**members: Json) -> Json:
    return {"Type": "Task", "Resource": INVOKE, **members}


class _Worker:
    """Answers every call alike and keeps what it was asked."""

    def __init__(self, result: Json = None) -> None:
        self.calls: list[TaskCall] = []
        self.result = result

    def __call__(self, call: TaskCall) -> Answer:
        self.calls.append(call)
        return returns(self.result)


# what is said: (members, the call's input, the output)
FLOWS: dict[str, tuple[Json, Json, Json]] = {
    "the input is the call's, the result the output": ({}, ORDER, RESULT),
    "InputPath, then Parameters": (
        {"InputPath": "$.payload", "Parameters": {"FunctionName.$": "$.id"}},
        {"FunctionName": 7},
        RESULT,
    ),
    "InputPath null hands an empty object over": ({"InputPath": None}, {}, RESULT),
    "ResultSelector sees the raw result": (
        {"ResultSelector": {"ok.$": "$.Payload.ok", "state.$": "$$.State.Name"}},
        ORDER,
        {"ok": 1, "state": "S"},
    ),
    "ResultPath puts into the raw input": (
        {"InputPath": "$.payload", "ResultPath": "$.result"},
        {"id": 7},
        {**ORDER, "result": RESULT},
    ),
    "ResultPath null keeps the input": ({"ResultPath": None}, ORDER, ORDER),
    "ResultSelector, ResultPath, OutputPath in that order": (
        {
            "ResultSelector": {"ok.$": "$.Payload.ok"},
            "ResultPath": "$.result",
            "OutputPath": "$.result.ok",
        },
        ORDER,
        1,
    ),
    "OutputPath null gives an empty object": ({"OutputPath": None}, ORDER, {}),
    "Arguments are the input where there are none": (QUERY, ORDER, RESULT),
    "Arguments shape the call": (
        {
            **QUERY,
            "Arguments": {"FunctionName": "{% $states.input.payload.id %}", "Payload": [1]},
        },
        {"FunctionName": 7, "Payload": [1]},
        RESULT,
    ),
    "Arguments may be one query": (
        {**QUERY, "Arguments": "{% $states.input.payload %}"},
        {"id": 7},
        RESULT,
    ),
    "Output sees result, input and context": (
        {
            **QUERY,
            "Output": {
                "ok": "{% $states.result.Payload.ok %}",
                "id": "{% $states.input.payload.id %}",
                "state": "{% $states.context.State.Name %}",
            },
        },
        ORDER,
        {"ok": 1, "id": 7, "state": "S"},
    ),
    "Output null is null": ({**QUERY, "Output": None}, ORDER, None),
}


@pytest.mark.parametrize(("members", "given", "output"), FLOWS.values(), ids=FLOWS)
def test_data_flow(members: Json, given: Json, output: Json) -> None:
    worker, before = _Worker(RESULT), copy.deepcopy(ORDER)
    done = run(_task(**members), ORDER, worker)
    assert outcome(done) == ("SUCCEEDED", output)
    assert worker.calls[0].input == given
    assert before == ORDER


@pytest.mark.parametrize("result", [None, False, 0, 1.0, "", "text", [], {}])
def test_any_value_is_a_result(result: Json) -> None:
    assert outcome(run(_task(), ORDER, returns(result))) == ("SUCCEEDED", result)
    assert outcome(run(_task(**QUERY), ORDER, returns(result))) == ("SUCCEEDED", result)


# what is said: (members, the variables)
ASSIGNED: dict[str, tuple[Json, Json]] = {
    "$ is the raw result, whatever ResultSelector makes of it": (
        {"ResultSelector": {"x": 1}, "Assign": {"ok.$": "$.Payload.ok", "fixed": [1]}},
        {"ok": "1", "fixed": "[1]"},
    ),
    "Assign sees the result, not the Output": (
        {
            **QUERY,
            "Output": "other",
            "Assign": {"ok": "{% $states.result.Payload.ok %}", "id": "{% $states.input.keep %}"},
        },
        {"ok": "1", "id": "true"},
    ),
    "null is a value": ({"Assign": {"nothing": None}}, {"nothing": "null"}),
}


@pytest.mark.parametrize(("members", "variables"), ASSIGNED.values(), ids=ASSIGNED)
def test_assign(members: Json, variables: Json) -> None:
    done = run(_task(**members), ORDER, returns(RESULT))
    assert details(done, "TaskStateExited")[0]["assignedVariables"] == variables


def test_an_empty_assign_leaves_no_trace() -> None:
    done = run(_task(Assign={}), ORDER, returns(RESULT))
    assert "assignedVariables" not in details(done, "TaskStateExited")[0]


def test_output_and_assign_see_the_variables_as_they_were_at_entry() -> None:
    done = run(
        machine(
            {
                "Set": {"Type": "Pass", "Assign": {"n": 1}, "Next": "S"},
                "S": _task(**QUERY, Assign={"n": "{% $n + 1 %}"}, Output="{% $n %}", Next="Show"),
                "Show": {"Type": "Pass", "Parameters": {"n.$": "$n", "in.$": "$"}, "End": True},
            }
        )
    )
    assert outcome(done) == ("SUCCEEDED", {"n": 2, "in": 1})


# what is said: (members, error, cause, the events after the state's entry)
LATE: dict[str, tuple[Json, str, str, str]] = {
    "OutputPath after a success": (
        {"Resource": FUNCTION, "OutputPath": "$.no.such"},
        "States.Runtime",
        "Invalid path '$.no.such' : Missing property in path $['no']",
        "3<-2 LambdaFunctionScheduled · 4<-3 LambdaFunctionStarted · "
        "5<-4 LambdaFunctionSucceeded · 6<-5 ExecutionFailed",
    ),
    "ResultSelector after a success": (
        {"ResultSelector": {"x.$": "$.no"}},
        "States.Runtime",
        "The JSONPath '$.no' specified for the field 'x.$' could not be found in the input "
        '\'{"Payload":{"ok":1},"StatusCode":200}\'',
        "3<-2 TaskScheduled · 4<-3 TaskStarted · 5<-4 TaskSucceeded · 6<-5 ExecutionFailed",
    ),
    "ResultPath that does not fit": (
        {"ResultPath": "$.keep.x"},
        "States.ResultPathMatchFailure",
        "$['keep'] is no object to hold ['x']",
        "3<-2 TaskScheduled · 4<-3 TaskStarted · 5<-4 TaskSucceeded · 6<-5 ExecutionFailed",
    ),
    "Output after a success": (
        {**QUERY, "Output": {"a": "{% $states.result.none %}"}},
        "States.QueryEvaluationError",
        "The JSONata expression '$states.result.none' specified for the field 'Output/a' returned "
        "nothing (undefined).",
        "3<-2 TaskScheduled · 4<-3 TaskStarted · 5<-4 TaskSucceeded · 6<-0 EvaluationFailed · "
        "7<-6 ExecutionFailed",
    ),
    "Parameters before the call": (
        {"Parameters": {"FunctionName.$": "$.no"}},
        "States.Runtime",
        "The JSONPath '$.no' specified for the field 'FunctionName.$' could not be found in the "
        'input \'{"payload":{"id":7},"keep":true}\'',
        "3<-2 ExecutionFailed",
    ),
    "Arguments before the call": (
        {**QUERY, "Arguments": {"FunctionName": "{% $states.input.none %}"}},
        "States.QueryEvaluationError",
        "The JSONata expression '$states.input.none' specified for the field "
        "'Arguments/FunctionName' returned nothing (undefined).",
        "3<-0 EvaluationFailed · 4<-3 ExecutionFailed",
    ),
}


@pytest.mark.parametrize(("members", "error", "cause", "after"), LATE.values(), ids=LATE)
def test_a_failing_field(members: Json, error: str, cause: str, after: str) -> None:
    done = run(_task(**members), ORDER, returns(RESULT))
    assert outcome(done) == ("FAILED", error, blame(cause))
    assert chain(done)[2:] == events(after)


def test_the_call_says_who_asks_and_for_what() -> None:
    worker = _Worker()
    run(_task(Comment="x", TimeoutSeconds=60, HeartbeatSeconds=30), ORDER, worker)
    call = worker.calls[0]
    assert (call.state, call.resource, call.attempt, call.timeout, call.heartbeat) == (
        "S",
        INVOKE,
        0,
        60,
        30,
    )
    assert (call.credentials, call.token) == (None, "")


# what is said: (Credentials with its language, the role)
ROLES: dict[str, tuple[Json, str]] = {
    "a role written out": ({"Credentials": {"RoleArn": "arn:role"}}, "arn:role"),
    "a path": ({"Credentials": {"RoleArn.$": "$.role"}}, "arn:of-input"),
    "an intrinsic call": (
        {"Credentials": {"RoleArn.$": "States.Format('{}-x', $.role)"}},
        "arn:of-input-x",
    ),
    "a query": (
        {**QUERY, "Credentials": {"RoleArn": "{% $states.input.role %}"}},
        "arn:of-input",
    ),
}


@pytest.mark.parametrize(("members", "role"), ROLES.values(), ids=ROLES)
def test_credentials(members: Json, role: str) -> None:
    worker = _Worker({})
    done = run(_task(**members), {"role": "arn:of-input"}, worker)
    assert worker.calls[0].credentials == role
    scheduled = details(done, "TaskScheduled")[0]
    assert scheduled["taskCredentials"] == {"roleArn": role}
    assert scheduled["parameters"] == '{"role":"arn:of-input"}'


# what is said: (Credentials with its language, error)
NO_ROLES: dict[str, tuple[Json, str]] = {
    "a path to nothing": ({"Credentials": {"RoleArn.$": "$.none"}}, "States.Runtime"),
    "a path to a number": ({"Credentials": {"RoleArn.$": "$.n"}}, "States.Runtime"),
    "a query for nothing": (
        {**QUERY, "Credentials": {"RoleArn": "{% $states.input.none %}"}},
        "States.QueryEvaluationError",
    ),
}


@pytest.mark.parametrize(("members", "error"), NO_ROLES.values(), ids=NO_ROLES)
def test_credentials_that_cannot_be_had(members: Json, error: str) -> None:
    done = run(_task(**members), {"n": 1})
    assert (done.status, done.error) == ("FAILED", error)
    assert details(done, "TaskScheduled") == []


def test_an_ecs_task_says_who_started_it() -> None:
    resource = "arn:aws:states:::ecs:runTask.sync"
    done = run(
        _task(Resource=resource, Parameters={"TaskDefinition": "t"}),
        {},
        Answer(value={}, submission={}),
    )
    assert details(done, "TaskScheduled")[0]["parameters"] == (
        '{"TaskDefinition":"t","StartedBy":"AWS Step Functions"}'
    )


def test_the_retry_count_goes_up_with_each_attempt() -> None:
    state = _task(
        Resource=FUNCTION,
        Parameters={"n.$": "$$.State.RetryCount"},
        Retry=[{"ErrorEquals": ["States.ALL"], "MaxAttempts": 2}],
    )
    worker = _Worker()
    failing = run(state, {}, lambda call: (worker(call), Answer(failed=True, error="E"))[1])
    assert failing.status == "FAILED"
    assert [call.input for call in worker.calls] == [{"n": 0}, {"n": 1}, {"n": 2}]
    assert [call.attempt for call in worker.calls] == [0, 1, 2]


# what is said: (resource, what it needs, the member that asks for the token, whether it may)
TOKENS: dict[str, tuple[str, Json, str, bool]] = {
    "a callback has one": (CALLBACK, {"QueueUrl": "q"}, "MessageBody", True),
    "a job has one": (
        "arn:aws:states:::states:startExecution.sync",
        {"StateMachineArn": "a"},
        "Input",
        True,
    ),
    "a plain call has none": (INVOKE, {"FunctionName": "f"}, "Payload", False),
    "a function has none": (FUNCTION, {}, "token", False),
}


@pytest.mark.parametrize(("resource", "needed", "asking", "has"), TOKENS.values(), ids=TOKENS)
def test_task_token(resource: str, needed: Json, asking: str, has: bool) -> None:
    worker = _Worker()

    def answer(call: TaskCall) -> Answer:
        worker(call)
        return Answer(value={}, submission={})

    parameters = {**needed, f"{asking}.$": "$$.Task.Token"}
    done = run(_task(Resource=resource, Parameters=parameters), {}, answer)
    assert (done.status == "SUCCEEDED") is has
    if has:
        assert worker.calls[0].input == {**needed, asking: worker.calls[0].token}


def test_a_token_is_new_for_every_attempt() -> None:
    worker = _Worker()

    def answer(call: TaskCall) -> Answer:
        worker(call)
        return Answer(failed=True, error="E", submission={})

    retry = [{"ErrorEquals": ["E"], "MaxAttempts": 2}]
    run(_task(Resource=CALLBACK, Retry=retry), {}, answer)
    assert len({call.token for call in worker.calls}) == 3


def test_what_a_task_gets_is_what_the_machine_has() -> None:
    value = {"list": [1, {"a": None}]}
    worker = _Worker({})
    run(alone(_task()), value, worker)
    assert worker.calls[0].input == value
