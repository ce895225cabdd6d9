"""What the API asks of an engine that lasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from asl.stores.records import ExecutionRecord, MachineRecord


class UnknownTask(Exception):
    """No call was ever given that token, or the token is no token at all."""


class TaskOver(Exception):
    """The call of that token has ended: answered before, timed out, or its execution is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityTask:
    """A task that a worker takes: its token and its input as JSON text."""

    token: str
    input: str


class Engine(Protocol):
    """An engine that owns a store."""

    async def start(self, execution: ExecutionRecord, machine: MachineRecord) -> None:
        """Run an execution that the store has; only a nudge, for the store's row is the truth."""

    async def run_express(
        self, machine: MachineRecord, *, name: str, input: str, trace_header: str | None
    ) -> ExecutionRecord:
        """Run an Express execution in memory to its end; the record is in no store."""

    async def start_express(
        self, machine: MachineRecord, *, name: str, input: str, trace_header: str | None
    ) -> ExecutionRecord:
        """Start an Express execution in memory and do not wait for it."""

    async def stop(
        self, execution: ExecutionRecord, error: str | None, cause: str | None
    ) -> datetime:
        """Abort an execution; when it stopped, also where it had stopped before."""

    async def activity_task(
        self, activity_arn: str, worker: str | None, seconds: float
    ) -> ActivityTask | None:
        """The next task of an activity; None where none comes in so many seconds."""

    async def send_success(self, token: str, output: str) -> None:
        """Complete the call of a token with JSON text; committed when it returns.

        Raises:
            UnknownTask, TaskOver
        """

    async def send_failure(self, token: str, error: str | None, cause: str | None) -> None:
        """Fail the call of a token; committed when it returns.

        Raises:
            UnknownTask, TaskOver
        """

    async def send_heartbeat(self, token: str) -> None:
        """Put the deadline of the next heartbeat off.

        Raises:
            UnknownTask, TaskOver
        """
