"""What a Task asks of Lambda: the members of `lambda:invoke`, or an ARN and its whole input.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html; what becomes of
`Payload` as recorded (conformance area services, lambda_task_service).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, TypeVar

from asl.integrations.lambda_names import REGION, FunctionName, parse_function_name
from asl.runtime.errors import StatesError
from asl.runtime.host import TaskCall
from asl.services.parameter_faults import misshapen, unusable
from asl.services.resource import Resource
from asl.syntax import SyntaxFault, parse_data
from asl.syntax.values import Json

InvocationType: TypeAlias = Literal["RequestResponse", "Event", "DryRun"]

_TYPES: Final[dict[str, InvocationType]] = {
    "RequestResponse": "RequestResponse",
    "Event": "Event",
    "DryRun": "DryRun",
}
_TAILS: Final = {"None": False, "Tail": True}
_T = TypeVar("_T")
_UNREADABLE: Final = "Lambda.InvalidRequestContentException"


@dataclass(frozen=True, slots=True, kw_only=True)
class LambdaRequest:
    """What is asked.

    Attributes:
        function: which function.
        payload: its event.
        type: whether its answer is waited for.
        client_context: what an SDK tells of its client, base64; None where it tells nothing.
        tail: whether the end of the log is part of the result.
    """

    function: FunctionName
    payload: Json
    type: InvocationType = "RequestResponse"
    client_context: str | None = None
    tail: bool = False


def read_request(call: TaskCall, resource: Resource, region: str = REGION) -> LambdaRequest:
    """What a Task asks.

    Args:
        call: of the Task.
        resource: that it names.
        region: of a function that is named without one.

    Raises:
        StatesError: the request cannot be made; its cause names the member.
    """
    if resource.kind != "service":
        # A placeholder that no deployment has filled is found by its own text.
        named = parse_function_name(resource.text)
        return LambdaRequest(
            function=named or FunctionName(name=resource.text, arn=resource.text),
            payload=call.input,
        )
    given = call.input
    if not isinstance(given, dict):
        raise _unusable(call, "they are to be an object")
    return LambdaRequest(
        function=_function(call, given, region),
        payload=_payload(given.get("Payload")),
        type=_one_of(call, given, "InvocationType", _TYPES, "RequestResponse"),
        client_context=_text(call, given, "ClientContext"),
        tail=_one_of(call, given, "LogType", _TAILS, "None"),
    )


def _function(call: TaskCall, given: dict[str, Json], region: str) -> FunctionName:
    named = _text(call, given, "FunctionName")
    if named is None:
        raise _unusable(call, "The field 'FunctionName' is required")
    function = parse_function_name(named, _text(call, given, "Qualifier"), region)
    if function is None:
        message = f"{json.dumps(named)} in the field 'FunctionName' names no function"
        raise _unusable(call, message)
    return function


def _payload(given: Json) -> Json:
    """The event; none is `{}`, and a text is the event's own JSON (recorded).

    Raises:
        StatesError: a text that is no JSON, as Lambda refuses it.
    """
    if given is None:
        return {}
    if not isinstance(given, str):
        return given
    try:
        return parse_data(given, name="Payload")
    except SyntaxFault as fault:
        cause = (
            f"Could not parse request body into json: {fault.message} (Service: AWSLambda; "
            "Status Code: 400; Error Code: InvalidRequestContentException)"
        )
        raise StatesError(_UNREADABLE, cause) from fault


def _one_of(
    call: TaskCall, given: dict[str, Json], member: str, known: Mapping[str, _T], otherwise: str
) -> _T:
    value = given.get(member)
    if value is None:
        return known[otherwise]
    if not isinstance(value, str) or value not in known:
        raise _unusable(call, f"The field '{member}' is one of {', '.join(known)}")
    return known[value]


def _text(call: TaskCall, given: dict[str, Json], member: str) -> str | None:
    value = given.get(member)
    if value is None or isinstance(value, str):
        return value
    raise _unusable(call, misshapen(member))


def _unusable(call: TaskCall, reason: str) -> StatesError:
    return unusable(call.input, [reason])
