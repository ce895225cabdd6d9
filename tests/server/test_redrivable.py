"""Whether an execution may be redriven."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from asl.stores.records import ExecutionRecord
from asl_server.operations.execution_views import redrivable

NOW = datetime(2026, 1, 31, tzinfo=UTC)
FAILED = ExecutionRecord(
    arn="a",
    name="e",
    machine_arn="m",
    revision=1,
    status="FAILED",
    started_at=NOW - timedelta(days=20),
    stopped_at=NOW - timedelta(days=1),
    input="{}",
)

# what is said: (execution, status, reason)
ANSWERS: dict[str, tuple[ExecutionRecord, str, str | None]] = {
    "failed": (FAILED, "REDRIVABLE", None),
    "timed out": (replace(FAILED, status="TIMED_OUT"), "REDRIVABLE", None),
    "aborted": (replace(FAILED, status="ABORTED"), "REDRIVABLE", None),
    "fourteen days ago": (
        replace(FAILED, stopped_at=NOW - timedelta(days=14)),
        "REDRIVABLE",
        None,
    ),
    "longer ago": (
        replace(FAILED, stopped_at=NOW - timedelta(days=14, seconds=1)),
        "NOT_REDRIVABLE",
        "Execution redrivable period exceeded",
    ),
    "of a Map Run": (replace(FAILED, map_run_arn="r"), "REDRIVABLE_BY_MAP_RUN", None),
    "running": (
        replace(FAILED, status="RUNNING", stopped_at=None),
        "NOT_REDRIVABLE",
        "Execution is RUNNING and cannot be redriven",
    ),
    "succeeded": (
        replace(FAILED, status="SUCCEEDED"),
        "NOT_REDRIVABLE",
        "Execution is SUCCEEDED and cannot be redriven",
    ),
}


@pytest.mark.parametrize(("execution", "status", "reason"), ANSWERS.values(), ids=ANSWERS)
def test_answers(execution: ExecutionRecord, status: str, reason: str | None) -> None:
    assert redrivable(execution, NOW) == (status, reason)
