"""Workers of activities: plain functions that do the tasks of state machines elsewhere.

`run` alone loads boto3, with `crew` and all that this imports.
"""

from asl.activities.task import ActivityTask, TaskOver
from asl.activities.worker import Worker, run_workers, worker
from asl.runtime.task_error import TaskError

__all__ = ["ActivityTask", "TaskError", "TaskOver", "Worker", "run_workers", "worker"]
