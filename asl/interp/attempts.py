"""Retry and Catch around any state that acts.

Source: https://states-language.net/spec.html#errors;
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from asl.runtime.errors import EvaluationError, StatesError, TimedOut
from asl.runtime.evaluation import locate
from asl.runtime.frame import ENTERED, FANNED, MAP_RUN, RETRYING, Frame, deadline_after
from asl.runtime.step import Acting, Departure
from asl.syntax.values import Json


@dataclass(frozen=True, slots=True)
class Retried:
    """Try again after a pause.

    Attributes:
        index: which Retrier.
        delay: seconds.
    """

    index: int
    delay: float


@dataclass(frozen=True, slots=True)
class Caught:
    """Go on from a Catcher; `index` says which.

    `retrier` is the Retrier that covers the error but is used up; None where there is none.
    """

    index: int
    retrier: int | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The state fails.

    `retrier` is the Retrier that covers the error but is used up; None where there is none.
    """

    retrier: int | None = None


Decision: TypeAlias = Retried | Caught | Failed


def decide(
    state: Acting, error: StatesError, used: list[int], chance: Callable[[], float]
) -> Decision:
    """What an error leads to.

    Args:
        state: the state that failed.
        error: how.
        used: how often each Retrier has been used in this visit.
        chance: drawn from only where the error is retried.
    """
    spent: int | None = None
    for index, retrier in enumerate(state.retriers):
        if retrier.covers(error):
            if used[index] < retrier.attempts:
                return Retried(index, retrier.delay(used[index] + 1, chance()))
            spent = index
            # The first Retrier that covers the error decides; later ones are not asked.
            break
    for index, catcher in enumerate(state.catchers):
        if catcher.covers(error):
            return Caught(index, spent)
    return Failed(spent)


def error_output(error: StatesError) -> dict[str, Json]:
    """What a Catcher sees: a time-out's Cause is empty, one never given is null (recorded)."""
    cause = error.cause
    if cause is None and isinstance(error, TimedOut):
        cause = ""
    return {"Error": error.name, "Cause": cause}


async def run(state: Acting, frame: Frame, pointer: str) -> Departure:
    """Attempt the state until it succeeds, is caught or fails.

    Args:
        state: what is attempted.
        frame: stands in it.
        pointer: of the state in the definition.

    Raises:
        StatesError: where neither Retry nor Catch applies.
    """
    while True:
        if frame.phase == RETRYING:
            assert frame.wake_at is not None, "a retrying frame has its deadline"
            await frame.host.sleep_until(frame, frame.wake_at)
            frame.wake_at, frame.phase = None, ENTERED
        if frame.phase == ENTERED:
            # How the children of an earlier state or attempt ran says nothing of these.
            frame.parked = False
        try:
            result = await state.act(frame)
            output, assigned = state.conclude(frame, result)
        except StatesError as error:
            locate(error, frame, pointer)
            if frame.retries is None:
                frame.retries = [0] * len(state.retriers)
            decision = decide(state, error, frame.retries, frame.host.chance)
            if not isinstance(decision, Retried):
                return recover(state, frame, error, decision)
            prepare_retry(frame, decision)
            await frame.host.save(frame)
        else:
            return output, assigned, state.next


def prepare_retry(frame: Frame, decision: Retried) -> None:
    """Have the frame wake up for the next attempt."""
    assert frame.retries is not None, "uses are counted before it is decided"
    frame.retries[decision.index] += 1
    frame.wake_at = deadline_after(frame.host.now(), decision.delay)
    frame.phase, frame.call, frame.items = RETRYING, None, None


def recover(
    state: Acting, frame: Frame, error: StatesError, decision: Caught | Failed
) -> Departure:
    """Go on from the Catcher, or raise the error where there is none.

    Args:
        state: the state that failed.
        frame: stands in it.
        error: located.
        decision: what `decide` has said of it.

    Raises:
        StatesError: the error itself where the state fails; another where the Catcher fails.
    """
    if state.failed is not None and (
        isinstance(error, EvaluationError) or frame.phase in (FANNED, MAP_RUN)
    ):
        error.event = frame.record(state.failed, {})
    if isinstance(decision, Failed):
        raise error
    catcher = state.catchers[decision.index]
    frame.call, frame.items = None, None
    output, assigned = catcher.conclude(frame, error_output(error))
    return output, assigned, catcher.next
