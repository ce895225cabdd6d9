"""The four calls of Step Functions that a worker makes, and what their errors mean to it.

Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetActivityTask.html
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,  # noqa: A004 - botocore's own name
    CredentialRetrievalError,
    HTTPClientError,
    TokenRetrievalError,
)

from asl.activities.outcomes import UNMARSHALLED, Failed, Outcome, failed_for
from asl.activities.task import TaskOver

# Seconds. A poll is answered after 60 at the latest; AWS asks for 65 or more.
_POLL_TIMEOUT: Final = 70
_ANSWER_TIMEOUT: Final = 15
_CONNECT_TIMEOUT: Final = 5
# Seconds that a poll of ours waits where the server lets the client choose, so that a worker that
# stops need not listen longer. AWS does not read it. Source: RFC 7240, section 4.3.
_PREFER: Final = "wait=2"
_OVER: Final = frozenset({"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"})
_PASSING: Final = frozenset(
    {
        "ActivityWorkerLimitExceeded",
        "KmsThrottlingException",
        "RequestLimitExceeded",
        "RequestTimeout",
        "RequestTimeoutException",
        "ServiceUnavailable",
        "SlowDown",
        "Throttling",
        "ThrottledException",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
_PASSING_STATUS: Final = frozenset({408, 425, 429})
_SERVER_FAULT: Final = 500
_UNTAKEN_OUTPUT: Final = frozenset({"InvalidOutput", "ValidationException"})
_NO_CREDENTIALS: Final = (
    "give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; for `asl serve` any two values do"
)
_ADVICE: Final = {
    "ActivityDoesNotExist": "create it first (`aws stepfunctions create-activity --name …`), or "
    "set AWS_ENDPOINT_URL_SFN to where it is",
    "InvalidArn": "give the ARN of an activity to asl.worker",
    "NoCredentialsError": _NO_CREDENTIALS,
    "PartialCredentialsError": _NO_CREDENTIALS,
}
_OTHERWISE: Final = (
    "see that AWS_ENDPOINT_URL_SFN and the credentials are those that are meant, and that they "
    "allow states:GetActivityTask, SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat"
)


class Trouble(Exception):
    """A call did not come through; the same may do so later."""


class ServiceRefused(Exception):
    """The service will not have a call, however often it is made."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Taken:
    """A task that a poll was answered with.

    Attributes:
        token: the task token.
        input: what the function is given, as JSON text.
    """

    token: str = field(repr=False)
    input: str = field(repr=False)


class Service:
    """Step Functions, or what stands for it.

    Args:
        polling: the client of boto3 that waits for tasks.
        answering: the one that tells of them.
    """

    def __init__(self, polling: Any, answering: Any) -> None:
        self._polling = polling
        self._answering = answering
        self.endpoint: str = polling.meta.endpoint_url

    def take(self, activity_arn: str, name: str) -> Taken | None:
        """Wait for a task, a minute at most.

        Raises:
            Trouble, ServiceRefused
        """
        with self._judged(activity_arn):
            told = self._polling.get_activity_task(activityArn=activity_arn, workerName=name)
        token = told.get("taskToken")
        return Taken(token, told["input"]) if token else None

    def tell(self, activity_arn: str, token: str, outcome: Outcome) -> Outcome:
        """Report a task's outcome; a result that the service does not take becomes a failure.

        Returns:
            What it was told.

        Raises:
            TaskOver, Trouble, ServiceRefused
        """
        if isinstance(outcome, Failed):
            given = {"error": outcome.error, "cause": outcome.cause}
            more = {member: text for member, text in given.items() if text is not None}
            with self._judged(activity_arn):
                self._answering.send_task_failure(taskToken=token, **more)
            return outcome
        try:
            with self._judged(activity_arn):
                self._answering.send_task_success(taskToken=token, output=outcome.output)
        except ServiceRefused as refused:
            if refused.code not in _UNTAKEN_OUTPUT:
                raise
            cause = f"The service does not take the result: {refused.code}"
            return self.tell(activity_arn, token, failed_for(UNMARSHALLED, cause))
        return outcome

    def beat(self, activity_arn: str, token: str) -> None:
        """Send a heartbeat.

        Raises:
            TaskOver, Trouble, ServiceRefused
        """
        with self._judged(activity_arn):
            self._answering.send_task_heartbeat(taskToken=token)

    @contextmanager
    def _judged(self, activity_arn: str) -> Iterator[None]:
        """What an error means; its message is left out, as one may quote what was sent."""
        try:
            yield
        except ClientError as error:
            code: str = error.response["Error"]["Code"]
            if code in _OVER:
                raise TaskOver(f"The task has ended: the service says {code}") from None
            if _passes(error):
                raise Trouble(f"{self.endpoint} answered {code}") from None
            raise self._refused(activity_arn, code) from None
        except (HTTPClientError, ConnectionError) as error:
            raise Trouble(f"{self.endpoint} did not answer: {type(error).__name__}") from None
        except (CredentialRetrievalError, TokenRetrievalError) as error:
            raise Trouble(f"no credentials came: {type(error).__name__}") from None
        except BotoCoreError as error:
            raise self._refused(activity_arn, type(error).__name__) from None

    def _refused(self, activity_arn: str, code: str) -> ServiceRefused:
        advice = _ADVICE.get(code, _OTHERWISE)
        return ServiceRefused(code, f"{activity_arn} at {self.endpoint}: {code}: {advice}")


def _passes(error: ClientError) -> bool:
    status: int = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    passing = error.response["Error"]["Code"] in _PASSING or status in _PASSING_STATUS
    return passing or status >= _SERVER_FAULT


def connect(region: str, threads: int) -> Service:
    """The service of a region, as boto3 is configured by environment and files.

    Args:
        region: of the activities.
        threads: that will call it at once.

    Raises:
        botocore.exceptions.BotoCoreError: where that configuration is broken.
    """
    session = Session(region_name=region)
    # One attempt: this package tries again itself, and knows when to stop.
    polling = session.client(
        "stepfunctions",
        config=Config(
            connect_timeout=_CONNECT_TIMEOUT,
            read_timeout=_POLL_TIMEOUT,
            retries={"total_max_attempts": 1, "mode": "standard"},
            max_pool_connections=threads,
        ),
    )
    polling.meta.events.register("before-send.sfn.GetActivityTask", _prefer)
    answering = session.client(
        "stepfunctions",
        config=Config(
            connect_timeout=_CONNECT_TIMEOUT,
            read_timeout=_ANSWER_TIMEOUT,
            retries={"total_max_attempts": 3, "mode": "standard"},
            # The function's thread, and that of its heartbeats.
            max_pool_connections=2 * threads,
        ),
    )
    return Service(polling, answering)


def _prefer(request: Any, **_: object) -> None:
    """Say how long to wait, outside the signature: a proxy may take the header away."""
    request.headers["Prefer"] = _PREFER
