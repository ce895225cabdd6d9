"""Connections that read, each used by one thread at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from asl.stores.port import StoreError
from asl.stores.sql.session import Database, Session

Result = TypeVar("Result")
Question = Callable[[Session], Result]


class Readers:
    """Threads that read a database, and the connection of the calling thread where it is local."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._idle: deque[Session] = deque()
        self._direct = database.reader() if database.is_local else None
        self._threads = (
            ThreadPoolExecutor(database.readers, "asl-store-reader") if database.readers else None
        )
        self._closed = False

    async def glance(self, question: Question[Result]) -> Result:
        """Answer a question about one row, found by an index.

        Raises:
            StoreError: where the database cannot be read.
        """
        if self._direct is None:
            return await self.study(question)
        if self._closed:
            raise StoreError("the store is closed")
        return question(self._direct)

    async def study(self, question: Question[Result]) -> Result:
        """Answer a question about many rows, beside what else goes on.

        Raises:
            StoreError: as `glance`.
        """
        if self._threads is None:
            return await self.glance(question)
        if self._closed:
            raise StoreError("the store is closed")
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._answer, question)

    def _answer(self, question: Question[Result]) -> Result:
        session = self._idle.pop() if self._idle else self._database.reader()
        try:
            return question(session)
        except StoreError:
            if not session.broken:
                raise
            # The server may have been away and come back since the connection was last used.
            session.close()
            session = self._database.reader()
            return question(session)
        finally:
            if session.broken:
                session.close()
            else:
                self._idle.append(session)

    async def close(self) -> None:
        """Answer what was asked, then let the connections go."""
        self._closed = True
        if self._threads is not None:
            threads = self._threads
            await asyncio.get_running_loop().run_in_executor(None, threads.shutdown)
        for session in self._idle:
            session.close()
        if self._direct is not None and self._direct is not self._database.writer:
            self._direct.close()
