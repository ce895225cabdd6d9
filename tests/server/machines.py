"""Definitions that the tests share."""

from __future__ import annotations

import json
from typing import Any, TypeAlias

from tests.server.live import ROLE
from tests.server.waiting import until

Json: TypeAlias = Any

ONE_PASS = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}})
TWO_PASSES = json.dumps(
    {
        "StartAt": "A",
        "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "End": True}},
    }
)
LONG_WAIT = json.dumps(
    {"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 3600, "End": True}}}
)
FAILS = json.dumps(
    {"StartAt": "A", "States": {"A": {"Type": "Fail", "Error": "Broken", "Cause": "it is"}}}
)
NO_STATES = json.dumps({"StartAt": "A", "States": {}})


def worked_by(activity: str, **more: Json) -> str:
    """A machine of one task of an activity."""
    state = {"Type": "Task", "Resource": activity, "End": True, **more}
    return json.dumps({"StartAt": "A", "States": {"A": state}})


def create(client: Any, name: str, definition: str = ONE_PASS, **more: Json) -> str:
    """A new machine's ARN."""
    made = client.create_state_machine(name=name, definition=definition, roleArn=ROLE, **more)
    arn: str = made["stateMachineArn"]
    return arn


def finished(client: Any, arn: str) -> Json:
    """An execution when it has ended."""
    until(lambda: client.describe_execution(executionArn=arn)["status"] != "RUNNING")
    return client.describe_execution(executionArn=arn)


def run(client: Any, machine: str, **more: Json) -> Json:
    """A new execution when it has ended."""
    return finished(client, client.start_execution(stateMachineArn=machine, **more)["executionArn"])
