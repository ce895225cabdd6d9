"""The recorded format: one JSON file a case, as extracted from what AWS answered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from asl.engines.virtual import Tasks
from asl.syntax.values import Json
from conformance.case import (
    KINDS,
    START,
    Action,
    BadCase,
    Case,
    Expected,
    Kind,
    Moment,
    Operation,
)
from conformance.moments import moment_of
from conformance.recorded_mocks import RecordedMocks

# The names the recorder's executions and machines had, where anything recorded shows them.
_NAMES: Final = re.compile(r"arn:aws:states:[^:]*:\d+:(?:execution|express):([^:\"\\]+):(exec-\d+)")
_MACHINES: Final = (
    re.compile(r"arn:aws:states:[^:]*:\d+:mapRun:([^:\"\\/]+)/"),
    re.compile(r"arn:aws:states:[^:]*:\d+:stateMachine:([^:\"\\/,}]+)"),
    re.compile(r"\"((?:[a-z]+_)*statemachine(?:_[a-z]+)*_[0-9a-f]{8})\""),
)
# When the set was extracted: its far-future timestamps were counted from here.
_EXTRACTED: Final = datetime(2026, 11, 21, 2, 46, 5, tzinfo=UTC)
_OPERATIONS: Final[dict[str, Operation]] = {
    "stop_execution": "stop",
    "send_task_success": "success",
    "send_task_failure": "failure",
    "send_task_heartbeat": "heartbeat",
}
_TOLD: Final = re.compile(r"An error occurred \((\w+)\) when calling the \w+ operation: ")
_LATER: Final[dict[Kind, str]] = {
    "express_async": "only the last log record is known, and this runner writes no logs",
    "validate": "these are requests to a server, which tests/server makes",
    "api": "these are requests to a server, which tests/server makes",
}
# Kinds that are an execution from start to end.
_RUNS: Final = frozenset({"execution", "express_sync"})
_UNKNOWN_SPACE: Final = "re-serialised, white space not known"


def case_of(record: dict[str, Json], path: Path) -> Case:
    """The case of a record, as read from a file `<area>/<name>.json`.

    A record that has more to it than is understood here is a case that has failed.

    Raises:
        BadCase: where it does not even say what it is.
    """
    try:
        id_, kind = record["id"], record["kind"]
        counted = kind in _RUNS and (not record["needs"] or "mocks" in record)
    except (KeyError, TypeError) as error:
        raise BadCase(f"{path}: no recorded case: {error!r}") from error
    if kind not in KINDS:
        raise BadCase(f"{path}: no kind of case: {kind!r}")
    try:
        return _case(record, path.parent.name, counted=counted)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return Case(
            id=id_,
            area=path.parent.name,
            kind=kind,
            source=str(record.get("source")),
            definition="",
            expected=Expected(status=""),
            tasks=lambda: _tasks(record),
            counted=counted,
            not_run=f"the record is not understood: {error!r}",
        )


def _case(record: dict[str, Json], area: str, *, counted: bool) -> Case:
    kind: Kind = record["kind"]
    machine_name, execution_name = _names(record)
    text = record.get("definition_text")
    return Case(
        id=record["id"],
        area=area,
        kind=kind,
        source=record["source"],
        definition=json.dumps(record.get("definition")) if text is None else text,
        expected=_expected(record) if kind in _RUNS else Expected(status=""),
        value=record.get("input", {}),
        text=record.get("input_text"),
        express="EXPRESS" in (record.get("type"), record.get("params", {}).get("type")),
        machine_name=machine_name,
        execution_name=execution_name,
        start=_EXTRACTED if record.get("time_dependent") else START,
        tasks=lambda: _tasks(record),
        activity_exists=_answered(record).__contains__,
        actions=tuple(_actions(record)),
        placeholders=tuple(record.get("placeholders", ())),
        loose_json=_UNKNOWN_SPACE in _cause_texts(record),
        counted=counted,
        not_run=_missing(record),
        record=record,
    )


def _tasks(record: dict[str, Json]) -> Tasks:
    history = record["expected"].get("events") or []
    return RecordedMocks(record.get("mocks") or {}, history, record.get("placeholders", ()))


def _names(record: dict[str, Json]) -> tuple[str, str]:
    text = json.dumps(record["expected"])
    named = _NAMES.search(text)
    if named is not None:
        return named[1], named[2]
    machines = (pattern.search(text) for pattern in _MACHINES)
    return next((found[1] for found in machines if found is not None), "machine"), "exec-1"


def _expected(record: dict[str, Json]) -> Expected:
    expected = record["expected"]
    events = expected.get("events")
    history: tuple[Moment, ...] | None = None
    if events is not None:
        moments = [moment_of(event) for event in events]
        history = tuple(reversed(moments) if expected.get("reverse_order") else moments)
    return Expected(
        status=expected["status"],
        output=expected.get("output"),
        error=expected.get("error"),
        cause=expected.get("cause"),
        history=history,
        bag=expected.get("events_partly_normalised", False),
    )


def _answered(record: dict[str, Json]) -> set[str]:
    """Resources of the states that the history has an answer for: so they were there."""
    mocked, found = record.get("mocks") or {}, set()
    below: list[Json] = [record.get("definition")]
    while below:
        value = below.pop()
        if isinstance(value, list):
            below.extend(value)
        elif isinstance(value, dict):
            below.extend(value.values())
            for name, state in (value.get("States") or {}).items():
                if mocked.get(name) and "Resource" in state:
                    found.add(state["Resource"])
    return found


def _actions(record: dict[str, Json]) -> Iterator[Action]:
    """What the recording's test did to the execution while it was running."""
    for index, action in enumerate(record.get("actions_after_start", ()), start=1):
        params = action.get("params", {})
        yield Action(
            at=float(index),
            op=_OPERATIONS[action["op"]],
            output=json.loads(params["output"]) if "output" in params else None,
            error=params.get("error"),
            cause=params.get("cause"),
        )


def _cause_texts(record: dict[str, Json]) -> set[str]:
    mocks = record.get("mocks") or {}
    return {entry.get("cause_text", "") for entries in mocks.values() for entry in entries}


def _missing(record: dict[str, Json]) -> str | None:
    """Why a case cannot be run from what was recorded, or not yet; None where it can."""
    kind: Kind = record["kind"]
    later = _LATER.get(kind)
    if later is not None:
        return later
    if kind == "create_error":
        code = code_of(record["expected"]["error_response"])
        return None if code == "InvalidDefinition" else f"{code} is the API server's to say"
    if kind == "test_state" and "error_response" in record["expected"]:
        return "the request is checked by the operation TestState, which is not there yet"
    if not record["needs"] or "mocks" in record or "fixtures" in record:
        return None
    problems = record.get("mocks_problems") or ["nothing answers for it"]
    return f"needs {', '.join(record['needs'])}: {'; '.join(problems)}"


def code_of(response: dict[str, Json]) -> str:
    """The code of a recorded error, in either of botocore's forms."""
    if "Error" in response:
        code: str = response["Error"]["Code"]
        return code
    told = _TOLD.match(response["exception_value"])
    return response["exception_typename"] if told is None else told[1]
