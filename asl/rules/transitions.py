"""Rules about where a state may go next."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from asl.diagnostics.finding import Finding
from asl.diagnostics.suggestions import Suggestions
from asl.model.state import Block, StateMachine
from asl.rules.scopes import blocks

# States that are told by name, and characters that they may have together.
_TOLD: Final = 5
_LENGTH: Final = 100


def starts_exist(machine: StateMachine) -> Iterator[Finding]:
    """StartAt names a state of its own block.

    Source: https://states-language.net/spec.html#transitions
    """
    suggestions = Suggestions()
    for block in blocks(machine):
        if block.start_at not in block.states:
            yield Finding(
                code="start-state-missing",
                pointer=f"{block.pointer}/StartAt",
                message=f'"StartAt" names no state of this scope: "{block.start_at}"',
                hint=suggestions.nearest(block.start_at, block.states) or _states(block),
            )


def targets_exist(machine: StateMachine) -> Iterator[Finding]:
    """A transition names a state of its own block.

    `Next`, `Default` and a Catcher's `Next` may not jump into or out of a branch, so the names
    looked up are those of this `States` object alone.

    Source: https://states-language.net/spec.html#transitions
    """
    suggestions = Suggestions()
    for block in blocks(machine):
        for state in block.states.values():
            for link in state.links():
                if link.target not in block.states:
                    yield Finding(
                        code="transition-target-missing",
                        pointer=link.pointer,
                        message=f'"{link.member}" names no state of this scope: "{link.target}"',
                        hint=suggestions.nearest(link.target, block.states) or _states(block),
                    )


def _states(block: Block) -> str:
    """What states there are to go to."""
    names = ", ".join(f'"{name}"' for name in islice(block.states, _TOLD))
    if len(block.states) > _TOLD or len(names) > _LENGTH:
        return "name a state of the same States object, or add one"
    return f"the states here are {names}"
