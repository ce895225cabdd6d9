"""Rules about entries of Retry and Catch that do nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from asl.diagnostics.finding import Finding
from asl.model.errors import Catcher, Retrier, matches
from asl.model.state import StateMachine
from asl.rules.scopes import recoveries, states
from asl.runtime import errors
from asl.runtime.errors import StatesError
from asl.states import Task

# What a call cannot fail with; a branch or an iteration can, for it hands on the errors inside.
_NOT_OF_CALLS: Final = frozenset(
    {
        errors.BRANCH_FAILED,
        errors.EXCEED_TOLERATED_FAILURE_THRESHOLD,
        errors.ITEM_READER_FAILED,
        errors.NO_CHOICE_MATCHED,
        errors.RESULT_WRITER_FAILED,
    }
)


def errors_reach_their_entries(machine: StateMachine) -> Iterator[Finding]:
    """An error is handled by the first entry that matches it: no later one is for the same error.

    Source: https://states-language.net/spec.html#errors
    """
    for entries in recoveries(machine):
        # As a dict: of each name, the index of the entry that has it first.
        named: dict[str, int] = {}
        for index, entry in enumerate(entries):
            for at, name in enumerate(entry.errors):
                first = named.get(name, index)
                if first == index and name not in named:
                    first = _standing_for(named, name, index)
                named.setdefault(name, index)
                if first < index:
                    yield Finding(
                        code="error-handled-before",
                        pointer=f"{entry.pointer}/ErrorEquals/{at}",
                        message=f'"{name}" never gets here: entry {first} of the list handles it',
                        hint="remove it here, or move this entry before the other",
                    )


def _standing_for(named: dict[str, int], name: str, index: int) -> int:
    """The entry with a name that stands for this error as well, where one comes before."""
    if name == errors.HEARTBEAT_TIMEOUT and errors.TIMEOUT in named:
        # A missed heartbeat has the name States.Timeout (recorded).
        return named[errors.TIMEOUT]
    if errors.TASK_FAILED not in named or name in (errors.ALL, errors.TASK_FAILED):
        return index
    covered = matches((errors.TASK_FAILED,), StatesError(name))
    return named[errors.TASK_FAILED] if covered else index


def errors_can_be_handled(machine: StateMachine) -> Iterator[Finding]:
    """`States.Runtime` is handled by nothing: no Retry tries again, no Catch goes on.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
    """
    for entries in recoveries(machine):
        for entry in entries:
            for at, name in enumerate(entry.errors):
                if name == errors.RUNTIME:
                    what = "Retry" if isinstance(entry, Retrier) else "Catch"
                    yield Finding(
                        code="error-not-handleable",
                        pointer=f"{entry.pointer}/ErrorEquals/{at}",
                        message=f'"{name}" ends the execution: no {what} applies to it',
                        hint="remove it, and put right what would raise it",
                    )


def errors_can_be_raised(machine: StateMachine) -> Iterator[Finding]:
    """An error that the state can have: a Task's call has no branches and no items.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
    """
    for state in states(machine):
        if not isinstance(state, Task):
            continue
        # A worker may report any name at all.
        if state.resource.kind == "activity" or state.resource.pattern == ".waitForTaskToken":
            continue
        entries: tuple[Retrier | Catcher, ...] = (*state.retry, *state.catch)
        for entry in entries:
            for at, name in enumerate(entry.errors):
                no_heartbeat = name == errors.HEARTBEAT_TIMEOUT and state.heartbeat is None
                if name in _NOT_OF_CALLS or no_heartbeat:
                    yield Finding(
                        code="error-never-raised",
                        pointer=f"{entry.pointer}/ErrorEquals/{at}",
                        message=f'this Task never fails with "{name}"',
                        hint='add "HeartbeatSeconds", or name another error'
                        if no_heartbeat
                        else "name an error that a call may have, such as States.TaskFailed",
                    )
