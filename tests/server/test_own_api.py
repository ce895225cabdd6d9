"""The API as executions of the server call it: the end of a child, whatever the store does."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from asl.stores.memory import MemoryStore
from asl.stores.port import StoreError
from asl.stores.records import ExecutionRecord
from asl_server.aws import AwsApi
from asl_server.operations.call import Desk
from asl_server.own_api import OwnApi
from tests.engines.embedded.living import WORK, alone, begin, engine_of, machine_of, tell


class Away(MemoryStore):
    """A store that cannot be read so many times."""

    faults = 0

    async def execution(self, arn: str) -> ExecutionRecord | None:
        """Read, or not."""
        if self.faults:
            self.faults -= 1
            raise StoreError("the disk is away")
        return await super().execution(arn)


async def waiting(faults: int) -> None:
    """A child is waited for, and many parents do; the store is away when they begin."""
    store = Away()
    engine = await engine_of(store)
    record = await begin(engine, await machine_of(store, alone("Work", WORK)))
    desk = Desk(store=store, engine=engine, new_name=lambda: str(uuid4()))
    own = OwnApi(AwsApi(desk, engine.now), store, engine)
    store.faults = faults
    parents = [asyncio.ensure_future(own.ended(record.arn)) for _ in range(20)]
    await asyncio.sleep(0.05)
    left, rest = parents[0], parents[1:]
    left.cancel()
    await asyncio.sleep(0.05)
    assert not any(one.done() for one in rest)
    await engine.stop(record, None, None)
    await asyncio.gather(*rest)
    # It has ended: whoever asks now is told at once.
    await own.ended(record.arn)
    await own.ended(f"{record.arn}-unknown")
    await engine.close()


def test_all_that_wait_for_a_child_are_told_of_its_end() -> None:
    tell(lambda: waiting(0))


def test_a_store_that_is_away_fails_nobody() -> None:
    tell(lambda: waiting(25))
