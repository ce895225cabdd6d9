"""Stand-ins given in Python."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from asl.engines import virtual
from asl.interp.compile import Machine
from asl.runtime.host import TaskCall
from asl.testing import (
    Answer,
    Mocks,
    Settings,
    TaskError,
    load_mocks,
    never,
    returns,
    run,
    run_async,
    throws,
)
from tests.testing.machines import FUNCTION, INVOKE, chain, looped, retried, task


class CardDeclined(Exception):
    """A user's own error."""


def declined(_given: object) -> object:
    raise CardDeclined("no funds")


async def declined_later(_given: object) -> object:
    await asyncio.sleep(0)
    raise CardDeclined("no funds")


class Handler:
    """A callable that is no function."""

    def __call__(self, event: Any, context: TaskCall) -> Any:
        return [event, context.state, context.attempt]


LAMBDA_CAUSE = json.dumps({"errorMessage": "no funds", "errorType": "CardDeclined"})
BARE_CAUSE = json.dumps({"errorMessage": "", "errorType": "CardDeclined"})

# what stands in: (stand-in, output or (error, cause); the input is {"a": 1})
STAND_INS: dict[str, tuple[Any, Any]] = {
    "an object": ({"paid": True}, {"paid": True}),
    "null": (None, None),
    "a number": (1.5, 1.5),
    "a tuple as an array": ((1, 2), [1, 2]),
    "a list as the first of several": ([[1, 2], "never asked"], [1, 2]),
    "an array by returns": (returns([1, 2]), [1, 2]),
    "an Answer that fails": (throws("E", "c"), ("E", "c")),
    "an error": (TaskError("Card.Declined", "no funds"), ("Card.Declined", "no funds")),
    "an error without a cause": (TaskError("Card.Declined"), ("Card.Declined", None)),
    "an exception": (CardDeclined("no funds"), ("CardDeclined", LAMBDA_CAUSE)),
    "an exception's class": (CardDeclined, ("CardDeclined", BARE_CAUSE)),
    "a function of the input": (lambda given: given["a"] + 1, 2),
    "a function of the input and the call": (
        lambda given, call: [given, call.state, call.resource],
        [{"a": 1}, "Charge", FUNCTION],
    ),
    "a handler as Lambda calls it": (lambda _event, context=None: context.attempt, 0),
    "a function of whatever it gets": (lambda *given: len(given), 1),
    "a built-in function": (len, 1),
    "one that does not tell its parameters": (max, "a"),
    "an object that can be called": (Handler(), [{"a": 1}, "Charge", 0]),
    "a function that gives an Answer": (lambda _given: throws("E", "c"), ("E", "c")),
    "a function that raises": (declined, ("CardDeclined", LAMBDA_CAUSE)),
    "an asynchronous function that raises": (declined_later, ("CardDeclined", LAMBDA_CAUSE)),
}


@pytest.mark.parametrize(("stand_in", "end"), STAND_INS.values(), ids=STAND_INS)
def test_a_stand_in_answers(stand_in: Any, end: Any) -> None:
    result = run(task(), {"a": 1}, {"Charge": stand_in})
    assert (result.output if result.status == "SUCCEEDED" else (result.error, result.cause)) == end


# which stand-in: (by key, output)
KEYS: dict[str, tuple[dict[str, Any], Any]] = {
    "by the state's name": ({"Charge": 1}, 1),
    "by the resource": ({FUNCTION: 2}, 2),
    "the name comes first": ({FUNCTION: 2, "Charge": 1}, 1),
}


@pytest.mark.parametrize(("stand_ins", "output"), KEYS.values(), ids=KEYS)
def test_a_stand_in_is_found(stand_ins: dict[str, Any], output: Any) -> None:
    assert run(task(), {}, stand_ins).output == output


# how invocations count: (machine, stand-ins, output)
COUNTS: dict[str, tuple[Machine, Any, Any]] = {
    "a retry is an invocation": (
        retried(2),
        {"Charge": [TaskError("A"), TaskError("B"), "third"]},
        "third",
    ),
    "a loop is one": (looped(3), {"Charge": [1, 2, 3]}, 3),
    "a resource counts over all states that call it": (
        chain("One", "Two"),
        {FUNCTION: ["first", "second"]},
        "second",
    ),
    "states count by themselves": (
        chain("One", "Two"),
        {"One": ["first"], "Two": ["of two"]},
        "of two",
    ),
}


@pytest.mark.parametrize(("machine", "stand_ins", "output"), COUNTS.values(), ids=COUNTS)
def test_a_list_is_one_invocation_after_the_other(
    machine: Machine, stand_ins: dict[str, Any], output: Any
) -> None:
    assert run(machine, {}, stand_ins).output == output


# what is missing: (machine, stand-ins, how the cause ends)
MISSING: dict[str, tuple[Machine, dict[str, Any], str]] = {
    "a state": (task(), {}, 'Add to Mocks: "Charge": {},'),
    "a state that invokes a function": (
        task(resource=INVOKE),
        {},
        'Add to Mocks: "Charge": {"StatusCode": 200, "Payload": {}},',
    ),
    "a name with quotes": (task('a "b"'), {}, 'Add to Mocks: "a \\"b\\"": {},'),
    "an invocation": (
        retried(5),
        {"Charge": [TaskError("A"), TaskError("B")]},
        'for invocation 2, and the list of "Charge" ends before it. Add to the list: {},',
    ),
}


@pytest.mark.parametrize(("machine", "stand_ins", "ending"), MISSING.values(), ids=MISSING)
def test_what_is_missing_fails_for_good_with_the_line_to_paste(
    machine: Machine, stand_ins: dict[str, Any], ending: str
) -> None:
    result = run(machine, {}, stand_ins)
    assert (result.status, result.error) == ("FAILED", "States.Runtime")
    assert result.cause is not None
    assert result.cause.endswith(ending)


def test_no_catch_hides_a_missing_mock() -> None:
    catch = [{"ErrorEquals": ["States.ALL"], "Next": "Charge"}]
    result = run(task(Catch=catch), {}, {})
    assert result.error == "States.Runtime"


# what is no JSON value: what a function gives
NO_JSON = {
    "a set": {1, 2},
    "bytes": b"x",
    "not a number": float("nan"),
    "a key that is no text": {("a",): 1},
    "half a surrogate pair": "\ud800",
    "an object of Python's": object(),
}


@pytest.mark.parametrize("value", NO_JSON.values(), ids=NO_JSON)
def test_a_result_that_is_no_json_fails_and_names_the_state(value: object) -> None:
    result = run(task(), {}, {"Charge": lambda _given: value})
    assert result.error == "States.Runtime"
    assert result.cause is not None
    assert result.cause.startswith(
        "The stand-in of the state 'Charge' gave what is no JSON value: "
    )


@pytest.mark.parametrize("value", NO_JSON.values(), ids=NO_JSON)
def test_a_value_that_is_no_json_is_refused_at_once(value: object) -> None:
    with pytest.raises(ValueError, match="the stand-in of 'Charge' is no JSON value: "):
        Mocks({"Charge": value})


def test_so_is_one_inside_an_answer() -> None:
    with pytest.raises(ValueError, match="no JSON value"):
        Mocks({"Charge": returns({1})})


# what no call fits: a callable
UNFIT: dict[str, Any] = {
    "no parameter": lambda: 1,
    "three parameters": lambda a, b, c: (a, b, c),
    "a parameter that must be named": lambda a, *, b: (a, b),
}


@pytest.mark.parametrize("function", UNFIT.values(), ids=UNFIT)
def test_a_function_that_cannot_be_called_is_refused(function: Any) -> None:
    with pytest.raises(TypeError, match="must take the input, or the input and the call"):
        Mocks({"Charge": function})


def test_a_failing_check_in_a_stand_in_fails_the_test_and_not_the_task() -> None:
    def check(given: Any) -> Any:
        assert given == {"amount": 2}
        return {}

    with pytest.raises(AssertionError):
        run(retried(3), {"amount": 1}, {"Charge": check})


def test_a_failing_check_in_an_asynchronous_stand_in_does_so_too() -> None:
    async def check(given: Any) -> Any:
        await asyncio.sleep(0)
        assert given == {"amount": 2}

    with pytest.raises(AssertionError):
        run(retried(3), {"amount": 1}, {"Charge": check})


def test_a_stand_in_cannot_change_the_executions_values() -> None:
    def greedy(given: Any, call: TaskCall) -> Any:
        call.input["b"] = given["a"].pop()
        return {}

    result = run(task(ResultPath="$.result"), {"a": [1]}, {"Charge": greedy})
    assert result.output == {"a": [1], "result": {}}


def test_the_calls_can_be_looked_at() -> None:
    mocks = Mocks({FUNCTION: [{"n": 1}, {"n": 2}]})
    run(chain("One", "Two"), {"n": 0}, mocks)
    assert [(call.state, call.input) for call in mocks.calls] == [
        ("One", {"n": 0}),
        ("Two", {"n": 1}),
    ]
    assert mocks.inputs("Two") == [{"n": 1}]


def test_a_misspelt_name_is_refused() -> None:
    with pytest.raises(ValueError, match="'Chrage'; did you mean \"Charge\""):
        run(task(), {}, {"Chrage": {}})


def test_a_name_like_none_lists_what_there_is() -> None:
    with pytest.raises(ValueError, match=f"there are: Charge, {FUNCTION}"):
        run(task(), {}, {"zzzzzz": {}})


def test_an_input_that_is_no_json_is_refused() -> None:
    with pytest.raises(ValueError, match=r"[Nn]a[Nn]|JSON"):
        run(task(), float("nan"), {"Charge": {}})


# what is said: (input, bytes of it; None where it is taken)
LARGE: dict[str, tuple[Any, str | None]] = {
    "as much as AWS takes": ("x" * 262_142, None),
    "one more": ("x" * 262_143, "262,145"),
    "bytes, not characters": ("é" * 131_072, "262,146"),
}


@pytest.mark.parametrize(("given", "size"), LARGE.values(), ids=LARGE)
def test_an_input_that_aws_would_not_take(given: Any, size: str | None) -> None:
    if size is None:
        assert run(task(), given, {"Charge": {}}).status == "SUCCEEDED"
        return
    with pytest.raises(ValueError, match=f"the input has {size} bytes of JSON"):
        run(task(), given, {"Charge": {}})
    with pytest.raises(ValueError, match=f"the input has {size} bytes of JSON"):
        asyncio.run(run_async(task(), given, {"Charge": {}}))


NAN, ENDLESS = float("nan"), float("inf")
# what is said: (what makes the answer, the argument named)
UNTIMELY: dict[str, tuple[Callable[[], object], str]] = {
    "before it was asked": (lambda: returns({}, after=-1), "after must be 0 or more"),
    "no time": (lambda: returns({}, after=NAN), "after must be 0 or more"),
    "at the end of time": (lambda: throws("E", after=ENDLESS), "after must be 0 or more"),
    "a failure before": (lambda: throws("E", after=-0.1), "after must be 0 or more"),
    "heartbeats at once": (lambda: never(heartbeat_every=0), "heartbeat_every must be more than 0"),
    "heartbeats backwards": (
        lambda: returns({}, heartbeat_every=-2),
        "heartbeat_every must be more than 0",
    ),
    "heartbeats at no time": (
        lambda: Answer(heartbeat_every=NAN),
        "heartbeat_every must be more than 0",
    ),
}


@pytest.mark.parametrize(("make", "message"), UNTIMELY.values(), ids=UNTIMELY)
def test_times_that_no_clock_keeps(make: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def _yields(given: Any) -> Iterator[Any]:
    yield given


async def _yields_later(given: Any) -> AsyncIterator[Any]:
    yield given


class _Yields:
    def __call__(self, given: Any) -> Iterator[Any]:
        yield given


YIELDING = {
    "a generator": _yields,
    "an asynchronous one": _yields_later,
    "an object that is called": _Yields(),
    "one of them in a list": [{}, _yields],
    "a partial one": partial(_yields),
}


@pytest.mark.parametrize("stand_in", YIELDING.values(), ids=YIELDING)
def test_what_yields_is_no_stand_in(stand_in: Any) -> None:
    with pytest.raises(TypeError, match="the stand-in of 'Charge' yields, and a task has one"):
        Mocks({"Charge": stand_in})


def test_any_function_from_calls_to_answers_will_do() -> None:
    assert run(task(), {}, lambda call: virtual.returns(call.state)).output == "Charge"


# what takes time: (stand-in, members of the Task, status or error, how long)
TIMES: dict[str, tuple[Any, dict[str, Any], str, timedelta]] = {
    "an answer after some time": (
        returns({}, after=3600),
        {},
        "SUCCEEDED",
        timedelta(hours=1),
    ),
    "an answer too late": (
        returns({}, after=61),
        {"TimeoutSeconds": 60},
        "States.Timeout",
        timedelta(minutes=1),
    ),
    "no answer": (never(), {"TimeoutSeconds": 60}, "States.Timeout", timedelta(minutes=1)),
    "no answer and no time-out": (never(), {}, "TIMED_OUT", timedelta(days=365)),
    "a function that says when": (
        lambda _given: returns({}, after=5),
        {},
        "SUCCEEDED",
        timedelta(seconds=5),
    ),
}


@pytest.mark.parametrize(("stand_in", "members", "end", "took"), TIMES.values(), ids=TIMES)
def test_time_is_virtual(stand_in: Any, members: dict[str, Any], end: str, took: timedelta) -> None:
    result = run(task(**members), {}, {"Charge": stand_in})
    assert result.stopped_at is not None
    assert (result.error or result.status) == end
    assert result.stopped_at - result.execution.started_at == took


def test_settings_reach_the_execution() -> None:
    result = run(task(), {}, {"Charge": {}}, Settings(name="mine", express=True))
    assert (result.execution.name, result.execution.express) == ("mine", True)


def test_the_same_stand_ins_give_the_same_events() -> None:
    first, second = (run(retried(2), {}, {"Charge": [TaskError("A"), {}]}) for _ in range(2))
    assert first.events == second.events


def test_a_test_case_of_a_file_runs_as_well(tmp_path: Any) -> None:
    file = {
        "StateMachines": {"m": {"TestCases": {"Once": {"Charge": "Paid"}}}},
        "MockedResponses": {"Paid": {"0": {"Return": {"paid": True}}}},
    }
    (tmp_path / "mocks.json").write_text(json.dumps(file), encoding="utf-8")
    assert run(task(), {}, load_mocks(f"{tmp_path}/mocks.json#Once")).output == {"paid": True}
