"""A fault of the program itself fails the execution that meets it, and no other."""

from __future__ import annotations

import asyncio
from typing import Final

import pytest

from asl.engines.embedded import Settings
from asl.runtime.host import Returned, Submitted, TaskCall
from asl.stores.memory import MemoryStore
from asl.stores.records import ExecutionRecord
from tests.engines.embedded.living import (
    Json,
    alone,
    begin,
    ended,
    engine_of,
    machine_of,
    tell,
    types,
)

_CALL: Final[Json] = {
    "Type": "Task",
    "Resource": "arn:aws:states:::lambda:invoke",
    "Parameters": {"FunctionName.$": "$$.Execution.Name"},
    "End": True,
}


async def _breaks_first(call: TaskCall) -> Submitted | Returned:
    await asyncio.sleep(0)
    if call.input == {"FunctionName": "one"}:
        raise ZeroDivisionError(f"in {call.state}")
    return Returned(value="well")


def _branches(inner: Json) -> Json:
    return {"Type": "Parallel", "Branches": [alone("Call", inner)], "End": True}


# What meets the fault, and the types of the events before the last one.
MET: Final[dict[str, tuple[Json, list[str]]]] = {
    "a Task": (_CALL, ["ExecutionStarted", "TaskStateEntered"]),
    "a branch": (
        _branches(_CALL),
        ["ExecutionStarted", "ParallelStateEntered", "ParallelStateStarted", "TaskStateEntered"],
    ),
}


@pytest.mark.parametrize(("state", "before"), MET.values(), ids=MET)
def test_the_execution_fails_and_says_why(state: Json, before: list[str]) -> None:
    async def story() -> tuple[list[str], ExecutionRecord, ExecutionRecord]:
        store = MemoryStore()
        engine = await engine_of(store, Settings(tasks=_breaks_first))
        machine = await machine_of(store, alone("State", state))
        one, two = await begin(engine, machine, "one"), await begin(engine, machine, "two")
        failed, well = await ended(engine, one), await ended(engine, two)
        seen = await types(engine, one)
        await engine.close()
        return seen, failed, well

    seen, failed, well = tell(story)
    assert seen[: len(before)] == before
    assert (seen[-1], failed.status, failed.error) == (
        "ExecutionFailed",
        "FAILED",
        "States.Runtime",
    )
    assert "ZeroDivisionError: in " in (failed.cause or "")
    assert well.status == "SUCCEEDED"
