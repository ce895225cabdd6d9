"""Real calls: what a handler gave to be awaited, by an event loop as soon as there is one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Protocol, runtime_checkable

from asl.engines.virtual.answers import Answer


@runtime_checkable
class Discardable(Protocol):
    """An awaitable made of another one, which it lets go."""

    def discard(self) -> None:
        """Nobody will await it, or it has been awaited."""


class RealCall:
    """A call under way outside the virtual clock.

    Attributes:
        state: the name of the Task state.
    """

    __slots__ = ("_arrived", "_awaitable", "_future", "state")

    def __init__(
        self, state: str, awaitable: Awaitable[Answer], arrived: Callable[[], None]
    ) -> None:
        self.state = state
        self._awaitable = awaitable
        self._arrived = arrived
        self._future: asyncio.Future[Answer] | None = None

    def start(self) -> asyncio.Future[Answer]:
        """Begin to await it, inside the running event loop."""
        self._future = future = asyncio.ensure_future(self._awaitable)
        future.add_done_callback(self._done)
        return future

    def _done(self, _future: asyncio.Future[Answer]) -> None:
        # One that was cancelled before its first step has awaited nothing.
        discard(self._awaitable)
        self._arrived()

    def result(self) -> Answer:
        """What it gave; it has arrived."""
        assert self._future is not None, "what has arrived was started"
        return self._future.result()

    def drop(self) -> None:
        """Nobody waits for it any more; asyncio does not report its error then, if it has one."""
        if self._future is None:
            discard(self._awaitable)
        else:
            self._future.cancel()


class RealCalls:
    """All real calls of a run; while there is one the virtual clock stands still."""

    def __init__(self) -> None:
        self._open: dict[RealCall, None] = {}
        self._started: set[asyncio.Future[Answer]] = set()
        self._in_loop = False

    def __bool__(self) -> bool:
        return bool(self._open)

    def states(self) -> list[str]:
        """The states whose calls are under way, in order of calling."""
        return [call.state for call in self._open]

    def add(self, call: RealCall) -> None:
        """Begin with a call now, or as soon as a loop drives the run."""
        self._open[call] = None
        if self._in_loop:
            self._start(call)

    def remove(self, call: RealCall) -> None:
        """Its answer has been heard, or nobody waits for it."""
        self._open.pop(call, None)
        call.drop()

    def enter_loop(self) -> None:
        """A loop drives the run from here on."""
        self._in_loop = True
        for call in self._open:
            self._start(call)

    async def leave_loop(self) -> None:
        """Stop what is still under way, and wait until it has stopped."""
        self._in_loop = False
        for future in self._started:
            future.cancel()
        await asyncio.gather(*self._started, return_exceptions=True)

    def _start(self, call: RealCall) -> None:
        future = call.start()
        self._started.add(future)
        future.add_done_callback(self._started.discard)


def discard(awaitable: object) -> None:
    """Let go of what nobody will await, so that it is not reported as forgotten."""
    if isinstance(awaitable, asyncio.Future):
        awaitable.cancel()
    elif isinstance(awaitable, Coroutine):
        awaitable.close()
    elif isinstance(awaitable, Discardable):
        awaitable.discard()
