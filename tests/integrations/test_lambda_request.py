"""What a Task asks of Lambda."""

from __future__ import annotations

from typing import Any

import pytest

from asl.integrations.lambda_names import FunctionName, parse_function_name
from asl.integrations.lambda_request import LambdaRequest, read_request
from asl.runtime.errors import StatesError
from asl.runtime.host import TaskCall
from asl.services.resource import parse_resource
from asl.syntax.values import Json
from tests.integrations.calling import ARN, INVOKE

CHARGE = FunctionName(name="charge", arn=ARN)

# how it is written: (text, the Qualifier beside it, name, ARN, qualifier)
NAMES: dict[str, tuple[str, str | None, FunctionName | None]] = {
    "a name": ("charge", None, CHARGE),
    "a name with a version": (
        "charge:7",
        None,
        FunctionName(name="charge", arn=ARN, qualifier="7"),
    ),
    "the latest by its name": (
        "charge:$LATEST",
        None,
        FunctionName(name="charge", arn=ARN, qualifier="$LATEST"),
    ),
    "a part of an ARN": ("123456789012:function:charge", None, CHARGE),
    "an ARN": (ARN, None, CHARGE),
    "an ARN of elsewhere, with an alias": (
        "arn:aws-cn:lambda:cn-north-1:210987654321:function:charge:live",
        None,
        FunctionName(
            name="charge",
            arn="arn:aws-cn:lambda:cn-north-1:210987654321:function:charge",
            qualifier="live",
        ),
    ),
    "Qualifier goes before the name's own": (
        "charge:7",
        "live",
        FunctionName(name="charge", arn=ARN, qualifier="live"),
    ),
    "no name": ("a charge", None, None),
    "an ARN of something else": ("arn:aws:sqs:us-east-1:123456789012:charge", None, None),
    "nothing": ("", None, None),
}


@pytest.mark.parametrize(("text", "qualifier", "named"), NAMES.values(), ids=NAMES)
def test_names(text: str, qualifier: str | None, named: FunctionName | None) -> None:
    assert parse_function_name(text, qualifier) == named


# which: (pattern, whether it speaks of charge:live)
PATTERNS = {
    "its name": ("charge", True),
    "a part of its name": ("char*", True),
    "its ARN": (ARN, True),
    "its ARN with the alias": (f"{ARN}:live", True),
    "any of the account": ("arn:aws:lambda:*:123456789012:function:*", True),
    "its name with the alias": ("charge:live", True),
    "another alias": ("charge:7", False),
    "another case": ("Charge", False),
    "a beginning": ("char", False),
}


@pytest.mark.parametrize(("pattern", "matches"), PATTERNS.values(), ids=PATTERNS)
def test_patterns(pattern: str, matches: bool) -> None:
    function = FunctionName(name="charge", arn=ARN, qualifier="live")
    assert function.matches(pattern) is matches


def read(resource: str, given: Json) -> LambdaRequest:
    known = parse_resource(resource)
    assert known is not None
    return read_request(TaskCall(state="Charge", resource=resource, input=given), known)


# what is given: (Resource, input, members of the request)
REQUESTS: dict[str, tuple[str, Json, dict[str, Any]]] = {
    "an ARN takes the whole input": (ARN, {"Payload": 1}, {"payload": {"Payload": 1}}),
    "a text for an ARN is a text": (ARN, "0", {"payload": "0"}),
    "no Payload is an empty object": (INVOKE, {"FunctionName": "charge"}, {"payload": {}}),
    "a null Payload is too": (INVOKE, {"FunctionName": ARN, "Payload": None}, {"payload": {}}),
    "any Payload": (
        INVOKE,
        {"FunctionName": "charge", "Payload": [1, {"a": None}]},
        {"payload": [1, {"a": None}]},
    ),
    "a text is the JSON of its event (recorded)": (
        INVOKE,
        {"FunctionName": "charge", "Payload": '"HelloWorld"'},
        {"payload": "HelloWorld"},
    ),
    "its numbers keep their form": (
        INVOKE,
        {"FunctionName": "charge", "Payload": "0.0"},
        {"payload": 0.0},
    ),
    "all that there may be": (
        INVOKE,
        {
            "FunctionName": "charge",
            "Qualifier": "live",
            "InvocationType": "Event",
            "ClientContext": "e30=",
            "LogType": "Tail",
        },
        {
            "function": FunctionName(name="charge", arn=ARN, qualifier="live"),
            "payload": {},
            "type": "Event",
            "client_context": "e30=",
            "tail": True,
        },
    ),
}


@pytest.mark.parametrize(("resource", "given", "members"), REQUESTS.values(), ids=REQUESTS)
def test_requests(resource: str, given: Json, members: dict[str, Any]) -> None:
    assert read(resource, given) == LambdaRequest(**{"function": CHARGE, **members})


# what is wrong: (input of lambda:invoke, error, the end of the cause)
REFUSED: dict[str, tuple[Json, str, str]] = {
    "no object": ([], "States.Runtime", "[they are to be an object]"),
    "no function": ({}, "States.Runtime", "[The field 'FunctionName' is required]"),
    "a function that is none": (
        {"FunctionName": "a b"},
        "States.Runtime",
        "[\"a b\" in the field 'FunctionName' names no function]",
    ),
    "a number for a name": (
        {"FunctionName": 1},
        "States.Runtime",
        "[The value of the field 'FunctionName' has an invalid format]",
    ),
    "a type that there is not": (
        {"FunctionName": "a", "InvocationType": "Events"},
        "States.Runtime",
        "[The field 'InvocationType' is one of RequestResponse, Event, DryRun]",
    ),
    "a text that is no JSON": (
        {"FunctionName": "a", "Payload": "hello"},
        "Lambda.InvalidRequestContentException",
        "(Service: AWSLambda; Status Code: 400; Error Code: InvalidRequestContentException)",
    ),
}


@pytest.mark.parametrize(("given", "error", "ending"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_asked(given: Json, error: str, ending: str) -> None:
    with pytest.raises(StatesError) as failed:
        read(INVOKE, given)
    assert failed.value.name == error
    assert (failed.value.cause or "").endswith(ending)
