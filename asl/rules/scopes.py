"""Walking through the blocks of a machine, and telling its states apart."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Final

from asl.model.state import Block, State, StateMachine
from asl.states import Choice, Map, Parallel, Pass, Task, Wait

# What a state is by its fields: Retry and Catch; Next and End; Assign.
RECOVERING: Final = (Task, Parallel, Map)
GOING: Final = (Task, Parallel, Map, Pass, Wait)
ASSIGNING: Final = (Task, Parallel, Map, Pass, Wait, Choice)


def blocks(machine: StateMachine) -> Iterator[Block]:
    """Every block, the outer before the inner."""
    waiting = deque([machine.block])
    while waiting:
        block = waiting.popleft()
        yield block
        for state in block.states.values():
            waiting.extend(state.blocks())


def states(machine: StateMachine) -> Iterator[State]:
    """Every state of every block."""
    for block in blocks(machine):
        yield from block.states.values()
