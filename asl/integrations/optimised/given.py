"""What a Task gives to an optimised integration, by the proper names of its members."""

from __future__ import annotations

from asl.integrations.sdk.members import capital
from asl.runtime.errors import RUNTIME, StatesError
from asl.services.parameter_faults import missing, unsupported, unusable
from asl.services.requests import own_request
from asl.services.resource import Resource
from asl.syntax.values import Json


def key_of(given: dict[str, Json], name: str) -> str:
    """How what is given spells a member: with a capital, or with the API's own small letter."""
    small = name[:1].lower() + name[1:]
    return small if small in given and name not in given else name


def given_to(resource: Resource, parameters: Json) -> dict[str, Json]:
    """The parameters, each by its name with a capital.

    Where the request is Step Functions' own, its members are looked at here: the API behind it
    knows them by other names.

    Args:
        resource: that is called.
        parameters: as the Task has them.

    Raises:
        StatesError: States.Runtime; they are no object, or not what the request has.
    """
    if not isinstance(parameters, dict):
        raise StatesError(RUNTIME, "The parameters are to be an object")
    own = own_request(resource)
    if own is None:
        return {capital(name): value for name, value in parameters.items()}
    reasons = [unsupported(name) for name in parameters if name not in own.members]
    reasons += [
        missing(name)
        for name, member in own.members.items()
        if member.required and name not in parameters
    ]
    if reasons:
        raise unusable(parameters, reasons)
    return parameters
