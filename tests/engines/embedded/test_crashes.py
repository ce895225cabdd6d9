"""A process that dies at any moment loses nothing that was committed, and repeats none of it."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asl.definition import load
from asl.engines import virtual
from asl.engines.embedded import EmbeddedEngine, Settings
from asl.engines.port import TaskOver, UnknownTask
from asl.engines.virtual import Answer
from asl.runtime.errors import StatesError
from asl.runtime.host import Returned, Submitted, TaskCall
from tests.engines.embedded.stores import (
    ACCOUNT,
    StoppingStore,
    add_execution,
    add_machine,
    until_closed,
)
from tests.engines.machines import INPUT, hasty_machines

Json = Any

ACTIVITY = f"{ACCOUNT}:activity:work"


class World:
    """What tasks talk to: it outlives the engine, and counts."""

    def __init__(self, *, failing: bool) -> None:
        self.failing = failing
        self.calls: Counter[str] = Counter()

    def answer(self, call: TaskCall) -> Json:
        """The same for the same call, whoever asks."""
        name = f"{call.state}{list(call.iterations)}"
        if self.failing and len(name) % 3 == 0:
            raise StatesError("Flaky", "as told")
        return {"of": name}

    async def tasks(self, engine: EmbeddedEngine, call: TaskCall) -> Submitted | Returned:
        """As an integration would: answer at once, or by the token later."""
        self.calls[call.path] += 1
        if not call.token:
            return Returned(value=self.answer(call))
        asyncio.get_running_loop().create_task(self.call_back(engine, call))
        return Submitted(output={"id": call.path})

    async def call_back(self, engine: EmbeddedEngine, call: TaskCall) -> None:
        """Complete a call by its token."""
        open_ = engine.open_calls.get(call.token)
        if open_ is None or open_.message is not None:
            return
        try:
            text = json.dumps(self.answer(call))
        except StatesError as error:
            sending = engine.send_failure(call.token, error.name, error.cause)
        else:
            sending = engine.send_success(call.token, text)
        await _unless_stopped(sending)

    async def work(self, engine: EmbeddedEngine) -> None:
        """A worker of the activity."""
        while True:
            task = await engine.activity_task(ACTIVITY, "worker", 60)
            open_ = None if task is None else engine.open_calls.get(task.token)
            if open_ is not None:
                await self.call_back(engine, open_.call)

    async def catch_up(self, engine: EmbeddedEngine, store: StoppingStore) -> None:
        """Call back what was submitted before the restart, also where nobody got the token."""
        while True:
            for token in list(store.tokens()):
                with suppress(TaskOver, UnknownTask):
                    open_ = await engine.open_call(token)
                    if open_.listening.done() and open_.message is None:
                        await self.call_back(engine, open_.call)
            await asyncio.sleep(0)


async def _unless_stopped(sending: Any) -> None:
    try:
        await sending
    except asyncio.CancelledError:
        return


async def _run(
    definition: str, world: World, stops: list[int], park_after: timedelta
) -> tuple[StoppingStore, Json]:
    store = StoppingStore()
    machine = await add_machine(store, definition)
    record = await add_execution(store, machine, json.dumps(INPUT))
    for stop in [*stops, None]:
        store.commits_left, store.stopped = stop, asyncio.Event()
        engine = EmbeddedEngine(store)
        engine.settings = Settings(tasks=partial(world.tasks, engine), park_after=park_after)
        engine.activity_created(ACTIVITY)
        helpers = [
            asyncio.create_task(world.work(engine)),
            asyncio.create_task(world.catch_up(engine, store)),
        ]
        await engine.recover()
        ended = asyncio.create_task(until_closed(store, record.arn))
        died = asyncio.create_task(store.stopped.wait())
        await asyncio.wait({ended, died}, return_when=asyncio.FIRST_COMPLETED)
        for task in (*helpers, died):
            task.cancel()
        await engine.abandon()
        if ended.done():
            return store, ended.result()
        ended.cancel()
    raise AssertionError("the last round has no end of commits")


def _expected(definition: str, world: World) -> virtual.Run:
    def tasks(call: TaskCall) -> Answer:
        submission = {"id": call.path}
        try:
            return Answer(value=world.answer(call), submission=submission)
        except StatesError as error:
            return Answer(failed=True, error=error.name, cause=error.cause, submission=submission)

    return virtual.run(load(definition), INPUT, tasks)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    definition=hasty_machines(),
    failing=st.booleans(),
    stops=st.lists(st.integers(0, 12), max_size=3),
    park_after=st.sampled_from([timedelta(0), timedelta.max]),
)
def test_crashes_change_nothing(
    definition: dict[str, Json], failing: bool, stops: list[int], park_after: timedelta
) -> None:
    text = json.dumps(definition).replace("us-east-1:123456789012:activity:work", ACTIVITY[15:])
    world = World(failing=failing)
    store, record = asyncio.run(asyncio.wait_for(_run(text, world, stops, park_after), 5))
    wanted = _expected(text, world)
    # Which of two branches fails first is a race where time is real: their errors may differ.
    assert record.status == wanted.status
    events = asyncio.run(store.history(record.id, limit=30_000, after=None, newest_first=False))
    assert [event.id for event in events] == list(range(1, len(events) + 1))
    if record.status == "SUCCEEDED" and "uuid" not in text and '"Catch"' not in text:
        assert json.loads(record.output or "null") == wanted.output
    repeated = {path: count for path, count in world.calls.items() if count > 1 + len(stops)}
    assert not repeated
