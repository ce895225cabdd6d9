"""PostgreSQL by psycopg 3: one session that owns and writes, others that read."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Final, LiteralString

import psycopg
from psycopg.types.numeric import Int8Dumper

from asl.stores.port import DatabaseInUse, Durability, StoreError
from asl.stores.sql.schema import is_current, script_file, upgrade
from asl.stores.sql.session import DISK_FULL, Row, Unavailable, Undecided, Value

_READERS: Final = 4
# Seconds until a server that does not answer counts as gone.
_PATIENCE: Final = 5
# The first half of the advisory lock's key; the other is made of the schema's name.
_LOCK: Final = 0x41534C
# psycopg's own way of naming this kind of database is libpq's.
_SCHEME: Final = "postgresql+psycopg://"

# Seconds to wait for the lock of an owner that has just ended: the server sees that soon.
_HANDOVER: Final = 1
# Seconds after which the server frees the lock of an owner whose machine has vanished: 30 + 3 * 10.
_SETTINGS: Final = (
    "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3"
)
_OWN: Final = "SELECT pg_advisory_lock(?::int, hashtext(current_schema()))"
_OWNER: Final = (
    "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid) "
    "WHERE locktype = 'advisory' AND granted AND classid::bigint = ? "
    "AND objid::bigint = hashtext(current_schema())::bigint & 4294967295 "
    "AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
# Its text says which, so it is not one to be prepared; with BEGIN it is one trip to the server.
_BEGIN: Final = (
    "BEGIN; INSERT INTO last_commit VALUES (1, {mark}) "
    "ON CONFLICT (id) DO UPDATE SET mark = excluded.mark"
)
# Without waiting for the disk a server that crashes may lose which numbers it gave, as it may lose
# the rows that have them. Some of these are in memory still, so none is given a second time.
_SKIP_NUMBERS: Final = (
    "SELECT setval('executions_id_seq', last_value + 1000000) FROM executions_id_seq; "
    "SELECT setval('revisions_id_seq', last_value + 1000000) FROM revisions_id_seq"
)
_SYNCHRONOUS: Final[dict[Durability, str]] = {"process": "off", "machine": "on"}


class PostgresqlSession:
    """A connection to a PostgreSQL database."""

    def __init__(self, url: str) -> None:
        """Connect.

        Raises:
            Unavailable: where the server does not answer.
        """
        self._connection = _connect(url)

    def execute(self, sql: str, values: Sequence[Value] = ()) -> Sequence[Row]:
        """All rows of a statement."""
        with _faults():
            return self._connection.execute(_psycopg(sql), values).fetchall()

    def change(self, sql: str, values: Sequence[Value] = ()) -> int:
        """Carry a statement out; how many rows it touched."""
        with _faults():
            return self._connection.execute(_psycopg(sql), values).rowcount

    def listed(self, columns: str, origin: str, values: Sequence[Value] = ()) -> Sequence[Row]:
        """All rows of a query; the driver fetches them at once."""
        return self.execute(f"SELECT {columns} {origin}", values)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """What is read inside is of one moment."""
        self.change("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            self.change("COMMIT")

    @property
    def broken(self) -> bool:
        """Whether the server has hung up."""
        return self._connection.closed

    def close(self) -> None:
        """Hang up."""
        with suppress(psycopg.Error):
            self._connection.close()


class PostgresqlWriter(PostgresqlSession):
    """The connection that owns the database: it can write only as long as it holds the lock."""

    def __init__(self, url: str, durability: Durability) -> None:
        """Connect and own.

        Raises:
            DatabaseInUse: where another process owns it.
            Unavailable: where the server does not answer.
        """
        self._url = url
        self._durability = durability
        # Of the transaction that is under way, or was when the server was lost. Not the server's
        # own number of it: one whose transaction has not reached the disk is given again.
        self._mark = 0
        # Of the last one that was committed; None before the first.
        self._committed: int | None = None
        self._lost = False
        super().__init__(url)
        self._own()

    def _own(self) -> None:
        synchronous = _SYNCHRONOUS[self._durability]
        try:
            self.change(f"{_SETTINGS}; SET synchronous_commit = {synchronous}")
            self.change(f"SET lock_timeout = '{_HANDOVER}s'")
            try:
                self._connection.execute(_psycopg(_OWN), (_LOCK,))
            except psycopg.errors.LockNotAvailable as error:
                raise _in_use(self.execute(_OWNER, (_LOCK,))) from error
            self.change("SET lock_timeout = 0")
        except psycopg.Error as error:
            self.close()
            raise StoreError(f"the database cannot be owned: {error}") from error
        except StoreError:
            self.close()
            raise

    def _back(self) -> None:
        """Connect again where the server was lost."""
        if not self.broken:
            return
        self._connection = _connect(self._url)
        try:
            self._own()
            with self.on_disk():
                self.change(_SKIP_NUMBERS)
            self._compare()
        except StoreError as error:
            self.close()
            # Also where the server still takes the lost connection for alive: it will notice.
            raise Unavailable(str(error)) from error

    @contextmanager
    def on_disk(self) -> Iterator[None]:
        """What is done inside stays though the server crashes, whatever the durability."""
        self.change("SET synchronous_commit = on")
        # Where that fails, the connection is of no use any more.
        yield
        self.change(f"SET synchronous_commit = {_SYNCHRONOUS[self._durability]}")

    def _compare(self) -> None:
        """See whether the server has what it said it had."""
        mark = self._last_mark()
        if self._committed is not None and mark not in (self._committed, self._mark):
            self._committed, self._lost = mark, True

    def _last_mark(self) -> int:
        found = self.execute("SELECT mark FROM last_commit")
        return int(found[0][0]) if found else 0

    def lost_moments(self) -> bool:
        """Whether the server has lost what it had committed; says so once."""
        lost, self._lost = self._lost, False
        return lost

    def begin(self) -> None:
        """Begin a transaction, and mark it."""
        self._back()
        self._mark = secrets.randbits(63)
        try:
            with _faults():
                self._connection.execute(_BEGIN.format(mark=self._mark), prepare=False)
        except StoreError:
            self.rollback()
            raise

    def commit(self) -> None:
        """Commit it."""
        try:
            self.change("COMMIT")
        except StoreError as error:
            if self.broken:
                raise Undecided(str(error)) from error
            raise
        self._committed = self._mark

    def rollback(self) -> None:
        """Take it back; a server that was lost has done so."""
        with suppress(StoreError):
            self.change("ROLLBACK")

    def settle(self) -> bool:
        """Whether the transaction was committed that was under way when the server was lost."""
        # The lost connection has held the lock until all that it did was over.
        self._back()
        try:
            mark = self._last_mark()
        except StoreError as error:
            if self.broken:
                raise Unavailable(str(error)) from error
            raise
        if mark != self._mark:
            return False
        self._committed = mark
        return True


class PostgresqlDatabase:
    """A PostgreSQL database, or rather the schema of it that the URL leads to."""

    is_local = False
    readers = _READERS

    def __init__(self, url: str, durability: Durability) -> None:
        """Open it and own it.

        Raises:
            DatabaseInUse, NewerSchema: as the names say.
            StoreError: where it cannot be opened.
        """
        self._url = url
        self._libpq_url = f"postgresql://{url.removeprefix(_SCHEME)}"
        self.writer = PostgresqlWriter(self._libpq_url, durability)
        try:
            self._bring_up_to_date()
        except StoreError:
            self.writer.close()
            raise

    def _bring_up_to_date(self) -> None:
        [[made]] = self.writer.execute("SELECT to_regclass('alembic_version') IS NOT NULL")
        if not made:
            with self.writer.on_disk():
                self.writer.change(script_file("postgresql").read_text())
        elif not is_current(self.writer):
            upgrade(self._url)

    def reader(self) -> PostgresqlSession:
        """One more connection."""
        session = PostgresqlSession(self._libpq_url)
        session.change("SET default_transaction_read_only = on")
        return session

    def close(self) -> None:
        """Hang up, which gives the database free."""
        self.writer.close()


def _connect(url: str) -> psycopg.Connection:
    """A connection that begins no transaction by itself and says whose it is."""
    try:
        connection = psycopg.connect(
            url,
            autocommit=True,
            connect_timeout=_PATIENCE,
            application_name=f"asl, process {os.getpid()} on {socket.gethostname()}"[:63],
        )
    except psycopg.Error as error:
        raise Unavailable(f"the database server cannot be reached: {error}") from error
    # There is a statement for each number of rows; all of them are worth keeping.
    connection.prepared_max = 500
    # One type for all numbers, so that a statement is prepared once and not for each size.
    connection.adapters.register_dumper(int, Int8Dumper)
    return connection


def _in_use(owners: Sequence[Row]) -> DatabaseInUse:
    who = owners[0][0] if owners and owners[0][0] else "another process"
    return DatabaseInUse(
        f"the database is in use by {who}: stop that one, or give this one a database or a schema "
        "of its own"
    )


@lru_cache(maxsize=1024)
def _psycopg(sql: str) -> LiteralString:
    """SQL with psycopg's marks; it is all our own, whose words hold neither mark."""
    return sql.replace("?", "%s")


@contextmanager
def _faults() -> Iterator[None]:
    """Say of a driver's fault what it is: the store could not do it."""
    try:
        yield
    except psycopg.errors.DiskFull as error:
        raise StoreError(f"the disk of the database server {DISK_FULL} ({error})") from error
    except (psycopg.Error, UnicodeEncodeError, OverflowError) as error:
        raise StoreError(f"the database could not do it: {error}") from error
