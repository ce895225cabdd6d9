"""SQLite: one file, one owner, one connection that writes, others that read meanwhile (WAL)."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import Final

from asl.stores.port import Durability, StoreError
from asl.stores.sql.owner import Owner
from asl.stores.sql.schema import is_current, script_file, upgrade
from asl.stores.sql.session import DISK_FULL, Row, Unavailable, Value

# Seconds to wait for someone else's lock: nobody else writes, but a tool may look into the file.
_PATIENCE: Final = 5.0
_READERS: Final = 4
# RETURNING came last of what the SQL here needs.
_OLDEST: Final = (3, 35, 0)
_SYNCHRONOUS: Final[dict[Durability, str]] = {"process": "NORMAL", "machine": "FULL"}


class SqliteSession:
    """A connection to a SQLite database. It may be used from any thread, by one at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = RLock()

    def execute(self, sql: str, values: Sequence[Value] = ()) -> Sequence[Row]:
        """All rows of a statement."""
        with self._lock, _faults():
            return self._connection.execute(sql, values).fetchall()

    def change(self, sql: str, values: Sequence[Value] = ()) -> int:
        """Carry a statement out; how many rows it touched."""
        with self._lock, _faults():
            return self._connection.execute(sql, values).rowcount

    def listed(self, columns: str, origin: str, values: Sequence[Value] = ()) -> Sequence[Row]:
        """All rows of a query, in one step: each step hands the interpreter lock over."""
        arrays = f"SELECT json_array({columns}) AS shown {origin}"
        found = self.execute(f"SELECT group_concat(shown) FROM ({arrays})", values)  # noqa: S608 - our own
        rows: list[Row] = json.loads(f"[{found[0][0] or ''}]")
        return rows

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """What is read inside is of one moment."""
        with self._lock:
            self.execute("BEGIN")
            try:
                yield
            finally:
                self.execute("COMMIT")

    @property
    def broken(self) -> bool:
        """Never: there is no server to lose."""
        return False

    def begin(self) -> None:
        """Begin a transaction that writes."""
        self._lock.acquire()
        try:
            self.execute("BEGIN IMMEDIATE")
        except StoreError as error:
            self._lock.release()
            raise Unavailable(str(error)) from error

    def commit(self) -> None:
        """Commit it; where that fails it is still to be taken back."""
        self.execute("COMMIT")
        self._lock.release()

    def rollback(self) -> None:
        """Take it back; SQLite may have done so itself, where the disk is full."""
        with suppress(StoreError):
            if self._connection.in_transaction:
                self.execute("ROLLBACK")
        self._lock.release()

    def settle(self) -> bool:
        """Not asked: a commit here has happened or has not."""
        raise AssertionError("SQLite leaves nothing undecided")

    def lost_moments(self) -> bool:
        """Never: what is committed outlives this process, and no other one has it."""
        return False

    def script(self, sql: str) -> None:
        """Carry several statements out."""
        with self._lock, _faults():
            self._connection.executescript(sql)

    def close(self) -> None:
        """Let the connection go."""
        with self._lock, _faults():
            self._connection.close()


class SqliteDatabase:
    """A SQLite file, or a database in memory that goes with its only connection."""

    is_local = True

    def __init__(self, file: Path | None, durability: Durability) -> None:
        """Open it and own it.

        Raises:
            DatabaseInUse: where another process owns it.
            StoreError: where it cannot be opened or is no SQLite database.
        """
        if sqlite3.sqlite_version_info < _OLDEST:
            oldest = ".".join(map(str, _OLDEST))
            raise StoreError(f"SQLite {sqlite3.sqlite_version} is too old; {oldest} is needed")
        self._file = file
        self.readers = _READERS if file else 0
        self._owner = None if file is None else Owner(_made(file))
        try:
            self.writer = self._connect()
            self.writer.execute("PRAGMA journal_mode = WAL")
            self.writer.execute(f"PRAGMA synchronous = {_SYNCHRONOUS[durability]}")
            # macOS writes through to the disk only when asked in this way.
            self.writer.execute(f"PRAGMA fullfsync = {int(durability == 'machine')}")
            self.writer.execute("PRAGMA foreign_keys = ON")
            self._bring_up_to_date()
        except StoreError:
            self._free()
            raise

    def _bring_up_to_date(self) -> None:
        """Make the tables, or those changes to them that the database has not seen yet.

        Raises:
            NewerSchema: where a newer program made them.
            StoreError: where that failed; the tables are then as they were.
        """
        made = self.writer.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")
        if not made:
            self.writer.script(script_file("sqlite").read_text())
        elif not is_current(self.writer):
            upgrade(f"sqlite:///{self._file}")

    def reader(self) -> SqliteSession:
        """One more connection; in memory there is only the one."""
        if self._file is None:
            return self.writer
        session = self._connect()
        session.execute("PRAGMA query_only = ON")
        return session

    def _connect(self) -> SqliteSession:
        with _faults():
            connection = sqlite3.connect(
                ":memory:" if self._file is None else self._file,
                timeout=_PATIENCE,
                isolation_level=None,
                check_same_thread=False,
                cached_statements=256,
            )
        return SqliteSession(connection)

    def close(self) -> None:
        """Put the log into the file, close it and give it free."""
        with suppress(StoreError):
            # Where the disk is full it stays in the log, from which it is read as well.
            self.writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.writer.close()
        self._free()

    def _free(self) -> None:
        if self._owner is not None:
            self._owner.release()


def _made(file: Path) -> Path:
    """The file, made where it is not there, for its user's eyes only.

    A file that is there is not touched: to open and close it here would drop the locks that
    SQLite holds on it elsewhere in this process.
    """
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        pass
    except OSError as error:
        raise StoreError(f"the database cannot be made: {error}") from error
    return file.resolve()


@contextmanager
def _faults() -> Iterator[None]:
    """Say of a driver's fault what it is: the store could not do it."""
    try:
        yield
    except (sqlite3.Error, UnicodeEncodeError, OverflowError) as error:
        code = getattr(error, "sqlite_errorcode", None)
        if code == sqlite3.SQLITE_FULL:
            raise StoreError(f"the disk of the database {DISK_FULL} ({error})") from error
        # Also where a quota or a limit of the process lets no file grow.
        hint = ": is its disk full or broken?" if code == sqlite3.SQLITE_IOERR_WRITE else ""
        raise StoreError(f"the database could not do it: {error}{hint}") from error
