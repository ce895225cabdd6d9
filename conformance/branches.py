"""The branches of a history: its events as a tree along `previousEventId`.

What closes a Map or Parallel state is caused by whichever branch ended last, and a further
iteration by whichever lane fell free first. Neither is a property of the state machine, so in the
tree both hang on the event that opened the state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from conformance.case import Moment

_OPENS: Final = frozenset({"MapStateStarted", "ParallelStateStarted"})
_CLOSES: Final = frozenset(
    {"MapStateSucceeded", "MapStateFailed", "ParallelStateSucceeded", "ParallelStateFailed"}
)
_EXITS: Final = frozenset({"MapStateExited", "ParallelStateExited"})
_ENDS: Final = frozenset({"MapIterationSucceeded", "MapIterationFailed", "MapIterationAborted"})


@dataclass(frozen=True, slots=True)
class Branch:
    """A run of events, each the only one that the one before it caused, and what follows it."""

    events: tuple[Moment, ...]
    forks: tuple[Branch, ...]


@dataclass(slots=True)
class _Region:
    """A Map or Parallel state from its start to its end."""

    opened: Moment
    around: _Region | None


@dataclass(slots=True)
class _Node:
    event: Moment
    region: _Region | None
    caused: list[_Node] = field(default_factory=list)


def interleaved(history: Sequence[Moment]) -> bool:
    """Whether any two branches of the history run at the same time."""
    open_: dict[object, int] = {}
    entries: dict[int, int] = {}
    parallel = {event.id for event in history if event.type == "ParallelStateStarted"}
    for event in history:
        if event.type.endswith("StateEntered") and event.previous in parallel:
            entries[event.previous] = entries.get(event.previous, 0) + 1
            if entries[event.previous] > 1:
                return True
        name = (event.details or {}).get("name")
        if event.type == "MapIterationStarted":
            open_[name] = open_.get(name, 0) + 1
            if open_[name] > 1:
                return True
        elif event.type in _ENDS:
            open_[name] = open_.get(name, 0) - 1
    return False


def branches(history: Sequence[Moment]) -> tuple[Branch, ...]:
    """The tree of a history: its first event's branch, and those that nothing caused."""
    nodes: dict[int, _Node] = {}
    roots: list[_Node] = []
    for event in history:
        cause = nodes.get(event.previous)
        region, anchor = _place(event, cause, nodes)
        node = nodes[event.id] = _Node(event, region)
        (roots if anchor is None else anchor.caused).append(node)
    return tuple(_branch(root) for root in roots)


def _place(
    event: Moment, cause: _Node | None, nodes: dict[int, _Node]
) -> tuple[_Region | None, _Node | None]:
    """The region that an event belongs to, and the node that it hangs on."""
    if cause is None:
        return None, None
    region = cause.region
    if event.type in _OPENS:
        retried = region is not None and not cause.event.type.endswith("StateEntered")
        around = region.around if retried and region is not None else region
        return _Region(event, around), nodes[region.opened.id] if retried and region else cause
    if region is None:
        return None, cause
    opened = nodes[region.opened.id]
    if event.type in _CLOSES:
        return region.around, opened
    if event.type in _EXITS and cause.event.type not in _CLOSES:
        return region.around, opened
    if event.type == "MapIterationStarted":
        return region, opened
    return region, cause


def _branch(node: _Node) -> Branch:
    events = [node.event]
    while len(node.caused) == 1:
        node = node.caused[0]
        events.append(node.event)
    return Branch(tuple(events), tuple(_branch(fork) for fork in node.caused))
