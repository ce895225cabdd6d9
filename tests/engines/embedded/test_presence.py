"""What sleeps is not in memory, and is there all the same when it is needed."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeAlias

import pytest

from asl.engines.embedded import EmbeddedEngine
from asl.engines.embedded.clock import LoopScheduler, wall_clock
from asl.engines.embedded.dormant import Dormant
from asl.engines.embedded.running import Running
from asl.stores.memory import MemoryStore
from asl.stores.records import ExecutionRecord, Save
from tests.engines.embedded.living import (
    ACTIVITY,
    EAGER,
    WORK,
    Json,
    alone,
    begin,
    ended,
    engine_of,
    machine_of,
    tell,
    types,
    until,
)

ITEMS = '{"items":[1]}'
LONG = {"Type": "Wait", "Seconds": 3600, "End": True}
SHORT = {"Type": "Wait", "Seconds": 1, "End": True}
BEATING = {**WORK, "HeartbeatSeconds": 60}
MAP: Json = {
    "Type": "Map",
    "ItemsPath": "$.items",
    "End": True,
    "ItemProcessor": alone("Each", LONG),
}
MAP["ItemProcessor"]["ProcessorConfig"] = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}


def both(*branches: Json) -> Json:
    """A Parallel of single states."""
    named = [alone(f"B{index}", branch) for index, branch in enumerate(branches)]
    return {"Type": "Parallel", "Branches": named, "End": True}


# what waits, whether it is dropped from memory, and whether a restart leaves it in the store
SLEEPERS: dict[str, tuple[Json, bool, bool]] = {
    "a Wait": (LONG, True, True),
    "two Waits side by side": (both(LONG, SHORT), True, True),
    "a task that a worker has": (WORK, True, True),
    "a task with heartbeats": (BEATING, True, False),
    "a Wait beside a task with heartbeats": (both(LONG, BEATING), True, False),
    "a task that a worker has, beside one that none has": (both(WORK, WORK), True, False),
    "a Wait beside a Distributed Map": (both(LONG, MAP), False, False),
}


@pytest.mark.parametrize(("state", "dropped", "left"), SLEEPERS.values(), ids=SLEEPERS)
def test_what_sleeps_is_dropped(state: Json, dropped: bool, left: bool) -> None:
    async def story() -> tuple[bool, bool]:
        store = MemoryStore()
        engine = await engine_of(store, EAGER)
        record = await begin(engine, await machine_of(store, alone("S", state)), text=ITEMS)
        if "Task" in str(state):
            assert await engine.activity_task(ACTIVITY, "worker", 5)
        presence = engine.presence
        if dropped:
            await until(lambda: record.id in presence.dormant)
        else:
            await asyncio.sleep(0.1)
        found = record.id in presence.dormant and record.id not in presence.running
        await engine.close()
        again = await engine_of(store, EAGER)
        stays = record.id not in again.presence.running
        await again.close()
        return found, stays

    assert tell(story) == (dropped, left)


def test_what_was_dropped_wakes_in_time() -> None:
    async def story() -> float:
        store = MemoryStore()
        engine = await engine_of(store, EAGER)
        record = await begin(engine, await machine_of(store, alone("S", SHORT)))
        await until(lambda: record.id in engine.presence.dormant)
        closed = await ended(engine, record)
        assert closed.stopped_at is not None
        await engine.close()
        return (closed.stopped_at - record.started_at).total_seconds()

    assert tell(story) >= 1


async def _send(engine: EmbeddedEngine, token: str, _record: ExecutionRecord) -> str:
    await engine.send_success(token, "1")
    return "SUCCEEDED"


async def _fail(engine: EmbeddedEngine, token: str, _record: ExecutionRecord) -> str:
    await engine.send_failure(token, "Bad", None)
    return "FAILED"


async def _stop(engine: EmbeddedEngine, _token: str, record: ExecutionRecord) -> str:
    await engine.stop(record, None, None)
    return "ABORTED"


async def _beat_then_send(engine: EmbeddedEngine, token: str, record: ExecutionRecord) -> str:
    await engine.send_heartbeat(token)
    await until(lambda: record.id in engine.presence.dormant)
    return await _send(engine, token, record)


Need: TypeAlias = Callable[[EmbeddedEngine, str, ExecutionRecord], Awaitable[str]]
# how it is needed
NEEDS: dict[str, Need] = {
    "its answer": _send,
    "its failure": _fail,
    "a stop": _stop,
    "a beat": _beat_then_send,
}


@pytest.mark.parametrize("need", NEEDS.values(), ids=NEEDS)
@pytest.mark.parametrize("restarted", [False, True], ids=["the same process", "after a restart"])
def test_what_was_dropped_comes_when_it_is_needed(need: Need, restarted: bool) -> None:
    async def story() -> tuple[str, str]:
        store = MemoryStore()
        engine = await engine_of(store, EAGER)
        record = await begin(engine, await machine_of(store, alone("Work", WORK)))
        task = await engine.activity_task(ACTIVITY, "worker", 5)
        assert task is not None
        await until(lambda: record.id in engine.presence.dormant)
        if restarted:
            await engine.abandon()
            engine = await engine_of(store, EAGER)
        wanted = await need(engine, task.token, record)
        found = await ended(engine, record)
        await engine.close()
        return wanted, found.status

    wanted, found = tell(story)
    assert found == wanted


def test_children_of_a_map_run_are_dropped_and_come_back() -> None:
    async def story() -> str:
        store = MemoryStore()
        engine = await engine_of(store, EAGER)
        each = {"Type": "Map", "ItemsPath": "$", "End": True}
        each["ItemProcessor"] = {
            **alone("Work", WORK),
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        }
        record = await begin(engine, await machine_of(store, alone("Each", each)), text="[1,2]")
        tasks = [await engine.activity_task(ACTIVITY, "worker", 5) for _ in range(2)]
        await until(lambda: len(engine.presence.dormant) == 2)
        for task in tasks:
            assert task is not None
            await engine.send_success(task.token, task.input)
        output = (await ended(engine, record)).output
        await engine.close()
        return output or ""

    assert tell(story) == "[1,2]"


def test_nothing_of_what_was_dropped_stays_in_memory() -> None:
    async def story() -> int:
        store = MemoryStore()
        engine = await engine_of(store, EAGER)
        machine = await machine_of(store, alone("S", LONG))
        for number in range(50):
            await begin(engine, machine, f"e{number}")
        await until(lambda: len(engine.presence.dormant) == 50)
        gc.collect()
        # Other tests have engines of their own.
        ours = [one for one in gc.get_objects() if isinstance(one, Running)]
        alive = sum(one._engine is engine for one in ours)
        await engine.close()
        return alive

    assert tell(story) == 0


def test_starting_what_has_been_started_is_nothing() -> None:
    async def story() -> list[str]:
        store = MemoryStore()
        engine = await engine_of(store, EAGER)
        machine = await machine_of(store, alone("S", LONG))
        record = await begin(engine, machine)
        await engine.start(record, machine)
        await until(lambda: record.id in engine.presence.dormant)
        await engine.start(record, machine)
        assert not engine.presence.running
        await engine.close()
        engine = await engine_of(store, EAGER)
        await engine.start(record, machine)
        await engine.stop(record, None, None)
        await engine.start(record, machine)
        found = await types(engine, record)
        await engine.close()
        return found

    assert tell(story) == ["ExecutionStarted", "WaitStateEntered", "ExecutionAborted"]


def test_executions_that_are_started_out_of_order() -> None:
    async def story() -> list[str]:
        store = MemoryStore()
        engine = await engine_of(store)
        machine = await machine_of(store, alone("P", {"Type": "Pass", "End": True}))
        records = [await store.add_execution(_named(machine.arn, n)) for n in range(3)]
        for record in reversed(records):
            await engine.start(record, machine)
        found: list[str] = [(await ended(engine, record)).status for record in records]
        await engine.close()
        return found

    def _named(machine_arn: str, number: int) -> ExecutionRecord:
        return ExecutionRecord(
            arn=f"{machine_arn}:e{number}",
            name=f"e{number}",
            machine_arn=machine_arn,
            revision=1,
            status="RUNNING",
            started_at=wall_clock(),
            input="{}",
        )

    assert tell(story) == ["SUCCEEDED"] * 3


def test_the_dormant_wake_in_order_and_once() -> None:
    async def story() -> list[int]:
        scheduler = LoopScheduler()
        woken: list[int] = []
        dormant = Dormant(scheduler, woken.append)
        now = wall_clock()
        for number, milliseconds in ((1, 30), (2, 10), (3, 20), (4, -5), (5, 15)):
            dormant.add(number, now + timedelta(milliseconds=milliseconds))
        dormant.discard(5)
        dormant.add(2, now + timedelta(milliseconds=40))
        assert (2 in dormant, 5 in dormant, len(dormant)) == (True, False, 4)
        await until(lambda: len(woken) == 4)
        await asyncio.sleep(0.05)
        return woken

    assert tell(story) == [4, 3, 1, 2]


def test_many_that_wake_at_once_are_woken_in_goes() -> None:
    async def story() -> list[int]:
        scheduler = LoopScheduler()
        woken: list[int] = []
        dormant = Dormant(scheduler, woken.append)
        for number in range(120):
            dormant.add(number, wall_clock())
        await until(lambda: woken)
        first = len(woken)
        await until(lambda: len(woken) == 120)
        assert woken == sorted(woken)
        return [first]

    assert tell(story) == [50]


@pytest.mark.parametrize("restarted", [False, True], ids=["the same process", "after a restart"])
def test_tasks_that_no_worker_has_keep_their_place(restarted: bool) -> None:
    async def story() -> tuple[list[str], list[str]]:
        store = MemoryStore()
        engine = await engine_of(store, EAGER)
        machine = await machine_of(store, alone("Work", WORK))
        records = [await begin(engine, machine, f"e{n}", str(n)) for n in range(4)]
        await until(lambda: len(engine.presence.dormant) == 4)
        if restarted:
            await engine.abandon()
            engine = await engine_of(store, EAGER)
            await until(lambda: len(engine.presence.dormant) == 4)
        await engine.stop(records[1], None, None)
        inputs = []
        for _ in range(3):
            task = None
            while task is None:
                task = await engine.activity_task(ACTIVITY, "worker", 5)
            inputs.append(task.input)
            await until(lambda: records[0].id in engine.presence.dormant or len(inputs) > 1)
            await engine.send_success(task.token, task.input)
        statuses: list[str] = [(await ended(engine, record)).status for record in records]
        assert await engine.activity_task(ACTIVITY, "worker", 0.01) is None
        await engine.close()
        return inputs, statuses

    succeeded = "SUCCEEDED"
    assert tell(story) == (["0", "2", "3"], [succeeded, "ABORTED", succeeded, succeeded])


def test_a_task_that_its_worker_left_is_not_lost_while_its_execution_sleeps() -> None:
    async def story() -> str:
        store = MemoryStore()
        engine = await engine_of(store, EAGER)
        record = await begin(engine, await machine_of(store, alone("Work", WORK)))
        await until(lambda: engine.open_calls)
        commit = store.commit

        async def slow(save: Save) -> None:
            await asyncio.sleep(0.02)
            await commit(save)

        store.commit = slow  # type: ignore[method-assign]  # a commit that takes its time
        first = asyncio.ensure_future(engine.activity_task(ACTIVITY, "first", 5))
        await asyncio.sleep(0.01)
        first.cancel()
        await until(lambda: record.id in engine.presence.dormant)
        task = await engine.activity_task(ACTIVITY, "second", 5)
        assert task is not None
        await engine.send_success(task.token, "1")
        found = await ended(engine, record)
        await engine.close()
        return found.status

    assert tell(story) == "SUCCEEDED"
