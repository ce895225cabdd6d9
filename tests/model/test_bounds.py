"""A hostile definition is checked in a time that grows with its length, not with its square.

What is counted are calls of functions, which do not depend on the machine; a measure of the time
itself would.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from asl.definition import Examined, examine

PASS = {"Type": "Pass", "End": True}
TASK = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": True}
BEFORE = '{"StartAt": "s", "States": {"s": {"Type": "Pass", "End": true, "Parameters": '


def machine(states: dict[str, Any], **members: Any) -> str:
    """A definition whose first state is where it starts."""
    return json.dumps({"StartAt": next(iter(states)), "States": states, **members})


def nested(states: dict[str, Any], depth: int, **members: Any) -> str:
    """The states inside so many Parallel states."""
    for level in range(depth):
        branch = {"StartAt": next(iter(states)), "States": states}
        assigned = {"Assign": {f"w{level}": 1}} if members else {}
        states = {f"p{level}": {"Type": "Parallel", "End": True, "Branches": [branch], **assigned}}
    return machine(states)


def choices(*rules: dict[str, Any]) -> str:
    """A Choice with these rules."""
    return machine({"s": {"Type": "Choice", "Choices": list(rules)}, "x": PASS})


# what is said: the text of a size
HOSTILE: dict[str, Callable[[int], str]] = {
    "transitions to no state": lambda size: machine(
        {f"state {i}": {"Type": "Pass", "Next": f"stat {i}x"} for i in range(size)}
    ),
    "transitions to no state, deep inside": lambda size: nested(
        {f"s{i}": {"Type": "Pass", "Next": f"t{i}"} for i in range(size)}, 30
    ),
    "starts at no state": lambda size: machine(
        {
            "p": {
                "Type": "Parallel",
                "End": True,
                "Branches": [{"StartAt": f"i{i}x", "States": {f"i{i}": PASS}} for i in range(size)],
            }
        }
    ),
    "states that nothing leads to": lambda size: machine({f"s{i}": PASS for i in range(size)}),
    "unknown members of a state": lambda size: machine(
        {"s": {**PASS, **{f"Comment{i}": 1 for i in range(size)}}}
    ),
    "unknown members of rules": lambda size: choices(
        *({"Variable": "$", "NumericEqual": i, "Next": "x"} for i in range(size))
    ),
    "unknown members of a rule": lambda size: choices(
        {"Variable": "$", "Next": "x", **{f"NumericEqual{i}": 1 for i in range(size)}}
    ),
    "unknown types": lambda size: machine({f"s{i}": {"Type": f"Pas{i}"} for i in range(size)}),
    "unknown errors": lambda size: machine(
        {"s": {**TASK, "Retry": [{"ErrorEquals": [f"States.Timout{i}"]} for i in range(size)]}}
    ),
    "unknown services": lambda size: machine(
        {
            f"s{i}": {**TASK, "Resource": f"arn:aws:states:::aws-sdk:dynamodb{i}:getItem"}
            for i in range(size)
        }
    ),
    "variables of many scopes": lambda size: nested(
        {f"s{i}": {**PASS, "Assign": {f"v{i}": 1}} for i in range(size)}, 30, assigned=True
    ),
    "queries with faults": lambda size: machine(
        {f"s{i}": {**PASS, "Output": f"{{% 1 + {i} + %}}"} for i in range(size)},
        QueryLanguage="JSONata",
    ),
    "paths with faults": lambda size: machine(
        {"s": {**PASS, "Parameters": {f"k{i}.$": "$.[" for i in range(size)}}}
    ),
}


def calls(text: str) -> int:
    """How many functions are called to examine it."""
    count = 0

    def counting(_frame: FrameType, event: str, _value: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counting)
    try:
        examine(text)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_twice_as_much_takes_twice_as_long(text: Callable[[int], str]) -> None:
    examine(text(10))
    assert calls(text(600)) < 2.5 * calls(text(300))


def found(what: Examined) -> list[tuple[str, str, str | None]]:
    """What was found, without the places."""
    return [(item.code, item.message, item.hint) for item in what.diagnostics]


KEY = "k" * 4000
LONG_KEYS = f'{{"{KEY}":' * 150

ZEROS = ", ".join(["0"] * 2000)
MEMBERS = ", ".join(f'"{i}": 0' for i in range(2000))

# what is said: a text of which the pointers would take hundreds of times its length
POINTERS = {
    "elements": f"{BEFORE}{LONG_KEYS}[{ZEROS}]{'}' * 153}",
    "members": f"{BEFORE}{LONG_KEYS}{{{MEMBERS}}}{'}' * 153}",
}


@pytest.mark.parametrize("text", POINTERS.values(), ids=POINTERS)
def test_keys_too_long_for_so_many_values_are_refused(text: str) -> None:
    assert found(examine(text)) == [
        (
            "too-deep",
            "the keys around these values are too long for how many they are",
            "shorten the keys, or nest less",
        )
    ]


def test_keys_as_long_around_few_values_are_fine() -> None:
    what = examine(f"{BEFORE}{LONG_KEYS}[0, 0]{'}' * 153}")
    assert found(what) == []
    assert what.machine is not None


def test_containers_past_the_limit_are_refused_at_the_first() -> None:
    what = examine(f"{BEFORE}{'[' * 198}{']' * 198}}}}}}}")
    assert [(item.code, item.pointer) for item in what.diagnostics] == [
        ("too-deep", "/States/s/Parameters" + "/0" * 197)
    ]
