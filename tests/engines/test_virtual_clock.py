"""The virtual clock: long waits, missed heartbeats, retries, limits, and who goes first."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from asl.definition import load
from asl.engines import virtual
from asl.engines.virtual import START, Answer, Run, Settings, VirtualEngine
from asl.runtime.host import TaskCall

Json = Any

DAY = 86_400
CALLBACK = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
LAMBDA = "arn:aws:states:::lambda:invoke"


def _machine(states: dict[str, Json], **top: Json) -> Any:
    return load(json.dumps({"StartAt": next(iter(states)), "States": states, **top}))


def _task(**more: Json) -> dict[str, Json]:
    return {"Type": "Task", "Resource": LAMBDA, "End": True, **more}


def _run(machine: Any, answer: Answer, settings: Settings | None = None) -> Run:
    return virtual.run(machine, {}, lambda _call: answer, settings)


def _types(run: Run) -> list[str]:
    return [event.type for event in run.events]


def test_a_year_of_waiting_takes_no_time_at_all() -> None:
    retry = [{"ErrorEquals": ["States.HeartbeatTimeout"], "MaxAttempts": 5, "BackoffRate": 2}]
    machine = _machine(
        {
            "Sleep": {"Type": "Wait", "Seconds": 300 * DAY, "Next": "Ask"},
            "Ask": {
                "Type": "Task",
                "Resource": CALLBACK,
                "HeartbeatSeconds": 2 * DAY,
                "Retry": retry,
                "End": True,
            },
        }
    )
    run = _run(machine, Answer(never=True, submission={}))
    assert (run.status, run.error) == ("FAILED", "States.Timeout")
    assert _types(run).count("TaskTimedOut") == 6
    assert run.stopped_at == START + timedelta(days=300 + 6 * 2, seconds=1 + 2 + 4 + 8 + 16)


ENDLESS: dict[str, Json] = {
    "A": {
        "Type": "Choice",
        "Choices": [{"Variable": "$.end", "IsPresent": True, "Next": "B"}],
        "Default": "A",
    },
    "B": {"Type": "Succeed"},
}

LIMITS = {
    "waits past one year time a Standard execution out": (
        {"Seconds": 366 * DAY},
        False,
        timedelta(days=365),
    ),
    "waits past five minutes time an Express execution out": (
        {"Seconds": 301},
        True,
        timedelta(minutes=5),
    ),
}


@pytest.mark.parametrize(("wait", "express", "ended"), LIMITS.values(), ids=LIMITS)
def test_the_services_own_limit(wait: Json, express: bool, ended: timedelta) -> None:
    machine = _machine({"Sleep": {"Type": "Wait", "End": True, **wait}})
    run = _run(machine, Answer(), Settings(express=express))
    assert run.status == "TIMED_OUT"
    assert run.stopped_at == START + ended
    assert _types(run)[-1] == "ExecutionTimedOut"


def test_no_catch_sees_the_machines_own_timeout() -> None:
    catch = [{"ErrorEquals": ["States.ALL"], "Next": "Late"}]
    machine = _machine(
        {"Ask": _task(Catch=catch), "Late": {"Type": "Pass", "End": True}}, TimeoutSeconds=5
    )
    run = _run(machine, virtual.never())
    assert (run.status, run.stopped_at) == ("TIMED_OUT", START + timedelta(seconds=5))
    assert "Late" not in json.dumps([event.details for event in run.events])


# what is said: (the state's clocks, the answer, the status, the seconds it took)
CLOCKS: dict[str, tuple[Json, Answer, str, float]] = {
    "an answer in time is taken": ({"TimeoutSeconds": 5}, Answer(after=4), "SUCCEEDED", 4),
    "an answer at the very deadline is taken": (
        {"TimeoutSeconds": 5},
        Answer(after=5),
        "SUCCEEDED",
        5,
    ),
    "a later one is not": ({"TimeoutSeconds": 5}, Answer(after=6), "FAILED", 5),
    "a failure in time is a failure": (
        {"TimeoutSeconds": 5},
        virtual.throws("E", after=2),
        "FAILED",
        2,
    ),
    "heartbeats keep a callback alive": (
        {"Resource": CALLBACK, "HeartbeatSeconds": 2, "TimeoutSeconds": 9},
        Answer(after=8, heartbeat_every=1, submission={}),
        "SUCCEEDED",
        8,
    ),
    "too slow a heartbeat is none": (
        {"Resource": CALLBACK, "HeartbeatSeconds": 2, "TimeoutSeconds": 9},
        Answer(after=8, heartbeat_every=3, submission={}),
        "FAILED",
        2,
    ),
    "a heartbeat clock does not tick for a plain call": (
        {"HeartbeatSeconds": 2, "TimeoutSeconds": 9},
        Answer(after=8),
        "SUCCEEDED",
        8,
    ),
}


@pytest.mark.parametrize(("clocks", "answer", "status", "seconds"), CLOCKS.values(), ids=CLOCKS)
def test_task_clocks(clocks: Json, answer: Answer, status: str, seconds: float) -> None:
    run = _run(_machine({"Ask": _task(**clocks)}), answer)
    assert run.status == status
    assert run.stopped_at == START + timedelta(seconds=seconds)


def test_a_handler_may_complete_its_own_task() -> None:
    machine = _machine(
        {"Ask": {"Type": "Task", "Resource": CALLBACK, "End": True, "TimeoutSeconds": 60}}
    )

    def tasks(call: TaskCall) -> Answer:
        engine.send_task_success(call.token, {"from": "inside"})
        return Answer(never=True, submission={"MessageId": "1"})

    engine = VirtualEngine(machine, tasks)
    run = engine.begin({})
    engine.drive()
    assert (run.status, run.output, run.stopped_at) == ("SUCCEEDED", {"from": "inside"}, START)


def test_heartbeats_from_outside_keep_a_task_alive() -> None:
    machine = _machine(
        {"Ask": {"Type": "Task", "Resource": CALLBACK, "HeartbeatSeconds": 10, "End": True}}
    )
    engine = VirtualEngine(machine, lambda _call: Answer(never=True, submission={}))
    run = engine.begin({})
    for minute in range(1, 4):
        engine.drive(until=START + timedelta(seconds=8 * minute))
        engine.send_task_heartbeat(engine.open_tokens()[0])
    engine.drive()
    assert run.stopped_at == START + timedelta(seconds=8 * 3 + 10)
    assert run.error == "States.Timeout"


def test_stopping_is_seen_by_no_catch() -> None:
    catch = [{"ErrorEquals": ["States.ALL"], "Next": "Ask"}]
    machine = _machine({"Ask": _task(Catch=catch, TimeoutSeconds=900)})
    engine = VirtualEngine(machine, lambda _call: virtual.never())
    run = engine.begin({})
    engine.drive(until=START + timedelta(seconds=5))
    engine.stop("Enough", "said the user")
    engine.drive()
    assert (run.status, run.error, run.cause) == ("ABORTED", "Enough", "said the user")
    assert _types(run)[-1] == "ExecutionAborted"


def test_asynchronous_tasks_run_beside_each_other_inside_a_loop() -> None:
    branch = {"StartAt": "T", "States": {"T": _task()}}
    branches = [json.loads(json.dumps(branch).replace('"T"', f'"T{n}"')) for n in range(5)]
    machine = _machine({"All": {"Type": "Parallel", "Branches": branches, "End": True}})
    running, most = 0, 0

    async def answer(call: TaskCall) -> Answer:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        running -= 1
        return virtual.returns(call.state)

    run = asyncio.run(virtual.run_async(machine, {}, answer))
    assert run.output == ["T0", "T1", "T2", "T3", "T4"]
    assert (most, run.stopped_at) == (5, START)


# what is said: what the tasks give, which is no Answer
NO_ANSWERS: dict[str, Any] = {"a bare value": {}, "nothing": None, "a class": Answer}


@pytest.mark.parametrize("value", NO_ANSWERS.values(), ids=NO_ANSWERS)
def test_tasks_that_give_no_answer_are_told_of(value: Any) -> None:
    async def later(_call: TaskCall) -> Any:
        return value

    for tasks in (lambda _call: value, later):
        with pytest.raises(TypeError, match=r"for the state 'Ask': it must be an Answer"):
            virtual.run(_machine({"Ask": _task()}), {}, tasks)


def test_an_endless_standard_loop_ends_with_its_history() -> None:
    run = _run(_machine(ENDLESS), Answer())
    assert (run.status, len(run.events), run.events[-1].type) == (
        "FAILED",
        25_000,
        "ExecutionFailed",
    )


def test_nothing_ever_answers_without_a_clock() -> None:
    run = _run(_machine({"Ask": _task()}), virtual.never())
    assert (run.status, run.stopped_at) == ("TIMED_OUT", START + timedelta(days=365))
