"""Small machines for tests of stand-ins."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from asl.definition import load
from asl.interp.compile import Machine

FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:charge"
INVOKE = "arn:aws:states:::lambda:invoke"


def task(name: str = "Charge", resource: str = FUNCTION, **members: Any) -> Machine:
    """A machine of one Task."""
    state = {"Type": "Task", "Resource": resource, "End": True, **members}
    return load(json.dumps({"StartAt": name, "States": {name: state}}))


def chain(*names: str, resource: str = FUNCTION) -> Machine:
    """Tasks one after the other."""
    states: dict[str, dict[str, Any]] = {
        name: {"Type": "Task", "Resource": resource, "Next": following}
        for name, following in pairwise(names)
    }
    states[names[-1]] = {"Type": "Task", "Resource": resource, "End": True}
    return load(json.dumps({"StartAt": names[0], "States": states}))


def retried(attempts: int, *, seconds: int = 1) -> Machine:
    """A Task that is tried again after any error."""
    retrier = {
        "ErrorEquals": ["States.ALL"],
        "MaxAttempts": attempts,
        "IntervalSeconds": seconds,
        "BackoffRate": 1,
    }
    return task(Retry=[retrier])


def looped(times: int) -> Machine:
    """A Task in a loop, as often as it answers `true`, but no more than so many times."""
    return load(
        json.dumps(
            {
                "QueryLanguage": "JSONata",
                "StartAt": "Start",
                "States": {
                    "Start": {"Type": "Pass", "Assign": {"n": 0}, "Next": "Charge"},
                    "Charge": {
                        "Type": "Task",
                        "Resource": FUNCTION,
                        "Assign": {"n": "{% $n + 1 %}"},
                        "Next": "Again?",
                    },
                    "Again?": {
                        "Type": "Choice",
                        "Choices": [
                            {"Condition": f"{{% $n < {times} %}}", "Next": "Charge"},
                        ],
                        "Default": "Done",
                    },
                    "Done": {"Type": "Succeed"},
                },
            }
        )
    )
