"""The one thread that writes, many requests to a transaction.

Requests wait in a queue; the thread takes all there are, carries them out in one transaction and
answers all of them at once. Where that fails, each is tried on its own, so that only those fail
which cannot be done. A fault of ours fails the request that meets it, and no other.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Final, TypeAlias, TypeVar

import structlog

from asl.stores.port import StoreError
from asl.stores.sql.saves import PackedSave, apply_saves, in_rounds
from asl.stores.sql.session import Session, Unavailable, Undecided, WriteSession

_log = structlog.get_logger(__name__)

Result = TypeVar("Result")
Work: TypeAlias = Callable[[Session], object]

# Of one transaction: requests, and characters of text.
_MOST_REQUESTS: Final = 512
_MOST_TEXT: Final = 16_000_000
# Seconds between two looks for a lost server that knows whether it committed.
_SETTLING: Final = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class _Request:
    """Something to write, and who waits for it."""

    todo: Work | PackedSave
    future: asyncio.Future[object]
    loop: asyncio.AbstractEventLoop

    @property
    def size(self) -> int:
        return self.todo.size if isinstance(self.todo, PackedSave) else 0


_Outcome: TypeAlias = tuple[_Request, object]


class Writer:
    """The thread, and the queue to it. Each request is one transaction as its sender sees it."""

    def __init__(self, session: WriteSession) -> None:
        self._session = session
        self._queue: SimpleQueue[_Request | None] = SimpleQueue()
        # What was taken from the queue and has no answer yet.
        self._in_hand: list[_Request] = []
        self._undecided: list[_Outcome] = []
        self._closed = False
        self._gate = Lock()
        self._lost = False
        self._heeding: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
        self._thread = Thread(target=self._run, name="asl-store-writer", daemon=True)
        self._thread.start()

    async def write(self, todo: Callable[[Session], Result]) -> Result:
        """Carry a change out; what it gives once that is committed.

        Requests that wait at the same time are carried out in any order. One whose sender is
        cancelled is carried out all the same.

        Raises:
            StoreError: where it could not be done; nothing of it is in the database.
        """
        result: Result = await self._ask(todo)  # type: ignore[assignment]  # what `todo` gives
        return result

    async def save(self, packed: PackedSave) -> None:
        """Commit a save; saves of one execution are committed in the order of asking.

        Raises:
            StoreError: as `write`.
        """
        await self._ask(packed)

    def _ask(self, todo: Work | PackedSave) -> asyncio.Future[object]:
        loop = asyncio.get_running_loop()
        request = _Request(todo, loop.create_future(), loop)
        with self._gate:
            if self._closed:
                raise StoreError("the store is closed")
            self._queue.put(request)
        return request.future

    async def lost_moments(self) -> None:
        """Wait until the database is found to have lost what it had acknowledged."""
        told = asyncio.Event()
        with self._gate:
            if self._lost:
                self._lost = False
                return
            self._heeding.append((asyncio.get_running_loop(), told))
        await told.wait()

    async def close(self) -> None:
        """Carry out what waits, then end the thread."""
        with self._gate:
            self._closed = True
        self._queue.put(None)
        await asyncio.get_running_loop().run_in_executor(None, self._thread.join)

    def _run(self) -> None:
        try:
            going_on = True
            while going_on:
                going_on = self._take()
                if self._undecided:
                    self._settle()
                _answer(self._carry_out(self._in_hand))
                self._in_hand = []
                if self._session.lost_moments():
                    self._tell_of_loss()
        finally:
            # Whatever ends this thread, nobody is left waiting.
            with self._gate:
                self._closed = True
            _answer([(request, StoreError("the store is closed")) for request in self._left()])

    def _tell_of_loss(self) -> None:
        with self._gate:
            heeding, self._heeding = self._heeding, []
            self._lost = not heeding
        for loop, told in heeding:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(told.set)

    def _take(self) -> bool:
        """Take all that waits, up to the bounds; waits for the first. Whether more may come."""
        requests, size = self._in_hand, 0
        try:
            request = self._queue.get(timeout=_SETTLING if self._undecided else None)
            while request is not None:
                requests.append(request)
                size += request.size
                if len(requests) == _MOST_REQUESTS or size >= _MOST_TEXT:
                    return True
                request = self._queue.get_nowait()
        except Empty:
            return True
        return False

    def _left(self) -> list[_Request]:
        left = [*self._in_hand, *(request for request, _ in self._undecided)]
        while not self._queue.empty():
            request = self._queue.get()
            if request is not None:
                left.append(request)
        return left

    def _carry_out(self, requests: list[_Request]) -> list[_Outcome]:
        if not requests:
            return []
        try:
            return self._transact(requests)
        except Unavailable as gone:
            return _all_failed(requests, gone)
        except StoreError as error:
            # A server that was restarted is found out by the first request after that.
            if len(requests) == 1 and not self._session.broken:
                return [(requests[0], error)]
        except Exception as error:  # noqa: BLE001 - whatever it is, the others are to be written
            if len(requests) == 1:
                return [(requests[0], _fault(error))]
        return self._one_by_one(requests)

    def _one_by_one(self, requests: list[_Request]) -> list[_Outcome]:
        outcomes: list[_Outcome] = []
        for number, request in enumerate(requests):
            try:
                outcomes.extend(self._transact([request]))
            except Unavailable as gone:
                return outcomes + _all_failed(requests[number:], gone)
            except StoreError as error:
                outcomes.append((request, error))
            except Exception as error:  # noqa: BLE001 - as above
                outcomes.append((request, _fault(error)))
        return outcomes

    def _transact(self, requests: list[_Request]) -> list[_Outcome]:
        """All the requests in one transaction; none of them where it raises."""
        if self._undecided:
            # To connect again here would be to forget which transaction it was.
            raise Unavailable("the database server is gone")
        session = self._session
        session.begin()
        try:
            outcomes: list[_Outcome] = []
            saves: list[PackedSave] = []
            for request in requests:
                if isinstance(request.todo, PackedSave):
                    saves.append(request.todo)
                    outcomes.append((request, None))
                else:
                    outcomes.append((request, request.todo(session)))
            for part in in_rounds(saves):
                apply_saves(session, part)
            session.commit()
        except Undecided:
            session.rollback()
            self._undecided = outcomes
            return []
        except BaseException:
            session.rollback()
            raise
        return outcomes

    def _settle(self) -> None:
        """Ask the server, if it is back, what became of the undecided transaction.

        What was not committed is carried out before what was taken meanwhile.
        """
        try:
            committed = self._session.settle()
        except Unavailable:
            return
        except Exception as error:  # noqa: BLE001 - it could be asked for ever
            _answer(_all_failed([request for request, _ in self._undecided], _fault(error)))
        else:
            if committed:
                _answer(self._undecided)
            else:
                self._in_hand[:0] = [request for request, _ in self._undecided]
        self._undecided = []


def _fault(error: Exception) -> StoreError:
    """What the sender is told of something that nobody has foreseen."""
    _log.error("a fault of the store's own", exc_info=error)
    return StoreError(f"a fault of the store's own, which its log tells: {error!r}")


def _all_failed(requests: Sequence[_Request], error: StoreError) -> list[_Outcome]:
    return [(request, type(error)(str(error))) for request in requests]


def _answer(outcomes: Sequence[_Outcome]) -> None:
    """Give each sender its outcome: one call into each event loop."""
    by_loop: defaultdict[asyncio.AbstractEventLoop, list[_Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_loop[outcome[0].loop].append(outcome)
    for loop, ours in by_loop.items():
        # A closed loop has nobody left who waits.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_resolve, ours)


def _resolve(outcomes: Sequence[_Outcome]) -> None:
    for request, result in outcomes:
        if request.future.done():
            continue
        if isinstance(result, StoreError):
            request.future.set_exception(result)
        else:
            request.future.set_result(result)
