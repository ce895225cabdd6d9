"""Rules about states that nothing leads to."""

from __future__ import annotations

from collections.abc import Iterator

from asl.diagnostics.finding import Finding
from asl.model.state import Block, StateMachine
from asl.rules.endings import has_end
from asl.rules.scopes import blocks


def states_are_reachable(machine: StateMachine) -> Iterator[Finding]:
    """Every state can be reached from StartAt; AWS refuses a machine with one that cannot.

    Of a block without an end AWS tells that alone (recorded).

    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html
    """
    for block in blocks(machine):
        if block.start_at not in block.states or not has_end(block):
            continue
        reached = _reached(block)
        for name, state in block.states.items():
            if name not in reached:
                yield Finding(
                    code="state-unreachable",
                    pointer=state.pointer,
                    message=f'no transition leads to the state "{name}"',
                    hint="lead a transition to it, or remove it",
                    at_key=True,
                )


def _reached(block: Block) -> set[str]:
    reached, waiting = {block.start_at}, [block.start_at]
    while waiting:
        for link in block.states[waiting.pop()].links():
            if link.target in block.states and link.target not in reached:
                reached.add(link.target)
                waiting.append(link.target)
    return reached
