"""Rules about states that nothing leads to."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator

from asl.diagnostics.finding import Finding
from asl.model.state import Block, StateMachine
from asl.rules.endings import has_end
from asl.rules.scopes import whole_blocks


def states_are_reachable(machine: StateMachine) -> Iterator[Finding]:
    """Every state can be reached from StartAt; AWS refuses a machine with one that cannot.

    Of a block without an end AWS tells that alone (recorded).

    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html
    """
    for block in whole_blocks(machine):
        if block.start_at not in block.states or not has_end(block):
            continue
        come_to = reached(block, block.start_at)
        for name, state in block.states.items():
            if name not in come_to:
                yield Finding(
                    code="state-unreachable",
                    pointer=state.pointer,
                    message=f'no transition leads to the state "{name}"',
                    hint="lead a transition to it, or remove it",
                    at_key=True,
                )


def reached(block: Block, start: str, but: Collection[str] = ()) -> dict[str, None]:
    """The states that are come to from one, itself included, the nearest first; none of `but`."""
    order = {start: None} if start in block.states else {}
    waiting = deque(order)
    while waiting:
        for link in block.states[waiting.popleft()].links():
            target = link.target
            if target in block.states and target not in order and target not in but:
                order[target] = None
                waiting.append(target)
    return order
