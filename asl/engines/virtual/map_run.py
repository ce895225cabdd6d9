"""A Distributed Map on the virtual clock: child executions in lanes, as many as may be open."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from sys import getsizeof
from typing import TYPE_CHECKING

from asl.engines.scheduler import AFTER_CHILDREN, SUSPEND
from asl.engines.virtual.running import Run, Running
from asl.interp.compile import Machine
from asl.interp.map_run import (
    ChildInput,
    ChildRun,
    Tally,
    child_inputs,
    record_failure,
    shape_results,
)
from asl.interp.run import begin
from asl.runtime.errors import StatesError
from asl.runtime.execution import Execution
from asl.runtime.frame import MAP_RUN, Frame
from asl.runtime.map_run import MapRunCall
from asl.runtime.values import text_of
from asl.syntax.values import Json

if TYPE_CHECKING:
    from asl.engines.virtual.engine import VirtualEngine
    from asl.engines.virtual.host import VirtualHost


class MapRun:
    """The children of one Distributed Map state."""

    def __init__(
        self, engine: VirtualEngine, host: VirtualHost, frame: Frame, call: MapRunCall
    ) -> None:
        self._engine = engine
        self._host = host
        self._frame = frame
        self._call = call
        self._inputs: Iterator[ChildInput] = child_inputs(frame, call)
        self._tally = Tally(call.total, call.tolerated_count, call.tolerated_percentage)
        self._open: dict[int, Running] = {}
        self._ended: dict[int, ChildRun] = {}
        self._count = 0
        self._error: StatesError | None = None
        self._exhausted = False
        self._filling = False
        # Bytes of what has to be kept of the children that have ended.
        self._kept = 0
        self._wake: Callable[[], None] = lambda: None
        # Names are made from where the frame stands: going on from it gives the same ones.
        whose = f"{frame.execution.arn}{frame.path()}/{frame.entered}.{frame.retry_count()}"
        self._uuid = uuid.uuid5(uuid.NAMESPACE_URL, whose)
        self._label = call.label or str(uuid.uuid5(self._uuid, "label"))

    async def run(self) -> Json:
        """Run all children; the outputs in order of the items.

        Raises:
            StatesError: States.ExceedToleratedFailureThreshold, or what the items' selection
                raised.
        """
        frame, host, execution = self._frame, self._host, self._frame.execution
        prefix = execution.machine_arn.replace(":stateMachine:", ":mapRun:")
        arn = f"{prefix}/{self._label}:{self._uuid}"
        if frame.phase != MAP_RUN:
            frame.record("MapRunStarted", {"mapRunArn": arn})
            frame.phase = MAP_RUN
            await host.save(frame)
        started = frame.last
        try:
            await self._all()
        except StatesError as error:
            record_failure(frame, error)
            raise
        # The exit chains from the start of the run, past its success (recorded since 2024-11).
        succeeded = host.record(frame, started, "MapRunSucceeded", {})
        host.record(frame, succeeded, "MapStateSucceeded", {})
        return shape_results(self._call.shape, [self._ended[index] for index in range(self._count)])

    async def _all(self) -> None:
        scheduler, fiber = self._engine.scheduler, self._engine.scheduler.current
        assert fiber is not None, "only a fiber runs a map"
        order = (*self._host.order, *self._frame.order())
        self._wake = lambda: scheduler.at(scheduler.now, AFTER_CHILDREN, order, fiber)
        try:
            self._fill()
            while self._error is None and not (self._exhausted and not self._open):
                await SUSPEND
                self._fill()
        finally:
            for running in self._open.values():
                running.withdraw()
                running.host.let_go()
            # What is kept is kept no longer than it takes to make the result of it.
            self._engine.budget.release(self._kept)
        if self._error is not None:
            raise self._error

    def _fill(self) -> None:
        """Start children while there is room."""
        self._filling = True
        while self._error is None and len(self._open) < self._call.concurrency:
            child = next(self._inputs, None)
            if child is None:
                self._exhausted = True
                break
            self._start(child)
        self._filling = False

    def _start(self, child: ChildInput) -> None:
        index, self._count = self._count, self._count + 1
        execution = self._identity(child.value, index)
        # A child's draws are its own, so that its course does not hang on its siblings'.
        host = type(self._host)(
            self._engine,
            execution.arn,
            order=(*self._host.order, *self._frame.order(), index),
            express=execution.express,
        )
        frame = Frame(host, execution, self._call.scope.start, child.value)
        begin(frame, text_of(child.value))
        machine = Machine(self._engine.machine.definition, self._call.scope, None)

        def ended(run: Run) -> None:
            self._open.pop(index, None)
            self._ended[index] = ChildRun(
                execution=run.execution,
                status=run.status,
                output=run.output,
                error=run.error,
                cause=run.cause,
                stopped_at=run.stopped_at or self._host.now(),
            )
            host.let_go()
            self._keep(run)
            if run.status != "SUCCEEDED":
                self._error = self._error or self._tally.fail(child.items)
            if not self._filling:
                self._wake()

        running = Running(self._engine.scheduler, machine, frame, host, ended)
        self._open[index] = running
        running.launch(at_once=True)

    def _keep(self, run: Run) -> None:
        """Count what stays of a child until the last one has ended: its input and its output."""
        size = getsizeof(run.events[0].details["input"])
        size += getsizeof(run.events[-1].details.get("output"))
        self._kept += size
        self._engine.budget.hold(size)

    def _identity(self, value: Json, index: int) -> Execution:
        parent = self._frame.execution
        name = str(uuid.uuid5(self._uuid, str(index)))
        kind = "express" if self._call.express else "execution"
        prefix = parent.machine_arn.replace(":stateMachine:", f":{kind}:")
        return Execution(
            arn=f"{prefix}/{self._label}:{name}",
            name=name,
            machine_arn=f"{parent.machine_arn}/{self._label}",
            machine_name=f"{parent.machine_name}/{self._label}",
            role_arn=parent.role_arn,
            started_at=self._host.now(),
            input=value,
            express=self._call.express,
            region=parent.region,
        )
