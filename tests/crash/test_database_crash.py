"""The server of a PostgreSQL database crashes under load, again and again.

With durability "machine" nothing acknowledged is lost. With "process" its last moments may be:
what then is there is consistent, and ends.
"""

from __future__ import annotations

import asyncio
import json
from itertools import count
from typing import Any, Final

import pytest

from asl.engines.embedded import EmbeddedEngine
from asl.stores.port import Durability, StoreError
from asl.stores.records import ExecutionRecord, MachineRecord
from asl.stores.sql import SqlStore, open_store
from tests.engines.embedded.living import asked
from tests.stores.cluster import Cluster
from tests.stores.records import machine as unstored

_PASS: Final = {"Type": "Pass", "Next": "Nap"}
_NAP: Final = {"Type": "Wait", "Seconds": 1, "Next": "Each"}
_EACH: Final = {
    "Type": "Map",
    "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "StartAt": "Item",
        "States": {"Item": {"Type": "Wait", "Seconds": 1, "End": True}},
    },
    "End": True,
}
DEFINITIONS: Final[dict[str, Any]] = {
    "naps": {"StartAt": "P", "States": {"P": _PASS, "Nap": {**_NAP, "Next": "Q"}}},
    "maps": {"StartAt": "P", "States": {"P": _PASS, "Nap": _NAP, "Each": _EACH}},
}
DEFINITIONS["naps"]["States"]["Q"] = {"Type": "Pass", "End": True}
_CRASHES: Final = 2


class Load:
    """Executions that are started as fast as they are acknowledged.

    Attributes:
        acknowledged: those that were.
        enough: whether no more are to be started.
    """

    def __init__(self, engine: EmbeddedEngine, machines: list[MachineRecord]) -> None:
        self.acknowledged: list[ExecutionRecord] = []
        self.enough = False
        self._engine = engine
        self._machines = machines
        self._numbers = count()

    async def run(self) -> None:
        """Start one after the other."""
        for number in self._numbers:
            if self.enough:
                return
            machine = self._machines[number % 20 == 0]
            record = asked(machine, f"n{number}", "[1,2]")
            stored = None
            while stored is None:
                try:
                    stored = await self._engine.store.add_execution(record)
                except StoreError:
                    await asyncio.sleep(0.05)
            self.acknowledged.append(stored)
            await self._engine.start(stored, machine)


async def _all(store: SqlStore, machine: MachineRecord) -> list[ExecutionRecord]:
    found: list[ExecutionRecord] = []
    after: str | None = None
    while True:
        page = await store.executions(
            machine_arn=machine.arn, map_run_arn=None, status=None, limit=1000, after=after
        )
        found += page.items
        after = page.after
        if after is None:
            return found


async def _until_all_have_ended(store: SqlStore) -> None:
    while await store.standings():  # noqa: ASYNC110 - the store tells nobody
        await asyncio.sleep(0.1)


async def _types(store: SqlStore, arn: str) -> list[str]:
    found = await store.execution(arn)
    assert found is not None
    history = await store.history(found.id, limit=99, after=None, newest_first=False)
    return [f"{event.type} {event.details}" for event in history]


async def _crashing(store: SqlStore, cluster: Cluster) -> None:
    engine = EmbeddedEngine(store)
    await engine.recover()
    machines = []
    for name, definition in DEFINITIONS.items():
        machines.append(await store.add_machine(unstored(name, json.dumps(definition))))
    load = Load(engine, machines)
    loads = [asyncio.ensure_future(load.run()) for _ in range(8)]
    for _ in range(_CRASHES):
        await asyncio.sleep(1.3)
        await asyncio.to_thread(cluster.stop)
        await asyncio.to_thread(cluster.start)
    await asyncio.sleep(0.5)
    load.enough = True
    await asyncio.gather(*loads)
    await asyncio.wait_for(_until_all_have_ended(store), 20)
    assert engine.refusal() is None
    assert engine.presence.running == {}
    there = [one for machine in machines for one in await _all(store, machine)]
    failed = [one.arn for one in there if one.status != "SUCCEEDED"]
    assert [(await store.execution(arn), await _types(store, arn)) for arn in failed] == []
    assert len({one.id for one in load.acknowledged}) == len(load.acknowledged)
    for one in there[::7]:
        history = await store.history(one.id, limit=99, after=None, newest_first=False)
        assert [event.id for event in history] == list(range(1, len(history) + 1))
        assert history[-1].type == "ExecutionSucceeded"
    lost = {one.arn for one in load.acknowledged} - {one.arn for one in there}
    if store_is_safe(store):
        assert lost == set()
    await engine.close()


def store_is_safe(store: SqlStore) -> bool:
    """Whether the server waits for its disk."""
    [[setting]] = store._database.writer.execute("SHOW synchronous_commit")
    return bool(setting == "on")


@pytest.mark.parametrize("durability", ["machine", "process"])
def test_a_database_that_crashes(cluster: Cluster, postgresql: str, durability: Durability) -> None:
    async def story() -> None:
        store = open_store(postgresql, durability=durability)
        assert store_is_safe(store) == (durability == "machine")
        await _crashing(store, cluster)
        await store.close()

    asyncio.run(story())
