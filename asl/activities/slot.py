"""A thread that takes one task after the other, and does it."""

from __future__ import annotations

import asyncio
import inspect
import json
import threading
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from asl.activities.job import Job
from asl.activities.outcomes import Outcome, cut, failed, failed_for, succeeded
from asl.activities.polling import Poller
from asl.activities.reporting import Held, beating, heartbeat, report
from asl.activities.service import Service, Taken
from asl.activities.task import ActivityTask
from asl.runtime.errors import NAME_LIMIT


class Slot:
    """Room for one task at a time.

    As the thread that polls is the one that works, no task is taken that has to wait here.

    Args:
        job: what is done.
        service: that gives out the tasks.
        name: the worker's.
        loop: that asynchronous functions run on.
        stopping: set where no further task is to be taken.
        leaving: set where nothing is to be sent any more.

    Attributes:
        held: the task in hand.
    """

    def __init__(
        self,
        job: Job,
        service: Service,
        name: str,
        loop: asyncio.AbstractEventLoop,
        stopping: threading.Event,
        leaving: threading.Event,
    ) -> None:
        self.job = job
        self.service = service
        self.held: Held | None = None
        self._loop = loop
        self._leaving = leaving
        self._poller = Poller(service, job.activity_arn, name, stopping)

    @property
    def polls(self) -> bool:
        """Whether a poll is open."""
        return self._poller.open

    def work(self, told: Callable[[BaseException | None], None]) -> None:
        """Take tasks and do them; `told` is given what ended it, None where it was told to."""
        try:
            while (taken := self._poller.next()) is not None:
                self._do(taken)
        except BaseException as error:  # noqa: BLE001 - the thread's border: it is raised by `run`
            told(error)
        else:
            told(None)

    def _do(self, taken: Taken) -> None:
        beat = partial(heartbeat, self.service, self.job.activity_arn)
        held = Held(ActivityTask(self.job.activity_arn, taken.token, beat), self.job.title)
        self.held = held
        self._poller.open = False
        with beating(held, self.job.heartbeat):
            outcome = self._outcome(held.task, taken.input)
        if held.claim():
            report(self.service, held, outcome, self._leaving)
        self.held = None

    def _outcome(self, task: ActivityTask, input: str) -> Outcome:
        """Call the function; whatever it raises is the task's failure."""
        try:
            value = json.loads(input)
            result = self.job.function(*((value, task) if self.job.takes_task else (value,)))
            if not inspect.isawaitable(result):
                return succeeded(result, self.job.title)
        except BaseException as error:  # noqa: BLE001 - what a function raises is its task's failure
            return _failed(error)
        awaiting = _awaited(result, self.job.title)
        return asyncio.run_coroutine_threadsafe(awaiting, self._loop).result()


async def _awaited(result: Awaitable[Any], title: str) -> Outcome:
    """The outcome of an asynchronous function; nothing that it raises ends the loop."""
    try:
        return succeeded(await result, title)
    except BaseException as error:  # noqa: BLE001 - what a function raises is its task's failure
        return _failed(error)


def _failed(error: BaseException) -> Outcome:
    """The outcome of a function that has raised, where even the exception's own text raises."""
    try:
        return failed(error)
    except BaseException as another:  # noqa: BLE001 - it is the function's as well
        name = type(error).__name__
        said = f"{name} cannot be told of: its text raises {type(another).__name__}"
        return failed_for(cut(name, NAME_LIMIT), said)
