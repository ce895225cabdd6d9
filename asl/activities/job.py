"""What a worker does, and for whom."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

_ARN: Final = re.compile(
    r"arn:aws[a-z-]*:states:(?P<region>[a-z0-9-]+):[0-9]{12}:activity:(?P<name>.{1,80})"
)
# Characters of `workerName`. Source: Name in the service model of `states`.
NAME_LIMIT: Final = 80
_WITH_TASK: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A function and the activity whose tasks it does.

    Attributes:
        activity_arn: of the activity.
        region: that the ARN names.
        function: takes the input, and the task as well if `takes_task`.
        takes_task: whether it does.
        concurrency: tasks at once, and threads.
        heartbeat: seconds between automatic heartbeats; None for none.
        name: the worker's, for the history; None for that of the host.
        client: of boto3; None to have one made.
    """

    activity_arn: str
    region: str
    function: Callable[..., Any]
    takes_task: bool
    concurrency: int
    heartbeat: float | None
    name: str | None
    client: Any

    @property
    def title(self) -> str:
        """What it is called in logs."""
        return getattr(self.function, "__qualname__", type(self.function).__name__)


def region_of(activity_arn: str) -> str:
    """The region of an activity.

    Raises:
        ValueError: where the ARN is none of an activity.
    """
    found = _ARN.fullmatch(activity_arn)
    if found is None:
        raise ValueError(
            f"{activity_arn!r} is no ARN of an activity; one reads "
            "arn:aws:states:us-east-1:123456789012:activity:NAME"
        )
    return found["region"]


def check_options(concurrency: int, heartbeat: float | None, name: str | None) -> None:
    """Refuse options that cannot be meant.

    Raises:
        ValueError
    """
    if concurrency < 1:
        raise ValueError(
            f"concurrency is how many tasks are done at once: 1 or more, not {concurrency}"
        )
    if heartbeat is not None and not heartbeat > 0:
        raise ValueError(
            f"heartbeat is in seconds and more than 0, not {heartbeat}; None sends no heartbeats"
        )
    if name is not None and not 1 <= len(name) <= NAME_LIMIT:
        raise ValueError(f"name has 1 to {NAME_LIMIT} characters, not {len(name)}")


def takes_task(function: Callable[..., object]) -> bool:
    """Whether a function takes the task beside its input: whether it has two positional parameters.

    Raises:
        TypeError: where it cannot be called with either, or yields.
    """
    title = getattr(function, "__qualname__", repr(function))
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        raise TypeError(f"{title} yields, and a task has one result: return it")
    signature = inspect.signature(function)
    positional = [
        parameter
        for parameter in signature.parameters.values()
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
    ]
    task = len(positional) == _WITH_TASK
    try:
        signature.bind(*(None, None) if task else (None,))
    except TypeError as error:
        raise TypeError(
            f"a worker takes the input, or the input and the task: {title}{signature}"
        ) from error
    return task
