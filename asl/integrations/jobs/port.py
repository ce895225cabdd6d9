"""What runs jobs: started once for a token, followed by a handle that outlives this process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol, TypeAlias

from asl.syntax.values import Json

# What containers printed: by pod, then by container.
Logs: TypeAlias = dict[str, dict[str, str]]
# Bytes of what a job printed that are kept, or read.
LOG_LIMIT: Final = 8 * 1024 * 1024
# Of more than any log is long.
_DIGITS: Final = 10


class Unstarted(Exception):
    """The job does not run; the message says why, and holds no argument and no variable's value."""


class Unreachable(Exception):
    """What runs jobs cannot be asked for the moment; the message says what did not answer."""


def wanted_of(wanted: Mapping[str, str]) -> tuple[int | None, int]:
    """How many lines of a log's end are asked for, None for all, and how many bytes of them.

    Args:
        wanted: `tailLines` and `limitBytes`; what is no number asks for all.

    Raises: Unreachable, where it is something else.
    """
    for name in wanted:
        if name not in ("tailLines", "limitBytes"):
            message = f"what a job printed here has tailLines and limitBytes, and no {name}"
            raise Unreachable(message)
    lines, size = wanted.get("tailLines", ""), wanted.get("limitBytes", "")
    return (
        int(lines[:_DIGITS]) if lines.isdecimal() else None,
        min(int(size[:_DIGITS]), LOG_LIMIT) if size.isdecimal() else LOG_LIMIT,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSpec:
    """A job to start.

    Attributes:
        token: the job's name for ever: a second start with it finds the first.
        name: what people call it.
        container: what its one container is called.
        command: program and first arguments.
        arguments: that follow.
        environment: the job's own variables.
        folder: where a process runs.
        image: of a container; None for a process.
        attempts: how often it may run until it succeeds.
        timeout: seconds of one attempt; None without a limit.
        namespace: of a cluster; None for the usual one.
        manifest: a Job of Kubernetes that is created as it is; None to make one.
    """

    token: str
    name: str
    container: str
    command: tuple[str, ...]
    arguments: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    folder: Path = field(default_factory=Path)
    image: str | None = None
    attempts: int = 1
    timeout: float | None = None
    namespace: str | None = None
    manifest: dict[str, Json] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a job ended.

    Attributes:
        code: exit code of the last attempt, 128 more than the number of a signal; None where
            nothing is known of it.
        reason: why it is no success, beside its exit code; empty for none.
        timed_out: whether an attempt took longer than it may.
        started: milliseconds since 1970.
        ended: the same.
        codes: of every attempt, in order.
    """

    code: int | None
    reason: str = ""
    timed_out: bool = False
    started: int
    ended: int
    codes: Sequence[int | None] = ()

    @property
    def succeeded(self) -> bool:
        """Whether it did what it was to do."""
        return self.code == 0 and not self.reason


class Runner(Protocol):
    """One way to run jobs; on one event loop."""

    async def start(self, spec: JobSpec) -> Json:
        """Start a job, or find the one that the token has started before.

        Returns: its handle, JSON to be stored; holds no variable and no argument.

        Raises: Unstarted
        """

    async def outcome(self, handle: Json) -> Ended:
        """Wait until a job has ended; holds no thread meanwhile.

        Raises: Unreachable, where it stays so.
        """

    async def logs(self, handle: Json, wanted: Mapping[str, str]) -> Logs:
        """What a job printed.

        Args:
            handle: of the job.
            wanted: parameters of Kubernetes' Read Log API: `tailLines`, `limitBytes`.

        Raises: Unreachable
        """

    async def cancel(self, handle: Json) -> None:
        """End a job; one that has ended stays as it is.

        Raises: Unreachable
        """

    async def close(self) -> None:
        """Follow no more; the jobs run on."""
