"""Where an event belongs: to which state, in which Map iterations and Parallel branches.

A branch's events do not say it themselves: it follows from the event that each of them chains
from, and from the names of states, which are unique in a machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from asl.cli.nesting import Chain, Nesting
from asl.runtime.events import Event

# A state, and the iteration or branch at each level around it, outermost first.
Place: TypeAlias = tuple[str, tuple[int, ...]]


class Whereabouts:
    """Follows a history from its first event on."""

    def __init__(self, nesting: Nesting, events: Sequence[Event]) -> None:
        self._nesting = nesting
        self._events = events
        # By event id; nothing chains before the first event.
        self._places: list[Place] = [("", ())]

    def follow(self, event: Event) -> Place:
        """The place of the next event; to be asked in order, once for each."""
        name, labels = self._places[event.previous]
        if event.type.endswith("StateStarted"):
            name = self._owner(event, name)
        elif event.type == "EvaluationFailed":
            name = event.details["state"]
        else:
            name = event.details.get("name", name)
        labels = _labels(self._nesting.chain(name), labels)
        if event.type.startswith("MapIteration"):
            labels = (*labels, event.details["index"])
        place = name, labels
        self._places.append(place)
        return place

    def of(self, event: Event) -> Place:
        """The place of an event that has been followed."""
        return self._places[event.id]

    def following(self, event: Event) -> Event | None:
        """The event right after this one, where it chains from it."""
        if event.id >= len(self._events):
            return None
        following = self._events[event.id]
        return following if following.previous == event.id else None

    def _owner(self, event: Event, before: str) -> str:
        """The Map or Parallel state of a `…StateStarted`: a retried one chains from inside it."""
        if self._events[event.previous - 1].type.endswith("StateEntered"):
            return before
        first = self.following(event)
        if first is not None and first.type == "MapIterationStarted":
            owner: str = first.details["name"]
            return owner
        chain = self._nesting.chain(before)
        if first is not None and first.type.endswith("StateEntered"):
            chain = self._nesting.chain(first.details["name"])
        # It started nothing, for a branch beside it had failed: the nearest of its kind.
        is_map = event.type.startswith("Map")
        return next(
            (level.owner for level in reversed(chain) if (level.branch is None) == is_map), before
        )


def _labels(chain: Chain, known: tuple[int, ...]) -> tuple[int, ...]:
    """A branch is told by the state's name, an iteration by the event before."""
    return tuple(
        level.branch if level.branch is not None else known[depth] if depth < len(known) else 0
        for depth, level in enumerate(chain)
    )
