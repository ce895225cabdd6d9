"""Run one state by itself, and tell every stage of its data flow.

It shares the steps of the walk; only what comes after the state is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from asl.interp import attempts
from asl.interp.walk import enter
from asl.runtime.errors import StatesError
from asl.runtime.evaluation import locate
from asl.runtime.frame import Frame
from asl.runtime.step import Acting, Departure, Paused, Plain, Scope, Station
from asl.runtime.values import payload
from asl.syntax.values import Json

Status: TypeAlias = Literal["SUCCEEDED", "FAILED", "RETRIABLE", "CAUGHT_ERROR"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """What takes the place of acting: a result, or an error where `error` is set."""

    result: Json = None
    error: StatesError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRun:
    """What a state does with an input.

    Attributes:
        status: as TestState names it.
        output: what goes on to the next state; None where there is none.
        next: the state to go to; None where the block ends or the state fails.
        error: how the state failed, also where that is retried or caught.
        decision: what the error leads to; None where there was none.
        stages: each stage of the data flow by name (`afterInputPath`, `afterArguments`, `result`,
            …), in order.
        variables: what the state assigns.
    """

    status: Status
    output: Json = None
    next: str | None = None
    error: StatesError | None = None
    decision: attempts.Decision | None = None
    stages: dict[str, Json] = field(default_factory=dict)
    variables: dict[str, Json] | None = None


async def run_state(
    scope: Scope, name: str, frame: Frame, *, stand_in: StandIn | None = None, retried: int = 0
) -> StateRun:
    """Run a state once.

    Args:
        scope: the block it belongs to.
        name: its name in that block; the frame may show another.
        frame: about to enter it; what it records is the host's affair.
        stand_in: replaces the call of a Task, the branches of a Parallel and the iterations of a
            Map; None lets the host do them.
        retried: how often its Retriers have been used before.
    """
    station = scope.stations[name]
    stages: dict[str, Json] = {}
    frame.observer = stages.__setitem__
    try:
        enter(station, frame)
        output, variables, following = await _once(station.state, frame, stand_in)
        # An output that is too large fails the state.
        payload(output, name, terminal=True)
    except StatesError as error:
        return _failed(station, frame, error, stages, retried)
    return StateRun(
        status="SUCCEEDED", output=output, next=following, stages=stages, variables=variables
    )


async def _once(
    state: Plain | Paused | Acting, frame: Frame, stand_in: StandIn | None
) -> Departure:
    if isinstance(state, Plain):
        return state.compute(frame)
    if isinstance(state, Paused):
        if stand_in is None:
            await frame.host.sleep_until(frame, state.deadline(frame))
        return state.compute(frame)
    if stand_in is None:
        result = await state.act(frame)
    else:
        state.prepare(frame)
        if stand_in.error is not None:
            raise stand_in.error
        result = stand_in.result
        if frame.observer is not None:
            frame.observer("result", result)
    output, variables = state.conclude(frame, result)
    return output, variables, state.next


def _failed(
    station: Station, frame: Frame, error: StatesError, stages: dict[str, Json], retried: int
) -> StateRun:
    locate(error, frame, station.pointer)
    state = station.state
    if not isinstance(state, Acting):
        return StateRun(status="FAILED", error=error, stages=stages)
    frame.retries = [retried] * len(state.retriers)
    decision = attempts.decide(state, error, frame.retries, frame.host.chance)
    if isinstance(decision, attempts.Retried):
        attempts.prepare_retry(frame, decision)
        return StateRun(status="RETRIABLE", error=error, decision=decision, stages=stages)
    try:
        output, variables, following = attempts.recover(state, frame, error, decision)
        payload(output, station.name, terminal=True)
    except StatesError as last:
        locate(last, frame, station.pointer)
        return StateRun(
            status="FAILED", error=last, decision=decision if last is error else None, stages=stages
        )
    return StateRun(
        status="CAUGHT_ERROR",
        output=output,
        next=following,
        error=error,
        decision=decision,
        stages=stages,
        variables=variables,
    )
