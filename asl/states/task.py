"""The Task state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final

from asl.expr.expression import Expr
from asl.model import kinds
from asl.model.member import Member, read_record
from asl.model.place import Place
from asl.model.state import Build, Link, State
from asl.runtime.errors import HTTP_SOCKET, RUNTIME, StatesError, TimedOut, Unusable
from asl.runtime.frame import SCHEDULED, STARTED, SUBMITTED, Frame, deadline_after
from asl.runtime.host import Returned, Submitted, TaskCall
from asl.runtime.step import Acting
from asl.runtime.values import payload, text_of
from asl.services.parameter_faults import check_parameters
from asl.services.remedies import remedy
from asl.services.resource import Resource, parse_resource, unrecognised
from asl.states import data_flow, fields, task_events
from asl.states.transition import catch_links, next_link
from asl.syntax.values import Json

# Seconds that a call may take whatever TimeoutSeconds says, by service; it fails by an error of its
# own, which is no time-out of the state's.
# Source: https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html
_HARD_LIMITS: Final = {"http": 60}
# What the service adds to a request of its own accord (recorded).
_ADDED: Final[dict[str, dict[str, Json]]] = {
    "ecs:runTask.sync": {"StartedBy": "AWS Step Functions"},
}


def _resource(place: Place) -> Resource | None:
    given = kinds.text(place)
    if given is None:
        return None
    found = parse_resource(given)
    if found is None:
        hint = remedy(given, place.suggestions)
        place.report("unrecognised-resource", unrecognised(given), hint=hint)
    return found


def _template_text(place: Place) -> Expr[Json]:
    read: Any = kinds.values()
    value: Expr[Json] = read(place)
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """The role to assume for a call."""

    CALLED: ClassVar[str] = "Credentials"

    pointer: str = ""
    role: Annotated[
        Expr[Json], Member("RoleArn", _template_text, path="RoleArn.$", read_path=_template_text)
    ]


def _credentials(place: Place) -> Expr[Json] | None:
    """Credentials as a whole, a template: `{"RoleArn": …}`."""
    checked = read_record(Credentials, place, pointer=place.pointer)
    if checked is None:
        return None
    return _template_text(place)


def _clock(field: str) -> Member:
    return Member(
        field,
        kinds.dynamic_integer(1, kinds.SECONDS_MAX),
        path=f"{field}Path",
        read_path=kinds.integer_path(f"{field}Path"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(State):
    """Have a worker, a function or a service do something.

    Source: https://states-language.net/spec.html#task-state;
    https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html
    """

    TYPE: ClassVar[str] = "Task"
    CALLED: ClassVar[str] = "Task state"
    RETRYABLE: ClassVar[bool] = True

    resource: Annotated[Resource, Member("Resource", _resource)]
    next: fields.Next = None
    end: fields.End = False
    input_path: fields.InputPath = None
    parameters: fields.Parameters = None
    arguments: fields.Arguments = None
    credentials: Annotated[Expr[Json] | None, Member("Credentials", _credentials)] = None
    timeout: Annotated[Expr[Any] | None, _clock("TimeoutSeconds")] = None
    heartbeat: Annotated[Expr[Any] | None, _clock("HeartbeatSeconds")] = None
    result_selector: fields.ResultSelector = None
    result_path: fields.ResultPath = kinds.WHOLE
    output_path: fields.OutputPath = None
    output: fields.ResultOutput = None
    assign: fields.ResultAssign = None
    retry: fields.Retriers = ()
    catch: fields.Catchers = ()

    def links(self) -> Iterator[Link]:
        """Next, then Next of each Catcher."""
        yield from next_link(self)
        yield from catch_links(self.catch)

    def compile(self, build: Build) -> Acting:
        """The state as one attempt and what follows it."""
        attempt = _Attempt(self, data_flow.given(self))
        return Acting(
            act=attempt.run,
            prepare=attempt.prepare,
            conclude=data_flow.conclude(self),
            next=None if self.end else self.next,
            failed=None,
            retriers=data_flow.retries(self.retry),
            catchers=data_flow.recoveries(self.catch, self.language),
        )


class _Attempt:
    """One attempt at the call, from wherever its frame stands."""

    def __init__(self, state: Task, given: Callable[[Frame], Json]) -> None:
        self._state = state
        self._given = given
        self._resource = state.resource
        self._events = task_events.of(state.resource)
        resource = state.resource
        self._added = _ADDED.get(f"{resource.service}:{resource.name_in_history}")
        self._limit = _HARD_LIMITS.get(resource.service)

    async def run(self, frame: Frame) -> Json:
        host = frame.host
        if frame.phase not in (SCHEDULED, STARTED, SUBMITTED):
            self._schedule(frame)
            await host.save(frame)
        call = frame.call
        assert call is not None, "a scheduled Task has its call"
        if frame.phase == SCHEDULED and self._events.started:
            self._start(frame, call)
        try:
            result = await self._answer(frame, call)
            text = payload(result, self._resource.whose)
        except StatesError as error:
            event = self._events.timed_out if isinstance(error, TimedOut) else self._events.failed
            frame.record(event, self._events.failure(error))
            raise
        frame.record(self._events.succeeded, self._events.answer(text))
        if frame.observer is not None:
            frame.observer("result", result)
        return result

    def _schedule(self, frame: Frame) -> None:
        """Evaluate the call and record that it is due; nothing has left the host yet."""
        resource = self._resource
        if resource.kind == "activity" and not frame.host.activity_exists(resource.text):
            cause = frame.blame(f"The activity {resource.text} does not exist.")
            raise StatesError(RUNTIME, cause, pointer=f"{self._state.pointer}/Resource")
        call = self.prepare(frame)
        try:
            check_parameters(resource, call.input)
        except Unusable as error:
            raise self._blamed(frame, error) from error
        text = payload(call.input, self._state.name)
        frame.record(self._events.scheduled, self._events.schedule(call, text, frame))
        frame.phase = SCHEDULED

    def _blamed(self, frame: Frame, error: Unusable) -> StatesError:
        cause = frame.blame(error.cause or "")
        return StatesError(RUNTIME, cause, pointer=self._state.pointer)

    def prepare(self, frame: Frame) -> TaskCall:
        """Evaluate the call; its token is in the frame before anything may ask for it."""
        resource = self._resource
        frame.call = call = TaskCall(
            state=self._state.name,
            resource=resource.text,
            input=None,
            attempt=frame.retry_count(),
            token=frame.host.token() if resource.pattern else "",
            path=f"{frame.path()}/{frame.entered}",
            iterations=frame.iterations(),
            execution=frame.execution,
        )
        call.input = self._given(frame)
        if self._added is not None and isinstance(call.input, dict):
            call.input = {**call.input, **self._added}
        call.timeout, call.heartbeat = self._clocks(frame)
        call.credentials = self._role(frame)
        if resource.kind == "activity":
            # Made last: an activity's own input cannot ask for the token.
            call.token = frame.host.token()
        return call

    def _root(self, frame: Frame) -> Json:
        """What clocks and roles are looked up in: what InputPath leaves."""
        select = self._state.input_path
        return frame.input if select is None else select(frame.input, frame)

    def _clocks(self, frame: Frame) -> tuple[int | None, int | None]:
        state = self._state
        root = self._root(frame)
        timeout = _seconds(state.timeout, "TimeoutSeconds", root, frame)
        heartbeat = _seconds(state.heartbeat, "HeartbeatSeconds", root, frame)
        if timeout is not None and heartbeat is not None and heartbeat >= timeout:
            cause = f"HeartbeatSeconds ({heartbeat}) must be below TimeoutSeconds ({timeout})."
            pointer = None if state.heartbeat is None else state.heartbeat.pointer
            raise StatesError(RUNTIME, frame.blame(cause), pointer=pointer)
        return timeout, heartbeat

    def _role(self, frame: Frame) -> str | None:
        credentials = self._state.credentials
        if credentials is None:
            return None
        role = credentials(self._root(frame), frame)["RoleArn"]
        if isinstance(role, str):
            return role
        cause = frame.blame(f"RoleArn must be a string but was: {text_of(role)}")
        raise StatesError(RUNTIME, cause, pointer=credentials.pointer)

    def _start(self, frame: Frame, call: TaskCall) -> None:
        frame.record(self._events.started, self._events.start)
        _wind(frame, call, self._limit)
        frame.phase = STARTED

    async def _answer(self, frame: Frame, call: TaskCall) -> Json:
        host = frame.host
        if frame.phase != SUBMITTED:
            answer = await self._submit(frame, call)
            if not isinstance(answer, Submitted):
                return answer.value
            call.job = answer.job
            if self._events.submitted:
                details = self._events.answer(text_of(answer.output))
                frame.record(self._events.submitted, details)
            else:
                worker = {} if answer.worker is None else {"workerName": answer.worker}
                frame.record("ActivityStarted", worker)
                _wind(frame, call, self._limit)
            frame.phase = SUBMITTED
            await host.save(frame)
        return await host.outcome(frame, call)

    async def _submit(self, frame: Frame, call: TaskCall) -> Submitted | Returned:
        try:
            return await frame.host.submit(frame, call)
        except Unusable as error:
            raise self._blamed(frame, error) from error
        except TimedOut as error:
            limit = self._limit
            if limit is None or (call.timeout is not None and call.timeout <= limit):
                raise
            cause = f"The HTTP request took longer than {limit} seconds."
            raise StatesError(HTTP_SOCKET, cause) from error


def _seconds(clock: Expr[Any] | None, name: str, root: Json, frame: Frame) -> int | None:
    if clock is None:
        return None
    seconds: int = clock(root, frame)
    if not 1 <= seconds <= kinds.SECONDS_MAX:
        cause = f"{name} must be from 1 to {kinds.SECONDS_MAX} but was: {seconds}"
        raise StatesError(RUNTIME, frame.blame(cause), pointer=clock.pointer)
    return seconds


def _wind(frame: Frame, call: TaskCall, limit: int | None) -> None:
    """Start the call's clocks; `limit` is the service's own, in seconds.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html: the count begins
    when the start is recorded.
    """
    call.started_at = now = frame.host.now()
    ends = [seconds for seconds in (call.timeout, limit) if seconds is not None]
    if ends:
        call.deadline = deadline_after(now, min(ends))
