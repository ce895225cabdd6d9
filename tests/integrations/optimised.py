"""Making calls of optimised integrations, and waiting for their jobs, as an engine does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from asl.integrations.apis import Apis
from asl.integrations.bindings import Bindings, EndpointTarget
from asl.integrations.optimised.following import Pace
from asl.integrations.optimised.tasks import OptimisedTasks
from asl.runtime.errors import StatesError
from asl.runtime.execution import Execution
from asl.runtime.host import Returned, Submitted, TaskCall
from asl.syntax.values import Json
from tests.integrations.aws import Step

MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:orders"
EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:orders:run-1"
# Polls come at once: what is tested here is what is asked, not how long it takes.
PACE = Pace(first=0.001, growth=1.0, patience=4)
# Seconds; a job that never ends is a fault of the test.
_LONGEST = 20


@dataclass(frozen=True, slots=True)
class Ended:
    """What has become of a call.

    Attributes:
        submitted: the answer to it, where the Task waits for something.
        job: what asks for its end.
        result: of the Task; None where there is none yet.
        error: that it failed with; None where it did not.
    """

    submitted: Json = None
    job: Json = None
    result: Json = None
    error: StatesError | None = None

    @property
    def failure(self) -> tuple[str | None, str | None]:
        """Error and Cause."""
        assert self.error is not None, self
        return self.error.name, self.error.cause


def at(url: str) -> Bindings:
    """Every service at one endpoint."""
    return Bindings(default=EndpointTarget(url=url))


def call_of(resource: str, given: Json, attempt: int = 0) -> TaskCall:
    """A Task's call, in an execution."""
    execution = Execution(
        arn=EXECUTION,
        name="run-1",
        machine_arn=MACHINE,
        machine_name="orders",
        role_arn=None,
        started_at=datetime(2026, 1, 1, tzinfo=UTC),
        input={},
    )
    return TaskCall(
        state="Call",
        resource=f"arn:aws:states:::{resource}",
        input=given,
        attempt=attempt,
        token="t" * 8 if resource.endswith(".waitForTaskToken") else "",
        path="/Call/1",
        execution=execution,
    )


class Tasks(Protocol):
    """What calls and waits for jobs."""

    async def __call__(self, call: TaskCall) -> Submitted | Returned:
        """Make a call."""

    async def outcome(self, call: TaskCall) -> Json:
        """Wait for its job."""

    async def close(self) -> None:
        """End whatever runs."""


class _Alone(OptimisedTasks):
    """Optimised integrations by themselves, with the connections that they have."""

    def __init__(self, bindings: Bindings, pace: Pace) -> None:
        self._alone = Apis(bindings, "us-east-1")
        super().__init__(self._alone, pace)

    async def close(self) -> None:
        await self._alone.close()


async def ended(tasks: Tasks, call: TaskCall) -> Ended:
    """Make a call and wait for its job."""
    submitted: Submitted | None = None
    try:
        made = await tasks(call)
        if not isinstance(made, Submitted):
            return Ended(result=made.value)
        submitted = made
        if made.job is None:
            return Ended(submitted=made.output)
        # Engines keep it as JSON.
        call.job = json.loads(json.dumps(made.job))
        async with asyncio.timeout(_LONGEST):
            return Ended(made.output, call.job, await tasks.outcome(call))
    except StatesError as error:
        if submitted is None:
            return Ended(error=error)
        return Ended(submitted.output, submitted.job, error=error)


def ended_of(tasks: Tasks, call: TaskCall) -> Ended:
    """What becomes of one call; the Tasks are closed behind it."""

    async def made() -> Ended:
        result = await ended(tasks, call)
        await tasks.close()
        return result

    return asyncio.run(made())


def run(url: str, *steps: Step, pace: Pace = PACE) -> list[Ended]:
    """What becomes of calls, one after another."""
    return perform(at(url), steps, pace)


def perform(bindings: Bindings, steps: Sequence[Step], pace: Pace = PACE) -> list[Ended]:
    """The same, with something bound."""

    async def made() -> list[Ended]:
        tasks = _Alone(bindings, pace)
        results = [await ended(tasks, call_of(action, given)) for action, given in steps]
        await tasks.close()
        return results

    return asyncio.run(made())
