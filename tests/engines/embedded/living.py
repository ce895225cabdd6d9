"""An engine over a store in memory, for stories that are told in a few lines."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar

from asl.engines.embedded import EmbeddedEngine, Settings
from asl.engines.embedded.clock import wall_clock
from asl.stores.memory import MemoryStore
from asl.stores.port import StoreError
from asl.stores.records import ExecutionRecord, MachineRecord, Save
from tests.engines.embedded.stores import ACCOUNT, add_machine

Json = Any
Result = TypeVar("Result")

ACTIVITY = f"{ACCOUNT}:activity:work"
WORK: Json = {"Type": "Task", "Resource": ACTIVITY, "End": True}
# Everything that sleeps is dropped from memory as soon as it is looked at.
EAGER = Settings(park_after=timedelta(0), quiet_after=timedelta(0))


class FailingStore(MemoryStore):
    """A store that can do nothing for a while, as on a full disk."""

    def __init__(self) -> None:
        super().__init__()
        self.full = False

    async def commit(self, save: Save) -> None:
        """Commit, or not."""
        await asyncio.sleep(0)
        if self.full:
            raise StoreError("the disk is full")
        await super().commit(save)


def tell(story: Callable[[], Awaitable[Result]]) -> Result:
    """Run a story; it must not take for ever."""

    async def told() -> Result:
        return await asyncio.wait_for(story(), 20)

    return asyncio.run(told())


def alone(name: str, state: Json) -> Json:
    """A definition with one state."""
    return {"StartAt": name, "States": {name: state}}


async def engine_of(store: MemoryStore, settings: Settings | None = None) -> EmbeddedEngine:
    """An engine that has recovered, and knows the activity."""
    engine = EmbeddedEngine(store, settings)
    engine.activity_created(ACTIVITY)
    await engine.recover()
    return engine


async def begin(
    engine: EmbeddedEngine, machine: MachineRecord, name: str = "one", text: str = "{}"
) -> ExecutionRecord:
    """An execution that is stored and started."""
    record = await engine.store.add_execution(asked(machine, name, text))
    await engine.start(record, machine)
    return record


def asked(machine: MachineRecord, name: str = "one", text: str = "{}") -> ExecutionRecord:
    """An execution that is not stored."""
    return ExecutionRecord(
        arn=f"{ACCOUNT}:execution:machine:{name}",
        name=name,
        machine_arn=machine.arn,
        revision=machine.revision.id,
        status="RUNNING",
        started_at=wall_clock(),
        input=text,
    )


async def machine_of(store: MemoryStore, definition: Json) -> MachineRecord:
    """A machine in the store."""
    return await add_machine(store, json.dumps(definition))


async def until(true: Callable[[], object]) -> None:
    """Wait for something to come true."""
    while not true():  # noqa: ASYNC110 - what is looked at tells nobody
        await asyncio.sleep(0.001)


async def ended(engine: EmbeddedEngine, record: ExecutionRecord) -> ExecutionRecord:
    """An execution once it has ended."""
    while True:
        found = await engine.store.execution(record.arn)
        assert found is not None
        if found.status != "RUNNING":
            return found
        await asyncio.sleep(0.001)


async def types(engine: EmbeddedEngine, record: ExecutionRecord) -> list[str]:
    """The types of the events of an execution."""
    events = await engine.store.history(record.id, limit=99_999, after=None, newest_first=False)
    return [event.type for event in events]
