"""Run an execution: its first and its last event, and the walk between them."""

from __future__ import annotations

from asl.interp.compile import Machine
from asl.interp.walk import BREATH, walk
from asl.runtime.errors import StatesError
from asl.runtime.frame import Frame
from asl.syntax.values import Json


def begin(frame: Frame, input_text: str) -> None:
    """Record the start; `input_text` is the caller's own text.

    The first state does not chain from it: its previous event is 0 (recorded).
    """
    details: dict[str, Json] = {"input": input_text}
    if frame.execution.role_arn is not None:
        details["roleArn"] = frame.execution.role_arn
    frame.host.record(frame, 0, "ExecutionStarted", details)


async def run(machine: Machine, frame: Frame) -> Json:
    """Walk from where the frame stands to the end, and record that end.

    Returns:
        The output.

    Raises:
        StatesError: how the execution failed; ExecutionFailed has been recorded.
    """
    try:
        await _walk_through(machine, frame)
        frame.record("ExecutionSucceeded", {"output": frame.text()})
    except StatesError as error:
        if error.pointer is None:
            error.pointer = machine.definition.block.pointer
        frame.last = error.event or frame.last
        frame.record("ExecutionFailed", failure(error))
        await frame.host.save(frame)
        raise
    await frame.host.save(frame)
    return frame.input


async def _walk_through(machine: Machine, frame: Frame) -> None:
    try:
        await walk(machine.scope, frame)
    except StatesError:
        await _breathe_out(frame)
        raise
    await _breathe_out(frame)


async def _breathe_out(frame: Frame) -> None:
    """Tell the host of the transitions since its last breath, so that it has counted them all."""
    left = frame.execution.transitions % BREATH
    if left:
        await frame.host.breathe(left)


def failure(error: StatesError) -> dict[str, Json]:
    """Error and cause, as far as they are given."""
    details: dict[str, Json] = {}
    if error.name is not None:
        details["error"] = error.name
    if error.cause is not None:
        details["cause"] = error.cause
    return details
