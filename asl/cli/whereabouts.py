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
            # A retried one chains from a failure somewhere inside it.
            name = self._owner(event) or name
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

    def _owner(self, event: Event) -> str | None:
        """The Map or Parallel state of a `…StateStarted`, by what it starts first."""
        first = self.following(event)
        if first is None:
            return None
        if first.type == "MapIterationStarted":
            owner: str = first.details["name"]
            return owner
        if first.type.endswith("StateEntered"):
            chain = self._nesting.chain(first.details["name"])
            return chain[-1].owner if chain else None
        return None


def _labels(chain: Chain, known: tuple[int, ...]) -> tuple[int, ...]:
    """A branch is told by the state's name, an iteration by the event before."""
    return tuple(
        level.branch if level.branch is not None else known[depth] if depth < len(known) else 0
        for depth, level in enumerate(chain)
    )
