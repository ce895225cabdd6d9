"""Rules about how a state ends."""

from __future__ import annotations

from collections.abc import Iterator

from asl.diagnostics.finding import Finding
from asl.model.state import Block, StateMachine
from asl.rules.scopes import GOING, states, whole_blocks
from asl.states import Fail, Succeed


def has_end(block: Block) -> bool:
    """Whether any state of the block ends it."""
    return any(
        isinstance(state, (Succeed, Fail)) or (isinstance(state, GOING) and state.end)
        for state in block.states.values()
    )


def blocks_have_an_end(machine: StateMachine) -> Iterator[Finding]:
    """A block has at least one state that ends it.

    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html
    """
    for block in whole_blocks(machine):
        if not has_end(block):
            yield Finding(
                code="no-end",
                pointer=f"{block.pointer}/States",
                message="no state here ends: there is no terminal state",
                hint='add "End": true to the last state, or a Succeed or Fail state',
            )


def states_end_or_go_on(machine: StateMachine) -> Iterator[Finding]:
    """A state has either `Next` or `"End": true`, and not both.

    Choice has its rules; Succeed and Fail end by themselves.

    Source: https://states-language.net/spec.html#terminal-state
    """
    for state in states(machine):
        if not isinstance(state, GOING):
            continue
        if state.next is None and not state.end:
            yield Finding(
                code="no-transition",
                pointer=state.pointer,
                message=f'the state "{state.name}" neither ends nor goes on',
                hint='add "Next": "…" or "End": true',
            )
        elif state.next is not None and state.end:
            yield Finding(
                code="exclusive-fields",
                pointer=f"{state.pointer}/End",
                message='"Next" and "End" cannot both stand',
                hint="remove one of them",
            )
