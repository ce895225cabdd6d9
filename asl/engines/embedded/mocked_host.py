"""The host of an execution with a test case; all others are run without a thought of mocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asl.engines.embedded.commits import Commits
from asl.engines.embedded.host import EmbeddedHost
from asl.engines.embedded.invocations import SCHEDULED
from asl.engines.embedded.mocks import MockedRun
from asl.engines.embedded.program import Program
from asl.rules.scopes import states
from asl.runtime.errors import StatesError
from asl.runtime.frame import Frame
from asl.runtime.host import Returned, Submitted, TaskCall
from asl.services.resource import parse_resource
from asl.states import Task
from asl.stores.records import ExecutionRecord
from asl.syntax.values import Json

if TYPE_CHECKING:
    from asl.engines.embedded.engine import EmbeddedEngine

# What stands in the `job` of a call that is mocked: the number of the invocation.
_INVOCATION: Final = "mocked invocation"


class MockedHost(EmbeddedHost):
    """A host whose Tasks are answered by a test case, where that names them.

    The number of an invocation is in the frame from when the call is scheduled: a call that is
    made again after a restart is the same invocation.
    """

    def __init__(
        self,
        engine: EmbeddedEngine,
        commits: Commits | None,
        *,
        program: Program,
        record: ExecutionRecord,
        run: MockedRun,
    ) -> None:
        super().__init__(engine, commits, program=program, record=record)
        self._mocks = engine.settings.mocks
        self._case = run.case
        self._invocations = run.invocations

    def record(self, frame: Frame, previous: int, type_: str, details: dict[str, Json]) -> int:
        """Append an event; one that schedules a call numbers it."""
        id_ = super().record(frame, previous, type_, details)
        if type_ in SCHEDULED:
            call = frame.call
            assert call is not None, "a call is scheduled"
            call.job = {_INVOCATION: self._invocations[call.state]}
            self._invocations[call.state] += 1
        return id_

    def activity_exists(self, arn: str) -> bool:
        """Whether there is the activity; there need be none that only mocks stand in for."""
        if super().activity_exists(arn):
            return True
        tasks = [
            state
            for state in states(self.program.machine.definition)
            if isinstance(state, Task) and state.resource.text == arn
        ]
        return all(self._mocks.names(self._case, task.name) for task in tasks)

    async def submit(self, frame: Frame, call: TaskCall) -> Submitted | Returned:
        """Answer the call, or make it where the test case does not name its state."""
        job = call.job
        # One without a number was being made in earnest before a restart, and is made again.
        if job is None or not self._mocks.names(self._case, call.state):
            call.job = None
            return await super().submit(frame, call)
        if not _is_submitted(call):
            return Returned(value=self._answer(call))
        try:
            self._answer(call)
        except StatesError as error:
            # A request that is refused has submitted nothing; a worker fails what he has taken.
            if error.terminal or ":activity:" not in call.resource:
                raise
        return Submitted(job=job)

    async def outcome(self, frame: Frame, call: TaskCall) -> Json:
        """Answer a call that was submitted, or wait for one that is no mock."""
        if _is_mocked(call):
            return self._answer(call)
        return await super().outcome(frame, call)

    def _answer(self, call: TaskCall) -> Json:
        return self._mocks.answer(self._case, call, call.job[_INVOCATION])

    def _give_up(self, call: TaskCall) -> None:
        if not _is_mocked(call):
            super()._give_up(call)


def host_of(
    engine: EmbeddedEngine, commits: Commits | None, program: Program, record: ExecutionRecord
) -> EmbeddedHost:
    """The host of an execution."""
    run = program.mocked
    if run is None:
        return EmbeddedHost(engine, commits, program=program, record=record)
    return MockedHost(engine, commits, program=program, record=record, run=run)


def _is_mocked(call: TaskCall) -> bool:
    return isinstance(call.job, dict) and _INVOCATION in call.job


def _is_submitted(call: TaskCall) -> bool:
    """Whether the call is answered in two steps: jobs, callbacks and activities."""
    resource = parse_resource(call.resource)
    return resource is not None and (resource.pattern != "" or resource.kind == "activity")
