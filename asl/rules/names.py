"""Rules about names."""

from __future__ import annotations

from collections.abc import Iterator

from asl.diagnostics.finding import Finding
from asl.model.state import StateMachine
from asl.rules.scopes import states


def state_names_are_unique(machine: StateMachine) -> Iterator[Finding]:
    """A state's name is unique in the whole machine, branches and item processors included.

    Source: https://states-language.net/spec.html#states-fields
    """
    seen: dict[str, str] = {}
    for state in states(machine):
        if state.name in seen:
            yield Finding(
                code="duplicate-state-name",
                pointer=state.pointer,
                message=f'another state has the name "{state.name}" already',
                hint=f"the first one is at {seen[state.name]}",
                at_key=True,
            )
        else:
            seen[state.name] = state.pointer
