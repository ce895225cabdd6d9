"""The interpreter's port on the wall's clock and a store, for one execution."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from time import perf_counter
from typing import TYPE_CHECKING, Final, TypeVar

from asl.engines.embedded.activities import Offer
from asl.engines.embedded.calls import Message, OpenCall, heed, missed_heartbeat, submitted_job
from asl.engines.embedded.clock import LoopScheduler
from asl.engines.embedded.commits import Commits
from asl.engines.embedded.open_calls import OpenCalls
from asl.engines.embedded.program import Program
from asl.engines.gathering import Gathering
from asl.engines.scheduler import SUSPEND, TURN, Fiber, for_ever
from asl.runtime.errors import RUNTIME, StatesError, TimedOut
from asl.runtime.events import Event
from asl.runtime.frame import SUBMITTED, Frame
from asl.runtime.host import Branch, Returned, Submitted, TaskCall
from asl.runtime.map_run import MapRunCall
from asl.runtime.values import text_of
from asl.stores.records import Closing, ExecutionRecord, ExecutionStatus
from asl.syntax.values import Json

if TYPE_CHECKING:
    from asl.engines.embedded.engine import EmbeddedEngine

Awaited = TypeVar("Awaited")
# Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
MOST_EVENTS: Final = 25_000
_FULL: Final = "The execution reached the maximum number of history events (25000)."
# The last event of an execution, and the status it gives.
_CLOSING: Final[dict[str, ExecutionStatus]] = {
    "ExecutionSucceeded": "SUCCEEDED",
    "ExecutionFailed": "FAILED",
    "ExecutionTimedOut": "TIMED_OUT",
    "ExecutionAborted": "ABORTED",
}
# An execution can always be closed, but no longer by its success.
_ALWAYS: Final = frozenset(_CLOSING) - {"ExecutionSucceeded"}


class EmbeddedHost:
    """One execution's host.

    Attributes:
        order: where the execution stands among all that run.
        program: what it runs.
        touched: when something of it was recorded last.
        in_flight: how many calls of it are being made.
        leaving: whether the execution is about to be dropped from memory; it goes on later.
        closing: how it ended; None before.
    """

    def __init__(
        self,
        engine: EmbeddedEngine,
        commits: Commits | None,
        *,
        program: Program,
        record: ExecutionRecord,
    ) -> None:
        self.order = (record.id,)
        self.program = program
        self.in_flight = 0
        self.leaving = False
        self.touched = engine.scheduler.now
        self.closing: Closing | None = None
        self.commits = commits
        self._engine = engine
        self._calls = OpenCalls(engine, commits)
        self._scheduler: LoopScheduler = engine.scheduler
        self._stored = record
        # Made when first drawn from: it takes 2.5 KB.
        self._random: random.Random | None = None
        self._count = 0 if commits is None else commits.count
        self._express = commits is None
        # Events of a history are logged when they are stored; these are in none.
        self._log = program.log if commits is None else None
        self._failing: set[Frame] = set()
        self._sleeping: dict[Fiber, datetime | None] = {}

    def now(self) -> datetime:
        """The time."""
        return self._scheduler.now

    def chance(self) -> float:
        """A draw; the same draws for the same execution, also after a restart."""
        if self.commits is not None:
            self.commits.draws += 1
        if self._random is None:
            self._random = random.Random(self._stored.arn)  # noqa: S311 - jitter and test data, never a secret
        return self._random.random()

    def skip_draws(self, count: int) -> None:
        """Go on after the draws made before a restart."""
        for _ in range(count):
            self.chance()

    def token(self) -> str:
        """A new task token."""
        return self._engine.mint.token()

    def activity_exists(self, arn: str) -> bool:
        """Whether the store has the activity; the engine keeps their ARNs."""
        return self._engine.knows_activity(arn)

    def record(self, frame: Frame, previous: int, type_: str, details: dict[str, Json]) -> int:
        """Append an event; it is committed with the next save."""
        self._count += 1
        id_ = self._count
        if id_ >= MOST_EVENTS and not self._express and type_ not in _ALWAYS:
            self._count -= 1
            raise StatesError(RUNTIME, _FULL, terminal=True)
        if self._scheduler.current is None:
            self._scheduler.look()
        elif perf_counter() > self._scheduler.slice_end:
            # A hundred states that are slow would keep everybody else waiting.
            frame.execution.winded = True
        self.touched = self._scheduler.now
        # The first event is of the moment that the API has told, however late its turn comes.
        at = self.touched if id_ > 1 else self._stored.started_at
        event = Event(id_, previous, type_, at, details)
        status = _CLOSING.get(type_)
        if status is not None:
            self._close_with(status, details)
        if self.commits is not None:
            self.commits.add(frame, event)
            if self.commits.heavy:
                frame.execution.winded = True
        elif self._log is not None:
            self._log(self._stored.arn, self._stored.redrive_count, (event,))
        return id_

    def _close_with(self, status: ExecutionStatus, details: dict[str, Json]) -> None:
        self.closing = Closing(
            status=status,
            stopped_at=self._scheduler.now,
            output=details.get("output"),
            error=details.get("error"),
            cause=details.get("cause"),
        )
        if self.commits is not None:
            self.commits.closing = self.closing

    async def save(self, frame: Frame) -> None:
        """Commit all that has happened; go on when it is committed."""
        stopped = True
        try:
            if self._failing and self._doomed(frame):
                await for_ever()
            if self.commits is not None:
                self.commits.mark(frame)
                self.commits.wait(self._wake(frame))
                await SUSPEND
            stopped = False
        finally:
            # The work was taken away between a call's submission and the wait for its outcome.
            if stopped and frame.call is not None and frame.phase == SUBMITTED:
                self._give_up(frame.call)

    async def breathe(self, transitions: int) -> None:  # noqa: ARG002 - nothing is budgeted
        """Give the turn to others; where much has happened without a save, until that is saved."""
        if self.commits is not None and self.commits.heavy:
            self.commits.wait(self._waking(self.order))
        else:
            self._scheduler.at(self._scheduler.now, TURN, self.order, self._fiber())
        await SUSPEND

    async def turn(self, frame: Frame) -> None:
        """Let a further iteration begin in its own turn, where iterations have turns."""
        if frame.parent is not None and frame.parent.parked:
            self._wake(frame)()
            await SUSPEND

    async def sleep_until(self, frame: Frame, deadline: datetime) -> None:
        """Sleep."""
        if deadline <= self._scheduler.now:
            return
        self._scheduler.at(deadline, TURN, self._order(frame), self._fiber())
        await self._asleep(deadline)

    async def submit(self, frame: Frame, call: TaskCall) -> Submitted | Returned:
        """Make the call."""
        if ":activity:" in call.resource:
            return await self._offer(frame, call)
        self.in_flight += 1
        try:
            return await self._call(frame, call)
        finally:
            self.in_flight -= 1

    async def _offer(self, frame: Frame, call: TaskCall) -> Submitted:
        taken: list[str | None] = []
        wake = self._wake(frame)

        def take(worker: str | None) -> None:
            taken.append(worker)
            wake()

        activities, number = self._engine.activities, self._stored.id
        activities.offer(Offer(call, text_of(call.input), self._calls.open(call), take), number)
        started = False
        try:
            await self._asleep(None)
            started = True
        finally:
            # Also where a worker has just taken it: a sibling that failed comes first.
            if not started:
                self._close(call)
                if self.leaving:
                    activities.leave(call.token)
                else:
                    activities.withdraw(call.token)
        return Submitted(worker=taken[0])

    async def _call(self, frame: Frame, call: TaskCall) -> Submitted | Returned:
        open_ = self._calls.open(call) if call.token else None
        answer = self._awaiting(frame, call, self._engine.tasks(call))
        if open_ is not None:
            open_.wake_by_message(self._wake(frame))
        goes_on = False
        try:
            await SUSPEND
            if not answer.done() and open_ is not None and open_.message is not None:
                # What is called has sent the token itself, and waits to be told that it has come.
                goes_on = True
                self._engine.in_background(heed(answer))
                return Submitted()
            if not answer.done():
                raise TimedOut
            return answer.result()
        except StatesError:
            self._close(call)
            raise
        except GeneratorExit:
            # The work was taken away: what has been submitted stands in no frame yet.
            call.job = submitted_job(answer)
            self._give_up(call)
            raise
        finally:
            if not goes_on:
                answer.cancel()

    def _awaiting(
        self, frame: Frame, call: TaskCall, awaitable: Coroutine[None, None, Awaited]
    ) -> asyncio.Future[Awaited]:
        """Begin with something that takes its time; the fiber's turn comes with it, or too late."""
        answer = asyncio.ensure_future(awaitable)
        wake = self._wake(frame)
        answer.add_done_callback(lambda _answer: wake())
        if call.deadline is not None:
            self._scheduler.at(call.deadline, TURN, self._order(frame), self._fiber())
        return answer

    async def _follow(self, frame: Frame, call: TaskCall) -> Json:
        """The outcome of a job; where the execution is over before it, the job is ended as well."""
        self.in_flight += 1
        open_ = self._calls.open(call)
        outcome = self._awaiting(frame, call, self._engine.settings.jobs.outcome(call))
        open_.listen()
        open_.wake_by_message(self._wake(frame))
        stopped = True
        try:
            if open_.message is None:
                await SUSPEND
            stopped = False
            if open_.message is not None:
                # The token of a job completes it as well, and before its end (recorded).
                return self._taken(open_, open_.message)
            self._close(call)
            if not outcome.done():
                raise TimedOut
            return outcome.result()
        finally:
            self.in_flight -= 1
            outcome.cancel()
            if stopped:
                self._give_up(call)

    def _taken(self, open_: OpenCall, message: Message) -> Json:
        self._calls.settle(open_)
        if message.error is not None:
            raise message.error
        return message.value

    async def outcome(self, frame: Frame, call: TaskCall) -> Json:
        """Wait for whoever has the token, or for a job."""
        if call.job is not None:
            return await self._follow(frame, call)
        open_ = self._calls.open(call)
        open_.listen()
        message: Message | None = None
        try:
            message = await self._message(frame, call, open_)
        finally:
            # Also where the work is taken away: what has come and was not taken is refused then.
            if message is None:
                self._close(call)
        return self._taken(open_, message)

    async def _message(self, frame: Frame, call: TaskCall, open_: OpenCall) -> Message:
        heard = call.beat_at
        while open_.message is None:
            missed = missed_heartbeat(call)
            ends = [at for at in (call.deadline, missed) if at is not None]
            if ends and min(ends) <= self._scheduler.now:
                raise TimedOut(heartbeat=missed is not None and missed == min(ends))
            open_.wake = self._wake(frame)
            if ends:
                self._scheduler.at(min(ends), TURN, self._order(frame), self._fiber())
            await self._asleep(min(ends, default=None))
            if self.commits is not None and call.beat_at != heard:
                heard = call.beat_at
                self.commits.touch(frame)
        return open_.message

    async def _asleep(self, until: datetime | None) -> None:
        fiber = self._fiber()
        self._sleeping[fiber] = until
        try:
            await SUSPEND
        finally:
            del self._sleeping[fiber]

    def reopen(self, frame: Frame, *, at_start: bool) -> None:
        """Calls that were submitted can be completed before their turn comes."""
        self._calls.reopen(frame, at_start=at_start)

    def _close(self, call: TaskCall) -> None:
        self._calls.close(call, leaving=self.leaving)

    def _give_up(self, call: TaskCall) -> None:
        """Nobody waits for what a call has submitted, unless its execution is gone on with."""
        if call.token:
            self._close(call)
        if call.job is not None and not self.leaving:
            self._engine.end_job(call)

    async def gather(self, frame: Frame, branches: Sequence[Branch]) -> None:
        """Run branches as fibers; a single one in the turn of its parent."""
        if len(branches) > 1:
            frame.parked = True
        if not frame.parked:
            for _, coroutine in branches:
                await coroutine
            return
        await Gathering(self._scheduler, self.order, frame, branches, self._failing).run()

    async def map_run(self, frame: Frame, call: MapRunCall) -> Json:
        """Run a Distributed Map with child executions in the store."""
        return await self._engine.map_run(self, frame, call)

    def asleep(self) -> datetime | None:
        """When the next sleeping fiber wakes; None where none has a time to wake at."""
        return min((at for at in self._sleeping.values() if at is not None), default=None)

    def dormant(self) -> bool:
        """Whether nothing happens before a fiber wakes or a message comes, and all is committed."""
        if not self._sleeping or self.in_flight or self.commits is None:
            return False
        self.commits.catch_up()
        return self.commits.idle

    def _fiber(self) -> Fiber:
        fiber = self._scheduler.current
        assert fiber is not None, "only a fiber waits"
        return fiber

    def _order(self, frame: Frame) -> tuple[int, ...]:
        return (*self.order, *frame.order())

    def _wake(self, frame: Frame) -> Callable[[], None]:
        return self._waking(self._order(frame))

    def _waking(self, order: tuple[int, ...]) -> Callable[[], None]:
        scheduler, fiber = self._scheduler, self._fiber()
        turns = fiber.turns

        def wake() -> None:
            # A fiber that went on for another reason is not to be woken for this one.
            if fiber.turns == turns and not fiber.done:
                self.touched = scheduler.now
                scheduler.at(scheduler.now, TURN, order, fiber)

        return wake

    def _doomed(self, frame: Frame) -> bool:
        """Whether a branch beside this frame, or beside one around it, has failed."""
        above = frame.parent
        while above is not None:
            if above in self._failing:
                return True
            above = above.parent
        return False
