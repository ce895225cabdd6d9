"""What an optimised integration is: the API behind it, and how its jobs end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from asl.syntax.values import Json

# Request-response is always there; these are the suffixes beside it.
CALL: Final[frozenset[str]] = frozenset({""})
TOKEN: Final = CALL | {".waitForTaskToken"}
JOB: Final = CALL | {".sync"}
JOB_OR_TOKEN: Final = JOB | TOKEN

# A value that a call is given: a path into what is known (`request.JobName`, `answer.Tasks.0`), or
# a list of one, or any other text as it is.
Wanted: TypeAlias = "str | list[str]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """How one learns that a job has ended, and how it is ended.

    Paths have the names of Step Functions, with a capital, joined by dots.

    Attributes:
        poll: the action of the same API that tells of it.
        asks: what that is given.
        status: where in its answer the status stands.
        succeeded: statuses of a job that is done.
        failed: statuses of one that has failed; with any other it still runs.
        result: where in the answer the job stands, which is the Task's result; empty for all of it.
        under: the member of the result that holds it; empty where it is the result.
        kept: whether the result has the members of the first answer too.
        gone: the error that says that there is none of that name any more, where that is success.
        has_failed: tells of a job that is done whether it has failed all the same.
        cancel: the action that ends it; empty where there is none.
        cancels: what that is given.
    """

    poll: str
    asks: Mapping[str, Wanted]
    status: str
    succeeded: frozenset[str]
    failed: frozenset[str] = frozenset()
    result: str = ""
    under: str = ""
    kept: bool = False
    gone: str = ""
    has_failed: Callable[[Json], bool] | None = None
    cancel: str = ""
    cancels: Mapping[str, Wanted] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """An action of an optimised integration.

    Attributes:
        patterns: suffixes that its Resource may have, the empty one among them.
        job: how a job of `.sync` ends; None where there is none.
        api: the API behind it, by the SDKs' word, where it is not the service's.
        calls: the action behind it, where it has another name.
        asks: what that is given, where its members are not the integration's own.
        gives: what of its answer is given, where that is not all.
    """

    patterns: frozenset[str] = CALL
    job: Job | None = None
    api: str = ""
    calls: str = ""
    asks: Mapping[str, Wanted] | None = None
    gives: Mapping[str, Wanted] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """A service that Step Functions has an integration of its own for.

    Attributes:
        api: the API behind it, by the word that SDK integrations have for it; empty where it is no
            API of the SDKs.
        prefix: what names of its errors begin with: `DynamoDB`.
        base: the error of what the API's model does not know: `AmazonDynamoDBException`.
        called: what causes call the service: `AmazonDynamoDBv2`.
        metadata: whether results tell of the HTTP answer (`SdkHttpMetadata`).
        actions: by name.
    """

    api: str = ""
    prefix: str = ""
    base: str = ""
    called: str = ""
    metadata: bool = True
    actions: Mapping[str, Action]
