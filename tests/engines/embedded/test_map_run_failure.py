"""How a Map Run that fails stands in the history: as on the virtual clock."""

from __future__ import annotations

import asyncio
import json

import pytest

from asl.definition import load
from asl.engines import virtual
from asl.engines.embedded import EmbeddedEngine
from asl.stores.memory import MemoryStore
from asl.syntax.values import Json
from tests.engines.embedded.stores import add_execution, add_machine, until_closed
from tests.states.building import block

CONFIG = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
FAIL: Json = {"Type": "Fail", "Error": "E"}

# what is said: members of a Distributed Map that fails
MAPS: dict[str, Json] = {
    "a query that selects nothing": {
        "QueryLanguage": "JSONata",
        "ItemSelector": "{% $states.context.Map.Item.Value.x %}",
    },
    "a path that leads nowhere": {"ItemSelector": {"x.$": "$$.Map.Item.Value.x"}},
    "children that fail": {},
}


@pytest.mark.parametrize("members", MAPS.values(), ids=MAPS)
def test_a_failing_run(members: Json) -> None:
    definition = json.dumps(
        {
            "StartAt": "M",
            "States": {
                "M": {
                    "Type": "Map",
                    "Label": "m",
                    "End": True,
                    "ItemProcessor": {**block(("F", FAIL)), "ProcessorConfig": CONFIG},
                    **members,
                }
            },
        }
    )

    async def history() -> list[tuple[int, int, str]]:
        store = MemoryStore()
        machine = await add_machine(store, definition)
        record = await add_execution(store, machine, "[{}]")
        engine = EmbeddedEngine(store)
        await engine.recover()
        await until_closed(store, record.arn)
        found = await store.history(record.id, limit=100, after=None, newest_first=False)
        await engine.close()
        return [(event.id, event.previous, event.type) for event in found]

    expected = virtual.run(load(definition), [{}], lambda _call: virtual.returns({}))
    assert asyncio.run(history()) == [
        (event.id, event.previous, event.type) for event in expected.events
    ]
    assert expected.events[-2].type == "MapStateFailed"
