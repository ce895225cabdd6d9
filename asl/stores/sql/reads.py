"""What is read: each function one question to one connection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from asl.runtime.events import Event
from asl.stores.records import (
    ActivityRecord,
    ExecutionRecord,
    MachineRecord,
    Page,
    Revision,
    Standing,
    Unfinished,
)
from asl.stores.sql import rows
from asl.stores.sql.paging import key_of, place
from asl.stores.sql.session import Row, Session, Value, rows_of_marks

Item = TypeVar("Item")

_MACHINES: Final = "FROM machines JOIN revisions ON revisions.id = machines.revision"
_LISTED_MACHINE: Final = rows.MACHINE.replace("revisions.definition", "''")
_ONE_MACHINE: Final = f"SELECT {rows.MACHINE} {_MACHINES} WHERE machines.arn = ?"
_REVISION: Final = f"SELECT {rows.REVISION} FROM revisions WHERE id = ?"  # noqa: S608 - our own
_EXECUTION: Final = f"SELECT {rows.EXECUTION} FROM executions"  # noqa: S608 - our own
_BY_ARN: Final = f"{_EXECUTION} WHERE arn = ?"
_BY_ID: Final = f"{_EXECUTION} WHERE id = ?"
# Events of one statement: each may be of half a megabyte, and SQLite makes one text of them.
_MOST_EVENTS: Final = 500


def machine(session: Session, arn: str) -> MachineRecord | None:
    """A machine by its ARN."""
    found = session.execute(_ONE_MACHINE, (arn,))
    return rows.to_machine(found[0]) if found else None


def machines(session: Session, limit: int, after: str | None) -> Page[MachineRecord]:
    """Machines in the order of their making."""
    [last] = key_of("machines", after, 1) if after is not None else [0]
    found = session.listed(
        f"{_LISTED_MACHINE}, machines.id",
        f"{_MACHINES} WHERE machines.id > ? ORDER BY machines.id LIMIT ?",
        (last, limit + 1),
    )
    return _page(
        found, limit, lambda row: rows.to_machine(row[:-1]), lambda row: place("machines", row[-1])
    )


def revision(session: Session, number: int) -> Revision | None:
    """A revision by its number."""
    found = session.execute(_REVISION, (number,))
    return rows.to_revision(found[0]) if found else None


def execution(session: Session, arn: str) -> ExecutionRecord | None:
    """An execution by its ARN."""
    found = session.execute(_BY_ARN, (arn,))
    return rows.to_execution(found[0]) if found else None


def executions(
    session: Session,
    wanted: dict[str, str],
    limit: int,
    after: str | None,
) -> Page[ExecutionRecord]:
    """Executions whose columns have these values, the newest first."""
    conditions = [f"{column} = ?" for column in wanted]
    values: list[Value] = list(wanted.values())
    if after is not None:
        conditions.append("(started_at, id) < (?, ?)")
        values.extend(key_of("executions", after, 2))
    where = f"WHERE {' AND '.join(conditions)} " if conditions else ""
    found = session.listed(
        rows.LISTED,
        f"FROM executions {where}ORDER BY started_at DESC, id DESC LIMIT ?",
        (*values, limit + 1),
    )
    return _page(found, limit, rows.to_listed, lambda row: place("executions", row[6], row[0]))


def history(
    session: Session, execution: int, *, limit: int, after: int | None, newest_first: bool
) -> Sequence[Event]:
    """Events beyond an id, in order of their ids or against it."""
    events: list[Event] = []
    way, order = ("<", "DESC") if newest_first else (">", "ASC")
    while limit > 0:
        part = min(limit, _MOST_EVENTS)
        beyond, values = ("", ()) if after is None else (f" AND id {way} ?", (after,))
        found = session.listed(
            rows.EVENT,
            f"FROM events WHERE execution = ?{beyond} ORDER BY id {order} LIMIT ?",
            (execution, *values, part),
        )
        events.extend(map(rows.to_event, found))
        if len(found) < part:
            break
        limit, after = limit - part, events[-1].id
    return events


def payloads(session: Session, execution: int, events: Sequence[int]) -> dict[int, Event]:
    """Single events by id; those that there are not are left out."""
    found: dict[int, Event] = {}
    for start in range(0, len(events), _MOST_EVENTS):
        part = events[start : start + _MOST_EVENTS]
        listed = session.listed(
            rows.EVENT,
            f"FROM events WHERE execution = ? AND id IN {rows_of_marks(len(part), 1)}",
            (execution, *part),
        )
        found.update((row[0], rows.to_event(row)) for row in listed)
    return found


def standings(session: Session) -> Sequence[Unfinished]:
    """All executions that run, in order of their numbers."""
    found = session.listed(
        "execution, wakes_at, map_run_arn",
        "FROM standings JOIN executions ON executions.id = standings.execution "
        "WHERE closed_at IS NULL ORDER BY execution",
    )
    return [
        Unfinished(number, rows.maybe_moment(wakes_at), map_run)
        for number, wakes_at, map_run in found
    ]


def secret(session: Session) -> str | None:
    """The database's secret; None before it has one."""
    found = session.execute("SELECT value FROM secrets WHERE name = 'tokens'")
    return found[0][0] if found else None


def standing(session: Session, execution: int) -> Standing | None:
    """Where a running execution stands."""
    with session.snapshot():
        saved = session.execute(
            "SELECT events, draws FROM standings WHERE execution = ? AND closed_at IS NULL",
            (execution,),
        )
        if not saved:
            return None
        [record] = session.execute(_BY_ID, (execution,))
        frames = session.execute(
            "SELECT path, body FROM frames WHERE execution = ? ORDER BY path", (execution,)
        )
    [[events, draws]] = saved
    return Standing(
        execution=rows.to_execution(record),
        frames={row[0]: row[1] for row in frames},
        events=events,
        draws=draws,
    )


def execution_of_token(session: Session, token: str) -> int | None:
    """Which execution a token belongs to."""
    found = session.execute("SELECT execution FROM task_tokens WHERE token = ?", (token,))
    return found[0][0] if found else None


def activity(session: Session, arn: str) -> ActivityRecord | None:
    """An activity by its ARN."""
    found = session.execute(f"SELECT {rows.ACTIVITY} FROM activities WHERE arn = ?", (arn,))  # noqa: S608 - our own columns
    return rows.to_activity(found[0]) if found else None


def activities(session: Session, limit: int, after: str | None) -> Page[ActivityRecord]:
    """Activities in the order of their making."""
    [last] = key_of("activities", after, 1) if after is not None else [0]
    found = session.listed(
        f"{rows.ACTIVITY}, id",
        "FROM activities WHERE id > ? ORDER BY id LIMIT ?",
        (last, limit + 1),
    )
    return _page(
        found,
        limit,
        lambda row: rows.to_activity(row[:-1]),
        lambda row: place("activities", row[-1]),
    )


def tags(session: Session, arn: str) -> dict[str, str]:
    """The tags of a resource, in order of setting."""
    found = session.execute("SELECT key, value FROM tags WHERE arn = ? ORDER BY id", (arn,))
    return {row[0]: row[1] for row in found}


def _page(
    found: Sequence[Row],
    limit: int,
    item: Callable[[Row], Item],
    where: Callable[[Row], str],
) -> Page[Item]:
    """A page of rows of which one more than `limit` was asked for."""
    shown = found[:limit]
    more = len(found) > limit and len(shown) > 0
    return Page(tuple(map(item, shown)), where(shown[-1]) if more else None)
