"""The eight states: a file each, with its members, its links and its compiling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from asl.diagnostics.finding import Finding
from asl.model import state as model
from asl.model.state import State, StateMachine
from asl.states.choice import Choice
from asl.states.fail import Fail
from asl.states.map import Map
from asl.states.parallel import Parallel
from asl.states.pass_ import Pass
from asl.states.succeed import Succeed
from asl.states.task import Task
from asl.states.wait import Wait
from asl.syntax import Document

__all__ = [
    "STATES",
    "Choice",
    "Fail",
    "Map",
    "Parallel",
    "Pass",
    "Succeed",
    "Task",
    "Wait",
    "read",
]

# In the order in which AWS lists them.
STATES: Final[Mapping[str, type[State]]] = {
    record.TYPE: record for record in (Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map)
}


def read(document: Document) -> tuple[StateMachine | None, list[Finding]]:
    """A document as a state machine: `model.read` with the states there are."""
    return model.read(document, STATES)
