"""Which executions are in memory, and how those come back that are not.

What has been quiet for a while and wakes late is dropped from memory: its frames are in the store.
It comes back when it is to wake, or when somebody asks for it.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import structlog

from asl.definition import InvalidDefinition
from asl.engines.embedded.dormant import Dormant
from asl.engines.embedded.program import Program
from asl.engines.embedded.running import Running
from asl.engines.scheduler import AT_LAST
from asl.stores.port import Conflict, StoreError
from asl.stores.records import ExecutionRecord

if TYPE_CHECKING:
    from asl.engines.embedded.engine import EmbeddedEngine
    from asl.engines.embedded.map_run import MapRun

_log = structlog.get_logger(__name__)

# The least between two looks for what may be dropped.
_SWEEP: Final = timedelta(milliseconds=10)
# Seconds that a look may take at a time.
_SLICE: Final = 0.002
# Until the store is asked again that could not answer.
_AGAIN: Final = timedelta(seconds=1)
# Seconds in which a Map Run goes on after a restart, for one who asks for a child of it.
_PATIENCE: Final = 10.0


class Presence:
    """The executions of one engine.

    Attributes:
        running: executions in memory, by the store's number; Express ones have numbers below 0.
        dormant: executions that are dropped until they wake.
        map_runs: the Distributed Maps that are under way, by ARN.
        unmet: executions that the process before has left running and this one has not gone on
            with yet.
    """

    def __init__(self, engine: EmbeddedEngine) -> None:
        self.running: dict[int, Running] = {}
        self.dormant = Dormant(engine.scheduler, self._wake)
        self.map_runs: dict[str, MapRun] = {}
        self.unmet: set[int] = set()
        self._engine = engine
        self._coming: dict[int, asyncio.Task[Running | None]] = {}
        self._endings: dict[int, asyncio.Future[ExecutionRecord]] = {}
        self._newest = 0
        self._sweep_at = engine.scheduler.now
        self._candidates: deque[int] = deque()

    # -- beginning and ending

    def launch(self, running: Running) -> None:
        """Run an execution that is not in memory."""
        number = running.record.id
        self._newest = max(self._newest, number)
        self.dormant.discard(number)
        self.running[number] = running
        running.launch()

    def known(self, number: int) -> None:
        """The store has an execution of this number; greater ones have begun after it."""
        self._newest = max(self._newest, number)

    async def start(self, record: ExecutionRecord, program: Program) -> bool:
        """See to it that an execution that the store has runs; False where it has ended.

        Where the store cannot be read just now, it is tried again: what is stored is accepted.
        """
        number = record.id
        if number > self._newest:
            # The store counts up, so nobody has met this one before.
            self.launch(Running.fresh(self._engine, program, record))
        elif number not in self.dormant:
            try:
                return await self.present(number) is not None
            except StoreError as error:
                self._put_off(number, error)
        return True

    def ending(self, number: int) -> asyncio.Future[ExecutionRecord]:
        """Done when a running execution has ended and that is committed; never cancel it."""
        ending = self._endings.get(number)
        if ending is None:
            ending = self._endings[number] = asyncio.get_running_loop().create_future()
        return ending

    def ended(self, running: Running) -> None:
        """An execution is over."""
        number = running.record.id
        self.running.pop(number, None)
        ending = self._endings.pop(number, None)
        if ending is not None and not ending.done():
            ending.set_result(running.record)

    def over(self, number: int, record: ExecutionRecord | None) -> None:
        """An execution that is not in memory is over; None where the store has lost it."""
        ending = self._endings.pop(number, None)
        if ending is None or ending.done():
            return
        if record is not None:
            ending.set_result(record)
            return
        ending.set_exception(Conflict("the database has lost this execution: start it again"))
        # Nobody need have waited.
        ending.exception()

    # -- coming back

    async def present(self, number: int) -> Running | None:
        """A running execution in memory, brought back where it is not; None where it has ended.

        Raises:
            StoreError
        """
        running = self.running.get(number)
        if running is not None:
            self.unmet.discard(number)
            return running
        task = self._coming.get(number)
        if task is None:
            task = asyncio.get_running_loop().create_task(self._come(number))
            self._coming[number] = task
        return await asyncio.shield(task)

    async def _come(self, number: int) -> Running | None:
        try:
            return await self._bring_back(number)
        finally:
            del self._coming[number]

    async def _bring_back(self, number: int) -> Running | None:
        """Read an execution from the store and go on with it."""
        engine = self._engine
        standing = await engine.store.standing(number)
        if standing is None:
            self.dormant.discard(number)
            self.unmet.discard(number)
            return None
        program = await self._program(standing.execution)
        at_start = number in self.unmet
        running = await Running.again(engine, program, standing, at_start=at_start)
        self.unmet.discard(number)
        self.launch(running)
        return running

    async def _program(self, record: ExecutionRecord) -> Program:
        if record.map_run_arn is None:
            return await self._engine.programs.numbered(record.revision)
        return (await self._map_run(record.map_run_arn)).program

    async def _map_run(self, arn: str) -> MapRun:
        """A Map Run under way; after a restart its parent may not have come to it yet."""
        end = time.monotonic() + _PATIENCE
        while arn not in self.map_runs:
            if time.monotonic() > end:
                raise StoreError(f"{arn} has not gone on after a restart yet: try again")
            await asyncio.sleep(0.01)
        return self.map_runs[arn]

    def _wake(self, number: int) -> None:
        if not self._engine.closing:
            self._engine.in_background(self._woken(number))

    async def _woken(self, number: int) -> None:
        try:
            await self.present(number)
        except StoreError as error:
            self._put_off(number, error)
        except (InvalidDefinition, ValueError) as error:
            _log.error("an execution cannot go on", number=number, error=str(error))

    def _put_off(self, number: int, error: StoreError) -> None:
        self._engine.outage.failed(error)
        self.dormant.add(number, self._engine.scheduler.now + _AGAIN)

    # -- dropping

    def sweep(self) -> None:
        """Look for what may be dropped, from now on."""
        pause = max(_SWEEP, self._engine.settings.quiet_after / 2)
        self._sweep_at = self._engine.scheduler.now + pause
        self._engine.scheduler.call_at(self._sweep_at, AT_LAST, self._swept)
        self._engine.scheduler.ring()

    def _swept(self) -> None:
        """Drop what has been quiet.

        This comes after all turns that were due before, and whatever is planned since has touched
        its host: so nothing is dropped that has a turn to come.
        """
        quiet = self._engine.settings.quiet_after
        since, now = self._sweep_at - quiet, self._engine.scheduler.now
        end = time.perf_counter() + _SLICE
        if not self._candidates:
            self._candidates.extend(self.running)
        while self._candidates and time.perf_counter() < end:
            running = self.running.get(self._candidates.popleft())
            if running is not None and running.quiet(since):
                self._drop(running, now)
        if self._candidates:
            self._sweep_at = now
            self._engine.scheduler.call_at(now, AT_LAST, self._swept)
        else:
            self.sweep()

    def _drop(self, running: Running, now: datetime) -> None:
        wakes = running.wakes()
        if wakes - now <= self._engine.settings.park_after:
            return
        number = running.record.id
        running.drop()
        del self.running[number]
        self.dormant.add(number, wakes)
