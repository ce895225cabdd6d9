"""The interpreter's port on a virtual clock, for one execution."""

from __future__ import annotations

import inspect
import random
from collections.abc import Awaitable, Iterator, Sequence
from datetime import datetime, timedelta
from sys import getsizeof
from typing import TYPE_CHECKING, Final

from asl.engines.gathering import Gathering
from asl.engines.scheduler import SUSPEND, TURN, for_ever
from asl.engines.virtual.answers import Answer
from asl.engines.virtual.map_run import MapRun
from asl.engines.virtual.real_calls import RealCall
from asl.runtime.errors import RUNTIME, StatesError, TimedOut
from asl.runtime.events import Event
from asl.runtime.frame import Frame, deadline_after
from asl.runtime.host import Branch, Returned, Submitted, TaskCall
from asl.runtime.map_run import MapRunCall
from asl.services.resource import parse_resource
from asl.syntax.values import Json

if TYPE_CHECKING:
    from asl.engines.virtual.engine import VirtualEngine

# Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
MOST_EVENTS: Final = 25_000
# An execution can always be closed.
_CLOSING: Final = frozenset({"ExecutionFailed", "ExecutionTimedOut", "ExecutionAborted"})
# Texts of so many characters are no larger than the event they stand in, and are not counted.
_SHORT: Final = 256
# Members of the details of StateEntered, and of StateExited where nothing is assigned.
_PLAIN: Final = 2
_FULL: Final = "The execution reached the maximum number of history events (25000)."


class VirtualHost:
    """One execution's host.

    Attributes:
        events: the history so far.
        order: where the execution stands among all that the engine runs.
        held: bytes of the texts that its history holds, as far as they count.
    """

    def __init__(
        self, engine: VirtualEngine, seed: str, *, order: tuple[int, ...] = (), express: bool
    ) -> None:
        self.events: list[Event] = []
        self.order = order
        self.draws = 0
        self.held = 0
        self._engine = engine
        self._scheduler = engine.scheduler
        self._random = random.Random(seed)  # noqa: S311 - jitter and test data, never a secret
        self._express = express
        self._failing: set[Frame] = set()
        self._answers: dict[tuple[str, int], Answer] = {}

    def now(self) -> datetime:
        """The virtual time."""
        return self._scheduler.now

    def chance(self) -> float:
        """A draw; the same draws for the same execution."""
        self.draws += 1
        return self._random.random()

    def skip_draws(self, count: int) -> None:
        """Go on after the draws that an earlier run of the execution has made."""
        for _ in range(count):
            self.chance()

    def token(self) -> str:
        """A new task token."""
        return self._engine.new_token()

    def activity_exists(self, arn: str) -> bool:
        """Whether the tasks know the activity."""
        return self._engine.settings.activity_exists(arn)

    def record(self, frame: Frame, previous: int, type_: str, details: dict[str, Json]) -> int:
        """Append an event.

        Raises:
            StatesError: terminal, where the history of a Standard execution is full.
            HistoryBudgetExceeded: where all histories together hold too much text.
        """
        events = self.events
        id_ = len(events) + 1
        if id_ >= MOST_EVENTS and not self._express and type_ not in _CLOSING:
            raise StatesError(RUNTIME, _FULL, terminal=True)
        # Asked twice for every transition, so in few steps: what is entered and left with a short
        # text and assigns nothing has nothing to weigh.
        text = frame.input_text
        if text is None or len(text) > _SHORT or len(details) != _PLAIN or frame.call is not None:
            self._weigh(frame, details)
        events.append(Event(id_, previous, type_, self._scheduler.now, details))
        return id_

    def _weigh(self, frame: Frame, details: dict[str, Json]) -> None:
        """Count the texts of an event."""
        size = 0
        # `__class__` and loops, for a state that assigns variables comes here every time.
        for value in details.values():
            kind = value.__class__
            if kind is str:
                if len(value) > _SHORT:
                    size += self._weight(frame, value)
            elif kind is dict:
                for variable in value.values():
                    if variable.__class__ is str and len(variable) > _SHORT:
                        size += self._weight(frame, variable)
        if size:
            self.held += size
            self._engine.budget.hold(size)

    def _weight(self, frame: Frame, text: str) -> int:
        """Bytes of a text; 0 where the event that the frame's input stands in has it already."""
        if frame.input_event:
            standing = self.events[frame.input_event - 1].details
            if any(text is other for other in standing.values()):
                return 0
        return getsizeof(text)

    def take_over(self, events: Sequence[Event]) -> None:
        """Begin with the history that an earlier run of the execution has written."""
        self.events.extend(events)
        texts = {id(text): text for event in events for text in _long_texts(event.details)}
        self.held = sum(getsizeof(text) for text in texts.values())
        self._engine.budget.hold(self.held)

    def let_go(self) -> None:
        """The history is not held any more."""
        self._engine.budget.release(self.held)
        self.held = 0

    async def save(self, frame: Frame) -> None:
        """Nothing to keep here; but work that a sibling's failure has doomed goes no further."""
        if self._failing and self._doomed(frame):
            await for_ever()
        if self._engine.on_save is not None:
            self._engine.on_save()

    async def breathe(self, transitions: int) -> None:
        """Count the transitions of the whole run."""
        self._engine.budget.spend(transitions)

    async def turn(self, frame: Frame) -> None:
        """Let a further iteration begin in its own turn, where iterations have turns."""
        if frame.parent is not None and frame.parent.parked:
            await self._pause(frame, self._scheduler.now)

    async def sleep_until(self, frame: Frame, deadline: datetime) -> None:
        """Sleep on the virtual clock."""
        if deadline > self._scheduler.now:
            await self._pause(frame, deadline)

    async def submit(self, frame: Frame, call: TaskCall) -> Submitted | Returned:
        """Ask the tasks for the call's answer."""
        answer = await self._answer(frame, call)
        if not _is_submitted(call):
            return Returned(value=await self._wait_for(frame, call, answer))
        if answer.failed and answer.submission is None and ":activity:" not in call.resource:
            # The request itself was refused: nothing has been submitted.
            return Returned(value=await self._wait_for(frame, call, answer))
        self._answers[call.path, call.attempt] = answer
        return Submitted(output=answer.submission, worker=answer.worker)

    async def outcome(self, frame: Frame, call: TaskCall) -> Json:
        """Wait for what the tasks, or somebody with the token, answer."""
        answer = self._answers.pop((call.path, call.attempt), None)
        if answer is None:
            answer = await self._answer(frame, call)
        return await self._wait_for(frame, call, answer)

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
        """Run a Distributed Map with child executions on the same clock."""
        return await MapRun(self._engine, self, frame, call).run()

    async def _pause(self, frame: Frame, deadline: datetime) -> None:
        fiber = self._scheduler.current
        assert fiber is not None, "only a fiber sleeps"
        # Even a pause of nothing lets the others have their turn.
        self._scheduler.at(deadline, TURN, (*self.order, *frame.order()), fiber)
        await SUSPEND

    async def _answer(self, frame: Frame, call: TaskCall) -> Answer:
        answer: object = self._engine.tasks(call)
        if not isinstance(answer, Answer) and inspect.isawaitable(answer):
            answer = await self._really(frame, call.state, answer)
        if isinstance(answer, Answer):
            return answer
        raise TypeError(
            f"the tasks gave {answer!r} for the state '{call.state}': it must be an Answer, as "
            "from returns() or throws(), or an awaitable of one"
        )

    async def _really(self, frame: Frame, state: str, awaitable: Awaitable[Answer]) -> Answer:
        """Wait for a real call; it takes no virtual time."""
        scheduler, fiber = self._scheduler, self._scheduler.current
        assert fiber is not None, "only a fiber calls"
        order = (*self.order, *frame.order())

        def go_on() -> None:
            scheduler.at(scheduler.now, TURN, order, fiber)

        call = RealCall(state, awaitable, lambda: scheduler.post(go_on))
        scheduler.real_calls.add(call)
        try:
            await SUSPEND
            return call.result()
        finally:
            scheduler.real_calls.remove(call)

    async def _wait_for(self, frame: Frame, call: TaskCall, answer: Answer) -> Json:
        """The answer in its time, unless a clock or a message from outside comes before it."""
        scheduler, fiber = self._scheduler, self._scheduler.current
        assert fiber is not None, "only a fiber waits"
        began = call.started_at or scheduler.now
        due = None if answer.never else deadline_after(began, answer.after)
        if due is not None and due <= scheduler.now and not call.token:
            return _open(answer)
        order = (*self.order, *frame.order())
        waiting = self._engine.wait(call, lambda: scheduler.at(scheduler.now, TURN, order, fiber))
        try:
            while True:
                if waiting.message is not None:
                    return _open(waiting.message)
                missed = _missed_heartbeat(call, answer, call.beat_at or began, due)
                ends = [at for at in (due, call.deadline, missed) if at is not None]
                if ends and min(ends) <= scheduler.now:
                    if min(ends) == due:
                        return _open(answer)
                    raise TimedOut(heartbeat=missed is not None and missed == min(ends))
                if ends:
                    scheduler.at(min(ends), TURN, order, fiber)
                await SUSPEND
        finally:
            self._engine.forget(call)

    def _doomed(self, frame: Frame) -> bool:
        """Whether a branch beside this frame, or beside one around it, has failed."""
        above = frame.parent
        while above is not None:
            if above in self._failing:
                return True
            above = above.parent
        return False


def _long_texts(details: dict[str, Json]) -> Iterator[str]:
    """The texts of an event that count, those of assigned variables too."""
    for value in details.values():
        if isinstance(value, str):
            if len(value) > _SHORT:
                yield value
        elif isinstance(value, dict):
            yield from _long_texts(value)


def _missed_heartbeat(
    call: TaskCall, answer: Answer, last_beat: datetime, due: datetime | None
) -> datetime | None:
    """When a heartbeat is missed next; None where none is.

    Heartbeats belong to activities and to calls that a token completes.
    """
    if call.heartbeat is None or not call.token:
        return None
    every = answer.heartbeat_every
    if every is not None and every <= call.heartbeat:
        return None
    missed = last_beat + timedelta(seconds=call.heartbeat)
    return None if due is not None and due <= missed else missed


def _is_submitted(call: TaskCall) -> bool:
    """Whether the call is answered in two steps: jobs, callbacks and activities."""
    resource = parse_resource(call.resource)
    return resource is not None and (resource.pattern != "" or resource.kind == "activity")


def _open(answer: Answer) -> Json:
    if answer.failed:
        raise StatesError(answer.error, answer.cause)
    return answer.value
