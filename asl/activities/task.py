"""A task as the function sees it that works on it."""

from __future__ import annotations

from collections.abc import Callable


class TaskOver(Exception):
    """The task has ended without its worker: it timed out, or its execution was stopped.

    Nobody waits for its result any more. A function may let this leave it: nothing is reported.
    """


def _nobody(_token: str) -> None:
    """Nobody is told."""


class ActivityTask:
    """A task in the hands of a worker.

    A test may make one itself, `ActivityTask("arn:…")`: its heartbeats go nowhere.

    Attributes:
        activity_arn: the activity that it belongs to.
        token: the task token. It is a secret and stands in no log and no `repr`.
    """

    __slots__ = ("_over", "_send", "activity_arn", "token")

    def __init__(
        self, activity_arn: str, token: str = "", send_heartbeat: Callable[[str], None] = _nobody
    ) -> None:
        self.activity_arn = activity_arn
        self.token = token
        self._send = send_heartbeat
        self._over = False

    @property
    def over(self) -> bool:
        """Whether a heartbeat, an automatic one too, was told that the task has ended."""
        return self._over

    def heartbeat(self) -> None:
        """Say that the task is still being worked on; waits for the answer.

        Trouble on the way is logged and not raised: another heartbeat may arrive.

        Raises:
            TaskOver: where the task has ended.
        """
        if self._over:
            raise TaskOver("The task has ended: stop working on it")
        try:
            self._send(self.token)
        except TaskOver:
            self._over = True
            raise

    def __repr__(self) -> str:
        return f"ActivityTask(activity_arn={self.activity_arn!r})"
