"""Run a machine in a test."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from asl.diagnostics.finding import did_you_mean
from asl.engines import virtual
from asl.engines.virtual import Run, Settings, Tasks
from asl.interp.compile import Machine
from asl.rules.scopes import states
from asl.runtime.values import adopt
from asl.states import Task
from asl.testing.mocks import Mocks, StandIn


def run(
    machine: Machine,
    value: object,
    mocks: Mapping[str, StandIn] | Tasks,
    settings: Settings | None = None,
) -> Run:
    """Run an execution to its end on the virtual clock; waits take no time.

    Args:
        machine: from `load` or `load_file`.
        value: the input.
        mocks: stand-ins by state name or resource, a `Mocks` of them, a test case from
            `load_mocks`, or any function from a call to an answer.
        settings: name, start, type and the like.

    Raises:
        ValueError: where a stand-in belongs to no Task of the machine, or the input is no JSON
            value.
        TransitionBudgetExceeded: where the run has no end in sight.
    """
    tasks = Mocks(mocks) if isinstance(mocks, Mapping) else mocks
    if isinstance(tasks, Mocks):
        _refuse_strangers(machine, tasks)
        if tasks.asynchronous:
            return asyncio.run(virtual.run_in_loop(machine, adopt(value), tasks, settings))
    return virtual.run(machine, adopt(value), tasks, settings)


def _refuse_strangers(machine: Machine, mocks: Mocks) -> None:
    """A misspelt name would stand in for nothing, and nobody would be told."""
    known: dict[str, None] = {}
    for state in states(machine.definition):
        if isinstance(state, Task):
            known[state.name] = known[state.resource.text] = None
    for key in mocks.names():
        if key not in known:
            hint = did_you_mean(key, list(known)) or f"there are: {', '.join(known)}"
            raise ValueError(f"no Task state of the machine is called or calls {key!r}; {hint}")
