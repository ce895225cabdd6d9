"""The virtual clock: it jumps, and only when nothing can run and no real call is in flight."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import datetime

from asl.engines.scheduler import Scheduler
from asl.engines.virtual.real_calls import RealCalls


class VirtualScheduler(Scheduler):
    """A scheduler with two drives: without an event loop, and in one.

    Attributes:
        real_calls: what is under way outside; while there is any the clock stands still.
    """

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self.real_calls = RealCalls()
        self._inbox: deque[Callable[[], None]] = deque()
        self._wake: Callable[[], None] | None = None

    def post(self, action: Callable[[], None]) -> None:
        """Call a function at the next turn; from any thread, also from inside a handler."""
        self._inbox.append(action)
        wake = self._wake
        if wake is not None:
            wake()

    def step(self, until: datetime | None) -> bool:
        """Take one turn; whether there was one at hand (up to `until`)."""
        while self._inbox:
            self._inbox.popleft()()
        due = self.next_due()
        if due is None or (due > self.now and self.real_calls):
            return False
        if until is not None and due > until:
            self.now = max(self.now, until)
            return False
        self.now = due
        self.take()
        return True

    def drive(self, finished: Callable[[], bool], until: datetime | None = None) -> None:
        """Run without an event loop until it is finished, or nothing is left that can run so."""
        while not finished():
            if not self.step(until) and not self._inbox:
                return

    async def drive_in_loop(
        self, finished: Callable[[], bool], until: datetime | None = None
    ) -> None:
        """Run inside an event loop; real calls that are left at the end are stopped."""
        loop, woken = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            loop.call_soon_threadsafe(woken.set)

        self._wake = wake
        try:
            self.real_calls.enter_loop()
            while not finished():
                woken.clear()
                if self.step(until):
                    continue
                if self._inbox:
                    continue
                if not self.real_calls:
                    return
                await woken.wait()
        finally:
            self._wake = None
            await self.real_calls.leave_loop()
