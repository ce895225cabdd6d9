"""What comes out of a function, as Step Functions is told of it.

Source: https://docs.aws.amazon.com/lambda/latest/dg/python-exceptions.html for the cause, and
the service model of `states` for the limits.
"""

from __future__ import annotations

import json
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, TypeAlias

from asl.runtime.errors import CAUSE_LIMIT, DATA_LIMIT_EXCEEDED, NAME_LIMIT
from asl.runtime.task_error import TaskError
from asl.runtime.values import PAYLOAD_LIMIT, Unwritable, adopt, compact

# What a function of Lambda fails with whose result is no JSON.
UNMARSHALLED: Final = "Runtime.MarshalError"
STOPPED: Final = "WorkerStopped"
_HERE: Final = str(Path(__file__).parent)


@dataclass(frozen=True, slots=True)
class Succeeded:
    """A task is done.

    Attributes:
        output: JSON text.
    """

    output: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Failed:
    """A task has failed.

    Attributes:
        error: its name.
        cause: what is told of it; None where nothing is.
        place: file and line that raised, for logs: messages may hold what nobody is to read.
    """

    error: str
    cause: str | None = field(repr=False)
    place: str = ""


Outcome: TypeAlias = Succeeded | Failed


def succeeded(value: object, whose: str) -> Outcome:
    """The outcome of a function that has returned; a failure where that cannot be sent."""
    try:
        text = compact(adopt(value))
    except Unwritable as error:
        return failed_for(UNMARSHALLED, f"Unable to marshal response of {whose}: {error}")
    if len(text) > PAYLOAD_LIMIT:
        return failed_for(
            DATA_LIMIT_EXCEEDED,
            f"{whose} returned {len(text):,} bytes of JSON, and a task may return "
            f"{PAYLOAD_LIMIT:,}: store the result elsewhere and return where it is",
        )
    return Succeeded(text.decode())


def failed(error: BaseException) -> Failed:
    """The outcome of a function that has raised."""
    frames = traceback.extract_tb(_own(error.__traceback__))
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    if isinstance(error, TaskError):
        # An exception as the cause is easily given, whatever the types say.
        cause = None if error.cause is None else cut(str(error.cause), CAUSE_LIMIT)
        return Failed(cut(str(error.error), NAME_LIMIT), cause, place)
    name = type(error).__name__
    cause = _cause(str(error), name, traceback.format_list(frames))
    return Failed(cut(name, NAME_LIMIT), cause, place)


def failed_for(error: str, message: str) -> Failed:
    """A failure that no code of the function's has raised."""
    return Failed(error, _cause(message, error, []))


def cut(text: str, limit: int) -> str:
    """The text, or as much of its beginning as the service takes.

    The service counts as Java does: a character past U+FFFF is two. Half a surrogate, as in the
    name of a file, becomes a question mark: no JSON has it.
    """
    units = text.encode("utf-16-le", "replace")
    return units[: 2 * limit].decode("utf-16-le", "ignore")


def _cause(message: str, name: str, trace: list[str]) -> str:
    """JSON within the limit of a cause: the outer lines of the trace go first, then the message."""
    message = cut(message, CAUSE_LIMIT)
    name = cut(name, NAME_LIMIT)
    while True:
        told = {"errorMessage": message, "errorType": name, "stackTrace": trace}
        units = json.dumps(told, ensure_ascii=False).encode("utf-16-le", "replace")
        excess = len(units) // 2 - CAUSE_LIMIT
        if excess <= 0:
            return units.decode("utf-16-le")
        if trace:
            trace = trace[1:]
        else:
            # A character is six at the most, where it is escaped.
            message = message[: -max(1, excess // 6)]


def _own(trace: TracebackType | None) -> TracebackType | None:
    """A traceback from the first frame on that is not of this package."""
    while trace is not None and trace.tb_frame.f_code.co_filename.startswith(_HERE):
        trace = trace.tb_next
    return trace
