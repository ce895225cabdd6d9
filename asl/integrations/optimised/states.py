"""Executions of state machines that executions start.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html; recorded
(sfn_task_service, callback.start_execution_sync…).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from asl.integrations.optimised.asking import Asking
from asl.integrations.payload import value_of
from asl.integrations.request_token import request_token
from asl.integrations.sdk.port import Made
from asl.runtime.errors import StatesError
from asl.syntax.values import Json

_MACHINE: Final = re.compile(r"(arn:[^:]+:states:[^:]*:[^:]*):stateMachine:([^:]+)")
_TAKEN: Final = "ExecutionAlreadyExistsException"


async def named(asking: Asking, given: dict[str, Json]) -> dict[str, Json]:
    """A child without a name gets one that is the same where the call is made again."""
    return given if given.get("Name") is not None else {**given, "Name": request_token(asking.call)}


async def started_before(asking: Asking, given: dict[str, Json], error: StatesError) -> Made:
    """The child that the call has started already, before a crash, and that has ended since.

    Args:
        asking: of a call.
        given: what it was given.
        error: what the API says now.

    Raises:
        StatesError: the error, where it is another one, or the execution is another's.
    """
    found = _MACHINE.match(str(given.get("StateMachineArn")))
    if not asking.call.again or not (error.name or "").endswith(_TAKEN) or found is None:
        raise error
    arn = f"{found[1]}:execution:{found[2]}:{given.get('Name')}"
    made = await asking.made("describeExecution", {"ExecutionArn": arn})
    asked = given.get("Input")
    if value_of(str(made.result.get("Input"))) != ({} if asked is None else _value(asked)):
        raise error
    result = {name: made.result[name] for name in ("ExecutionArn", "StartDate")}
    return replace(made, result=result)


def _value(given: Json) -> Json:
    return value_of(given) if isinstance(given, str) else given


def parsed(asking: Asking, result: dict[str, Json]) -> dict[str, Json]:
    """The result of `.sync:2` has the child's input and output as JSON, not as text."""
    if asking.resource.pattern != ".sync:2":
        return result
    return {
        name: value_of(value) if name in ("Input", "Output") and isinstance(value, str) else value
        for name, value in result.items()
    }
