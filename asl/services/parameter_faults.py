"""What Step Functions says of parameters that no call can be made of.

Source: recorded (conformance: errors of apigateway, dynamodb and sqs).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from asl.runtime.errors import Unusable
from asl.runtime.values import text_of
from asl.services.resource import Resource
from asl.syntax.values import Json

# Members that hold a list for each of their names.
_LISTS: Final = {"apigateway:invoke": ("Headers", "QueryParameters")}


def unusable(given: Json, reasons: Sequence[str]) -> Unusable:
    """The error of a Task whose parameters cannot be used.

    Args:
        given: the parameters.
        reasons: one for each member that is at fault.
    """
    cause = (
        f"The Parameters '{text_of(given)}' could not be used to start the Task: "
        f"[{', '.join(reasons)}]"
    )
    return Unusable(cause)


def check_parameters(resource: Resource, given: Json) -> None:
    """Look at parameters as far as AWS does before it schedules a Task.

    Raises:
        Unusable

    Source: recorded (apigateway: headers that are no arrays)
    """
    lists = _LISTS.get(f"{resource.service}:{resource.action}", ())
    if not lists or not isinstance(given, dict):
        return
    reasons = [misshapen(name) for name in lists if not _holds_lists(given.get(name))]
    if reasons:
        raise unusable(given, reasons)


def _holds_lists(value: Json) -> bool:
    if value is None:
        return True
    return isinstance(value, dict) and all(isinstance(one, list) for one in value.values())


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
