"""PostgreSQL's server goes: what was acknowledged stays, what was not is told, and it goes on."""

from __future__ import annotations

import asyncio

import psycopg
import pytest

from asl.stores.port import StoreError
from asl.stores.records import Save
from asl.stores.sql import SqlStore, open_store
from asl.stores.sql.postgresql import PostgresqlDatabase, PostgresqlWriter
from asl.stores.sql.session import Session, Undecided
from asl.stores.sql.writer import Writer
from tests.stores.cluster import Cluster
from tests.stores.records import events, running


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
