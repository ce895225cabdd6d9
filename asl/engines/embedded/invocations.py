"""How often the states of an execution with a test case have been called: its history tells."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Final

from asl.engines.embedded.mocks import MockedRun, TestCase
from asl.engines.embedded.program import Program
from asl.stores.port import Store
from asl.stores.records import ExecutionRecord

# The first event of every attempt at a Task: each is one invocation of the state.
SCHEDULED: Final = frozenset({"TaskScheduled", "LambdaFunctionScheduled", "ActivityScheduled"})
# Events and executions that are read at once.
_PAGE: Final = 500


def mocked(program: Program, record: ExecutionRecord) -> Program:
    """The program of an execution that begins; a child of a Map Run has its parent's test case."""
    if record.test_case is None or program.mocked is not None:
        return program
    machine = record.machine_arn.rpartition(":")[2].partition("/")[0]
    return replace(program, mocked=MockedRun(TestCase(machine, record.test_case)))


async def mocked_so_far(store: Store, program: Program, record: ExecutionRecord) -> Program:
    """The program of an execution that goes on: its history tells how often states were called.

    Raises:
        StoreError
    """
    begun = mocked(program, record)
    if record.test_case is not None and begun.mocked is not None:
        await _count(store, record.id, begun.mocked.invocations)
    return begun


async def _count(store: Store, execution: int, invocations: Counter[str]) -> None:
    """Count the calls of an execution, and those of its children."""
    states: dict[int, str] = {}
    after: int | None = None
    while True:
        events = await store.history(execution, limit=_PAGE, after=after, newest_first=False)
        for event in events:
            # An attempt chains from the one before it, and the first one from the state's entry.
            if event.type == "TaskStateEntered":
                states[event.id] = event.details["name"]
            elif event.previous in states:
                states[event.id] = states[event.previous]
            if event.type in SCHEDULED:
                invocations[states[event.id]] += 1
            elif event.type == "MapRunStarted":
                await _count_children(store, event.details["mapRunArn"], invocations)
        if len(events) < _PAGE:
            return
        after = events[-1].id


async def _count_children(store: Store, map_run_arn: str, invocations: Counter[str]) -> None:
    after: str | None = None
    while True:
        page = await store.executions(
            machine_arn=None, map_run_arn=map_run_arn, status=None, limit=_PAGE, after=after
        )
        for child in page.items:
            await _count(store, child.id, invocations)
        after = page.after
        if after is None:
            return
