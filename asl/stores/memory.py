"""A store that forgets: everything in memory, for tests and for trying things out."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from asl.runtime.events import Event
from asl.runtime.values import compact
from asl.stores.port import Conflict, RevisionGone
from asl.stores.records import (
    ActivityRecord,
    ExecutionRecord,
    ExecutionStatus,
    MachineRecord,
    Page,
    Revision,
    Save,
    Standing,
    Unfinished,
)

Row = TypeVar("Row")


@dataclass(slots=True)
class _Kept:
    """An execution with all that belongs to it."""

    record: ExecutionRecord
    events: list[Event] = field(default_factory=list)
    frames: dict[str, str] = field(default_factory=dict)
    draws: int = 0
    wakes_at: datetime | None = None


class MemoryStore:
    """The port of a store, kept in dictionaries."""

    def __init__(self) -> None:
        self._machines: dict[str, MachineRecord] = {}
        self._revisions: dict[int, Revision] = {}
        self._executions: dict[int, _Kept] = {}
        self._added = 0
        self._by_arn: dict[str, int] = {}
        self._tokens: dict[str, int] = {}
        self._activities: dict[str, ActivityRecord] = {}
        self._tags: dict[str, dict[str, str]] = {}
        self._secret = secrets.token_bytes(32)

    async def commit(self, save: Save) -> None:
        """Keep a save.

        Raises:
            Conflict: where it does not go on from the events that are kept, or the execution does
                not run.
        """
        kept = self._executions.get(save.execution)
        if kept is None or kept.record.status != "RUNNING":
            raise Conflict(f"execution {save.execution} does not run")
        ids = [event.id for event in save.events]
        if ids != list(range(len(kept.events) + 1, len(kept.events) + 1 + len(ids))):
            raise Conflict(f"events {ids} do not go on from {len(kept.events)}")
        if save.stored not in (None, len(kept.events)):
            raise Conflict(f"{save.stored} events are not kept, but {len(kept.events)}")
        kept.events.extend(save.events)
        for path in save.gone:
            kept.frames = {
                other: text
                for other, text in kept.frames.items()
                if other != path and not other.startswith(f"{path}/")
            }
        kept.frames.update(save.frames)
        kept.draws = save.draws
        kept.wakes_at = save.wakes_at
        for token in save.tokens:
            self._tokens.setdefault(token, save.execution)
        for token in save.spent:
            self._tokens.pop(token, None)
        if save.closing is not None:
            self._close(kept, save)

    def _close(self, kept: _Kept, save: Save) -> None:
        closing = save.closing
        assert closing is not None, "a save that closes says how"
        kept.record = replace(
            kept.record,
            status=closing.status,
            stopped_at=closing.stopped_at,
            output=closing.output,
            error=closing.error,
            cause=closing.cause,
        )
        if closing.status == "SUCCEEDED":
            kept.frames = {}
        self._tokens = {
            token: owner for token, owner in self._tokens.items() if owner != save.execution
        }
        self._sweep(kept.record.machine_arn)

    # -- state machines

    async def add_machine(self, machine: MachineRecord) -> MachineRecord:
        """Add it, or give the one that has its ARN already."""
        if machine.arn in self._machines:
            return self._machines[machine.arn]
        stored = replace(machine, revision=self._keep(machine.revision))
        self._machines[machine.arn] = stored
        return stored

    def _keep(self, revision: Revision) -> Revision:
        stored = replace(revision, id=len(self._revisions) + 1)
        self._revisions[stored.id] = stored
        return stored

    async def machine(self, arn: str) -> MachineRecord | None:
        """A machine by its plain ARN."""
        return self._machines.get(arn)

    async def machines(self, limit: int, after: str | None) -> Page[MachineRecord]:
        """All machines, the oldest first."""
        return _page(list(self._machines.values()), limit, after)

    async def revise(self, arn: str, revision: Revision) -> MachineRecord | None:
        """Make a revision the current one."""
        machine = self._machines.get(arn)
        if machine is None:
            return None
        kept = self._keep(revision)
        revised = replace(machine, revision=kept, updated_at=kept.created_at)
        self._machines[arn] = revised
        return revised

    async def revision(self, number: int) -> Revision | None:
        """A revision by its number."""
        return self._revisions.get(number)

    async def delete_machine(self, arn: str) -> None:
        """Mark it as DELETING, or drop it where nothing of it runs."""
        machine = self._machines.get(arn)
        if machine is not None:
            self._machines[arn] = replace(machine, status="DELETING")
            self._sweep(arn)

    def _sweep(self, arn: str) -> None:
        machine = self._machines.get(arn)
        if machine is None or machine.status != "DELETING":
            return
        records = [kept.record for kept in self._executions.values()]
        if not any(one.machine_arn == arn and one.status == "RUNNING" for one in records):
            del self._machines[arn]
            self._tags.pop(arn, None)

    # -- executions

    async def add_execution(self, execution: ExecutionRecord) -> ExecutionRecord:
        """Add a RUNNING one, or give the one that has its ARN."""
        known = self._by_arn.get(execution.arn)
        if known is not None:
            return self._executions[known].record
        if execution.revision not in self._revisions:
            raise RevisionGone(f"{execution.arn}: the revision that it is to run is gone")
        self._added += 1
        stored = replace(execution, id=self._added)
        self._executions[stored.id] = _Kept(stored)
        self._by_arn[stored.arn] = stored.id
        return stored

    async def execution(self, arn: str) -> ExecutionRecord | None:
        """An execution by its ARN."""
        number = self._by_arn.get(arn)
        return None if number is None else self._executions[number].record

    async def executions(
        self,
        *,
        machine_arn: str | None,
        map_run_arn: str | None,
        status: ExecutionStatus | None,
        limit: int,
        after: str | None,
    ) -> Page[ExecutionRecord]:
        """Executions of a machine or of a Map Run, the newest first."""
        found = [
            kept.record
            for kept in self._executions.values()
            if machine_arn in (None, kept.record.machine_arn)
            and map_run_arn in (None, kept.record.map_run_arn)
            and status in (None, kept.record.status)
        ]
        found.sort(key=lambda record: (record.started_at, record.id), reverse=True)
        return _page(found, limit, after)

    async def history(
        self, execution: int, *, limit: int, after: int | None, newest_first: bool
    ) -> Sequence[Event]:
        """Events in order of their ids or against it."""
        events = self._executions[execution].events
        ordered = events[::-1] if newest_first else events
        if after is not None:
            ordered = [
                event
                for event in ordered
                if (event.id < after if newest_first else event.id > after)
            ]
        return ordered[:limit]

    async def history_page(
        self, execution: int, *, limit: int, size: int, after: int | None, newest_first: bool
    ) -> tuple[Sequence[Event], bool]:
        """As many events as are not too many and not too large, and whether there are more."""
        events = await self.history(
            execution, limit=limit + 1, after=after, newest_first=newest_first
        )
        room, count = size, 0
        while count < min(limit, len(events)) and room > 0:
            room -= len(compact(events[count].details).decode())
            count += 1
        return events[:count], count < len(events)

    async def payloads(self, execution: int, events: Sequence[int]) -> dict[int, Event]:
        """Single events by id."""
        kept = self._executions[execution].events
        return {number: kept[number - 1] for number in events}

    async def standings(self) -> Sequence[Unfinished]:
        """All executions that run, in order of their numbers."""
        return [
            Unfinished(number, kept.wakes_at, kept.record.map_run_arn)
            for number, kept in self._executions.items()
            if kept.record.status == "RUNNING"
        ]

    async def secret(self) -> bytes:
        """Random bytes that this store was given when it was made."""
        return self._secret

    async def standing(self, execution: int) -> Standing | None:
        """Where a running execution stands."""
        kept = self._executions.get(execution)
        if kept is None or kept.record.status != "RUNNING":
            return None
        return Standing(
            execution=kept.record,
            frames=dict(kept.frames),
            events=len(kept.events),
            draws=kept.draws,
        )

    async def execution_of_token(self, token: str) -> int | None:
        """Which execution a task token belongs to."""
        return self._tokens.get(token)

    async def prune(self, before: datetime, limit: int) -> int:
        """Delete executions that closed before an instant."""
        old = [
            number
            for number, kept in self._executions.items()
            if kept.record.stopped_at is not None
            and kept.record.stopped_at < before
            and not self._needed(kept.record)
        ][:limit]
        for number in old:
            del self._by_arn[self._executions.pop(number).record.arn]
        return len(old)

    def _needed(self, record: ExecutionRecord) -> bool:
        """Whether it is the child of a Map Run whose parent may still run."""
        if record.map_run_arn is None:
            return False
        parent = record.machine_arn.partition("/")[0]
        return any(
            kept.record.status == "RUNNING"
            and kept.record.machine_arn == parent
            and kept.record.started_at <= record.started_at
            for kept in self._executions.values()
        )

    async def prune_frames(self, before: datetime, limit: int) -> int:
        """Drop the frames that closed executions have left."""
        old = [
            kept
            for kept in self._executions.values()
            if kept.frames
            and kept.record.stopped_at is not None
            and kept.record.stopped_at < before
        ][:limit]
        for kept in old:
            kept.frames = {}
        return len(old)

    # -- activities

    async def add_activity(self, activity: ActivityRecord) -> ActivityRecord:
        """Add it, or give the one that has its ARN already."""
        return self._activities.setdefault(activity.arn, activity)

    async def activity(self, arn: str) -> ActivityRecord | None:
        """An activity by its ARN."""
        return self._activities.get(arn)

    async def activities(self, limit: int, after: str | None) -> Page[ActivityRecord]:
        """All activities, the oldest first."""
        return _page(list(self._activities.values()), limit, after)

    async def delete_activity(self, arn: str) -> None:
        """Delete it with its tags."""
        self._activities.pop(arn, None)
        self._tags.pop(arn, None)

    # -- tags

    async def tags(self, arn: str) -> dict[str, str]:
        """The tags of a resource."""
        return dict(self._tags.get(arn, {}))

    async def tag(self, arn: str, tags: dict[str, str]) -> None:
        """Set tags."""
        self._tags.setdefault(arn, {}).update(tags)

    async def untag(self, arn: str, keys: Sequence[str]) -> None:
        """Remove tags."""
        for key in keys:
            self._tags.get(arn, {}).pop(key, None)

    async def lost_moments(self) -> None:
        """Wait for ever."""
        await asyncio.get_running_loop().create_future()

    async def close(self) -> None:
        """Nothing is kept."""


def _page(rows: list[Row], limit: int, after: str | None) -> Page[Row]:
    start = 0 if after is None else int(after)
    end = start + limit
    return Page(tuple(rows[start:end]), str(end) if end < len(rows) else None)
