"""What the API asks of an engine that lasts."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from asl.runtime.events import Event
from asl.stores.records import ExecutionRecord, MachineRecord


class UnknownTask(Exception):
    """No call was ever given that token, or the token is no token at all."""


class TaskOver(Exception):
    """The call of that token has ended: answered before, timed out, or its execution is over."""


class UnusableTestCase(Exception):
    """An execution cannot be started with that test case; the text says why, and what there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityTask:
    """A task that a worker takes: its token and its input as JSON text."""

    token: str
    input: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """How many executions run.

    Attributes:
        in_memory: those that are in memory, Express ones among them.
        dormant: those that wait and are in the store only.
    """

    in_memory: int
    dormant: int


class Watch(Protocol):
    """Sees what is committed of one execution."""

    async def changed(self) -> None:
        """Wait for a commit since the watch began, or since this was asked last."""


class EventLog(Protocol):
    """Takes events that are to be logged; comes back at once and never fails."""

    def __call__(self, execution_arn: str, redrive_count: int, events: Sequence[Event]) -> None:
        """Events of one execution, in their order; those of a history when they are stored."""


class Logs(Protocol):
    """The logs of executions."""

    def of(self, logging: str | None) -> EventLog | None:
        """The log of executions whose revision has this `logging`; None where there is none."""


class Engine(Protocol):
    """An engine that owns a store."""

    async def start(self, execution: ExecutionRecord, machine: MachineRecord) -> None:
        """See to it that an execution that the store has runs.

        Only a nudge, for the store's row is the truth: nothing where it runs already, has ended,
        or goes on by itself after a restart.
        """

    def examine_test_case(self, machine: MachineRecord, test_case: str) -> None:
        """Make sure that executions of a machine can be started with a test case.

        Raises:
            UnusableTestCase
        """

    async def run_express(
        self,
        machine: MachineRecord,
        *,
        name: str,
        input: str,
        trace_header: str | None,
        test_case: str | None = None,
    ) -> ExecutionRecord:
        """Run an Express execution in memory to its end; the record is in no store."""

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

    async def stop(
        self, execution: ExecutionRecord, error: str | None, cause: str | None
    ) -> datetime:
        """Abort an execution; when it stopped, also where it had stopped before."""

    async def finish_express(self, seconds: float) -> None:
        """Give the Express executions so much time to end; what is left ends with the process."""

    async def ended(self, execution: ExecutionRecord) -> None:
        """Wait until an execution that the store has is over.

        Raises:
            StoreError
        """

    def runs_map(self, map_run_arn: str) -> bool:
        """Whether a Map Run is under way; it may have no child in the store yet."""

    def population(self) -> Population:
        """How many executions run now."""

    def now(self) -> datetime:
        """The time by which executions go, in whole milliseconds; it never goes back."""

    def refusal(self) -> str | None:
        """Why nothing that runs can be committed now; None where it can."""

    def watch(self, execution: int) -> AbstractContextManager[Watch]:
        """Watch an execution, by the store's number, inside the block: also while it ends.

        What was committed before is told by the store, so it is to be read after the watch began.
        """

    def activity_created(self, arn: str) -> None:
        """Tasks of an activity may be scheduled from now on.

        A Task whose activity does not exist fails when it is entered, and a state does no
        look-ups: so the engine knows them all.
        """

    def activity_deleted(self, arn: str) -> None:
        """No task of an activity may be scheduled any more."""

    async def activity_task(
        self, activity_arn: str, worker: str | None, seconds: float
    ) -> ActivityTask | None:
        """The next task of an activity; None where none comes in so many seconds."""

    async def send_success(self, token: str, output: str) -> None:
        """Complete the call of a token with JSON text; committed when it returns.

        Raises:
            UnknownTask, TaskOver
            StoreError: where it cannot be committed now; the same may be sent again.
        """

    async def send_failure(self, token: str, error: str | None, cause: str | None) -> None:
        """Fail the call of a token; committed when it returns.

        Raises:
            UnknownTask, TaskOver
            StoreError: where it cannot be committed now; the same may be sent again.
        """

    async def send_heartbeat(self, token: str) -> None:
        """Put the deadline of the next heartbeat off.

        Raises:
            UnknownTask, TaskOver
        """
