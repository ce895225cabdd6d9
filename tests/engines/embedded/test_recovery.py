"""What a new process makes of what the one before has left."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final

import pytest

from asl.engines.embedded import EmbeddedEngine, recovery
from asl.engines.embedded.clock import LoopScheduler, wall_clock
from asl.engines.port import ActivityTask
from asl.stores.memory import MemoryStore
from asl.stores.port import StoreError
from asl.stores.records import Closing, ExecutionRecord, Save, Standing
from tests.engines.embedded.living import (
    ACTIVITY,
    WORK,
    Json,
    alone,
    asked,
    begin,
    ended,
    engine_of,
    machine_of,
    tell,
    types,
    until,
)

_CONFIG: Final = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}


def _each(inner: Json) -> Json:
    """A Distributed Map over its input."""
    processor = {**inner, "ProcessorConfig": _CONFIG}
    return {"Type": "Map", "ItemsPath": "$", "ItemProcessor": processor, "End": True}


async def _task(engine: EmbeddedEngine) -> ActivityTask:
    task = await engine.activity_task(ACTIVITY, "worker", 5)
    assert task is not None
    return task


def test_heartbeats_that_could_not_be_heard_are_not_missed() -> None:
    async def story() -> str:
        store = MemoryStore()
        engine = await engine_of(store)
        beating = {**WORK, "HeartbeatSeconds": 1}
        record = await begin(engine, await machine_of(store, alone("Work", beating)))
        task = await _task(engine)
        await engine.abandon()
        await asyncio.sleep(1.1)
        engine = await engine_of(store)
        await asyncio.sleep(0.1)
        await engine.send_heartbeat(task.token)
        await engine.send_success(task.token, "1")
        found = await ended(engine, record)
        await engine.close()
        return found.status

    assert tell(story) == "SUCCEEDED"


def test_a_time_out_that_came_meanwhile_is_one() -> None:
    async def story() -> tuple[str, str | None]:
        store = MemoryStore()
        engine = await engine_of(store)
        timed = {**WORK, "TimeoutSeconds": 1}
        record = await begin(engine, await machine_of(store, alone("Work", timed)))
        await _task(engine)
        await engine.abandon()
        await asyncio.sleep(1.1)
        engine = await engine_of(store)
        found = await ended(engine, record)
        await engine.close()
        return found.status, found.error

    assert tell(story) == ("FAILED", "States.Timeout")


async def _children(store: MemoryStore, record: ExecutionRecord) -> list[ExecutionRecord]:
    page = await store.executions(
        machine_arn=None, map_run_arn=None, status=None, limit=99, after=None
    )
    return [one for one in page.items if one.id != record.id]


# how the parent ended, and whether its children had begun before the process did
ENDS = {"aborted": True, "aborted before they began": False}


@pytest.mark.parametrize("begun", ENDS.values(), ids=ENDS)
def test_children_whose_parent_has_ended_are_aborted(begun: bool) -> None:
    async def story() -> list[list[str]]:
        store = MemoryStore()
        engine = await engine_of(store)
        machine = await machine_of(store, alone("Each", _each(alone("Work", WORK))))
        record = await begin(engine, machine, text="[1,2]")
        for _ in range(2):
            await _task(engine)
        await engine.abandon()
        if not begun:
            for child in await _children(store, record):
                kept = store._executions[child.id]
                kept.events, kept.frames = [], {}
        # The parent's end is committed, and then comes the kill.
        standing = await store.standing(record.id)
        assert standing is not None
        closing = Closing(status="ABORTED", stopped_at=wall_clock())
        await store.commit(Save(execution=record.id, closing=closing))
        engine = await engine_of(store)
        children = await _children(store, record)
        assert [child.status for child in children] == ["ABORTED", "ABORTED"]
        found = [await types(engine, child) for child in children]
        await engine.close()
        return found

    for history in tell(story):
        assert history[0] == "ExecutionStarted"
        assert history[-1] == "ExecutionAborted"


def test_children_of_children_go_on_and_none_is_an_orphan() -> None:
    async def story() -> tuple[str | None, int]:
        store = MemoryStore()
        engine = await engine_of(store)
        inner = alone("Inner", _each(alone("Work", WORK)))
        machine = await machine_of(store, alone("Outer", _each(inner)))
        record = await begin(engine, machine, text="[[1],[2]]")
        tasks = [await _task(engine) for _ in range(2)]
        await engine.abandon()
        engine = await engine_of(store)
        for task in tasks:
            await engine.send_success(task.token, task.input)
        output = (await ended(engine, record)).output
        children = await _children(store, record)
        await engine.close()
        return output, len(children)

    assert tell(story) == ("[[1],[2]]", 4)


def test_children_of_a_parent_that_is_stopped_are_aborted() -> None:
    async def story() -> list[str]:
        store = MemoryStore()
        engine = await engine_of(store)
        machine = await machine_of(store, alone("Each", _each(alone("Work", WORK))))
        record = await begin(engine, machine, text="[1,2]")
        await _task(engine)
        await engine.stop(record, None, None)
        children = await _children(store, record)
        found: list[str] = [(await ended(engine, child)).status for child in children]
        assert not engine.presence.running
        await until(lambda: not engine.presence.map_runs)
        await engine.close()
        return found

    assert tell(story) == ["ABORTED", "ABORTED"]


def test_a_stop_after_the_last_event_leaves_the_end_as_it_is() -> None:
    """ExecutionSucceeded is recorded and not yet committed when StopExecution comes."""

    async def story() -> tuple[str, list[str]]:
        store = MemoryStore()
        engine = await engine_of(store)
        machine = await machine_of(store, alone("P", {"Type": "Pass", "End": True}))
        committing, commit = asyncio.Event(), store.commit

        async def slow(save: Save) -> None:
            committing.set()
            await asyncio.sleep(0.05)
            await commit(save)

        store.commit = slow  # type: ignore[method-assign]  # a commit that takes its time
        record = await begin(engine, machine)
        await committing.wait()
        stopped = await engine.stop(record, None, None)
        found = await ended(engine, record)
        assert found.stopped_at == stopped
        history = await types(engine, record)
        await engine.close()
        return found.status, history[-1:]

    assert tell(story) == ("SUCCEEDED", ["ExecutionSucceeded"])


def test_the_first_event_is_of_the_moment_that_was_told() -> None:
    """Also where nothing had been going on for a while before."""

    async def story() -> list[bool]:
        store = MemoryStore()
        engine = await engine_of(store)
        machine = await machine_of(store, alone("P", {"Type": "Pass", "End": True}))
        await asyncio.sleep(0.2)
        record = await begin(engine, machine)
        await ended(engine, record)
        events = await store.history(record.id, limit=9, after=None, newest_first=False)
        instants = [event.at for event in events]
        await engine.close()
        return [instants[0] == record.started_at, instants == sorted(instants)]

    assert tell(story) == [True, True]


def test_the_time_does_not_go_back() -> None:
    async def story() -> bool:
        scheduler = LoopScheduler()
        ahead = scheduler.now = wall_clock() + timedelta(hours=1)
        scheduler.look()
        return scheduler.now == ahead

    assert tell(story)


# items, and how the execution ends whose history they fill
FULL = {"one event is left": (6247, "SUCCEEDED", 24_996), "none is left": (6248, "FAILED", 25_000)}


@pytest.mark.parametrize(("items", "status", "events"), FULL.values(), ids=FULL)
def test_a_full_history_is_closed(items: int, status: str, events: int) -> None:
    async def story() -> tuple[str, list[int]]:
        store = MemoryStore()
        engine = await engine_of(store)
        inner = alone("P", {"Type": "Pass", "End": True})
        each = {"Type": "Map", "ItemProcessor": inner, "End": True}
        numbers = {"Type": "Pass", "Result": list(range(items)), "Next": "Each"}
        states = {"Numbers": numbers, "Each": each}
        machine = await machine_of(store, {"StartAt": "Numbers", "States": states})
        record = await begin(engine, machine)
        found = await ended(engine, record)
        history = await store.history(record.id, limit=30_000, after=None, newest_first=False)
        await engine.close()
        return found.status, [event.id for event in history]

    found, ids = tell(story)
    assert (found, ids) == (status, list(range(1, events + 1)))


# what ends an execution whose history has room for one event
LAST = {"a stop": "ABORTED", "its time-out": "TIMED_OUT", "a task's failure": "FAILED"}


@pytest.mark.parametrize("status", LAST.values(), ids=LAST)
def test_work_under_way_is_ended_though_the_history_is_full(status: str) -> None:
    """A Map with tasks out at workers, beside which so much happens that the history fills up."""

    async def story() -> tuple[str, int, int]:
        store = MemoryStore()
        engine = await engine_of(store)
        tasks = {"Type": "Map", "ItemsPath": "$", "End": True}
        tasks["ItemProcessor"] = alone("Work", WORK)
        definition = alone("Tasks", tasks)
        if status == "TIMED_OUT":
            definition["TimeoutSeconds"] = 1
        record = await begin(engine, await machine_of(store, definition), text="[1,2,3]")
        given = [await _task(engine) for _ in range(3)]
        running = engine.presence.running[record.id]
        # As if so many events had been: the store in memory takes any number for the next.
        host, kept = running._host, store._executions[record.id]
        missing = 24_999 - host._count
        kept.events.extend([kept.events[-1]] * missing)
        host._count += missing
        assert host.commits is not None
        host.commits._saved += missing
        if status == "ABORTED":
            await engine.stop(record, None, None)
        elif status == "FAILED":
            await engine.send_failure(given[0].token, "Bad", None)
        found = await ended(engine, record)
        size = len(kept.events)
        open_calls = len(engine.open_calls)
        await engine.close()
        return found.status, size, open_calls

    assert tell(story) == (status, 25_000, 0)


def test_an_execution_that_cannot_go_on_keeps_no_other_from_it() -> None:
    """Its frames are of a version that this program does not know."""

    async def story() -> list[str]:
        store = MemoryStore()
        engine = await engine_of(store)
        machine = await machine_of(store, alone("Work", WORK))
        records = [await begin(engine, machine, name) for name in ("strange", "fine")]
        tasks = [await _task(engine) for _ in records]
        await engine.abandon()
        frames = store._executions[records[0].id].frames
        frames[""] = frames[""].replace('"format":1', '"format":999')
        engine = await engine_of(store)
        await engine.send_success(tasks[1].token, "1")
        await ended(engine, records[1])
        page = await store.executions(
            machine_arn=None, map_run_arn=None, status=None, limit=9, after=None
        )
        await engine.close()
        return sorted(f"{one.name} {one.status}" for one in page.items)

    assert tell(story) == ["fine SUCCEEDED", "strange RUNNING"]


def test_many_executions_go_on_while_the_engine_answers_already(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def story() -> list[str]:
        store = MemoryStore()
        engine = await engine_of(store)
        machine = await machine_of(store, alone("Work", {**WORK, "HeartbeatSeconds": 60}))
        records = [await begin(engine, machine, f"e{n}") for n in range(30)]
        tasks = [await _task(engine) for _ in records]
        await engine.abandon()
        monkeypatch.setattr(recovery, "_PATIENCE", 0)
        engine = await engine_of(store)
        assert len(engine.presence.unmet) > len(records) / 2
        # Whoever is needed at once does not wait for those before.
        await engine.send_success(tasks[-1].token, "1")
        await engine.start(records[-2], machine)
        await engine.stop(records[-2], None, None)
        assert len(engine.presence.unmet) > len(records) / 2
        await until(lambda: not engine.presence.unmet)
        for task in tasks[:-2]:
            await engine.send_success(task.token, "1")
        found: list[str] = [(await ended(engine, record)).status for record in records]
        await engine.close()
        return found

    assert tell(story) == ["SUCCEEDED"] * 28 + ["ABORTED", "SUCCEEDED"]


class DeafStore(MemoryStore):
    """A store that cannot be read for a while."""

    def __init__(self) -> None:
        super().__init__()
        self.deaf = False

    async def standing(self, number: int) -> Standing | None:
        """Where an execution stands."""
        if self.deaf:
            raise StoreError("it cannot be read")
        return await super().standing(number)


def test_what_is_stored_is_started_once_it_can_be_read() -> None:
    async def story() -> str:
        store = DeafStore()
        engine = await engine_of(store)
        machine = await machine_of(store, alone("P", {"Type": "Pass", "End": True}))
        first = await store.add_execution(asked(machine, "first"))
        await begin(engine, machine, "second")
        store.deaf = True
        await engine.start(first, machine)
        store.deaf = False
        found = await ended(engine, first)
        await engine.close()
        return found.status

    assert tell(story) == "SUCCEEDED"
