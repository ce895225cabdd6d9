"""What a family of Tasks is: those that are called in one way."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from asl.runtime.host import Returned, Submitted, TaskCall
from asl.syntax.values import Json


class Family(Protocol):
    """Makes the calls of some Tasks; on one event loop only."""

    def answers(self, call: TaskCall) -> bool:
        """Whether something is bound to what a Task calls."""

    def describe(self, call: TaskCall) -> str:
        """What would be called for a Task that it answers for, in a few words without secrets."""

    async def __call__(self, call: TaskCall) -> Submitted | Returned:
        """Make a call.

        Raises:
            StatesError: it failed or cannot be made.
        """


@runtime_checkable
class JobFamily(Family, Protocol):
    """One whose calls submit jobs."""

    async def outcome(self, call: TaskCall) -> Json:
        """Wait for the end of the job that a call has submitted; asked again after a restart.

        Raises:
            StatesError: it failed.
        """

    async def cancel(self, call: TaskCall) -> None:
        """End a job whose execution is over, as well as that can be done."""
