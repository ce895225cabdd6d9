"""Where an error stands: in the definition, and in history."""

from __future__ import annotations

from asl.runtime.errors import EvaluationError, StatesError
from asl.runtime.frame import Frame
from asl.syntax.values import Json


def locate(error: StatesError, frame: Frame, pointer: str) -> None:
    """Give an error its place, once: the field at fault and the event to chain from.

    Args:
        error: raised while the frame's state ran.
        frame: where the block stands.
        pointer: the state's; it is the place where no one field is to blame.
    """
    if error.pointer is None:
        error.pointer = pointer
    place_in_history(frame, error)


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
