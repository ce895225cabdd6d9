"""Executions that are not in memory: a number and an instant each, and one alarm for all."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from asl.engines.embedded.clock import LoopScheduler
from asl.engines.scheduler import TURN
from asl.runtime.frame import DONE, FANNED, RETRYING, SUBMITTED, WAITING, Frame

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
# A state with more branches than this is not looked through at every save.
_MOST_BRANCHES: Final = 100
# Executions woken in one go, and how long the others then wait.
_MOST_AT_ONCE: Final = 50
_NEXT_GO: Final = timedelta(milliseconds=5)
NEVER: Final = datetime.max.replace(tzinfo=UTC)


class Dormant:
    """When each is to wake. Some 200 bytes for each: there may be very many."""

    def __init__(self, scheduler: LoopScheduler, wake: Callable[[int], None]) -> None:
        self._scheduler = scheduler
        self._wake = wake
        # Milliseconds since 1970 by execution, and a heap of both in one number; what the first
        # does not confirm is void.
        self._due: dict[int, int] = {}
        self._heap: list[int] = []
        self._alarm: int | None = None

    def __contains__(self, execution: int) -> bool:
        return execution in self._due

    def __len__(self) -> int:
        return len(self._due)

    def add(self, execution: int, wakes_at: datetime) -> None:
        """An execution sleeps until an instant."""
        # Rounded up, so that the instant has come when the alarm rings.
        due = -((_EPOCH - wakes_at) // _MILLISECOND)
        self._due[execution] = due
        heapq.heappush(self._heap, due << 64 | execution)
        self._ring()

    def discard(self, execution: int) -> None:
        """An execution is in memory again, or is to be."""
        self._due.pop(execution, None)

    def _ring(self, after: datetime | None = None) -> None:
        if not self._heap:
            return
        due = self._heap[0] >> 64
        if self._alarm is not None and self._alarm <= due:
            return
        self._alarm = due
        at = max(_EPOCH + due * _MILLISECOND, after or self._scheduler.now)
        self._scheduler.call_at(at, TURN, self._rung)
        self._scheduler.ring()

    def _rung(self) -> None:
        self._alarm = None
        now = (self._scheduler.now - _EPOCH) // _MILLISECOND
        woken = 0
        while self._heap and self._heap[0] >> 64 <= now and woken < _MOST_AT_ONCE:
            entry = heapq.heappop(self._heap)
            due, execution = entry >> 64, entry & (1 << 64) - 1
            if self._due.get(execution) == due:
                woken += 1
                self._wake(execution)
        self._ring(self._scheduler.now + _NEXT_GO)


def asleep_until(frame: Frame) -> datetime | None:
    """Until when nothing happens in a frame and below it, unless a message comes.

    Returns:
        NEVER where only a message helps; None where something is under way, and for calls that
        need heartbeats, whose clock begins anew with a new process.
    """
    phase, call = frame.phase, frame.call
    if phase in (WAITING, RETRYING):
        return frame.wake_at
    # A job is asked after all the time.
    if phase == SUBMITTED and call is not None and call.heartbeat is None and call.job is None:
        return call.deadline or NEVER
    if phase == FANNED and len(frame.children) <= _MOST_BRANCHES:
        return _first(frame.children)
    return None


def _first(children: list[Frame]) -> datetime | None:
    first: datetime | None = None
    for child in children:
        if child.phase == DONE:
            continue
        wakes_at = asleep_until(child)
        if wakes_at is None:
            return None
        first = wakes_at if first is None else min(first, wakes_at)
    return first
