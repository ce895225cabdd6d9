"""Run, test and validate Amazon States Language state machines anywhere.

What a program needs that only works for a state machine stands here: `worker` and its like.
"""

from __future__ import annotations

from importlib import import_module

# Checkers know the name. To import `typing` for it would take longer than all the rest.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from asl.activities import ActivityTask, TaskError, TaskOver, Worker, run_workers, worker

__all__ = ["ActivityTask", "TaskError", "TaskOver", "Worker", "run_workers", "worker"]

_ACTIVITIES = "asl.activities"


def __getattr__(name: str) -> object:
    """What is asked for; every command imports this package, and none of them needs it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(_ACTIVITIES), name)
    return found
