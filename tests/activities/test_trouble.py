"""Errors that our server does not give: a stub answers each call as it is told to."""

from __future__ import annotations

import json
import logging
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

import asl
from asl.activities import backoff
from asl.activities.service import ServiceRefused
from tests.activities.working import HEAD, variables, working
from tests.server.waiting import until

Reply = tuple[int, bytes]


def error(code: str, status: int = 400, message: str = "no") -> Reply:
    return status, json.dumps({"__type": code, "message": message}).encode()


OK: Reply = (200, b"{}")
TASK: Reply = (200, b'{"taskToken": "the-token", "input": "[1, 2]"}')
THROTTLED = error("ThrottlingException")
BUSY = error("ActivityWorkerLimitExceeded")
BROKEN = error("InternalFailure", 500)
GATEWAY: Reply = (502, b"<html>Bad Gateway</html>")
HTML: Reply = (200, b"<html>Sign in</html>")
DENIED = error("AccessDeniedException")
TIMED_OUT = error("TaskTimedOut")


class Stub:
    """Answers by operation, one after the other, then `{}`; keeps what it was asked."""

    def __init__(self) -> None:
        self.replies: dict[str, list[Reply]] = defaultdict(list)
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def answer(self, operation: str, body: bytes) -> Reply:
        self.asked.append((operation, json.loads(body)))
        replies = self.replies[operation]
        return replies.pop(0) if replies else OK

    def sent(self) -> list[str]:
        """The calls that tell of a task."""
        return [operation for operation, _ in self.asked if operation.startswith("SendTask")]


@contextmanager
def stubbed() -> Iterator[tuple[Stub, str]]:
    stub = Stub()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            operation = self.headers["X-Amz-Target"].partition(".")[2]
            status, told = stub.answer(operation, body)
            self.send_response(status)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield stub, f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stub]:
    monkeypatch.setattr(backoff, "_FIRST", 0.001)
    with stubbed() as (answering, url):
        for name, value in variables(url).items():
            monkeypatch.setenv(name, value)
        yield answering


WORKER = asl.worker(f"{HEAD}:any", heartbeat=None)(len)

# what is said: (answers to polls before the task)
POLLS: dict[str, list[Reply]] = {
    "throttled": [THROTTLED, THROTTLED],
    "too many workers": [BUSY],
    "broken": [BROKEN, GATEWAY],
    "not the service": [HTML],
    "its keys are throttled": [error("KmsThrottlingException")],
}


@pytest.mark.parametrize("before", POLLS.values(), ids=POLLS)
def test_trouble_while_polling_passes(stub: Stub, before: list[Reply]) -> None:
    stub.replies["GetActivityTask"] = [*before, TASK]
    with working(WORKER):
        until(stub.sent)
    assert [given for operation, given in stub.asked if operation == "SendTaskSuccess"] == [
        {"taskToken": "the-token", "output": "2"}
    ]


# what is said: (answers to SendTaskSuccess, what is sent in all, what is logged)
RESULTS: dict[str, tuple[list[Reply], list[str], str]] = {
    "taken": ([OK], ["SendTaskSuccess"], "len: a task is done"),
    "over": ([TIMED_OUT], ["SendTaskSuccess"], "len: the result is dropped"),
    "its execution is gone": ([error("TaskDoesNotExist")], ["SendTaskSuccess"], "is dropped"),
    "unknown by now": ([error("InvalidToken")], ["SendTaskSuccess"], "len: the result is dropped"),
    "throttled for long": ([THROTTLED] * 8, ["SendTaskSuccess"] * 9, "len: a task is done"),
    "broken, and it had arrived": (
        [BROKEN, BROKEN, BROKEN, TIMED_OUT],
        ["SendTaskSuccess"] * 4,
        "an earlier attempt to send the result has arrived, or it is dropped",
    ),
    "not taken": (
        [error("InvalidOutput")],
        ["SendTaskSuccess", "SendTaskFailure"],
        "len: a task has failed with Runtime.MarshalError; its Cause tells more",
    ),
}


@pytest.mark.parametrize(("replies", "sent", "told"), RESULTS.values(), ids=RESULTS)
def test_how_a_result_is_answered(
    stub: Stub,
    caplog: pytest.LogCaptureFixture,
    replies: list[Reply],
    sent: list[str],
    told: str,
) -> None:
    """Whatever it is, the worker takes the next task."""
    caplog.set_level(logging.INFO, "asl.worker")
    stub.replies["SendTaskSuccess"] = list(replies)
    stub.replies["GetActivityTask"] = [TASK, OK, TASK]
    with working(WORKER):
        until(lambda: len(stub.sent()) == len(sent) + 1)
    assert stub.sent() == [*sent, "SendTaskSuccess"]
    assert told in caplog.text
    assert "the-token" not in caplog.text


def test_a_result_that_the_service_cannot_read_fails_the_task(stub: Stub) -> None:
    stub.replies["SendTaskSuccess"] = [error("InvalidOutput", message="Invalid Output: '[secret'")]
    stub.replies["GetActivityTask"] = [TASK]
    with working(WORKER):
        until(lambda: len(stub.sent()) == 2)
    operation, given = stub.asked[[name for name, _ in stub.asked].index("SendTaskFailure")]
    assert given["error"] == "Runtime.MarshalError"
    cause = json.loads(given["cause"])
    assert cause["errorMessage"] == "The service does not take the result: InvalidOutput"
    assert operation


def test_one_that_may_not_answer_says_so(stub: Stub, caplog: pytest.LogCaptureFixture) -> None:
    stub.replies["SendTaskSuccess"] = [DENIED]
    stub.replies["GetActivityTask"] = [TASK]

    def story() -> None:
        with working(WORKER):
            until(stub.sent)
            until(lambda: "its result has not arrived" in caplog.text)

    with pytest.raises(ServiceRefused, match=r"AccessDeniedException: .* allow states:GetActivity"):
        story()


# what is said: (answers to heartbeats, whether the task is over, what is logged)
BEATS: dict[str, tuple[list[Reply], bool, str]] = {
    "taken": ([OK], False, ""),
    "lost": ([BROKEN] * 3, False, "a heartbeat was lost: "),
    "not allowed": ([DENIED], False, "a heartbeat was lost: "),
    "timed out": ([TIMED_OUT], True, ""),
    "unknown": ([error("InvalidToken")], True, ""),
    "gone": ([error("TaskDoesNotExist")], True, ""),
}


@pytest.mark.parametrize(("replies", "over", "told"), BEATS.values(), ids=BEATS)
def test_how_a_heartbeat_is_answered(
    stub: Stub, caplog: pytest.LogCaptureFixture, replies: list[Reply], over: bool, told: str
) -> None:
    stub.replies["SendTaskHeartbeat"] = list(replies)
    stub.replies["GetActivityTask"] = [TASK]
    seen: list[bool] = []

    def beats(_input: Any, task: asl.ActivityTask) -> None:
        try:
            task.heartbeat()
            seen.append(False)
        except asl.TaskOver:
            seen.append(task.over)

    with working(asl.worker(f"{HEAD}:any", heartbeat=None)(beats)):
        until(lambda: "SendTaskSuccess" in stub.sent())
    assert seen == [over]
    assert told in caplog.text
    assert "the-token" not in caplog.text


def test_nobody_is_there_at_first(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is told of once, however long it lasts."""
    monkeypatch.setattr(backoff, "_FIRST", 0.001)
    monkeypatch.setattr(backoff, "_LONGEST", 0.001)
    with stubbed() as (_, url):
        """Nobody listens there any more."""
    for name, value in variables(url).items():
        monkeypatch.setenv(name, value)
    pauses = counted(monkeypatch)
    with working(WORKER):
        until(lambda: len(pauses) > 5)
    assert caplog.text.count("no task can be asked for") == 1


def test_who_answers_at_once_that_there_is_no_task_is_not_asked_without_a_pause(
    stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses = counted(monkeypatch)
    with working(WORKER):
        until(lambda: len(pauses) > 3)
    assert stub.asked


def counted(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that are made from now on."""
    pauses: list[float] = []
    drawn = backoff.Backoff.next

    def counting(self: backoff.Backoff) -> float:
        pauses.append(drawn(self))
        return pauses[-1]

    monkeypatch.setattr(backoff.Backoff, "next", counting)
    return pauses


def test_pauses_double_up_to_a_limit() -> None:
    pauses = backoff.Backoff()
    due = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 20, 20]
    drawn = [pauses.next() for _ in due]
    assert all(most / 2 <= pause <= most for pause, most in zip(drawn, due, strict=True))
    pauses.reset()
    assert pauses.next() <= 0.1
