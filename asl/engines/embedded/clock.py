"""The wall's clock: turns are taken on an event loop, a few milliseconds of them at a time."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from asl.engines.scheduler import Fiber, Scheduler
from asl.runtime.errors import RUNTIME, StatesError

_log = structlog.get_logger(__name__)

# Seconds of turns after which the loop gets its way: requests are answered between slices.
# A request takes a few of them; what a turn of the loop costs itself is not a hundredth of one.
_SLICE: Final = 0.002
# Seconds past a slice's end after which the loop is left alone for a while: for a share of what it
# went over, and so long at most.
_FAR_OVER: Final = 0.004
_LONGEST_REST: Final = 0.004
_SHARE: Final = 6
# Longer sleeps of a loop are cut: a timer may be put off by a clock that is set.
_LONGEST_NAP: Final = 60.0


def wall_clock() -> datetime:
    """The time; aware, UTC, whole milliseconds, as the API shows it."""
    return _whole_milliseconds(datetime.now(UTC))


class SteadyClock:
    """The wall's time, but never back: where the wall's clock is set back, it goes on at its pace.

    So what sleeps wakes after as long as it was to sleep, and a history has its events in order.
    """

    def __init__(self) -> None:
        self._anchor = datetime.now(UTC)
        self._ticks = time.monotonic()

    def read(self) -> datetime:
        """The time, with microseconds."""
        # The wall first: what passes between the two must not be taken for a step ahead.
        wall, ticks = datetime.now(UTC), time.monotonic()
        now = self._anchor + timedelta(seconds=ticks - self._ticks)
        if wall <= now:
            return now
        self._anchor, self._ticks = wall, ticks
        return wall

    def now(self) -> datetime:
        """The time in whole milliseconds, as the API shows it."""
        return _whole_milliseconds(self.read())


def _whole_milliseconds(instant: datetime) -> datetime:
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


class LoopScheduler(Scheduler):
    """A scheduler on the running event loop.

    Attributes:
        clock: its time.
        slice_end: by `time.perf_counter`, when the turns under way have had their time.
    """

    def __init__(self) -> None:
        self.clock = SteadyClock()
        super().__init__(self.clock.now())
        self._loop = asyncio.get_running_loop()
        self._alarm: asyncio.Handle | None = None
        self._alarm_at: datetime | None = None
        self._closed = False
        self.slice_end = 0.0

    def look(self) -> None:
        """See what time it is: between turns that was last done when the last one ended."""
        self.now = max(self.now, self.clock.now())

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
        wait = (due - self.clock.read()).total_seconds()
        if wait <= 0:
            self._alarm = self._loop.call_soon(self._slice)
        else:
            self._alarm = self._loop.call_later(min(wait, _LONGEST_NAP), self._slice)

    def _slice(self) -> None:
        """Take what is due, for a few milliseconds."""
        self._alarm = self._alarm_at = None
        self.slice_end = time.perf_counter() + _SLICE
        self.look()
        try:
            self._take_due()
        finally:
            # Whatever one turn met, the others have theirs.
            self._plan_slice()

    def _take_due(self) -> None:
        due = self.next_due()
        while due is not None and due <= self.now:
            self.take()
            if time.perf_counter() > self.slice_end:
                break
            due = self.next_due()

    def _plan_slice(self) -> None:
        self.look()
        over = time.perf_counter() - self.slice_end
        if over > _FAR_OVER:
            self._rest(min(over / _SHARE, _LONGEST_REST))
        else:
            self.ring()

    def fault(self, error: Exception) -> StatesError:
        """The execution fails, with a cause to report; all others go on."""
        _log.error("a fault of asl-runtime failed an execution: please report it", exc_info=error)
        return StatesError(
            RUNTIME,
            f"An internal error of asl-runtime: {type(error).__name__}: {error}",
            terminal=True,
        )

    def _rest(self, seconds: float) -> None:
        """Take no turn for a moment, after one that could not be cut short.

        A request takes several turns of the loop: it would meet such a turn of ours in each.
        """
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm_at = self.now
        self._alarm = self._loop.call_later(seconds, self._slice)

    def close(self) -> None:
        """Take no more turns."""
        self._closed = True
        if self._alarm is not None:
            self._alarm.cancel()
