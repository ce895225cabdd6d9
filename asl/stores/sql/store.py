"""The port of a store over a database: writes to the writer, reads to the readers."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Final

from asl.runtime.events import Event
from asl.stores.port import Durability, StoreError
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
from asl.stores.sql import executions, histories, machines, reads
from asl.stores.sql.readers import Readers
from asl.stores.sql.rows import instant
from asl.stores.sql.saves import pack
from asl.stores.sql.session import Database
from asl.stores.sql.sqlite import SqliteDatabase
from asl.stores.sql.writer import Writer

# Bytes of a database's secret.
_SECRET: Final = 32
_SQLITE: Final = "sqlite://"
_POSTGRESQL: Final = "postgresql+psycopg://"
# The schemes that PostgreSQL's own programs take.
_PLAIN_POSTGRESQL: Final = ("postgresql://", "postgres://")
# Imported where it is asked for: psycopg is an extra, and costs a tenth of a second.
_POSTGRESQL_MODULE: Final = "asl.stores.sql.postgresql"


def open_store(url: str, *, durability: Durability = "process") -> SqlStore:
    """Open a database, made or brought up to date where that is needed, and own it.

    Args:
        url: the path of an SQLite file; `sqlite:///file.db` (four slashes for an absolute path);
            `sqlite://` for one in memory; or `postgresql://user@host/name`.
        durability: whether what is committed survives the end of this process, or that of the
            machine (for PostgreSQL: of its server) too.

    Raises:
        DatabaseInUse: where another process owns it.
        NewerSchema: where a newer program made its tables.
        StoreError: where it cannot be opened.
        ValueError: for a URL of another form.
    """
    return SqlStore(_database(url, durability))


def _database(url: str, durability: Durability) -> Database:
    for scheme in _PLAIN_POSTGRESQL:
        if url.startswith(scheme):
            url = _POSTGRESQL + url.removeprefix(scheme)
    if url.startswith(_POSTGRESQL):
        return _postgresql(url, durability)
    if url in (_SQLITE, f"{_SQLITE}/:memory:"):
        return SqliteDatabase(None, durability)
    if url.startswith(f"{_SQLITE}/") and len(url) > len(_SQLITE) + 1:
        return SqliteDatabase(Path(url.removeprefix(f"{_SQLITE}/")), durability)
    if url and "://" not in url:
        return SqliteDatabase(Path(url), durability)
    raise ValueError(
        f"no database: {url!r}; give a file's path, sqlite:///file.db or postgresql://user@host/name"
    )


def _postgresql(url: str, durability: Durability) -> Database:
    try:
        module = import_module(_POSTGRESQL_MODULE)
    except ImportError as error:
        raise StoreError(
            f"PostgreSQL needs psycopg: pip install 'asl-runtime[postgres]' ({error})"
        ) from error
    opened: Database = module.PostgresqlDatabase(url, durability)
    return opened


class SqlStore:
    """A store in a database that is open; see `Store` for what its methods do.

    All raise StoreError where the database cannot do it, and after `close`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._writer = Writer(database.writer)
        self._readers = Readers(database)
        self._closed = False

    async def commit(self, save: Save) -> None:
        """Commit a save; what it holds is read before the first wait."""
        await self._writer.save(pack(save))

    # -- state machines

    async def add_machine(self, machine: MachineRecord) -> MachineRecord:
        """Add it, or give the one that has its ARN already."""
        return await self._writer.write(partial(machines.add_machine, machine=machine))

    async def machine(self, arn: str) -> MachineRecord | None:
        """A machine by its plain ARN."""
        return await self._readers.glance(partial(reads.machine, arn=arn))

    async def machines(self, limit: int, after: str | None) -> Page[MachineRecord]:
        """All machines, the oldest first."""
        return await self._readers.study(partial(reads.machines, limit=limit, after=after))

    async def revise(self, arn: str, revision: Revision) -> MachineRecord | None:
        """Make a revision the current one; None where the machine is gone."""
        return await self._writer.write(partial(machines.revise, arn=arn, revision=revision))

    async def revision(self, number: int) -> Revision | None:
        """A revision by its number."""
        return await self._readers.glance(partial(reads.revision, number=number))

    async def delete_machine(self, arn: str) -> None:
        """Mark it as DELETING; it is gone once nothing runs of it."""
        await self._writer.write(partial(machines.delete_machine, arn=arn))

    # -- executions

    async def add_execution(self, execution: ExecutionRecord) -> ExecutionRecord:
        """Add a RUNNING one, or give the one that has its ARN."""
        return await self._writer.write(partial(executions.add_execution, execution=execution))

    async def execution(self, arn: str) -> ExecutionRecord | None:
        """An execution by its ARN."""
        return await self._readers.glance(partial(reads.execution, arn=arn))

    async def executions(
        self,
        *,
        machine_arn: str | None,
        map_run_arn: str | None,
        status: ExecutionStatus | None,
        limit: int,
        after: str | None,
    ) -> Page[ExecutionRecord]:
        """Executions, the newest first, without what may be long."""
        asked = {"machine_arn": machine_arn, "map_run_arn": map_run_arn, "status": status}
        wanted = {column: value for column, value in asked.items() if value is not None}
        return await self._readers.study(
            partial(reads.executions, wanted=wanted, limit=limit, after=after)
        )

    async def history(
        self, execution: int, *, limit: int, after: int | None, newest_first: bool
    ) -> Sequence[Event]:
        """Events in order of their ids or against it."""
        return await self._readers.study(
            partial(
                reads.history,
                execution=execution,
                limit=limit,
                after=after,
                newest_first=newest_first,
            )
        )

    async def history_page(
        self, execution: int, *, limit: int, size: int, after: int | None, newest_first: bool
    ) -> tuple[Sequence[Event], bool]:
        """As many events as are not too many and not too large, and whether there are more."""
        return await self._readers.study(
            partial(
                histories.page,
                execution=execution,
                limit=limit,
                size=size,
                after=after,
                newest_first=newest_first,
            )
        )

    async def payloads(self, execution: int, events: Sequence[int]) -> dict[int, Event]:
        """Single events by id."""
        return await self._readers.glance(
            partial(reads.payloads, execution=execution, events=tuple(events))
        )

    async def standings(self) -> Sequence[Unfinished]:
        """All executions that run, in order of their numbers."""
        return await self._readers.study(reads.standings)

    async def standing(self, execution: int) -> Standing | None:
        """Where a running execution stands."""
        return await self._readers.glance(partial(reads.standing, execution=execution))

    async def secret(self) -> bytes:
        """Random bytes that this database was given once and keeps."""
        known = await self._readers.glance(reads.secret)
        if known is None:
            made = secrets.token_hex(_SECRET)
            known = await self._writer.write(partial(executions.secret, made=made))
        return bytes.fromhex(known)

    async def execution_of_token(self, token: str) -> int | None:
        """Which execution a task token belongs to."""
        return await self._readers.glance(partial(reads.execution_of_token, token=token))

    async def prune(self, before: datetime, limit: int) -> int:
        """Delete executions that closed before an instant."""
        return await self._writer.write(
            partial(executions.prune, before=instant(before), limit=limit)
        )

    async def prune_frames(self, before: datetime, limit: int) -> int:
        """Delete the frames of executions that closed before an instant."""
        return await self._writer.write(
            partial(executions.prune_frames, before=instant(before), limit=limit)
        )

    # -- activities

    async def add_activity(self, activity: ActivityRecord) -> ActivityRecord:
        """Add it, or give the one that has its ARN already."""
        return await self._writer.write(partial(machines.add_activity, activity=activity))

    async def activity(self, arn: str) -> ActivityRecord | None:
        """An activity by its ARN."""
        return await self._readers.glance(partial(reads.activity, arn=arn))

    async def activities(self, limit: int, after: str | None) -> Page[ActivityRecord]:
        """All activities, the oldest first."""
        return await self._readers.study(partial(reads.activities, limit=limit, after=after))

    async def delete_activity(self, arn: str) -> None:
        """Delete it with its tags."""
        await self._writer.write(partial(machines.delete_activity, arn=arn))

    # -- tags

    async def tags(self, arn: str) -> dict[str, str]:
        """The tags of a resource."""
        return await self._readers.glance(partial(reads.tags, arn=arn))

    async def tag(self, arn: str, tags: dict[str, str]) -> None:
        """Set tags."""
        await self._writer.write(partial(machines.tag, arn=arn, tags=dict(tags)))

    async def untag(self, arn: str, keys: Sequence[str]) -> None:
        """Remove tags."""
        await self._writer.write(partial(machines.untag, arn=arn, keys=tuple(keys)))

    async def lost_moments(self) -> None:
        """Wait until the database is found to have lost what it had acknowledged."""
        await self._writer.lost_moments()

    async def close(self) -> None:
        """Commit what waits, answer what was asked, give the database free; once is enough."""
        if self._closed:
            return
        self._closed = True
        await self._writer.close()
        await self._readers.close()
        self._database.close()
