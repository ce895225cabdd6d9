"""The outline of a definition: its states, and the states inside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from asl.lsp.draft import Draft
from asl.lsp.tree import Member, Node

# Blocks inside one another, past which no outline helps.
_DEEPEST: Final = 50


@dataclass(frozen=True, slots=True)
class Symbol:
    """A state, or a branch of a Parallel.

    Attributes:
        name: of the state; `Branches[0]` of a branch.
        type: of the state; "" of a branch.
        start, end: offsets of all of it.
        name_start, name_end: offsets of its name.
        children: what is inside it.
    """

    name: str
    type: str
    start: int
    end: int
    name_start: int
    name_end: int
    children: tuple[Symbol, ...] = ()


def symbols(draft: Draft) -> tuple[Symbol, ...]:
    """The states of the machine."""
    return tuple(_states(draft.tree, 1))


def _states(block: Node, depth: int) -> Iterator[Symbol]:
    states = block.get("States")
    for member in [] if states is None or depth > _DEEPEST else states.members:
        yield _state(member, depth)


def _state(member: Member, depth: int) -> Symbol:
    node = member.node
    return Symbol(
        name=member.name,
        type="" if node is None else node.text("Type") or "",
        start=member.start,
        # The value of an alias stands elsewhere.
        end=member.end if node is None else max(node.end, member.end),
        name_start=member.start,
        name_end=member.end,
        children=() if node is None else tuple(_inside(node, depth + 1)),
    )


def _inside(state: Node, depth: int) -> Iterator[Symbol]:
    branches = state.get("Branches")
    for index, branch in enumerate([] if branches is None else branches.items):
        yield Symbol(
            name=f"Branches[{index}]",
            type="",
            start=branch.start,
            end=branch.end,
            name_start=branch.start,
            name_end=branch.start,
            children=tuple(_states(branch, depth)),
        )
    for name in ("ItemProcessor", "Iterator"):
        block = state.get(name)
        if block is not None:
            yield from _states(block, depth)
