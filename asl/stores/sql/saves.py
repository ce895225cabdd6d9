"""Saves of executions: as rows, and into the tables, many executions at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from asl.runtime.values import Unwritable
from asl.stores.port import Conflict, StoreError
from asl.stores.records import Save
from asl.stores.sql import rows
from asl.stores.sql.machines import drop_deleted
from asl.stores.sql.session import Session, Value, change_all, change_each

_Rows = list[tuple[Value, ...]]

_ADVANCE: Final = (
    "UPDATE standings SET events = standings.events + saved.column3, draws = saved.column4, "
    "wakes_at = nullif(saved.column5, 0) FROM (VALUES "
)
_ADVANCED: Final = (
    ") AS saved WHERE standings.execution = saved.column1 AND standings.closed_at IS NULL "
    "AND (saved.column2 < 0 OR standings.events = saved.column2 - 1)"
)
# Two look-ups for each path, and not one with OR, for which all frames would be read.
_FORGET: Final = "WITH gone (execution, path) AS (VALUES "
_FORGOTTEN: Final = (
    ") DELETE FROM frames WHERE (execution, path) IN ("
    "SELECT frames.execution, frames.path FROM gone CROSS JOIN frames "
    "WHERE frames.execution = gone.execution AND frames.path = gone.path UNION ALL "
    "SELECT frames.execution, frames.path FROM gone CROSS JOIN frames "
    "WHERE frames.execution = gone.execution "
    "AND frames.path >= gone.path || '/' AND frames.path < gone.path || '0')"
)
_CLOSE: Final = (
    "UPDATE executions SET status = saved.column2, stopped_at = saved.column3, "
    "output = saved.column4, error = saved.column5, cause = saved.column6 FROM (VALUES "
)
_CLOSED: Final = ") AS saved WHERE executions.id = saved.column1"
_STAND_STILL: Final = "UPDATE standings SET closed_at = saved.column2 FROM (VALUES "
_STANDING_STILL: Final = ") AS saved WHERE standings.execution = saved.column1"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedSave:
    """A save as rows; it shares nothing with the save, which its owner may fill further.

    Attributes:
        size: characters of text in it.
        standing: execution, id of the first event, or of the next one, or -1, number
            of events, draws, and until when it sleeps or 0: a column of nothing but NULL has no
            type in PostgreSQL.
        closing: execution, status, instant, output, error and cause.
        keeps: whether the frames stay, the execution being open or to be looked into.
    """

    execution: int
    size: int
    standing: tuple[Value, ...]
    events: _Rows
    frames: _Rows
    gone: _Rows
    tokens: _Rows
    spent: tuple[str, ...]
    closing: tuple[Value, ...] | None
    keeps: bool


def pack(save: Save) -> PackedSave:
    """A save as rows.

    Raises:
        StoreError: where its events are not in order without a gap, or cannot be written.
    """
    first = -1 if save.stored is None else save.stored + 1
    if save.events:
        first = save.events[0].id
    ids = [event.id for event in save.events]
    if ids != list(range(first, first + len(ids))):
        raise StoreError(f"execution {save.execution}: events {ids} are not in order")
    try:
        events = rows.of_events(save.execution, save.events)
    except Unwritable as error:
        raise StoreError(f"execution {save.execution}: an event: {error}") from error
    execution, closing = save.execution, save.closing
    keeps = closing is None or closing.status != "SUCCEEDED"
    return PackedSave(
        execution=execution,
        size=sum(len(str(row[-1])) for row in events) + sum(map(len, save.frames.values())),
        standing=(execution, first, len(events), save.draws, _until(save.wakes_at)),
        events=events,
        frames=[(execution, path, body) for path, body in save.frames.items()] if keeps else [],
        gone=[(execution, path) for path in save.gone] if keeps else [],
        tokens=[(token, execution) for token in save.tokens] if closing is None else [],
        spent=tuple(save.spent) if closing is None else (),
        closing=None
        if closing is None
        else (
            execution,
            closing.status,
            rows.instant(closing.stopped_at),
            closing.output,
            rows.quoted(closing.error),
            rows.quoted(closing.cause),
        ),
        keeps=keeps,
    )


def _until(wakes_at: datetime | None) -> int:
    return 0 if wakes_at is None else rows.instant(wakes_at)


def in_rounds(saves: Iterable[PackedSave]) -> list[list[PackedSave]]:
    """The saves, in order, as rounds in each of which an execution has one."""
    rounds: list[list[PackedSave]] = []
    met: dict[int, int] = {}
    for save in saves:
        turn = met.get(save.execution, 0)
        met[save.execution] = turn + 1
        if turn == len(rounds):
            rounds.append([])
        rounds[turn].append(save)
    return rounds


def apply_saves(session: Session, saves: Sequence[PackedSave]) -> None:
    """Write saves of as many executions, each as `Save` says.

    Raises:
        StoreError: where one does not go on from what is stored; the transaction is of no use then.
    """
    advanced = change_all(session, _ADVANCE, [save.standing for save in saves], _ADVANCED)
    if advanced != len(saves):
        whose = ", ".join(str(save.execution) for save in saves)
        raise Conflict(
            f"execution {whose}: it does not run, or the events do not go on from the stored ones"
        )
    gone = [row for save in saves for row in save.gone]
    change_all(session, _FORGET, gone, _FORGOTTEN)
    change_all(
        session,
        "INSERT INTO frames (execution, path, body) VALUES ",
        [row for save in saves for row in save.frames],
        " ON CONFLICT (execution, path) DO UPDATE SET body = excluded.body",
    )
    change_all(
        session,
        f"INSERT INTO events (execution, {rows.EVENT}) VALUES ",  # noqa: S608 - our own columns
        [row for save in saves for row in save.events],
    )
    change_all(
        session,
        "INSERT INTO task_tokens (token, execution) VALUES ",
        [row for save in saves for row in save.tokens],
        # A call that was not made before a restart is made again, by the token it had.
        " ON CONFLICT (token) DO NOTHING",
    )
    change_each(
        session,
        "DELETE FROM task_tokens WHERE token IN",
        [token for save in saves for token in save.spent],
    )
    _close(session, [save for save in saves if save.closing is not None])


def _close(session: Session, saves: Sequence[PackedSave]) -> None:
    if not saves:
        return
    closings = [save.closing for save in saves if save.closing is not None]
    change_all(session, _CLOSE, closings, _CLOSED)
    change_each(
        session,
        "DELETE FROM task_tokens WHERE execution IN",
        [save.execution for save in saves],
    )
    done = [save.execution for save in saves if not save.keeps]
    change_each(session, "DELETE FROM frames WHERE execution IN", done)
    change_each(session, "DELETE FROM standings WHERE execution IN", done)
    kept = [
        (save.execution, save.closing[2])
        for save in saves
        if save.keeps and save.closing is not None
    ]
    change_all(session, _STAND_STILL, kept, _STANDING_STILL)
    drop_deleted(session)
