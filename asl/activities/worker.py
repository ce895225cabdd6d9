"""`asl.worker`: a plain function becomes a worker of an activity."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final, Generic, ParamSpec, TypeVar

from asl.activities.job import Job, check_options, region_of, takes_task

P = ParamSpec("P")
R = TypeVar("R")

# Seconds. A HeartbeatSeconds of 60 outlives the loss of two heartbeats.
HEARTBEAT: Final = 20.0
# Seconds: an open poll lasts 60 on AWS, which may hand out a task until its end.
GRACE: Final = 65.0
# It imports boto3.
_CREW: Final = "asl.activities.crew"


class Worker(Generic[P, R]):
    """A function that does the tasks of an activity; called, it is the function and nothing more.

    Attributes:
        job: the function and its options.
    """

    __name__: str

    def __init__(self, function: Callable[P, R], job: Job) -> None:
        self._function = function
        self.job = job
        functools.update_wrapper(self, function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        return self._function(*args, **kwargs)

    def run(self, *, grace: float = GRACE, stop: threading.Event | None = None) -> None:
        """Take tasks and do them until SIGINT or SIGTERM; see `run_workers`."""
        run_workers(self, grace=grace, stop=stop)

    def __repr__(self) -> str:
        return f"<worker {self.job.title} of {self.job.activity_arn}>"


def worker(
    activity_arn: str,
    *,
    concurrency: int = 1,
    heartbeat: float | None = HEARTBEAT,
    name: str | None = None,
    client: Any = None,
) -> Callable[[Callable[P, R]], Worker[P, R]]:
    """Make a function a worker of an activity.

        @asl.worker("arn:aws:states:us-east-1:123456789012:activity:resize")
        def resize(input):
            return {"width": input["width"] // 2}

        if __name__ == "__main__":
            resize.run()

    The function is given the task's input, and its `ActivityTask` as well if it has two positional
    parameters; it may be asynchronous. What it returns is the task's result, as JSON. What it
    raises is the task's failure, as with an AWS Lambda function: the error is the exception's class
    name, the cause a JSON text of `errorMessage`, `errorType` and `stackTrace`; `TaskError` gives
    both exactly. A result that is no JSON fails the task with `Runtime.MarshalError`, one of more
    than 262,144 bytes with `States.DataLimitExceeded`.

    Args:
        activity_arn: of the activity; the region is taken from it.
        concurrency: how many tasks it does at once. Each has a thread, which waits for the next
            task while it has none.
        heartbeat: seconds between the heartbeats that are sent while the function runs; None for
            none. Choose less than a third of the state's HeartbeatSeconds.
        name: `workerName`, which stands in the history; by default the host's name.
        client: a client of boto3 for `stepfunctions`, whose read time-out should be 65 s or more;
            by default `run` makes one, as boto3 is configured by environment and files.

    Raises:
        ValueError: for an ARN or an option that cannot be meant.
        TypeError: from the decorator, where the function cannot be called with a task.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-activities.html
    """
    region = region_of(activity_arn)
    check_options(concurrency, heartbeat, name)

    def decorate(function: Callable[P, R]) -> Worker[P, R]:
        job = Job(
            activity_arn=activity_arn,
            region=region,
            function=function,
            takes_task=takes_task(function),
            concurrency=concurrency,
            heartbeat=heartbeat,
            name=name,
            client=client,
        )
        return Worker(function, job)

    return decorate


def run_workers(
    *workers: Worker[..., Any], grace: float = GRACE, stop: threading.Event | None = None
) -> None:
    """Run workers in this process until SIGINT or SIGTERM.

    The first signal ends polling. A poll that is open cannot be called off: whoever hangs up may
    leave a task on the line that AWS has given out already. So it is listened to until it is
    answered, and a task that still comes is done; `asl serve` answers within 2 seconds, AWS within
    60. Tasks that are not done when the grace is over fail with `WorkerStopped`. A second signal
    ends the process at once.

    Args:
        workers: one or more.
        grace: seconds that are left after the first signal, for open polls and tasks in hand.
        stop: setting it does what the first signal does. Needed outside the main thread.

    Raises:
        ServiceRefused: where the service will not let a worker poll or answer: an activity that
            does not exist, credentials that are missing or not allowed to. What the other
            workers have in hand is finished first.
        ValueError: without workers, or without a way to stop them.
    """
    run: Callable[..., None] = import_module(_CREW).run
    run([one.job for one in workers], grace=grace, stop=stop)
