"""A job as its service speaks of it: what every service's answers are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from asl.integrations.jobs.asked import Asked
from asl.integrations.jobs.given import Given
from asl.integrations.jobs.port import Ended, Logs
from asl.runtime.host import TaskCall
from asl.syntax.values import Json

_ACCOUNT: Final = "123456789012"
_REGION: Final = "us-east-1"
# Source: `reason` of a container in the API of ECS.
_REASON_LIMIT: Final = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job.

    Attributes:
        whole: what the Task gave its service.
        token: its name for ever; a UUID.
        account: whose it is said to be.
        region: where it is said to be.
        at: when it was submitted, in milliseconds since 1970.
        awaited: whether the Task waits for its end.
    """

    whole: Given
    token: str
    account: str
    region: str
    at: int
    awaited: bool

    def arn(self, service: str, rest: str) -> str:
        """An ARN of this account and region; of what has one already, that."""
        if rest.partition("/")[2].startswith("arn:"):
            return rest.partition("/")[2]
        return f"arn:aws:{service}:{self.region}:{self.account}:{rest}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How a job ended, and what it printed.

    Attributes:
        end: how.
        tail: the end of what it printed, where it has failed.
        logs: all that was asked for; None where nothing was.
        unread: why they could not be read; empty where they could.
    """

    end: Ended
    tail: str = ""
    logs: Logs | None = None
    unread: str = ""

    @property
    def reason(self) -> str:
        """Why it failed: in its runner's words, and in the last lines that it printed itself."""
        lines = "\n".join(part for part in (self.end.reason, self.tail) if part)
        return lines[-_REASON_LIMIT:]


class Service(Protocol):
    """A service whose jobs run here."""

    # Whether its answers tell of the HTTP answer.
    metadata: bool

    def names(self, whole: Given) -> tuple[str, ...]:
        """What `asl.toml` may know a job by, the longest first.

        Raises: StatesError, where none is given.
        """

    def asked(self, whole: Given) -> Asked:
        """What a Task asks of a job.

        Raises: StatesError
        """

    def marks(self, job: Job) -> Mapping[str, str]:
        """The variables that the service sets for a job."""

    def logs(self, whole: Given) -> Mapping[str, str] | None:
        """What of a job's log is to stand in its result; None for nothing."""

    def submitted(self, job: Job) -> dict[str, Json]:
        """The service's answer to the submission."""

    def ended(self, job: Job, told: Told) -> dict[str, Json]:
        """The result of a job that is waited for, and the Cause where it has failed."""


def job_from(call: TaskCall, token: str, at: int) -> Job:
    """The job of a Task.

    Args:
        call: the Task's.
        token: the job's name for ever.
        at: when it was submitted, in milliseconds since 1970.
    """
    region, account = _REGION, _ACCOUNT
    if call.execution is not None:
        _, _, _, region, account, *_ = call.execution.arn.split(":")
    whole = Given(call.state, call.input)
    return Job(
        whole=whole,
        token=token,
        account=account,
        region=region,
        at=at,
        awaited=call.resource.endswith(".sync"),
    )


def failed_to_start(job: Job, reason: str) -> Told:
    """The end of a job that has not begun."""
    return Told(end=Ended(code=None, reason=reason, started=job.at, ended=job.at))
