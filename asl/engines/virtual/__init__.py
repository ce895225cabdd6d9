"""Executions on a virtual clock: mocks and plain functions, a year of waits in milliseconds."""

from __future__ import annotations

from asl.engines.virtual.answers import Answer, Tasks, never, returns, throws
from asl.engines.virtual.engine import (
    START,
    Settings,
    TransitionBudgetExceeded,
    VirtualEngine,
)
from asl.engines.virtual.running import Run
from asl.interp.compile import Machine
from asl.syntax.values import Json

__all__ = [
    "START",
    "Answer",
    "Run",
    "Settings",
    "Tasks",
    "TransitionBudgetExceeded",
    "VirtualEngine",
    "never",
    "returns",
    "run",
    "run_in_loop",
    "throws",
]


def run(machine: Machine, value: Json, tasks: Tasks, settings: Settings | None = None) -> Run:
    """Run an execution to its end, without an event loop.

    Raises:
        TransitionBudgetExceeded: where the run has no end in sight.
    """
    engine = VirtualEngine(machine, tasks, settings)
    outcome = engine.begin(value)
    engine.drive()
    return outcome


async def run_in_loop(
    machine: Machine, value: Json, tasks: Tasks, settings: Settings | None = None
) -> Run:
    """The same inside the running event loop: tasks may be asynchronous."""
    engine = VirtualEngine(machine, tasks, settings)
    outcome = engine.begin(value)
    await engine.drive_in_loop()
    return outcome
