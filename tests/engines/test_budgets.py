"""What a virtual run may use up, and that it says so."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from itertools import count

import pytest

from asl.engines import virtual
from asl.engines.virtual import START, Answer, Settings, VirtualEngine, never, returns
from asl.interp import Machine
from asl.runtime.host import TaskCall
from asl.syntax.values import Json
from tests.states.building import INVOKE, alone, block, machine

# The texts of these are 10,000 bytes long and some, what Python needs for a string included.
BIG = 10_000
LETTERS = "abcdefghijklmnopqrstuvwxyz"
PASS: Json = {"Type": "Pass"}
WORK: Json = {"Type": "Task", "Resource": INVOKE}


def _big(number: int) -> str:
    return LETTERS[number] * BIG


def _whole(*states: tuple[str, Json]) -> Machine:
    return machine(block(*states)["States"])


def _children(processor: Json, **members: Json) -> Json:
    config = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    processor = {**processor, "ProcessorConfig": config}
    return {"Type": "Map", "ItemProcessor": processor, "ResultPath": None, **members}


CHANGING = [(f"P{number}", {"Type": "Pass", "Result": _big(number)}) for number in range(5)]
WASTEFUL = block(*CHANGING, ("Last", {"Type": "Pass", "Result": 1}))
WORKING = block(("Work", WORK))

# what is said: (the machine, its input, how many texts of 10,000 bytes are held at once at most)
# An execution's input counts twice: in the caller's own words, and as it is handed on; a Task
# writes its parameters and its result in texts of their own.
HELD: dict[str, tuple[Machine, Json, int]] = {
    "a value that is handed on": (_whole(*((f"P{n}", PASS) for n in range(9))), _big(0), 2),
    "a value that changes": (_whole(*CHANGING), 1, 5),
    "a value that is handed on by states that wait": (
        _whole(("W1", {"Type": "Wait", "Seconds": 5}), ("W2", {"Type": "Wait", "Seconds": 5})),
        _big(0),
        2,
    ),
    "a value that is handed on past a result": (
        _whole(
            ("One", {**WORK, "Parameters": {"FunctionName": "f"}, "ResultPath": None}),
            ("Two", PASS),
        ),
        _big(0),
        3,
    ),
    "variables": (alone({"Type": "Pass", "Assign": {"a": _big(0), "b": _big(1)}}), 1, 2),
    "parameters and results": (
        alone({**WORK, "Parameters": {"FunctionName": _big(0)}, "ResultSelector": {}}),
        1,
        2,
    ),
    "short texts do not count": (
        _whole(*((f"P{n}", {"Type": "Pass", "Result": [n, "x" * 200]}) for n in range(400))),
        1,
        0,
    ),
    "a text of other letters takes more": (alone({"Type": "Pass", "Result": "л" * BIG}), 1, 2),
    "children that are open": (alone(_children(WORKING, ItemSelector=_big(0))), [1, 2, 3], 11),
    "children one after another, with the inputs of those before": (
        alone(_children(WORKING, ItemSelector=_big(0), MaxConcurrency=1)),
        [1, 2, 3],
        9,
    ),
    "children that have ended": (alone(_children(WASTEFUL, MaxConcurrency=1)), [1, 2, 3, 4], 5),
    "outputs of children that have ended": (
        alone(_children(block(("P", {"Type": "Pass", "Result": _big(0)})), MaxConcurrency=1)),
        [1, 2, 3],
        3,
    ),
    "outputs until the Map Run has ended": (
        _whole(
            *(
                (name, _children(block((f"{name}P", {"Type": "Pass", "Result": _big(0)}))))
                for name in "ABC"
            )
        ),
        [1, 2],
        2,
    ),
}


def _answer(call: TaskCall) -> Answer:
    return returns(_big(25), after=1 if call.input else 0)


@pytest.mark.parametrize(("whole", "value", "texts"), HELD.values(), ids=HELD)
@pytest.mark.parametrize("express", [False, True])
def test_the_history_budget_is_what_is_held(
    whole: Machine, value: Json, texts: int, express: bool
) -> None:
    enough = Settings(express=express, history_budget=texts * (BIG + 100) + 2000)
    assert virtual.run(whole, value, _answer, enough).status == "SUCCEEDED"
    if texts:
        short = Settings(express=express, history_budget=texts * BIG)
        with pytest.raises(virtual.HistoryBudgetExceeded):
            virtual.run(whole, value, _answer, short)


LOOP: dict[str, Json] = {
    "Grow": {"Type": "Pass", "Parameters": {"text.$": "$.text", "n.$": "States.UUID()"}},
    "Again": {
        "Type": "Choice",
        "Choices": [{"Variable": "$.end", "IsPresent": True, "Next": "End"}],
        "Default": "Grow",
    },
    "End": {"Type": "Succeed"},
}
LOOP["Grow"]["Next"] = "Again"

# what is said: (settings, what is raised, what the message says)
GIVEN_UP: dict[str, tuple[Settings, type[Exception], str]] = {
    "states of an Express execution": (
        Settings(express=True, transition_budget=1000),
        virtual.TransitionBudgetExceeded,
        "more than 1,000 states .* endless loop, or raise transition_budget",
    ),
    "texts of an Express execution": (
        Settings(express=True, history_budget=1_000_000),
        virtual.HistoryBudgetExceeded,
        "more than 1,000,000 bytes .* endless loop, .* or raise history_budget",
    ),
    "texts of a Standard execution": (
        Settings(history_budget=1_000_000),
        virtual.HistoryBudgetExceeded,
        "more than 1,000,000 bytes .* endless loop, .* or raise history_budget",
    ),
}


@pytest.mark.parametrize(("settings", "error", "message"), GIVEN_UP.values(), ids=GIVEN_UP)
def test_an_endless_loop_is_given_up(
    settings: Settings, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message) as raised:
        virtual.run(machine(LOOP), {"text": _big(0)}, _answer, settings)
    assert isinstance(raised.value, virtual.BudgetExceeded)


def test_no_retry_and_no_catch_hides_it() -> None:
    handling: Json = {
        "Retry": [{"ErrorEquals": ["States.ALL"]}],
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Caught"}],
    }
    branches: Json = {"Type": "Parallel", "Branches": [block(*CHANGING)], **handling}
    with pytest.raises(virtual.HistoryBudgetExceeded):
        virtual.run(alone(branches), 1, _answer, Settings(history_budget=3 * BIG))


# what is said: (budget, whether an execution that holds five big texts can go on)
RESUMED: dict[str, tuple[int, bool]] = {"enough": (7 * BIG, True), "too little": (5 * BIG, False)}


@pytest.mark.parametrize(("budget", "goes_on"), RESUMED.values(), ids=RESUMED)
def test_a_history_that_is_taken_over_counts(budget: int, goes_on: bool) -> None:
    whole = _whole(*CHANGING, ("Wait", {"Type": "Wait", "Seconds": 60}))
    engine = VirtualEngine(whole, _answer)
    engine.begin(1)
    engine.drive(until=START + timedelta(seconds=30))
    again = VirtualEngine(whole, _answer, Settings(history_budget=budget))
    with nullcontext() if goes_on else pytest.raises(virtual.HistoryBudgetExceeded):
        run = again.resume(engine.snapshot())
        again.drive()
        assert run.status == "SUCCEEDED"


def test_children_that_were_stopped_hold_nothing() -> None:
    failing = _children(WORKING, ItemSelector={"big": _big(0), "n.$": "$$.Map.Item.Value"})
    failing["Retry"] = [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 9}]
    failing["Catch"] = [{"ErrorEquals": ["States.ALL"], "Next": "S"}]
    calls = count(1)

    def answer(_call: TaskCall) -> Answer:
        # Every third child fails while two others wait.
        return virtual.throws("E", after=1) if next(calls) % 3 == 0 else never()

    whole = _whole(("M", failing), ("S", PASS))
    # Three children at once, and no more of them than in one attempt.
    settings = Settings(history_budget=12 * BIG)
    assert virtual.run(whole, [1, 2, 3], answer, settings).status == "SUCCEEDED"
