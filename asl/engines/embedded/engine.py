"""The embedded engine: durable executions in one process that owns a store."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias

import structlog

from asl.definition import load
from asl.engines.embedded.calls import Activities, Message, OpenCall
from asl.engines.embedded.clock import LoopScheduler, wall_clock
from asl.engines.embedded.host import EmbeddedHost
from asl.engines.embedded.map_run import MapRun
from asl.engines.embedded.running import Running
from asl.engines.port import ActivityTask, TaskOver, UnknownTask
from asl.interp.compile import Machine
from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.events import Event
from asl.runtime.execution import Execution
from asl.runtime.frame import Frame
from asl.runtime.host import Returned, Submitted, TaskCall
from asl.runtime.map_run import MapRunCall
from asl.stores.port import Store
from asl.stores.records import ExecutionRecord, MachineRecord
from asl.syntax import parse_data
from asl.syntax.values import Json

_log = structlog.get_logger(__name__)

# Makes a call that is no activity's; raises StatesError.
Tasks: TypeAlias = Callable[[TaskCall], Awaitable[Submitted | Returned]]

# Seconds between two looks for what may be parked, and how long it must have been quiet.
_SWEEP: Final = 1.0
_QUIET: Final = timedelta(seconds=2)


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
        park_after: an execution whose next wake is further away is parked.
    """

    tasks: Tasks = nothing_bound
    park_after: timedelta = timedelta(seconds=30)


class EmbeddedEngine:
    """Runs executions on the event loop that it was made on.

    Attributes:
        open_calls: calls whose token is out, by token.
        running: executions in memory, by the store's number.
        closing: whether the engine is about to stop.
        parked: instants at which parked executions wake, by the store's number.
    """

    def __init__(self, store: Store, settings: Settings | None = None) -> None:
        self.store = store
        self.settings = settings or Settings()
        self.scheduler = LoopScheduler()
        self.activities = Activities()
        self.open_calls: dict[str, OpenCall] = {}
        self.running: dict[int, Running] = {}
        self.parked: dict[int, datetime | None] = {}
        self.closing = False
        self._machines: dict[int, Machine] = {}
        self._known_activities: set[str] = set()
        self._unparking: dict[int, asyncio.Task[Running | None]] = {}
        self._sweeper: asyncio.Task[None] | None = None
        self._background: set[asyncio.Task[None]] = set()
        self._express = 0

    # -- its life

    async def recover(self) -> int:
        """Go on with every execution that runs; how many it were."""
        after: str | None = None
        while True:
            page = await self.store.activities(1000, after)
            self._known_activities |= {activity.arn for activity in page.items}
            after = page.after
            if after is None:
                break
        numbers = await self.store.standings()
        for number in numbers:
            await self._bring_back(number, at_start=True)
        self._sweeper = asyncio.get_running_loop().create_task(self._sweep())
        return len(numbers)

    async def close(self) -> None:
        """Commit what is under way and stop; what runs goes on at the next start."""
        if self._sweeper is not None:
            self._sweeper.cancel()
        self.closing = True
        self.scheduler.close()
        await asyncio.gather(*(running.rest() for running in list(self.running.values())))

    async def abandon(self) -> None:
        """Stop without committing anything, as a process that dies would."""
        self.closing = True
        if self._sweeper is not None:
            self._sweeper.cancel()
        self.scheduler.close()
        for running in list(self.running.values()):
            running.drop()
            running.forsake()
        for task in list(self._background):
            task.cancel()

    # -- executions

    async def start(self, execution: ExecutionRecord, machine: MachineRecord) -> None:
        """Run an execution that the store has."""
        compiled = self._machine(machine.revision.id, machine.revision.definition, express=False)
        running = Running.fresh(self, compiled, execution, machine.revision.role_arn)
        self.running[execution.id] = running
        running.launch()

    async def start_express(
        self, machine: MachineRecord, *, name: str, input: str, trace_header: str | None
    ) -> ExecutionRecord:
        """Start an Express execution in memory and do not wait for it."""
        running = self._launch_express(machine, name, input, trace_header)
        return running.record

    async def run_express(
        self, machine: MachineRecord, *, name: str, input: str, trace_header: str | None
    ) -> ExecutionRecord:
        """Run an Express execution in memory to its end."""
        running = self._launch_express(machine, name, input, trace_header)
        await running.ended
        return running.record

    def _launch_express(
        self, machine: MachineRecord, name: str, input: str, trace_header: str | None
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
            started_at=wall_clock(),
            input=input,
            trace_header=trace_header,
        )
        compiled = self._machine(machine.revision.id, machine.revision.definition, express=True)
        running = Running.express(self, compiled, record, machine.revision.role_arn)
        self.running[record.id] = running
        running.launch()
        return running

    async def stop(
        self, execution: ExecutionRecord, error: str | None, cause: str | None
    ) -> datetime:
        """Abort an execution."""
        running = await self._present(execution.id)
        if running is None:
            closed = await self.store.execution(execution.arn)
            if closed is None or closed.stopped_at is None:
                return wall_clock()
            return closed.stopped_at
        return await running.stop(error, cause)

    def ended(self, running: Running) -> None:
        """An execution is over."""
        self.running.pop(running.record.id, None)

    def log(self, execution: Execution, event: Event) -> None:
        """An event of an Express execution, which is in no history."""

    def in_background(self, work: Coroutine[None, None, None]) -> None:
        """Do something that nobody waits for."""
        task = asyncio.get_running_loop().create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

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
        await self._send(token, Message(value=parse_data(output)))

    async def send_failure(self, token: str, error: str | None, cause: str | None) -> None:
        """Fail the call of a token."""
        await self._send(token, Message(error=StatesError(error, cause)))

    async def send_heartbeat(self, token: str) -> None:
        """Put the deadline of the next heartbeat off."""
        open_ = await self._open_call(token)
        if open_.message is not None:
            raise TaskOver
        open_.call.beat_at = wall_clock()
        open_.wake()

    async def _send(self, token: str, message: Message) -> None:
        open_ = await self._open_call(token)
        open_.deliver(message)
        await asyncio.shield(open_.settled)

    async def _open_call(self, token: str) -> OpenCall:
        open_ = self.open_calls.get(token)
        if open_ is not None:
            return open_
        number = await self.store.execution_of_token(token)
        if number is None:
            raise UnknownTask
        await self._present(number)
        open_ = self.open_calls.get(token)
        if open_ is None:
            raise TaskOver
        return open_

    # -- parking and coming back

    async def _present(self, number: int) -> Running | None:
        """A running execution in memory, brought back where it is parked."""
        running = self.running.get(number)
        if running is not None:
            return running
        task = self._unparking.get(number)
        if task is None:
            task = asyncio.get_running_loop().create_task(self._unpark(number))
            self._unparking[number] = task
        return await asyncio.shield(task)

    async def _unpark(self, number: int) -> Running | None:
        try:
            self.parked.pop(number, None)
            return await self._bring_back(number)
        finally:
            del self._unparking[number]

    async def _bring_back(self, number: int, *, at_start: bool = False) -> Running | None:
        standing = await self.store.standing(number)
        if standing is None:
            return None
        if at_start and standing.execution.map_run_arn is not None:
            # The Map Run that it is a child of goes on with it.
            return None
        revision = await self.store.revision(standing.execution.revision)
        assert revision is not None, "a revision stays while an execution needs it"
        compiled = self._machine(revision.id, revision.definition, express=False)
        running = await Running.again(self, compiled, standing, revision.role_arn)
        self.running[number] = running
        running.launch()
        return running

    def _machine(self, revision: int, definition: str, *, express: bool) -> Machine:
        machine = self._machines.get(revision)
        if machine is None:
            machine = load(definition, name="definition", express=express)
            self._machines[revision] = machine
        return machine

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP)
            now = wall_clock()
            for number, running in list(self.running.items()):
                if running.quiet(now - _QUIET) and self._far(running.wakes(), now):
                    self._park(number, running)

    def _far(self, wakes: datetime | None, now: datetime) -> bool:
        return wakes is None or wakes - now > self.settings.park_after

    def _park(self, number: int, running: Running) -> None:
        """Drop the coroutines; the frames are in the store."""
        wakes = running.wakes()
        running.drop()
        del self.running[number]
        self.parked[number] = wakes
        if wakes is not None:
            self.scheduler.call_at(wakes, 0, lambda: self._wake_parked(number))
            self.scheduler.ring()

    def _wake_parked(self, number: int) -> None:
        if number in self.parked:
            self.in_background(self._wake(number))

    async def _wake(self, number: int) -> None:
        await self._present(number)
