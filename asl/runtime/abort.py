"""What history says of branches that stop because another one failed.

The parent writes it from its children's frames: no branch writes while it is being stopped.

Source: recorded histories of Map and Parallel states that failed with Tasks in them.
"""

from __future__ import annotations

from asl.runtime.errors import StatesError
from asl.runtime.frame import DONE, ENTER, MAP_RUN, Frame

# States that an abort is recorded for.
_ABORTED = {
    "Task": "TaskStateAborted",
    "Wait": "WaitStateAborted",
    "Map": "MapStateAborted",
    "Parallel": "ParallelStateAborted",
}


def abort_children(frame: Frame, error: StatesError) -> None:
    """Record the end of every child that is not done; then the state has no children.

    Args:
        frame: stands in a Parallel or Map state.
        error: the failure that ends them; its event is what all the records chain from.
    """
    children, frame.children = frame.children, []
    for child in children:
        if child.item is not None and child.phase != DONE:
            kind = "MapIterationFailed" if child.error is error else "MapIterationAborted"
            details = {"name": frame.state, "index": child.index}
            frame.host.record(frame, error.event, kind, details)
        _abort(child, error)


def _abort(frame: Frame, error: StatesError) -> None:
    if frame.phase in (ENTER, DONE):
        return
    event = _ABORTED.get(frame.type)
    if event is None:
        return
    if frame.phase == MAP_RUN:
        frame.host.record(frame, error.event, "MapRunAborted", {})
    # A Map or Parallel state that failed has said so and has no children any more.
    elif frame.type in ("Map", "Parallel") and not frame.children:
        return
    frame.host.record(frame, error.event, event, {})
    abort_children(frame, error)
