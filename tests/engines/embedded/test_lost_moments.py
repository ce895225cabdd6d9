"""A database that has lost its last moments, or an answer: executions go on from what it has."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from copy import deepcopy

import pytest

from asl.engines.embedded import EmbeddedEngine
from asl.engines.port import ActivityTask
from asl.stores.memory import MemoryStore
from asl.stores.port import StoreError
from asl.stores.records import ExecutionRecord, Save
from tests.engines.embedded.living import (
    ACTIVITY,
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

TWICE: Json = {
    "StartAt": "First",
    "States": {
        "First": {"Type": "Task", "Resource": ACTIVITY, "Next": "Second"},
        "Second": WORK,
    },
}
EACH: Json = {"Type": "Map", "ItemsPath": "$", "End": True}
EACH["ItemProcessor"] = {
    **alone("Work", WORK),
    "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
}


class Forgetful(MemoryStore):
    """A store that can go back to where it was, as the server of a database does that crashes.

    Attributes:
        found: set where the loss is found.
    """

    def __init__(self) -> None:
        super().__init__()
        self.found = asyncio.Event()

    async def lost_moments(self) -> None:
        """Wait until the loss is found."""
        await self.found.wait()
        self.found.clear()

    def remember(self) -> Callable[[], None]:
        """What takes it back to now."""
        held = deepcopy((self._executions, self._by_arn, self._tokens))

        def back() -> None:
            self._executions, self._by_arn, self._tokens = held

        return back

    def lose(self, number: int) -> None:
        """Forget an execution altogether."""
        del self._by_arn[self._executions.pop(number).record.arn]


async def _task(engine: EmbeddedEngine) -> ActivityTask:
    while True:
        task = await engine.activity_task(ACTIVITY, "worker", 1)
        if task is not None:
            return task


async def _answer_all(engine: EmbeddedEngine) -> None:
    """Be a worker, until cancelled; what is answered too late is done again."""
    while True:
        task = await _task(engine)
        try:
            await engine.send_success(task.token, task.input)
        except Exception as error:  # noqa: BLE001 - refused for whatever reason
            assert type(error).__name__ in {"TaskOver", "Conflict"}  # noqa: PT017


async def _never(_save: Save) -> None:
    await asyncio.get_running_loop().create_future()


async def _in_order(engine: EmbeddedEngine, record: ExecutionRecord) -> None:
    events = await engine.store.history(record.id, limit=999, after=None, newest_first=False)
    assert [event.id for event in events] == list(range(1, len(events) + 1))


def test_an_execution_whose_last_events_are_lost_does_them_again() -> None:
    async def story() -> list[str]:
        store = Forgetful()
        engine = await engine_of(store)
        record = await begin(engine, await machine_of(store, TWICE))
        first = await _task(engine)
        back = store.remember()
        await engine.send_success(first.token, "1")
        await until(lambda: first.token not in engine.open_calls and engine.open_calls)
        back()
        # The start of the second task is the save that finds nothing to go on from.
        with pytest.raises(StoreError, match="go on from"):
            await engine.activity_task(ACTIVITY, "worker", 1)
        await until(lambda: first.token in engine.open_calls)
        assert engine.refusal() is None
        await engine.send_success(first.token, "1")
        await engine.send_success((await _task(engine)).token, "2")
        assert (await ended(engine, record)).output == "2"
        await _in_order(engine, record)
        found = await types(engine, record)
        await engine.close()
        return found

    assert tell(story).count("TaskStateEntered") == 2


def test_an_execution_whose_end_is_lost_ends_once_more() -> None:
    """Nothing of it is in memory that could run into it."""

    async def story() -> None:
        store = Forgetful()
        engine = await engine_of(store)
        machine = await machine_of(store, TWICE)
        record, other = [await begin(engine, machine, name) for name in ("one", "other")]
        first, others = await _task(engine), await _task(engine)
        back = store.remember()
        await engine.send_success(first.token, "1")
        await engine.send_success((await _task(engine)).token, "2")
        assert (await ended(engine, record)).output == "2"
        back()
        store.found.set()
        await until(lambda: record.id in engine.presence.dormant)
        # Who was under way is as before.
        await engine.send_success(others.token, "3")
        await engine.send_success((await _task(engine)).token, "4")
        assert (await ended(engine, other)).output == "4"
        await engine.send_success(first.token, "5")
        await engine.send_success((await _task(engine)).token, "6")
        assert (await ended(engine, record)).output == "6"
        assert engine.refusal() is None
        await engine.close()

    tell(story)


def test_a_map_run_whose_end_is_lost_ends_once_more() -> None:
    async def story() -> list[str]:
        store = Forgetful()
        engine = await engine_of(store)
        record = await begin(engine, await machine_of(store, alone("Each", EACH)), text="[1,2]")
        one, two = await _task(engine), await _task(engine)
        outputs = []
        back = store.remember()
        for _ in range(2):
            await until(lambda: {one.token, two.token} <= engine.open_calls.keys())
            for task in (one, two):
                await engine.send_success(task.token, task.input)
            outputs.append((await ended(engine, record)).output or "")
            if len(outputs) == 1:
                back()
                store.found.set()
        assert not await store.standings()
        await engine.close()
        return outputs

    assert tell(story) == ["[1,2]", "[1,2]"]


def test_who_waits_for_a_commit_is_told_of_the_loss() -> None:
    """A worker whose answer is not stored yet."""

    async def story() -> None:
        store = Forgetful()
        engine = await engine_of(store)
        record = await begin(engine, await machine_of(store, alone("Work", WORK)))
        task = await _task(engine)
        committing, store.commit = store.commit, _never  # type: ignore[method-assign,assignment]  # hangs
        sent = asyncio.ensure_future(engine.send_success(task.token, "1"))
        await until(lambda: not engine.presence.running[record.id]._host.dormant())
        await asyncio.sleep(0.01)
        store.commit = committing  # type: ignore[method-assign]  # as it was
        store.found.set()
        with pytest.raises(StoreError, match="last moments"):
            await sent
        await until(lambda: task.token in engine.open_calls)
        await engine.send_success(task.token, "1")
        assert (await ended(engine, record)).output == "1"
        await engine.close()

    tell(story)


def test_an_execution_that_is_lost_is_let_go(capsys: pytest.CaptureFixture[str]) -> None:
    async def story() -> None:
        store = Forgetful()
        engine = await engine_of(store)
        machine = await machine_of(store, alone("Work", WORK))
        record = await begin(engine, machine)
        other = await begin(engine, machine, "other")
        task, others = await _task(engine), await _task(engine)
        store.lose(record.id)
        with pytest.raises(StoreError, match="does not run"):
            await engine.send_success(task.token, "1")
        await until(lambda: record.id not in engine.presence.unmet)
        assert list(engine.presence.running) == [other.id]
        assert engine.refusal() is None
        await engine.send_success(others.token, "1")
        assert (await ended(engine, other)).status == "SUCCEEDED"
        # Its name is free.
        again = await begin(engine, machine)
        await engine.send_success((await _task(engine)).token, "2")
        assert (await ended(engine, again)).output == "2"
        await engine.close()

    tell(story)
    assert "execution:machine:one" in "".join(capsys.readouterr())


def test_a_lost_execution_that_is_stopped_tells_so() -> None:
    async def story() -> None:
        store = Forgetful()
        engine = await engine_of(store)
        record = await begin(engine, await machine_of(store, alone("Work", WORK)))
        await _task(engine)
        store.lose(record.id)
        with pytest.raises(StoreError, match="does not run"):
            await engine.stop(record, None, None)
        await until(lambda: record.id not in engine.presence.unmet)
        assert engine.presence._endings == {}
        await engine.close()

    tell(story)


class Mute(MemoryStore):
    """A store that commits the end of an execution and cannot say so, once."""

    mute = True

    async def commit(self, save: Save) -> None:
        """Commit, and maybe seem not to."""
        await super().commit(save)
        if self.mute and save.closing is not None:
            self.mute = False
            raise StoreError("the server is gone")


def test_an_end_that_was_stored_though_nobody_was_told() -> None:
    """A child of a Map Run, which waits for its end."""

    async def story() -> str:
        store = Mute()
        engine = await engine_of(store)
        record = await begin(engine, await machine_of(store, alone("Each", EACH)), text="[1]")
        task = await _task(engine)
        with pytest.raises(StoreError, match="gone"):
            await engine.send_success(task.token, "1")
        output = (await ended(engine, record)).output
        await engine.close()
        return output or ""

    assert tell(story) == "[1]"


# what is lost of a Map Run whose second child is under way
LOSSES = {"the child that runs": [1], "the child that has ended": [0], "both": [0, 1]}


@pytest.mark.parametrize("lost", LOSSES.values(), ids=LOSSES)
def test_a_map_run_has_all_its_results(lost: list[int]) -> None:
    async def story() -> str:
        store = Forgetful()
        engine = await engine_of(store)
        record = await begin(engine, await machine_of(store, alone("Each", EACH)), text="[1,2]")
        one, two = await _task(engine), await _task(engine)
        await engine.send_success(one.token, one.input)
        await until(lambda: len(engine.presence.running) == 2)
        children = [number for number in store._executions if number != record.id]
        for index in lost:
            store.lose(children[index])
        worker = asyncio.ensure_future(_answer_all(engine))
        # Whether it is known here already that the child is lost or not.
        try:
            await engine.send_success(two.token, two.input)
        except StoreError as error:
            assert "does not run" in str(error)  # noqa: PT017
        output = (await ended(engine, record)).output
        worker.cancel()
        await engine.close()
        return output or ""

    assert tell(story) == "[1,2]"


def test_a_map_run_that_is_lost_begins_again_with_the_children_there_are() -> None:
    async def story() -> tuple[str, int]:
        store = Forgetful()
        engine = await engine_of(store)
        states = {"Each": {**EACH, "Next": "Last"}, "Last": WORK}
        del states["Each"]["End"]
        machine = await machine_of(store, {"StartAt": "Each", "States": states})
        record = await begin(engine, machine, text="[1,2]")
        one, two = await _task(engine), await _task(engine)
        # The parent alone goes back to its very beginning.
        kept = store._executions[record.id]
        kept.events, kept.frames, kept.draws = [], {}, 0
        await engine.send_success(one.token, one.input)
        await engine.send_success(two.token, two.input)
        worker = asyncio.ensure_future(_answer_all(engine))
        output = (await ended(engine, record)).output
        worker.cancel()
        await _in_order(engine, record)
        count = len(store._executions)
        await engine.close()
        return output or "", count

    # Which run it is its frame says, so that it finds its children.
    assert tell(story) == ("[1,2]", 3)
