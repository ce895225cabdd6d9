"""Rules about where a state may go next."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Final

from asl.diagnostics.finding import Finding
from asl.diagnostics.suggestions import Suggestions
from asl.model.state import StateMachine
from asl.rules.scopes import blocks

# States that are told by name, and characters that they may have together.
_MOST: Final = 5
_LENGTH: Final = 100


def starts_exist(machine: StateMachine) -> Iterator[Finding]:
    """StartAt names a state of its own block.

    Source: https://states-language.net/spec.html#transitions
    """
    suggestions = Suggestions()
    for block in blocks(machine):
        names = block.names
        if block.start_at not in names:
            yield Finding(
                code="start-state-missing",
                pointer=f"{block.pointer}/StartAt",
                message=f'"StartAt" names no state of this scope: "{block.start_at}"',
                hint=suggestions.nearest(block.start_at, names) or _told(names),
            )


def targets_exist(machine: StateMachine) -> Iterator[Finding]:
    """A transition names a state of its own block.

    `Next`, `Default` and a Catcher's `Next` may not jump into or out of a branch, so the names
    looked up are those of this `States` object alone.

    Source: https://states-language.net/spec.html#transitions
    """
    suggestions = Suggestions()
    for block in blocks(machine):
        names = block.names
        for state in block.states.values():
            for link in state.links():
                if link.target not in names:
                    yield Finding(
                        code="transition-target-missing",
                        pointer=link.pointer,
                        message=f'"{link.member}" names no state of this scope: "{link.target}"',
                        hint=suggestions.nearest(link.target, names) or _told(names),
                    )


def _told(states: Collection[str]) -> str:
    """What states there are to go to."""
    names = ", ".join(f'"{name}"' for name in islice(states, _MOST))
    if len(states) > _MOST or len(names) > _LENGTH:
        return "name a state of the same States object, or add one"
    return f"the states here are {names}"
