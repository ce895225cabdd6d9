"""Rules about variables."""

from __future__ import annotations

from collections.abc import Iterator

from asl.diagnostics.finding import Finding
from asl.model.state import Block, StateMachine
from asl.rules.reads import assignments
from asl.states import Map


def variables_do_not_shadow(machine: StateMachine) -> Iterator[Finding]:
    """A variable that an outer block assigns should not be assigned in an inner one.

    AWS's guide forbids it, yet AWS has been seen to accept it (recorded): a warning.

    A Distributed Map starts anew: its children see no variable of the outside.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
    """
    yield from _check(machine.block, set())


def _check(block: Block, outer: set[str]) -> Iterator[Finding]:
    """The findings of a block and those inside it; `outer` is as before when it is over."""
    own: set[str] = set()
    for name, pointer in dict(_assigned(block)).items():
        if name in outer:
            yield Finding(
                code="variable-shadowed",
                pointer=pointer,
                message=f'an outer scope assigns the variable "{name}" too',
                hint="give the inner variable a name of its own",
                at_key=True,
            )
        else:
            own.add(name)
    # One set for all scopes: a copy for each block would take its length times their number.
    outer |= own
    for state in block.states.values():
        apart = isinstance(state, Map) and state.is_distributed
        for inner in state.blocks():
            yield from _check(inner, set() if apart else outer)
    outer -= own


def _assigned(block: Block) -> Iterator[tuple[str, str]]:
    """The variables that a block's own states assign, each with the pointer of its value."""
    for state in block.states.values():
        for assign in assignments(state):
            yield from zip(assign.names, assign.places, strict=True)
