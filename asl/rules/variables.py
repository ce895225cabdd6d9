"""Rules about variables."""

from __future__ import annotations

from collections.abc import Iterator

from asl.diagnostics.finding import Finding
from asl.model.state import Block, StateMachine
from asl.states import Choice, Map


def variables_do_not_shadow(machine: StateMachine) -> Iterator[Finding]:
    """A variable that an outer block assigns should not be assigned in an inner one.

    AWS's guide forbids it, yet AWS has been seen to accept it (recorded): a warning.

    A Distributed Map starts anew: its children see no variable of the outside.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
    """
    yield from _check(machine.block, frozenset())


def _check(block: Block, outer: frozenset[str]) -> Iterator[Finding]:
    own = dict(_assigned(block))
    for name, pointer in own.items():
        if name in outer:
            yield Finding(
                code="variable-shadowed",
                pointer=pointer,
                message=f'an outer scope assigns the variable "{name}" too',
                hint="give the inner variable a name of its own",
            )
    for state in block.states.values():
        apart = isinstance(state, Map) and state.processor.config.mode == "DISTRIBUTED"
        seen = frozenset() if apart else outer | own.keys()
        for inner in state.blocks():
            yield from _check(inner, seen)


def _assigned(block: Block) -> Iterator[tuple[str, str]]:
    for state in block.states.values():
        places = [state, *getattr(state, "catch", ())]
        if isinstance(state, Choice):
            places.extend(state.choices)
        for place in places:
            given = getattr(place, "assign", None)
            if given is None:
                continue
            for name in given.names:
                yield name, given.pointer
