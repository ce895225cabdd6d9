"""Nobody has the event loop for long: neither one execution nor all of them."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from contextvars import Context
from typing import TypeVarTuple, Unpack

import pytest

from asl.engines.embedded import EmbeddedEngine, Settings
from asl.engines.embedded.clock import LoopScheduler
from asl.engines.port import EventLog
from asl.engines.scheduler import TURN
from asl.runtime.events import Event
from asl.stores.memory import MemoryStore
from tests.engines.embedded.stores import add_machine

Given = TypeVarTuple("Given")

# Takes several times as long as one execution may have the loop.
SLOW = "{% $sum($map([1..100000], function($i) { $i * 2 })) %}"
THREE_SLOW = json.dumps(
    {
        "QueryLanguage": "JSONata",
        "StartAt": "A",
        "States": {
            "A": {"Type": "Pass", "Output": SLOW, "Next": "B"},
            "B": {"Type": "Pass", "Output": SLOW, "Next": "C"},
            "C": {"Type": "Pass", "Output": SLOW, "End": True},
        },
    }
)


class Told:
    """The executions whose states were left, one after another."""

    def __init__(self) -> None:
        self.left: list[str] = []

    def of(self, logging: str | None) -> EventLog:
        assert logging is None, "the machine says nothing of it"
        return self

    def __call__(self, execution_arn: str, redrive_count: int, events: Sequence[Event]) -> None:
        assert redrive_count == 0
        names = [execution_arn.split(":")[-2] for event in events if event.type.endswith("Exited")]
        self.left.extend(names)


def test_executions_with_slow_states_take_turns() -> None:
    async def both() -> list[str]:
        store, told = MemoryStore(), Told()
        engine = EmbeddedEngine(store, Settings(logs=told))
        machine = await add_machine(store, THREE_SLOW, "EXPRESS")

        async def run(name: str) -> str:
            ended = await engine.run_express(machine, name=name, input="{}", trace_header=None)
            return ended.status

        assert set(await asyncio.gather(run("a"), run("b"))) == {"SUCCEEDED"}
        await engine.close()
        return told.left

    left = asyncio.run(both())
    assert sorted(left) == ["a", "a", "a", "b", "b", "b"]
    assert left not in (["a", "a", "a", "b", "b", "b"], ["b", "b", "b", "a", "a", "a"])


class NotingLoop(asyncio.SelectorEventLoop):
    """Notes after how long the scheduler wants to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.delays: list[float] = []

    def call_later(
        self,
        delay: float,
        callback: Callable[[Unpack[Given]], object],
        *args: *Given,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        self.delays.append(delay)
        return super().call_later(delay, callback, *args, context=context)


# What is said: (seconds that a turn takes, whether the loop is left alone for a while after it)
TURNS = {"one that is over soon": (0.0, False), "one that could not be cut short": (0.03, True)}


@pytest.mark.parametrize(("seconds", "rests"), TURNS.values(), ids=TURNS)
def test_after_a_long_turn_the_loop_is_left_alone_for_a_while(seconds: float, rests: bool) -> None:
    done: list[str] = []

    async def turns(loop: NotingLoop) -> None:
        scheduler = LoopScheduler()
        ended = loop.create_future()

        def first() -> None:
            time.sleep(seconds)
            done.append("first")

        def second() -> None:
            done.append("second")
            ended.set_result(None)

        scheduler.call_at(scheduler.now, TURN, first)
        scheduler.call_at(scheduler.now, TURN, second)
        scheduler.ring()
        await ended
        scheduler.close()

    loop = NotingLoop()
    try:
        loop.run_until_complete(turns(loop))
    finally:
        loop.close()
    assert done == ["first", "second"]
    assert bool(loop.delays) == rests
    assert all(0 < delay < 0.01 for delay in loop.delays)
