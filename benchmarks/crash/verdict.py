"""What must hold of every execution after all, whatever was killed when."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final, TypeAlias

from benchmarks.crash.story import STORIES
from benchmarks.crash.world import Ledger
from benchmarks.served import Caller, Refused

Json: TypeAlias = Any

_CLOSING: Final = {
    "ExecutionSucceeded": "SUCCEEDED",
    "ExecutionFailed": "FAILED",
    "ExecutionTimedOut": "TIMED_OUT",
    "ExecutionAborted": "ABORTED",
}
_POLL: Final = 0.2


@dataclass(frozen=True, slots=True)
class Started:
    """An execution that was asked for.

    Attributes:
        story: what it runs.
        name: of it.
        arn: of it.
        answered: whether StartExecution answered.
        stopped: whether StopExecution answered.
    """

    story: str
    name: str
    arn: str
    answered: bool = True
    stopped: bool = False


@dataclass(slots=True)
class Verdict:
    """What was found; a line of text for each fault.

    Attributes:
        executions: how many there are.
        unanswered: of them, those whose StartExecution did not answer.
        events: of all histories.
        statuses: how they ended.
        lost: answered, and not there or not ended.
        wrong: with another output or status than they would have had.
        moved: answers of a worker that stand where another item's should.
        repeated: tasks that were handed out after their end was acknowledged, or ended twice.
        gaps: histories whose ids are not 1..n, or that are out of order.
        early: waits that ended before their time.
    """

    executions: int = 0
    unanswered: int = 0
    events: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    early: list[str] = field(default_factory=list)

    def faults(self) -> list[str]:
        """All of them."""
        return [*self.lost, *self.wrong, *self.moved, *self.repeated, *self.gaps, *self.early]


def judge(caller: Caller, started: list[Started], ledger: Ledger, patience: float) -> Verdict:
    """Wait until all have ended, then look at each of them.

    Args:
        caller: of a server that is left alone.
        started: all that was asked for.
        ledger: what the workers saw.
        patience: seconds until an execution that still runs counts as lost.
    """
    verdict, end = Verdict(), time.monotonic() + patience
    verdict.repeated += [f"{key} was handed out again" for key in ledger.repeated]
    for one in started:
        told = _ended(caller, one, end)
        if told is None:
            if one.answered:
                verdict.lost.append(f"{one.arn} is not there")
            continue
        verdict.executions += 1
        verdict.unanswered += not one.answered
        verdict.statuses[told["status"]] += 1
        if told["status"] == "RUNNING":
            verdict.lost.append(f"{one.arn} still runs")
        _judge_end(verdict, one, told, ledger)
        _judge_history(verdict, one, told["status"], list(_history(caller, one.arn)))
    return verdict


def _ended(caller: Caller, one: Started, end: float) -> Json:
    """The execution once it has ended, or as it is when patience ends; None where it is not."""
    while True:
        try:
            told = caller.call("DescribeExecution", executionArn=one.arn)
        except Refused as refused:
            if refused.kind == "ExecutionDoesNotExist":
                return None
            raise
        if told["status"] != "RUNNING" or time.monotonic() > end:
            return told
        time.sleep(_POLL)


def _judge_end(verdict: Verdict, one: Started, told: Json, ledger: Ledger) -> None:
    if one.stopped:
        if told["status"] != "ABORTED":
            verdict.wrong.append(f"{one.arn} was stopped and is {told['status']}")
        return
    if told["status"] != "SUCCEEDED":
        verdict.wrong.append(f"{one.arn} is {told['status']}: {told.get('cause')}")
        return
    output = json.loads(told["output"])
    shown = _without_nonces(output)
    if shown != STORIES[one.story].expected(one.name):
        wrong = verdict.moved if _answers(output) else verdict.wrong
        wrong.append(f"{one.arn} gave {json.dumps(shown)[:300]}")
    for answer in _answers(output):
        key = (answer["run"], answer["key"], answer["index"])
        nonce = answer["nonce"]
        if nonce not in ledger.sent[key] or nonce != ledger.acknowledged.get(key, nonce):
            verdict.moved.append(f"{one.arn} has for {key} what nobody acknowledged")


def _without_nonces(value: Json) -> Json:
    if isinstance(value, list):
        return [_without_nonces(one) for one in value]
    if isinstance(value, dict) and "nonce" in value:
        return {**value, "nonce": "nonce"}
    return value


def _answers(value: Json) -> Iterator[Json]:
    if isinstance(value, list):
        for one in value:
            yield from _answers(one)
    elif isinstance(value, dict) and "nonce" in value:
        yield value


def _history(caller: Caller, arn: str) -> Iterator[Json]:
    token: Json = {}
    while True:
        page = caller.call("GetExecutionHistory", executionArn=arn, maxResults=1000, **token)
        yield from page["events"]
        if not page.get("nextToken"):
            return
        token = {"nextToken": page["nextToken"]}


def _judge_history(verdict: Verdict, one: Started, status: str, events: list[Json]) -> None:
    verdict.events += len(events)
    ids = [event["id"] for event in events]
    if ids != list(range(1, len(ids) + 1)):
        verdict.gaps.append(f"{one.arn} has events {ids[:5]}...{ids[-5:]} of {len(ids)}")
        return
    for before, event in pairwise(events):
        if event["timestamp"] < before["timestamp"] or event["previousEventId"] >= event["id"]:
            verdict.gaps.append(f"{one.arn}: event {event['id']} is out of order")
    ends = [event["type"] for event in events if event["type"] in _CLOSING]
    if status != "RUNNING" and [_CLOSING[end] for end in ends] != [status]:
        verdict.wrong.append(f"{one.arn} is {status} and its history ends by {ends}")
    _judge_tasks(verdict, one, events)
    _judge_waits(verdict, one, events)


def _judge_tasks(verdict: Verdict, one: Started, events: list[Json]) -> None:
    """Each activity that was entered succeeds at most once, and is not scheduled again after."""
    by_id = {event["id"]: event for event in events}
    succeeded: Counter[int] = Counter()
    for event in events:
        if event["type"] not in ("ActivityScheduled", "ActivitySucceeded"):
            continue
        entered = event
        while not entered["type"].endswith("StateEntered"):
            entered = by_id[entered["previousEventId"]]
        if succeeded[entered["id"]]:
            verdict.repeated.append(f"{one.arn}: event {event['id']} comes after a success")
        succeeded[entered["id"]] += event["type"] == "ActivitySucceeded"


def _judge_waits(verdict: Verdict, one: Started, events: list[Json]) -> None:
    """A Wait takes its seconds, to the clock's millisecond."""
    shortest = {"Long": 35, "Two": 2}
    by_id = {event["id"]: event for event in events}
    for event in events:
        if event["type"] == "WaitStateExited":
            entered = by_id[event["previousEventId"]]
            took = event["timestamp"] - entered["timestamp"]
            if took < shortest.get(event["stateExitedEventDetails"]["name"], 1) - 0.0015:
                verdict.early.append(f"{one.arn}: event {event['id']} after {took} s")
