"""Executions are kept for 90 days after their end; then their names are free."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import pytest

from asl.engines.embedded.clock import wall_clock
from asl.engines.embedded.retention import KEPT, REDRIVABLE, delete_before
from asl.stores.memory import MemoryStore
from asl.stores.records import Closing, Save
from tests.engines.embedded.living import alone, asked, machine_of, tell

_SECOND: Final = timedelta(seconds=1)
# How long ago it ended (None: it runs), and whether it is still there.
AGES: Final[dict[str, tuple[timedelta | None, bool]]] = {
    "running": (None, True),
    "just ended": (_SECOND, True),
    "not yet": (KEPT - _SECOND, True),
    "now": (KEPT + _SECOND, False),
    "long ago": (KEPT * 4, False),
}


@pytest.mark.parametrize(("age", "there"), AGES.values(), ids=AGES)
def test_what_is_over_for_long_is_deleted(age: timedelta | None, there: bool) -> None:
    async def story() -> tuple[bool, int]:
        store, now = MemoryStore(), wall_clock()
        machine = await machine_of(store, alone("P", {"Type": "Pass", "End": True}))
        record = await store.add_execution(asked(machine))
        if age is not None:
            await store.commit(
                Save(
                    execution=record.id,
                    closing=Closing(status="SUCCEEDED", stopped_at=now - age, output="1"),
                )
            )
        deleted = await delete_before(store, now - KEPT, now - REDRIVABLE)
        return await store.execution(record.arn) is not None, deleted

    assert tell(story) == (there, int(not there))


def test_there_may_be_very_many() -> None:
    async def story() -> tuple[int, int]:
        store, now = MemoryStore(), wall_clock()
        machine = await machine_of(store, alone("P", {"Type": "Pass", "End": True}))
        for number in range(250):
            record = await store.add_execution(asked(machine, f"e{number}"))
            closing = Closing(status="FAILED", stopped_at=now - KEPT * 2)
            await store.commit(Save(execution=record.id, closing=closing))
        deleted = await delete_before(store, now - KEPT, now - REDRIVABLE)
        again = await delete_before(store, now - KEPT, now - REDRIVABLE)
        return deleted, again

    assert tell(story) == (250, 0)
