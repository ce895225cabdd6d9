"""Test state machines from Python: stand-ins for their tasks, and runs that take no time."""

from asl.engines.virtual import Answer, Run, Settings, never, returns, throws
from asl.runtime.task_error import TaskError
from asl.testing.mock_case import load_mocks
from asl.testing.mock_faults import InvalidMocks
from asl.testing.mocks import Mocks, StandIn
from asl.testing.runs import run, run_async

__all__ = [
    "Answer",
    "InvalidMocks",
    "Mocks",
    "Run",
    "Settings",
    "StandIn",
    "TaskError",
    "load_mocks",
    "never",
    "returns",
    "run",
    "run_async",
    "throws",
]
