"""How code that stands for a task says exactly how the task fails."""

from __future__ import annotations


class TaskError(Exception):
    """Raised by a worker or a stand-in: its task fails with exactly this error and cause."""

    def __init__(self, error: str, cause: str | None = None) -> None:
        super().__init__(error, cause)
        self.error = error
        self.cause = cause
