"""Files for tests of the command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FUNCTION = "arn:aws:states:::lambda:invoke"
PASS = {"StartAt": "Go", "States": {"Go": {"Type": "Pass", "End": True}}}
FAIL = {
    "StartAt": "Go",
    "States": {
        "Go": {"Type": "Pass", "Next": "Stop"},
        "Stop": {"Type": "Fail", "Error": "Order.Bad", "Cause": "no\nlamp"},
    },
}
LOOP = {
    "StartAt": "Go",
    "States": {
        "Go": {
            "Type": "Choice",
            "Choices": [{"Variable": "$", "IsNull": True, "Next": "Done"}],
            "Default": "Go",
        },
        "Done": {"Type": "Succeed"},
    },
}
RETRY = {
    "ErrorEquals": ["Bank.Busy"],
    "IntervalSeconds": 3600,
    "BackoffRate": 24,
    "MaxAttempts": 2,
}
PAY: dict[str, Any] = {
    "StartAt": "Pay",
    "States": {
        "Pay": {
            "Type": "Task",
            "Resource": FUNCTION,
            "Retry": [RETRY],
            "Catch": [{"ErrorEquals": ["Bank.Closed"], "Next": "Give up"}],
            "Next": "Rest",
        },
        "Rest": {"Type": "Wait", "Seconds": 25_920_000, "End": True},
        "Give up": {"Type": "Succeed"},
    },
}


def mocks(*entries: Any, state: str = "Pay") -> dict[str, Any]:
    """A file of mocks with one test case `Case`: entries by invocation from 0."""
    return {
        "StateMachines": {"machine": {"TestCases": {"Case": {state: "R"}}}},
        "MockedResponses": {"R": {str(number): entry for number, entry in enumerate(entries)}},
    }


def gives(value: Any) -> dict[str, Any]:
    """An entry that succeeds."""
    return {"Return": value}


def throws(error: str, cause: str = "c") -> dict[str, Any]:
    """An entry that fails."""
    return {"Throw": {"Error": error, "Cause": cause}}


def written(path: Path, value: Any) -> str:
    """The path of a file with this JSON in it."""
    path.write_text(value if isinstance(value, str) else json.dumps(value, indent=2), "utf-8")
    return str(path)
