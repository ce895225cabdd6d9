"""Retry and Catch: which entry decides, what is counted, how long it takes.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from asl.engines.virtual import START, Answer, VirtualEngine, never, returns, throws
from asl.interp import Machine
from asl.interp.attempts import Caught, Decision, Failed, Retried, decide, error_output
from asl.runtime.errors import StatesError, TimedOut
from asl.runtime.host import TaskCall
from asl.runtime.step import Acting
from asl.syntax.values import Json
from tests.states.building import (
    ACTIVITY,
    CALLBACK,
    INVOKE,
    alone,
    block,
    details,
    machine,
    outcome,
    run,
)


def _task(**members: Json) -> Json:
    return {"Type": "Task", "Resource": INVOKE, **members}


def _acting(ready: Machine) -> Acting:
    state = ready.scope.stations["S"].state
    assert isinstance(state, Acting)
    return state


PASS: Json = {"Type": "Pass"}
A, B, ALL = ["A"], ["B"], ["States.ALL"]
RETRY_A = {"ErrorEquals": A, "MaxAttempts": 2, "IntervalSeconds": 5}
RETRY_ALL = {"ErrorEquals": ALL, "MaxAttempts": 1}
NEVER_A = {"ErrorEquals": A, "MaxAttempts": 0}
CATCH_A = {"ErrorEquals": A, "Next": "X"}
CATCH_ALL = {"ErrorEquals": ALL, "Next": "Y"}

# what is said: (Retry, Catch, error, how often each Retrier was used, what is decided)
DECISIONS: dict[str, tuple[list[Json], list[Json], str, list[int], Decision]] = {
    "nothing applies": ([], [], "A", [], Failed()),
    "neither entry covers it": ([RETRY_A], [CATCH_A], "B", [0], Failed()),
    "the first retry": ([RETRY_A], [], "A", [0], Retried(0, 5)),
    "the second waits longer": ([RETRY_A], [], "A", [1], Retried(0, 10)),
    "no third": ([RETRY_A], [], "A", [2], Failed(0)),
    "a later Retrier where the first does not cover it": (
        [RETRY_A, RETRY_ALL],
        [],
        "B",
        [0, 0],
        Retried(1, 1),
    ),
    "the first that covers it decides, used up or not": (
        [RETRY_A, RETRY_ALL],
        [],
        "A",
        [2, 0],
        Failed(0),
    ),
    "an entry with no attempts forbids what a later one would allow": (
        [NEVER_A, RETRY_ALL],
        [],
        "A",
        [0, 0],
        Failed(0),
    ),
    "a used-up Retrier leaves it to Catch": ([RETRY_A], [CATCH_ALL], "A", [2], Caught(0, 0)),
    "the first Catcher that covers it": ([], [CATCH_A, CATCH_ALL], "A", [], Caught(0)),
    "a later Catcher where the first does not": ([], [CATCH_A, CATCH_ALL], "B", [], Caught(1)),
    "Retry comes before Catch": ([RETRY_A], [CATCH_ALL], "A", [0], Retried(0, 5)),
    "each Retrier counts by itself": (
        [RETRY_A, RETRY_ALL],
        [],
        "B",
        [2, 0],
        Retried(1, 1),
    ),
    "a Runtime error is decided by nobody": (
        [RETRY_ALL],
        [CATCH_ALL],
        "States.Runtime",
        [0],
        Failed(),
    ),
}


@pytest.mark.parametrize(
    ("retry", "catch", "error", "used", "decision"), DECISIONS.values(), ids=DECISIONS
)
def test_decide(
    retry: list[Json], catch: list[Json], error: str, used: list[int], decision: Decision
) -> None:
    acting = _acting(alone(_task(Retry=retry, Catch=catch)))
    assert decide(acting, StatesError(error), used, lambda: 0.5) == decision


def test_chance_is_drawn_only_for_a_retry() -> None:
    drawn: list[float] = []

    def chance() -> float:
        drawn.append(0.25)
        return 0.25

    jittered = {**RETRY_A, "JitterStrategy": "FULL"}
    acting = _acting(alone(_task(Retry=[jittered], Catch=[CATCH_ALL])))
    assert decide(acting, StatesError("B"), [0], chance) == Caught(0)
    assert decide(acting, StatesError("A"), [2], chance) == Caught(0, 0)
    assert drawn == []
    assert decide(acting, StatesError("A"), [1], chance) == Retried(0, 2.5)
    assert len(drawn) == 1


# what is said: (error, what a Catcher sees)
OUTPUTS: dict[str, tuple[StatesError, Json]] = {
    "both": (StatesError("E", "why"), {"Error": "E", "Cause": "why"}),
    "neither": (StatesError(None), {"Error": None, "Cause": None}),
    "a time-out has an empty cause": (TimedOut(), {"Error": "States.Timeout", "Cause": ""}),
    "a missed heartbeat looks the same": (
        TimedOut(heartbeat=True),
        {"Error": "States.Timeout", "Cause": ""},
    ),
}


@pytest.mark.parametrize(("error", "output"), OUTPUTS.values(), ids=OUTPUTS)
def test_error_output(error: StatesError, output: Json) -> None:
    assert error_output(error) == output


def _failing(*names: str | None) -> Callable[[TaskCall], Answer]:
    """One error after another, then a success."""
    left: Iterator[str | None] = iter(names)

    def answer(_call: TaskCall) -> Answer:
        for name in left:
            return throws(name, "why")
        return returns("done")

    return answer


# what is said: (Retry, the errors, attempts, status, seconds it took)
RETRIES: dict[str, tuple[list[Json], tuple[str, ...], int, str, float]] = {
    "no Retry, no second attempt": ([], ("E",), 1, "FAILED", 0),
    "an empty Retry means nothing": ([], ("E",), 1, "FAILED", 0),
    "three retries by default, the pauses doubling": (
        [{"ErrorEquals": ALL}],
        ("E",) * 9,
        4,
        "FAILED",
        1 + 2 + 4,
    ),
    "as soon as it works": ([{"ErrorEquals": ALL}], ("E", "E"), 3, "SUCCEEDED", 1 + 2),
    "MaxAttempts 0 never retries": (
        [{"ErrorEquals": ALL, "MaxAttempts": 0}],
        ("E",),
        1,
        "FAILED",
        0,
    ),
    "MaxDelaySeconds caps": (
        [{"ErrorEquals": ALL, "IntervalSeconds": 3, "MaxDelaySeconds": 4}],
        ("E",) * 9,
        4,
        "FAILED",
        3 + 4 + 4,
    ),
    "a rate of one": (
        [{"ErrorEquals": ALL, "BackoffRate": 1.0}],
        ("E",) * 9,
        4,
        "FAILED",
        3,
    ),
    "Retriers count by themselves, interleaved": (
        [
            {"ErrorEquals": A, "MaxAttempts": 2, "IntervalSeconds": 10, "BackoffRate": 1},
            {"ErrorEquals": B, "MaxAttempts": 2, "IntervalSeconds": 1, "BackoffRate": 1},
        ],
        ("A", "B", "A", "B", "A"),
        5,
        "FAILED",
        10 + 1 + 10 + 1,
    ),
    "a Runtime error is not retried": (
        [{"ErrorEquals": ALL}],
        ("States.Runtime",),
        1,
        "FAILED",
        0,
    ),
}


@pytest.mark.parametrize(
    ("retry", "errors", "attempts", "status", "seconds"), RETRIES.values(), ids=RETRIES
)
def test_retry(
    retry: list[Json], errors: tuple[str, ...], attempts: int, status: str, seconds: float
) -> None:
    done = run(_task(Retry=retry), {}, _failing(*errors))
    assert (done.status, len(details(done, "TaskScheduled"))) == (status, attempts)
    assert done.stopped_at == START + timedelta(seconds=seconds)


def test_full_jitter_is_drawn_from_the_execution() -> None:
    retry = [{"ErrorEquals": ALL, "IntervalSeconds": 1000, "JitterStrategy": "FULL"}]
    first = run(_task(Retry=retry), {}, throws("E"))
    second = run(_task(Retry=retry), {}, throws("E"))
    assert first.stopped_at == second.stopped_at
    assert START < (first.stopped_at or START) < START + timedelta(seconds=7000)


def test_counters_begin_anew_at_every_visit_of_the_state() -> None:
    whole = machine(
        {
            "S": _task(
                Retry=[{"ErrorEquals": ALL, "MaxAttempts": 1}],
                ResultPath="$.r",
                Catch=[{"ErrorEquals": ALL, "Next": "Again", "ResultPath": "$.e"}],
                Next="Again",
            ),
            "Again": {
                "Type": "Choice",
                "Choices": [{"Variable": "$.seen", "IsPresent": True, "Next": "End"}],
                "Default": "Mark",
            },
            "Mark": {"Type": "Pass", "Result": True, "ResultPath": "$.seen", "Next": "S"},
            "End": {"Type": "Succeed"},
        }
    )
    done = run(whole, {}, throws("E"))
    assert len(details(done, "TaskScheduled")) == 4


def test_time_outs_are_retried_by_their_names() -> None:
    for resource, name, attempts in (
        (INVOKE, "States.Timeout", 2),
        (INVOKE, "States.TaskFailed", 1),
        (INVOKE, "States.HeartbeatTimeout", 1),
        (ACTIVITY, "States.HeartbeatTimeout", 2),
        (CALLBACK, "States.HeartbeatTimeout", 2),
        (CALLBACK, "States.Timeout", 2),
    ):
        clock = {"HeartbeatSeconds": 5} if resource != INVOKE else {"TimeoutSeconds": 5}
        retry = [{"ErrorEquals": [name], "MaxAttempts": 1}]
        done = run(_task(Resource=resource, Retry=retry, **clock), {}, never())
        tried = [event for event in done.events if event.type.endswith("Scheduled")]
        assert len(tried) == attempts, (resource, name)


# what is said: (Catcher, the answer, output)
CAUGHT: dict[str, tuple[Json, Answer, Json]] = {
    "by its name": ({"ErrorEquals": ["E"]}, throws("E", "c"), {"Error": "E", "Cause": "c"}),
    "by States.TaskFailed": (
        {"ErrorEquals": ["States.TaskFailed"]},
        throws("E", "c"),
        {"Error": "E", "Cause": "c"},
    ),
    "without a name and a cause": (
        {"ErrorEquals": ALL},
        Answer(failed=True),
        {"Error": None, "Cause": None},
    ),
    "ResultPath": (
        {"ErrorEquals": ALL, "ResultPath": "$.e"},
        throws("E", "c"),
        {"a": 1, "e": {"Error": "E", "Cause": "c"}},
    ),
    "ResultPath null": ({"ErrorEquals": ALL, "ResultPath": None}, throws("E", "c"), {"a": 1}),
}


@pytest.mark.parametrize(("catcher", "answer", "output"), CAUGHT.values(), ids=CAUGHT)
def test_catch(catcher: Json, answer: Answer, output: Json) -> None:
    # Neither ResultSelector nor OutputPath applies to what is caught.
    state = _task(
        Catch=[{**catcher, "Next": "X"}], OutputPath="$.none", ResultSelector={"x.$": "$.none"}
    )
    assert outcome(run(state, {"a": 1}, answer)) == ("SUCCEEDED", output)


def test_a_time_out_is_caught_with_an_empty_cause() -> None:
    catch = [{"ErrorEquals": ["States.Timeout"], "Next": "X"}]
    done = run(_task(TimeoutSeconds=5, Catch=catch), {}, never())
    assert outcome(done) == ("SUCCEEDED", {"Error": "States.Timeout", "Cause": ""})


QUERY = {"QueryLanguage": "JSONata"}

# what is said: (Catcher, output, the variables)
CAUGHT_IN_JSONATA: dict[str, tuple[Json, Json, Json]] = {
    "the error is the output": ({}, {"Error": "E", "Cause": "c"}, None),
    "Output sees the error and the input": (
        {"Output": "{% $states.errorOutput.Error & $string($states.input.a) %}"},
        "E1",
        None,
    ),
    "Assign does too": (
        {"Output": None, "Assign": {"why": "{% $states.errorOutput.Cause %}"}},
        None,
        {"why": '"c"'},
    ),
}


@pytest.mark.parametrize(
    ("catcher", "output", "variables"), CAUGHT_IN_JSONATA.values(), ids=CAUGHT_IN_JSONATA
)
def test_catch_in_jsonata(catcher: Json, output: Json, variables: Json) -> None:
    catch = [{"ErrorEquals": ALL, "Next": "X", **catcher}]
    state = _task(**QUERY, Catch=catch, Output="other", Assign={"other": 1})
    done = run(state, {"a": 1}, throws("E", "c"))
    assert outcome(done) == ("SUCCEEDED", output)
    assert details(done, "TaskStateExited")[0].get("assignedVariables") == variables


# what is said: (Catcher, language, error)
FAILING_CATCHERS: dict[str, tuple[Json, Json, str]] = {
    "its ResultPath does not fit": (
        {"ResultPath": "$.a.b"},
        {},
        "States.ResultPathMatchFailure",
    ),
    "its Assign finds nothing": ({"Assign": {"x.$": "$.none"}}, {}, "States.Runtime"),
    "its Output is nothing": ({"Output": "{% $none %}"}, QUERY, "States.QueryEvaluationError"),
}


@pytest.mark.parametrize(
    ("catcher", "language", "error"), FAILING_CATCHERS.values(), ids=FAILING_CATCHERS
)
def test_a_catcher_that_fails_fails_the_state(catcher: Json, language: Json, error: str) -> None:
    catch = [{"ErrorEquals": ["E"], "Next": "X", **catcher}, {"ErrorEquals": ALL, "Next": "Y"}]
    done = run(_task(Catch=catch, **language), {"a": 1}, throws("E", "c"))
    assert (done.status, done.error) == ("FAILED", error)
    assert [event.id for event in done.events] == list(range(1, len(done.events) + 1))
    assert done.events[-1].previous in range(2, len(done.events))


def test_an_error_of_the_states_own_query_is_retried() -> None:
    state = _task(
        **QUERY,
        Arguments="{% $states.context.State.RetryCount = 0 ? $none : 'now' %}",
        Retry=[{"ErrorEquals": ["States.QueryEvaluationError"]}],
    )
    done = run(state, {}, lambda call: returns(call.input))
    assert outcome(done) == ("SUCCEEDED", "now")
    assert len(details(done, "EvaluationFailed")) == 1


def test_a_failing_output_is_retried_with_the_call() -> None:
    state = _task(
        **QUERY,
        Output="{% $states.result.ready %}",
        Retry=[{"ErrorEquals": ["States.QueryEvaluationError"]}],
    )
    asked: list[TaskCall] = []

    def answer(call: TaskCall) -> Answer:
        asked.append(call)
        return returns({} if len(asked) == 1 else {"ready": True})

    assert outcome(run(state, {}, answer)) == ("SUCCEEDED", True)
    assert len(asked) == 2


# what is said: the state before S, whose children ran beside each other
BEFORE: dict[str, Json] = {
    "a Parallel before it": {
        "Type": "Parallel",
        "Branches": [block(("P", PASS)), block(("Q", PASS))],
    },
    "a Map before it": {
        "Type": "Map",
        "ItemsPath": "$.items",
        "ItemProcessor": block(("P", PASS)),
        "ResultPath": "$.r",
    },
}


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE)
def test_iterations_one_after_another_take_the_turn_of_their_state(before: Json) -> None:
    one_by_one = {
        "Type": "Map",
        "MaxConcurrency": 1,
        "Items": [1, 2],
        "QueryLanguage": "JSONata",
        "ItemProcessor": block(("T", _task())),
    }
    whole = machine(block(("B", before), ("S", one_by_one))["States"])
    seen: list[Json] = []

    def answer(_call: TaskCall) -> Answer:
        seen.append(engine.snapshot().frames["parked"])
        return returns(1)

    engine = VirtualEngine(whole, answer)
    engine.begin({"items": [1, 2]})
    engine.drive()
    assert seen == [False, False]
