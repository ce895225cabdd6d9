"""Waiting for the next task, through trouble of any length."""

from __future__ import annotations

import logging
import threading
import time
from typing import Final

from asl.activities.backoff import Backoff
from asl.activities.service import Service, Taken, Trouble

_log = logging.getLogger("asl.worker")
# Seconds. Who answers sooner that there is no task has not waited for one: it is about to stop.
_AT_ONCE: Final = 0.1


class Poller:
    """One thread's way to its tasks.

    Args:
        service: that gives them out.
        activity_arn: of the activity.
        name: of the worker.
        stopping: set where no further poll is to begin.

    Attributes:
        open: whether a poll is open, so that a task may still come.
    """

    def __init__(
        self, service: Service, activity_arn: str, name: str, stopping: threading.Event
    ) -> None:
        self._service = service
        self._arn = activity_arn
        self._name = name
        self._stopping = stopping
        self._backoff = Backoff()
        self._troubled = False
        self.open = False

    def next(self) -> Taken | None:
        """The next task; None where it stops.

        A poll that is open is always listened to until it is answered.

        Raises:
            ServiceRefused
        """
        while not self._stopping.is_set():
            began = time.monotonic()
            self.open = True
            try:
                taken = self._service.take(self._arn, self._name)
            except Trouble as trouble:
                self._tell(trouble)
                self.open = False
                self._stopping.wait(self._backoff.next())
                continue
            if taken is None:
                self.open = False
            self._recovered()
            if taken is not None:
                self._backoff.reset()
                return taken
            if time.monotonic() - began < _AT_ONCE:
                self._stopping.wait(self._backoff.next())
            else:
                self._backoff.reset()
        return None

    def _tell(self, trouble: Trouble) -> None:
        if not self._troubled and not self._stopping.is_set():
            _log.warning("no task can be asked for: %s; it is tried again and again", trouble)
        self._troubled = True

    def _recovered(self) -> None:
        if self._troubled:
            _log.info("tasks can be asked for again")
        self._troubled = False
