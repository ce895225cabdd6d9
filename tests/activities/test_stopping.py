"""How workers end, and what becomes of tasks in that moment."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest

import asl
from asl.activities import crew, service
from tests.activities.working import HEAD, Gate, kinds, machine, start, variables, working
from tests.server.live import Live, serving
from tests.server.machines import finished
from tests.server.waiting import until

LONG = 3600.0


@contextmanager
def patient(monkeypatch: pytest.MonkeyPatch) -> Iterator[Live]:
    """A server whose polls last as long as their clients say."""
    with serving(poll_seconds=LONG) as live:
        for name, value in variables(live.url).items():
            monkeypatch.setenv(name, value)
        yield live


def test_a_task_that_is_handed_out_in_the_last_moment_is_done(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The poll was open when the worker was stopped, and is listened to until it is answered."""
    caplog.set_level(logging.INFO, "asl.worker")
    with patch.object(service, "_PREFER", f"wait={LONG:.0f}"), patient(monkeypatch) as live:
        client = live.client()
        its = machine(client, "last")
        with working(asl.worker(f"{HEAD}:last")(len), grace=60) as stop:
            until(lambda: live.server.polls == 1)
            stop.set()
            until(lambda: "the worker stops" in caplog.text)
            execution = start(client, its, [1, 2, 3])
        assert finished(client, execution)["output"] == "3"
        later = start(client, its, [1])
        assert kinds(client, later)[-1] == "ActivityScheduled"


def test_one_that_waits_for_a_task_stops_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server lets a poll end when its client says so; nothing else would end this one."""
    with patch.object(service, "_PREFER", "wait=1"), patient(monkeypatch) as live:
        its = machine(live.client(), "idle")
        with working(asl.worker(f"{HEAD}:idle", concurrency=3)(len), grace=LONG):
            until(lambda: live.server.polls == 3)
        assert its
        assert live.server.polls == 0


def test_what_runs_is_finished(client: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "asl.worker")
    its = machine(client, "finished")
    gate = Gate()
    with working(asl.worker(f"{HEAD}:finished")(gate), grace=60) as stop:
        execution = start(client, its, 1)
        gate.entered()
        stop.set()
        until(lambda: "the worker stops" in caplog.text)
        assert kinds(client, execution)[-1] == "ActivityStarted"
        gate.open.set()
    assert finished(client, execution)["output"] == "1"


def test_what_is_not_done_in_time_fails_at_once(
    client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """So that a Retry can give it to another worker; what the function still returns is dropped."""
    retry = [{"ErrorEquals": ["WorkerStopped"], "IntervalSeconds": 1, "MaxAttempts": 1}]
    its = machine(client, "unfinished", Retry=retry)
    gate = Gate(lambda _: "too late")

    def another(_input: Any) -> str:
        return "by another"

    with working(asl.worker(f"{HEAD}:unfinished")(gate), grace=0.1) as stop:
        execution = start(client, its, 1)
        gate.entered()
        stop.set()
        until(lambda: "ActivityFailed" in kinds(client, execution))
        gate.open.set()
        until(lambda: "worker Gate" not in {thread.name for thread in threading.enumerate()})
    with working(asl.worker(f"{HEAD}:unfinished")(another)):
        assert finished(client, execution)["output"] == '"by another"'
    events = client.get_execution_history(executionArn=execution)["events"]
    [failure] = [event for event in events if event["type"] == "ActivityFailed"]
    told = failure["activityFailedEventDetails"]
    assert told["error"] == "WorkerStopped"
    message = "The worker was stopped, and 0.1 s later not done"
    assert json.loads(told["cause"])["errorMessage"] == message
    assert "failed with WorkerStopped" in caplog.text
    # It was not sent either.
    assert "the result is dropped" not in caplog.text


def test_an_asynchronous_function_that_is_not_done_is_cancelled(client: Any) -> None:
    its = machine(client, "cancelled")
    begun, ended = threading.Event(), threading.Event()

    async def endless(_input: Any) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    with working(asl.worker(f"{HEAD}:cancelled")(endless), grace=0.1) as stop:
        execution = start(client, its)
        assert begun.wait(20)
        stop.set()
        assert ended.wait(20)
    assert finished(client, execution)["error"] == "WorkerStopped"


def test_polls_that_outlast_the_grace_are_told_of(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with patch.object(service, "_PREFER", f"wait={LONG:.0f}"), patient(monkeypatch) as live:
        machine(live.client(), "left")
        with working(asl.worker(f"{HEAD}:left", concurrency=2)(len), grace=0.1):
            until(lambda: live.server.polls == 2)
        assert "open polls: 2; a task that is handed" in caplog.text


def test_a_result_that_nobody_takes_is_told_of(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The server is gone when the function returns, and does not come back in time."""
    monkeypatch.setattr(crew, "_LAST_WORDS", 2.0)
    gate = Gate()
    with serving() as live:
        for name, value in variables(live.url).items():
            monkeypatch.setenv(name, value)
        its = machine(live.client(), "nobody")
        with working(asl.worker(f"{HEAD}:nobody")(gate), grace=0.1) as stop:
            start(live.client(), its)
            gate.entered()
            live.stop()
            until(lambda: not reachable(live))
            gate.open.set()
            until(lambda: "no result can be sent: " in caplog.text)
            stop.set()
    assert "the worker ends and its result has not arrived" in caplog.text


def reachable(live: Live) -> bool:
    try:
        live.client().list_activities()
    except Exception:  # noqa: BLE001 - whatever boto3 makes of it
        return False
    return True
