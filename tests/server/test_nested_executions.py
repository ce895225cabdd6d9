"""Executions that start executions of this server: `states:startExecution`, and `aws-sdk:sfn`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from asl.integrations.bindings import Bindings
from asl.integrations.tasks import IntegrationTasks
from asl.runtime.errors import StatesError
from asl.runtime.execution import Execution
from asl.runtime.host import Submitted, TaskCall
from tests.server.live import ROLE, Live, serving
from tests.server.waiting import until

Json = Any
START = "arn:aws:states:::states:startExecution"
OVER = {"SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"}
DOUBLE: Json = {
    "QueryLanguage": "JSONata",
    "StartAt": "Double",
    "States": {
        "Double": {"Type": "Pass", "Output": "{% {'n': $states.input.n * 2} %}", "End": True}
    },
}
BROKEN: Json = {
    "StartAt": "Break",
    "States": {"Break": {"Type": "Fail", "Error": "Broken", "Cause": "It is broken."}},
}
WAITING: Json = {
    "StartAt": "Wait",
    "States": {"Wait": {"Type": "Wait", "Seconds": 60, "End": True}},
}


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    """A server whose executions may call it."""
    with serving(bindings=Bindings()) as served:
        yield served


class Machines:
    """Machines of one test, by name."""

    def __init__(self, live: Live, test: str) -> None:
        self.sfn = live.client()
        self._test = abs(hash(test)) % 10**8

    def make(self, name: str, definition: Json, type_: str = "STANDARD") -> str:
        """A state machine's ARN."""
        arn: str = self.sfn.create_state_machine(
            name=f"{name}-{self._test}",
            definition=json.dumps(definition),
            roleArn=ROLE,
            type=type_,
        )["stateMachineArn"]
        return arn

    def start(self, machine: str, input_: Json) -> str:
        """An execution's ARN."""
        arn: str = self.sfn.start_execution(stateMachineArn=machine, input=json.dumps(input_))[
            "executionArn"
        ]
        return arn

    def ended(self, execution: str) -> Json:
        """What DescribeExecution says once it is over."""

        def over() -> Json:
            said = self.sfn.describe_execution(executionArn=execution)
            return said if said["status"] in OVER else None

        return until(over)

    def ran(self, definition: Json, input_: Json) -> Json:
        """What becomes of an execution."""
        return self.ended(self.start(self.make("parent", definition), input_))

    def events(self, execution: str, type_: str) -> list[Json]:
        """The details of its events of a type."""
        history = self.sfn.get_execution_history(executionArn=execution, maxResults=1000)["events"]
        details = f"{type_[0].lower()}{type_[1:]}EventDetails"
        return [event[details] for event in history if event["type"] == type_]

    def children(self, machine: str) -> list[Json]:
        """The executions of a machine."""
        listed: list[Json] = self.sfn.list_executions(stateMachineArn=machine)["executions"]
        return listed


@pytest.fixture
def machines(live: Live, request: pytest.FixtureRequest) -> Machines:
    """Machines of this test."""
    return Machines(live, request.node.name)


def starting(pattern: str, **more: Json) -> Json:
    """A machine that starts the execution it is told of."""
    given = {"StateMachineArn.$": "$.Machine", "Input.$": "$.Input"}
    task = {"Type": "Task", "Resource": f"{START}{pattern}", "Parameters": given, "End": True}
    return {"StartAt": "Start", "States": {"Start": {**task, **more}}}


def test_request_response_comes_back_at_once(machines: Machines) -> None:
    child = machines.make("child", WAITING)
    said = machines.ran(starting(""), {"Machine": child, "Input": {"n": 1}})
    output = json.loads(said["output"])
    assert list(output) == ["ExecutionArn", "SdkHttpMetadata", "SdkResponseMetadata", "StartDate"]
    [started] = machines.children(child)
    assert started["executionArn"] == output["ExecutionArn"]
    assert started["status"] == "RUNNING"
    assert output["StartDate"] == round(started["startDate"].timestamp() * 1000)
    assert output["SdkHttpMetadata"]["HttpStatusCode"] == 200
    told = output["SdkHttpMetadata"]["AllHttpHeaders"]
    assert list(told) == [
        "x-amzn-RequestId",
        "connection",
        "Content-Length",
        "Date",
        "Content-Type",
    ]
    machines.sfn.stop_execution(executionArn=started["executionArn"])


DESCRIBED = [
    *("ExecutionArn", "Input", "InputDetails", "Name", "Output", "OutputDetails", "RedriveCount"),
    *("RedriveStatus", "RedriveStatusReason", "StartDate", "StateMachineArn", "Status", "StopDate"),
]


@pytest.mark.parametrize(
    ("pattern", "input_", "output"),
    [(".sync", '{"n":21}', '{"n":42}'), (".sync:2", {"n": 21}, {"n": 42})],
)
def test_sync_gives_the_childs_end(
    pattern: str, input_: Json, output: Json, machines: Machines
) -> None:
    child = machines.make("child", DOUBLE)
    said = machines.ran(starting(pattern), {"Machine": child, "Input": {"n": 21}})
    assert said["status"] == "SUCCEEDED", said
    result = json.loads(said["output"])
    assert list(result) == DESCRIBED
    assert (result["Input"], result["Output"]) == (input_, output)
    assert result["Status"] == "SUCCEEDED"
    assert result["StateMachineArn"] == child
    [submitted] = machines.events(said["executionArn"], "TaskSubmitted")
    assert json.loads(submitted["output"])["ExecutionArn"] == result["ExecutionArn"]


def test_the_childs_failure_is_the_cause(machines: Machines) -> None:
    child = machines.make("child", BROKEN)
    said = machines.ran(starting(".sync:2"), {"Machine": child, "Input": {}})
    assert (said["status"], said["error"]) == ("FAILED", "States.TaskFailed")
    cause = json.loads(said["cause"])
    assert list(cause)[:3] == ["Cause", "Error", "ExecutionArn"]
    assert (cause["Error"], cause["Cause"]) == ("Broken", "It is broken.")
    assert (cause["Status"], cause["Input"]) == ("FAILED", "{}")


def test_the_childs_time_out_is_the_cause(machines: Machines) -> None:
    child = machines.make("child", {**WAITING, "TimeoutSeconds": 1})
    said = machines.ran(starting(".sync"), {"Machine": child, "Input": None})
    cause = json.loads(said["cause"])
    assert (said["error"], cause["Status"]) == ("States.TaskFailed", "TIMED_OUT")
    assert cause["Input"] == "{}"


def test_no_such_machine(machines: Machines) -> None:
    child = machines.make("child", DOUBLE)[:-1] + "x"
    said = machines.ran(starting(".sync"), {"Machine": child, "Input": {}})
    assert said["error"] == "StepFunctions.StateMachineDoesNotExistException"
    assert said["cause"].startswith(
        f"State Machine Does Not Exist: '{child}' (Service: AWSStepFunctions; Status Code: 400; "
        "Error Code: StateMachineDoesNotExist; Request ID: "
    )


def test_a_child_is_stopped_with_its_parent(machines: Machines) -> None:
    child = machines.make("child", WAITING)
    parent = machines.start(
        machines.make("parent", starting(".sync")), {"Machine": child, "Input": {}}
    )
    [running] = until(lambda: machines.children(child))
    until(lambda: machines.events(parent, "TaskSubmitted"))
    machines.sfn.stop_execution(executionArn=parent)
    assert machines.ended(running["executionArn"])["status"] == "ABORTED"


def test_a_child_is_stopped_when_a_branch_beside_it_fails(machines: Machines) -> None:
    child = machines.make("child", WAITING)
    breaking = {
        "StartAt": "Sleep",
        "States": {
            "Sleep": {"Type": "Wait", "Seconds": 1, "Next": "Fail"},
            "Fail": {"Type": "Fail"},
        },
    }
    both = {"Type": "Parallel", "Branches": [starting(".sync"), breaking], "End": True}
    said = machines.ran(
        {"StartAt": "Both", "States": {"Both": both}}, {"Machine": child, "Input": {}}
    )
    assert said["status"] == "FAILED"
    [running] = machines.children(child)
    assert machines.ended(running["executionArn"])["status"] == "ABORTED"


def test_a_child_outlives_the_time_out_of_its_task(machines: Machines) -> None:
    child = machines.make("child", WAITING)
    said = machines.ran(starting(".sync", TimeoutSeconds=1), {"Machine": child, "Input": {}})
    assert said["error"] == "States.Timeout"
    [running] = machines.children(child)
    assert running["status"] == "RUNNING"
    machines.sfn.stop_execution(executionArn=running["executionArn"])


def test_a_child_sends_its_parents_token(machines: Machines) -> None:
    child = machines.make(
        "child",
        {
            "StartAt": "Tell",
            "States": {
                "Tell": {
                    "Type": "Task",
                    "Resource": "arn:aws:states:::aws-sdk:sfn:sendTaskSuccess",
                    "Parameters": {"TaskToken.$": "$.Token", "Output": {"told": True}},
                    "End": True,
                }
            },
        },
    )
    given = {"StateMachineArn.$": "$.Machine", "Input": {"Token.$": "$$.Task.Token"}}
    asked = starting(".waitForTaskToken", Parameters=given)
    said = machines.ran(asked, {"Machine": child})
    assert (said["status"], json.loads(said["output"])) == ("SUCCEEDED", {"told": True})


def test_an_express_machine_starts_children_too(machines: Machines) -> None:
    child = machines.make("child", DOUBLE)
    parent = machines.make("parent", starting(""), "EXPRESS")
    said = machines.sfn.start_sync_execution(
        stateMachineArn=parent, input=json.dumps({"Machine": child, "Input": {"n": 1}})
    )
    assert said["status"] == "SUCCEEDED", said
    assert len(machines.children(child)) == 1


def test_a_bad_token_is_refused_as_by_the_api(machines: Machines) -> None:
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:sfn:sendTaskSuccess",
        "Parameters": {"TaskToken": "none", "Output": {}},
        "End": True,
    }
    said = machines.ran({"StartAt": "Tell", "States": {"Tell": task}}, {})
    assert said["error"] == "Sfn.InvalidTokenException"
    assert said["cause"].startswith(
        "Invalid Token: 'Invalid token' (Service: Sfn, Status Code: 400"
    )


def test_a_call_that_is_made_again_finds_the_child_that_has_ended(
    live: Live, machines: Machines
) -> None:
    child = machines.make("child", DOUBLE)

    async def called(given: Json, *, again: bool) -> Json:
        tasks = live.engine.settings.jobs
        assert isinstance(tasks, IntegrationTasks)
        call = TaskCall(
            state="Start",
            resource=f"{START}.sync",
            input=given,
            path="/1",
            execution=Execution(
                arn=child.replace(":stateMachine:", ":execution:") + ":parent",
                name="parent",
                machine_arn=child,
                machine_name="child",
                role_arn=ROLE,
                started_at=datetime.now(UTC),
                input={},
            ),
            again=again,
        )
        made = await tasks(call)
        assert isinstance(made, Submitted)
        return made.output["ExecutionArn"]

    given = {"StateMachineArn": child, "Input": {"n": 2}}
    first = live.inside(lambda: called(given, again=False))
    machines.ended(first)
    assert live.inside(lambda: called(given, again=True)) == first
    with pytest.raises(StatesError, match="ExecutionAlreadyExistsException"):
        live.inside(lambda: called(given, again=False))
    with pytest.raises(StatesError, match="ExecutionAlreadyExistsException"):
        live.inside(lambda: called({**given, "Input": {"n": 3}}, again=True))
    assert len(machines.children(child)) == 1
