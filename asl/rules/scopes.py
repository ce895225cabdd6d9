"""Walking through the blocks of a machine, and telling its states apart."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Final

from asl.model.errors import Catcher, Retrier
from asl.model.state import Block, State, StateMachine
from asl.states import Choice, Map, Parallel, Pass, Task, Wait
from asl.syntax.values import Json

# What a state is by its fields: Retry and Catch; Next and End; Assign.
RECOVERING: Final = (Task, Parallel, Map)
GOING: Final = (Task, Parallel, Map, Pass, Wait)
ASSIGNING: Final = (Task, Parallel, Map, Pass, Wait, Choice)


def whole_blocks(machine: StateMachine) -> Iterator[Block]:
    """Every block of which each state could be read: only there it is known what leads where."""
    return (block for block in blocks(machine) if not block.unread)


def blocks(machine: StateMachine) -> Iterator[Block]:
    """Every block, the outer before the inner."""
    waiting = deque([machine.block])
    while waiting:
        block = waiting.popleft()
        yield block
        for state in block.states.values():
            waiting.extend(state.blocks())


def written(machine: StateMachine) -> Iterator[tuple[State, dict[str, Json]]]:
    """Every state with the object that it was read from."""
    waiting = deque([(machine.block, machine.written)])
    while waiting:
        block, value = waiting.popleft()
        for name, state in block.states.items():
            given = value["States"][name]
            yield state, given
            for inner in state.blocks():
                found = given
                # `/ItemProcessor`, `/Branches/0`: nothing in it is escaped.
                for token in inner.pointer[len(state.pointer) + 1 :].split("/"):
                    found = found[int(token)] if isinstance(found, list) else found[token]
                waiting.append((inner, found))


def states(machine: StateMachine) -> Iterator[State]:
    """Every state of every block."""
    for block in blocks(machine):
        yield from block.states.values()


def recoveries(machine: StateMachine) -> Iterator[Sequence[Retrier | Catcher]]:
    """Every Retry and every Catch."""
    for state in states(machine):
        if isinstance(state, RECOVERING):
            yield state.retry
            yield state.catch
