"""The verdict sees what it is there to see."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from benchmarks.crash import story
from benchmarks.crash.verdict import Started, Verdict, judge
from benchmarks.crash.world import Ledger
from benchmarks.served import Refused

Json: TypeAlias = Any

RUN = "open-1"
KEY = (RUN, "open", None)


def _event(number: int, type_: str, at: float, **more: Json) -> Json:
    return {"id": number, "previousEventId": number - 1, "type": type_, "timestamp": at, **more}


def _history() -> list[Json]:
    name = {"name": "Open"}
    return [
        _event(1, "ExecutionStarted", 1.0),
        _event(2, "TaskStateEntered", 1.0, stateEnteredEventDetails=name),
        _event(3, "ActivityScheduled", 1.0),
        _event(4, "ActivityStarted", 1.2),
        _event(5, "ActivitySucceeded", 2.0),
        _event(6, "TaskStateExited", 2.0, stateExitedEventDetails=name),
        _event(7, "WaitStateEntered", 2.0, stateEnteredEventDetails={"name": "Two"}),
        _event(8, "WaitStateExited", 4.0, stateExitedEventDetails={"name": "Two"}),
        _event(9, "ExecutionSucceeded", 4.0),
    ]


class Told:
    """A server that tells what a test wants it to."""

    def __init__(self) -> None:
        self.history = _history()
        self.status: str | None = "SUCCEEDED"
        self.output = {**story.answer(RUN, "open"), "nonce": "mine"}
        self.ledger = Ledger()
        self.ledger.hand(KEY)
        self.ledger.sent[KEY].add("mine")
        self.ledger.acknowledged[KEY] = "mine"
        self.stopped = False

    def call(self, operation: str, **_members: Json) -> Json:
        """Answer as a server would."""
        if operation == "GetExecutionHistory":
            return {"events": self.history}
        if self.status is None:
            raise Refused(400, {"__type": "ExecutionDoesNotExist"})
        return {"status": self.status, "output": json.dumps(self.output)}

    def verdict(self) -> Verdict:
        """What is found."""
        started = [Started("open", RUN, "arn", stopped=self.stopped)]
        return judge(self, started, self.ledger, 0)  # type: ignore[arg-type]  # it only calls


def _again(told: Told) -> None:
    told.ledger.hand(KEY)


def _twice(told: Told) -> None:
    told.history[5] = _event(6, "ActivityScheduled", 2.0)


def _missing(told: Told) -> None:
    del told.history[3]


def _double(told: Told) -> None:
    told.history.insert(3, told.history[3])


def _backwards(told: Told) -> None:
    told.history[4]["timestamp"] = 0.5


def _soon(told: Told) -> None:
    told.history[7]["timestamp"] = told.history[8]["timestamp"] = 3.9


def _gone(told: Told) -> None:
    told.status = None


def _hanging(told: Told) -> None:
    told.status = "RUNNING"
    told.history.pop()


def _failed(told: Told) -> None:
    told.status = "FAILED"
    told.history[-1]["type"] = "ExecutionFailed"


def _not_stopped(told: Told) -> None:
    told.stopped = True


def _of_another(told: Told) -> None:
    told.output = {**told.output, "index": 3}


def _unheard(told: Told) -> None:
    told.output["nonce"] = "somebody's"


def _older(told: Told) -> None:
    """An answer that was sent, where another one was acknowledged."""
    told.ledger.sent[KEY].add("older")
    told.output["nonce"] = "older"


def _ended_twice(told: Told) -> None:
    told.history.append(_event(10, "ExecutionAborted", 4.0))


# what has gone wrong, and under which name it is found
WRONG: dict[str, tuple[Callable[[Told], None], str]] = {
    "a task is handed out after its end": (_again, "repeated"),
    "a task is scheduled after its success": (_twice, "repeated"),
    "an event is missing": (_missing, "gaps"),
    "an event is there twice": (_double, "gaps"),
    "an event is older than the one before": (_backwards, "gaps"),
    "a wait is too short": (_soon, "early"),
    "an execution is not there": (_gone, "lost"),
    "an execution does not end": (_hanging, "lost"),
    "an execution fails": (_failed, "wrong"),
    "a stopped one succeeds": (_not_stopped, "wrong"),
    "an execution ends twice": (_ended_twice, "wrong"),
    "an answer stands at another item": (_of_another, "moved"),
    "an answer is nobody's": (_unheard, "moved"),
    "an answer was not the one acknowledged": (_older, "moved"),
}


@pytest.mark.parametrize(("break_", "name"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_found(break_: Callable[[Told], None], name: str) -> None:
    told = Told()
    break_(told)
    assert getattr(told.verdict(), name)


def test_what_is_right_is_not() -> None:
    verdict = Told().verdict()
    assert verdict.faults() == []
    assert (verdict.executions, verdict.events) == (1, 9)
