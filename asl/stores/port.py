"""The port of a store: what the embedded engine and the API ask of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

from asl.runtime.events import Event
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

# What a commit survives: the end of this process, or that of the machine too.
Durability: TypeAlias = Literal["process", "machine"]


class StoreError(Exception):
    """The store could not do it: the disk is full, the server is gone. Nothing was changed."""


class Conflict(StoreError):
    """A save does not go on from what is stored: its execution does not run, or stands elsewhere.

    So it is after the server of the database has lost its last moments, and where a save was
    stored though nobody could be told so. To try the same save again is of no use.
    """


class RevisionGone(StoreError):
    """The state machine was deleted, or updated and its former revision dropped."""


class DatabaseInUse(StoreError):
    """Another process owns the database; the text names its pid and the way out."""


class NewerSchema(StoreError):
    """A newer version of this program made the database; the text names both versions."""


class Store(Protocol):
    """One owner's access to one database.

    What a method has returned is committed. All raise StoreError. `after` of a list is the opaque
    text of the page before; a text that no list of this kind gave raises ValueError.
    """

    # -- the hot path

    async def commit(self, save: Save) -> None:
        """Commit a save; many saves of many executions share a transaction.

        What the save holds is read before the first wait. Conflict where it does not go on from
        the stored events, or the execution does not run.
        """

    # -- state machines

    async def add_machine(self, machine: MachineRecord) -> MachineRecord:
        """Add it, or give the one that has its ARN already."""

    async def machine(self, arn: str) -> MachineRecord | None:
        """A machine by its plain ARN."""

    async def machines(self, limit: int, after: str | None) -> Page[MachineRecord]:
        """All machines, the oldest first; their definitions are left out, as empty text."""

    async def revise(self, arn: str, revision: Revision) -> MachineRecord | None:
        """Make a revision the current one; None where the machine is gone."""

    async def revision(self, number: int) -> Revision | None:
        """A revision by the store's number; kept while an execution needs it."""

    async def delete_machine(self, arn: str) -> None:
        """Mark it as DELETING; it is gone once nothing runs of it, at once where nothing does."""

    # -- executions

    async def add_execution(self, execution: ExecutionRecord) -> ExecutionRecord:
        """Add a RUNNING one, whose `id` the store gives, or give the one that has its ARN.

        Raises:
            RevisionGone: where the store has its revision no more.
        """

    async def execution(self, arn: str) -> ExecutionRecord | None:
        """An execution by its ARN."""

    async def executions(
        self,
        *,
        machine_arn: str | None,
        map_run_arn: str | None,
        status: ExecutionStatus | None,
        limit: int,
        after: str | None,
    ) -> Page[ExecutionRecord]:
        """Executions of a machine or of a Map Run, the newest first.

        What a list does not show is left out: `input` is empty; `output`, `error`, `cause` and
        `test_case` are None.
        """

    async def history(
        self, execution: int, *, limit: int, after: int | None, newest_first: bool
    ) -> Sequence[Event]:
        """Events in order of their ids or against it, beyond the id `after`."""

    async def history_page(
        self, execution: int, *, limit: int, size: int, after: int | None, newest_first: bool
    ) -> tuple[Sequence[Event], bool]:
        """The same, no further than to where they have `size` characters of details together; and
        whether there are more. An event is never cut, and there is one at least where there is any.
        """

    async def payloads(self, execution: int, events: Sequence[int]) -> dict[int, Event]:
        """Single events by id, for frames whose values stand in them; ids unknown are left out."""

    async def standings(self) -> Sequence[Unfinished]:
        """All executions that run, in order of their numbers."""

    async def standing(self, execution: int) -> Standing | None:
        """Where a running execution stands; None where it does not run."""

    async def secret(self) -> bytes:
        """32 random bytes that this database was given once and keeps."""

    async def execution_of_token(self, token: str) -> int | None:
        """Which execution a task token belongs to; None where the token is not open."""

    async def prune(self, before: datetime, limit: int) -> int:
        """Delete executions that closed before an instant, `limit` at most; how many it were.

        Children of a Map Run stay for as long as an execution of their parent's machine runs that
        is older than they are.
        """

    async def prune_frames(self, before: datetime, limit: int) -> int:
        """Drop the frames that executions closed before an instant have left, `limit` executions
        at most; how many it were. Only FAILED, TIMED_OUT and ABORTED ones leave any."""

    # -- activities

    async def add_activity(self, activity: ActivityRecord) -> ActivityRecord:
        """Add it, or give the one that has its ARN already."""

    async def activity(self, arn: str) -> ActivityRecord | None:
        """An activity by its ARN."""

    async def activities(self, limit: int, after: str | None) -> Page[ActivityRecord]:
        """All activities, the oldest first."""

    async def delete_activity(self, arn: str) -> None:
        """Delete it and its tags; nothing where it is gone already."""

    # -- tags

    async def tags(self, arn: str) -> dict[str, str]:
        """The tags of a resource, in order of setting."""

    async def tag(self, arn: str, tags: dict[str, str]) -> None:
        """Set tags."""

    async def untag(self, arn: str, keys: Sequence[str]) -> None:
        """Remove tags; unknown keys are fine."""

    async def lost_moments(self) -> None:
        """Wait until the database is found to have lost what it had acknowledged.

        A server may that crashes, unless it waits for its disk. What it has is of one moment.
        """

    async def close(self) -> None:
        """Commit what is under way and give the database free."""
