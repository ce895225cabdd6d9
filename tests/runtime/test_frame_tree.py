"""Frames as plain JSON and back: tests/engines/test_resume.py has them run on."""

from __future__ import annotations

import json

import pytest

from asl.engines.virtual import START, Answer, Settings, VirtualEngine, never
from asl.runtime.errors import StatesError, TimedOut
from asl.runtime.frame import Frame, deadline_after
from asl.runtime.frame_tree import FORMAT, dump_tree, load_tree
from asl.runtime.host import TaskCall
from asl.syntax.values import Json
from tests.interp.instant_host import InstantHost, frame_at
from tests.states.building import CALLBACK, alone, block, machine


def _again(frame: Frame) -> Frame:
    """Through text, as a store would keep it."""
    shown = json.loads(json.dumps(dump_tree(frame)))
    return load_tree(shown, frame.host, frame.execution, lambda _event: "payload")


def _frame(value: Json = None) -> Frame:
    return frame_at(InstantHost(lambda _call: None), "S", value)


def test_a_fresh_frame() -> None:
    frame = _frame({"a": 1})
    shown = dump_tree(frame)
    assert shown["format"] == FORMAT
    assert "children" not in shown
    again = _again(frame)
    assert dump_tree(again) == shown
    assert again.input == {"a": 1}


def test_a_value_that_stands_in_an_event_is_given_by_the_event() -> None:
    frame = _frame("large")
    frame.input_event = 7
    assert dump_tree(frame)["input"] == [7, None]
    assert _again(frame).input == "payload"


# what is said: the error of a branch that failed
ERRORS: dict[str, StatesError] = {
    "a name and a cause": StatesError("E", "why"),
    "neither": StatesError(None),
    "a time-out": TimedOut(),
    "a missed heartbeat": TimedOut(heartbeat=True),
    "a terminal one with its place": StatesError(
        "States.Runtime", "why", pointer="/States/S", location="Output"
    ),
}


@pytest.mark.parametrize("error", ERRORS.values(), ids=ERRORS)
def test_errors(error: StatesError) -> None:
    frame = _frame()
    frame.error, error.event = error, 5
    again = _again(frame).error
    assert again is not None
    assert type(again) is type(error)
    assert vars(again) == vars(error)


def test_a_tree_of_a_waiting_parallel() -> None:
    branches = [
        block(("T", {"Type": "Task", "Resource": CALLBACK, "TimeoutSeconds": 9})),
        block(("W", {"Type": "Wait", "Seconds": 5, "Assign": {"x": 1}}), ("V", {"Type": "Pass"})),
    ]
    whole = machine(
        block(
            ("Set", {"Type": "Pass", "Assign": {"outer": [1]}}),
            ("S", {"Type": "Parallel", "Branches": branches}),
        )["States"]
    )
    engine = VirtualEngine(whole, lambda _call: never())
    engine.begin({"a": 1})
    engine.drive(until=START)
    shown = engine.snapshot().frames
    task, wait = shown["children"]
    assert (shown["phase"], shown["variables"]) == ("fanned", {"outer": [1]})
    assert (task["phase"], task["call"]["timeout"]) == ("submitted", 9)
    assert (wait["phase"], wait["wake_at"]) == ("waiting", "2026-01-01T00:00:05+00:00")
    # A branch keeps no copy of what it reads from the outside.
    assert "variables" not in task


def test_an_unknown_format_is_refused() -> None:
    frame = _frame()
    with pytest.raises(ValueError, match="frames of format 99"):
        load_tree({**dump_tree(frame), "format": 99}, frame.host, frame.execution, lambda _id: None)


def test_a_call_keeps_its_token_and_its_clocks() -> None:
    seen: list[TaskCall] = []

    def answer(call: TaskCall) -> Answer:
        seen.append(call)
        return never()

    task = {"Type": "Task", "Resource": CALLBACK, "TimeoutSeconds": 60, "HeartbeatSeconds": 30}
    settings = Settings(role_arn="arn:role")
    engine = VirtualEngine(alone(task), answer, settings)
    engine.begin({})
    engine.drive(until=START)
    shown = engine.snapshot().frames["call"]
    assert shown["token"] == seen[0].token
    assert (shown["timeout"], shown["heartbeat"]) == (60, 30)
    assert shown["deadline"] == "2026-01-01T00:01:00+00:00"


def test_paths_name_a_frame_for_ever() -> None:
    frame = _frame()
    frame.entered = 4
    child = Frame(frame.host, frame.execution, "C", None, parent=frame, index=2, attempt=1)
    assert (frame.path(), child.path(), child.order()) == ("", "/2.4.1", (2,))


def test_a_frame_is_attached_as_long_as_its_parent_holds_it() -> None:
    root = _frame()
    child = Frame(root.host, root.execution, "C", None, parent=root)
    below = Frame(root.host, root.execution, "D", None, parent=child)
    root.children, child.children = [child], [below]
    assert (root.attached(), child.attached(), below.attached()) == (True, True, True)
    # A retry makes new children in the same places.
    root.children = [Frame(root.host, root.execution, "C", None, parent=root)]
    assert (root.attached(), child.attached(), below.attached()) == (True, False, False)
    root.children = []
    assert not below.attached()


def test_a_deadline_past_the_end_of_time_is_the_end_of_time() -> None:
    assert deadline_after(START, 5.5).isoformat() == "2026-01-01T00:00:05.500000+00:00"
    assert deadline_after(START, 1e12).year == 9999
    assert deadline_after(START, 1e300).year == 9999
