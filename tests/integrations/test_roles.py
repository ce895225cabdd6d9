"""`Credentials` of Tasks: roles that are assumed at an endpoint, and those that cannot be."""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import UTC, datetime
from typing import Any

import pytest

from asl.integrations.bindings import Binding, Bindings, EndpointTarget, Functions, UrlTarget
from asl.integrations.roles import AssumedRole, not_honoured
from asl.integrations.sdk.identities import Identities
from asl.integrations.tasks import IntegrationTasks
from asl.runtime.errors import StatesError
from asl.runtime.execution import Execution
from asl.runtime.host import Returned, TaskCall
from tests.integrations.answering import Answer, answering
from tests.integrations.aws import Endpoint
from tests.server.live import ROLE, serving
from tests.server.waiting import until

OTHER = "arn:aws:iam::222222222222:role/other"
OWN = "arn:aws:iam::111111111111:role/own"
IDENTITY = "arn:aws:states:::aws-sdk:sts:getCallerIdentity"
DENIED = (
    '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>'
    "<Code>AccessDenied</Code><Message>no</Message></Error><RequestId>1</RequestId></ErrorResponse>"
)
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def forgetful() -> None:
    """What was said once may be said again."""
    not_honoured.cache_clear()


def called(bindings: Bindings, *calls: TaskCall) -> list[Any]:
    """The results of calls, one after another."""

    async def made() -> list[Any]:
        tasks = IntegrationTasks(Functions(bindings), lambda *_: None, "us-east-1")
        try:
            results = [await tasks(call) for call in calls]
        finally:
            await tasks.close()
        assert all(isinstance(result, Returned) for result in results)
        return [getattr(result, "value", None) for result in results]

    return asyncio.run(made())


def call(
    resource: str = IDENTITY,
    given: Any = None,
    role: str | None = OTHER,
    *,
    execution: str = "one",
) -> TaskCall:
    """A call of an execution that has a role of its own."""
    whose = Execution(
        arn=f"arn:aws:states:us-east-1:111111111111:execution:m:{execution}",
        name=execution,
        machine_arn="arn:aws:states:us-east-1:111111111111:stateMachine:m",
        machine_name="m",
        role_arn=OWN,
        started_at=datetime.now(UTC),
        input={},
    )
    return TaskCall(
        state="Call", resource=resource, input=given or {}, credentials=role, execution=whose
    )


def test_a_role_is_assumed_at_the_endpoint(aws: Endpoint) -> None:
    bindings = Bindings(default=EndpointTarget(url=aws.url))
    with_role, without = called(bindings, call(), call(role=None))
    assert with_role["Account"] == "222222222222"
    assert with_role["Arn"] == "arn:aws:sts::222222222222:assumed-role/other/one"
    assert without["Account"] == "123456789012"


@pytest.mark.parametrize(
    ("execution", "session"),
    [("1", "1_"), ("Größe (2)", "Gr__e__2_"), ("x" * 80, "x" * 64)],
)
def test_the_session_is_called_as_the_execution_as_far_as_it_may(
    execution: str, session: str, aws: Endpoint
) -> None:
    asked = call(execution=execution)
    (result,) = called(Bindings(default=EndpointTarget(url=aws.url)), asked)
    assert result["Arn"] == f"arn:aws:sts::222222222222:assumed-role/other/{session}"


def test_calls_that_need_a_role_at_the_same_time_ask_for_it_once() -> None:
    async def made(url: str) -> list[Any]:
        identities = Identities("us-east-1")
        roles = [
            AssumedRole(role=OTHER, execution_role=OWN, sts=url, session=f"{number}")
            for number in range(20)
        ]
        return await asyncio.gather(*map(identities.assumed, roles), return_exceptions=True)

    with answering(Answer(status=403, body=DENIED)) as server:
        failed = asyncio.run(made(server.url))
    assert len(server.asked) == 1
    assert [type(one) for one in failed] == [StatesError] * 20
    # Each fails its own Task: a failure keeps where it has happened.
    assert len(set(map(id, failed))) == 20


NO_KEYS = (
    "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>A</AccessKeyId></Credentials>"
    "</AssumeRoleResult></AssumeRoleResponse>"
)


@pytest.mark.parametrize("body", ["<html>", "{}", NO_KEYS], ids=["a page", "JSON", "no keys"])
def test_an_endpoint_that_answers_something_else_gives_no_keys(
    body: str, aws: Endpoint, caplog: pytest.LogCaptureFixture
) -> None:
    listing = call("arn:aws:states:::aws-sdk:sqs:listQueues")
    with answering(Answer(body=body)) as sts:
        services = {"sqs": EndpointTarget(url=aws.url), "sts": EndpointTarget(url=sts.url)}
        assert called(Bindings(services=services), listing) == [{}]
    assert f"the role {OTHER} is not assumed here: " in caplog.text


def test_no_proxy_of_the_environment_is_asked_for_keys(
    aws: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, NOWHERE)
    (result,) = called(Bindings(default=EndpointTarget(url=aws.url)), call())
    assert result["Account"] == "222222222222"


def test_a_role_that_may_not_be_assumed_fails_the_task() -> None:
    with answering(Answer(status=403, body=DENIED)) as sts:
        services = {"sts": EndpointTarget(url=sts.url)}
        with pytest.raises(StatesError) as failed:
            called(Bindings(services=services), call())
    assert (failed.value.name, failed.value.cause) == (
        "States.TaskFailed",
        f"The role {OWN} is not authorized to assume the task state's role, {OTHER}.",
    )


def test_where_nobody_gives_keys_it_is_said_once(
    aws: Endpoint, caplog: pytest.LogCaptureFixture
) -> None:
    services = {"sqs": EndpointTarget(url=aws.url)}
    listing = call("arn:aws:states:::aws-sdk:sqs:listQueues")
    with caplog.at_level(logging.WARNING, "asl.integrations"):
        assert called(Bindings(services=services), listing, listing) == [{}, {}]
    told = [one.message for one in caplog.records if one.name.startswith("asl.")]
    assert told == [f"the role {OTHER} is not assumed here: no endpoint is bound to sts"]


def test_an_endpoint_that_is_away_gives_no_keys(
    aws: Endpoint, caplog: pytest.LogCaptureFixture
) -> None:
    services = {"sqs": EndpointTarget(url=aws.url), "sts": EndpointTarget(url=NOWHERE)}
    listing = call("arn:aws:states:::aws-sdk:sqs:listQueues")
    assert called(Bindings(services=services), listing) == [{}]
    assert f"the role {OTHER} is not assumed here: " in caplog.text


def test_a_function_of_this_machine_has_no_role(caplog: pytest.LogCaptureFixture) -> None:
    with answering(Answer(body="1")) as server:
        functions = [Binding("f", UrlTarget(url=server.url))]
        invoking = call("arn:aws:states:::lambda:invoke", {"FunctionName": "f"})
        (result,) = called(Bindings(functions=functions), invoking)
    assert result["Payload"] == 1
    assert "functions of this machine have no role" in caplog.text


def test_an_execution_of_another_account_is_started_by_its_role() -> None:
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::states:startExecution.sync:2",
        "Parameters": {"StateMachineArn.$": "$.Machine"},
        "Credentials": {"RoleArn": OTHER},
        "End": True,
    }
    child = {"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": 1, "End": True}}}
    with serving(bindings=Bindings()) as live:
        theirs, ours = live.client(key="222222222222"), live.client()
        machine = theirs.create_state_machine(
            name="theirs", definition=json.dumps(child), roleArn=OTHER
        )["stateMachineArn"]
        parent = ours.create_state_machine(
            name="ours",
            definition=json.dumps({"StartAt": "Start", "States": {"Start": task}}),
            roleArn=ROLE,
        )["stateMachineArn"]
        execution = ours.start_execution(
            stateMachineArn=parent, input=json.dumps({"Machine": machine})
        )["executionArn"]
        said = until(
            lambda: (
                (one := ours.describe_execution(executionArn=execution))["status"] != "RUNNING"
                and one
            )
        )
    assert said["status"] == "SUCCEEDED", said
    result = json.loads(said["output"])
    assert (result["Output"], result["StateMachineArn"]) == (1, machine)
