"""Calls that somebody outside completes: by a task token, or as the worker of an activity."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from asl.engines.port import ActivityTask, TaskOver
from asl.runtime.errors import StatesError
from asl.runtime.host import TaskCall
from asl.syntax.values import Json


@dataclass(slots=True)
class Message:
    """What came for a call: a value, or an error where `error` is set."""

    value: Json = None
    error: StatesError | None = None


class OpenCall:
    """A call whose token is out: from its submission to its end.

    Attributes:
        call: the call.
        message: what has come for it; None before.
        listening: set once its fiber waits for the message; all before that is committed.
        settled: set once the message has been taken, recorded and committed.
        wake: gives the waiting fiber its turn.
    """

    __slots__ = ("call", "listening", "message", "settled", "wake")

    def __init__(self, call: TaskCall) -> None:
        loop = asyncio.get_running_loop()
        self.call = call
        self.message: Message | None = None
        self.listening: asyncio.Future[None] = loop.create_future()
        self.settled: asyncio.Future[None] = loop.create_future()
        self.wake: Callable[[], None] = lambda: None

    def deliver(self, message: Message) -> None:
        """Give the call its message.

        Raises:
            TaskOver: where it has one already.
        """
        if self.message is not None:
            raise TaskOver
        self.message = message
        self.wake()

    def end(self) -> None:
        """The call is over, whatever ended it."""
        for future in (self.listening, self.settled):
            if not future.done():
                future.cancel()


@dataclass(slots=True, eq=False)
class Offer:
    """A task of an activity that no worker has taken yet."""

    call: TaskCall
    text: str
    open: OpenCall
    taken: Callable[[str | None], None]
    withdrawn: bool = False


class Activities:
    """The tasks and the workers of all activities; either may come first."""

    def __init__(self) -> None:
        self._offers: dict[str, deque[Offer]] = {}
        self._workers: dict[str, deque[asyncio.Future[Offer]]] = {}

    def offer(self, offer: Offer) -> None:
        """A task is due; a worker that polls gets it at once."""
        workers = self._workers.get(offer.call.resource, deque())
        while workers:
            future = workers.popleft()
            if not future.done():
                future.set_result(offer)
                return
        self._offers.setdefault(offer.call.resource, deque()).append(offer)

    async def take(self, arn: str, worker: str | None, seconds: float) -> ActivityTask | None:
        """The next task of an activity, or None; its start is committed when it is given out."""
        offers = self._offers.get(arn, deque())
        while offers:
            offer = offers.popleft()
            if not offer.withdrawn:
                return await _hand_out(offer, worker)
        future: asyncio.Future[Offer] = asyncio.get_running_loop().create_future()
        self._workers.setdefault(arn, deque()).append(future)
        try:
            offer = await asyncio.wait_for(asyncio.shield(future), seconds)
        except TimeoutError:
            future.cancel()
            return None
        except asyncio.CancelledError:
            # The worker hung up: a task that came in the same moment goes to the next one.
            if future.done() and not future.cancelled():
                self.offer(future.result())
            future.cancel()
            raise
        return None if offer.withdrawn else await _hand_out(offer, worker)


async def _hand_out(offer: Offer, worker: str | None) -> ActivityTask | None:
    offer.taken(worker)
    try:
        await asyncio.shield(offer.open.listening)
    except asyncio.CancelledError:
        if offer.open.listening.cancelled():
            return None
        raise
    return ActivityTask(token=offer.call.token, input=offer.text)
