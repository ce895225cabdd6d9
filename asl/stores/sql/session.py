"""One connection to a database, as the store's SQL sees it, and SQL for many rows at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from itertools import chain
from typing import Any, Final, Protocol, TypeAlias

from asl.stores.port import StoreError

Value: TypeAlias = str | int | None
# What a driver gives: each statement knows its own columns, in order.
Row: TypeAlias = Sequence[Any]

# Rows of one statement. Each statement gives the interpreter lock away and has to win it back,
# which takes 5 ms while the event loop is busy: so many rows go into one.
_MOST_ROWS: Final = 256
# Up to here there is a statement for each number of rows, beyond it for powers of two only: the
# drivers keep prepared what they have seen.
_EXACT_ROWS: Final = 16


# What is said where there is no room; the server's or this machine's disk comes before it.
DISK_FULL: Final = (
    "is full: this was not stored, all that was acknowledged is, and reading goes on. "
    "Make room, and what runs goes on by itself"
)


class Unavailable(StoreError):
    """Nothing can be written now: the server is gone, or someone else has locked the file."""


class Undecided(StoreError):
    """The server was lost while it committed: it knows whether it did, once it is back."""


class Session(Protocol):
    """A connection. SQL has `?` for each value; driver faults come as StoreError."""

    def execute(self, sql: str, values: Sequence[Value] = ()) -> Sequence[Row]:
        """All rows of a statement."""

    def change(self, sql: str, values: Sequence[Value] = ()) -> int:
        """Carry a statement out; how many rows it touched."""

    def listed(self, columns: str, origin: str, values: Sequence[Value] = ()) -> Sequence[Row]:
        """All rows of a query that may give many, at a constant number of lock hand-overs.

        Args:
            columns: what comes between SELECT and FROM.
            origin: the rest, from FROM on.
        """

    def snapshot(self) -> AbstractContextManager[None]:
        """What is read inside is of one moment."""

    @property
    def broken(self) -> bool:
        """Whether the connection is of no use any more."""

    def close(self) -> None:
        """Let the connection go."""


class WriteSession(Session, Protocol):
    """The connection that writes; it holds the database against other owners."""

    def begin(self) -> None:
        """Begin a transaction.

        Raises:
            Unavailable: where a lost server is not back, or somebody else writes for too long.
        """

    def commit(self) -> None:
        """Commit it.

        Raises:
            Undecided: where the server was lost meanwhile.
        """

    def rollback(self) -> None:
        """Take it back, and never fail: a lost connection takes it back itself."""

    def settle(self) -> bool:
        """After Undecided: whether the transaction was committed.

        Raises:
            Unavailable: where the server is not back.
        """

    def lost_moments(self) -> bool:
        """Whether a server is back that has lost what it had committed; says so once."""


class Database(Protocol):
    """A database of one dialect, held by this process."""

    @property
    def writer(self) -> WriteSession:
        """The connection that writes."""

    @property
    def readers(self) -> int:
        """How many threads may read at once; 0 where reading is for the calling thread."""

    @property
    def is_local(self) -> bool:
        """Whether a look at one row costs less than the way to another thread and back."""

    def reader(self) -> Session:
        """One more connection, for reading."""

    def close(self) -> None:
        """Close the writer and give the database free."""


@lru_cache(maxsize=512)
def rows_of_marks(width: int, count: int) -> str:
    """`(?,?),(?,?)`: marks for rows of a VALUES."""
    row = f"({','.join('?' * width)})"
    return ",".join([row] * count)


def in_chunks(rows: Sequence[Sequence[Value]]) -> Iterator[tuple[str, list[Value]]]:
    """Rows as the marks and the values of as few statements as may be."""
    start = 0
    while start < len(rows):
        left = len(rows) - start
        count = left
        if left > _EXACT_ROWS:
            count = min(_MOST_ROWS, 1 << (left.bit_length() - 1))
        part = rows[start : start + count]
        yield rows_of_marks(len(part[0]), count), list(chain.from_iterable(part))
        start += count


def change_all(
    session: Session, before: str, rows: Sequence[Sequence[Value]], after: str = ""
) -> int:
    """Carry `before`, the marks of the rows and `after` out; how many rows were touched."""
    return sum(
        session.change(f"{before}{marks}{after}", values) for marks, values in in_chunks(rows)
    )


def change_each(session: Session, before: str, values: Sequence[Value], after: str = "") -> int:
    """The same for `IN`: `before`, the values in parentheses, `after`."""
    return change_all(session, f"{before} (VALUES ", [(value,) for value in values], f"){after}")
