"""Whole histories compared: in order, branch by branch, or as a bag."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from conformance.branches import Branch, branches, interleaved
from conformance.case import Expected, Moment
from conformance.matching import Matcher
from conformance.moments import Entries, EventMatcher

# What the recorder lost where it sorted the events inside a Parallel state.
_LOST: Final = frozenset({"ParallelStateSucceeded", "ParallelStateFailed"})


def event_matcher(expected: Expected, got: Sequence[Moment], values: Matcher) -> EventMatcher:
    """How the events of a case are compared."""
    history = expected.history or ()
    if expected.bag or interleaved(history):
        mine, theirs = Entries(history), Entries(got)
        return EventMatcher(values, expected.unspoken, mine, theirs)
    return EventMatcher(values, expected.unspoken)


def difference(expected: Expected, got: Sequence[Moment], events: EventMatcher) -> str | None:
    """The first difference in words; None where there is none.

    Where branches run at the same time the order in which they take turns is free: then each
    branch is compared by itself, along `previousEventId`. Everything else is compared event by
    event with its ids.
    """
    history = expected.history
    if history is None:
        return None
    unsound = _unsound(got)
    if unsound is not None:
        return unsound
    if expected.bag:
        return _of_bags(
            [event for event in history if event.type not in _LOST],
            [event for event in got if event.type not in _LOST],
            events,
        )
    with events.values.attempt() as attempt:
        found = _of_lists(history, got, events)
        if found is None:
            attempt.keep()
            return None
    if not interleaved(history):
        return found
    return _of_trees(history, got, events)


def _unsound(got: Sequence[Moment]) -> str | None:
    """Ids are 1 to n in order, and no event was caused by a later one."""
    for index, event in enumerate(got, start=1):
        if event.id != index:
            return f"event ids are not 1 to n: {event.id} stands at {index}"
        if not 0 <= event.previous < event.id:
            return f"event {event.id} {event.type}: was caused by {event.previous}"
    return None


def _of_lists(
    expected: Sequence[Moment], got: Sequence[Moment], events: EventMatcher
) -> str | None:
    for mine, theirs in zip(expected, got, strict=False):
        found = events.difference(mine, theirs)
        if found is not None:
            return found
        if (mine.id, mine.previous) != (theirs.id, theirs.previous):
            return (
                f"event {theirs.id} {theirs.type}: expected {mine.id}<-{mine.previous}, "
                f"got {theirs.id}<-{theirs.previous}"
            )
    if len(expected) != len(got):
        rest = (expected if len(expected) > len(got) else got)[min(len(expected), len(got))]
        which = "missing" if len(expected) > len(got) else "too many"
        return f"expected {len(expected)} events, got {len(got)}; {which}: {rest.id} {rest.type}"
    return None


def _of_bags(expected: Sequence[Moment], got: Sequence[Moment], events: EventMatcher) -> str | None:
    counted = _of_counts(expected, got)
    if counted is not None:
        return counted
    left = list(got)
    for mine in expected:
        nearest: str | None = None
        for theirs in left:
            with events.values.attempt() as attempt:
                found = events.difference(mine, theirs)
                if found is None:
                    attempt.keep()
            if found is None:
                left.remove(theirs)
                break
            if theirs.type == mine.type:
                nearest = nearest or found
        else:
            return nearest or f"no event like {mine.type} {mine.details}"
    return None


def _of_counts(expected: Sequence[Moment], got: Sequence[Moment]) -> str | None:
    mine = Counter(event.type for event in expected)
    theirs = Counter(event.type for event in got)
    for type_ in sorted(mine.keys() | theirs.keys()):
        if mine[type_] != theirs[type_]:
            return f"expected {mine[type_]} {type_}, got {theirs[type_]}"
    return None


def _of_trees(
    expected: Sequence[Moment], got: Sequence[Moment], events: EventMatcher
) -> str | None:
    return _of_counts(expected, got) or _of_forks(branches(expected), branches(got), events)


def _of_forks(
    expected: Sequence[Branch], got: Sequence[Branch], events: EventMatcher
) -> str | None:
    """Every branch has its counterpart, in whatever order."""
    left = list(got)
    for mine in expected:
        nearest: str | None = None
        for theirs in left:
            with events.values.attempt() as attempt:
                found = _of_branches(mine, theirs, events)
                if found is None:
                    attempt.keep()
            if found is None:
                left.remove(theirs)
                break
            if theirs.events[0].type == mine.events[0].type:
                nearest = nearest or found
        else:
            return nearest or f"no branch that begins like {mine.events[0]}"
    if left:
        return f"a branch too many: it begins with {left[0].events[0]}"
    return None


def _of_branches(mine: Branch, theirs: Branch, events: EventMatcher) -> str | None:
    for one, other in zip(mine.events, theirs.events, strict=False):
        found = events.difference(one, other)
        if found is not None:
            return found
    if len(mine.events) != len(theirs.events):
        last = theirs.events[-1]
        return (
            f"the branch up to event {last.id} {last.type}: expected {len(mine.events)} events, "
            f"got {len(theirs.events)}"
        )
    return _of_forks(mine.forks, theirs.forks, events)
