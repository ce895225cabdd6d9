"""The interpreter's port where nothing takes time: one state, answered at once."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from asl.runtime.events import Event
from asl.runtime.execution import Execution
from asl.runtime.frame import Frame
from asl.runtime.host import Branch, Returned, Submitted, TaskCall
from asl.runtime.map_run import MapRunCall
from asl.syntax.values import Json

T = TypeVar("T")

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class InstantHost:
    """Answers every call at once, sleeps for no time and keeps the history."""

    def __init__(self, answer: Callable[[TaskCall], Json]) -> None:
        self.answer = answer
        self.events: list[Event] = []
        self.slept_until: list[datetime] = []
        self.breaths: list[int] = []

    def now(self) -> datetime:
        return NOON

    def chance(self) -> float:
        return 0.5

    def activity_exists(self, arn: str) -> bool:
        return bool(arn)

    def token(self) -> str:
        return "token"

    def record(self, frame: Frame, previous: int, type_: str, details: dict[str, Json]) -> int:
        assert frame.host is self
        self.events.append(Event(len(self.events) + 1, previous, type_, NOON, details))
        return len(self.events)

    async def save(self, frame: Frame) -> None:
        assert frame.host is self

    async def breathe(self, transitions: int) -> None:
        self.breaths.append(transitions)

    async def turn(self, frame: Frame) -> None:
        assert frame.host is self

    async def sleep_until(self, frame: Frame, deadline: datetime) -> None:
        assert frame.host is self
        self.slept_until.append(deadline)

    async def submit(self, frame: Frame, call: TaskCall) -> Submitted | Returned:
        assert frame.call is call
        return Returned(value=self.answer(call))

    async def outcome(self, frame: Frame, call: TaskCall) -> Json:
        assert frame.call is call
        return self.answer(call)

    async def gather(self, frame: Frame, branches: Sequence[Branch]) -> None:
        assert frame.host is self
        for _, branch in branches:
            await branch

    async def map_run(self, frame: Frame, call: MapRunCall) -> Json:
        return [call.select(frame, item) for item in call.items]


def frame_at(host: InstantHost, state: str, value: Json) -> Frame:
    """A frame about to enter a state."""
    execution = Execution(
        arn="arn:execution",
        name="execution",
        machine_arn="arn:machine",
        machine_name="machine",
        role_arn=None,
        started_at=NOON,
        input=value,
    )
    return Frame(host, execution, state, value)


def finish(coroutine: Coroutine[None, None, T]) -> T:
    """What a coroutine gives that never waits."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        value: T = stop.value
        return value
    raise AssertionError("it waits for somebody")
