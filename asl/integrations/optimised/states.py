"""Executions of state machines that executions start.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html; recorded
(sfn_task_service, callback.start_execution_sync…).
"""

from __future__ import annotations

from asl.integrations.lambda_results import value_of
from asl.integrations.optimised.asking import Asking
from asl.integrations.request_token import request_token
from asl.syntax.values import Json


async def named(asking: Asking, given: dict[str, Json]) -> dict[str, Json]:
    """A child without a name gets one that is the same where the call is made again."""
    return given if given.get("Name") is not None else {**given, "Name": request_token(asking.call)}


def parsed(asking: Asking, result: dict[str, Json]) -> dict[str, Json]:
    """The result of `.sync:2` has the child's input and output as JSON, not as text."""
    if asking.resource.pattern != ".sync:2":
        return result
    return {
        name: value_of(value) if name in ("Input", "Output") and isinstance(value, str) else value
        for name, value in result.items()
    }
