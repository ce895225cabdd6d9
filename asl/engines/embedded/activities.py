"""The tasks and the workers of activities."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from asl.engines.embedded.calls import OpenCall
from asl.engines.port import ActivityTask
from asl.runtime.host import TaskCall

# Seconds in which a task is offered again once its execution is back in memory.
_PATIENCE: Final = 5.0


@dataclass(slots=True, eq=False)
class Offer:
    """A task of an activity that no worker has.

    Attributes:
        call: the task.
        text: its input as JSON text.
        open: the call as workers see it.
        taken: tells the task's fiber which worker takes it.
        started: whether it was told, but that worker had left before it got the task.
    """

    call: TaskCall
    text: str
    open: OpenCall
    taken: Callable[[str | None], None]
    started: bool = False


class Place:
    """Where a task stands in the queue of its activity; it keeps it while its execution sleeps.

    Attributes:
        activity: its ARN.
        token: the task's.
        execution: the store's number.
        offer: the task; None while its execution is not in memory.
        back: done when it is; None where no worker waits for that.
    """

    __slots__ = ("activity", "back", "execution", "offer", "token")

    def __init__(self, offer: Offer, execution: int) -> None:
        self.activity = offer.call.resource
        self.token = offer.call.token
        self.execution = execution
        self.offer: Offer | None = offer
        self.back: asyncio.Future[None] | None = None


class Activities:
    """The queues of all activities, of tasks or of workers: either may come first.

    Args:
        present: brings an execution back into memory; None where it has ended.
    """

    def __init__(self, present: Callable[[int], Awaitable[object | None]]) -> None:
        self._present = present
        self._queues: dict[str, deque[Place]] = {}
        self._workers: dict[str, deque[asyncio.Future[Place]]] = {}
        # By token: the places that count. Others in the queues are void.
        self._places: dict[str, Place] = {}

    def offer(self, offer: Offer, execution: int) -> None:
        """A task is due, or its execution is back; a worker that polls gets it at once."""
        place = self._places.get(offer.call.token)
        if place is None:
            place = self._places[offer.call.token] = Place(offer, execution)
            if not self._give(place):
                self._queue(place.activity).append(place)
            return
        place.offer = offer
        if place.back is not None and not place.back.done():
            place.back.set_result(None)

    def leave(self, token: str) -> None:
        """The execution of a task that is offered is dropped from memory."""
        place = self._places.get(token)
        if place is not None:
            place.offer = None

    def withdraw(self, token: str) -> None:
        """A task is not to be done any more."""
        self._places.pop(token, None)

    async def take(self, arn: str, worker: str | None, seconds: float) -> ActivityTask | None:
        """The next task of an activity, or None; its start is committed when it is given out.

        Raises:
            StoreError: where that cannot be done now; the task waits for the next worker.
        """
        place = self._next(arn) or await self._wait(arn, seconds)
        if place is None:
            return None
        given = False
        try:
            offer = await self._offer_of(place)
            if offer is None:
                self.withdraw(place.token)
                return None
            if not offer.started:
                offer.started = True
                offer.taken(worker)
            given = await offer.open.trouble.unless(offer.open.listening)
            if given or offer.open.over:
                self.withdraw(place.token)
        finally:
            if not given:
                self._put_back(place)
        return ActivityTask(token=place.token, input=offer.text) if given else None

    async def _offer_of(self, place: Place) -> Offer | None:
        """The task, once its execution is in memory; None where nobody needs it any more."""
        if place.offer is None:
            place.back = asyncio.get_running_loop().create_future()
            if await self._present(place.execution) is None:
                return None
            await asyncio.wait((place.back,), timeout=_PATIENCE)
            place.back = None
        offer = place.offer
        return None if offer is None or offer.open.over else offer

    def _queue(self, arn: str) -> deque[Place]:
        return self._queues.setdefault(arn, deque())

    def _give(self, place: Place) -> bool:
        """Give it to the worker that has polled longest; whether there is one."""
        workers = self._workers.get(place.activity, deque())
        while workers:
            future = workers.popleft()
            if not future.done():
                future.set_result(place)
                return True
        return False

    def _put_back(self, place: Place) -> None:
        """A worker has left without the task: the next one gets it before all others."""
        if place.token in self._places and not self._give(place):
            self._queue(place.activity).appendleft(place)

    def _next(self, arn: str) -> Place | None:
        queue = self._queue(arn)
        while queue:
            place = queue.popleft()
            if self._places.get(place.token) is place:
                return place
        return None

    async def _wait(self, arn: str, seconds: float) -> Place | None:
        future: asyncio.Future[Place] = asyncio.get_running_loop().create_future()
        workers = self._workers.setdefault(arn, deque())
        workers.append(future)
        try:
            # Not wait_for, which may lose a task that comes in the moment in which it gives up.
            await asyncio.wait({future}, timeout=seconds)
        except asyncio.CancelledError:
            if future.done():
                self._put_back(future.result())
            raise
        finally:
            if not future.done():
                future.cancel()
                workers.remove(future)
        return None if future.cancelled() else future.result()
