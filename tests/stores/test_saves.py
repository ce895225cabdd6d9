"""What a save leaves in the store."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from asl.runtime.events import Event
from asl.stores.port import Conflict, StoreError
from asl.stores.records import Closing, ExecutionRecord, ExecutionStatus, Save
from asl.stores.sql import SqlStore
from tests.stores.records import closed, closing, event, events, later, machine, running, with_store

BIG = '{"text":"' + "ä\\u0000€😀\\\\" * 20_000 + '"}'


@dataclass(frozen=True, kw_only=True)
class Left:
    """What is in the store afterwards of an execution that runs."""

    events: int = 0
    frames: dict[str, str] = field(default_factory=dict)
    draws: int = 0
    tokens: tuple[str, ...] = ()


def save(execution: int = 0, **members: object) -> Save:
    return Save(execution=execution, **members)  # type: ignore[arg-type]  # a table's columns


TREE = {"": "r", "/0.4.0": "a", "/0.4.0/1.9.0": "b", "/0.4.01": "c", "/1.4.0": "d", "/0": "e"}

# what is saved, in order, and what is left of it
SAVES = {
    "frames of the events that are there": (
        [save(events=events([1, 2])), save(stored=2, frames={"": "f"})],
        Left(events=2, frames={"": "f"}),
    ),
    "events go on from each other": (
        [save(events=events([1, 2, 3])), save(events=events([4]))],
        Left(events=4),
    ),
    "a save without events": ([save(draws=3)], Left(draws=3)),
    "draws are the last number told": ([save(draws=3), save(draws=5)], Left(draws=5)),
    "a frame replaces what its path had": (
        [save(frames={"": "a", "/0": "b"}), save(frames={"/0": "c"})],
        Left(frames={"": "a", "/0": "c"}),
    ),
    "a path that is gone takes those below it, and not its neighbours": (
        [save(frames=TREE), save(gone=["/0.4.0"])],
        Left(frames={path: TREE[path] for path in ("", "/0.4.01", "/1.4.0", "/0")}),
    ),
    "the root takes all": ([save(frames=TREE), save(gone=[""])], Left()),
    "several paths are gone": (
        [save(frames=TREE), save(gone=["/0.4.0", "/1.4.0", "/9"])],
        Left(frames={path: TREE[path] for path in ("", "/0.4.01", "/0")}),
    ),
    "what is gone may be there anew": (
        [save(frames=TREE), save(gone=["/0.4.0"], frames={"/0.4.0": "z", "/1.4.0": "y"})],
        Left(frames={"": "r", "/0.4.0": "z", "/0.4.01": "c", "/1.4.0": "y", "/0": "e"}),
    ),
    "a token is open until it is spent": (
        [save(tokens=["a", "b"]), save(tokens=["c"], spent=["a", "unknown"])],
        Left(tokens=("b", "c")),
    ),
    "a token that is over in the save that opens it": (
        [save(tokens=["a"], spent=["a"])],
        Left(),
    ),
    "more rows than go into one statement": (
        [
            save(events=events(range(1, 1003)), frames={f"/{n}": str(n) for n in range(700)}),
            save(gone=[f"/{n}" for n in range(600)]),
        ],
        Left(events=1002, frames={f"/{n}": str(n) for n in range(600, 700)}),
    ),
    "text as it is, and much of it": (
        [save(events=[event(1, output=BIG)], frames={"": BIG, "/ä": BIG})],
        Left(events=1, frames={"": BIG, "/ä": BIG}),
    ),
}


@pytest.mark.parametrize(("saves", "left"), SAVES.values(), ids=SAVES)
def test_what_is_left(url: str, saves: list[Save], left: Left) -> None:
    async def story(store: SqlStore) -> Left:
        # The neighbour's rows are of no concern to the saves of the other.
        one, neighbour = await running(store, "one", "neighbour")
        full = save(neighbour.id, events=events([1]), frames=TREE, draws=9, tokens=["theirs"])
        await store.commit(full)
        for saved in saves:
            await store.commit(replace(saved, execution=one.id))
        assert await _left(store, neighbour) == Left(events=1, frames=TREE, draws=9)
        assert await store.execution_of_token("theirs") == neighbour.id
        shown = await _left(store, one)
        tokens = [token for saved in saves for token in saved.tokens]
        opened = [token for token in tokens if await store.execution_of_token(token) == one.id]
        return replace(shown, tokens=tuple(opened))

    assert with_store(url, story) == left


async def _left(store: SqlStore, execution: ExecutionRecord) -> Left:
    standing = await store.standing(execution.id)
    assert standing is not None
    assert standing.execution == execution
    history = await store.history(execution.id, limit=2000, after=None, newest_first=False)
    assert [one.id for one in history] == list(range(1, standing.events + 1))
    return Left(events=standing.events, frames=standing.frames, draws=standing.draws)


# what one event has in its details
DETAILS = {
    "nothing": {},
    "payload text": {"name": "Pay", "input": BIG, "output": '{"a": 1.0, "b": [1e400]}'},
    "numbers in their form": {"a": 1.0, "b": 1, "c": 2**70, "d": -(2**63) - 1, "e": 0.1, "f": True},
    "U+0000 and other signs": {"cause": "a\x00b\n\x7f\u2028\"'?%s"},
    "long integers as text": {"n": "1" * 30},
}


@pytest.mark.parametrize("details", DETAILS.values(), ids=DETAILS)
def test_events_come_back(url: str, details: dict[str, object]) -> None:
    stored = Event(1, 0, "TaskSucceeded", later(0.000001), details)

    async def story(store: SqlStore) -> None:
        [one] = await running(store, "one")
        await store.commit(save(one.id, events=[stored]))
        [shown] = await store.history(one.id, limit=10, after=None, newest_first=False)
        assert (shown.id, shown.previous, shown.type, shown.at) == (1, 0, stored.type, stored.at)
        assert repr(shown.details) == repr(stored.details)
        assert await store.payloads(one.id, [1, 99]) == {1: stored}

    with_store(url, story)


# what is wrong with a save that follows the events 1 and 2, and what it is called
WRONG = {
    "a gap": (save(events=events([4])), Conflict),
    "a gap within": (save(events=events([3, 5])), StoreError),
    "a repeat": (save(events=events([2, 3])), Conflict),
    "all over again": (save(events=events([1, 2])), Conflict),
    "against the order": (save(events=events([4, 3])), StoreError),
    "frames of events that are not there": (save(stored=3, frames={"": "g"}), Conflict),
    "frames of the past": (save(stored=1, frames={"": "g"}), Conflict),
    "details that are no JSON": (save(events=[event(3, odd={1, 2})]), StoreError),
    "text that is no Unicode": (save(events=events([3]), frames={"": "\ud800"}), StoreError),
    "no such execution": (save(12345), Conflict),
    "no such execution, with events": (save(12345, events=events([1])), Conflict),
}


@pytest.mark.parametrize(("wrong", "kind"), WRONG.values(), ids=WRONG)
def test_wrong_saves_change_nothing(url: str, wrong: Save, kind: type[StoreError]) -> None:
    async def story(store: SqlStore) -> Left:
        [one] = await running(store, "one")
        await store.commit(save(one.id, events=events([1, 2]), frames={"": "f"}))
        bad = replace(wrong, execution=wrong.execution or one.id, draws=5)
        with pytest.raises(StoreError) as raised:
            await store.commit(bad)
        assert type(raised.value) is kind
        await store.commit(save(one.id, events=events([3])))
        return await _left(store, one)

    assert with_store(url, story) == Left(events=3, frames={"": "f"})


# how an execution ends, and the frames that are kept for a redrive
ENDS: dict[ExecutionStatus, bool] = {
    "SUCCEEDED": False,
    "FAILED": True,
    "TIMED_OUT": True,
    "ABORTED": True,
}


@pytest.mark.parametrize(("status", "kept"), ENDS.items(), ids=ENDS)
def test_closing(url: str, status: ExecutionStatus, kept: bool) -> None:
    end = closing(status, stopped_at=later(60))

    async def story(store: SqlStore) -> None:
        one, other = await running(store, "one", "other")
        for each in (one, other):
            frames = {"": "r", "/0": "c"}
            await store.commit(save(each.id, events=events([1]), frames=frames, tokens=[each.name]))
        last = save(one.id, events=events([2]), frames={"": "x"}, tokens=["new"], closing=end)
        await store.commit(last)

        record = await store.execution(one.arn)
        assert record == replace(
            one,
            status=status,
            stopped_at=end.stopped_at,
            output=end.output,
            error=end.error,
            cause=end.cause,
        )
        history = await store.history(one.id, limit=9, after=None, newest_first=False)
        assert history == events([1, 2])
        assert await store.standing(one.id) is None
        assert [one.execution for one in await store.standings()] == [other.id]
        assert [await store.execution_of_token(token) for token in ("one", "new")] == [None, None]
        assert await store.execution_of_token("other") == other.id
        with pytest.raises(Conflict):
            await store.commit(save(one.id, events=events([3])))
        assert await store.prune_frames(later(60) + timedelta(microseconds=1), 10) == int(kept)
        assert await store.prune_frames(later(3600), 10) == 0
        assert await _left(store, other) == Left(events=1, frames={"": "r", "/0": "c"})

    with_store(url, story)


def test_many_close_at_once(url: str) -> None:
    async def story(store: SqlStore) -> list[str]:
        stored = await store.add_machine(machine())
        for number in range(3):
            await closed(store, stored, f"s{number}")
            await closed(store, stored, f"f{number}", "FAILED")
        page = await store.executions(
            machine_arn=stored.arn, map_run_arn=None, status="FAILED", limit=10, after=None
        )
        return [record.name for record in page.items]

    assert with_store(url, story) == ["f2", "f1", "f0"]


def test_a_save_is_read_before_the_first_wait(url: str) -> None:
    async def story(store: SqlStore) -> Left:
        [one] = await running(store, "one")
        filled = save(one.id, events=events([1]), frames={"": "then"})
        task = asyncio.create_task(store.commit(filled))
        await asyncio.sleep(0)
        filled.frames[""] = "now"
        filled.events.clear()
        await task
        return await _left(store, one)

    assert with_store(url, story) == Left(events=1, frames={"": "then"})


def test_closing_takes_the_whole_of_it(url: str) -> None:
    """An output of a quarter of a megabyte, and no output at all."""

    async def story(store: SqlStore) -> None:
        one, two = await running(store, "one", "two")
        end = Closing(status="SUCCEEDED", stopped_at=later(1), output=BIG)
        await store.commit(save(one.id, closing=end))
        await store.commit(save(two.id, closing=Closing(status="ABORTED", stopped_at=later(1))))
        records = [await store.execution(each.arn) for each in (one, two)]
        assert [record and record.output for record in records] == [BIG, None]
        assert [record and record.error for record in records] == [None, None]

    with_store(url, story)


def test_a_token_is_opened_again_after_a_restart(url: str) -> None:
    """The call it belongs to was not made before the end came."""

    async def story(store: SqlStore) -> None:
        [one] = await running(store, "one")
        for turn in range(2):
            await store.commit(Save(execution=one.id, events=events([turn + 1]), tokens=["again"]))
        assert await store.execution_of_token("again") == one.id
        await store.commit(Save(execution=one.id, spent=["again"]))
        assert await store.execution_of_token("again") is None

    with_store(url, story)


def test_until_when_it_sleeps_is_what_the_last_save_says(url: str) -> None:
    async def story(store: SqlStore) -> list[list[object]]:
        one, other = await running(store, "one", "other")
        shown: list[list[object]] = []
        for wakes_at in (later(5), None, later(6)):
            await store.commit(Save(execution=one.id, wakes_at=wakes_at))
            shown.append([wakes_at for _, wakes_at, _ in await store.standings()])
        await store.commit(Save(execution=other.id, closing=closing("FAILED"), wakes_at=later(7)))
        shown.append([wakes_at for _, wakes_at, _ in await store.standings()])
        return shown

    assert with_store(url, story) == [[later(5), None], [None, None], [later(6), None], [later(6)]]
