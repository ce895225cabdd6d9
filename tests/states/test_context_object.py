"""The Context Object, state by state.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from asl.engines.virtual import Answer, Settings, returns
from asl.runtime.host import TaskCall
from asl.syntax.values import Json
from tests.states.building import ACTIVITY, CALLBACK, FUNCTION, block, machine, run

WHERE = "arn:aws:states:us-east-1:123456789012"
EXECUTION: Json = {
    "Id": f"{WHERE}:execution:machine:execution",
    "Input": {"a": 1},
    "StartTime": "2026-01-01T00:00:00Z",
    "Name": "execution",
    "RoleArn": "arn:role",
    "RedriveCount": 0,
}
MACHINE: Json = {"Id": f"{WHERE}:stateMachine:machine", "Name": "machine"}
ENTERED = "2026-01-01T00:00:00Z"
ROLE = Settings(role_arn="arn:role")
SHOWN: Json = {"Parameters": {"c.$": "$$"}}
ITEMS = block(("In", {"Type": "Pass", **SHOWN}))


def _context(state: Json, value: Json, settings: Settings = ROLE) -> Json:
    """The whole Context Object as a Pass outputs it, or as a call gets it."""
    seen: list[Json] = []

    def answer(call: TaskCall) -> Answer:
        seen.append(call.input)
        return Answer(value=call.input, submission={})

    done = run(state, value, answer, settings)
    assert done.status == "SUCCEEDED", done.cause
    shown: Any = (seen or [done.output])[0]
    return shown


def test_a_state_that_cannot_retry() -> None:
    assert _context({"Type": "Pass", **SHOWN}, {"a": 1}) == {
        "c": {
            "Execution": EXECUTION,
            "StateMachine": MACHINE,
            "State": {"Name": "S", "EnteredTime": ENTERED},
        }
    }


def test_members_in_the_order_of_the_recordings() -> None:
    shown = _context({"Type": "Pass", **SHOWN}, {"a": 1})["c"]
    assert list(shown) == ["Execution", "StateMachine", "State"]
    assert list(shown["Execution"]) == [
        "Id",
        "Input",
        "StartTime",
        "Name",
        "RoleArn",
        "RedriveCount",
    ]


def test_a_state_that_can_retry() -> None:
    shown = _context({"Type": "Task", "Resource": FUNCTION, **SHOWN}, {"a": 1})["c"]
    assert shown["State"] == {"Name": "S", "EnteredTime": ENTERED, "RetryCount": 0}
    assert "Task" not in shown


# by resource: what it needs, and the member that shows the Context Object
CALLS: dict[str, tuple[Json, str]] = {
    CALLBACK: ({"QueueUrl": "q"}, "MessageBody"),
    "arn:aws:states:::states:startExecution.sync": ({"StateMachineArn": "a"}, "Input"),
}


@pytest.mark.parametrize("resource", CALLS)
def test_a_call_with_a_token(resource: str) -> None:
    needed, member = CALLS[resource]
    parameters = {**needed, f"{member}.$": "$$"}
    state = {"Type": "Task", "Resource": resource, "Parameters": parameters}
    shown = _context(state, {"a": 1})[member]
    assert list(shown["Task"]) == ["Token"]
    assert len(shown["Task"]["Token"]) > 100


def test_an_activitys_input_cannot_hold_its_token() -> None:
    shown = _context({"Type": "Task", "Resource": ACTIVITY, **SHOWN}, {"a": 1})["c"]
    assert "Task" not in shown


def test_the_token_is_gone_once_the_task_is_over() -> None:
    whole = machine(
        block(
            ("Ask", {"Type": "Task", "Resource": CALLBACK}),
            ("S", {"Type": "Pass", **SHOWN}),
        )["States"]
    )
    assert "Task" not in run(whole, {}, Answer(value={}, submission={})).output["c"]


# what is said: (members of the Map, its input, the item of the first iteration)
ITEM: dict[str, tuple[Json, Json, Json]] = {
    "inside an iteration": ({}, ["a"], {"Index": 0, "Value": "a"}),
    "in ItemSelector": (
        {"ItemSelector": {"i.$": "$$.Map.Item"}},
        ["a"],
        {"Index": 0, "Value": "a"},
    ),
}


@pytest.mark.parametrize(("members", "value", "item"), ITEM.values(), ids=ITEM)
def test_an_item(members: Json, value: Json, item: Json) -> None:
    inner = block(("In", {"Type": "Pass", "Parameters": {"c.$": "$$", "in.$": "$"}}))
    shown = _context({"Type": "Map", "ItemProcessor": inner, **members}, value)[0]
    assert shown["c"]["Map"] == {"Item": item}
    if members:
        assert shown["in"] == {"i": item}


def test_an_iteration_has_a_state_of_its_own() -> None:
    shown = _context({"Type": "Map", "ItemProcessor": ITEMS}, ["a"])[0]["c"]
    assert shown["State"]["Name"] == "In"
    assert "RetryCount" not in shown["State"]


def test_the_same_in_jsonata() -> None:
    state = {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.context %}"}
    assert _context(state, {"a": 1}) == {
        "Execution": EXECUTION,
        "StateMachine": MACHINE,
        "State": {"Name": "S", "EnteredTime": ENTERED},
    }


# what is said: (settings, the members of Execution; for Express as recorded)
EXPRESS: dict[str, tuple[Settings, list[str]]] = {
    "an Express execution": (
        Settings(express=True, role_arn="arn:role"),
        ["Id", "Input", "Name", "RoleArn", "StartTime", "RedriveCount"],
    ),
    "TestState": (
        Settings(express=True, redrive_count=None, role_arn="arn:role"),
        ["Id", "Input", "Name", "RoleArn", "StartTime"],
    ),
    "without a role": (
        Settings(express=True),
        ["Id", "Input", "Name", "RoleArn", "StartTime", "RedriveCount"],
    ),
}


@pytest.mark.parametrize(("settings", "members"), EXPRESS.values(), ids=EXPRESS)
def test_an_express_execution(settings: Settings, members: list[str]) -> None:
    shown = _context({"Type": "Pass", **SHOWN}, {}, settings)["c"]["Execution"]
    assert shown["Id"].startswith(f"{WHERE}:express:machine:execution:")
    assert list(shown) == members
    assert shown["RoleArn"] == settings.role_arn


# what is said: (start, how it is written)
TIMES = {
    "no fraction": ("2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00Z"),
    "milliseconds": ("2026-01-01T00:00:00.120+00:00", "2026-01-01T00:00:00.120Z"),
    "microseconds": ("2026-01-01T00:00:00.000001+00:00", "2026-01-01T00:00:00.000001Z"),
    "another offset": ("2026-01-01T02:00:00+02:00", "2026-01-01T00:00:00Z"),
}


@pytest.mark.parametrize(("start", "text"), TIMES.values(), ids=TIMES)
def test_instants(start: str, text: str) -> None:
    settings = Settings(start=datetime.fromisoformat(start))
    shown = _context({"Type": "Pass", **SHOWN}, {}, settings)["c"]
    assert shown["Execution"]["StartTime"] == text
    assert shown["State"]["EnteredTime"] == text


def test_entered_time_is_the_states_own() -> None:
    whole = machine(
        block(("W", {"Type": "Wait", "Seconds": 90}), ("S", {"Type": "Pass", **SHOWN}))["States"]
    )
    shown = run(whole, {}, returns({})).output["c"]
    assert shown["State"]["EnteredTime"] == "2026-01-01T00:01:30Z"
    assert shown["Execution"]["StartTime"] == ENTERED
