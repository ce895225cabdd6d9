"""Rules about loops."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from asl.diagnostics.finding import Finding
from asl.model.state import Block, State, StateMachine
from asl.rules.reach import reached
from asl.rules.scopes import GOING, whole_blocks
from asl.states import Fail, Succeed


def loops_can_be_left(machine: StateMachine) -> Iterator[Finding]:
    """From every state that an execution comes to, some way leads to an end.

    AWS asks for one state that ends, not for a way to it: an execution in such a loop goes on for
    a year, or for 25,000 events. One finding for each loop, at the state it is entered by.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
    """
    for block in whole_blocks(machine):
        ending = {name for name, state in block.states.items() if _ends(state)}
        if not ending:
            continue
        leaving = _leading_to(ending, block)
        told: set[str] = set()
        for name in reached(block, block.start_at):
            if name in leaving or name in told:
                continue
            loop = reached(block, name, told)
            again = _leads_into(block, loop, told)
            told.update(loop)
            if again:
                continue
            yield Finding(
                code="endless-loop",
                pointer=block.states[name].pointer,
                message=f'no way leads from the state "{name}" to an end',
                hint="lead one of its transitions out of the loop, such as by a Choice",
                at_key=True,
            )


def _ends(state: State) -> bool:
    if isinstance(state, (Succeed, Fail)):
        return True
    # A transition to nowhere has its own finding; what would come after it is not known.
    return isinstance(state, GOING) and (state.end or state.next is None)


def _leading_to(ending: set[str], block: Block) -> set[str]:
    """The states from which one of these is reached."""
    before: dict[str, list[str]] = {}
    found = set(ending)
    for name, state in block.states.items():
        for link in state.links():
            if link.target in block.states:
                before.setdefault(link.target, []).append(name)
            else:
                found.add(name)
    waiting = list(found)
    while waiting:
        for name in before.get(waiting.pop(), ()):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found


def _leads_into(block: Block, names: Iterable[str], others: set[str]) -> bool:
    return any(link.target in others for name in names for link in block.states[name].links())
