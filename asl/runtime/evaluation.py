"""Where an error that a state's own evaluation raised stands in history."""

from __future__ import annotations

from asl.runtime.errors import EvaluationError, StatesError
from asl.runtime.frame import Frame
from asl.syntax.values import Json


def place_in_history(frame: Frame, error: StatesError) -> None:
    """Give an error the event to chain from, once.

    A query that failed is recorded as EvaluationFailed, which chains from the event before the
    state's entry and so skips the entry (recorded). Any other error stands in the frame's last
    event.
    """
    if error.event:
        return
    if isinstance(error, EvaluationError):
        details: dict[str, Json] = {"error": error.name, "cause": error.cause, "state": frame.state}
        if error.location is not None:
            details["location"] = error.location
        previous = frame.before if error.before_entry else frame.entered
        frame.last = frame.host.record(frame, previous, "EvaluationFailed", details)
    error.event = frame.last
