"""Records to store, and a store to put them in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from asl.runtime.events import Event
from asl.stores.records import (
    ActivityRecord,
    Closing,
    ExecutionRecord,
    ExecutionStatus,
    MachineRecord,
    Revision,
    Save,
)
from asl.stores.sql import SqlStore, open_store

Result = TypeVar("Result")

START = datetime(2026, 2, 3, 4, 5, 6, 789012, tzinfo=UTC)
ACCOUNT = "arn:aws:states:us-east-1:123456789012"
MACHINE = f"{ACCOUNT}:stateMachine:order"


def with_store(url: str, story: Callable[[SqlStore], Awaitable[Result]]) -> Result:
    """What a story gives that is told of a store at a URL."""

    async def tell() -> Result:
        store = open_store(url)
        try:
            return await story(store)
        finally:
            await store.close()

    return asyncio.run(tell())


def later(seconds: float) -> datetime:
    """An instant after START."""
    return START + timedelta(seconds=seconds)


def revision(definition: str = "{}", revision_id: str | None = None) -> Revision:
    """A revision that is not stored yet."""
    return Revision(
        revision_id=revision_id,
        definition=definition,
        role_arn="arn:aws:iam::123456789012:role/order",
        logging='{"level":"OFF"}',
        tracing=None,
        encryption=None,
        created_at=START,
    )


def machine(name: str = "order", definition: str = "{}") -> MachineRecord:
    """A machine that is not stored yet."""
    return MachineRecord(
        arn=f"{ACCOUNT}:stateMachine:{name}",
        name=name,
        type="STANDARD",
        created_at=START,
        updated_at=START,
        status="ACTIVE",
        revision=revision(definition),
    )


def execution(
    of: MachineRecord,
    name: str = "one",
    *,
    started_at: datetime = START,
    map_run_arn: str | None = None,
    input: str = "{}",
) -> ExecutionRecord:
    """An execution that is not stored yet."""
    return ExecutionRecord(
        arn=f"{ACCOUNT}:execution:{of.name}:{name}",
        name=name,
        machine_arn=of.arn,
        revision=of.revision.id,
        status="RUNNING",
        started_at=started_at,
        input=input,
        map_run_arn=map_run_arn,
        item_count=None if map_run_arn is None else 7,
    )


def activity(name: str = "pick") -> ActivityRecord:
    """An activity."""
    return ActivityRecord(arn=f"{ACCOUNT}:activity:{name}", name=name, created_at=START)


def event(number: int, **details: object) -> Event:
    """An event with an id."""
    return Event(number, number - 1, "PassStateEntered", later(number), dict(details))


def events(ids: Iterable[int]) -> list[Event]:
    """Events with these ids."""
    return [event(number, name="Pass", input="{}") for number in ids]


def closing(status: ExecutionStatus = "SUCCEEDED", *, stopped_at: datetime = START) -> Closing:
    """How an execution ended."""
    if status == "SUCCEEDED":
        return Closing(status=status, stopped_at=stopped_at, output='{"ok":true}')
    cause = "so \x00 it \u00e4 goes"
    return Closing(status=status, stopped_at=stopped_at, error="Bad", cause=cause)


async def running(store: SqlStore, *names: str) -> list[ExecutionRecord]:
    """Executions of one machine that have just begun."""
    stored = await store.add_machine(machine())
    return [await store.add_execution(execution(stored, name)) for name in names]


async def closed(
    store: SqlStore,
    of: MachineRecord,
    name: str,
    status: ExecutionStatus = "SUCCEEDED",
    *,
    stopped_at: datetime = START,
) -> ExecutionRecord:
    """An execution that has ended, with an event and a frame."""
    record = await store.add_execution(execution(of, name))
    tokens = [f"token {name}"]
    await store.commit(
        Save(execution=record.id, events=events([1]), frames={"": "{}"}, tokens=tokens)
    )
    await store.commit(Save(execution=record.id, closing=closing(status, stopped_at=stopped_at)))
    return record
