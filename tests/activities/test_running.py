"""Workers against a server: what becomes of executions."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

import asl
from asl.activities.service import ServiceRefused, connect
from tests.activities.working import HEAD, Gate, kinds, machine, start, working
from tests.server.live import Live
from tests.server.machines import finished, run
from tests.server.waiting import until


def fails(error: BaseException) -> Callable[[Any], Any]:
    def function(_input: Any) -> Any:
        raise error

    return function


async def asynchronous(input: Any) -> Any:
    await asyncio.sleep(0)
    return {"got": input}


async def asynchronous_failure(_input: Any) -> Any:
    await asyncio.sleep(0)
    raise LookupError("not here")


async def cancelled(_input: Any) -> Any:
    raise asyncio.CancelledError


class Unspeakable(Exception):
    """One that cannot say what it is."""

    def __str__(self) -> str:
        raise ArithmeticError


async def asynchronous_and_unspeakable(_input: Any) -> Any:
    raise Unspeakable


def exits(_input: Any) -> Any:
    sys.exit(3)


def named(_input: Any, task: asl.ActivityTask) -> Any:
    task.heartbeat()
    return task.activity_arn.rpartition(":")[2]


# what is said: (function, status, output or error, what the cause's message begins with)
ENDS: dict[str, tuple[Callable[..., Any], str, Any, str | None]] = {
    "a result": (lambda given: {"got": given}, "SUCCEEDED", {"got": {"a": 1.5}}, None),
    "no result": (lambda _: None, "SUCCEEDED", None, None),
    "the task": (named, "SUCCEEDED", "the-task", None),
    "asynchronous": (asynchronous, "SUCCEEDED", {"got": {"a": 1.5}}, None),
    "an exception": (fails(ValueError("bad width")), "FAILED", "ValueError", "bad width"),
    "asynchronous failure": (asynchronous_failure, "FAILED", "LookupError", "not here"),
    "cancelled": (cancelled, "FAILED", "CancelledError", ""),
    "unspeakable": (fails(Unspeakable()), "FAILED", "Unspeakable", "Unspeakable cannot be told"),
    "unspeakable later": (
        asynchronous_and_unspeakable,
        "FAILED",
        "Unspeakable",
        "Unspeakable cannot be told of: its text raises ArithmeticError",
    ),
    "exits": (exits, "FAILED", "SystemExit", "3"),
    "no JSON": (lambda _: {1, 2}, "FAILED", "Runtime.MarshalError", "Unable to marshal respon"),
    "too large": (lambda _: "x" * 262_143, "FAILED", "States.DataLimitExceeded", "<lambda> r"),
    "a whole payload": (lambda _: "x" * 262_142, "SUCCEEDED", "x" * 262_142, None),
}


def test_a_table_of_ends(client: Any) -> None:
    """All of them in one process, side by side."""
    names = {what: what.replace(" ", "-") for what in ENDS}
    machines = {what: machine(client, name) for what, name in names.items()}
    workers = [
        asl.worker(f"{HEAD}:{names[what]}")(function) for what, (function, *_) in ENDS.items()
    ]
    with working(*workers):
        begun = {what: start(client, machines[what], {"a": 1.5}) for what in ENDS}
        shown = {what: finished(client, execution) for what, execution in begun.items()}
    for what, (_, status, told, message) in ENDS.items():
        end = shown[what]
        assert end["status"] == status, what
        if status == "SUCCEEDED":
            assert json.loads(end["output"]) == told, what
        else:
            assert end["error"] == told, what
            cause = json.loads(end["cause"])
            assert cause.keys() == {"errorMessage", "errorType", "stackTrace"}
            assert cause["errorMessage"].startswith(message), what


def test_an_error_that_the_function_names(client: Any) -> None:
    busy = machine(client, "busy")
    with working(asl.worker(f"{HEAD}:busy")(fails(asl.TaskError("Card.Busy", "later")))):
        shown = run(client, busy)
    assert (shown["error"], shown["cause"]) == ("Card.Busy", "later")


# what is said: (option, the name in the history)
NAMES = {"the host's": (None, socket.gethostname()[:80]), "its own": ("left-hand", "left-hand")}


@pytest.mark.parametrize(("name", "told"), NAMES.values(), ids=NAMES)
def test_the_name_of_a_worker(client: Any, name: str | None, told: str) -> None:
    activity = f"named-{name}"
    its = machine(client, activity)
    with working(asl.worker(f"{HEAD}:{activity}", name=name)(len)):
        execution = start(client, its, [1, 2])
        assert finished(client, execution)["output"] == "2"
    events = client.get_execution_history(executionArn=execution)["events"]
    [begun] = [event for event in events if event["type"] == "ActivityStarted"]
    assert begun["activityStartedEventDetails"]["workerName"] == told


def test_a_client_of_ones_own(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the environment leads to the server."""
    for variable in ("AWS_ENDPOINT_URL_SFN", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(variable, raising=False)
    own = live.client()
    its = machine(own, "own-client")
    with working(asl.worker(f"{HEAD}:own-client", client=own)(len)):
        assert run(own, its, input="[1]")["output"] == "1"


def test_eight_at_once(client: Any) -> None:
    eight = machine(client, "eight")
    gate = Gate()
    with working(asl.worker(f"{HEAD}:eight", concurrency=8)(gate)):
        executions = [start(client, eight, number) for number in range(20)]
        gate.entered(8)
        waiting = [kinds(client, execution)[-1] for execution in executions]
        assert sorted(waiting) == ["ActivityScheduled"] * 12 + ["ActivityStarted"] * 8
        gate.open.set()
        ends = [finished(client, execution)["output"] for execution in executions]
    assert ends == [str(number) for number in range(20)]


def test_asynchronous_functions_share_a_loop(client: Any) -> None:
    """What one waits for, another one of the same loop may set."""
    meeting: dict[str, asyncio.Barrier] = {}

    async def meet(_input: Any) -> int:
        barrier = meeting.setdefault("here", asyncio.Barrier(3))
        return await asyncio.wait_for(barrier.wait(), 20)

    its = machine(client, "meeting")
    with working(asl.worker(f"{HEAD}:meeting", concurrency=3)(meet)):
        executions = [start(client, its) for _ in range(3)]
        ends = [finished(client, execution)["output"] for execution in executions]
    assert sorted(ends) == ["0", "1", "2"]


def test_heartbeats_keep_a_task_alive(client: Any) -> None:
    """The function takes longer than HeartbeatSeconds, and says nothing itself."""
    its = machine(client, "alive", HeartbeatSeconds=2, TimeoutSeconds=60)
    beyond = threading.Event()

    def slow(_input: Any) -> str:
        beyond.wait(3)
        return "done"

    with working(asl.worker(f"{HEAD}:alive", heartbeat=0.2)(slow)):
        shown = run(client, its)
    assert (shown["status"], shown["output"]) == ("SUCCEEDED", '"done"')


def test_one_that_is_told_that_its_task_is_over(
    client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    its = machine(client, "over-by-hand")
    begun = threading.Event()
    stopped = threading.Event()
    told: list[str] = []

    def slow(input: Any, task: asl.ActivityTask) -> str:
        if input == "next":
            return "next"
        begun.set()
        assert stopped.wait(20)
        try:
            task.heartbeat()
        except asl.TaskOver as over:
            told.append(str(over))
            raise
        return "in vain"

    with working(asl.worker(f"{HEAD}:over-by-hand", heartbeat=None)(slow)):
        execution = start(client, its)
        assert begun.wait(20)
        client.stop_execution(executionArn=execution)
        finished(client, execution)
        stopped.set()
        assert run(client, its, input='"next"')["output"] == '"next"'
    assert told == ["The task has ended: the service says TaskTimedOut"]
    assert "the result is dropped. The task has ended" in caplog.text


def test_an_automatic_heartbeat_tells_it_too(client: Any, caplog: pytest.LogCaptureFixture) -> None:
    its = machine(client, "over")
    begun = threading.Event()
    seen: list[bool] = []

    def slow(input: Any, task: asl.ActivityTask) -> str:
        if input != "next":
            begun.set()
            seen.append(until(lambda: task.over))
        return "done"

    with working(asl.worker(f"{HEAD}:over", heartbeat=0.05)(slow)):
        execution = start(client, its)
        assert begun.wait(20)
        client.stop_execution(executionArn=execution)
        assert run(client, its, input='"next"')["output"] == '"done"'
    assert seen == [True]
    assert "what the function returns will be dropped" in caplog.text
    assert "the result is dropped. " in caplog.text
    assert finished(client, execution)["status"] == "ABORTED"


@pytest.mark.usefixtures("client")
def test_an_activity_that_does_not_exist(live: Live) -> None:
    with (
        pytest.raises(ServiceRefused, match="ActivityDoesNotExist: create it first") as refused,
        working(asl.worker(f"{HEAD}:nowhere")(len)) as stop,
    ):
        stop.wait(0)
    assert str(refused.value).startswith(f"{HEAD}:nowhere at {live.url}: ")


def test_one_that_is_refused_ends_all_and_what_they_have_in_hand(client: Any) -> None:
    its = machine(client, "other")
    machine(client, "doomed")
    gate = Gate()
    workers = (asl.worker(f"{HEAD}:other")(gate), asl.worker(f"{HEAD}:doomed")(len))

    def story() -> None:
        with working(*workers):
            execution = start(client, its, 7)
            gate.entered()
            client.delete_activity(activityArn=f"{HEAD}:doomed")
            until(lambda: "worker len" not in {thread.name for thread in threading.enumerate()})
            gate.open.set()
            assert finished(client, execution)["output"] == "7"

    with pytest.raises(ServiceRefused, match=r"doomed at .* ActivityDoesNotExist"):
        story()


def test_credentials_that_are_missing(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(variable)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    machine(client, "no-credentials")
    with (
        pytest.raises(ServiceRefused, match="NoCredentialsError: give AWS_ACCESS_KEY_ID"),
        working(asl.worker(f"{HEAD}:no-credentials")(len)) as stop,
    ):
        stop.wait(0)


def test_outside_the_main_thread_a_way_to_stop_is_needed() -> None:
    refused: list[str] = []

    def inside() -> None:
        try:
            asl.run_workers(asl.worker(f"{HEAD}:any")(len))
        except ValueError as error:
            refused.append(str(error))

    thread = threading.Thread(target=inside)
    thread.start()
    thread.join(20)
    assert refused == ["outside the main thread no signal arrives: give `stop`, an event to set"]


def test_no_secret_in_a_log(client: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Neither tokens nor inputs, results or what exceptions say, whatever goes wrong."""
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.DEBUG, "asl")
    tokens: list[str] = []

    def loose(input: Any, task: asl.ActivityTask) -> Any:
        tokens.append(task.token)
        logging.getLogger("of.the.user").info("has %r", task)
        match input["card"]:
            case "raises-4711":
                raise ValueError(f"{input} and {task.token}")
            case "unsendable-4711":
                return {input["card"]}
            case "over-4711":
                client.stop_execution(executionArn=input["execution"])
                until(lambda: task.over)
        return input

    its = machine(client, "secrets")
    with working(asl.worker(f"{HEAD}:secrets", heartbeat=0.05)(loose)):
        for card in ("fine-4711", "raises-4711", "unsendable-4711"):
            run(client, its, input=json.dumps({"card": card}))
        prefix = its.replace(":stateMachine:", ":execution:")
        over = json.dumps({"card": "over-4711", "execution": f"{prefix}:over"})
        client.start_execution(stateMachineArn=its, name="over", input=over)
        finished(client, f"{prefix}:over")
        run(client, its, input=json.dumps({"card": "last-4711"}))
    ours = [record for record in caplog.records if record.name == "asl.worker"]
    assert {record.levelname for record in ours} == {"INFO", "WARNING"}
    assert "failed with ValueError at " in caplog.text
    assert "the result is dropped" in caplog.text
    assert len(tokens) == 5
    assert "4711" not in caplog.text
    assert not [token for token in tokens if token in caplog.text]


def test_the_clients_of_a_worker_do_what_aws_asks_for() -> None:
    """A read time-out longer than a poll, and one attempt of each: a retry could outlive a stop."""
    polling = connect("eu-west-1", 3)._polling
    assert polling.meta.config.read_timeout >= 65
    assert polling.meta.config.retries["total_max_attempts"] == 1
    assert polling.meta.region_name == "eu-west-1"
