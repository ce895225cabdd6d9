"""History events: their names and their shape, as GetExecutionHistory gives them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from asl.syntax import parse_data
from asl.syntax.values import Json

# Event types that never carry details.
# Source: HistoryEvent in the service model of `states`, version 2016-11-23.
WITHOUT_DETAILS: Final = frozenset(
    {
        "LambdaFunctionStarted",
        "MapStateAborted",
        "MapStateFailed",
        "MapStateSucceeded",
        "ParallelStateAborted",
        "ParallelStateFailed",
        "ParallelStateStarted",
        "ParallelStateSucceeded",
        "TaskStateAborted",
        "WaitStateAborted",
        "MapRunAborted",
        "MapRunSucceeded",
    }
)

# The member that says whether a payload was cut; through the API it never is.
_COMPANIONS: Final = {
    "input": "inputDetails",
    "output": "outputDetails",
    "assignedVariables": "assignedVariablesDetails",
}


class Event:
    """One entry of an execution's history.

    Attributes:
        id: 1 for ExecutionStarted, then without a gap in order of recording.
        previous: id of the event that caused this one on the same branch; 0 where none did.
        type: one of the service model's HistoryEventType names.
        at: when it was recorded; aware, UTC.
        details: the members of its details structure without the `…Details` companions; payloads
            (`input`, `output`, `parameters`) are JSON text. Empty for types that have none.

    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
    """

    __slots__ = ("at", "details", "id", "previous", "type")

    # Positional and without checks: two of these are made for every transition.
    def __init__(
        self, id: int, previous: int, type: str, at: datetime, details: dict[str, Json]
    ) -> None:
        self.id = id
        self.previous = previous
        self.type = type
        self.at = at
        self.details = details

    def __repr__(self) -> str:
        return f"Event({self.id}<-{self.previous} {self.type} {self.details})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Event):
            return NotImplemented
        return self.to_api() == other.to_api()

    __hash__ = None  # type: ignore[assignment]  # equal by content, and the content may be large

    def to_api(self) -> dict[str, Json]:
        """The event as GetExecutionHistory's JSON shows it; `timestamp` in epoch seconds."""
        shown: dict[str, Json] = {
            "timestamp": round(self.at.timestamp(), 3),
            "type": self.type,
            "id": self.id,
            "previousEventId": self.previous,
        }
        if self.type in WITHOUT_DETAILS:
            return shown
        details: dict[str, Json] = {}
        for member, value in self.details.items():
            details[member] = value
            if member in _COMPANIONS:
                details[_COMPANIONS[member]] = {"truncated": False}
        shown[details_member(self.type)] = details
        return shown


def payload_of(event: Event) -> Json:
    """The value that an event carries on to the next state: its output, or else its input."""
    details = event.details
    return parse_data(details["output"] if "output" in details else details["input"])


def details_member(type_: str) -> str:
    """The name of an event type's details structure, e.g. `stateEnteredEventDetails`."""
    if type_.endswith("StateEntered"):
        return "stateEnteredEventDetails"
    if type_.endswith("StateExited"):
        return "stateExitedEventDetails"
    return f"{type_[0].lower()}{type_[1:]}EventDetails"
