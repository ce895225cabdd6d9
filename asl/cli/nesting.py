"""Where the states of a machine stand inside one another, and what its Tasks call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from asl.model.state import Block, StateMachine
from asl.services.resource import Resource
from asl.states import Map, Parallel, Task


@dataclass(frozen=True, slots=True)
class Level:
    """One block that a state stands in.

    Attributes:
        owner: the Map or Parallel state whose block it is.
        branch: which branch of a Parallel state; None in a Map, where the iteration tells.
    """

    owner: str
    branch: int | None


# The blocks around a state, outermost first; empty at the top level.
Chain: TypeAlias = tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Nesting:
    """What the story of a run needs to know of its machine, by state name.

    Attributes:
        chains: the blocks around each state.
        remarks: what is told beside a state's name: what it calls, how many branches it has.
    """

    chains: Mapping[str, Chain]
    remarks: Mapping[str, str]

    def chain(self, name: str) -> Chain:
        """The blocks around a state; none for what is no state."""
        return self.chains.get(name, ())


def nesting_of(machine: StateMachine) -> Nesting:
    """The nesting of a machine; the names of its states are unique."""
    chains: dict[str, Chain] = {}
    remarks: dict[str, str] = {}
    waiting: list[tuple[Block, Chain]] = [(machine.block, ())]
    while waiting:
        block, chain = waiting.pop()
        for state in block.states.values():
            chains[state.name] = chain
            if isinstance(state, Task):
                remarks[state.name] = _callee(state.resource)
            if isinstance(state, Parallel):
                count = len(state.branches)
                remarks[state.name] = f"{count} branch{'' if count == 1 else 'es'}"
            for index, inner in enumerate(state.blocks()):
                level = Level(state.name, None if isinstance(state, Map) else index)
                waiting.append((inner, (*chain, level)))
    return Nesting(chains, remarks)


def _callee(resource: Resource) -> str:
    match resource.kind:
        case "lambda":
            return f"function {resource.text.partition(':function:')[2]}"
        case "activity":
            return f"activity {resource.text.partition(':activity:')[2]}"
        case "placeholder":
            return resource.text
        case _:
            sdk = "aws-sdk:" if resource.kind == "aws-sdk" else ""
            return f"{sdk}{resource.service}:{resource.name_in_history}"
