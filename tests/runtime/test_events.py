"""History events as GetExecutionHistory shows them.

Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from asl.runtime.events import Event, details_member, payload_of
from asl.syntax.values import Json

AT = datetime(2026, 1, 1, 0, 0, 0, 123_456, tzinfo=UTC)
ENVELOPE: Json = {"timestamp": 1767225600.123, "id": 3, "previousEventId": 2}

# what is said: (type, details, what the API shows beside the envelope)
SHOWN: dict[str, tuple[str, Json, Json]] = {
    "an entry": (
        "PassStateEntered",
        {"name": "S", "input": "{}"},
        {
            "stateEnteredEventDetails": {
                "name": "S",
                "input": "{}",
                "inputDetails": {"truncated": False},
            }
        },
    ),
    "an exit with variables": (
        "MapStateExited",
        {"name": "S", "output": "1", "assignedVariables": {"a": "1"}},
        {
            "stateExitedEventDetails": {
                "name": "S",
                "output": "1",
                "outputDetails": {"truncated": False},
                "assignedVariables": {"a": "1"},
                "assignedVariablesDetails": {"truncated": False},
            }
        },
    ),
    "parameters have no companion": (
        "TaskScheduled",
        {"resource": "invoke", "parameters": "{}"},
        {"taskScheduledEventDetails": {"resource": "invoke", "parameters": "{}"}},
    ),
    "details may be empty": (
        "ExecutionFailed",
        {},
        {"executionFailedEventDetails": {}},
    ),
    "some have none": ("MapStateFailed", {}, {}),
    "a start of a Map has some": (
        "MapStateStarted",
        {"length": 2},
        {"mapStateStartedEventDetails": {"length": 2}},
    ),
}


@pytest.mark.parametrize(("type_", "details", "shown"), SHOWN.values(), ids=SHOWN)
def test_to_api(type_: str, details: Json, shown: Json) -> None:
    assert Event(3, 2, type_, AT, details).to_api() == {**ENVELOPE, "type": type_, **shown}


# type: the member its details stand under
MEMBERS = {
    "ChoiceStateEntered": "stateEnteredEventDetails",
    "TaskStateExited": "stateExitedEventDetails",
    "LambdaFunctionScheduled": "lambdaFunctionScheduledEventDetails",
    "EvaluationFailed": "evaluationFailedEventDetails",
}


@pytest.mark.parametrize(("type_", "member"), MEMBERS.items(), ids=MEMBERS)
def test_details_member(type_: str, member: str) -> None:
    assert details_member(type_) == member


def test_events_are_equal_by_content() -> None:
    one = Event(3, 2, "PassStateEntered", AT, {"name": "S", "input": "{}"})
    assert one == Event(3, 2, "PassStateEntered", AT, {"name": "S", "input": "{}"})
    assert one != Event(3, 1, "PassStateEntered", AT, {"name": "S", "input": "{}"})
    assert one != Event(3, 2, "PassStateEntered", AT, {"name": "T", "input": "{}"})
    assert one != "an event"


def test_an_event_says_what_it_is() -> None:
    assert repr(Event(3, 2, "MapStateFailed", AT, {})) == "Event(3<-2 MapStateFailed {})"


def test_the_payload_that_goes_on() -> None:
    entered = Event(2, 0, "PassStateEntered", AT, {"name": "S", "input": "[1]"})
    exited = Event(3, 2, "PassStateExited", AT, {"name": "S", "output": "1.0"})
    assert (payload_of(entered), payload_of(exited)) == ([1], 1.0)
