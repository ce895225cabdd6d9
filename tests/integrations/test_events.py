"""Functions that nobody waits for."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from asl.integrations.bindings import Binding, Bindings, Functions, UrlTarget
from asl.integrations.functions.port import Function, Invocation, Invoked, Unavailable
from asl.integrations.lambda_tasks import LambdaTasks
from asl.runtime.host import Returned, TaskCall
from tests.integrations.calling import INVOKE


@dataclass
class Slow:
    """A function that ends when it is let go, or is told to."""

    answer: Invoked | Unavailable
    go: asyncio.Event = field(default_factory=asyncio.Event)
    stopped: bool = False

    async def invoke(self, _invocation: Invocation) -> Invoked:
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.stopped = True
            raise
        if isinstance(self.answer, Unavailable):
            raise self.answer
        return self.answer

    async def close(self) -> None:
        """Nothing runs for it."""


class Bound(Functions):
    """A function for every name."""

    def __init__(self, function: Function) -> None:
        super().__init__(Bindings(functions=[Binding("*", UrlTarget(url="http://unused"))]))
        self._function = function

    def find(self, _name: object, _choice: object = None) -> Function | None:
        return self._function


async def _event(tasks: LambdaTasks) -> int:
    given = {"FunctionName": "f", "InvocationType": "Event"}
    made = await tasks(TaskCall(state="Tell", resource=INVOKE, input=given))
    assert isinstance(made, Returned)
    status: int = made.value["StatusCode"]
    return status


async def _settled(answer: Invoked | Unavailable) -> list[str]:
    printed: list[str] = []
    slow = Slow(answer)
    tasks = LambdaTasks(Bound(slow), lambda _call, _name, text: printed.append(text))
    assert await _event(tasks) == 202
    assert printed == []
    slow.go.set()
    await tasks.settle()
    return printed


def test_what_it_prints_is_told_when_it_has_ended() -> None:
    answer = Invoked(payload="1", function_error=None, logs="done\n")
    assert asyncio.run(_settled(answer)) == ["done\n"]


def test_its_failure_is_told() -> None:
    answer = Invoked(payload='{"errorType": "E"}', function_error="Unhandled", logs="oh\n")
    assert asyncio.run(_settled(answer)) == ['oh\n{"errorType": "E"}\n']


def test_that_it_cannot_be_called_is_told() -> None:
    answer = Unavailable("Lambda.SdkClientException", "nobody there")
    assert asyncio.run(_settled(answer)) == ["Lambda.SdkClientException: nobody there"]


def test_it_ends_with_the_tasks() -> None:
    async def closed() -> bool:
        slow = Slow(Invoked(payload="1", function_error=None))
        tasks = LambdaTasks(Bound(slow), lambda _call, _name, _text: None)
        await _event(tasks)
        await asyncio.sleep(0)
        await tasks.close()
        return slow.stopped

    assert asyncio.run(closed())
