"""The writer: many requests to a transaction, and each of them alone where one cannot be done."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from asl.stores.port import StoreError
from asl.stores.records import Save
from asl.stores.sql import SqlStore, open_store
from asl.stores.sql.session import Session
from asl.stores.sql.sqlite import SqliteDatabase, SqliteSession
from asl.stores.sql.writer import Writer
from tests.stores.records import closing, events, execution, machine, running, with_store

NAMES = [f"e{number}" for number in range(20)]


class Held:
    """A request that holds the writer until it is let go, so that others gather behind it."""

    def __init__(self, store: SqlStore) -> None:
        self._free = threading.Event()
        self._begun = threading.Event()
        self._task = asyncio.ensure_future(store._writer.write(self._wait))

    def _wait(self, _session: Session) -> None:
        self._begun.set()
        self._free.wait()

    async def begun(self) -> None:
        """Come back once the writer is held."""
        await asyncio.to_thread(self._begun.wait)

    async def let_go(self) -> None:
        """Let the writer go on."""
        self._free.set()
        await self._task


async def _together(store: SqlStore, saves: Sequence[Save]) -> list[BaseException | None]:
    """Commit saves in one batch; what became of each."""
    held = Held(store)
    await held.begun()
    tasks = [asyncio.ensure_future(store.commit(save)) for save in saves]
    await asyncio.sleep(0)
    await held.let_go()
    return await asyncio.gather(*tasks, return_exceptions=True)


async def _stored(store: SqlStore, number: int) -> int:
    history = await store.history(number, limit=5000, after=None, newest_first=False)
    assert [one.id for one in history] == list(range(1, len(history) + 1))
    return len(history)


def test_what_waits_together_is_committed_together(sqlite_file: str) -> None:
    async def story(store: SqlStore) -> int:
        records = await running(store, *NAMES)
        with sqlite3.connect(sqlite_file.removeprefix("sqlite:///")) as other:
            before = other.execute("PRAGMA data_version").fetchone()[0]
            saves = [Save(execution=record.id, events=events([1, 2])) for record in records]
            assert await _together(store, saves) == [None] * len(NAMES)
            after = other.execute("PRAGMA data_version").fetchone()[0]
        other.close()
        assert [await _stored(store, record.id) for record in records] == [2] * len(NAMES)
        return int(after - before)

    # One transaction for the request that held the others, one for all of them.
    assert with_store(sqlite_file, story) <= 2


def test_saves_of_one_execution_keep_their_order(url: str) -> None:
    async def story(store: SqlStore) -> dict[str, str]:
        [one] = await running(store, "one")
        saves = [
            Save(
                execution=one.id,
                events=events([2 * number + 1, 2 * number + 2]),
                frames={"": str(number), f"/{number}": ""},
                gone=[f"/{number - 1}"],
            )
            for number in range(30)
        ]
        assert await _together(store, saves) == [None] * 30
        standing = await store.standing(one.id)
        assert standing is not None
        assert standing.events == 60
        return standing.frames

    assert with_store(url, story) == {"": "29", "/29": ""}


def test_one_bad_save_takes_no_other_with_it(url: str) -> None:
    async def story(store: SqlStore) -> None:
        records = await running(store, *NAMES)
        saves = [Save(execution=record.id, events=events([1])) for record in records]
        saves[7].events = events([2])
        saves.append(Save(execution=records[0].id, events=events([2]), closing=closing()))
        outcomes = await _together(store, saves)
        assert [isinstance(outcome, StoreError) for outcome in outcomes] == [
            number == 7 for number in range(len(saves))
        ]
        assert outcomes.count(None) == len(saves) - 1
        stored = [await _stored(store, record.id) for record in records]
        assert stored == [2, *[1] * 6, 0, *[1] * 12]

    with_store(url, story)


def test_a_sender_that_is_cancelled_leaves_the_others(url: str) -> None:
    async def story(store: SqlStore) -> list[int]:
        one, two = await running(store, "one", "two")
        held = Held(store)
        await held.begun()
        tasks = [
            asyncio.ensure_future(store.commit(Save(execution=each.id, events=events([1]))))
            for each in (one, two)
        ]
        await asyncio.sleep(0)
        tasks[0].cancel()
        await held.let_go()
        await asyncio.wait(tasks)
        assert [task.cancelled() for task in tasks] == [True, False]
        # It had been asked for, and was done.
        return [await _stored(store, each.id) for each in (one, two)]

    assert with_store(url, story) == [1, 1]


def test_more_than_one_transaction_takes(url: str) -> None:
    async def story(store: SqlStore) -> int:
        [one] = await running(store, "one")
        saves = [Save(execution=one.id, events=events([number + 1])) for number in range(1300)]
        assert await _together(store, saves) == [None] * 1300
        return await _stored(store, one.id)

    assert with_store(url, story) == 1300


def test_close_commits_what_waits(lasting_url: str) -> None:
    async def write() -> list[int]:
        store = open_store(lasting_url)
        records = await running(store, *NAMES)
        tasks = [
            asyncio.ensure_future(store.commit(Save(execution=record.id, events=events([1]))))
            for record in records
        ]
        await asyncio.sleep(0)
        await store.close()
        assert await asyncio.gather(*tasks) == [None] * len(NAMES)
        return [record.id for record in records]

    numbers = asyncio.run(write())

    async def read(store: SqlStore) -> list[int]:
        return [await _stored(store, number) for number in numbers]

    assert with_store(lasting_url, read) == [1] * len(NAMES)


def test_a_closed_store_does_nothing(url: str) -> None:
    async def story() -> None:
        store = open_store(url)
        await store.close()
        await store.close()
        for refused in (
            store.commit(Save(execution=1)),
            store.execution("arn"),
            store.standings(),
            store.add_machine(machine()),
        ):
            with pytest.raises(StoreError, match="closed"):
                await refused

    asyncio.run(story())


def test_a_fault_of_ours_fails_the_request_that_meets_it_and_no_other(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(session: Session) -> None:
        session.change("INSERT INTO tags (arn, key, value) VALUES ('a', 'b', 'c')")
        raise ZeroDivisionError

    async def story(store: SqlStore) -> None:
        [one] = await running(store, "one")
        held = Held(store)
        await held.begun()
        asked = [store._writer.write(broken), store.commit(Save(execution=one.id, draws=1))]
        tasks = [asyncio.ensure_future(each) for each in [*asked, store._writer.write(broken)]]
        await asyncio.sleep(0)
        await held.let_go()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        assert [isinstance(outcome, StoreError) for outcome in outcomes] == [True, False, True]
        # One that is alone in its transaction ends nothing either.
        with pytest.raises(StoreError, match="ZeroDivisionError"):
            await store._writer.write(broken)
        await store.commit(Save(execution=one.id, events=events([1])))
        assert await _stored(store, one.id) == 1
        assert await store.tags("a") == {}

    with_store(url, story)
    assert "Traceback" in "".join(capsys.readouterr())


def _limit(store: SqlStore, pages: int) -> None:
    session = store._writer._session
    assert isinstance(session, SqliteSession)
    session.execute(f"PRAGMA max_page_count = {pages}")


async def _fill(store: SqlStore, number: int, first: int) -> int:
    """Save one big event after the other until one fails; how many were acknowledged."""
    acknowledged = first - 1
    while True:
        [one] = events([acknowledged + 1])
        one.details["output"] = "x" * 20_000
        try:
            await store.commit(Save(execution=number, events=[one]))
        except StoreError as error:
            if "full" not in str(error):
                raise
            return acknowledged
        acknowledged += 1


@pytest.mark.parametrize("url", ["sqlite file", "sqlite memory"], indirect=True)
def test_a_full_disk(url: str) -> None:
    async def story(store: SqlStore) -> None:
        one, *others = await running(store, *NAMES)
        _limit(store, 100)
        acknowledged = await _fill(store, one.id, 1)
        assert acknowledged > 2
        assert await _stored(store, one.id) == acknowledged
        # In a batch too, each that cannot be done is told so, and those that fit are done.
        saves = [Save(execution=other.id, draws=1) for other in others]
        too_big = events([1])
        too_big[0].details["output"] = "x" * 50_000
        saves[3].events = too_big
        outcomes = await _together(store, saves)
        assert [number for number, outcome in enumerate(outcomes) if outcome is not None] == [3]
        _limit(store, 1_000_000)
        await store.commit(Save(execution=one.id, events=events([acknowledged + 1])))
        assert await _stored(store, one.id) == acknowledged + 1

    with_store(url, story)


def test_a_file_that_somebody_else_has_locked(sqlite_file: str) -> None:
    async def story(store: SqlStore) -> None:
        one, two = await running(store, "one", "two")
        store._writer._session.execute("PRAGMA busy_timeout = 10")
        other = sqlite3.connect(sqlite_file.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        saves = [Save(execution=each.id, events=events([1])) for each in (one, two)]
        outcomes = await asyncio.gather(*map(store.commit, saves), return_exceptions=True)
        assert all(isinstance(outcome, StoreError) for outcome in outcomes)
        # It can be read all the same.
        assert await store.execution(one.arn) == one
        other.close()
        await asyncio.gather(*map(store.commit, saves))
        assert [await _stored(store, each.id) for each in (one, two)] == [1, 1]

    with_store(sqlite_file, story)


def test_a_full_disk_and_a_new_start(sqlite_file: str) -> None:
    async def fill(store: SqlStore) -> tuple[int, int]:
        [one] = await running(store, "one")
        _limit(store, 100)
        return one.id, await _fill(store, one.id, 1)

    number, acknowledged = with_store(sqlite_file, fill)
    assert with_store(sqlite_file, lambda store: _stored(store, number)) == acknowledged


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "order.json"
    file.write_text("{}" * 1000)
    with pytest.raises(StoreError, match="not a database"):
        open_store(f"sqlite:///{file}")
    assert file.read_text() == "{}" * 1000


def test_a_writer_outlives_the_loop_of_a_sender() -> None:
    database = SqliteDatabase(None, "process")
    writer = Writer(database.writer)
    for number in range(3):
        found = asyncio.run(writer.write(lambda session: session.execute("SELECT 1")[0][0]))
        assert (number, found) == (number, 1)
    asyncio.run(writer.close())
    database.close()


def test_an_execution_and_its_first_save_share_a_transaction(url: str) -> None:
    """What is asked for before the save is awaited comes before it, in one batch too."""

    async def story(store: SqlStore) -> list[int]:
        stored = await store.add_machine(machine())
        held = Held(store)
        await held.begun()
        tasks = [
            asyncio.ensure_future(store.add_execution(execution(stored, name))) for name in NAMES
        ]
        await asyncio.sleep(0)
        await held.let_go()
        records = await asyncio.gather(*tasks)
        return [record.id - records[0].id for record in records]

    assert with_store(url, story) == list(range(20))
