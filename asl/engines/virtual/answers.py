"""What a task may answer in a virtual run, and when: at once, later, never."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from asl.runtime.host import TaskCall
from asl.syntax.values import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer, on the virtual clock.

    Attributes:
        value: the raw result; not read where the call fails or nothing ever comes.
        error: name of the error, where the call fails; None for an error without a name.
        cause: its cause.
        failed: whether the call fails.
        never: whether nothing ever comes.
        after: virtual seconds until it comes.
        heartbeat_every: virtual seconds between heartbeats; None sends none.
        submission: what the service answers to the submission of a job or a callback.
        worker: the name of the activity's worker.
    """

    value: Json = None
    error: str | None = None
    cause: str | None = None
    failed: bool = False
    never: bool = False
    after: float = 0.0
    heartbeat_every: float | None = None
    submission: Json = None
    worker: str | None = None

    def __post_init__(self) -> None:
        """Refuse times that no clock could keep.

        Raises:
            ValueError: naming the argument.
        """
        if not 0 <= self.after < math.inf:
            raise ValueError(f"after must be 0 or more virtual seconds, but is {self.after}")
        beat = self.heartbeat_every
        if beat is not None and not 0 < beat < math.inf:
            raise ValueError(f"heartbeat_every must be more than 0 virtual seconds, but is {beat}")


def returns(value: Json, *, after: float = 0.0, heartbeat_every: float | None = None) -> Answer:
    """The call succeeds with a value, after so many virtual seconds."""
    return Answer(value=value, after=after, heartbeat_every=heartbeat_every)


def throws(error: str | None, cause: str | None = None, *, after: float = 0.0) -> Answer:
    """The call fails with an error, after so many virtual seconds."""
    return Answer(error=error, cause=cause, failed=True, after=after)


def never(*, heartbeat_every: float | None = None) -> Answer:
    """Nothing ever comes; heartbeats may."""
    return Answer(never=True, heartbeat_every=heartbeat_every)


# What stands in for the tasks of a machine: the answer to a call.
Tasks: TypeAlias = Callable[[TaskCall], "Answer | Awaitable[Answer]"]
