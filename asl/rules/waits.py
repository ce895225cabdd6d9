"""Rules about Wait states."""

from __future__ import annotations

from collections.abc import Iterator

from asl.diagnostics.finding import Finding
from asl.model.state import StateMachine
from asl.rules.scopes import states
from asl.states import Wait


def waits_have_one_duration(machine: StateMachine) -> Iterator[Finding]:
    """A Wait has exactly one of its four fields.

    Source: https://states-language.net/spec.html#wait-state
    """
    for state in states(machine):
        if not isinstance(state, Wait):
            continue
        if (state.seconds is None) == (state.timestamp is None):
            count = "none of" if state.seconds is None else "more than one of"
            yield Finding(
                code="wait-without-duration",
                pointer=state.pointer,
                message=f'the Wait state "{state.name}" has {count} Seconds, SecondsPath, '
                "Timestamp and TimestampPath",
                hint='give exactly one, such as "Seconds": 10',
            )
