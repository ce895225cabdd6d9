"""When the store cannot commit: those who wait for it are told, while it is tried again."""

from __future__ import annotations

import asyncio
from typing import TypeVar

import structlog

from asl.stores.port import StoreError

_log = structlog.get_logger(__name__)

Awaited = TypeVar("Awaited")


class Trouble:
    """Tells those who wait for a commit of one execution that it has failed.

    Attributes:
        last: why there will be no commit any more; None where there may be.
    """

    __slots__ = ("_waiting", "last")

    def __init__(self) -> None:
        self.last: StoreError | None = None
        self._waiting: set[asyncio.Future[StoreError]] = set()

    def tell(self, error: StoreError) -> None:
        """A commit has failed."""
        for future in self._waiting:
            if not future.done():
                future.set_result(error)

    async def unless(self, awaited: asyncio.Future[Awaited]) -> Awaited:
        """What is awaited; it goes on where this is cancelled or raises.

        Raises:
            StoreError: where a commit fails first.
        """
        if awaited.done():
            return awaited.result()
        if self.last is not None:
            raise type(self.last)(str(self.last))
        failure: asyncio.Future[StoreError] = asyncio.get_running_loop().create_future()
        self._waiting.add(failure)
        try:
            await asyncio.wait((awaited, failure), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._waiting.discard(failure)
        if awaited.done():
            return awaited.result()
        error = failure.result()
        raise type(error)(str(error))


class Outage:
    """Whether the store refuses what has to be committed; said once when it begins and ends.

    Attributes:
        reason: why it does; None where it does not.
    """

    def __init__(self) -> None:
        self.reason: str | None = None

    def failed(self, error: StoreError) -> None:
        """A commit has failed, and is to be tried again."""
        if self.reason is None:
            _log.error("nothing can be committed; it is tried every second", error=str(error))
        self.reason = str(error)

    def worked(self) -> None:
        """A commit has been made."""
        if self.reason is not None:
            self.reason = None
            _log.info("commits are made again")
