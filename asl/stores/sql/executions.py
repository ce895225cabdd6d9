"""Writes about executions, but for the saves of those that run."""

from __future__ import annotations

from dataclasses import replace

from asl.stores.port import RevisionGone
from asl.stores.records import ExecutionRecord
from asl.stores.sql import reads, rows
from asl.stores.sql.machines import drop_revisions
from asl.stores.sql.session import Session, Value, change_each, rows_of_marks

_COLUMNS = rows.EXECUTION.removeprefix("id, ")
_ADD = (
    f"INSERT INTO executions ({_COLUMNS}) VALUES {rows_of_marks(19, 1)} "  # noqa: S608 - our own
    "ON CONFLICT (arn) DO NOTHING RETURNING id"
)

_REVISION = "SELECT 1 FROM revisions WHERE id = ?"


def add_execution(session: Session, execution: ExecutionRecord) -> ExecutionRecord:
    """Add an execution that begins, or give the one that has its ARN.

    Raises:
        RevisionGone: where its revision is gone.
    """
    if not session.execute(_REVISION, (execution.revision,)):
        raise RevisionGone(f"{execution.arn}: the revision that it is to run is gone")
    added = session.execute(_ADD, rows.of_execution(execution))
    if not added:
        known = reads.execution(session, execution.arn)
        assert known is not None, "nobody else writes between the two statements"
        return known
    number = added[0][0]
    session.change("INSERT INTO standings (execution, events, draws) VALUES (?, 0, 0)", (number,))
    return replace(execution, id=number)


def secret(session: Session, made: str) -> str:
    """The database's secret: the one made now where it has none."""
    session.change(
        "INSERT INTO secrets (name, value) VALUES ('tokens', ?) ON CONFLICT (name) DO NOTHING",
        (made,),
    )
    known = reads.secret(session)
    assert known is not None, "it was added where there was none"
    return known


def prune(session: Session, before: int, limit: int) -> int:
    """Delete executions that closed before an instant, the oldest first, with all of them.

    Children of a Map Run stay for as long as their parent may run.
    """
    needed = _needed(session, before)
    but = "".join(" AND NOT (machine_arn = ? AND started_at >= ?)" for _ in needed)
    values: list[Value] = [before]
    for machine_arn, began in needed:
        values += [machine_arn, began]
    old = session.execute(
        f"SELECT id FROM executions WHERE stopped_at < ?{but} ORDER BY stopped_at LIMIT ?",  # noqa: S608 - our own
        (*values, limit),
    )
    # Events, frames, standing, tokens and Map Runs go with it.
    change_each(session, "DELETE FROM executions WHERE id IN", [row[0] for row in old])
    if len(old) < limit:
        drop_revisions(session)
    return len(old)


def _needed(session: Session, before: int) -> list[tuple[str, int]]:
    """Closed children that their parent may ask for: their machine, and from when on they began.

    A Map Run that goes on after a restart reads what has become of its children, and would start
    one anew that is gone. Which execution is the parent nobody has noted, so all that run of its
    machine count.
    """
    found = session.execute(
        "SELECT DISTINCT machine_arn FROM executions "
        "WHERE stopped_at < ? AND map_run_arn IS NOT NULL",
        (before,),
    )
    needed: list[tuple[str, int]] = []
    for [machine_arn] in found:
        [[oldest]] = session.execute(
            "SELECT min(started_at) FROM executions WHERE machine_arn = ? AND status = 'RUNNING'",
            (machine_arn.partition("/")[0],),
        )
        if oldest is not None:
            needed.append((machine_arn, oldest))
    return needed


def prune_frames(session: Session, before: int, limit: int) -> int:
    """Delete the frames of executions that closed before an instant."""
    old = session.execute(
        "SELECT execution FROM standings WHERE closed_at < ? ORDER BY closed_at LIMIT ?",
        (before, limit),
    )
    numbers = [row[0] for row in old]
    change_each(session, "DELETE FROM frames WHERE execution IN", numbers)
    change_each(session, "DELETE FROM standings WHERE execution IN", numbers)
    return len(numbers)
