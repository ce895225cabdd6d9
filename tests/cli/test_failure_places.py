"""Whatever fails at run time, `asl run` tells the file, line and column of the field at fault."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from asl.syntax import parse
from tests.cli.command import asl
from tests.cli.files import FUNCTION, written

END = {"Type": "Pass", "End": True}
ITEM = {"StartAt": "Item", "States": {"Item": END}}
CHILD = {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, **ITEM}
REFUSING = {**CHILD, "States": {"Item": {"Type": "Fail"}}}
INSIDE = {"StartAt": "In", "States": {"In": {**END, "InputPath": "$.gone"}}}
QUERY = {"QueryLanguage": "JSONata"}
MAP = {"Type": "Map", "End": True}
TASK = {"Type": "Task", "End": True, "Resource": FUNCTION}
TWICE = {"a.$": "$", "b.$": "$"}
LARGE = "x" * 200_000
NEVER = [{"Variable": "$", "IsNull": True, "Next": "Rest"}]

# what fails: (the state Go, the input, the error, the pointer inside Go)
FAILURES: dict[str, tuple[Any, Any, str, str]] = {
    "no rule of a Choice applies": (
        {"Type": "Choice", "Choices": NEVER},
        1,
        "States.NoChoiceMatched",
        "/Choices",
    ),
    "no rule of a Choice in JSONata applies": (
        {**QUERY, "Type": "Choice", "Choices": [{"Condition": False, "Next": "Rest"}]},
        1,
        "States.NoChoiceMatched",
        "/Choices",
    ),
    "a rule's variable is not there": (
        {
            "Type": "Choice",
            "Choices": [{"Variable": "$.gone", "NumericEquals": 1, "Next": "Rest"}],
        },
        {},
        "States.Runtime",
        "/Choices/0/Variable",
    ),
    "an output is too large": ({**END, "Parameters": TWICE}, LARGE, "States.DataLimitExceeded", ""),
    "variables are too large": ({**END, "Assign": TWICE}, LARGE, "States.DataLimitExceeded", ""),
    "there are no items": (
        {**MAP, "ItemsPath": "$.items", "ItemProcessor": ITEM},
        {},
        "States.Runtime",
        "/ItemsPath",
    ),
    "the items are none": (
        {**MAP, "ItemsPath": "$.items", "ItemProcessor": ITEM},
        {"items": 1},
        "States.Runtime",
        "/ItemsPath",
    ),
    "the input is no items": ({**MAP, "ItemProcessor": ITEM}, {"items": 1}, "States.Runtime", ""),
    "the input is no items in JSONata": (
        {**QUERY, **MAP, "ItemProcessor": ITEM},
        {"items": 1},
        "States.QueryEvaluationError",
        "",
    ),
    "a query gives no items": (
        {**QUERY, **MAP, "Items": "{% $states.input.items %}", "ItemProcessor": ITEM},
        {"items": 1},
        "States.QueryEvaluationError",
        "/Items",
    ),
    "too many children fail": (
        {**MAP, "ItemProcessor": REFUSING},
        [1],
        "States.ExceedToleratedFailureThreshold",
        "",
    ),
    "items cannot be read": (
        {
            **MAP,
            "ItemReader": {"Resource": "arn:aws:states:::s3:getObject"},
            "ItemProcessor": CHILD,
        },
        {},
        "States.ItemReaderFailed",
        "/ItemReader",
    ),
    "a path leads nowhere": ({**END, "InputPath": "$.gone"}, {}, "States.Runtime", "/InputPath"),
    "a path in a branch leads nowhere": (
        {"Type": "Parallel", "End": True, "Branches": [INSIDE]},
        {},
        "States.Runtime",
        "/Branches/0/States/In/InputPath",
    ),
    "a path in an iteration leads nowhere": (
        {**MAP, "ItemProcessor": INSIDE},
        [{}],
        "States.Runtime",
        "/ItemProcessor/States/In/InputPath",
    ),
    "a result has no place": (
        {**END, "Result": 1, "ResultPath": "$.a"},
        1,
        "States.ResultPathMatchFailure",
        "/ResultPath",
    ),
    "an intrinsic function fails": (
        {**END, "Parameters": {"a.$": "States.ArrayGetItem($, 9)"}},
        [1],
        "States.IntrinsicFailure",
        "/Parameters/a.$",
    ),
    "a query fails": (
        {**QUERY, **END, "Output": {"a": ["{% 1 + 'a' %}"]}},
        1,
        "States.QueryEvaluationError",
        "/Output/a/0",
    ),
    "a pause is none": (
        {"Type": "Wait", "End": True, "SecondsPath": "$.a"},
        {"a": -1},
        "States.Runtime",
        "/SecondsPath",
    ),
    "a time-out is none": (
        {**TASK, "TimeoutSecondsPath": "$.a"},
        {"a": "soon"},
        "States.Runtime",
        "/TimeoutSecondsPath",
    ),
    "a Task has no mock": (TASK, {}, "States.Runtime", ""),
    "a cause is no text": (
        {"Type": "Fail", "CausePath": "$.a"},
        {"a": 1},
        "States.Runtime",
        "/CausePath",
    ),
}


@pytest.mark.parametrize(("state", "given", "error", "pointer"), FAILURES.values(), ids=FAILURES)
def test_a_failure_names_its_place(
    tmp_path: Path, state: Any, given: Any, error: str, pointer: str
) -> None:
    definition = {"StartAt": "Go", "States": {"Go": state}}
    if state["Type"] == "Choice":
        definition["States"] = {"Go": state, "Rest": END}
    file = written(tmp_path / "machine.asl.json", definition)
    given_file = written(tmp_path / "input.json", json.dumps(given))
    start = parse(Path(file).read_bytes()).span(f"/States/Go{pointer}").start

    told = asl("run", file, "-i", f"@{given_file}")
    assert f"  {error}\n" in told.err
    assert f"\n  at {file}:{start.line}:{start.column}\n" in told.err

    shown = json.loads(asl("run", file, "-i", f"@{given_file}", "--format", "json").out)
    assert shown["error"] == error
    assert shown["place"] == {
        "file": file,
        "line": start.line,
        "column": start.column,
        "pointer": f"/States/Go{pointer}",
    }


def test_a_time_out_names_the_field_that_asks_for_it(tmp_path: Path) -> None:
    wait = {"Type": "Wait", "Seconds": 60, "End": True}
    definition = {"StartAt": "Go", "TimeoutSeconds": 5, "States": {"Go": wait}}
    file = written(tmp_path / "machine.asl.json", definition)
    told = asl("run", file)
    assert f"it was waiting in Go (Wait)\n  at {file}:3:21\n" in told.err
    shown = json.loads(asl("run", file, "--format", "json").out)
    assert (shown["status"], shown["place"]["pointer"]) == ("TIMED_OUT", "/TimeoutSeconds")


def test_a_time_out_of_the_service_names_no_field(tmp_path: Path) -> None:
    wait = {"Type": "Wait", "Seconds": 99_999_999, "End": True}
    file = written(tmp_path / "machine.asl.json", {"StartAt": "Go", "States": {"Go": wait}})
    assert asl("run", file).err.endswith("it was waiting in Go (Wait)\n")
    assert "place" not in json.loads(asl("run", file, "--format", "json").out)
