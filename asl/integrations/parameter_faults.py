"""What Step Functions says of parameters that no call can be made of.

Source: recorded (conformance: errors of apigateway, dynamodb and sqs).
"""

from __future__ import annotations

from collections.abc import Sequence

from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.values import text_of
from asl.syntax.values import Json


def unusable(given: Json, reasons: Sequence[str]) -> StatesError:
    """The error of a Task whose parameters cannot be used.

    Args:
        given: the parameters.
        reasons: one for each member that is at fault.
    """
    cause = (
        f"The Parameters '{text_of(given)}' could not be used to start the Task: "
        f"[{', '.join(reasons)}]"
    )
    return StatesError(RUNTIME, cause)


def missing(name: str) -> str:
    """A member is required and not there."""
    return f"The field '{name}' is required but was missing"


def misshapen(name: str) -> str:
    """A member's value is not of its form."""
    return f"The value of the field '{name}' has an invalid format"


def unsupported(name: str) -> str:
    """There is no such member."""
    return f'The field "{name}" is not supported by Step Functions'


def unsupported_values(name: str, values: Sequence[str]) -> str:
    """A member holds what may not be in it."""
    return f"The '{name}' field contains unsupported values: [{', '.join(values)}]"
