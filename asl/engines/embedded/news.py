"""Telling those who watch executions that something was committed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from asl.engines.port import Watch


class _Watch:
    """One who watches."""

    __slots__ = ("_event",)

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def tell(self) -> None:
        self._event.set()

    async def changed(self) -> None:
        """Wait for a commit since the watch began or this was asked last."""
        await self._event.wait()
        self._event.clear()


class News:
    """Who watches which execution, by the store's number."""

    def __init__(self) -> None:
        self._watching: dict[int, set[_Watch]] = {}

    def tell(self, execution: int) -> None:
        """Something of an execution was committed."""
        for watch in self._watching.get(execution, ()):
            watch.tell()

    @contextmanager
    def watch(self, execution: int) -> Iterator[Watch]:
        """Watch an execution inside the block."""
        watch = _Watch()
        watching = self._watching.setdefault(execution, set())
        watching.add(watch)
        try:
            yield watch
        finally:
            watching.discard(watch)
            if not watching:
                self._watching.pop(execution, None)
