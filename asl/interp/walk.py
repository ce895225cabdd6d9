"""The walk: from state to state until the block ends.

The same walk runs the execution's own block, a Parallel branch, a Map iteration and a single
state under test, from wherever the frame stands.
"""

from __future__ import annotations

from typing import Final

from asl.interp import attempts
from asl.model.state import State
from asl.runtime.errors import DATA_LIMIT_EXCEEDED, StatesError
from asl.runtime.evaluation import locate
from asl.runtime.frame import DONE, ENTER, ENTERED, FAILED, WAITING, Frame
from asl.runtime.step import Acting, Compiled, Paused, Plain, Scope, Station
from asl.runtime.values import PAYLOAD_LIMIT, VARIABLES_LIMIT, payload
from asl.syntax.values import Json

# Transitions of an execution between two calls of `Host.breathe`.
BREATH: Final = 100


async def walk(scope: Scope, frame: Frame) -> None:
    """Run a block until it ends; then the frame is DONE and its `input` is the block's output.

    Raises:
        StatesError: how the block failed; `event` of it is the event to chain from.
    """
    stations, execution, host = scope.stations, frame.execution, frame.host
    try:
        while frame.phase != DONE:
            if frame.phase == FAILED:
                assert frame.error is not None, "a failed frame has its error"
                raise frame.error
            assert frame.state is not None, "a frame that is not done stands in a state"
            station = stations[frame.state]
            if frame.phase == ENTER:
                execution.transitions += 1
                if execution.transitions % BREATH == 0:
                    await host.breathe(BREATH)
                elif execution.winded:
                    execution.winded = False
                    await host.breathe(0)
                enter(station, frame)
            if station.step is not None:
                station.step(frame)
            else:
                assert station.work is not None, "a station steps or works"
                await station.work(frame)
    except StatesError as error:
        assert frame.state is not None, "only a state fails"
        locate(error, frame, stations[frame.state].pointer)
        frame.phase, frame.error = FAILED, error
        raise


def enter(station: Station, frame: Frame) -> None:
    """Record the entry; from here on causes can name its event."""
    text = frame.input_text
    if text is None:
        text = frame.input_text = payload(frame.input, station.name)
    frame.before = frame.last
    frame.type = station.type
    frame.retries = None
    frame.entered = frame.last = frame.host.record(
        frame, frame.last, station.entered, {"name": station.name, "input": text}
    )
    frame.input_event = frame.entered
    frame.entered_at = frame.host.now()
    frame.phase = ENTERED


def leave(
    station: Station,
    frame: Frame,
    output: Json,
    assigned: dict[str, Json] | None,
    following: str | None,
) -> None:
    """Record the exit and move the frame to what follows it.

    Raises:
        StatesError: terminal, where the output is too large.
    """
    if output is frame.input:
        text = frame.text()
    else:
        text = frame.input_text = payload(output, station.name, terminal=True)
    details: dict[str, Json] = {"name": station.name, "output": text}
    if assigned:
        details["assignedVariables"] = _assign(station, frame, assigned)
    if station.exited:
        frame.last = frame.host.record(frame, frame.last, station.exited, details)
        frame.input_event = frame.last
    frame.input = output
    frame.call = None
    if following is None:
        frame.state, frame.phase = None, DONE
    else:
        frame.state, frame.phase = following, ENTER


def _assign(station: Station, frame: Frame, assigned: dict[str, Json]) -> dict[str, Json]:
    """Set the variables and give their texts for the event.

    Raises:
        StatesError: terminal, where those of one Assign or all together are too large.
    """
    texts: dict[str, Json] = {}
    sizes: dict[str, int] = {}
    for name, value in assigned.items():
        text = payload(value, station.name, terminal=True)
        texts[name] = text
        sizes[name] = len(text) if text.isascii() else len(text.encode())
    if sum(sizes.values()) > PAYLOAD_LIMIT:
        raise _too_large(f"The variables assigned in the state '{station.name}'")
    frame.assign(assigned, sizes)
    if frame.stored() > VARIABLES_LIMIT:
        raise _too_large("The variables of the execution")
    return texts


def _too_large(what: str) -> StatesError:
    return StatesError(
        DATA_LIMIT_EXCEEDED,
        f"{what} exceed the maximum number of bytes service limit.",
        terminal=True,
    )


def station_of(state: State, compiled: Compiled) -> Station:
    """A compiled state with its steps put together."""
    station = Station(state.name, state.TYPE, state.pointer, compiled)
    match compiled:
        case Plain():
            _step_plainly(station, compiled)
        case Paused():
            _pause(station, compiled)
        case Acting():
            _act(station, compiled)
    return station


def _step_plainly(station: Station, state: Plain) -> None:
    compute = state.compute

    def step(frame: Frame) -> None:
        output, assigned, following = compute(frame)
        leave(station, frame, output, assigned, following)

    station.step = step


def _pause(station: Station, state: Paused) -> None:
    async def work(frame: Frame) -> None:
        if frame.phase == ENTERED:
            frame.wake_at = state.deadline(frame)
            frame.phase = WAITING
            await frame.host.save(frame)
        assert frame.wake_at is not None, "a waiting frame has its deadline"
        await frame.host.sleep_until(frame, frame.wake_at)
        frame.wake_at = None
        output, assigned, following = state.compute(frame)
        leave(station, frame, output, assigned, following)

    station.work = work


def _act(station: Station, state: Acting) -> None:
    async def work(frame: Frame) -> None:
        output, assigned, following = await attempts.run(state, frame, station.pointer)
        leave(station, frame, output, assigned, following)

    station.work = work
