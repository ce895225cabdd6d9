"""A store that can do nothing for a while: who asks is told, and nothing acknowledged is lost."""

from __future__ import annotations

import asyncio

import pytest

from asl.engines.port import ActivityTask, TaskOver
from asl.stores.port import StoreError
from asl.stores.records import ExecutionRecord
from tests.engines.embedded.living import (
    ACTIVITY,
    WORK,
    FailingStore,
    alone,
    begin,
    ended,
    engine_of,
    machine_of,
    tell,
    types,
    until,
)


def test_an_answer_that_cannot_be_stored_is_refused_and_may_come_again() -> None:
    async def story() -> None:
        store = FailingStore()
        engine = await engine_of(store)
        record = await begin(engine, await machine_of(store, alone("Work", WORK)))
        task = await engine.activity_task(ACTIVITY, "worker", 5)
        assert task is not None
        store.full = True
        for _ in range(2):
            with pytest.raises(StoreError, match="full"):
                await engine.send_success(task.token, "1")
        with pytest.raises(TaskOver):
            await engine.send_success(task.token, "2")
        store.full = False
        await engine.send_success(task.token, "1")
        assert (await ended(engine, record)).output == "1"
        with pytest.raises(TaskOver):
            await engine.send_success(task.token, "1")
        assert (await types(engine, record)).count("ActivitySucceeded") == 1
        await engine.close()

    tell(story)


def test_a_task_whose_start_cannot_be_stored_goes_to_the_next_worker() -> None:
    async def story() -> None:
        store = FailingStore()
        engine = await engine_of(store)
        record = await begin(engine, await machine_of(store, alone("Work", WORK)))
        await until(lambda: engine.open_calls)
        store.full = True
        with pytest.raises(StoreError, match="full"):
            await engine.activity_task(ACTIVITY, "first", 5)
        store.full = False
        task = await engine.activity_task(ACTIVITY, "second", 5)
        assert task is not None
        await engine.send_success(task.token, "1")
        assert (await ended(engine, record)).status == "SUCCEEDED"
        assert (await types(engine, record)).count("ActivityStarted") == 1
        await engine.close()

    tell(story)


def test_a_stop_that_cannot_be_stored_is_refused_and_comes_when_it_can() -> None:
    async def story() -> None:
        store = FailingStore()
        engine = await engine_of(store)
        record = await begin(engine, await machine_of(store, alone("Work", WORK)))
        await until(lambda: engine.open_calls)
        store.full = True
        for _ in range(2):
            with pytest.raises(StoreError, match="full"):
                await engine.stop(record, "Enough", None)
        store.full = False
        stopped = await engine.stop(record, "Enough", None)
        closed = await ended(engine, record)
        assert (closed.status, closed.stopped_at) == ("ABORTED", stopped)
        await engine.close()

    tell(story)


def test_the_engine_ends_though_nothing_can_be_stored() -> None:
    async def story() -> str:
        store = FailingStore()
        engine = await engine_of(store)
        record = await begin(engine, await machine_of(store, alone("Work", WORK)))
        task = await engine.activity_task(ACTIVITY, "worker", 5)
        assert task is not None
        store.full = True
        with pytest.raises(StoreError, match="full"):
            await engine.send_success(task.token, "1")
        await engine.close()
        # Nothing of it was acknowledged: the next process waits for the worker again.
        store.full = False
        engine = await engine_of(store)
        await engine.send_success(task.token, "2")
        output = (await ended(engine, record)).output
        await engine.close()
        return output or ""

    assert tell(story) == "2"


def test_children_of_a_map_run_are_added_when_it_is_over() -> None:
    """A child that could not be added is not left out of the results."""

    async def story() -> str:
        store = FailingStore()
        engine = await engine_of(store)
        each = {"Type": "Map", "ItemsPath": "$", "End": True}
        each["ItemProcessor"] = {
            **alone("Work", WORK),
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        }
        adding, refusals = store.add_execution, ["the disk is full"]

        async def add(execution: ExecutionRecord) -> ExecutionRecord:
            if execution.map_run_arn is not None and refusals:
                raise StoreError(refusals.pop())
            return await adding(execution)

        store.add_execution = add  # type: ignore[method-assign]  # the next child fails
        record = await begin(engine, await machine_of(store, alone("Each", each)), text="[1,2]")
        done: list[ActivityTask] = []
        while len(done) < 2:
            task = await engine.activity_task(ACTIVITY, "worker", 5)
            assert task is not None
            await engine.send_success(task.token, task.input)
            done.append(task)
        output = (await ended(engine, record)).output
        await engine.close()
        return output or ""

    assert tell(story) == "[1,2]"


def test_a_worker_that_hangs_up_leaves_its_task_to_the_next() -> None:
    async def story() -> None:
        store = FailingStore()
        engine = await engine_of(store)
        record = await begin(engine, await machine_of(store, alone("Work", WORK)))
        await until(lambda: engine.open_calls)
        store.full = True
        first = asyncio.ensure_future(engine.activity_task(ACTIVITY, "first", 5))
        await asyncio.sleep(0)
        first.cancel()
        store.full = False
        task = await engine.activity_task(ACTIVITY, "second", 5)
        assert task is not None
        await engine.send_success(task.token, "1")
        assert (await ended(engine, record)).status == "SUCCEEDED"
        await engine.close()

    tell(story)


def test_a_task_that_ends_as_it_is_taken_lets_its_worker_go() -> None:
    """A sibling fails in the same moment: the worker gets nothing, and does not hang."""

    async def story() -> ActivityTask | None:
        store = FailingStore()
        engine = await engine_of(store)
        failing = {"Type": "Pass", "Next": "Bad"}
        states = {"Now": failing, "Bad": {"Type": "Fail", "Error": "Bad"}}
        branches = [alone("Work", WORK), {"StartAt": "Now", "States": states}]
        parallel = {"Type": "Parallel", "Branches": branches, "End": True}
        record = await begin(engine, await machine_of(store, alone("Both", parallel)))
        task = await engine.activity_task(ACTIVITY, "worker", 1)
        assert (await ended(engine, record)).status == "FAILED"
        await engine.close()
        return task

    assert tell(story) is None
