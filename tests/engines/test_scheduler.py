"""Calls on the agenda: made once, or cancelled and let go."""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from asl.engines.scheduler import AT_LAST, TURN, Call, Scheduler
from asl.engines.virtual import START, Answer, VirtualEngine, never, returns, throws
from asl.engines.virtual.running import Running
from asl.runtime.host import TaskCall
from asl.syntax.values import Json
from tests.states.building import INVOKE, block, machine

MANY = 20_000
LAST = 50


def _take_all(scheduler: Scheduler) -> None:
    while (due := scheduler.next_due()) is not None:
        scheduler.now = due
        scheduler.take()


# what is said: (which of the calls 0, 1 and 2, a second apart, are cancelled; which are made)
CANCELLED: dict[str, tuple[set[int], list[int]]] = {
    "none": (set(), [0, 1, 2]),
    "the next one": ({0}, [1, 2]),
    "a later one": ({1}, [0, 2]),
    "all": ({0, 1, 2}, []),
}


@pytest.mark.parametrize(("cancelled", "made"), CANCELLED.values(), ids=CANCELLED)
def test_a_cancelled_call_is_not_made(cancelled: set[int], made: list[int]) -> None:
    scheduler, heard = Scheduler(START), list[int]()
    for number in range(3):
        due = START + timedelta(seconds=number)
        call = scheduler.call_at(due, TURN, partial(heard.append, number))
        if number in cancelled:
            call.cancel()
    _take_all(scheduler)
    assert heard == made


def test_a_call_that_was_made_may_be_cancelled() -> None:
    scheduler, heard = Scheduler(START), list[str]()
    call = scheduler.call_at(START, AT_LAST, lambda: heard.append("made"))
    _take_all(scheduler)
    call.cancel()
    assert heard == ["made"]
    assert scheduler.next_due() is None


def test_cancelled_calls_do_not_pile_up() -> None:
    scheduler = Scheduler(START)
    before = _alive(Call)
    for number in range(MANY):
        scheduler.call_at(START + timedelta(days=number), AT_LAST, lambda: None).cancel()
    assert len(_alive(Call)) < len(before) + MANY // 2
    assert scheduler.next_due() is None


def _alive(kind: type) -> list[object]:
    gc.collect()
    return [thing for thing in gc.get_objects() if isinstance(thing, kind)]


# what is said: (what a child's task answers, the percentage of failures that is tolerated)
CHILDREN: dict[str, tuple[Callable[[TaskCall], Answer], int]] = {
    "that succeeded": (lambda call: returns(call.input), 0),
    "that took their time": (lambda _call: returns(1, after=5), 0),
    "that failed": (lambda _call: throws("E"), 100),
    "that timed out": (lambda _call: never(), 100),
    "that were stopped with their siblings": (
        lambda call: throws("E") if call.input == LAST else returns(1, after=900),
        0,
    ),
}


@pytest.mark.parametrize(("answer", "tolerated"), CHILDREN.values(), ids=CHILDREN)
def test_children_are_let_go(answer: Callable[[TaskCall], Answer], tolerated: int) -> None:
    config = {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}
    work: Json = {"Type": "Task", "Resource": INVOKE}
    each: Json = {
        "Type": "Map",
        "ItemProcessor": {**block(("Work", work)), "ProcessorConfig": config},
        "ToleratedFailurePercentage": tolerated,
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Look"}],
        "ResultPath": None,
        "Next": "Look",
    }
    look: Json = {"Type": "Task", "Resource": INVOKE, "End": True}

    def tasks(call: TaskCall) -> Answer:
        if call.state != "Look":
            return answer(call)
        return returns(len(_alive(Running)))

    # Held, so that what other tests have left does not go away in the meantime.
    before = _alive(Running)
    engine = VirtualEngine(machine({"Each": each, "Look": look}), tasks)
    run = engine.begin([*range(LAST + 1)])
    engine.drive()
    assert (run.status, run.output) == ("SUCCEEDED", len(before) + 1)
