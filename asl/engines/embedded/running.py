"""One execution under way: its launch, its time-out, its end, and coming back after a restart."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from asl.engines.embedded.commits import Commits
from asl.engines.embedded.host import EmbeddedHost
from asl.engines.embedded.recovery import load_frames
from asl.engines.scheduler import AT_LAST, TURN, Fiber
from asl.interp.compile import Machine
from asl.interp.run import begin, run
from asl.runtime.errors import StatesError
from asl.runtime.execution import Execution
from asl.runtime.frame import Frame, deadline_after
from asl.stores.records import ExecutionRecord, Standing
from asl.syntax import parse_data
from asl.syntax.values import Json

if TYPE_CHECKING:
    from asl.engines.embedded.engine import EmbeddedEngine

# Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
STANDARD_LIMIT: Final = timedelta(days=365)
EXPRESS_LIMIT: Final = timedelta(minutes=5)
# A time-out is looked for this often while it is further away.
_WATCH: Final = timedelta(seconds=60)


class Running:
    """An execution from its launch to its end.

    Attributes:
        record: what is known of it; replaced when it ends.
        ended: done when it has ended and that is committed.
    """

    def __init__(
        self,
        engine: EmbeddedEngine,
        machine: Machine,
        record: ExecutionRecord,
        host: EmbeddedHost,
        frame: Frame,
    ) -> None:
        self.record = record
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._engine = engine
        self._machine = machine
        self._host = host
        self._frame = frame
        self._over = False
        self._fiber = Fiber(self._whole(), lambda _fiber: None)

    @classmethod
    def fresh(
        cls, engine: EmbeddedEngine, machine: Machine, record: ExecutionRecord, role_arn: str
    ) -> Running:
        """An execution that has not begun."""
        commits = Commits(engine.store, record.id, 0)
        host = EmbeddedHost(engine, commits, machine=machine, record=record)
        return cls._new(engine, machine, record, host, role_arn)

    @classmethod
    def express(
        cls, engine: EmbeddedEngine, machine: Machine, record: ExecutionRecord, role_arn: str
    ) -> Running:
        """An Express execution, which is in no store."""
        host = EmbeddedHost(engine, None, machine=machine, record=record)
        return cls._new(engine, machine, record, host, role_arn)

    @classmethod
    def _new(
        cls,
        engine: EmbeddedEngine,
        machine: Machine,
        record: ExecutionRecord,
        host: EmbeddedHost,
        role_arn: str,
    ) -> Running:
        value = parse_data(record.input)
        execution = _identity(record, role_arn, value, express=host.commits is None)
        frame = Frame(host, execution, machine.scope.start, value)
        begin(frame, record.input)
        return cls(engine, machine, record, host, frame)

    @classmethod
    async def again(
        cls, engine: EmbeddedEngine, machine: Machine, standing: Standing, role_arn: str
    ) -> Running:
        """An execution that goes on from where it was saved."""
        record = standing.execution
        if not standing.frames:
            return cls.fresh(engine, machine, record, role_arn)
        commits = Commits(engine.store, record.id, standing.events)
        host = EmbeddedHost(engine, commits, machine=machine, record=record)
        host.skip_draws(standing.draws)
        execution = _identity(record, role_arn, parse_data(record.input), express=False)
        frame, fanned = await load_frames(engine.store, standing, host, execution)
        commits.known_fans(fanned)
        return cls(engine, machine, record, host, frame)

    def launch(self) -> None:
        """Plan the first turn and the time-out."""
        scheduler = self._engine.scheduler
        scheduler.at(scheduler.now, TURN, self._host.order, self._fiber)
        self._watch()

    def wakes(self) -> datetime | None:
        """When anything happens by itself; None where only a message helps."""
        asleep = self._host.asleep()
        return self._due() if asleep is None else min(asleep, self._due())

    def quiet(self, since: datetime) -> bool:
        """Whether nothing has happened since an instant, and nothing is under way."""
        return self._host.touched <= since and self._host.dormant()

    def drop(self) -> None:
        """Forget the coroutines without a word; the store has the frames."""
        self._over = True
        self._fiber.close()

    def forsake(self) -> None:
        """Let go of a commit that is under way."""
        if self._host.commits is not None:
            self._host.commits.forsake()

    async def rest(self) -> None:
        """Commit what there is, then drop it."""
        if self._host.commits is not None:
            await self._host.commits.flush()
        self.drop()

    async def stop(self, error: str | None, cause: str | None) -> datetime:
        """Abort it; no Catch sees that."""
        details: dict[str, Json] = {}
        if error is not None:
            details["error"] = error
        if cause is not None:
            details["cause"] = cause
        if not self._over:
            self._end("ExecutionAborted", details)
        await asyncio.shield(self.ended)
        assert self.record.stopped_at is not None, "what has ended has stopped"
        return self.record.stopped_at

    async def _whole(self) -> None:
        try:
            await run(self._machine, self._frame)
        except StatesError:
            # It stands in the last event, which has told the host.
            self._over = True
        self._finish()

    def _due(self) -> datetime:
        limit = EXPRESS_LIMIT if self._host.commits is None else STANDARD_LIMIT
        if self._machine.timeout is not None:
            limit = min(limit, timedelta(seconds=self._machine.timeout))
        return deadline_after(self.record.started_at, limit.total_seconds())

    def _watch(self) -> None:
        """Look for the time-out when it is due; of one far off, nothing stays on the agenda."""
        if self._over:
            return
        scheduler = self._engine.scheduler
        due = self._due()
        if due <= scheduler.now:
            self._end("ExecutionTimedOut", {})
            return
        scheduler.call_at(min(due, scheduler.now + _WATCH), AT_LAST, self._watch)
        scheduler.ring()

    def _end(self, event: str, details: dict[str, Json]) -> None:
        """End it from outside."""
        self._over = True
        self._fiber.close()
        self._host.record(self._frame, 0, event, details)
        if self._host.commits is None:
            self._finish()
        else:
            self._host.commits.wait(self._finish)

    def _finish(self) -> None:
        self._over = True
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
        self._engine.ended(self)
        if not self.ended.done():
            self.ended.set_result(None)


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
        redrive_count=None if express else record.redrive_count,
        region=record.arn.split(":")[3],
    )
