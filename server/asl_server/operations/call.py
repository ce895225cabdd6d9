"""What an operation is given beside its request, and how operations are declared."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias, get_type_hints

from asl.engines.port import Engine
from asl.stores.port import Store
from asl_server.wire.requests import Caller


class Turns:
    """One at a time for each ARN, so that what is looked up still holds when it is acted upon.

    One process owns a database, so a lock in memory is enough.
    """

    def __init__(self) -> None:
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def of(self, arn: str) -> AsyncIterator[None]:
        """Wait for the turn and hold it."""
        lock, holders = self._locks.get(arn, (None, 0))
        lock = lock or asyncio.Lock()
        self._locks[arn] = (lock, holders + 1)
        try:
            async with lock:
                yield
        finally:
            lock, holders = self._locks[arn]
            if holders == 1:
                del self._locks[arn]
            else:
                self._locks[arn] = (lock, holders - 1)


class Pollers:
    """How many workers wait for tasks of each activity.

    Args:
        most: of one activity.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html (pollers for
    one activity ARN)
    """

    def __init__(self, most: int = 1000) -> None:
        self._most = most
        self._waiting: dict[str, int] = {}

    @contextmanager
    def one_more(self, arn: str) -> Iterator[bool]:
        """One more waits inside the block, where it is told True."""
        count = self._waiting.get(arn, 0)
        if count >= self._most:
            yield False
            return
        self._waiting[arn] = count + 1
        try:
            yield True
        finally:
            self._waiting[arn] -= 1
            if not self._waiting[arn]:
                del self._waiting[arn]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What all calls share.

    Attributes:
        store, engine: of the server.
        turns: one call at a time for each name that is being taken.
        new_name: makes the name of an execution that was given none, and revision ids.
        pollers: workers that wait for tasks.
        poll_seconds: how long a worker waits for an activity's task.
    """

    store: Store
    engine: Engine
    new_name: Callable[[], str]
    turns: Turns = field(default_factory=Turns)
    pollers: Pollers = field(default_factory=Pollers)
    poll_seconds: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of an operation.

    Attributes:
        desk: what all calls share.
        caller: the account and region that it is made in.
        now: when it came; aware, UTC, whole milliseconds.
        trace_header: the X-Ray header of the request; goes before the member of that name.
    """

    desk: Desk
    caller: Caller
    now: datetime
    trace_header: str | None = None

    @property
    def store(self) -> Store:
        """The store."""
        return self.desk.store

    @property
    def engine(self) -> Engine:
        """The engine."""
        return self.desk.engine


Run: TypeAlias = Callable[[Call, Any], Awaitable[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An operation of the API.

    Attributes:
        name: in the service model.
        run: the function.
        request, result: dataclasses of its shapes.
        given_up: the answer of one that waits for something that may never come, where the
            client leaves or the server stops; None for all that do not wait.
    """

    name: str
    run: Run
    request: type
    result: type
    given_up: Any = None


def operation(name: str, *, given_up: Any = None) -> Callable[[Run], Operation]:
    """Declare an operation; its shapes are those that the function is annotated with."""

    def declare(run: Run) -> Operation:
        hints = get_type_hints(run)
        return Operation(
            name=name,
            run=run,
            request=hints["request"],
            result=hints["return"],
            given_up=given_up,
        )

    return declare


@dataclass(frozen=True, slots=True)
class Nothing:
    """The empty result."""
