"""Calls that somebody outside completes by a task token."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from asl.engines.embedded.trouble import Trouble
from asl.engines.port import TaskOver
from asl.runtime.errors import StatesError
from asl.runtime.host import Returned, Submitted, TaskCall
from asl.syntax.values import Json

# What the caller said, as text: the same again is the same message.
Said: TypeAlias = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """What came for a call: a value, or an error where `error` is set."""

    said: Said
    value: Json = None
    error: StatesError | None = None


class OpenCall:
    """A call whose token is out: from its submission until its outcome is committed.

    Attributes:
        call: the call.
        trouble: tells where its execution cannot be committed.
        message: what has come for it; None before.
        over: whether nothing can come for it any more.
        listening: done once its fiber waits for the message and all before that is committed;
            its result is False where the call has ended before.
        settled: done once the message has been taken, recorded and committed; its result is False
            where the call has ended without it.
        wake: gives the waiting fiber its turn.
    """

    __slots__ = ("call", "listening", "message", "over", "settled", "trouble", "wake")

    def __init__(self, call: TaskCall, trouble: Trouble) -> None:
        loop = asyncio.get_running_loop()
        self.call = call
        self.trouble = trouble
        self.message: Message | None = None
        self.over = False
        self.listening: asyncio.Future[bool] = loop.create_future()
        self.settled: asyncio.Future[bool] = loop.create_future()
        self.wake: Callable[[], None] = lambda: None

    async def deliver(self, message: Message) -> None:
        """Give the call its message; committed when it returns.

        The same message may come again: its sender was told that it could not be committed.

        Raises:
            TaskOver: where it had another one already, or ended meanwhile.
            StoreError: where it cannot be committed now; it is tried again.
        """
        if self.message is None:
            self.message = message
            self.wake()
        elif self.message.said != message.said:
            raise TaskOver
        if not await self.trouble.unless(self.settled):
            raise TaskOver

    def wake_by_message(self, wake: Callable[[], None]) -> None:
        """Give the waiting fiber its turn with a message; a heartbeat is none."""
        self.wake = lambda: None if self.message is None else wake()

    def listen(self) -> None:
        """The fiber waits."""
        if not self.listening.done():
            self.listening.set_result(True)

    def settle(self) -> None:
        """The message has been committed."""
        if not self.settled.done():
            self.settled.set_result(True)

    def end(self) -> None:
        """The call is over, whatever ended it."""
        self.over = True
        for future in (self.listening, self.settled):
            if not future.done():
                future.set_result(False)


def submitted_job(answer: asyncio.Future[Submitted | Returned]) -> Json:
    """The job of an answer that nobody has taken; None where it has none, or has not come."""
    if not answer.done() or answer.cancelled() or answer.exception() is not None:
        return None
    made = answer.result()
    return made.job if isinstance(made, Submitted) else None


async def heed(answer: asyncio.Future[Submitted | Returned]) -> None:
    """Let a call end whose outcome is known already, however it ends."""
    with suppress(Exception):
        await answer


def missed_heartbeat(call: TaskCall) -> datetime | None:
    """When the next heartbeat is due; None for a call without any."""
    if call.heartbeat is None or not call.token:
        return None
    heard = call.beat_at or call.started_at
    assert heard is not None, "a call that waits has been started"
    return heard + timedelta(seconds=call.heartbeat)
