"""Events in REST: JSON as JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from asl.runtime.events import Event
from asl_server.rest.shapes import event

AT = datetime(2026, 1, 1, 12, 0, 0, 5000, tzinfo=UTC)

# what is said: (type, details, the details that are shown)
EVENTS: dict[str, tuple[str, dict[str, Any], str]] = {
    "an input": (
        "PassStateEntered",
        {"name": "A", "input": '{"b":1.0,"a":[]}'},
        '{"name":"A","input":{"b":1.0,"a":[]},"inputDetails":{"truncated":false}}',
    ),
    "variables": (
        "PassStateExited",
        {"name": "A", "output": "1", "assignedVariables": {"x": "1.50", "y": '"t"'}},
        '{"name":"A","output":1,"outputDetails":{"truncated":false},'
        '"assignedVariables":{"x":1.50,"y":"t"},"assignedVariablesDetails":{"truncated":false}}',
    ),
    "parameters": (
        "TaskScheduled",
        {"resource": "invoke", "parameters": '{"a":1}'},
        '{"resource":"invoke","parameters":{"a":1}}',
    ),
    "a cause stays text": (
        "ExecutionFailed",
        {"error": "E", "cause": '{"a":1}'},
        '{"error":"E","cause":"{\\"a\\":1}"}',
    ),
}


@pytest.mark.parametrize(("kind", "details", "shown"), EVENTS.values(), ids=EVENTS)
def test_details(kind: str, details: dict[str, Any], shown: str) -> None:
    written = orjson.dumps(event(Event(2, 1, kind, AT, details))).decode()
    assert written.startswith('{"timestamp":"2026-01-01T12:00:00.005Z",')
    assert written.endswith(f":{shown}}}")
