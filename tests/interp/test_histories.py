"""What holds of every history, whatever the machine: ids, causes, beginnings and ends.

Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
"""

from __future__ import annotations

import json
from collections import Counter
from functools import partial
from itertools import pairwise
from typing import Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asl.definition import load
from asl.engines import virtual
from asl.engines.virtual import Run
from asl.runtime.events import WITHOUT_DETAILS
from asl.syntax.values import Json
from tests.engines.machines import INPUT, answers, machines

# Events that nothing before them has caused.
FIRST: Final = frozenset(
    {"ExecutionStarted", "ExecutionTimedOut", "ExecutionAborted", "EvaluationFailed"}
)
ENDS: Final = frozenset({"ExecutionSucceeded", "ExecutionFailed", "ExecutionTimedOut"})


def _counts(done: Run) -> Counter[str]:
    return Counter(event.type for event in done.events)


def _of_every_history(done: Run) -> None:
    events = done.events
    assert [event.id for event in events] == list(range(1, len(events) + 1))
    assert all(event.previous < event.id for event in events)
    assert all(one.at <= other.at for one, other in pairwise(events))
    # The first state's entry chains from nothing, and no other event but these.
    rootless = [event.type for event in events[2:] if event.previous == 0]
    assert set(rootless) <= FIRST
    assert [event.type for event in events if event.type in ENDS] == [events[-1].type]
    for event in events:
        if event.type in WITHOUT_DETAILS:
            assert event.details == {}


def _of_iterations(counts: Counter[str]) -> None:
    """Every iteration that began has come to an end of some kind."""
    ended = sum(counts[f"MapIteration{end}"] for end in ("Succeeded", "Failed", "Aborted"))
    assert counts["MapIterationStarted"] == ended


def _of_states(done: Run, counts: Counter[str]) -> None:
    """A state that is left was entered; one that was entered is left, fails or is aborted."""
    for kind in ("Pass", "Wait", "Task", "Parallel", "Map"):
        assert counts[f"{kind}StateExited"] <= counts[f"{kind}StateEntered"]
    if done.status == "SUCCEEDED":
        for kind in ("Pass", "Task", "Wait"):
            aborted = counts[f"{kind}StateAborted"]
            assert counts[f"{kind}StateEntered"] <= counts[f"{kind}StateExited"] + aborted
    for event in done.events:
        if event.type.endswith("StateExited"):
            entered = event.type.removesuffix("Exited") + "Entered"
            name = event.details["name"]
            assert any(
                other.type == entered and other.details["name"] == name
                for other in done.events[: event.id]
            )


def _of_tasks(counts: Counter[str]) -> None:
    """A call that was started had been scheduled; what ended had been started."""
    for family in ("Task", "LambdaFunction", "Activity"):
        started = counts[f"{family}Started"]
        assert started <= counts[f"{family}Scheduled"]
        ended = sum(counts[f"{family}{end}"] for end in ("Succeeded", "Failed", "TimedOut"))
        assert ended <= started


def _of_texts(done: Run) -> None:
    """Payloads are compact JSON text; what leaves one state enters the next."""
    for event in done.events:
        for member in ("input", "output", "parameters"):
            if member in event.details:
                text = event.details[member]
                assert (
                    json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")) == text
                )
        before = done.events[event.previous - 1]
        if event.type.endswith("StateEntered") and before.type.endswith("StateExited"):
            assert event.details["input"] == before.details["output"]


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(definition=machines(), seed=st.integers(0, 10_000))
def test_any_history(definition: Json, seed: int) -> None:
    done = virtual.run(load(json.dumps(definition)), INPUT, partial(answers, seed))
    counts = _counts(done)
    _of_every_history(done)
    _of_states(done, counts)
    _of_tasks(counts)
    _of_texts(done)
    if done.status != "TIMED_OUT":
        _of_iterations(counts)
    assert (
        done.status
        == {
            "ExecutionSucceeded": "SUCCEEDED",
            "ExecutionFailed": "FAILED",
            "ExecutionTimedOut": "TIMED_OUT",
        }[done.events[-1].type]
    )
