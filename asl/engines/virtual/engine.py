"""The virtual engine: a whole execution in no time, on a clock that jumps."""

from __future__ import annotations

import asyncio
import secrets
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from asl.engines.virtual.answers import Answer, Tasks, returns, throws
from asl.engines.virtual.budgets import HISTORY_BUDGET, TRANSITION_BUDGET, Budget
from asl.engines.virtual.clock import VirtualScheduler
from asl.engines.virtual.host import VirtualHost
from asl.engines.virtual.running import Run, Running
from asl.interp.compile import Machine
from asl.interp.run import begin
from asl.runtime.events import Event, payload_of
from asl.runtime.execution import Execution
from asl.runtime.frame import Frame
from asl.runtime.frame_tree import dump_tree, load_tree
from asl.runtime.host import TaskCall
from asl.runtime.values import adopt, text_of
from asl.syntax.values import Json

# When a virtual run begins unless told otherwise: the same for all, so that runs can be compared.
START: Final = datetime(2026, 1, 1, tzinfo=UTC)


def _any_activity(_arn: str) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a virtual run goes.

    Attributes:
        express: whether Express rules hold.
        name: the execution's name.
        machine_name: the state machine's name.
        account, region: for ARNs.
        role_arn: for the Context Object and ExecutionStarted.
        start: when the execution begins; aware.
        transition_budget: states that may be entered in all, child executions included.
        history_budget: bytes of memory for the texts of inputs, outputs, parameters and variables
            in the histories of the execution and its open children, and for what is kept of the
            children that have ended. A text that is handed on unchanged counts once, one of up
            to 256 characters not at all: the event around it is as large.
        activity_exists: which activity ARNs are there.
        redrive_count: for the Context Object; None leaves it out.
    """

    express: bool = False
    name: str = "execution"
    machine_name: str = "machine"
    account: str = "123456789012"
    region: str = "us-east-1"
    role_arn: str | None = None
    start: datetime = START
    transition_budget: int = TRANSITION_BUDGET
    history_budget: int = HISTORY_BUDGET
    activity_exists: Callable[[str], bool] = _any_activity
    redrive_count: int | None = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """An execution at a save point.

    Attributes:
        now: the virtual time.
        draws: how many draws of chance have been made.
        events: the history so far.
        frames: the frame tree as plain JSON.
    """

    now: datetime
    draws: int
    events: tuple[Event, ...]
    frames: dict[str, Json]


class Waiting:
    """A call under way that somebody with its token may complete."""

    __slots__ = ("call", "message", "wake")

    def __init__(self, call: TaskCall, wake: Callable[[], None]) -> None:
        self.call = call
        self.wake = wake
        self.message: Answer | None = None


class VirtualEngine:
    """Runs one execution and the child executions of its Distributed Maps.

    A handler may call `send_task_success`, `send_task_failure`, `send_task_heartbeat` and `stop`
    from any thread, also from inside a call; they take effect at the next turn.
    """

    def __init__(self, machine: Machine, tasks: Tasks, settings: Settings | None = None) -> None:
        self.machine = machine
        self.tasks = tasks
        self.settings = settings or Settings()
        self.scheduler = VirtualScheduler(self.settings.start)
        self.on_save: Callable[[], None] | None = None
        self.new_token: Callable[[], str] = _secret_token
        self.budget = Budget(
            transitions=self.settings.transition_budget, history=self.settings.history_budget
        )
        self._waiting: dict[str, Waiting] = {}
        self._running: Running | None = None

    # -- starting and driving

    def begin(self, value: Json, text: str | None = None) -> Run:
        """Plan the execution; nothing runs before a drive.

        Args:
            value: the parsed input.
            text: the caller's own text of it; written compactly where there is none.
        """
        execution = self._identity(value)
        host = VirtualHost(self, execution.arn, express=self.settings.express)
        frame = Frame(host, execution, self.machine.scope.start, value)
        begin(frame, text_of(value) if text is None else text)
        return self.go_on(frame, host)

    def go_on(self, frame: Frame, host: VirtualHost) -> Run:
        """Plan to go on from a frame tree; the clock is to be set before."""
        self._running = Running(self.scheduler, self.machine, frame, host)
        self._running.launch()
        return self._running.run

    def _identity(self, value: Json) -> Execution:
        settings = self.settings
        where = f"arn:aws:states:{settings.region}:{settings.account}"
        named = f"{settings.machine_name}:{settings.name}"
        arn = f"{where}:execution:{named}"
        if settings.express:
            arn = f"{where}:express:{named}:{uuid.uuid5(uuid.NAMESPACE_URL, named)}"
        return Execution(
            arn=arn,
            name=settings.name,
            machine_arn=f"{where}:stateMachine:{settings.machine_name}",
            machine_name=settings.machine_name,
            role_arn=settings.role_arn,
            started_at=settings.start,
            input=value,
            express=settings.express,
            redrive_count=settings.redrive_count,
            region=settings.region,
        )

    def snapshot(self) -> Snapshot:
        """Where the execution stands: all that `resume` needs, in another process too."""
        running = self._running
        assert running is not None, "an execution has begun"
        host = running.host
        return Snapshot(
            now=self.scheduler.now,
            draws=host.draws,
            events=tuple(host.events),
            frames=dump_tree(running.frame),
        )

    def resume(self, snapshot: Snapshot) -> Run:
        """Plan to go on from a snapshot of an execution of the same machine and settings."""
        started = snapshot.events[0]
        execution = self._identity(payload_of(started))
        host = VirtualHost(self, execution.arn, express=self.settings.express)
        host.take_over(snapshot.events)
        host.skip_draws(snapshot.draws)
        self.scheduler.now = snapshot.now
        events = snapshot.events
        frame = load_tree(
            snapshot.frames, host, execution, lambda event: payload_of(events[event - 1])
        )
        return self.go_on(frame, host)

    def finished(self) -> bool:
        """Whether the execution has ended."""
        return self._running is not None and self._running.run.status != "RUNNING"

    def drive(self, until: datetime | None = None) -> None:
        """Run to the end or up to an instant.

        An event loop is made only where a handler turns out to be asynchronous. After an exception
        the run cannot be gone on with.

        Raises:
            BudgetExceeded: where the run has no end in sight, or holds too much.
            RuntimeError: where a handler is asynchronous inside an event loop that runs already.
        """
        with self._giving_up():
            self.scheduler.drive(self.finished, until)
            if self.scheduler.real_calls and not self.finished():
                self._refuse_running_loop()
                asyncio.run(self.scheduler.drive_in_loop(self.finished, until))

    async def drive_in_loop(self, until: datetime | None = None) -> None:
        """The same inside the running event loop, which awaits what handlers give."""
        with self._giving_up():
            await self.scheduler.drive_in_loop(self.finished, until)

    def _refuse_running_loop(self) -> None:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return
        states = ", ".join(f"'{state}'" for state in self.scheduler.real_calls.states())
        raise RuntimeError(
            f"what stands in for {states} is asynchronous, and run() was called inside an event "
            "loop that runs already: write `await run_async(...)` in place of `run(...)`"
        )

    @contextmanager
    def _giving_up(self) -> Iterator[None]:
        """Close what is under way where a drive fails, and not whenever it is collected."""
        try:
            yield
        except BaseException:
            if self._running is not None:
                self._running.withdraw()
            raise

    # -- from outside

    def stop(self, error: str | None = None, cause: str | None = None) -> None:
        """Abort the execution, as StopExecution does."""
        running = self._running
        if running is not None:
            self.scheduler.post(lambda: running.stop(error, cause))

    def send_task_success(self, token: str, output: object) -> None:
        """Complete the call of a token; without effect where it is over.

        Raises:
            Unwritable: where the output is no JSON value.
        """
        self._send(token, returns(adopt(output)))

    def send_task_failure(
        self, token: str, error: str | None = None, cause: str | None = None
    ) -> None:
        """Fail the call of a token; without effect where it is over."""
        self._send(token, throws(error, cause))

    def send_task_heartbeat(self, token: str) -> None:
        """Say that the worker of a token still works."""
        self.scheduler.post(lambda: self._beat(token))

    def open_tokens(self) -> list[str]:
        """The tokens of all calls that wait for somebody, in order of waiting."""
        return list(self._waiting)

    def _send(self, token: str, message: Answer) -> None:
        def deliver() -> None:
            waiting = self._waiting.get(token)
            if waiting is not None and waiting.message is None:
                waiting.message = message
                waiting.wake()

        self.scheduler.post(deliver)

    def _beat(self, token: str) -> None:
        waiting = self._waiting.get(token)
        if waiting is not None:
            waiting.call.beat_at = self.scheduler.now
            waiting.wake()

    # -- for the hosts

    def wait(self, call: TaskCall, wake: Callable[[], None]) -> Waiting:
        """Let a call be completed from outside, where it has a token."""
        waiting = Waiting(call, wake)
        if call.token:
            self._waiting[call.token] = waiting
        return waiting

    def forget(self, call: TaskCall) -> None:
        """The call is over."""
        self._waiting.pop(call.token, None)


def _secret_token() -> str:
    return secrets.token_urlsafe(96)
