"""JSON that callers hand in as text."""

from __future__ import annotations

from asl.syntax import SyntaxFault, parse_data
from asl_server.wire.errors import InvalidExecutionInput, InvalidOutput
from asl_server.wire.members import JsonText


def execution_input(text: str | None) -> JsonText:
    """The input of an execution, as the caller wrote it; `{}` where there is none.

    Raises:
        InvalidExecutionInput
    """
    if text is None:
        return JsonText("{}")
    if not text:
        raise InvalidExecutionInput("Invalid execution input.")
    fault = _fault(text)
    if fault is not None:
        raise InvalidExecutionInput(fault)
    return JsonText(text)


def task_output(text: str) -> JsonText:
    """The output of a task, as the caller wrote it.

    Raises:
        InvalidOutput
    """
    fault = _fault(text)
    if fault is not None:
        raise InvalidOutput(fault)
    return JsonText(text)


def _fault(text: str) -> str | None:
    """What is wrong with JSON text, and where; None where nothing is."""
    try:
        parse_data(text)
    except SyntaxFault as fault:
        start = fault.span.start
        return f"{fault.message} at [Source: (String); line: {start.line}, column: {start.column}]"
    return None
