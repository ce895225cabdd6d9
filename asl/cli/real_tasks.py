"""The tasks of a run: mocks where there are any, and real calls of functions that are bound."""

from __future__ import annotations

import asyncio
import uuid
from collections import defaultdict
from collections.abc import Awaitable, Collection, Sequence
from dataclasses import replace

from asl.cli.bound_tasks import BoundTasks
from asl.engines.virtual import Answer, Tasks, never, returns, throws
from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.events import Event
from asl.runtime.host import Submitted, TaskCall


class RealTasks:
    """Calls functions for the Tasks that no mock stands in for.

    Attributes:
        printed: what functions have printed, by the ID of the event that started the call.
    """

    def __init__(self, bound: BoundTasks, mocked: Tasks, names: Collection[str]) -> None:
        """Nothing is called.

        Args:
            bound: what answers for Tasks.
            mocked: what stands in for Tasks.
            names: the states that it stands in for; it refuses all others.
        """
        self.printed: defaultdict[int, str] = defaultdict(str)
        self._real = bound.tasks(self._tell)
        self._mocked = mocked
        self._names = names
        self._run = str(uuid.uuid4())
        self._events: Sequence[Event] = ()
        self._started: dict[tuple[str, str, int], int] = {}

    def follow(self, events: Sequence[Event]) -> None:
        """The history that calls are made in; it grows."""
        self._events = events

    def __call__(self, call: TaskCall) -> Answer | Awaitable[Answer]:
        """The answer to a call, or the call itself under way.

        Raises:
            StatesError: terminal, where neither a mock nor a function is there for it.
        """
        if call.state in self._names or not self._real.answers(call):
            return self._mocked(call)
        # A job of .sync has a token too, and is asked after.
        if call.resource.endswith(".waitForTaskToken"):
            raise StatesError(
                RUNTIME,
                f"The Task state '{call.state}' waits for its task token to be sent back, which "
                "nobody can do while `asl run` holds the execution: mock the state, or run the "
                "machine under `asl serve`",
                terminal=True,
            )
        # Another run has executions of the same names, and its calls are no repetitions of these.
        own = replace(call, path=f"{self._run}{call.path}")
        # The call is made in the turn that has recorded its start.
        self._started[_key(own)] = len(self._events)
        return self._call(own)

    async def _call(self, call: TaskCall) -> Answer:
        """Make a real call; virtual time stands still, so the state's own clock is kept here."""
        try:
            async with asyncio.timeout(call.timeout) as clock:
                made = await self._real(call)
                if isinstance(made, Submitted):
                    return await self._ended(call, made)
        except TimeoutError:
            if not clock.expired():
                raise
            # The virtual clock goes on to the deadline, and the engine does as at any time-out.
            return never()
        return returns(made.value)

    async def _ended(self, call: TaskCall, made: Submitted) -> Answer:
        """The end of a job that a call has submitted; where nobody waits, it is ended too."""
        call.job = made.job
        try:
            result = await self._real.outcome(call)
        except StatesError as error:
            return replace(throws(error.name, error.cause), submission=made.output)
        except asyncio.CancelledError:
            await self._real.cancel(call)
            raise
        return replace(returns(result), submission=made.output)

    def _tell(self, call: TaskCall, _function: str, text: str) -> None:
        self.printed[self._started[_key(call)]] += text

    async def settle(self) -> None:
        """Wait until the functions that no Task waits for have ended."""
        await self._real.settle()

    async def close(self) -> None:
        """End whatever runs for the functions."""
        await self._real.close()


def _key(call: TaskCall) -> tuple[str, str, int]:
    return call.state, call.path, call.attempt
