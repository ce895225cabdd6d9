"""Writes about state machines, activities and tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from asl.stores.records import ActivityRecord, MachineRecord, Revision
from asl.stores.sql import reads, rows
from asl.stores.sql.session import Session, change_all, change_each


def add_machine(session: Session, machine: MachineRecord) -> MachineRecord:
    """Add a machine with its first revision, or give the one that has its ARN."""
    known = reads.machine(session, machine.arn)
    if known is not None:
        return known
    revision = _add_revision(session, machine.arn, machine.revision)
    session.change(
        "INSERT INTO machines (arn, name, type, created_at, updated_at, status, revision) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            machine.arn,
            machine.name,
            machine.type,
            rows.instant(machine.created_at),
            rows.instant(machine.updated_at),
            machine.status,
            revision.id,
        ),
    )
    return replace(machine, revision=revision)


def revise(session: Session, arn: str, revision: Revision) -> MachineRecord | None:
    """Make a revision the current one; None where the machine is gone."""
    if reads.machine(session, arn) is None:
        return None
    stored = _add_revision(session, arn, revision)
    session.change(
        "UPDATE machines SET revision = ?, updated_at = ? WHERE arn = ?",
        (stored.id, rows.instant(revision.created_at), arn),
    )
    return reads.machine(session, arn)


def _add_revision(session: Session, arn: str, revision: Revision) -> Revision:
    added = session.execute(
        "INSERT INTO revisions (machine_arn, revision_id, definition, role_arn, logging, tracing, "
        "encryption, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        rows.of_revision(arn, revision),
    )
    return replace(revision, id=added[0][0])


def delete_machine(session: Session, arn: str) -> None:
    """Mark a machine as DELETING; it goes at once where nothing of it runs."""
    session.change("UPDATE machines SET status = 'DELETING' WHERE arn = ?", (arn,))
    drop_deleted(session)


def drop_deleted(session: Session) -> None:
    """Drop each DELETING machine of which nothing runs any more, and all that hangs on it.

    Its revisions stay for its closed executions; `drop_revisions` takes them once those are gone.
    """
    dropped = session.execute(
        "DELETE FROM machines WHERE status = 'DELETING' AND NOT EXISTS (SELECT 1 FROM executions "
        "WHERE executions.machine_arn = machines.arn AND executions.status = 'RUNNING') "
        "RETURNING arn"
    )
    arns = [row[0] for row in dropped]
    change_each(session, "DELETE FROM tags WHERE arn IN", arns)
    change_each(session, "DELETE FROM aliases WHERE machine_arn IN", arns)
    change_each(session, "DELETE FROM versions WHERE machine_arn IN", arns)


def drop_revisions(session: Session) -> None:
    """Drop the revisions that no machine, version or execution needs."""
    session.change(
        "DELETE FROM revisions WHERE "
        "NOT EXISTS (SELECT 1 FROM machines WHERE machines.revision = revisions.id) AND "
        "NOT EXISTS (SELECT 1 FROM versions WHERE versions.revision = revisions.id) AND "
        "NOT EXISTS (SELECT 1 FROM executions WHERE executions.revision = revisions.id)"
    )


def add_activity(session: Session, activity: ActivityRecord) -> ActivityRecord:
    """Add an activity, or give the one that has its ARN."""
    session.change(
        "INSERT INTO activities (arn, name, created_at, encryption) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (arn) DO NOTHING",
        rows.of_activity(activity),
    )
    return reads.activity(session, activity.arn) or activity


def delete_activity(session: Session, arn: str) -> None:
    """Delete an activity with its tags; nothing where it is gone already."""
    session.change("DELETE FROM activities WHERE arn = ?", (arn,))
    session.change("DELETE FROM tags WHERE arn = ?", (arn,))


def tag(session: Session, arn: str, tags: Mapping[str, str]) -> None:
    """Set tags; one that is set again keeps its place."""
    change_all(
        session,
        "INSERT INTO tags (arn, key, value) VALUES ",
        [(arn, key, value) for key, value in tags.items()],
        " ON CONFLICT (arn, key) DO UPDATE SET value = excluded.value",
    )


def untag(session: Session, arn: str, keys: Sequence[str]) -> None:
    """Remove tags; unknown keys are fine."""
    for key in keys:
        session.change("DELETE FROM tags WHERE arn = ? AND key = ?", (arn, key))
