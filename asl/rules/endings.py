"""Rules about how a state ends."""

from __future__ import annotations

from collections.abc import Iterator

from asl.diagnostics.finding import Finding
from asl.model.state import StateMachine
from asl.rules.scopes import states
from asl.states import Choice, Fail, Succeed


def states_end_or_go_on(machine: StateMachine) -> Iterator[Finding]:
    """A state has either `Next` or `"End": true`, and not both.

    Choice has its rules; Succeed and Fail end by themselves.

    Source: https://states-language.net/spec.html#terminal-state
    """
    for state in states(machine):
        if isinstance(state, (Choice, Fail, Succeed)):
            continue
        following: str | None = getattr(state, "next", None)
        end: bool = getattr(state, "end", False)
        if following is None and not end:
            yield Finding(
                code="no-transition",
                pointer=state.pointer,
                message=f'the state "{state.name}" neither ends nor goes on',
                hint='add "Next": "…" or "End": true',
            )
        elif following is not None and end:
            yield Finding(
                code="exclusive-fields",
                pointer=f"{state.pointer}/End",
                message='"Next" and "End" cannot both stand',
                hint="remove one of them",
            )
