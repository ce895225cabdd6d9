"""Records as rows and back. Instants are whole microseconds since 1970 in UTC."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from asl.runtime.events import Event
from asl.runtime.values import compact
from asl.stores.records import ActivityRecord, ExecutionRecord, MachineRecord, Revision
from asl.stores.sql.session import Row, Value

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECONDS: Final = 1_000_000

REVISION: Final = (
    "revisions.id, revisions.revision_id, revisions.definition, revisions.role_arn, "
    "revisions.logging, revisions.tracing, revisions.encryption, revisions.created_at"
)
MACHINE: Final = (
    "machines.arn, machines.name, machines.type, machines.created_at, machines.updated_at, "
    f"machines.status, {REVISION}"
)
ACTIVITY: Final = "arn, name, created_at, encryption"
EVENT: Final = "id, previous, type, at, details"
# What a list of executions shows comes first; the rest may be long.
LISTED: Final = (
    "id, arn, name, machine_arn, revision, status, started_at, stopped_at, trace_header, "
    "version_arn, alias_arn, map_run_arn, item_count, redrive_count, redriven_at"
)
EXECUTION: Final = f"{LISTED}, input, output, error, cause, test_case"


def instant(at: datetime) -> int:
    """An aware datetime as a number."""
    # A double holds these numbers exactly until the year 2255.
    return round(at.timestamp() * _MICROSECONDS)


def _maybe_instant(at: datetime | None) -> int | None:
    return None if at is None else instant(at)


def _moment(number: int) -> datetime:
    return _EPOCH + timedelta(microseconds=number)


def maybe_moment(number: int | None) -> datetime | None:
    """A number as an aware datetime."""
    return None if number is None else _moment(number)


def quoted(text: str | None) -> str | None:
    """A message as a JSON string: it may hold U+0000, which PostgreSQL keeps in no text."""
    return None if text is None else json.dumps(text, ensure_ascii=False)


def _unquoted(text: str | None) -> str | None:
    return None if text is None else str(json.loads(text))


def of_revision(machine_arn: str, revision: Revision) -> list[Value]:
    """The row of a revision, without its number, after its machine's ARN."""
    return [
        machine_arn,
        revision.revision_id,
        revision.definition,
        revision.role_arn,
        revision.logging,
        revision.tracing,
        revision.encryption,
        instant(revision.created_at),
    ]


def to_revision(row: Row) -> Revision:
    """A revision from the columns REVISION."""
    id_, revision_id, definition, role_arn, logging, tracing, encryption, created_at = row
    return Revision(
        id=id_,
        revision_id=revision_id,
        definition=definition,
        role_arn=role_arn,
        logging=logging,
        tracing=tracing,
        encryption=encryption,
        created_at=_moment(created_at),
    )


def to_machine(row: Row) -> MachineRecord:
    """A machine from the columns MACHINE."""
    arn, name, type_, created_at, updated_at, status, *revision = row
    return MachineRecord(
        arn=arn,
        name=name,
        type=type_,
        created_at=_moment(created_at),
        updated_at=_moment(updated_at),
        status=status,
        revision=to_revision(revision),
    )


def of_execution(record: ExecutionRecord) -> list[Value]:
    """The row of an execution that begins: the columns EXECUTION without its number."""
    return [
        record.arn,
        record.name,
        record.machine_arn,
        record.revision,
        record.status,
        instant(record.started_at),
        _maybe_instant(record.stopped_at),
        record.trace_header,
        record.version_arn,
        record.alias_arn,
        record.map_run_arn,
        record.item_count,
        record.redrive_count,
        _maybe_instant(record.redriven_at),
        record.input,
        record.output,
        quoted(record.error),
        quoted(record.cause),
        record.test_case,
    ]


def to_execution(row: Row) -> ExecutionRecord:
    """An execution from the columns EXECUTION."""
    return ExecutionRecord(
        id=row[0],
        arn=row[1],
        name=row[2],
        machine_arn=row[3],
        revision=row[4],
        status=row[5],
        started_at=_moment(row[6]),
        stopped_at=maybe_moment(row[7]),
        trace_header=row[8],
        version_arn=row[9],
        alias_arn=row[10],
        map_run_arn=row[11],
        item_count=row[12],
        redrive_count=row[13],
        redriven_at=maybe_moment(row[14]),
        input=row[15],
        output=row[16],
        error=_unquoted(row[17]),
        cause=_unquoted(row[18]),
        test_case=row[19],
    )


def to_listed(row: Row) -> ExecutionRecord:
    """An execution from the columns LISTED."""
    return to_execution([*row, "", None, None, None, None])


def of_activity(record: ActivityRecord) -> list[Value]:
    """The row of an activity: the columns ACTIVITY."""
    return [record.arn, record.name, instant(record.created_at), record.encryption]


def to_activity(row: Row) -> ActivityRecord:
    """An activity from the columns ACTIVITY."""
    arn, name, created_at, encryption = row
    return ActivityRecord(arn=arn, name=name, created_at=_moment(created_at), encryption=encryption)


def of_events(execution: int, events: Iterable[Event]) -> list[tuple[Value, ...]]:
    """The rows of events: the execution and the columns EVENT.

    Raises:
        Unwritable: for details that have no JSON text.
    """
    return [
        (
            execution,
            event.id,
            event.previous,
            event.type,
            instant(event.at),
            compact(event.details).decode(),
        )
        for event in events
    ]


def to_event(row: Row) -> Event:
    """An event from the columns EVENT."""
    id_, previous, type_, at, details = row
    # json and not orjson, which makes floats of long integers.
    return Event(id_, previous, type_, _moment(at), json.loads(details))
