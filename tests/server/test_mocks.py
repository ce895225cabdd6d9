"""Test cases of Step Functions Local: `stateMachineArn#TestCase`, with boto3 at a live server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from asl.integrations.bindings import Bindings
from asl.stores.sql import open_store
from asl.testing.watched_mocks import WatchedMocks
from tests.server.live import ACCOUNT, REGION, Live, serving
from tests.server.machines import create, finished, run

Json = Any

FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:charge"
CALLBACK = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
ACTIVITY = f"arn:aws:states:{REGION}:{ACCOUNT}:activity:nobody"


def task(resource: str = FUNCTION, **more: Json) -> Json:
    return {"Type": "Task", "Resource": resource, "End": True, **more}


def before(next_: str, resource: str = FUNCTION, **more: Json) -> Json:
    return {"Type": "Task", "Resource": resource, "Next": next_, **more}


def machine(**states: Json) -> str:
    return json.dumps({"StartAt": next(iter(states)), "States": states})


CHARGE = machine(
    Charge=task(Retry=[{"ErrorEquals": ["Card.Busy"], "IntervalSeconds": 1, "MaxAttempts": 1}])
)
BUSY: Json = {"Throw": {"Error": "Card.Busy", "Cause": "try later"}}
DECLINED: Json = {"Throw": {"Error": "Card.Declined", "Cause": "no money"}}
PAID: Json = {"paid": True}


def once(value: Json) -> Json:
    return {"0": {"Return": value}}


class File:
    """A file of mocks that is being served."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.machines: dict[str, Json] = {}
        self.responses: dict[str, Json] = {}
        self.write()

    def say(self, name: str, case: str, **states: Json) -> None:
        """Add a test case: the entries of each state's response."""
        cases = self.machines.setdefault(name, {"TestCases": {}})["TestCases"]
        cases[case] = {state: f"{name}.{case}.{state}" for state in states}
        self.responses |= {f"{name}.{case}.{state}": given for state, given in states.items()}
        self.write()

    def write(self) -> None:
        """Have what was said in the file."""
        told = {"StateMachines": self.machines, "MockedResponses": self.responses}
        self.path.write_text(json.dumps(told, indent=1), encoding="utf-8")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> File:
    return File(tmp_path_factory.mktemp("mocks") / "MockConfigFile.json")


@pytest.fixture(scope="module")
def live(file: File, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A server over SQLite whose executions may call it."""
    database = f"sqlite:///{tmp_path_factory.mktemp('live') / 'asl.db'}"
    mocks = WatchedMocks(str(file.path))
    with serving(store=lambda: open_store(database), bindings=Bindings(), mocks=mocks) as served:
        yield served


@pytest.fixture
def sfn(live: Live) -> Any:
    return live.client()


def history(client: Any, execution: str) -> list[Json]:
    events: list[Json] = client.get_execution_history(executionArn=execution)["events"]
    return events


def types(client: Any, execution: str) -> list[str]:
    return [event["type"] for event in history(client, execution)]


def refused(client: Any, arn: str, operation: str = "start_execution") -> tuple[str, str]:
    with pytest.raises(ClientError) as caught:
        getattr(client, operation)(stateMachineArn=arn)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def test_the_test_case_decides_what_a_task_is_answered(sfn: Any, file: File) -> None:
    arn = create(sfn, "decides", CHARGE)
    file.say("decides", "Happy", Charge=once(PAID))
    file.say("decides", "Retried", Charge={"0": BUSY, "1-3": {"Return": "late"}})
    file.say("decides", "Declined", Charge={"0": DECLINED})
    assert json.loads(run(sfn, f"{arn}#Happy")["output"]) == PAID
    retried = run(sfn, f"{arn}#Retried")
    assert retried["output"] == '"late"'
    assert types(sfn, retried["executionArn"]).count("LambdaFunctionFailed") == 1
    declined = run(sfn, f"{arn}#Declined")
    assert (declined["status"], declined["error"], declined["cause"]) == (
        *("FAILED", "Card.Declined", "no money"),
    )


def test_nothing_shows_the_test_case_but_what_it_does(sfn: Any, file: File) -> None:
    arn = create(sfn, "shows", CHARGE)
    file.say("shows", "Happy", Charge=once(PAID))
    started = sfn.start_execution(stateMachineArn=f"{arn}#Happy", name="one")["executionArn"]
    assert started == f"{arn.replace(':stateMachine:', ':execution:')}:one"
    assert finished(sfn, started)["stateMachineArn"] == arn
    [listed] = sfn.list_executions(stateMachineArn=arn)["executions"]
    assert (listed["executionArn"], listed["stateMachineArn"]) == (started, arn)
    shown = sfn.describe_state_machine_for_execution(executionArn=started)
    assert (shown["stateMachineArn"], shown["name"]) == (arn, "shows")


def test_without_a_test_case_what_is_bound_is_called(sfn: Any, file: File) -> None:
    arn = create(sfn, "bound", CHARGE)
    file.say("bound", "Happy", Charge=once(PAID))
    ended = run(sfn, arn)
    assert (ended["status"], ended["error"]) == ("FAILED", "States.Runtime")
    assert '[functions."charge"]' in ended["cause"]


def test_a_state_that_the_test_case_does_not_name_calls_what_is_bound(sfn: Any, file: File) -> None:
    make = task(
        "arn:aws:states:::aws-sdk:sfn:createActivity",
        Parameters={"Name": "made"},
        ResultSelector={"made.$": "$.ActivityArn"},
    )
    arn = create(sfn, "hybrid", machine(Charge=before("Make"), Make=make))
    file.say("hybrid", "Hybrid", Charge=once(PAID))
    made = json.loads(run(sfn, f"{arn}#Hybrid")["output"])["made"]
    assert sfn.describe_activity(activityArn=made)["name"] == "made"


SUBMITTED: Json = {
    "a job": (
        "arn:aws:states:::glue:startJobRun.sync",
        {"Parameters": {"JobName": "j"}},
        ["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded"],
    ),
    "a callback": (
        CALLBACK,
        {"Parameters": {"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"}, "HeartbeatSeconds": 9},
        ["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded"],
    ),
    "an activity that need not exist": (
        ACTIVITY,
        {"TimeoutSeconds": 9},
        ["ActivityScheduled", "ActivityStarted", "ActivitySucceeded"],
    ),
}


@pytest.mark.parametrize(("resource", "more", "between"), SUBMITTED.values(), ids=SUBMITTED)
def test_what_is_answered_in_two_steps(
    resource: str, more: Json, between: list[str], sfn: Any, file: File, request: Any
) -> None:
    name = "two-" + "".join(filter(str.isalnum, request.node.name))[-20:]
    arn = create(sfn, name, machine(Do=task(resource, **more)))
    file.say(name, "Happy", Do=once({"done": 1}))
    ended = run(sfn, f"{arn}#Happy")
    assert json.loads(ended["output"]) == {"done": 1}
    assert types(sfn, ended["executionArn"])[2:-2] == between


def test_the_token_of_a_mocked_callback_is_nobodys(sfn: Any, file: File) -> None:
    body = {"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"}
    arn = create(sfn, "token", machine(Do=task(CALLBACK, Parameters=body)))
    file.say("token", "Happy", Do=once(1))
    execution = run(sfn, f"{arn}#Happy")["executionArn"]
    [scheduled] = [one for one in history(sfn, execution) if one["type"] == "TaskScheduled"]
    parameters = json.loads(scheduled["taskScheduledEventDetails"]["parameters"])
    with pytest.raises(sfn.exceptions.TaskTimedOut):
        sfn.send_task_success(taskToken=parameters["MessageBody"], output="2")


def test_express(sfn: Any, file: File) -> None:
    arn = create(sfn, "quick", CHARGE, type="EXPRESS")
    file.say("quick", "Retried", Charge={"0": BUSY, "1": {"Return": PAID}})
    ended = sfn.start_sync_execution(stateMachineArn=f"{arn}#Retried")
    assert (json.loads(ended["output"]), ended["stateMachineArn"]) == (PAID, arn)
    assert "#" not in sfn.start_execution(stateMachineArn=f"{arn}#Retried")["executionArn"]


def test_an_execution_that_is_started_by_another_has_a_test_case_of_its_own(
    sfn: Any, file: File
) -> None:
    child = create(sfn, "child", CHARGE)
    file.say("child", "Happy", Charge=once(PAID))
    start = "arn:aws:states:::states:startExecution.sync:2"
    mocked = before("Real", start, Parameters={"StateMachineArn": f"{child}#Happy"})
    real = task(start, Parameters={"StateMachineArn": child})
    parent = create(sfn, "parent", machine(Mocked=mocked, Real=real))
    # The parent's own test case is not its child's.
    file.say("parent", "Any", Elsewhere=once(1))
    ended = run(sfn, f"{parent}#Any", input="{}")
    assert (ended["status"], ended["error"]) == ("FAILED", "States.TaskFailed")
    assert json.loads(ended["cause"])["Error"] == "States.Runtime"
    succeeded = [one for one in history(sfn, ended["executionArn"]) if "Succeeded" in one["type"]]
    output = json.loads(succeeded[0]["taskSucceededEventDetails"]["output"])
    assert (output["Output"], output["StateMachineArn"]) == (PAID, child)


# what is said: (suffix of the ARN, what the message has)
UNUSABLE = {
    "no such test case": ("#Hapy", ['"unusable" has no test case "Hapy"', 'it has "Happy"']),
    "an empty name": ("#", ['"unusable" has no test case ""']),
    "what is nearest": ("#happy", ['did you mean "Happy"?']),
    "a second mark": ("#Happy#", ['no test case "Happy#"']),
}


@pytest.mark.parametrize(("suffix", "said"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_test_case_that_is_not_there(suffix: str, said: list[str], sfn: Any, file: File) -> None:
    arn = create(sfn, "unusable", CHARGE)
    file.say("unusable", "Happy", Charge=once(PAID))
    code, message = refused(sfn, f"{arn}{suffix}")
    assert code == "ValidationException"
    assert message.startswith(f"{file.path}:")
    assert all(part in message for part in said), message


def test_a_machine_that_is_not_in_the_file(sfn: Any, file: File) -> None:
    file.say("other", "Happy", Charge=once(PAID))
    arn = create(sfn, "stranger", CHARGE, type="EXPRESS")
    for operation in ("start_execution", "start_sync_execution"):
        code, message = refused(sfn, f"{arn}#Happy", operation)
        assert code == "ValidationException"
        assert 'the file has no state machine "stranger"; it has ' in message
    missing = arn.replace("stranger", "missing")
    assert refused(sfn, f"{missing}#Happy") == (
        *("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{missing}'"),
    )


def test_a_name_that_is_taken_by_another_test_case(sfn: Any, file: File) -> None:
    definition = machine(Wait={"Type": "Wait", "Seconds": 600, "End": True})
    arn = create(sfn, "taken", definition)
    file.say("taken", "One")
    file.say("taken", "Two")
    first = sfn.start_execution(stateMachineArn=f"{arn}#One", name="n")["executionArn"]
    again = sfn.start_execution(stateMachineArn=f"{arn}#One", name="n")["executionArn"]
    assert again == first
    for other in (arn, f"{arn}#Two"):
        with pytest.raises(sfn.exceptions.ExecutionAlreadyExists):
            sfn.start_execution(stateMachineArn=other, name="n")


def test_an_edit_of_the_file_is_seen_by_the_next_call(sfn: Any, file: File) -> None:
    arn = create(sfn, "edited", CHARGE)
    for number in range(20):
        file.say("edited", "Happy", Charge=once(number))
        assert run(sfn, f"{arn}#Happy")["output"] == str(number)


def test_a_file_that_is_broken_or_gone_starts_nothing(sfn: Any, file: File) -> None:
    wait = {"Type": "Wait", "Seconds": 1, "Next": "Charge"}
    arn = create(sfn, "broken", machine(Wait=wait, Charge=task()))
    file.say("broken", "Happy", Charge=once(PAID))
    before = sfn.start_execution(stateMachineArn=f"{arn}#Happy")["executionArn"]
    try:
        file.path.write_text('{"StateMachines": {},\n "MockedResponses": []}', encoding="utf-8")
        code, message = refused(sfn, f"{arn}#Happy")
        assert code == "ValidationException"
        assert f"{file.path}:2:21: not-an-object" in message
        file.path.unlink()
        assert refused(sfn, f"{arn}#Happy") == (
            "ValidationException",
            f"the file of mocks {file.path} cannot be read: No such file or directory",
        )
        # What runs already goes on with what the file said.
        assert json.loads(finished(sfn, before)["output"]) == PAID
    finally:
        file.write()
    assert json.loads(run(sfn, f"{arn}#Happy")["output"]) == PAID


def test_many_executions_at_once_do_not_share_their_counts(live: Live, file: File) -> None:
    each = {"StartAt": "One", "States": {"One": task()}}
    maps = {"Type": "Map", "MaxConcurrency": 1, "ItemProcessor": each, "End": True}
    arn = create(live.client(), "many", machine(Maps=maps))
    entries = {str(number): {"Return": number} for number in range(5)}
    file.say("many", "Counts", One=entries)
    clients = [live.client() for _ in range(8)]

    def outputs(client: Any) -> set[str]:
        return {run(client, f"{arn}#Counts", input="[1,2,3,4,5]")["output"] for _ in range(10)}

    with ThreadPoolExecutor(8) as pool:
        assert set().union(*pool.map(outputs, clients)) == {"[0,1,2,3,4]"}


def test_a_server_without_mocks_takes_no_test_case() -> None:
    with serving() as live:
        client = live.client()
        arn = create(client, "none", CHARGE)
        code, message = refused(client, f"{arn}#Happy")
    assert code == "ValidationException"
    assert 'the test case "Happy" of "none" is asked for, and there is no file of mocks' in message
