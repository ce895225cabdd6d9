"""PostgreSQL's server goes: what was acknowledged stays, what was not is told, and it goes on."""

from __future__ import annotations

import asyncio

import psycopg
import pytest

from asl.stores.port import Conflict, StoreError
from asl.stores.records import Save
from asl.stores.sql import SqlStore, open_store
from asl.stores.sql.postgresql import PostgresqlDatabase, PostgresqlWriter
from asl.stores.sql.session import Session, Undecided
from asl.stores.sql.writer import Writer
from tests.stores.cluster import Cluster
from tests.stores.records import events, execution, machine, running


async def _stored(store: SqlStore, number: int) -> int:
    history = await store.history(number, limit=5000, after=None, newest_first=False)
    assert [one.id for one in history] == list(range(1, len(history) + 1))
    return len(history)


def test_a_server_that_goes_and_comes_back(cluster: Cluster, postgresql: str) -> None:
    async def story() -> None:
        # What the crash of a server survives is what durability "machine" promises.
        store = open_store(postgresql, durability="machine")
        one, other = await running(store, "one", "other")
        await store.commit(Save(execution=one.id, events=events([1])))
        await store.execution(one.arn)
        cluster.stop()
        try:
            saves = [Save(execution=each.id, draws=1) for each in (one, other)]
            outcomes = await asyncio.gather(
                *map(store.commit, saves), store.execution(one.arn), return_exceptions=True
            )
            assert all(isinstance(outcome, StoreError) for outcome in outcomes)
        finally:
            cluster.start()
        await store.commit(Save(execution=one.id, events=events([2])))
        assert await _stored(store, one.id) == 2
        assert await store.execution(one.arn) == one
        await store.close()

    asyncio.run(story())


def test_a_server_that_was_restarted_meanwhile(cluster: Cluster, postgresql: str) -> None:
    async def story() -> int:
        store = open_store(postgresql, durability="machine")
        [one] = await running(store, "one")
        assert await store.execution(one.arn) == one
        cluster.stop()
        cluster.start()
        assert await store.execution(one.arn) == one
        await store.commit(Save(execution=one.id, events=events([1])))
        # Nothing is lost.
        assert not store._writer._lost
        stored = await _stored(store, one.id)
        await store.close()
        return stored

    assert asyncio.run(story()) == 1


def test_who_lost_the_database_to_another_writes_no_more(postgresql: str) -> None:
    async def story() -> None:
        store = open_store(postgresql)
        one, two = await running(store, "one", "two")
        await store.commit(Save(execution=one.id, events=events([1])))
        [[backend]] = await store._writer.write(lambda it: it.execute("SELECT pg_backend_pid()"))
        with psycopg.connect(postgresql.replace("+psycopg", ""), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", (backend,))
        new_owner = open_store(postgresql)
        saves = [Save(execution=each.id, events=events([2])) for each in (one, two)]
        outcomes = await asyncio.gather(*map(store.commit, saves), return_exceptions=True)
        assert ["in use by" in str(outcome) for outcome in outcomes] == [True, True]
        assert await _stored(new_owner, one.id) == 1
        await new_owner.commit(Save(execution=one.id, events=events([2])))
        await new_owner.close()
        await store.commit(Save(execution=one.id, events=events([3])))
        await store.close()

    asyncio.run(story())


class Losing(PostgresqlWriter):
    """A connection that is lost while it commits: at the first commit that it is asked for.

    Attributes:
        before: whether the server never hears of the COMMIT; else its answer is lost.
        away: how often the server is not back when it is asked what became of it.
    """

    before: bool
    away: int
    lost = False

    def commit(self) -> None:
        """Commit and lose the answer, or lose the connection first."""
        if self.lost:
            super().commit()
            return
        self.lost = True
        if not self.before:
            super().commit()
        self._connection.close()
        raise Undecided("lost")

    def settle(self) -> bool:
        """What the server says, once it is back."""
        if self.away:
            self.away -= 1
            self._url, url = "postgresql:///?host=/nowhere", self._url
            try:
                return super().settle()
            finally:
                self._url = url
        return super().settle()


# when the connection is lost, and how often the server is away afterwards
LOST = {
    "before the server heard of it": (True, 0),
    "before the server said so": (False, 0),
    "and the server is away for a while": (False, 2),
}


@pytest.mark.parametrize(("before", "away"), LOST.values(), ids=LOST)
def test_a_connection_lost_while_committing(postgresql: str, before: bool, away: int) -> None:
    """The sender hears of a commit once it is known, and nothing is done twice."""

    def add(session: Session) -> int:
        session.change("INSERT INTO tags (arn, key, value) VALUES ('a', 'b', 'c')")
        return 7

    async def story() -> int:
        database = PostgresqlDatabase(postgresql, "machine")
        database.close()
        losing = Losing(database._libpq_url, "machine")
        losing.before, losing.away = before, away
        writer = Writer(losing)
        answer = await writer.write(add)
        assert losing.lost
        await writer.close()
        losing.close()
        return answer

    assert asyncio.run(story()) == 7
    url = postgresql.replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM tags").fetchall() == [(1,)]


def test_others_are_told_while_a_commit_is_undecided(postgresql: str) -> None:
    async def story() -> None:
        database = PostgresqlDatabase(postgresql, "machine")
        database.close()
        losing = Losing(database._libpq_url, "machine")
        losing.before, losing.away = False, 1
        writer = Writer(losing)
        first = asyncio.ensure_future(writer.write(lambda session: session.execute("SELECT 1")))
        while not losing.lost:  # noqa: ASYNC110 - another thread says so
            await asyncio.sleep(0)
        with pytest.raises(StoreError, match="gone"):
            await writer.write(lambda session: session.execute("SELECT 2"))
        assert [tuple(row) for row in await first] == [(1,)]
        third = await writer.write(lambda session: session.execute("SELECT 3"))
        assert [tuple(row) for row in third] == [(3,)]
        await writer.close()
        losing.close()

    asyncio.run(story())


def test_closing_leaves_nobody_waiting_for_a_server(postgresql: str) -> None:
    async def story() -> None:
        database = PostgresqlDatabase(postgresql, "machine")
        database.close()
        losing = Losing(database._libpq_url, "machine")
        losing.before, losing.away = False, 1_000
        writer = Writer(losing)
        first = asyncio.ensure_future(writer.write(lambda session: session.execute("SELECT 1")))
        while not losing.lost:  # noqa: ASYNC110 - another thread says so
            await asyncio.sleep(0)
        await writer.close()
        with pytest.raises(StoreError, match="closed"):
            await first
        losing.close()

    asyncio.run(story())


def test_a_number_of_a_transaction_that_is_given_again(cluster: Cluster, postgresql: str) -> None:
    """What was lost before it came to the disk is not taken for a later transaction."""
    database = PostgresqlDatabase(postgresql, "machine")
    writer = database.writer
    writer.begin()
    writer.change("INSERT INTO tags (arn, key, value) VALUES ('a', 'b', 'c')")
    [[number]] = writer.execute("SELECT pg_current_xact_id()::text::bigint")
    cluster.stop()
    try:
        with pytest.raises(Undecided):
            writer.commit()
    finally:
        cluster.start()
    url = postgresql.replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as other:
        given = 0
        while given < number:
            row = other.execute("SELECT pg_current_xact_id()::text::bigint").fetchone()
            assert row is not None
            [given] = row
    assert not writer.settle()
    assert writer.execute("SELECT * FROM tags") == []
    database.close()


class Puzzled(Losing):
    """A connection that is lost while it commits, and to a server that has lost a table too."""

    def settle(self) -> bool:
        """Never known."""
        raise StoreError("there is no such table")


def test_what_can_never_be_known_leaves_nobody_waiting(postgresql: str) -> None:
    async def story() -> None:
        database = PostgresqlDatabase(postgresql, "machine")
        database.close()
        losing = Puzzled(database._libpq_url, "machine")
        losing.before, losing.away = False, 0
        writer = Writer(losing)
        asked = [writer.write(lambda session: session.execute("SELECT 1")) for _ in range(2)]
        outcomes = await asyncio.gather(*asked, return_exceptions=True)
        assert any("no such table" in str(outcome) for outcome in outcomes)
        assert [tuple(row) for row in await writer.write(lambda it: it.execute("SELECT 2"))] == [
            (2,)
        ]
        await writer.close()
        losing.close()

    asyncio.run(story())


def test_numbers_are_not_given_twice_where_the_server_has_lost_its_last_moments(
    cluster: Cluster, postgresql: str
) -> None:
    """And who heeds it is told once."""
    seen: list[bool] = []

    async def story() -> None:
        store = open_store(postgresql)
        stored = await store.add_machine(machine())
        records = [await store.add_execution(execution(stored, f"e{n}")) for n in range(3)]
        with psycopg.connect(postgresql.replace("+psycopg", ""), autocommit=True) as other:
            other.execute("CHECKPOINT")
        cluster.stop()
        cluster.start()
        # As if the last two had not come to the disk.
        with psycopg.connect(postgresql.replace("+psycopg", ""), autocommit=True) as other:
            lost = [record.id for record in records[1:]]
            other.execute("DELETE FROM executions WHERE id = ANY(%s)", (lost,))
            other.execute("SELECT setval('executions_id_seq', %s)", (records[0].id,))
            other.execute("SELECT setval('revisions_id_seq', 1)")
            other.execute("UPDATE last_commit SET mark = 1")
        new = await store.add_execution(execution(stored, "new"))
        assert new.id > max(lost)
        for _ in range(2):
            told = asyncio.ensure_future(store.lost_moments())
            done, _waiting = await asyncio.wait((told,), timeout=0.1)
            told.cancel()
            seen.append(bool(done))
        assert (await store.add_machine(machine("other"))).revision.id > stored.revision.id
        # A save for one of those is for nobody.
        with pytest.raises(Conflict):
            await store.commit(Save(execution=lost[0], events=events([1])))
        assert await _stored(store, new.id) == 0
        await store.close()

    asyncio.run(story())
    assert seen == [True, False]
