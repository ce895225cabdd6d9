"""PostgreSQL by psycopg 3: one session that owns and writes, others that read."""

from __future__ import annotations

import os
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
        # The number of the transaction that is under way, or was when the server was lost.
        self._transaction = 0
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
        except StoreError as error:
            # Also where the server still takes the lost connection for alive: it will notice.
            raise Unavailable(str(error)) from error

    def begin(self) -> None:
        """Begin a transaction, and learn its number."""
        self._back()
        self.change("BEGIN")
        [[self._transaction]] = self.execute("SELECT pg_current_xact_id()::text::bigint")

    def commit(self) -> None:
        """Commit it."""
        try:
            self.change("COMMIT")
        except StoreError as error:
            if self.broken:
                raise Undecided(str(error)) from error
            raise

    def rollback(self) -> None:
        """Take it back; a server that was lost has done so."""
        with suppress(StoreError):
            self.change("ROLLBACK")

    def settle(self) -> bool:
        """Whether the transaction was committed that was under way when the server was lost."""
        self._back()
        [[status]] = self.execute("SELECT pg_xact_status(?::text::xid8)", (str(self._transaction),))
        if status == "in progress":
            raise Unavailable("the server has not done with the lost connection yet")
        return bool(status == "committed")


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
