"""Stand-ins that give something to be awaited, with and without an event loop that runs."""

from __future__ import annotations

import asyncio
import functools
import gc
import inspect
import json
from collections.abc import Awaitable, Callable, Coroutine, Generator
from contextlib import nullcontext, suppress
from typing import Any, TypeAlias
from unittest.mock import AsyncMock

import pytest

from asl.definition import load
from asl.interp.compile import Machine
from asl.syntax.values import Json
from asl.testing import Run, TaskError, returns, run, run_async, throws
from tests.states.building import block
from tests.testing.machines import FUNCTION, chain, retried, task


async def later(given: Any, *, after: int = 1) -> Any:
    """A stand-in that takes its time."""
    for _ in range(after):
        await asyncio.sleep(0)
    return {"later": given}


async def failing(given: Any) -> Any:
    """One that fails."""
    await later(given)
    raise TaskError("Card.Declined", "no funds")


async def answering(given: Any) -> Any:
    """One that answers on the virtual clock."""
    return returns(await later(given), after=3600)


class Handler:
    """A callable whose call is asynchronous."""

    async def __call__(self, given: Any, _call: object) -> Any:
        return await later(given)


class Awaited:
    """An awaitable that is no coroutine."""

    def __await__(self) -> Generator[Any, None, Any]:
        yield from later(1).__await__()
        return "awaited"


class Old:
    """One whose `close` is not for us: asyncio's streams have such."""

    def __await__(self) -> Generator[Any, None, Any]:
        yield from later(1).__await__()
        return "still open"

    def close(self) -> None:
        raise AssertionError


def started(given: Any) -> Awaitable[Any]:
    """A stand-in that needs the loop in the very call."""
    return asyncio.ensure_future(later(given))


LATER = {"later": 1}

# what stands in: (stand-in, output or (error, cause); the input is 1)
STAND_INS: dict[str, tuple[Any, Any]] = {
    "an async function": (later, LATER),
    "a partial one": (functools.partial(later, after=3), LATER),
    "a partial of one made partial": (functools.partial(functools.partial(later), after=0), LATER),
    "an object whose call is asynchronous": (Handler(), LATER),
    "a function that gives a coroutine": (lambda given: later(given, after=2), LATER),
    "a function that gives another awaitable": (lambda _given: Awaited(), "awaited"),
    "an awaitable that can be closed": (lambda _given: Old(), "still open"),
    "an AsyncMock": (AsyncMock(return_value={"mocked": True}), {"mocked": True}),
    "an AsyncMock that raises": (
        AsyncMock(side_effect=TaskError("Card.Declined", "no funds")),
        ("Card.Declined", "no funds"),
    ),
    "one that raises": (failing, ("Card.Declined", "no funds")),
    "one that gives an Answer": (answering, LATER),
    "one that gives an Answer that fails": (
        AsyncMock(return_value=throws("E", "c")),
        ("E", "c"),
    ),
}


def _end(result: Run) -> Any:
    return result.output if result.status == "SUCCEEDED" else (result.error, result.cause)


@pytest.mark.parametrize(("stand_in", "end"), STAND_INS.values(), ids=STAND_INS)
def test_no_loop_is_needed(stand_in: Any, end: Any) -> None:
    assert _end(run(task(), 1, {"Charge": stand_in})) == end


@pytest.mark.parametrize(("stand_in", "end"), STAND_INS.values(), ids=STAND_INS)
def test_a_loop_that_runs_is_taken(stand_in: Any, end: Any) -> None:
    assert _end(asyncio.run(run_async(task(), 1, {"Charge": stand_in}))) == end


def test_only_a_loop_that_runs_can_be_asked_for() -> None:
    assert _end(asyncio.run(run_async(task(), 1, {"Charge": started}))) == LATER


def test_the_first_that_is_asynchronous_may_come_late() -> None:
    result = run(retried(2, seconds=900), 1, {"Charge": [TaskError("A"), failing, later]})
    assert _end(result) == LATER
    assert result.stopped_at is not None
    assert (result.stopped_at - result.execution.started_at).total_seconds() == 1800


def test_it_takes_no_virtual_time() -> None:
    result = run(chain("One", "Two"), 1, {FUNCTION: functools.partial(later, after=50)})
    assert result.stopped_at == result.execution.started_at


CALL: Json = {"Type": "Task", "Resource": FUNCTION}


def _branches(*names: str, **members: Json) -> Machine:
    """A Task in each branch, and where `members` has a Catch, what follows it."""
    branches = [block((name, CALL)) for name in names]
    state = {"Type": "Parallel", "Branches": branches, "End": True, **members}
    handling = {"Handle": {**CALL, "Next": "Rest"}, "Rest": {**CALL, "End": True}}
    states = {"All": state, **(handling if "Catch" in members else {})}
    return load(json.dumps({"StartAt": "All", "States": states}))


def test_branches_wait_beside_each_other() -> None:
    meeting = asyncio.Barrier(3)

    async def meet(given: Any) -> Any:
        await meeting.wait()
        return given

    assert run(_branches("A", "B", "C"), 1, {FUNCTION: meet}).output == [1, 1, 1]


# how it is run inside a loop that runs: (stand-in, what is raised)
INSIDE: dict[str, tuple[Any, str | None]] = {
    "what is not asynchronous needs no loop": (lambda given: given, None),
    "what is needs run_async": (
        later,
        "what stands in for 'Charge' is asynchronous, .* `await run_async",
    ),
    "so does what turns out to be": (lambda given: later(given, after=2), "write `await run_async"),
}


@pytest.mark.parametrize(("stand_in", "message"), INSIDE.values(), ids=INSIDE)
def test_run_inside_a_loop(stand_in: Any, message: str | None) -> None:
    async def test() -> None:
        with nullcontext() if message is None else pytest.raises(RuntimeError, match=message):
            assert run(task(), 1, {"Charge": stand_in}).output == 1

    asyncio.run(test())


async def wrong(given: Any) -> Any:
    """A stand-in whose check fails."""
    await later(given)
    raise AssertionError


def wrong_at_once(_given: Any) -> Any:
    """The same without any waiting."""
    raise AssertionError


async def endless(_given: Any) -> Any:
    """One that never ends by itself."""
    await asyncio.Event().wait()


async def _run_inside(machine: Machine, mocks: dict[str, Any]) -> Run:
    return run(machine, 1, mocks)


def _run_in_loop(machine: Machine, mocks: dict[str, Any]) -> Run:
    async def test() -> Run:
        try:
            return await run_async(machine, 1, mocks)
        finally:
            if asyncio.all_tasks() != {asyncio.current_task()}:
                pytest.fail("what was waited for goes on after the run")

    return asyncio.run(test())


def _run_without(machine: Machine, mocks: dict[str, Any]) -> Run:
    return run(machine, 1, mocks)


def _run_within(machine: Machine, mocks: dict[str, Any]) -> Run:
    return asyncio.run(_run_inside(machine, mocks))


def _run_cancelled(machine: Machine, mocks: dict[str, Any]) -> Run:
    async def test() -> Run:
        running = asyncio.ensure_future(run_async(machine, 1, mocks))
        await later(1, after=3)
        running.cancel()
        return await running

    return asyncio.run(test())


# what ends the run: (the stand-ins of A, B and C, how it is run)
Way: TypeAlias = Callable[[Machine, dict[str, Any]], Run]
ENDS: dict[str, tuple[tuple[Any, Any, Any], Way]] = {
    "there is no loop to be had": ((later, later, later), _run_within),
    "a check fails before there is a loop": ((later, wrong_at_once, later), _run_without),
    "a check fails before anything is awaited": ((later, wrong_at_once, later), _run_in_loop),
    "a check fails while others wait": ((endless, wrong, endless), _run_without),
    "a check fails in the loop while others wait": ((endless, wrong, endless), _run_in_loop),
    "a branch fails while others wait": ((endless, failing, endless), _run_without),
    "a branch fails in the loop": ((endless, failing, endless), _run_in_loop),
    "the test is cancelled": ((endless, endless, endless), _run_cancelled),
    "two branches fail": ((failing, failing, endless), _run_in_loop),
    "two checks fail": ((wrong, wrong, endless), _run_in_loop),
}


@pytest.mark.parametrize(("stand_ins", "way"), ENDS.values(), ids=ENDS)
def test_nothing_is_left_behind(
    stand_ins: tuple[Any, Any, Any], way: Way, caplog: pytest.LogCaptureFixture
) -> None:
    given: list[Coroutine[Any, Any, Any]] = []

    def kept(stand_in: Any) -> Any:
        def call(value: Any) -> Any:
            result = stand_in(value)
            given.append(result)
            return result

        return call

    mocks = dict(zip("ABC", map(kept, stand_ins), strict=True))
    with suppress(AssertionError, RuntimeError, asyncio.CancelledError):
        assert way(_branches("A", "B", "C"), mocks).error == "Card.Declined"
    assert given
    assert {inspect.getcoroutinestate(each) for each in given} == {inspect.CORO_CLOSED}
    del given[:]
    # Whatever is reported only when it is collected is reported here.
    gc.collect()
    assert not caplog.records


def test_what_a_branch_waits_for_is_stopped_with_it() -> None:
    heard: list[str] = []

    async def stopped(given: Any) -> Any:
        try:
            await endless(given)
        finally:
            heard.append("stopped")

    async def handler(given: Any) -> Any:
        heard.append("handled")
        return await later(given)

    whole = _branches("A", "B", Catch=[{"ErrorEquals": ["States.ALL"], "Next": "Handle"}])
    mocks = {"A": stopped, "B": failing, "Handle": handler, "Rest": lambda _given: heard[:]}
    assert sorted(run(whole, 1, mocks).output) == ["handled", "stopped"]
