"""The Map state, inline: https://states-language.net/spec.html#map-state."""

from __future__ import annotations

from datetime import timedelta

import pytest

from asl.engines.virtual import START, Answer, never, returns, throws
from asl.runtime.events import Event
from asl.runtime.host import TaskCall
from asl.syntax.values import Json
from tests.states.building import INVOKE, block, chain, details, events, outcome, run

PASS: Json = {"Type": "Pass"}
CALL: Json = {"Type": "Task", "Resource": INVOKE}
FAIL: Json = {"Type": "Fail", "Error": "E", "Cause": "why"}
ECHO = block(("Echo", PASS))
QUERY = {"QueryLanguage": "JSONata"}
CART: Json = {"items": ["a", "b"], "shop": "x"}


def _map(processor: Json = ECHO, **members: Json) -> Json:
    return {"Type": "Map", "ItemProcessor": processor, **members}


# what is said: (members, input, output)
FLOWS: dict[str, tuple[Json, Json, Json]] = {
    "the input is the array of items": ({}, [1, 2], [1, 2]),
    "ItemsPath": ({"ItemsPath": "$.items"}, CART, ["a", "b"]),
    "ItemsPath sees what InputPath left": (
        {"InputPath": "$.in", "ItemsPath": "$.items"},
        {"in": CART},
        ["a", "b"],
    ),
    "ItemsPath reads the Context Object": (
        {"ItemsPath": "$$.Execution.Input.items"},
        CART,
        ["a", "b"],
    ),
    "an ItemsPath from the end": ({"ItemsPath": "$[-1]"}, [[1], [2, 3]], [2, 3]),
    "ItemSelector: $ is the state's input, the item stands in the Context Object": (
        {
            "InputPath": "$.in",
            "ItemsPath": "$.items",
            "ItemSelector": {
                "shop.$": "$.shop",
                "item.$": "$$.Map.Item.Value",
                "at.$": "$$.Map.Item.Index",
            },
        },
        {"in": CART},
        [{"shop": "x", "item": "a", "at": 0}, {"shop": "x", "item": "b", "at": 1}],
    ),
    "Parameters are the former ItemSelector": (
        {"ItemsPath": "$.items", "Parameters": {"item.$": "$$.Map.Item.Value"}},
        CART,
        [{"item": "a"}, {"item": "b"}],
    ),
    "ResultSelector sees the array": (
        {"ItemsPath": "$.items", "ResultSelector": {"first.$": "$[0]"}},
        CART,
        {"first": "a"},
    ),
    "ResultPath puts into the raw input": (
        {"InputPath": "$.in", "ResultPath": "$.out", "ItemsPath": "$.items"},
        {"in": CART},
        {"in": CART, "out": ["a", "b"]},
    ),
    "ResultPath null keeps the input": (
        {"ItemsPath": "$.items", "ResultPath": None},
        CART,
        CART,
    ),
    "OutputPath comes last": (
        {"ItemsPath": "$.items", "ResultPath": "$.out", "OutputPath": "$.out[1]"},
        CART,
        "b",
    ),
    "no items, no output": ({}, [], []),
    "Items": ({**QUERY, "Items": "{% $states.input.items %}"}, CART, ["a", "b"]),
    "Items written out": ({**QUERY, "Items": [1, "{% $states.input.shop %}"]}, CART, [1, "x"]),
    "without Items the input is the array": (QUERY, [1, 2], [1, 2]),
    "ItemSelector in JSONata": (
        {
            **QUERY,
            "Items": "{% $states.input.items %}",
            "ItemSelector": {
                "shop": "{% $states.input.shop %}",
                "item": "{% $states.context.Map.Item.Value %}",
                "at": "{% $states.context.Map.Item.Index %}",
            },
        },
        CART,
        [{"shop": "x", "item": "a", "at": 0}, {"shop": "x", "item": "b", "at": 1}],
    ),
    "Output sees the array": (
        {
            **QUERY,
            "Items": "{% $states.input.items %}",
            "Output": "{% $join($states.result, '-') & $states.input.shop %}",
        },
        CART,
        "a-bx",
    ),
}


@pytest.mark.parametrize(("members", "value", "output"), FLOWS.values(), ids=FLOWS)
def test_data_flow(members: Json, value: Json, output: Json) -> None:
    assert outcome(run(_map(**members), value)) == ("SUCCEEDED", output)


def test_iterator_is_the_former_item_processor() -> None:
    done = run({"Type": "Map", "Iterator": ECHO}, [1, 2])
    assert outcome(done) == ("SUCCEEDED", [1, 2])


def test_a_mode_may_be_written_out() -> None:
    done = run(_map({**ECHO, "ProcessorConfig": {"Mode": "INLINE"}}), [1, 2])
    assert outcome(done) == ("SUCCEEDED", [1, 2])


# what is said: (members, the variables)
ASSIGNED: dict[str, tuple[Json, Json]] = {
    "$ is the array of outputs": (
        {"ResultSelector": {}, "Assign": {"all.$": "$", "n.$": "States.ArrayLength($)"}},
        {"all": "[1,2]", "n": "2"},
    ),
    "$states.result is": ({**QUERY, "Assign": {"n": "{% $states.result[1] %}"}}, {"n": "2"}),
}


@pytest.mark.parametrize(("members", "variables"), ASSIGNED.values(), ids=ASSIGNED)
def test_assign(members: Json, variables: Json) -> None:
    done = run(_map(**members), [1, 2])
    assert details(done, "MapStateExited")[0]["assignedVariables"] == variables


def test_the_item_is_there_inside_the_iteration_too() -> None:
    inner = block(("In", {"Type": "Pass", "Parameters": {"v.$": "$$.Map.Item.Value", "in.$": "$"}}))
    done = run(_map(inner, ItemSelector={"n": 0}), ["a"])
    assert outcome(done) == ("SUCCEEDED", [{"v": "a", "in": {"n": 0}}])


def test_the_item_of_the_nearest_map_counts() -> None:
    shown = block(("In", {"Type": "Pass", "Parameters": {"v.$": "$$.Map.Item.Value"}}))
    done = run(_map(block(("Inner", _map(shown)))), [["a"], ["b"]])
    assert outcome(done) == ("SUCCEEDED", [[{"v": "a"}], [{"v": "b"}]])


def test_a_map_around_a_parallel_shows_its_item_in_the_branches() -> None:
    branch = block(("In", {"Type": "Pass", "Parameters": {"v.$": "$$.Map.Item.Value"}}))
    done = run(_map(block(("P", {"Type": "Parallel", "Branches": [branch]}))), ["a"])
    assert outcome(done) == ("SUCCEEDED", [[{"v": "a"}]])


BEGUN = "1<-0 ExecutionStarted · 2<-0 MapStateEntered · 3<-2 MapStateStarted · "

# what is said: (the state, its input, the whole history)
HISTORIES: dict[str, tuple[Json, Json, str]] = {
    "one at a time: an iteration chains from the end of the one before": (
        _map(MaxConcurrency=1),
        [1, 2],
        BEGUN + "4<-3 MapIterationStarted · 5<-4 PassStateEntered · 6<-5 PassStateExited · "
        "7<-6 MapIterationSucceeded · 8<-6 MapIterationStarted · 9<-8 PassStateEntered · "
        "10<-9 PassStateExited · 11<-10 MapIterationSucceeded · 12<-11 MapStateSucceeded · "
        "13<-11 MapStateExited · 14<-13 ExecutionSucceeded",
    ),
    "all at once: every start before anything else": (
        _map(),
        [1, 2],
        BEGUN + "4<-3 MapIterationStarted · 5<-3 MapIterationStarted · 6<-4 PassStateEntered · "
        "7<-6 PassStateExited · 8<-7 MapIterationSucceeded · 9<-5 PassStateEntered · "
        "10<-9 PassStateExited · 11<-10 MapIterationSucceeded · 12<-11 MapStateSucceeded · "
        "13<-11 MapStateExited · 14<-13 ExecutionSucceeded",
    ),
    "nothing to do": (
        _map(),
        [],
        BEGUN + "4<-3 MapStateSucceeded · 5<-3 MapStateExited · 6<-5 ExecutionSucceeded",
    ),
    "one inside the other": (
        _map(block(("Inner", _map(MaxConcurrency=1))), MaxConcurrency=1),
        [[1]],
        BEGUN + "4<-3 MapIterationStarted · 5<-4 MapStateEntered · 6<-5 MapStateStarted · "
        "7<-6 MapIterationStarted · 8<-7 PassStateEntered · 9<-8 PassStateExited · "
        "10<-9 MapIterationSucceeded · 11<-10 MapStateSucceeded · 12<-10 MapStateExited · "
        "13<-12 MapIterationSucceeded · 14<-13 MapStateSucceeded · 15<-13 MapStateExited · "
        "16<-15 ExecutionSucceeded",
    ),
    "a Fail state inside": (
        _map(block(("F", FAIL)), MaxConcurrency=1),
        [1, 2],
        BEGUN + "4<-3 MapIterationStarted · 5<-4 FailStateEntered · 6<-5 MapIterationFailed · "
        "7<-5 MapStateFailed · 8<-7 ExecutionFailed",
    ),
    "a Fail state inside, caught": (
        _map(
            block(("F", FAIL)),
            MaxConcurrency=1,
            Catch=[{"ErrorEquals": ["States.TaskFailed"], "Next": "X"}],
        ),
        [1, 2],
        BEGUN + "4<-3 MapIterationStarted · 5<-4 FailStateEntered · 6<-5 MapIterationFailed · "
        "7<-5 MapStateFailed · 8<-7 MapStateExited · 9<-8 PassStateEntered · "
        "10<-9 PassStateExited · 11<-10 ExecutionSucceeded",
    ),
    "a Fail state inside, retried: MapStateFailed only at the end": (
        _map(
            block(("F", FAIL)),
            MaxConcurrency=1,
            Retry=[{"ErrorEquals": ["E"], "MaxAttempts": 1}],
        ),
        [1],
        BEGUN + "4<-3 MapIterationStarted · 5<-4 FailStateEntered · 6<-5 MapIterationFailed · "
        "7<-5 MapStateStarted · 8<-7 MapIterationStarted · 9<-8 FailStateEntered · "
        "10<-9 MapIterationFailed · 11<-9 MapStateFailed · 12<-11 ExecutionFailed",
    ),
    "Tasks that time out together": (
        _map(block(("T", {**CALL, "TimeoutSeconds": 3}))),
        [1, 2, 3, 4],
        BEGUN + "4<-3 MapIterationStarted · 5<-3 MapIterationStarted · 6<-3 MapIterationStarted · "
        "7<-3 MapIterationStarted · "
        "8<-4 TaskStateEntered · 9<-8 TaskScheduled · 10<-9 TaskStarted · "
        "11<-5 TaskStateEntered · 12<-11 TaskScheduled · 13<-12 TaskStarted · "
        "14<-6 TaskStateEntered · 15<-14 TaskScheduled · 16<-15 TaskStarted · "
        "17<-7 TaskStateEntered · 18<-17 TaskScheduled · 19<-18 TaskStarted · "
        "20<-10 TaskTimedOut · 21<-13 TaskTimedOut · 22<-16 TaskTimedOut · 23<-19 TaskTimedOut · "
        "24<-20 MapIterationFailed · 25<-20 TaskStateAborted · "
        "26<-20 MapIterationAborted · 27<-20 TaskStateAborted · "
        "28<-20 MapIterationAborted · 29<-20 TaskStateAborted · "
        "30<-20 MapIterationAborted · 31<-20 TaskStateAborted · "
        "32<-20 MapStateFailed · 33<-32 ExecutionFailed",
    ),
    "a query that fails inside": (
        _map(block(("Z", PASS), ("Q", {"Type": "Pass", **QUERY, "Output": "{% $none %}"}))),
        [1],
        BEGUN + "4<-3 MapIterationStarted · 5<-4 PassStateEntered · 6<-5 PassStateExited · "
        "7<-6 PassStateEntered · 8<-6 EvaluationFailed · 9<-8 MapIterationFailed · "
        "10<-8 MapStateFailed · 11<-10 ExecutionFailed",
    ),
    "Items that are no array": (
        _map(**QUERY, Items="{% 1 %}"),
        [1],
        "1<-0 ExecutionStarted · 2<-0 MapStateEntered · 3<-0 EvaluationFailed · "
        "4<-3 MapStateFailed · 5<-4 ExecutionFailed",
    ),
    "an ItemSelector that fails for the first": (
        _map(ItemSelector={"x.$": "$.none"}),
        [1],
        BEGUN + "4<-3 ExecutionFailed",
    ),
    "an ItemSelector that fails later chains like the iteration it was for": (
        _map(ItemSelector={"x.$": "$$.Map.Item.Value.x"}, MaxConcurrency=1),
        [{"x": 1}, {}],
        BEGUN + "4<-3 MapIterationStarted · 5<-4 PassStateEntered · 6<-5 PassStateExited · "
        "7<-6 MapIterationSucceeded · 8<-6 ExecutionFailed",
    ),
}


@pytest.mark.parametrize(("state", "value", "course"), HISTORIES.values(), ids=HISTORIES)
def test_history(state: Json, value: Json, course: str) -> None:
    done = run(state, value, never())
    assert chain(done) == events(course)
    silent = {"MapStateSucceeded", "MapStateFailed", "MapStateAborted"}
    assert all(event.details == {} for event in done.events if event.type in silent)


def test_iterations_are_told_by_name_and_index() -> None:
    done = run(_map(), [1, 2])
    expected = [{"name": "S", "index": 0}, {"name": "S", "index": 1}]
    assert details(done, "MapIterationStarted") == expected
    assert details(done, "MapIterationSucceeded") == expected
    assert details(done, "MapStateStarted") == [{"length": 2}]


def test_which_iteration_failed_and_which_were_aborted() -> None:
    def answer(call: TaskCall) -> Answer:
        return throws("E", after=1) if call.input == "bad" else never()

    done = run(_map(block(("T", CALL))), ["good", "bad", "good"], answer)
    assert details(done, "MapIterationFailed") == [{"name": "S", "index": 1}]
    assert details(done, "MapIterationAborted") == [
        {"name": "S", "index": 0},
        {"name": "S", "index": 2},
    ]


def test_a_map_inside_is_aborted_with_its_iterations() -> None:
    inner = _map(block(("T", CALL)))
    branches = [
        block(("In", inner)),
        block(("W", {"Type": "Wait", "Seconds": 1}), ("F", FAIL)),
    ]
    done = run({"Type": "Parallel", "Branches": branches}, [1, 2], never())
    told = [f"{event.type} {event.details.get('index', '')}".strip() for event in done.events]
    assert told[told.index("FailStateEntered") + 1 :] == [
        "MapStateAborted",
        "MapIterationAborted 0",
        "TaskStateAborted",
        "MapIterationAborted 1",
        "TaskStateAborted",
        "ParallelStateFailed",
        "ExecutionFailed",
    ]


# what is said: (members, items, how many run at once at most, seconds in all)
LANES: dict[str, tuple[Json, int, int, int]] = {
    "forty by default": ({}, 100, 40, 3),
    "0 is no limit of one's own": ({"MaxConcurrency": 0}, 41, 40, 2),
    "no more than forty whatever is asked": ({"MaxConcurrency": 1000}, 41, 40, 2),
    "a limit of one's own": ({"MaxConcurrency": 3}, 7, 3, 3),
    "one after another": ({"MaxConcurrency": 1}, 4, 1, 4),
    "fewer items than lanes": ({}, 5, 5, 1),
}


@pytest.mark.parametrize(("members", "count", "most", "seconds"), LANES.values(), ids=LANES)
def test_concurrency(members: Json, count: int, most: int, seconds: int) -> None:
    done = run(_map(block(("T", CALL)), **members), list(range(count)), returns(1, after=1))
    assert done.status == "SUCCEEDED"
    assert _most_open(done.events) == most
    assert done.stopped_at == START + timedelta(seconds=seconds)


def _most_open(history: list[Event]) -> int:
    running = most = 0
    for event in history:
        running += {"TaskScheduled": 1, "TaskSucceeded": -1}.get(event.type, 0)
        most = max(most, running)
    return most


# what is said: (members beside the path, what it finds)
LIMITS: dict[str, tuple[Json, Json]] = {
    "a path": ({"MaxConcurrencyPath": "$.n"}, 2),
    "a path to a number as text": ({"MaxConcurrencyPath": "$.n"}, "2"),
    "a query": ({**QUERY, "MaxConcurrency": "{% $states.input.n %}"}, 2),
}


@pytest.mark.parametrize(("members", "found"), LIMITS.values(), ids=LIMITS)
def test_concurrency_that_is_looked_up(members: Json, found: Json) -> None:
    items = (
        {"Items": "{% $states.input.items %}"}
        if "QueryLanguage" in members
        else {"ItemsPath": "$.items"}
    )
    state = _map(block(("T", CALL)), **items, **members)
    done = run(state, {"n": found, "items": [1, 2, 3, 4]}, returns(1, after=1))
    assert (done.status, _most_open(done.events)) == ("SUCCEEDED", 2)


def test_a_slot_goes_to_the_next_item_as_soon_as_it_is_free() -> None:
    waits = [5, 1, 1, 1]
    done = run(
        _map(block(("T", CALL)), MaxConcurrency=2),
        waits,
        lambda call: returns(call.iterations[0], after=call.input),
    )
    assert outcome(done) == ("SUCCEEDED", [0, 1, 2, 3])
    assert done.stopped_at == START + timedelta(seconds=5)


def test_a_call_knows_its_iterations() -> None:
    seen: list[tuple[int, ...]] = []

    def answer(call: TaskCall) -> Answer:
        seen.append(call.iterations)
        return returns(None)

    run(_map(block(("In", _map(block(("T", CALL)))))), [[0, 0], [0]], answer)
    assert sorted(seen) == [(0, 0), (0, 1), (1, 0)]


def test_a_retry_runs_every_iteration_again() -> None:
    asked: list[Json] = []

    def answer(call: TaskCall) -> Answer:
        asked.append(call.input)
        return throws("E") if len(asked) == 2 else returns(call.input)

    retry = [{"ErrorEquals": ["E"], "IntervalSeconds": 7}]
    done = run(_map(block(("T", CALL)), Retry=retry), ["a", "b"], answer)
    assert outcome(done) == ("SUCCEEDED", ["a", "b"])
    assert asked == ["a", "b", "a", "b"]
    assert done.stopped_at == START + timedelta(seconds=7)


def test_a_retry_after_a_failing_selection_starts_anew() -> None:
    selector = (
        "{% $states.context.State.RetryCount = 0 and $states.context.Map.Item.Index = 1 "
        "? $none : $states.context.Map.Item.Value %}"
    )
    retry = [{"ErrorEquals": ["States.QueryEvaluationError"]}]
    done = run(_map(**QUERY, ItemSelector=selector, Retry=retry), ["a", "b", "c"])
    assert outcome(done) == ("SUCCEEDED", ["a", "b", "c"])


# what is said: (Catcher, output, variables)
CAUGHT: dict[str, tuple[Json, Json, Json]] = {
    "the error takes the input's place": ({}, {"Error": "E", "Cause": "why"}, None),
    "ResultPath puts it beside the input": (
        {"ResultPath": "$.e"},
        {**CART, "e": {"Error": "E", "Cause": "why"}},
        None,
    ),
    "Assign writes to the outer scope": (
        {"ResultPath": None, "Assign": {"why.$": "$.Cause"}},
        CART,
        {"why": '"why"'},
    ),
}


@pytest.mark.parametrize(("catcher", "output", "variables"), CAUGHT.values(), ids=CAUGHT)
def test_catch(catcher: Json, output: Json, variables: Json) -> None:
    catch = [{"ErrorEquals": ["E"], "Next": "X", **catcher}]
    done = run(_map(block(("F", FAIL)), Catch=catch, ItemsPath="$.items"), CART)
    assert outcome(done) == ("SUCCEEDED", output)
    assert details(done, "MapStateExited")[0].get("assignedVariables") == variables
