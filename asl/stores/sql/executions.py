"""Writes about executions, but for the saves of those that run."""

from __future__ import annotations

from dataclasses import replace

from asl.stores.records import ExecutionRecord
from asl.stores.sql import reads, rows
from asl.stores.sql.machines import drop_revisions
from asl.stores.sql.session import Session, change_each, rows_of_marks

_COLUMNS = rows.EXECUTION.removeprefix("id, ")
_ADD = (
    f"INSERT INTO executions ({_COLUMNS}) VALUES {rows_of_marks(18, 1)} "  # noqa: S608 - our own
    "ON CONFLICT (arn) DO NOTHING RETURNING id"
)


def add_execution(session: Session, execution: ExecutionRecord) -> ExecutionRecord:
    """Add an execution that begins, or give the one that has its ARN.

    Raises:
        StoreError: where its revision is gone.
    """
    added = session.execute(_ADD, rows.of_execution(execution))
    if not added:
        known = reads.execution(session, execution.arn)
        assert known is not None, "nobody else writes between the two statements"
        return known
    number = added[0][0]
    session.change("INSERT INTO standings (execution, events, draws) VALUES (?, 0, 0)", (number,))
    return replace(execution, id=number)


def prune(session: Session, before: int, limit: int) -> int:
    """Delete executions that closed before an instant, the oldest first, with all of them."""
    old = session.execute(
        "SELECT id FROM executions WHERE stopped_at < ? ORDER BY stopped_at LIMIT ?",
        (before, limit),
    )
    # Events, frames, standing, tokens and Map Runs go with it.
    change_each(session, "DELETE FROM executions WHERE id IN", [row[0] for row in old])
    if len(old) < limit:
        drop_revisions(session)
    return len(old)


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
