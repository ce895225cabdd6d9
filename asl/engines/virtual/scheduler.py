"""One scheduler of fibers on a virtual clock, with two drives: without an event loop, and in one.

Which fiber runs next depends on nothing but where the frames stand: the earliest deadline, then
the order of the frames; a state that waits for its children comes after all else of that instant,
the inner before the outer. So a run that goes on from a saved frame tree takes the same course.

The clock moves only when nothing can run and no real call is in flight.
"""

from __future__ import annotations

import asyncio
import heapq
import time
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from datetime import datetime
from typing import Any, Final, NamedTuple

from asl.runtime.errors import StatesError

# The turns of one instant: first what sleeps or calls, then states whose children are through.
TURN: Final = 0
AFTER_CHILDREN: Final = 1
AT_LAST: Final = 2


class Fiber:
    """A coroutine of the interpreter that the scheduler drives.

    Attributes:
        done: whether it has ended, one way or another.
        error: how it failed; None where it did not.
        turns: how many it has had; what was planned before the last one is void.
        finished: called once when it ends by itself.
    """

    __slots__ = ("coroutine", "done", "error", "finished", "turns")

    def __init__(
        self, coroutine: Coroutine[Any, Any, Any], finished: Callable[[Fiber], None]
    ) -> None:
        self.coroutine = coroutine
        self.done = False
        self.error: StatesError | None = None
        self.turns = 0
        self.finished = finished

    def close(self) -> None:
        """Take the work away; nothing is called any more."""
        if not self.done:
            self.done = True
            self.coroutine.close()


class _Suspension:
    """Gives the turn back to the scheduler; the fiber goes on when it is next run."""

    __slots__ = ()

    def __await__(self) -> Generator[None, None, None]:
        yield


SUSPEND: Final = _Suspension()


class _Planned(NamedTuple):
    """What is to happen: a fiber's turn, as planned before that turn, or a call."""

    fiber: Fiber | None
    turns: int
    action: Callable[[], None] | None

    def void(self) -> bool:
        return self.fiber is not None and (self.fiber.done or self.fiber.turns != self.turns)


class Scheduler:
    """Runs fibers by the clock."""

    def __init__(self, start: datetime) -> None:
        self.now = start
        self.current: Fiber | None = None
        self.in_flight = 0
        self._agenda: list[tuple[datetime, int, int, tuple[int, ...], int, _Planned]] = []
        self._count = 0
        self._inbox: deque[Callable[[], None]] = deque()
        self._wake: Callable[[], None] | None = None

    def at(self, due: datetime, turn: int, order: tuple[int, ...], fiber: Fiber) -> None:
        """Run a fiber at an instant."""
        self._count += 1
        depth = -len(order) if turn == AFTER_CHILDREN else 0
        planned = _Planned(fiber, fiber.turns, None)
        entry = (max(due, self.now), turn, depth, order, self._count, planned)
        heapq.heappush(self._agenda, entry)

    def call_at(self, due: datetime, turn: int, action: Callable[[], None]) -> None:
        """Call a function at an instant."""
        self._count += 1
        entry = (max(due, self.now), turn, 0, (), self._count, _Planned(None, 0, action))
        heapq.heappush(self._agenda, entry)

    def post(self, action: Callable[[], None]) -> None:
        """Call a function at the next turn; from any thread, also from inside a handler."""
        self._inbox.append(action)
        wake = self._wake
        if wake is not None:
            wake()

    def start(self, fiber: Fiber) -> None:
        """Give a fiber its turn now, inside the current one."""
        before, self.current = self.current, fiber
        fiber.turns += 1
        try:
            fiber.coroutine.send(None)
        except StopIteration:
            fiber.done = True
            fiber.finished(fiber)
        except StatesError as error:
            fiber.done, fiber.error = True, error
            fiber.finished(fiber)
        finally:
            self.current = before

    def step(self, until: datetime | None) -> bool:
        """Take one turn; whether there was one at hand (up to `until`)."""
        while self._inbox:
            self._inbox.popleft()()
        due = self.next_due()
        if due is None or (due > self.now and self.in_flight):
            return False
        if until is not None and due > until:
            self.now = max(self.now, until)
            return False
        planned = heapq.heappop(self._agenda)[-1]
        self.now = due
        if planned.fiber is not None:
            self.start(planned.fiber)
        elif planned.action is not None:
            planned.action()
        return True

    def next_due(self) -> datetime | None:
        """When the next turn is; None where nothing is on the agenda."""
        while self._agenda and self._agenda[0][-1].void():
            heapq.heappop(self._agenda)
        return self._agenda[0][0] if self._agenda else None

    def drive(self, finished: Callable[[], bool], until: datetime | None = None) -> None:
        """Run without an event loop until it is finished, or nothing is left to run."""
        while not finished():
            if not self.step(until) and not self._inbox:
                return

    def drive_in_real_time(self, finished: Callable[[], bool]) -> None:
        """The same with the clock of the wall: what is due later is slept for."""
        began, start = time.monotonic(), self.now
        while not finished():
            due = self.next_due()
            if due is None and not self._inbox:
                return
            if due is not None:
                ahead = (due - start).total_seconds() - (time.monotonic() - began)
                if ahead > 0:
                    time.sleep(ahead)
            self.step(None)

    async def drive_in_loop(
        self, finished: Callable[[], bool], until: datetime | None = None
    ) -> None:
        """Run inside an event loop: while a real call is in flight the clock stands still."""
        loop, woken = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            loop.call_soon_threadsafe(woken.set)

        self._wake = wake
        try:
            while not finished():
                woken.clear()
                if self.step(until):
                    continue
                if self._inbox:
                    continue
                if not self.in_flight:
                    return
                await woken.wait()
        finally:
            self._wake = None
