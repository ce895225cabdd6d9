"""Jobs that Tasks submit: waited for across restarts, ended with their executions."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from asl.engines.embedded import Settings
from asl.engines.port import TaskOver
from asl.runtime.errors import TASK_FAILED, StatesError
from asl.runtime.host import Returned, Submitted, TaskCall
from asl.stores.memory import MemoryStore
from tests.engines.embedded.living import (
    alone,
    begin,
    ended,
    engine_of,
    machine_of,
    tell,
    types,
    until,
)

Json = Any
RUN: Json = {
    "Type": "Task",
    "Resource": "arn:aws:states:::glue:startJobRun.sync",
    "Parameters": {"JobName": "nightly"},
    "End": True,
}


@dataclass(eq=False)
class Glue:
    """Jobs of a service that lives longer than the engine.

    Attributes:
        submitted: names of the jobs that were started.
        asked: what was asked after, in order.
        cancelled: what was ended.
    """

    submitted: list[str] = field(default_factory=list)
    asked: list[Json] = field(default_factory=list)
    cancelled: list[Json] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    failure: StatesError | None = None

    async def __call__(self, call: TaskCall) -> Submitted | Returned:
        """Start a job."""
        self.submitted.append(call.input["JobName"])
        number = len(self.submitted)
        return Submitted(output={"JobRunId": f"jr_{number}"}, job={"run": number})

    async def outcome(self, call: TaskCall) -> Json:
        """Wait for its end."""
        self.asked.append(call.job)
        await self.over.wait()
        if self.failure is not None:
            raise self.failure
        return {"Ended": call.job}

    async def cancel(self, call: TaskCall) -> None:
        """End it."""
        self.cancelled.append(call.job)

    def settings(self) -> Settings:
        """An engine's; what sleeps is dropped from memory at once."""
        nothing = timedelta(0)
        return Settings(tasks=self, jobs=self, park_after=nothing, quiet_after=nothing)


class Slowly(Glue):
    """The same jobs, which take a while to be ended."""

    def __init__(self, glue: Glue) -> None:
        self.glue = glue

    async def __call__(self, call: TaskCall) -> Submitted | Returned:
        """Start a job."""
        return await self.glue(call)

    async def outcome(self, call: TaskCall) -> Json:
        """Wait for its end."""
        return await self.glue.outcome(call)

    async def cancel(self, call: TaskCall) -> None:
        """End it, after a while."""
        await asyncio.sleep(0.05)
        await self.glue.cancel(call)


def test_a_job_ends_its_task() -> None:
    async def story() -> None:
        glue, store = Glue(), MemoryStore()
        engine = await engine_of(store, glue.settings())
        record = await begin(engine, await machine_of(store, alone("Run", RUN)))
        await until(lambda: glue.asked)
        glue.over.set()
        closed = await ended(engine, record)
        assert (closed.status, closed.output) == ("SUCCEEDED", '{"Ended":{"run":1}}')
        assert "TaskSubmitted" in await types(engine, record)
        assert not engine.open_calls
        await engine.close()

    tell(story)


def test_a_job_that_failed_fails_its_task() -> None:
    async def story() -> None:
        glue, store = Glue(failure=StatesError(TASK_FAILED, "why")), MemoryStore()
        glue.over.set()
        engine = await engine_of(store, glue.settings())
        closed = await ended(
            engine, await begin(engine, await machine_of(store, alone("Run", RUN)))
        )
        assert (closed.status, closed.error, closed.cause) == ("FAILED", TASK_FAILED, "why")
        await engine.close()

    tell(story)


@pytest.mark.parametrize("dies", [True, False], ids=["crash", "graceful stop"])
def test_after_a_restart_the_same_job_is_waited_for(dies: bool) -> None:
    async def story() -> None:
        glue, store = Glue(), MemoryStore()
        first = await engine_of(store, glue.settings())
        record = await begin(first, await machine_of(store, alone("Run", RUN)))
        await until(lambda: glue.asked)
        await (first.abandon() if dies else first.close())
        second = await engine_of(store, glue.settings())
        await until(lambda: len(glue.asked) == 2)
        glue.over.set()
        closed = await ended(second, record)
        assert closed.output == '{"Ended":{"run":1}}'
        assert (glue.submitted, glue.asked) == (["nightly"], [{"run": 1}] * 2)
        assert glue.cancelled == []
        assert (await types(second, record)).count("TaskSubmitted") == 1
        await second.close()

    tell(story)


def test_a_stopped_execution_ends_its_job() -> None:
    async def story() -> None:
        glue, store = Glue(), MemoryStore()
        engine = await engine_of(store, glue.settings())
        record = await begin(engine, await machine_of(store, alone("Run", RUN)))
        await until(lambda: glue.asked)
        await engine.stop(record, None, None)
        await until(lambda: glue.cancelled)
        assert glue.cancelled == [{"run": 1}]
        await engine.close()

    tell(story)


def test_a_job_outlives_the_time_out_of_its_task() -> None:
    async def story() -> None:
        glue, store = Glue(), MemoryStore()
        engine = await engine_of(store, glue.settings())
        machine = await machine_of(store, alone("Run", {**RUN, "TimeoutSeconds": 1}))
        closed = await ended(engine, await begin(engine, machine))
        assert (closed.error, glue.cancelled) == ("States.Timeout", [])
        await engine.close()

    tell(story)


def test_without_bindings_a_job_cannot_be_asked_after() -> None:
    async def story() -> None:
        glue, store = Glue(), MemoryStore()
        first = await engine_of(store, glue.settings())
        record = await begin(first, await machine_of(store, alone("Run", RUN)))
        await until(lambda: glue.asked)
        await first.abandon()
        closed = await ended(await engine_of(store), record)
        assert closed.error == "States.Runtime"
        assert "nothing is bound to it here any more" in (closed.cause or "")

    tell(story)


def test_the_token_of_a_job_completes_it_before_its_end() -> None:
    asking = {**RUN, "Parameters": {"JobName": "nightly", "Token.$": "$$.Task.Token"}}

    async def story() -> None:
        glue, store = Glue(), MemoryStore()
        engine = await engine_of(store, glue.settings())
        record = await begin(engine, await machine_of(store, alone("Run", asking)))
        await until(lambda: glue.asked)
        (token,) = engine.open_calls
        await engine.send_success(token, '"early"')
        closed = await ended(engine, record)
        assert (closed.status, closed.output) == ("SUCCEEDED", '"early"')
        assert (engine.open_calls, glue.cancelled) == ({}, [])
        await engine.close()

    tell(story)


def test_after_a_restart_the_token_of_a_job_is_still_good() -> None:
    async def story() -> None:
        glue, store = Glue(), MemoryStore()
        first = await engine_of(store, glue.settings())
        record = await begin(first, await machine_of(store, alone("Run", RUN)))
        await until(lambda: glue.asked)
        (token,) = first.open_calls
        await first.abandon()
        second = await engine_of(store, glue.settings())
        await second.send_failure(token, "Given.Up", "by hand")
        closed = await ended(second, record)
        assert (closed.error, closed.cause) == ("Given.Up", "by hand")
        await second.close()

    tell(story)


def test_a_heartbeat_of_a_jobs_token_ends_nothing() -> None:
    async def story() -> None:
        glue, store = Glue(), MemoryStore()
        engine = await engine_of(store, glue.settings())
        record = await begin(engine, await machine_of(store, alone("Run", RUN)))
        await until(lambda: glue.asked)
        (token,) = engine.open_calls
        await engine.send_heartbeat(token)
        await asyncio.sleep(0.05)
        glue.over.set()
        closed = await ended(engine, record)
        assert (closed.status, closed.output) == ("SUCCEEDED", '{"Ended":{"run":1}}')
        await engine.close()

    tell(story)


def test_a_job_is_ended_whose_submission_was_answered_as_its_execution_was_stopped() -> None:
    async def story() -> None:
        glue, store = Glue(), MemoryStore()

        async def stopped(call: TaskCall) -> Submitted | Returned:
            # It is stopped after this has given its answer, and before anybody has taken it.
            stops.append(asyncio.ensure_future(engine.stop(record, None, None)))
            return await glue(call)

        stops: list[asyncio.Future[Any]] = []
        engine = await engine_of(store, replace(glue.settings(), tasks=stopped))
        record = await begin(engine, await machine_of(store, alone("Run", RUN)))
        assert (await ended(engine, record)).status == "ABORTED"
        await until(lambda: glue.cancelled)
        assert (glue.asked, glue.cancelled) == ([], [{"run": 1}])
        assert not engine.open_calls
        await engine.close()

    tell(story)


def test_a_stop_of_the_server_waits_for_jobs_to_be_ended() -> None:
    async def story() -> None:
        glue, store = Glue(), MemoryStore()
        engine = await engine_of(store, Slowly(glue).settings())
        record = await begin(engine, await machine_of(store, alone("Run", RUN)))
        await until(lambda: glue.asked)
        await engine.stop(record, None, None)
        await engine.close()
        assert glue.cancelled == [{"run": 1}]

    tell(story)


def test_the_token_of_a_call_that_was_stopped_as_it_was_made_is_over() -> None:
    given = {"QueueUrl": "q", "MessageBody": {"Token.$": "$$.Task.Token"}}
    sending = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
    asking = {**RUN, "Resource": sending, "Parameters": given, "TimeoutSeconds": 60}

    async def story() -> None:
        store, called = MemoryStore(), asyncio.Event()

        async def hangs(_call: TaskCall) -> Submitted | Returned:
            called.set()
            await asyncio.Event().wait()
            return Submitted()

        engine = await engine_of(store, Settings(tasks=hangs))
        record = await begin(engine, await machine_of(store, alone("Run", asking)))
        await called.wait()
        (token,) = engine.open_calls
        await engine.stop(record, None, None)
        assert not engine.open_calls
        with pytest.raises(TaskOver):
            await engine.send_success(token, "1")
        await engine.close()

    tell(story)


def test_a_call_that_is_made_again_after_a_crash_says_so() -> None:
    async def story() -> None:
        store, made, over = MemoryStore(), list[bool](), asyncio.Event()

        async def called(call: TaskCall) -> Submitted | Returned:
            made.append(call.again)
            await over.wait()
            return Returned(value=1)

        first = await engine_of(store, Settings(tasks=called))
        once = {key: RUN[key] for key in ("Type", "Parameters", "End")}
        state = {**once, "Resource": "arn:aws:states:::glue:startJobRun"}
        record = await begin(first, await machine_of(store, alone("Run", state)))
        await until(lambda: made)
        await first.abandon()
        second = await engine_of(store, Settings(tasks=called))
        await until(lambda: len(made) == 2)
        over.set()
        assert (await ended(second, record)).status == "SUCCEEDED"
        assert made == [False, True]
        await second.close()

    tell(story)
