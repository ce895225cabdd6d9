"""An Express execution has five minutes from its start."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest

from asl.engines.embedded import EmbeddedEngine
from asl.engines.embedded.clock import wall_clock
from asl.engines.embedded.running import Running
from asl.stores.memory import MemoryStore
from asl.stores.records import ExecutionRecord
from tests.engines.embedded.stores import add_machine

WAIT = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3600, "End": True}}}

# What is said: (how long ago it began, the machine's own limit, its status)
AGES = {
    "almost five minutes": (timedelta(minutes=4), None, "RUNNING"),
    "five minutes": (timedelta(minutes=5), None, "TIMED_OUT"),
    "a longer limit of its own does not help": (timedelta(minutes=5), 3600, "TIMED_OUT"),
    "a shorter one counts": (timedelta(minutes=2), 60, "TIMED_OUT"),
    "a shorter one is not over": (timedelta(seconds=20), 60, "RUNNING"),
}


@pytest.mark.parametrize(("age", "limit", "status"), AGES.values(), ids=AGES)
def test_the_limit(age: timedelta, limit: int | None, status: str) -> None:
    async def aged() -> ExecutionRecord:
        store = MemoryStore()
        engine = EmbeddedEngine(store)
        own = {} if limit is None else {"TimeoutSeconds": limit}
        machine = await add_machine(store, json.dumps({**WAIT, **own}), "EXPRESS")
        record = ExecutionRecord(
            id=-1,
            arn=f"{machine.arn}:e:0".replace(":stateMachine:", ":express:"),
            name="e",
            machine_arn=machine.arn,
            revision=machine.revision.id,
            status="RUNNING",
            started_at=wall_clock() - age,
            input="{}",
        )
        program = engine.programs.of(machine.revision, express=True)
        running = Running.express(engine, program, record)
        engine.presence.launch(running)
        await asyncio.sleep(0)
        await engine.abandon()
        return running.record

    record = asyncio.run(aged())
    assert (record.status, record.error) == (status, None)
