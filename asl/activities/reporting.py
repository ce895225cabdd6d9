"""Telling the service of a task: that it lives, and what came of it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from asl.activities.backoff import Backoff
from asl.activities.outcomes import Outcome, Succeeded
from asl.activities.service import Service, ServiceRefused, Trouble
from asl.activities.task import ActivityTask, TaskOver

_log = logging.getLogger("asl.worker")


class Held:
    """A task in hand. Its thread reports it, or the one that stops the worker; never both.

    Attributes:
        task: the task.
        title: what its function is called in logs.
    """

    def __init__(self, task: ActivityTask, title: str) -> None:
        self.task = task
        self.title = title
        self._unclaimed = threading.Semaphore(1)

    def claim(self) -> bool:
        """Whether the caller is the one who reports it: the first that asks."""
        return self._unclaimed.acquire(blocking=False)


def heartbeat(service: Service, task_arn: str, token: str) -> None:
    """Send a heartbeat; one that is lost is told of and forgotten, as another one follows.

    Raises:
        TaskOver
    """
    try:
        service.beat(task_arn, token)
    except (Trouble, ServiceRefused) as error:
        _log.warning("a heartbeat was lost: %s", error)


@contextmanager
def beating(held: Held, seconds: float | None) -> Iterator[None]:
    """Send heartbeats while the block lasts, until the task is over."""
    if seconds is None:
        yield
        return
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(seconds):
            try:
                held.task.heartbeat()
            except TaskOver as over:
                if not ended.is_set():
                    _log.warning(
                        "%s: %s; what the function returns will be dropped", held.title, over
                    )
                return

    threading.Thread(target=beat, name=f"heartbeat of {held.title}", daemon=True).start()
    try:
        yield
    finally:
        ended.set()


def report(service: Service, held: Held, outcome: Outcome, leaving: threading.Event) -> None:
    """Tell what came of a task, until the service has heard it or `leaving` is set.

    The service itself says when it is too late, so an outage of any length is waited out.

    Raises:
        ServiceRefused
    """
    backoff, attempts = Backoff(), 0
    while True:
        attempts += 1
        try:
            told = service.tell(held.task.activity_arn, held.task.token, outcome)
        except TaskOver as over:
            _dropped(held, over, attempts)
            return
        except Trouble as trouble:
            if attempts == 1:
                _log.warning("%s: no result can be sent: %s; trying on", held.title, trouble)
            if leaving.wait(backoff.next()):
                lost(held)
                return
        except ServiceRefused:
            lost(held)
            raise
        else:
            _done(held, told)
            return


def lost(held: Held) -> None:
    """A task's result could not be sent in time."""
    _log.error(
        "%s: the worker ends and its result has not arrived; the task waits for its time-out",
        held.title,
    )


def _dropped(held: Held, over: TaskOver, attempts: int) -> None:
    if attempts == 1:
        _log.warning("%s: the result is dropped. %s", held.title, over)
    else:
        _log.warning(
            "%s: an earlier attempt to send the result has arrived, or it is dropped. %s",
            held.title,
            over,
        )


def _done(held: Held, outcome: Outcome) -> None:
    if isinstance(outcome, Succeeded):
        _log.info("%s: a task is done", held.title)
    else:
        # The message may quote the input, so it stands in the history alone.
        at = f" at {outcome.place}" if outcome.place else ""
        _log.warning(
            "%s: a task has failed with %s%s; its Cause tells more", held.title, outcome.error, at
        )
