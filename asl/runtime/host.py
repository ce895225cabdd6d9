"""The port between the interpreter and the world."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeAlias

from asl.runtime.execution import Execution
from asl.syntax.values import Json

if TYPE_CHECKING:
    from asl.runtime.frame import Frame
    from asl.runtime.map_run import MapRunCall


@dataclass(slots=True, kw_only=True)
class TaskCall:
    """One attempt at a Task: what is asked of a worker, a function or a service.

    Attributes:
        state: name of the Task state.
        resource: the `Resource` of the state, as written.
        input: the effective input (after Parameters or Arguments).
        attempt: 0 for the first attempt, then the number of retries done.
        token: the task token that completes the call from outside; empty where none was made.
        credentials: the RoleArn of `Credentials`; None where there is none.
        timeout: seconds that the call may take, None where the state sets none.
        heartbeat: seconds that may pass without a heartbeat, None where the state sets none.
        started_at: when the call was started, for a mock's clock; None until then.
        beat_at: when the worker was last heard of; None before its first heartbeat.
        deadline: when `timeout` runs out; None until the call has started, or without one.
        path: the frame path of the state's run; with `attempt` it names the call for ever.
        iterations: indices of the Map iterations around the state, outermost first.
        job: what asks for the outcome of the job that was submitted; None where there is none.
        execution: whose call it is; None where a call is made for no execution.
        again: whether it may have been made before, by a process that has ended since.
    """

    state: str
    resource: str
    input: Json
    attempt: int = 0
    token: str = ""
    credentials: str | None = None
    timeout: int | None = None
    heartbeat: int | None = None
    started_at: datetime | None = None
    beat_at: datetime | None = None
    deadline: datetime | None = None
    path: str = ""
    iterations: tuple[int, ...] = ()
    job: Json = None
    execution: Execution | None = field(default=None, compare=False, repr=False)
    again: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """The call is under way elsewhere and its outcome is still to come.

    Attributes:
        output: what the service answered to the submission, for `TaskSubmitted`; None for an
            activity, which has none.
        worker: the name the activity's worker gave; None where it gave none.
        job: what asks for the outcome, where it is asked for; None where a token brings it.
    """

    output: Json = None
    worker: str | None = None
    job: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """The call is complete.

    Attributes:
        value: the raw result.
    """

    value: Json


# One branch, or one lane of iterations after one another; with the frame it begins with.
Branch: TypeAlias = "tuple[Frame, Coroutine[None, None, None]]"


class Host(Protocol):
    """All that the interpreter may ask of the world; an engine is an implementation of it."""

    def now(self) -> datetime:
        """The time; aware, UTC."""

    def chance(self) -> float:
        """A draw from [0, 1), seeded by the execution: never the source of a token."""

    def activity_exists(self, arn: str) -> bool:
        """Whether an activity of that ARN is there to be scheduled."""

    def token(self) -> str:
        """A new task token: unguessable, valid until the call it belongs to is over."""

    def record(self, frame: Frame, previous: int, type_: str, details: dict[str, Json]) -> int:
        """Append an event and give its id; the frame's change belongs to the same save.

        Raises:
            StatesError: terminal, where the history is full.
        """

    async def save(self, frame: Frame) -> None:
        """The durability point of the whole execution: every event and every changed frame."""

    async def breathe(self, transitions: int) -> None:
        """Let others run; called every hundred transitions, and before the execution ends.

        Args:
            transitions: states that the execution has entered since they were last told; 0 where
                the host itself has asked to breathe (`Execution.winded`).

        A host that ends an execution (an abort, its time-out, a budget used up) does so with an
        exception of its own, or never comes back from a call: neither Retry nor Catch sees it.
        """

    async def turn(self, frame: Frame) -> None:
        """Let a further iteration of a Map begin when its turn has come."""

    async def sleep_until(self, frame: Frame, deadline: datetime) -> None:
        """Return at the deadline, at once where it has passed."""

    async def submit(self, frame: Frame, call: TaskCall) -> Submitted | Returned:
        """Make the call; the host enforces its deadline.

        Raises:
            StatesError: the failure of the call, or States.Timeout.
        """

    async def outcome(self, frame: Frame, call: TaskCall) -> Json:
        """Wait for a submitted call; the host enforces deadline and heartbeat.

        Raises:
            StatesError: the failure of the call, or States.Timeout.
        """

    async def gather(self, frame: Frame, branches: Sequence[Branch]) -> None:
        """Run all, started in order, for the state in which `frame` stands.

        On the first error (by time, then by order) the others are stopped, and only when each is
        quiet is that error raised.
        """

    async def map_run(self, frame: Frame, call: MapRunCall) -> Json:
        """Run a Distributed Map: items, slots, counts and child executions are the engine's.

        Raises:
            StatesError: what ended the run.
        """
