"""A Map whose iterations run inside the execution.

Iterations run in lanes, as many as may be open at once: a lane takes the next item when the one
before has succeeded. So a saved frame needs no more than its children to go on.

Source: recorded histories of Map states, which chain an iteration's start from the end of the one
that made room for it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from asl.runtime.abort import abort_children
from asl.runtime.errors import StatesError
from asl.runtime.evaluation import place_in_history
from asl.runtime.execution import Item
from asl.runtime.frame import DONE, ENTERED, FANNED, Frame
from asl.runtime.values import gathered
from asl.states.map_items import MapSettings
from asl.syntax.values import Json

# Iterations at once where the state sets no lower limit.
# Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html
MOST_AT_ONCE: Final = 40


def inline(settings: MapSettings) -> Callable[[Frame], Awaitable[Json]]:
    """One attempt at the state."""
    scope, walk = settings.scope, settings.walk

    async def act(frame: Frame) -> Json:
        if frame.phase != FANNED:
            try:
                _fan_out(frame, settings)
            except StatesError as error:
                _withdraw(frame, error)
                raise
            await frame.host.save(frame)
        assert frame.items is not None, "a fanned Map has its items"
        length = len(frame.items)
        given = settings.given(frame)

        async def lane(child: Frame) -> None:
            while True:
                await walk(scope, child)
                child.closed = frame.host.record(
                    child,
                    child.last,
                    "MapIterationSucceeded",
                    {"name": frame.state, "index": child.index},
                )
                if len(frame.children) == length:
                    return
                child = _iterate(frame, settings, given, child.last)
                await frame.host.turn(child)

        try:
            lanes = [(child, lane(child)) for child in frame.children if child.phase != DONE]
            await frame.host.gather(frame, lanes)
            result = gathered([child.input for child in frame.children], frame.state)
        except StatesError as error:
            _withdraw(frame, error)
            raise
        return _close(frame, result)

    return act


def _withdraw(frame: Frame, error: StatesError) -> None:
    """End what runs; an error of the state's own evaluation is no failure of an iteration."""
    if not error.event:
        place_in_history(frame, error)
        frame.phase = ENTERED
    frame.last = error.event
    abort_children(frame, error)


def _fan_out(frame: Frame, settings: MapSettings) -> None:
    given = settings.given(frame)
    limit = settings.most(given, frame) or MOST_AT_ONCE
    items: list[Json] = settings.items(given, frame)
    started = frame.record("MapStateStarted", {"length": len(items)})
    frame.items = items
    frame.phase = FANNED
    for _ in range(min(limit, MOST_AT_ONCE, len(items))):
        _iterate(frame, settings, given, started)


def _iterate(frame: Frame, settings: MapSettings, given: Json, previous: int) -> Frame:
    """Start the next iteration."""
    items = frame.items
    assert isinstance(items, list), "a fanned Map has its items"
    index = len(frame.children)
    item = Item(index, items[index])
    # Should the selection fail, that is what its error chains from.
    frame.last = previous
    child = Frame(
        frame.host,
        frame.execution,
        settings.scope.start,
        settings.select(given, frame, item),
        parent=frame,
        index=index,
        attempt=frame.retry_count(),
        item=item,
    )
    child.last = frame.host.record(
        child, previous, "MapIterationStarted", {"name": frame.state, "index": index}
    )
    frame.children.append(child)
    return child


def _close(frame: Frame, result: Json) -> Json:
    if frame.children:
        frame.last = max(child.closed for child in frame.children)
    # The exit chains from what this event chains from, not from the event itself (recorded).
    frame.host.record(frame, frame.last, "MapStateSucceeded", {})
    frame.children, frame.items, frame.phase = [], None, ENTERED
    if frame.observer is not None:
        frame.observer("result", result)
    return result
