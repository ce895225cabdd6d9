"""Rules about variables that are read: whether something has been assigned by then.

What is assigned on every way to a state is found by following the transitions: a variable is there
for certain where each way from StartAt has assigned it. A block inside sees what is there where its
state is entered, and hands no variable out; a Distributed Map's children see none of the outside.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from asl.diagnostics.finding import Finding
from asl.diagnostics.suggestions import Suggestions
from asl.model.place import JSONPATH
from asl.model.state import Block, State, StateMachine
from asl.rules.assignment_flow import NONE, Flow, Variables
from asl.rules.leaves import Leaf, leaves_by_name, names_asked_for
from asl.rules.reads import assigned_in, variables_read
from asl.rules.scopes import written
from asl.states import Map
from asl.syntax.values import Json

_ALONE: Final = re.compile(r"\{%\s*\$(\w+)(?:\.\w+|\[\d+\])*\s*%\}")


def variables_are_assigned(machine: StateMachine) -> Iterator[Finding]:
    """A variable that is read has been assigned: on every way, and in a scope that is seen.

    Under JSONPath a variable without a value fails the state; under JSONata it is nothing, which
    fails where it is all that an expression gives. What IsPresent or `$exists` asks for is left
    alone.
    """
    yield from _Reading(machine).findings(machine.block, _Scope(NONE, frozenset(), frozenset()))


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a block sees of the outside.

    Attributes:
        certain: the variables that are there for certain when it is entered.
        possible: those that some block around it assigns.
        hidden: those of the outside that a Distributed Map hides.
    """

    certain: Variables
    possible: frozenset[str]
    hidden: frozenset[str]


class _Reading:
    """One machine, and what is asked of it again and again."""

    def __init__(self, machine: StateMachine) -> None:
        self._machine = machine
        self._flow = Flow()
        self._suggestions = Suggestions()
        self._leaves: dict[str, dict[str, Leaf]] = {}

    # Looked up when the first variable is found wanting: most machines have none.

    @cached_property
    def _raw(self) -> dict[str, dict[str, Json]]:
        return {state.pointer: given for state, given in written(self._machine)}

    @cached_property
    def _asked(self) -> frozenset[str]:
        return names_asked_for(self._machine.written)

    @cached_property
    def _inside(self) -> dict[str, str]:
        return _assigned_inside(self._machine.block)

    def findings(self, block: Block, scope: _Scope) -> Iterator[Finding]:
        """Those of a block and of the blocks inside it."""
        certain = self._flow.certain(block, scope.certain)
        if certain is None:
            return
        here = _Scope(scope.certain, scope.possible | assigned_in(block), scope.hidden)
        for name, state in block.states.items():
            if name not in certain:
                continue
            for variable, pointer in variables_read(state):
                if not self._flow.has(certain[name], variable) and variable not in self._asked:
                    yield from self._finding(variable, pointer, state, here)
            for inner in state.blocks():
                yield from self.findings(inner, _seen_inside(state, certain[name], here))

    def _leaf(self, variable: str, pointer: str, state: State) -> Leaf:
        """Where the variable is named first in the member with that pointer."""
        if pointer not in self._leaves:
            given = self._raw[state.pointer]
            self._leaves[pointer] = leaves_by_name(given, state.pointer, pointer)
        return self._leaves[pointer].get(variable, Leaf(pointer, "", None))

    def _finding(
        self, variable: str, pointer: str, state: State, scope: _Scope
    ) -> Iterator[Finding]:
        leaf = self._leaf(variable, pointer, state)
        shown = f"${variable}"
        if variable in scope.possible:
            if state.language == JSONPATH or _is_alone(variable, leaf):
                yield leaf.finding(
                    code="variable-maybe-unassigned",
                    message=f'"{shown}" may have no value: some way to "{state.name}" assigns none',
                    hint="assign it on every way here, such as in the first state",
                )
        elif variable in scope.hidden:
            yield leaf.finding(
                code="variable-out-of-scope",
                message=f'"{shown}" is a variable of the outside, and a Distributed Map sees none',
                hint='hand its value on in "ItemSelector"',
            )
        elif variable in self._inside:
            inside = self._inside[variable]
            yield leaf.finding(
                code="variable-out-of-scope",
                message=f'"{shown}" is assigned inside "{inside}" only, and ends with it',
                hint=f'return the value from there, and assign it in "{inside}"',
            )
        else:
            near = self._suggestions.nearest(variable, scope.possible)
            yield leaf.finding(
                code="variable-never-assigned",
                message=f'nothing assigns the variable "{shown}"',
                hint=near or f'assign it before, by "Assign": {{"{variable}": …}}',
            )


def _seen_inside(state: State, certain: Variables, scope: _Scope) -> _Scope:
    if isinstance(state, Map) and state.is_distributed:
        return _Scope(NONE, frozenset(), scope.hidden | scope.possible)
    return _Scope(certain, scope.possible, scope.hidden)


def _assigned_inside(block: Block) -> dict[str, str]:
    """The variables that blocks inside states assign, each with the name of such a state."""
    found: dict[str, str] = {}
    waiting = deque([block])
    while waiting:
        for state in waiting.popleft().states.values():
            for inner in state.blocks():
                waiting.append(inner)
                for name in assigned_in(inner):
                    found.setdefault(name, state.name)
    return found


def _is_alone(variable: str, leaf: Leaf) -> bool:
    """Whether the variable, or what is in it, is all that a query gives."""
    match = _ALONE.fullmatch(leaf.text)
    return match is not None and match[1] == variable
