"""The machines of the crash test, and what each execution must give.

Each Task is an activity: whoever works on it sees when it is handed out and what was acknowledged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

Json: TypeAlias = Any

ACTIVITIES: Final = ("item", "flaky", "open")
ITEMS: Final = 50
CHILDREN: Final = 6
# How often a worker of `flaky` fails before it succeeds.
FAILURES: Final = 2
# A worker that was killed, or an answer that got lost, costs this many seconds and not more.
_HEARTBEAT: Final = 3


@dataclass(frozen=True, slots=True)
class Story:
    """A machine, and what its executions must give.

    Attributes:
        definition: from a function that gives the ARN of an activity.
        expected: from the execution's name to its output; "nonce" stands where a worker's own
            answer must stand.
        weight: how often it is started.
    """

    definition: Callable[[Callable[[str], str]], Json]
    expected: Callable[[str], Json]
    weight: int


def task(activity: str, key: str, **more: Json) -> Json:
    """A Task that hands its key to a worker, again where nothing was heard of the worker."""
    return {
        "Type": "Task",
        "Resource": activity,
        "Parameters": {"run.$": "$$.Execution.Name", "key": key, **more},
        "HeartbeatSeconds": _HEARTBEAT,
        "Retry": [
            {"ErrorEquals": ["States.Timeout"], "IntervalSeconds": 1, "MaxAttempts": 99,
             "BackoffRate": 1.0},
            # A failure may be heard and not acknowledged, so there may be more of them.
            {"ErrorEquals": ["Flaky"], "IntervalSeconds": 1, "MaxAttempts": 20,
             "BackoffRate": 1.5, "MaxDelaySeconds": 3},
        ],
        "End": True,
    }  # fmt: skip


def _alone(name: str, state: Json) -> Json:
    return {"StartAt": name, "States": {name: state}}


def _item(activity: str) -> Json:
    each = task(activity, "item")
    each["Parameters"]["index.$"] = "$"
    return each


def _nested_waits() -> Json:
    """A Wait in a Map in a Parallel."""
    waits = {"Type": "Map", "ItemsPath": "$.three", "End": True}
    waits["ItemProcessor"] = _alone("Inmost", {"Type": "Wait", "Seconds": 1, "End": True})
    two = {"Type": "Parallel", "End": True}
    two["Branches"] = [
        _alone("Two", {"Type": "Wait", "Seconds": 2, "End": True}),
        _alone("Three", waits),
    ]
    return _alone("Nested", two)


def _caught() -> Json:
    """A Parallel whose branch fails while the other waits."""
    failing = {
        "StartAt": "Soon",
        "States": {
            "Soon": {"Type": "Wait", "Seconds": 1, "Next": "Bad"},
            "Bad": {"Type": "Fail", "Error": "Meant"},
        },
    }
    return {
        "StartAt": "Both",
        "States": {
            "Both": {
                "Type": "Parallel",
                "Branches": [
                    failing,
                    _alone("Minute", {"Type": "Wait", "Seconds": 60, "End": True}),
                ],
                "Catch": [{"ErrorEquals": ["Meant"], "ResultPath": None, "Next": "Caught"}],
                "End": True,
            },
            "Caught": {"Type": "Pass", "Result": "caught", "End": True},
        },
    }


def _mix(arn: Callable[[str], str]) -> Json:
    items = {"Type": "Map", "ItemsPath": "$.items", "End": True}
    items["ItemProcessor"] = _alone("Item", _item(arn("item")))
    every = {"Type": "Parallel", "End": True}
    every["Branches"] = [
        _alone("Items", items),
        _alone("Flaky", task(arn("flaky"), "flaky")),
        _alone("Open", task(arn("open"), "open")),
        _nested_waits(),
        _caught(),
    ]
    begin: Json = {"Type": "Pass", "Next": "Every"}
    begin["Result"] = {"items": list(range(ITEMS)), "three": [1, 2, 3]}
    return {"StartAt": "Begin", "States": {"Begin": begin, "Every": every}}


def answer(run: str, key: str, index: int | None = None) -> Json:
    """What a worker answers, but for its nonce."""
    return {"run": run, "key": key, "index": index, "nonce": "nonce"}


def _mixed(run: str) -> Json:
    start = {"items": list(range(ITEMS)), "three": [1, 2, 3]}
    return [
        [answer(run, "item", index) for index in range(ITEMS)],
        answer(run, "flaky"),
        answer(run, "open"),
        [start, [1, 2, 3]],
        "caught",
    ]


def _flaky(arn: Callable[[str], str]) -> Json:
    return _alone("Flaky", task(arn("flaky"), "flaky"))


def _open(arn: Callable[[str], str]) -> Json:
    return _alone("Open", task(arn("open"), "open"))


def _sleep(_arn: Callable[[str], str]) -> Json:
    """Long enough to be dropped from memory."""
    return {
        "StartAt": "Long",
        "States": {
            "Long": {"Type": "Wait", "Seconds": 35, "Next": "Awake"},
            "Awake": {"Type": "Pass", "Result": "awake", "End": True},
        },
    }


def _children(arn: Callable[[str], str]) -> Json:
    """A Distributed Map, and a Wait behind it."""
    processor = _alone("Item", _item(arn("item")))
    processor["ProcessorConfig"] = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    each = {"Type": "Map", "ItemsPath": "$.items", "ItemProcessor": processor, "Next": "Rest"}
    # The child's name is not its parent's, by which answers are told apart.
    each["ItemSelector"] = {"index.$": "$$.Map.Item.Value", "run.$": "$$.Execution.Name"}
    child = processor["States"]["Item"]
    child["Parameters"] = {"run.$": "$.run", "key": "item", "index.$": "$.index"}
    begin = {"Type": "Pass", "Result": {"items": list(range(CHILDREN))}, "Next": "Each"}
    rest = {"Type": "Wait", "Seconds": 1, "End": True}
    return {"StartAt": "Begin", "States": {"Begin": begin, "Each": each, "Rest": rest}}


STORIES: Final[dict[str, Story]] = {
    "mix": Story(_mix, _mixed, 3),
    "flaky": Story(_flaky, lambda run: answer(run, "flaky"), 2),
    "open": Story(_open, lambda run: answer(run, "open"), 2),
    "children": Story(
        _children, lambda run: [answer(run, "item", index) for index in range(CHILDREN)], 1
    ),
    "sleep": Story(_sleep, lambda _run: "awake", 2),
}
