"""One execution under way on the virtual clock: its fiber, its time-out and its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from asl.engines.scheduler import AT_LAST, TURN, Call, Fiber, Scheduler
from asl.interp.compile import Machine
from asl.interp.run import run
from asl.runtime.errors import StatesError, TimedOut
from asl.runtime.events import Event
from asl.runtime.execution import Execution
from asl.runtime.frame import Frame, deadline_after
from asl.syntax.values import Json

if TYPE_CHECKING:
    from asl.engines.virtual.host import VirtualHost

Status: TypeAlias = Literal["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]

# Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
STANDARD_LIMIT: Final = timedelta(days=365)
EXPRESS_LIMIT: Final = timedelta(minutes=5)


@dataclass(slots=True)
class Run:
    """What has become of an execution.

    Attributes:
        execution: its identity.
        events: its history so far.
        status: RUNNING where the drive ended before the execution did.
        output: where it SUCCEEDED.
        error, cause: where it FAILED or was ABORTED, as far as they were given.
        failure: the error with the pointer of the field at fault, where it FAILED or its own
            TimeoutSeconds ended it.
        stopped_at: when it ended, on the virtual clock; None while RUNNING.
    """

    execution: Execution
    events: list[Event]
    status: Status = "RUNNING"
    output: Json = None
    error: str | None = None
    cause: str | None = None
    failure: StatesError | None = None
    stopped_at: datetime | None = None


class Running:
    """An execution from its launch to its end.

    Attributes:
        run: what has become of it so far.
        frame: its own frame, the root of the tree.
        host: what it runs on.
    """

    def __init__(
        self,
        scheduler: Scheduler,
        machine: Machine,
        frame: Frame,
        host: VirtualHost,
        ended: Callable[[Run], None] | None = None,
    ) -> None:
        self.run = Run(frame.execution, host.events)
        self._scheduler = scheduler
        self._machine = machine
        self.frame = frame
        self.host = host
        self._ended = ended
        self._time_limit: Call | None = None
        # The definition's field that limits its time; None where the service's limit is lower.
        self._limited_by: str | None = None
        self._fiber = Fiber(self._whole(), lambda _fiber: None)

    def launch(self, *, at_once: bool = False) -> None:
        """Plan the first turn, or take it inside the current one; and plan the time-out."""
        limit = EXPRESS_LIMIT if self.frame.execution.express else STANDARD_LIMIT
        own = self._machine.timeout
        if own is not None and timedelta(seconds=own) < limit:
            limit = timedelta(seconds=own)
            self._limited_by = f"{self._machine.definition.block.pointer}/TimeoutSeconds"
        due = deadline_after(self.frame.execution.started_at, limit.total_seconds())
        self._time_limit = self._scheduler.call_at(due, AT_LAST, self._time_out)
        if at_once:
            self._scheduler.start(self._fiber)
        else:
            self._scheduler.at(self._scheduler.now, TURN, self.host.order, self._fiber)

    async def _whole(self) -> None:
        outcome = self.run
        try:
            outcome.output = await run(self._machine, self.frame)
        except StatesError as error:
            outcome.failure, outcome.error, outcome.cause = error, error.name, error.cause
            self._close("FAILED")
        else:
            self._close("SUCCEEDED")

    def _close(self, status: Status) -> None:
        self._lift_time_limit()
        self.run.status, self.run.stopped_at = status, self._scheduler.now
        if self._ended is not None:
            self._ended(self.run)

    def _time_out(self) -> None:
        self._fiber.close()
        self.host.record(self.frame, 0, "ExecutionTimedOut", {})
        if self._limited_by is not None:
            self.run.failure = TimedOut(pointer=self._limited_by)
        self._close("TIMED_OUT")

    def _lift_time_limit(self) -> None:
        """Take the time-out off the agenda, which would keep all of the execution until then."""
        if self._time_limit is not None:
            self._time_limit.cancel()

    def stop(self, error: str | None = None, cause: str | None = None) -> None:
        """Abort it; no Catch sees that. Nothing where it has ended."""
        if self.run.status != "RUNNING":
            return
        details: dict[str, Json] = {}
        if error is not None:
            details["error"] = error
        if cause is not None:
            details["cause"] = cause
        self._fiber.close()
        self.host.record(self.frame, 0, "ExecutionAborted", details)
        self.run.error, self.run.cause = error, cause
        self._close("ABORTED")

    def withdraw(self) -> None:
        """Take the work away without a word: it neither times out nor ends."""
        self._lift_time_limit()
        self._fiber.close()
