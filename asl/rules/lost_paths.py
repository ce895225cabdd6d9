"""A rule about paths into values whose members are known."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Final

from asl.diagnostics.finding import Finding
from asl.diagnostics.suggestions import Suggestions
from asl.model.state import Block, StateMachine
from asl.rules.leaves import paths_asked_for
from asl.rules.scopes import written
from asl.rules.shape_steps import after
from asl.rules.shapes import ANYTHING, Known, Shape, either

# How often the shape of a state's input may change before it counts as anything.
_MOST_CHANGES: Final = 4
# Members that a hint names.
_NAMED: Final = 5


def paths_lead_somewhere(machine: StateMachine) -> Iterator[Finding]:
    """A path leads to a member that the value may have.

    The members of a value are known where a payload template or a fixed Result has made it; what is
    given to the execution or answered by a call may have any. Told where no way to the state makes
    the member. A member that IsPresent asks for somewhere is left alone.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html
    """
    yield from _Following(machine).findings()


class _Following:
    """One machine, its values followed from StartAt."""

    def __init__(self, machine: StateMachine) -> None:
        self._machine = machine
        self._given = {state.pointer: given for state, given in written(machine)}
        self._found: list[tuple[str, Finding]] = []
        self._suggestions = Suggestions()

    def findings(self) -> list[Finding]:
        """All of them."""
        waiting: deque[tuple[Block, Known]] = deque([(self._machine.block, ANYTHING)])
        while waiting:
            block, value = waiting.popleft()
            for name, entered in self._entered(block, value).items():
                state = block.states[name]
                seen = after(state, self._given[state.pointer], entered, self._lost)
                waiting.extend((inner, seen.inside) for inner in state.blocks())
        asked = paths_asked_for(self._machine.written) if self._found else frozenset()
        return [item for path, item in self._found if not _is_inside(path, asked)]

    def _entered(self, block: Block, value: Known) -> dict[str, Known]:
        """The shape of the input of each state that is come to."""
        if block.start_at not in block.states:
            return {}
        found: dict[str, Known] = {block.start_at: value}
        changes: dict[str, int] = {}
        waiting = deque(found)
        while waiting:
            name = waiting.popleft()
            state = block.states[name]
            for target, there in after(
                state, self._given[state.pointer], found[name], _ignored
            ).ways:
                if target not in block.states:
                    continue
                if target not in found:
                    found[target] = there
                    waiting.append(target)
                    continue
                joined = either(found[target], there)
                if joined == found[target]:
                    continue
                changes[target] = changes.get(target, 0) + 1
                found[target] = ANYTHING if changes[target] > _MOST_CHANGES else joined
                waiting.append(target)
        return found

    def _lost(self, pointer: str, path: str, name: str, value: Shape) -> None:
        known = list(value.members)
        if not known:
            had = "no member at all"
        else:
            had = ", ".join(known[:_NAMED]) + (", …" if len(known) > _NAMED else "")
        finding = Finding(
            code="path-leads-nowhere",
            pointer=pointer,
            message=f'"{path}" leads nowhere: there is no "{name}" but {had}',
            hint=self._suggestions.nearest(name, known)
            or f'keep "{name}" in what is handed on, or take the path out',
        )
        self._found.append((path, finding))


def _is_inside(path: str, asked: frozenset[str]) -> bool:
    """Whether a path leads to what is asked for, or into it."""
    ends = (at for at, sign in enumerate(path) if sign in ".[")
    return path in asked or any(path[:end] in asked for end in ends)


def _ignored(_pointer: str, _path: str, _name: str, _value: Shape) -> None:
    """The shapes are not final yet."""
