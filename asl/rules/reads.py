"""What a state reads: the variables of its expressions, wherever they stand in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any, Final

from asl.expr.expression import Expr
from asl.model.errors import Catcher
from asl.model.state import Block, State
from asl.model.variables import Assignments
from asl.rules.scopes import ASSIGNING, RECOVERING
from asl.states import Choice
from asl.states.choice_rule import ChoiceRule

# What most members are, and what reads nothing.
_PLAIN: Final = frozenset({type(None), str, int, bool, float})


def variables_read(state: State) -> list[tuple[str, str]]:
    """Each variable that a state itself reads, with the pointer of the member it is read in."""
    found: list[tuple[str, str]] = []
    _read(state, found)
    return found


def _read(value: Any, found: list[tuple[str, str]]) -> None:  # any member of any record
    if isinstance(value, (Expr, Assignments)):
        found += [(name, value.pointer) for name in sorted(value.variables)]
    elif isinstance(value, tuple):
        for item in value:
            _read(item, found)
    elif is_dataclass(value) and not isinstance(value, type) and not _has_states(type(value)):
        if isinstance(value, ChoiceRule):
            found += [(name, value.pointer) for name in sorted(value.variables)]
        for name in _members(type(value)):
            inner = getattr(value, name)
            if type(inner) not in _PLAIN:
                _read(inner, found)


@lru_cache(maxsize=256)
def _members(record: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(record))


@lru_cache(maxsize=256)
def _has_states(record: type) -> bool:
    """Whether a record holds states of its own: what they read is theirs."""
    return "states" in _members(record)


def assignments(state: State) -> Iterator[Assignments]:
    """Every Assign of a state: its own, those of its Catchers or rules."""
    if isinstance(state, ASSIGNING) and state.assign is not None:
        yield state.assign
    beside: tuple[Catcher | ChoiceRule, ...] = ()
    if isinstance(state, RECOVERING):
        beside = state.catch
    elif isinstance(state, Choice):
        beside = state.choices
    for entry in beside:
        if entry.assign is not None:
            yield entry.assign


def ways_out(state: State) -> Iterator[tuple[str, Assignments | None]]:
    """Each state that may come next, with what is assigned on the way."""
    if isinstance(state, Choice):
        for rule in state.choices:
            yield rule.next, rule.assign
        if state.default is not None:
            yield state.default, state.assign
        return
    own = state.assign if isinstance(state, ASSIGNING) else None
    caught = state.catch if isinstance(state, RECOVERING) else ()
    at_catchers = {f"{catcher.pointer}/Next" for catcher in caught}
    for link in state.links():
        if link.pointer not in at_catchers:
            yield link.target, own
    for catcher in caught:
        yield catcher.next, catcher.assign


def assigned_in(block: Block) -> set[str]:
    """The variables that a block's own states assign."""
    return {
        name
        for state in block.states.values()
        for given in assignments(state)
        for name in given.names
    }
