"""A Distributed Map whose children are executions in the store.

All that a restart needs can be told from the frame: the ARN of the run and the names of its
children are made from it, so children that have ended are read, those that run are gone on with,
and the rest is started.
"""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING, Final

from asl.engines.embedded.clock import wall_clock
from asl.engines.embedded.running import Running
from asl.engines.scheduler import SUSPEND, TURN
from asl.interp.compile import Machine
from asl.interp.map_run import ChildInput, ChildRun, Tally, child_inputs, shape_results
from asl.runtime.errors import StatesError
from asl.runtime.execution import Execution
from asl.runtime.frame import MAP_RUN, Frame
from asl.runtime.map_run import MapRunCall
from asl.runtime.values import text_of
from asl.stores.records import ExecutionRecord
from asl.syntax import parse_data
from asl.syntax.values import Json

if TYPE_CHECKING:
    from asl.engines.embedded.engine import EmbeddedEngine
    from asl.engines.embedded.host import EmbeddedHost

_NAMES: Final = uuid.UUID("6f3a1a52-5f0c-4f57-9d57-0d3f6c2b7a10")


class MapRun:
    """The children of one Distributed Map state."""

    def __init__(
        self, engine: EmbeddedEngine, host: EmbeddedHost, frame: Frame, call: MapRunCall
    ) -> None:
        self._engine = engine
        self._host = host
        self._frame = frame
        self._call = call
        self._machine = Machine(host.definition, call.scope, None)
        self._tally = Tally(call.total, call.tolerated_count, call.tolerated_percentage)
        self._ended: dict[int, ChildRun] = {}
        self._open: dict[int, Running] = {}
        execution = frame.execution
        whose = f"{execution.arn} {frame.path()}/{frame.entered}.{frame.retry_count()}"
        self._uuid = uuid.uuid5(_NAMES, whose)
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
            details: dict[str, Json] = {"error": error.name}
            if error.cause is not None:
                details["cause"] = error.cause
            error.event = frame.record("MapRunFailed", details)
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
        task = asyncio.get_running_loop().create_task(self._all())

        def wake(_task: asyncio.Task[None]) -> None:
            if fiber.turns == turns and not fiber.done:
                scheduler.at(scheduler.now, TURN, order, fiber)

        task.add_done_callback(wake)
        self._host.in_flight += 1
        try:
            await SUSPEND
        finally:
            self._host.in_flight -= 1
            if not task.done():
                task.cancel()
        task.result()

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
            if not self._engine.closing:
                for running in list(self._open.values()):
                    self._engine.in_background(_abort(running))

    async def _child(
        self,
        index: int,
        child: ChildInput,
        slots: asyncio.Semaphore,
        failed: asyncio.Future[None],
    ) -> None:
        record = await self._engine.store.add_execution(self._record(index, child))
        if record.status == "RUNNING":
            running = await self._running(record)
            self._open[index] = running
            await asyncio.shield(running.ended)
            del self._open[index]
            record = running.record
        self._ended[index] = _child_run(record, self._frame.execution)
        slots.release()
        if record.status != "SUCCEEDED":
            error = self._tally.fail(child.items)
            if error is not None and not failed.done():
                failed.set_exception(error)

    async def _running(self, record: ExecutionRecord) -> Running:
        engine = self._engine
        known = engine.running.get(record.id)
        if known is not None:
            return known
        role = self._frame.execution.role_arn or ""
        standing = await engine.store.standing(record.id)
        if standing is None or not standing.frames:
            running = Running.fresh(engine, self._machine, record, role)
        else:
            running = await Running.again(engine, self._machine, standing, role)
        engine.running[record.id] = running
        running.launch()
        return running

    def _record(self, index: int, child: ChildInput) -> ExecutionRecord:
        name = str(uuid.uuid5(self._uuid, str(index)))
        kind = "express" if self._call.express else "execution"
        return ExecutionRecord(
            arn=self._machine_arn.replace(":stateMachine:", f":{kind}:") + f":{name}",
            name=name,
            machine_arn=self._machine_arn,
            revision=self._host.revision,
            status="RUNNING",
            started_at=wall_clock(),
            input=text_of(child.value),
            map_run_arn=self.arn,
            item_count=child.items,
        )


async def _abort(running: Running) -> None:
    await running.stop(None, None)


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
