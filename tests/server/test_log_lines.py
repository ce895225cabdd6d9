"""Events as lines of a log: their form, what is cut, and which level has them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from structlog.testing import capture_logs

from asl.runtime.events import Event
from asl_server.execution_logs import stream
from asl_server.execution_logs.levels import ERROR, FATAL
from asl_server.execution_logs.lines import Entry, Rule
from asl_server.wire.log_groups import LogGroup
from asl_server.wire.model import service_model

GROUP = LogGroup("us-east-1", "123456789012", "orders")
AT = datetime(2026, 1, 2, 3, 4, 5, 678_000, tzinfo=UTC)
ARN = "arn:aws:states:us-east-1:123456789012:execution:m:e"


def entry(*events: Event, with_data: bool = True, redrives: int = 0) -> Entry:
    return Entry(Rule(GROUP, None, with_data), ARN, redrives, events)


def line(type_: str, details: dict[str, Any], **more: Any) -> Any:
    (written,) = entry(Event(7, 6, type_, AT, details), **more).lines()
    assert written.endswith(b"\n")
    return json.loads(written)


def test_a_line_has_the_members_of_aws_in_their_order() -> None:
    written = line("PassStateEntered", {"name": "A", "input": '{"a":1.0}'}, redrives=2)
    assert list(written.items()) == [
        ("id", "7"),
        ("type", "PassStateEntered"),
        (
            "details",
            {"name": "A", "input": '{"a":1.0}', "inputDetails": {"truncated": False}},
        ),
        ("previous_event_id", "6"),
        ("event_timestamp", "1767323045678"),
        ("execution_arn", ARN),
        ("redrive_count", "2"),
    ]


# What is logged: (type, its details, with data, the details of its line)
DETAILS: dict[str, tuple[str, dict[str, Any], bool, dict[str, Any]]] = {
    "an event without details": ("ParallelStateStarted", {}, True, {}),
    "an end without data": ("ExecutionSucceeded", {"output": "1"}, False, {}),
    "what is no data stays": (
        "TaskScheduled",
        {"resource": "invoke", "parameters": "{}", "timeoutInSeconds": 5},
        False,
        {"resource": "invoke", "timeoutInSeconds": 5},
    ),
    "variables are data": (
        "PassStateExited",
        {"name": "A", "assignedVariables": {"x": "1"}},
        False,
        {"name": "A"},
    ),
    "an error is none": (
        "TaskFailed",
        {"error": "E", "cause": "c"},
        False,
        {"error": "E", "cause": "c"},
    ),
    "half a surrogate pair": ("ExecutionFailed", {"cause": "\ud800"}, True, {"cause": "\ud800"}),
}


@pytest.mark.parametrize(("type_", "details", "with_data", "told"), DETAILS.values(), ids=DETAILS)
def test_details(
    type_: str, details: dict[str, Any], with_data: bool, told: dict[str, Any]
) -> None:
    assert line(type_, details, with_data=with_data)["details"] == told


ROOM = 248 * 1024
# Payloads: (the text, how much of it there is room for)
PAYLOADS = {
    "just fits": ("x" * ROOM, None),
    "one byte too long": ("x" * (ROOM + 1), ROOM),
    "too long once it is escaped": ('"' * (ROOM // 2 + 1), ROOM // 2),
    "letters of two bytes": ("é" * (ROOM // 2 + 1), ROOM // 2),
}


@pytest.mark.parametrize(("text", "kept"), PAYLOADS.values(), ids=PAYLOADS)
@pytest.mark.parametrize("member", ["input", "output"])
def test_a_payload_that_is_too_long_is_cut_and_said_to_be(
    member: str, text: str, kept: int | None
) -> None:
    told = line("PassStateEntered", {"name": "A", member: text})["details"]
    assert told[member] == text[:kept]
    assert told[f"{member}Details"] == {"truncated": kept is not None}


def test_the_levels_name_events_that_there_are() -> None:
    types = set(service_model().shapes["HistoryEventType"]["enum"])
    assert FATAL < ERROR < types


def test_whatever_fails_times_out_or_is_aborted_is_an_error() -> None:
    types: list[str] = service_model().shapes["HistoryEventType"]["enum"]
    ends = ("Failed", "TimedOut", "Aborted")
    assert {type_ for type_ in types if type_.endswith(ends)} == ERROR - {"FailStateEntered"}


def test_the_log_of_the_server() -> None:
    events = [
        Event(1, 0, "ExecutionStarted", AT, {"input": "{}"}),
        Event(2, 0, "FailStateEntered", AT, {"name": "A", "input": "{}"}),
        Event(3, 2, "ExecutionFailed", AT, {"error": "E"}),
    ]
    with capture_logs() as lines:
        stream.write(GROUP, list(entry(*events, with_data=False).lines()))
    assert [(told["id"], told["type"], told["log_level"]) for told in lines] == [
        ("1", "ExecutionStarted", "info"),
        ("2", "FailStateEntered", "warning"),
        ("3", "ExecutionFailed", "error"),
    ]
    assert all(told["logger"] == "asl.executions" for told in lines)
    assert all(told["log_group"] == "orders" for told in lines)
    assert lines[2]["details"] == {"error": "E"}
