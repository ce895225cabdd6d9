"""The embedded engine: durable executions in one process that owns a store."""

from __future__ import annotations

import asyncio
import secrets
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol, TypeAlias

import structlog

from asl.engines.embedded.activities import Activities
from asl.engines.embedded.calls import Message, OpenCall
from asl.engines.embedded.clock import LoopScheduler
from asl.engines.embedded.host import EmbeddedHost
from asl.engines.embedded.map_run import MapRun
from asl.engines.embedded.mocks import Mocks, NoMocks, TestCase
from asl.engines.embedded.news import News
from asl.engines.embedded.presence import Presence
from asl.engines.embedded.program import Programs
from asl.engines.embedded.recovery import recover
from asl.engines.embedded.reread import heed_lost_moments
from asl.engines.embedded.retention import delete_what_is_over
from asl.engines.embedded.running import Running
from asl.engines.embedded.tokens import Mint
from asl.engines.embedded.trouble import Outage
from asl.engines.port import ActivityTask, Logs, Population, TaskOver, UnknownTask, Watch
from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.frame import Frame
from asl.runtime.host import Returned, Submitted, TaskCall
from asl.runtime.map_run import MapRunCall
from asl.stores.port import Store
from asl.stores.records import ExecutionRecord, MachineRecord
from asl.syntax import parse_data
from asl.syntax.values import Json

_log = structlog.get_logger(__name__)

# Seconds that a stop waits for the jobs to be ended of executions that are over.
_PATIENCE: Final = 5.0

# Makes a call that is no activity's; raises StatesError.
Tasks: TypeAlias = Callable[[TaskCall], Awaitable[Submitted | Returned]]


class Jobs(Protocol):
    """Jobs of services that calls have submitted, each known by its call's `job`."""

    async def outcome(self, call: TaskCall) -> Json:
        """Wait for a job's end; to be asked again after a restart.

        Raises:
            StatesError: it failed.
        """

    async def cancel(self, call: TaskCall) -> None:
        """End a job whose execution is over, as well as that can be done; never fails."""


class NoJobs:
    """Stands where no integration is bound, and none was when the job was submitted."""

    async def outcome(self, call: TaskCall) -> Json:
        """Fails, and says so."""
        raise StatesError(
            RUNTIME,
            f"The job of the Task '{call.state}' ({call.resource}) cannot be asked after: nothing "
            "is bound to it here any more.",
            terminal=True,
        )

    async def cancel(self, call: TaskCall) -> None:
        """There is nobody to tell."""


async def nothing_bound(call: TaskCall) -> Submitted | Returned:
    """Stands where no integration is bound: fails, and says what to do."""
    raise StatesError(
        RUNTIME,
        f"The Task '{call.state}' calls {call.resource}, and nothing is bound to it here: "
        "mock it, or use an activity.",
        terminal=True,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the engine runs.

    Attributes:
        tasks: makes the calls of Tasks.
        jobs: waits for the jobs that calls have submitted.
        mocks: stand in for Tasks of executions that were started with a test case.
        park_after: an execution whose next wake is further away is dropped from memory until then,
        quiet_after: where nothing has happened in it for so long.
        logs: where events go that a machine's `loggingConfiguration` asks for; None for nowhere.
    """

    tasks: Tasks = nothing_bound
    jobs: Jobs = field(default_factory=NoJobs)
    mocks: Mocks = field(default_factory=NoMocks)
    park_after: timedelta = timedelta(seconds=30)
    quiet_after: timedelta = timedelta(seconds=2)
    logs: Logs | None = None


class EmbeddedEngine:
    """Runs executions on the event loop that it was made on.

    Attributes:
        scheduler: whose turn it is, and what time.
        programs: what executions run.
        presence: the executions in memory, and how the others come back.
        open_calls: calls whose token is out, by token.
        activities: tasks and workers of activities.
        mint: makes task tokens.
        news: who watches executions.
        outage: whether the store refuses commits.
        closing: whether the engine is about to stop.
    """

    def __init__(self, store: Store, settings: Settings | None = None) -> None:
        self.store = store
        self.settings = settings or Settings()
        self.scheduler = LoopScheduler()
        self.programs = Programs(store, self.settings.logs)
        self.presence = Presence(self)
        self.open_calls: dict[str, OpenCall] = {}
        self.activities = Activities(self.presence.present)
        self.mint = Mint(secrets.token_bytes())
        self.news = News()
        self.outage = Outage()
        self.closing = False
        self._known_activities: set[str] = set()
        self._background: set[asyncio.Task[None]] = set()
        self._ending_jobs: set[asyncio.Task[None]] = set()
        self._express = 0

    # -- its life

    async def recover(self) -> int:
        """Go on with every execution that runs; how many it were.

        Raises:
            StoreError
        """
        self.mint = Mint(await self.store.secret())
        after: str | None = None
        while True:
            page = await self.store.activities(1000, after)
            self._known_activities |= {activity.arn for activity in page.items}
            after = page.after
            if after is None:
                break
        self.scheduler.look()
        self.presence.sweep()
        self.in_background(delete_what_is_over(self.store, self.now))
        self.in_background(heed_lost_moments(self))
        return await recover(self)

    async def close(self) -> None:
        """Commit what is under way and stop; what runs goes on at the next start."""
        self.closing = True
        if self._ending_jobs:
            # Of executions that are over: nobody asks after these jobs again.
            await asyncio.wait(self._ending_jobs, timeout=_PATIENCE)
        self.scheduler.close()
        self._leave_background()
        lost = sum(number < 0 for number in self.presence.running)
        if lost:
            _log.warning("Express executions end with the process, unfinished", count=lost)
        await asyncio.gather(*(one.rest() for one in list(self.presence.running.values())))

    async def finish_express(self, seconds: float) -> None:
        """Give the Express executions so much time to end."""
        numbers = [number for number in self.presence.running if number < 0]
        if numbers:
            await asyncio.wait([self.presence.ending(one) for one in numbers], timeout=seconds)

    async def abandon(self) -> None:
        """Stop without committing anything, as a process that dies would."""
        self.closing = True
        self.scheduler.close()
        for running in list(self.presence.running.values()):
            running.drop()
            running.forsake()
        self._leave_background()

    def in_background(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Do something that nobody need wait for."""
        task = asyncio.get_running_loop().create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
        return task

    def end_job(self, call: TaskCall) -> None:
        """End a job whose execution is over; a stop waits for that, but not for long."""
        task = self.in_background(self.settings.jobs.cancel(call))
        self._ending_jobs.add(task)
        task.add_done_callback(self._ending_jobs.discard)

    def _leave_background(self) -> None:
        for task in list(self._background):
            task.cancel()

    # -- executions

    async def start(self, execution: ExecutionRecord, machine: MachineRecord) -> None:
        """See to it that an execution that the store has runs; nothing where it does already."""
        await self.presence.start(execution, self.programs.of(machine.revision))

    def examine_test_case(self, machine: MachineRecord, test_case: str) -> None:
        """Make sure that executions of a machine can be started with a test case."""
        program = self.programs.of(machine.revision, express=machine.type == "EXPRESS")
        self.settings.mocks.examine(TestCase(machine.name, test_case), program.machine)

    async def start_express(
        self,
        machine: MachineRecord,
        *,
        name: str,
        input: str,
        trace_header: str | None,
        test_case: str | None = None,
    ) -> ExecutionRecord:
        """Start an Express execution in memory and do not wait for it."""
        return self._launch_express(machine, name, input, trace_header, test_case).record

    async def run_express(
        self,
        machine: MachineRecord,
        *,
        name: str,
        input: str,
        trace_header: str | None,
        test_case: str | None = None,
    ) -> ExecutionRecord:
        """Run an Express execution in memory to its end."""
        running = self._launch_express(machine, name, input, trace_header, test_case)
        return await asyncio.shield(self.presence.ending(running.record.id))

    def _launch_express(
        self,
        machine: MachineRecord,
        name: str,
        input: str,
        trace_header: str | None,
        test_case: str | None,
    ) -> Running:
        self._express -= 1
        arn = machine.arn.replace(":stateMachine:", ":express:") + f":{name}:{uuid.uuid4()}"
        record = ExecutionRecord(
            id=self._express,
            arn=arn,
            name=name,
            machine_arn=machine.arn,
            revision=machine.revision.id,
            status="RUNNING",
            started_at=self.now(),
            input=input,
            trace_header=trace_header,
            test_case=test_case,
        )
        running = Running.express(self, self.programs.of(machine.revision, express=True), record)
        self.presence.launch(running)
        return running

    async def stop(
        self, execution: ExecutionRecord, error: str | None, cause: str | None
    ) -> datetime:
        """Abort an execution; committed when it returns.

        Raises:
            StoreError: where that cannot be done now.
        """
        running = await self.presence.present(execution.id)
        if running is not None:
            return await running.stop(error, cause)
        closed = await self.store.execution(execution.arn)
        if closed is None or closed.stopped_at is None:
            return self.now()
        return closed.stopped_at

    async def ended(self, execution: ExecutionRecord) -> None:
        """Wait until an execution that the store has is over."""
        ending = self.presence.ending(execution.id)
        # It may have ended before that was asked for.
        closed = await self.store.execution(execution.arn)
        if closed is None or closed.stopped_at is not None:
            self.presence.over(execution.id, closed)
        await asyncio.shield(ending)

    def runs_map(self, map_run_arn: str) -> bool:
        """Whether a Map Run is under way."""
        return map_run_arn in self.presence.map_runs

    def population(self) -> Population:
        """How many executions run now."""
        return Population(in_memory=len(self.presence.running), dormant=len(self.presence.dormant))

    def now(self) -> datetime:
        """The time by which executions go."""
        return self.scheduler.clock.now()

    def refusal(self) -> str | None:
        """Why nothing that runs can be committed now; None where it can."""
        return self.outage.reason

    def watch(self, execution: int) -> AbstractContextManager[Watch]:
        """Be told of what is committed of an execution, inside the block."""
        return self.news.watch(execution)

    async def map_run(self, host: EmbeddedHost, frame: Frame, call: MapRunCall) -> Json:
        """Run a Distributed Map."""
        return await MapRun(self, host, frame, call).run()

    # -- tasks

    def knows_activity(self, arn: str) -> bool:
        """Whether an activity exists."""
        return arn in self._known_activities

    def activity_created(self, arn: str) -> None:
        """Tasks of an activity may be scheduled from now on."""
        self._known_activities.add(arn)

    def activity_deleted(self, arn: str) -> None:
        """No task of an activity may be scheduled any more."""
        self._known_activities.discard(arn)

    async def tasks(self, call: TaskCall) -> Submitted | Returned:
        """Make a call."""
        return await self.settings.tasks(call)

    async def activity_task(
        self, activity_arn: str, worker: str | None, seconds: float
    ) -> ActivityTask | None:
        """The next task of an activity."""
        return await self.activities.take(activity_arn, worker, seconds)

    async def send_success(self, token: str, output: str) -> None:
        """Complete the call of a token."""
        await self._send(token, Message(("success", output), value=parse_data(output)))

    async def send_failure(self, token: str, error: str | None, cause: str | None) -> None:
        """Fail the call of a token."""
        failure = StatesError(error, cause)
        await self._send(token, Message(("failure", error, cause), error=failure))

    async def send_heartbeat(self, token: str) -> None:
        """Put the deadline of the next heartbeat off."""
        open_ = await self.open_call(token)
        if open_.message is not None:
            raise TaskOver
        open_.call.beat_at = self.now()
        open_.wake()

    async def _send(self, token: str, message: Message) -> None:
        open_ = await self.open_call(token)
        await open_.deliver(message)

    async def open_call(self, token: str) -> OpenCall:
        """The call of a token; its execution is brought back where it is not in memory.

        Raises:
            UnknownTask, TaskOver, StoreError
        """
        open_ = self.open_calls.get(token)
        # One that will never be committed is of an execution that is not in memory any more.
        if open_ is not None and open_.trouble.last is None:
            return open_
        number = await self.store.execution_of_token(token)
        if number is None:
            raise TaskOver if self.mint.made(token) else UnknownTask
        await self.presence.present(number)
        open_ = self.open_calls.get(token)
        if open_ is None:
            raise TaskOver
        return open_
