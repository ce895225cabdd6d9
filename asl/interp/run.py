"""Run an execution: its first and its last event, and the walk between them."""

from __future__ import annotations

from asl.interp.compile import Machine
from asl.interp.walk import walk
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
        await walk(machine.scope, frame)
    except StatesError as error:
        frame.last = error.event
        frame.record("ExecutionFailed", failure(error))
        await frame.host.save(frame)
        raise
    frame.record("ExecutionSucceeded", {"output": frame.text()})
    await frame.host.save(frame)
    return frame.input


def failure(error: StatesError) -> dict[str, Json]:
    """Error and cause, as far as they are given."""
    details: dict[str, Json] = {}
    if error.name is not None:
        details["error"] = error.name
    if error.cause is not None:
        details["cause"] = error.cause
    return details
