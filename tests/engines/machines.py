"""Random machines for properties: branches inside branches, retries, catchers, waits, failures."""

from __future__ import annotations

import json
import zlib
from typing import Any

from hypothesis import strategies as st

from asl.engines.virtual import Answer, never, throws
from asl.runtime.host import TaskCall

Json = Any

_LAMBDA = "arn:aws:states:::lambda:invoke"
_CALLBACK = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
_ACTIVITY = "arn:aws:states:us-east-1:123456789012:activity:work"
_JOB = "arn:aws:states:::states:startExecution.sync:2"

_RETRIES = st.sampled_from(
    [
        [],
        [{"ErrorEquals": ["Flaky"], "IntervalSeconds": 1, "MaxAttempts": 2}],
        [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 2, "JitterStrategy": "FULL"}],
        [{"ErrorEquals": ["States.Timeout"], "IntervalSeconds": 1, "MaxAttempts": 1}],
    ]
)


@st.composite
def machines(draw: st.DrawFn) -> dict[str, Json]:
    """A whole definition; every state's name is its own."""
    counter = [0, 0]
    return {**draw(_blocks(counter, 2)), "Comment": "random"}


@st.composite
def hasty_machines(draw: st.DrawFn) -> dict[str, Json]:
    """The same without anything that takes time: no waits, no pauses before retries."""
    text = json.dumps(draw(machines()))
    for long in ('"Seconds": 1', '"Seconds": 2', '"Seconds": 3'):
        text = text.replace(long, '"Seconds": 0')
    definition: dict[str, Json] = json.loads(text)
    _without_retries(definition)
    return definition


def _without_retries(value: Json) -> None:
    if isinstance(value, dict):
        value.pop("Retry", None)
        value.pop("TimeoutSeconds", None)
        value.pop("HeartbeatSeconds", None)
        for inner in value.values():
            _without_retries(inner)
    elif isinstance(value, list):
        for inner in value:
            _without_retries(inner)


@st.composite
def _blocks(draw: st.DrawFn, counter: list[int], depth: int) -> dict[str, Json]:
    length = draw(st.integers(1, 3))
    names = []
    for _ in range(length):
        counter[0] += 1
        names.append(f"S{counter[0]}")
    states: dict[str, Json] = {}
    for at, name in enumerate(names):
        state = draw(_states(counter, depth))
        last = at == length - 1
        if state["Type"] not in ("Succeed", "Fail"):
            state |= {"End": True} if last else {"Next": names[at + 1]}
        if state["Type"] in ("Task", "Parallel", "Map") and not last and draw(st.booleans()):
            state["Catch"] = [
                {"ErrorEquals": ["States.ALL"], "Next": names[-1], "ResultPath": "$.caught"}
            ]
        states[name] = state
        if state["Type"] in ("Succeed", "Fail"):
            break
    kept = list(states)
    for state in states.values():
        for link in (state, *state.get("Catch", ())):
            if link.get("Next") not in (*kept, None):
                link["Next"] = kept[-1]
    return {"StartAt": names[0], "States": states}


@st.composite
def _states(draw: st.DrawFn, counter: list[int], depth: int) -> dict[str, Json]:
    kinds = ["Pass", "Wait", "Task", "Task", "Uuid", "Fail"]
    if depth:
        kinds += ["Parallel", "Map", "Parallel", "Map"]
    kind = draw(st.sampled_from(kinds))
    if kind == "Pass":
        return {"Type": "Pass", "Result": draw(st.integers(0, 9)), "ResultPath": "$.passed"}
    if kind == "Uuid":
        counter[1] += 1
        return {
            "Type": "Pass",
            "Parameters": {"id.$": "States.UUID()"},
            "ResultPath": "$.uuid",
            "Assign": {f"v{counter[1]}.$": "States.MathRandom(1, 100)"},
        }
    if kind == "Wait":
        return {"Type": "Wait", "Seconds": draw(st.integers(0, 3))}
    if kind == "Fail":
        return {"Type": "Fail", "Error": draw(st.sampled_from(["Flaky", "Fatal"]))}
    if kind == "Task":
        state: dict[str, Json] = {
            "Type": "Task",
            "Resource": draw(st.sampled_from([_LAMBDA, _CALLBACK, _ACTIVITY, _JOB])),
            "ResultPath": "$.done",
            "Retry": draw(_RETRIES),
        }
        if draw(st.booleans()):
            state |= {"TimeoutSeconds": 3, "HeartbeatSeconds": 2}
        return state
    if kind == "Parallel":
        branches = [draw(_blocks(counter, depth - 1)) for _ in range(draw(st.integers(1, 3)))]
        return {
            "Type": "Parallel",
            "Branches": branches,
            "Retry": draw(_RETRIES),
            "ResultSelector": {"all.$": "$"},
        }
    items = [{"i": index} for index in range(draw(st.integers(0, 4)))]
    return {
        "Type": "Map",
        "ItemsPath": "$$.Execution.Input.items",
        "ItemSelector": {"item.$": "$$.Map.Item.Value", "n": len(items)},
        "MaxConcurrency": draw(st.integers(0, 3)),
        "ItemProcessor": draw(_blocks(counter, depth - 1)),
        "Retry": draw(_RETRIES),
        "ResultSelector": {"all.$": "$"},
    }


INPUT: Json = {"items": [{"i": 0}, {"i": 1}, {"i": 2}]}


def answers(seed: int, call: TaskCall) -> Answer:
    """What a task does: the same for the same call, whoever asks and when."""
    mixed = zlib.crc32(f"{seed} {call.path} {call.attempt}".encode()) & 0xFFFF
    after = (mixed >> 3) % 4
    match mixed % 8:
        case 0:
            return throws("Flaky", "once in a while", after=after)
        case 1:
            return throws("Fatal", after=after)
        case 2:
            return never(heartbeat_every=1 if mixed & 64 else None)
        case _:
            return Answer(
                value={"call": call.path, "attempt": call.attempt},
                after=after,
                submission={"id": call.path},
            )
