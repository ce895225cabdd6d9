"""Walking through the blocks of a machine."""

from __future__ import annotations

from collections.abc import Iterator

from asl.model.state import Block, State, StateMachine


def blocks(machine: StateMachine) -> Iterator[Block]:
    """Every block, the outer before the inner."""
    waiting = [machine.block]
    while waiting:
        block = waiting.pop(0)
        yield block
        for state in block.states.values():
            waiting.extend(state.blocks())


def states(machine: StateMachine) -> Iterator[State]:
    """Every state of every block."""
    for block in blocks(machine):
        yield from block.states.values()
