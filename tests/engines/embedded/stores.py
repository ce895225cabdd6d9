"""Stores for tests of the engine."""

from __future__ import annotations

import asyncio

from asl.engines.embedded.clock import wall_clock
from asl.stores.memory import MemoryStore
from asl.stores.records import ExecutionRecord, MachineRecord, MachineType, Revision, Save

ACCOUNT = "arn:aws:states:us-east-1:123456789012"


class StoppingStore(MemoryStore):
    """A store that answers so many commits and then none, as if the process had died."""

    def __init__(self) -> None:
        super().__init__()
        self.commits_left: int | None = None
        self.stopped = asyncio.Event()

    def tokens(self) -> list[str]:
        """The task tokens that are open."""
        return list(self._tokens)

    async def commit(self, save: Save) -> None:
        """Commit, or never come back."""
        if self.commits_left is not None:
            if self.commits_left <= 0:
                self.stopped.set()
                await asyncio.get_running_loop().create_future()
            self.commits_left -= 1
        # What is committed is answered in another turn of the loop, as by a real store.
        await super().commit(save)
        await asyncio.sleep(0)


async def add_machine(
    store: MemoryStore, definition: str, type_: MachineType = "STANDARD"
) -> MachineRecord:
    """A machine in a store."""
    now = wall_clock()
    revision = Revision(
        revision_id=None,
        definition=definition,
        role_arn="arn:aws:iam::123456789012:role/test",
        logging=None,
        tracing=None,
        encryption=None,
        created_at=now,
    )
    return await store.add_machine(
        MachineRecord(
            arn=f"{ACCOUNT}:stateMachine:machine",
            name="machine",
            type=type_,
            created_at=now,
            updated_at=now,
            status="ACTIVE",
            revision=revision,
        )
    )


async def add_execution(store: MemoryStore, machine: MachineRecord, text: str) -> ExecutionRecord:
    """An execution in a store."""
    return await store.add_execution(
        ExecutionRecord(
            arn=f"{ACCOUNT}:execution:machine:one",
            name="one",
            machine_arn=machine.arn,
            revision=machine.revision.id,
            status="RUNNING",
            started_at=wall_clock(),
            input=text,
        )
    )


async def until_closed(store: MemoryStore, arn: str) -> ExecutionRecord:
    """The execution once it has ended."""
    while True:
        record = await store.execution(arn)
        assert record is not None
        if record.status != "RUNNING":
            return record
        await asyncio.sleep(0)
