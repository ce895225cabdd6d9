"""Which events are logged at which level.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-log-level;
recorded too: `ERROR` has FailStateEntered, `FATAL` has not. The table of the guide is older than
the events of Map Runs, activities and JSONata; those stand where their like do.
"""

from __future__ import annotations

from typing import Final

OFF: Final = "OFF"

# The end of an execution that did not succeed.
FATAL: Final = frozenset({"ExecutionAborted", "ExecutionFailed", "ExecutionTimedOut"})

# And what went wrong on the way.
ERROR: Final = FATAL | {
    "ActivityFailed",
    "ActivityScheduleFailed",
    "ActivityTimedOut",
    "EvaluationFailed",
    "FailStateEntered",
    "LambdaFunctionFailed",
    "LambdaFunctionScheduleFailed",
    "LambdaFunctionStartFailed",
    "LambdaFunctionTimedOut",
    "MapIterationAborted",
    "MapIterationFailed",
    "MapRunAborted",
    "MapRunFailed",
    "MapStateAborted",
    "MapStateFailed",
    "ParallelStateAborted",
    "ParallelStateFailed",
    "TaskFailed",
    "TaskStartFailed",
    "TaskStateAborted",
    "TaskSubmitFailed",
    "TaskTimedOut",
    "WaitStateAborted",
}

# The events of a level; None for all that there are.
TYPES: Final[dict[str, frozenset[str] | None]] = {"ALL": None, "ERROR": ERROR, "FATAL": FATAL}
