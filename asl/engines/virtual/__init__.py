"""Executions on a virtual clock: mocks and plain functions, a year of waits in milliseconds."""

from __future__ import annotations

from asl.engines.virtual.answers import Answer, Tasks, never, returns, throws
from asl.engines.virtual.budgets import (
    BudgetExceeded,
    HistoryBudgetExceeded,
    TransitionBudgetExceeded,
)
from asl.engines.virtual.engine import START, Settings, VirtualEngine
from asl.engines.virtual.running import Run
from asl.interp.compile import Machine
from asl.syntax.values import Json

__all__ = [
    "START",
    "Answer",
    "BudgetExceeded",
    "HistoryBudgetExceeded",
    "Run",
    "Settings",
    "Tasks",
    "TransitionBudgetExceeded",
    "VirtualEngine",
    "never",
    "returns",
    "run",
    "run_async",
    "throws",
]


def run(machine: Machine, value: Json, tasks: Tasks, settings: Settings | None = None) -> Run:
    """Run an execution to its end; an event loop is made only where a task is asynchronous.

    Raises:
        BudgetExceeded: where the run has no end in sight, or holds too much.
        RuntimeError: where a task is asynchronous inside an event loop that runs already.
    """
    engine = VirtualEngine(machine, tasks, settings)
    outcome = engine.begin(value)
    engine.drive()
    return outcome


async def run_async(
    machine: Machine, value: Json, tasks: Tasks, settings: Settings | None = None
) -> Run:
    """The same inside the running event loop."""
    engine = VirtualEngine(machine, tasks, settings)
    outcome = engine.begin(value)
    await engine.drive_in_loop()
    return outcome
