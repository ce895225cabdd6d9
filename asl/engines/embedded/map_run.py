"""A Distributed Map whose children are executions in the store.

All that a restart needs can be told from the frame: the ARN of the run and the names of its
children are made from it, so children that have ended are read, those that run are gone on with,
and the rest is started.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from asl.engines.embedded.commits import RETRY
from asl.engines.embedded.frame_rows import map_run_of
from asl.engines.scheduler import SUSPEND, TURN
from asl.interp.compile import Machine
from asl.interp.map_run import (
    ChildInput,
    ChildRun,
    Tally,
    child_inputs,
    record_failure,
    shape_results,
)
from asl.runtime.errors import StatesError
from asl.runtime.execution import Execution
from asl.runtime.frame import MAP_RUN, Frame
from asl.runtime.map_run import MapRunCall
from asl.runtime.values import text_of
from asl.stores.port import Conflict, StoreError
from asl.stores.records import ExecutionRecord
from asl.syntax import parse_data
from asl.syntax.values import Json

if TYPE_CHECKING:
    from asl.engines.embedded.engine import EmbeddedEngine
    from asl.engines.embedded.host import EmbeddedHost

Result = TypeVar("Result")


class MapRun:
    """The children of one Distributed Map state."""

    def __init__(
        self, engine: EmbeddedEngine, host: EmbeddedHost, frame: Frame, call: MapRunCall
    ) -> None:
        self._engine = engine
        self._host = host
        self._frame = frame
        self._call = call
        machine = Machine(host.program.machine.definition, call.scope, None)
        self.program = replace(host.program, machine=machine)
        self._tally = Tally(call.total, call.tolerated_count, call.tolerated_percentage)
        self._ended: dict[int, ChildRun] = {}
        self._open: dict[int, ExecutionRecord] = {}
        execution = frame.execution
        self._uuid = map_run_of(frame)
        label = call.label or str(uuid.uuid5(self._uuid, "label"))
        self._machine_arn = f"{execution.machine_arn}/{label}"
        self.arn = self._machine_arn.replace(":stateMachine:", ":mapRun:") + f":{self._uuid}"

    async def run(self) -> Json:
        """Run all children; the state's result.

        Raises:
            StatesError: States.ExceedToleratedFailureThreshold, or what the items' selection
                raised.
        """
        frame, host = self._frame, self._host
        if frame.phase != MAP_RUN:
            frame.record("MapRunStarted", {"mapRunArn": self.arn})
            frame.phase = MAP_RUN
            await host.save(frame)
        started = frame.last
        try:
            await self._wait_for_all()
        except StatesError as error:
            record_failure(frame, error)
            raise
        # The exit chains from the start of the run, past its success (recorded since 2024-11).
        succeeded = host.record(frame, started, "MapRunSucceeded", {})
        host.record(frame, succeeded, "MapStateSucceeded", {})
        children = [self._ended[index] for index in sorted(self._ended)]
        return shape_results(self._call.shape, children)

    async def _wait_for_all(self) -> None:
        scheduler, fiber = self._engine.scheduler, self._engine.scheduler.current
        assert fiber is not None, "only a fiber runs a map"
        turns, order = fiber.turns, (*self._host.order, *self._frame.order())
        engine, children = self._engine, asyncio.get_running_loop().create_task(self._all())
        engine.presence.map_runs[self.arn] = self

        def wake(_task: asyncio.Task[None]) -> None:
            if fiber.turns == turns and not fiber.done:
                scheduler.at(scheduler.now, TURN, order, fiber)

        children.add_done_callback(wake)
        self._host.in_flight += 1
        try:
            await SUSPEND
        finally:
            self._host.in_flight -= 1
            children.cancel()
            if self._host.leaving:
                # They run on, for the Map Run that its execution comes back with.
                engine.presence.map_runs.pop(self.arn, None)
            elif not engine.closing:
                engine.in_background(self._leave(children))
        children.result()

    async def _leave(self, children: asyncio.Task[None]) -> None:
        """End the children that still run; until then they can be asked for."""
        await asyncio.gather(children, return_exceptions=True)
        await asyncio.gather(*map(self._abort, self._open.values()))
        self._engine.presence.map_runs.pop(self.arn, None)

    async def _abort(self, asked: ExecutionRecord) -> None:
        """End a child; that it was added may not have been heard yet."""
        engine = self._engine
        record = await _tried_again(engine, partial(engine.store.add_execution, asked))
        if record.status == "RUNNING":
            await _tried_again(engine, partial(engine.presence.start, record, self.program))
            await _tried_again(engine, partial(engine.stop, record, None, None))

    async def _all(self) -> None:
        slots = asyncio.Semaphore(self._call.concurrency)
        failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        children: set[asyncio.Task[None]] = set()
        try:
            for index, child in enumerate(child_inputs(self._frame, self._call)):
                await slots.acquire()
                if failed.done():
                    break
                task = asyncio.create_task(self._child(index, child, slots, failed))
                children.add(task)
                task.add_done_callback(children.discard)
            while children and not failed.done():
                await asyncio.wait({failed, *children}, return_when=asyncio.FIRST_COMPLETED)
            if failed.done():
                failed.result()
        finally:
            failed.cancel()
            for task in list(children):
                task.cancel()

    async def _child(
        self,
        index: int,
        child: ChildInput,
        slots: asyncio.Semaphore,
        failed: asyncio.Future[None],
    ) -> None:
        engine, asked = self._engine, self._record(index, child)
        self._open[index] = asked
        record = await _tried_again(engine, partial(self._end_of, asked))
        del self._open[index]
        self._ended[index] = _child_run(record, self._frame.execution)
        slots.release()
        if record.status != "SUCCEEDED":
            error = self._tally.fail(child.items)
            if error is not None and not failed.done():
                failed.set_exception(error)

    async def _end_of(self, asked: ExecutionRecord) -> ExecutionRecord:
        """Run a child, or go on with it, until it has ended.

        Raises:
            StoreError: where the store could not add it or read it now, or has lost it.
        """
        presence = self._engine.presence
        record = await self._engine.store.add_execution(asked)
        if record.status != "RUNNING":
            return record
        ending = presence.ending(record.id)
        if await presence.start(record, self.program):
            return await asyncio.shield(ending)
        ended = await self._engine.store.execution(record.arn)
        if ended is None:
            raise Conflict("the database has lost a child of a Map Run")
        return ended

    def _record(self, index: int, child: ChildInput) -> ExecutionRecord:
        name = str(uuid.uuid5(self._uuid, str(index)))
        kind = "express" if self._call.express else "execution"
        return ExecutionRecord(
            arn=self._machine_arn.replace(":stateMachine:", f":{kind}:") + f":{name}",
            name=name,
            machine_arn=self._machine_arn,
            revision=self.program.revision,
            status="RUNNING",
            started_at=self._engine.now(),
            input=text_of(child.value),
            map_run_arn=self.arn,
            item_count=child.items,
        )


async def _tried_again(engine: EmbeddedEngine, attempt: Callable[[], Awaitable[Result]]) -> Result:
    """What the store can do in the end."""
    while True:
        try:
            return await attempt()
        except StoreError as error:
            # In a conflict the store works; what it has lost is added anew.
            if not isinstance(error, Conflict):
                engine.outage.failed(error)
            await asyncio.sleep(RETRY)


def _child_run(record: ExecutionRecord, parent: Execution) -> ChildRun:
    value = parse_data(record.input)
    execution = Execution(
        arn=record.arn,
        name=record.name,
        machine_arn=record.machine_arn,
        machine_name=record.machine_arn.rsplit(":", 1)[-1],
        role_arn=parent.role_arn,
        started_at=record.started_at,
        input=value,
        region=parent.region,
    )
    return ChildRun(
        execution=execution,
        status=record.status,
        output=None if record.output is None else parse_data(record.output),
        error=record.error,
        cause=record.cause,
        stopped_at=record.stopped_at or record.started_at,
    )
