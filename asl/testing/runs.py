"""Run a machine in a test."""

from __future__ import annotations

from collections.abc import Mapping

from asl.diagnostics.finding import did_you_mean
from asl.engines import virtual
from asl.engines.virtual import Run, Settings, Tasks
from asl.interp.compile import Machine
from asl.rules import EXPRESS_RULES
from asl.rules.scopes import states
from asl.runtime.values import PAYLOAD_LIMIT, adopt, compact
from asl.states import Task
from asl.syntax import Json
from asl.testing.mocks import Mocks, StandIn


def run(
    machine: Machine,
    value: object,
    mocks: Mapping[str, StandIn] | Tasks,
    settings: Settings | None = None,
) -> Run:
    """Run an execution to its end on the virtual clock; waits take no time.

    Stand-ins may be asynchronous; inside a running event loop those take `run_async`.

    Args:
        machine: from `load` or `load_file`.
        value: the input.
        mocks: stand-ins by state name or resource, a `Mocks` of them, a test case from
            `load_mocks`, or any function from a call to an answer.
        settings: name, start, type and the like.

    Raises:
        ValueError: where a stand-in belongs to no Task of the machine, the input is no JSON
            value or larger than StartExecution takes, or an Express run is asked of a machine that
            cannot run as Express.
        BudgetExceeded: where the run has no end in sight, or holds too much.
        RuntimeError: where a stand-in is asynchronous inside an event loop that runs already.
    """
    _refuse_unfit(machine, settings)
    return virtual.run(machine, _input(value), _tasks(machine, mocks), settings)


async def run_async(
    machine: Machine,
    value: object,
    mocks: Mapping[str, StandIn] | Tasks,
    settings: Settings | None = None,
) -> Run:
    """The same inside the running event loop, as in an `async` test.

    Asynchronous stand-ins are awaited in that loop. They take no virtual time, and those of
    branches run beside each other.
    """
    _refuse_unfit(machine, settings)
    return await virtual.run_async(machine, _input(value), _tasks(machine, mocks), settings)


def _input(value: object) -> Json:
    """The input, as AWS would take it.

    Raises:
        ValueError: where it would not.
    """
    adopted = adopt(value)
    size = len(compact(adopted))
    if size > PAYLOAD_LIMIT:
        raise ValueError(
            f"the input has {size:,} bytes of JSON, and an execution takes at most "
            f"{PAYLOAD_LIMIT:,}: AWS would not start it"
        )
    return adopted


def _tasks(machine: Machine, mocks: Mapping[str, StandIn] | Tasks) -> Tasks:
    """What answers the calls.

    Raises:
        ValueError: where a stand-in belongs to no Task of the machine.
    """
    tasks = Mocks(mocks) if isinstance(mocks, Mapping) else mocks
    if isinstance(tasks, Mocks):
        _refuse_strangers(machine, tasks)
    return tasks


def _refuse_unfit(machine: Machine, settings: Settings | None) -> None:
    """AWS refuses to make an Express machine that waits, so no test of one may pass."""
    if settings is None or not settings.express:
        return
    found = [finding for rule in EXPRESS_RULES for finding in rule(machine.definition)]
    if found:
        listed = "; ".join(f"{finding.pointer}: {finding.message}" for finding in found)
        raise ValueError(f"{listed}; {found[0].hint}")


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
