"""A server that is killed with -9, or whose disk is full, loses nothing that it acknowledged.

A short form of `python -m benchmarks crash`, which says what is looked at.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

import pytest

from benchmarks.crash import full_disk
from benchmarks.crash.rounds import Plan, Rounds


def test_kills_lose_nothing_and_repeat_nothing(lasting_url: str, tmp_path: Path) -> None:
    stories = ("mix", "flaky", "open", "children")
    plan = Plan(
        database=lasting_url,
        rounds=3,
        stories=stories,
        starts=4,
        log=tmp_path / "log",
        patience=60,
        hold=1.5,
    )
    outcome = Rounds(plan).run()
    assert outcome.verdict.faults() == []
    assert outcome.verdict.executions > 0
    assert outcome.ledger.acknowledged
    assert "Traceback" not in (tmp_path / "log").read_text()


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(resource, "prlimit"),
    reason="only Linux lets one process limit the files of another",
)
def test_a_full_disk_refuses_clearly_and_loses_nothing(sqlite_file: str, tmp_path: Path) -> None:
    plan = Plan(
        database=sqlite_file,
        rounds=2,
        stories=("flaky", "open"),
        starts=3,
        log=tmp_path / "log",
        patience=60,
        hold=0.5,
    )
    found = full_disk.run(plan, full_disk.Limit(), seconds=1.0)
    assert found.outcome.verdict.faults() == []
    assert found.unclear == []
    refused = {what.partition(":")[0] for what in found.refused}
    assert refused >= {"StartExecution", "CreateActivity", "CreateStateMachine", "/health"}
    read = {"DescribeExecution", "GetExecutionHistory", "ListExecutions"}
    assert read <= found.answered.keys()
    assert not read & refused
