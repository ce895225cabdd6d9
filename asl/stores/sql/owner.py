"""Who owns a SQLite database: one process at a time.

The mark is a lock that SQLite itself holds on a second small file, `…-owner`, for as long as the
process lives. So a kill frees it, a forked child does not keep it, and another store in the same
process is refused too. The file stays behind: it cannot be removed without a race.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from asl.stores.port import DatabaseInUse, StoreError

# Seconds to wait for another process that is just writing its number.
_PATIENCE: Final = 2.0


class Owner:
    """The ownership of one database file."""

    def __init__(self, database: Path) -> None:
        """Take it.

        Raises:
            DatabaseInUse: where another has it.
            StoreError: where the file beside the database cannot be written.
        """
        mark = database.with_name(f"{database.name}-owner")
        try:
            with suppress(FileExistsError):
                os.close(os.open(mark, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            self._connection = sqlite3.connect(
                mark, timeout=0, isolation_level=None, check_same_thread=False
            )
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"cannot own {database}: {mark}: {error}") from error
        try:
            self._take()
        except sqlite3.Error as error:
            self._connection.close()
            if _is_busy(error):
                raise _in_use(database, mark) from error
            raise StoreError(f"cannot own {database}: {mark}: {error}") from error

    def _take(self) -> None:
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        run(f"PRAGMA busy_timeout = {int(_PATIENCE * 1000)}")
        run("CREATE TABLE IF NOT EXISTS owner (pid INTEGER NOT NULL)")
        run("DELETE FROM owner")
        run("INSERT INTO owner VALUES (?)", (os.getpid(),))
        run("COMMIT")
        # The lock to keep lets others read the number. Who came first in between is the owner.
        run("PRAGMA busy_timeout = 0")
        run("BEGIN IMMEDIATE")

    def release(self) -> None:
        """Give it back."""
        self._connection.close()


def _is_busy(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY


def _in_use(database: Path, mark: Path) -> DatabaseInUse:
    pid = None
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(mark, timeout=_PATIENCE, isolation_level=None)) as connection,
    ):
        pid = connection.execute("SELECT pid FROM owner").fetchone()
    who = f"process {pid[0]}" if pid else "another process"
    return DatabaseInUse(
        f"{database} is in use by {who}: stop that one, or give this one a database of its own"
    )
