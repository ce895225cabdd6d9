"""Rules about Retry and Catch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from asl.diagnostics.finding import Finding
from asl.model.errors import Catcher, Retrier
from asl.model.state import StateMachine
from asl.rules.scopes import states
from asl.runtime.errors import ALL


def states_all_is_last(machine: StateMachine) -> Iterator[Finding]:
    """`States.ALL` stands in the last Retrier and in the last Catcher only.

    Source: https://states-language.net/spec.html#errors
    """
    for state in states(machine):
        lists: tuple[Sequence[Retrier | Catcher], ...] = (
            getattr(state, "retry", ()),
            getattr(state, "catch", ()),
        )
        for entries in lists:
            for entry in entries[:-1]:
                if ALL in entry.errors:
                    yield Finding(
                        code="states-all-not-last",
                        pointer=f"{entry.pointer}/ErrorEquals",
                        message='"States.ALL" must be in the last entry: what follows is never '
                        "reached",
                        hint="move the entry to the end",
                    )
