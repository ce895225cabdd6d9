"""Those who watch an execution are told of every commit of it, and of no other's."""

from __future__ import annotations

import asyncio

from asl.stores.memory import MemoryStore
from tests.engines.embedded.living import (
    ACTIVITY,
    WORK,
    alone,
    begin,
    ended,
    engine_of,
    machine_of,
    tell,
    until,
)


def test_a_watch_sees_each_change_and_the_end() -> None:
    async def story() -> list[str]:
        store = MemoryStore()
        engine = await engine_of(store)
        machine = await machine_of(store, alone("Work", WORK))
        record, other = await begin(engine, machine), await begin(engine, machine, "other")
        await until(lambda: len(engine.open_calls) == 2)
        seen: list[str] = []
        with engine.watch(record.id) as watch, engine.watch(record.id) as second:
            task = await engine.activity_task(ACTIVITY, "worker", 5)
            assert task is not None
            await watch.changed()
            await engine.stop(other, None, None)
            silent = asyncio.ensure_future(watch.changed())
            done, _ = await asyncio.wait((silent,), timeout=0.05)
            assert not done
            await engine.send_success(task.token, "1")
            await silent
            # The one who did not look meanwhile has missed nothing.
            await second.changed()
            seen.append((await ended(engine, record)).status)
        assert not engine.news._watching
        await engine.close()
        return seen

    assert tell(story) == ["SUCCEEDED"]
