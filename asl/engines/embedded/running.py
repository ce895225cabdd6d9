"""One execution under way: its launch, its time-out, its end, and coming back after a restart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from asl.engines.embedded.commits import Commits
from asl.engines.embedded.dormant import asleep_until
from asl.engines.embedded.frame_rows import load_frames
from asl.engines.embedded.host import EmbeddedHost
from asl.engines.embedded.invocations import mocked, mocked_so_far
from asl.engines.embedded.mocked_host import host_of
from asl.engines.embedded.program import Program
from asl.engines.embedded.reread import read_again
from asl.engines.scheduler import AT_LAST, TURN, Call, Fiber
from asl.interp.run import begin, failure, run
from asl.runtime.errors import StatesError
from asl.runtime.events import Event
from asl.runtime.execution import Execution
from asl.runtime.frame import Frame, deadline_after
from asl.stores.port import Conflict, StoreError
from asl.stores.records import ExecutionRecord, Standing
from asl.syntax import parse_data
from asl.syntax.values import Json

if TYPE_CHECKING:
    from asl.engines.embedded.engine import EmbeddedEngine

# Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
STANDARD_LIMIT: Final = timedelta(days=365)
EXPRESS_LIMIT: Final = timedelta(minutes=5)


class Running:
    """An execution from its launch to its end.

    Attributes:
        record: what is known of it; replaced when it ends.
    """

    def __init__(
        self,
        engine: EmbeddedEngine,
        program: Program,
        record: ExecutionRecord,
        host: EmbeddedHost,
        frame: Frame,
    ) -> None:
        self.record = record
        self._engine = engine
        self._machine = program.machine
        self._host = host
        self._frame = frame
        self._over = False
        self._time_limit: Call | None = None
        self._fiber = Fiber(self._whole(), self._stopped_short)
        if host.commits is not None:
            host.commits.sleeps = self._sleeps
            host.commits.conflicts = self._conflicts

    @classmethod
    def fresh(cls, engine: EmbeddedEngine, program: Program, record: ExecutionRecord) -> Running:
        """An execution that has not begun."""
        return cls._new(engine, program, record, _commits(engine, program, record, 0))

    @classmethod
    def express(cls, engine: EmbeddedEngine, program: Program, record: ExecutionRecord) -> Running:
        """An Express execution, which is in no store."""
        return cls._new(engine, program, record, None)

    @classmethod
    def _new(
        cls,
        engine: EmbeddedEngine,
        program: Program,
        record: ExecutionRecord,
        commits: Commits | None,
    ) -> Running:
        host = host_of(engine, commits, mocked(program, record), record)
        value = parse_data(record.input)
        execution = _identity(record, program.role_arn, value, express=commits is None)
        frame = Frame(host, execution, program.machine.scope.start, value)
        begin(frame, record.input)
        return cls(engine, program, record, host, frame)

    @classmethod
    async def again(
        cls, engine: EmbeddedEngine, program: Program, standing: Standing, *, at_start: bool
    ) -> Running:
        """An execution that goes on from where it was saved.

        Args:
            engine: that runs it.
            program: what it runs.
            standing: where it was saved.
            at_start: whether the process is new: heartbeats could not be heard before.

        Raises:
            StoreError
        """
        record = standing.execution
        if not standing.frames:
            return cls.fresh(engine, program, record)
        commits = _commits(engine, program, record, standing.events)
        program = await mocked_so_far(engine.store, program, record)
        host = host_of(engine, commits, program, record)
        host.skip_draws(standing.draws)
        value = parse_data(record.input)
        execution = _identity(record, program.role_arn, value, express=False)
        frame, fanned = await load_frames(engine.store, standing, host, execution)
        commits.known_fans(fanned)
        host.reopen(frame, at_start=at_start)
        return cls(engine, program, record, host, frame)

    def launch(self) -> None:
        """Plan the first turn and the time-out."""
        scheduler = self._engine.scheduler
        due = self._due()
        if due <= scheduler.now:
            self._end("ExecutionTimedOut", {})
            return
        scheduler.at(scheduler.now, TURN, self._host.order, self._fiber)
        self._time_limit = scheduler.call_at(due, AT_LAST, self._time_out)
        scheduler.ring()

    def wakes(self) -> datetime:
        """When anything happens by itself, its time-out at the latest."""
        asleep = self._host.asleep()
        return self._due() if asleep is None else min(asleep, self._due())

    def _sleeps(self) -> datetime | None:
        """Until when nothing happens, as its frames say; None where something is under way."""
        asleep = asleep_until(self._frame)
        return None if asleep is None else min(asleep, self._due())

    def quiet(self, since: datetime) -> bool:
        """Whether nothing has happened since an instant, and nothing is under way."""
        return self._host.touched <= since and self._host.dormant()

    def drop(self) -> None:
        """Forget the coroutines without a word; the store has the frames."""
        self._leave_agenda()
        self._host.leaving = True
        self._fiber.close()

    def leave_to_store(self, error: StoreError) -> None:
        """What is in memory is not what the store goes on from: the store is right.

        Whoever waits for a commit is told so.
        """
        commits = self._host.commits
        assert commits is not None, "only executions of a store are in one"
        commits.give_up(error)
        self.drop()
        self._engine.presence.running.pop(self.record.id, None)

    def _conflicts(self, conflict: Conflict) -> None:
        self.leave_to_store(conflict)
        if not self._engine.closing:
            self._engine.in_background(read_again(self._engine, self.record, conflict))

    def forsake(self) -> None:
        """Let go of a commit that is under way."""
        if self._host.commits is not None:
            self._host.commits.forsake()

    async def rest(self) -> None:
        """Commit what there is, then drop it; what cannot be committed was not acknowledged."""
        if self._host.commits is not None:
            try:
                await self._host.commits.flush()
            except StoreError:
                self._host.commits.forsake()
        self.drop()

    async def stop(self, error: str | None, cause: str | None) -> datetime:
        """Abort it; no Catch sees that. One that is just ending ends as it does.

        Raises:
            StoreError: where that cannot be committed now; it is tried again.
        """
        details: dict[str, Json] = {}
        if error is not None:
            details["error"] = error
        if cause is not None:
            details["cause"] = cause
        ending = self._engine.presence.ending(self.record.id)
        self._end("ExecutionAborted", details)
        commits = self._host.commits
        assert commits is not None, "only executions of a store are stopped"
        record = await commits.trouble.unless(ending)
        assert record.stopped_at is not None, "what has ended has stopped"
        return record.stopped_at

    async def _whole(self) -> None:
        try:
            await run(self._machine, self._frame)
        except StatesError:
            # It stands in the last event, which has told the host.
            self._over = True
        self._finish()

    def _stopped_short(self, fiber: Fiber) -> None:
        """After a fault of the program the last event is still to be recorded."""
        if fiber.error is not None:
            self._end("ExecutionFailed", failure(fiber.error))

    def _due(self) -> datetime:
        limit = EXPRESS_LIMIT if self._host.commits is None else STANDARD_LIMIT
        if self._machine.timeout is not None:
            limit = min(limit, timedelta(seconds=self._machine.timeout))
        return deadline_after(self.record.started_at, limit.total_seconds())

    def _time_out(self) -> None:
        self._end("ExecutionTimedOut", {})

    def _leave_agenda(self) -> None:
        """Until its time-out the agenda would hold all that the execution has in memory."""
        self._over = True
        if self._time_limit is not None:
            self._time_limit.cancel()

    def _end(self, event: str, details: dict[str, Json]) -> None:
        """End it from outside, unless it has its last event already."""
        if self._over or self._host.closing is not None:
            return
        self._over = True
        self._fiber.close()
        self._host.record(self._frame, 0, event, details)
        if self._host.commits is None:
            self._finish()
        else:
            self._host.commits.wait(self._finish)

    def _finish(self) -> None:
        self._leave_agenda()
        closing = self._host.closing
        assert closing is not None, "the last event of an execution closes it"
        self.record = replace(
            self.record,
            status=closing.status,
            stopped_at=closing.stopped_at,
            output=closing.output,
            error=closing.error,
            cause=closing.cause,
        )
        self._engine.presence.ended(self)


def _commits(
    engine: EmbeddedEngine, program: Program, record: ExecutionRecord, events: int
) -> Commits:
    number, log = record.id, program.log

    def told(events: Sequence[Event]) -> None:
        engine.news.tell(number)
        if log is not None and events:
            log(record.arn, record.redrive_count, events)

    return Commits(engine.store, number, events, outage=engine.outage, told=told)


def _identity(record: ExecutionRecord, role_arn: str, value: Json, *, express: bool) -> Execution:
    return Execution(
        arn=record.arn,
        name=record.name,
        machine_arn=record.machine_arn,
        machine_name=record.machine_arn.rsplit(":", 1)[-1],
        role_arn=role_arn,
        started_at=record.started_at,
        input=value,
        express=express,
        redrive_count=record.redrive_count,
        region=record.arn.split(":")[3],
    )
