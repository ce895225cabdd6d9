"""The wall's clock: turns are taken on an event loop, a few milliseconds of them at a time."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Final

from asl.engines.scheduler import Fiber, Scheduler

# Seconds of turns after which the loop gets its way: requests are answered between slices.
_SLICE: Final = 0.005
# Longer sleeps of a loop are cut: a timer may be put off by a clock that is set.
_LONGEST_NAP: Final = 60.0


def wall_clock() -> datetime:
    """The time; aware, UTC, whole milliseconds, as the API shows it."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


class LoopScheduler(Scheduler):
    """A scheduler on the running event loop."""

    def __init__(self) -> None:
        super().__init__(wall_clock())
        self._loop = asyncio.get_running_loop()
        self._alarm: asyncio.Handle | None = None
        self._alarm_at: datetime | None = None
        self._closed = False

    def at(self, due: datetime, turn: int, order: tuple[int, ...], fiber: Fiber) -> None:
        """Run a fiber at an instant."""
        super().at(due, turn, order, fiber)
        self.ring()

    def ring(self) -> None:
        """See to it that the next turn is taken in time."""
        due = self.next_due()
        if due is None or self._closed:
            return
        if self._alarm is not None:
            if self._alarm_at is not None and self._alarm_at <= due:
                return
            self._alarm.cancel()
        self._alarm_at = due
        wait = (due - datetime.now(UTC)).total_seconds()
        if wait <= 0:
            self._alarm = self._loop.call_soon(self._slice)
        else:
            self._alarm = self._loop.call_later(min(wait, _LONGEST_NAP), self._slice)

    def _slice(self) -> None:
        """Take what is due, for a few milliseconds."""
        self._alarm = self._alarm_at = None
        end = time.perf_counter() + _SLICE
        self.now = wall_clock()
        due = self.next_due()
        while due is not None and due <= self.now:
            self.take()
            if time.perf_counter() > end:
                break
            due = self.next_due()
        self.now = wall_clock()
        self.ring()

    def close(self) -> None:
        """Take no more turns."""
        self._closed = True
        if self._alarm is not None:
            self._alarm.cancel()
