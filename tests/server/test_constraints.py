"""What the framework refuses, and in which words."""

from __future__ import annotations

from typing import Any

import pytest

from asl_server.wire.constraints import compile_input
from asl_server.wire.errors import ConstraintViolations, SerializationException
from asl_server.wire.model import service_model

MODEL = service_model()
ARN = "arn:aws:states:us-east-1:111111111111:stateMachine:m"
LONG = "n" * 81
BIG = '"' + "x" * 262_143 + '"'
WIDE = '"' + "ä" * 131_072 + '"'
DEFINED = {"name": "n", "definition": "{}", "roleArn": "arn:r"}

# what is said: (operation, request, the message behind the count)
VIOLATIONS: dict[str, tuple[str, Any, str]] = {
    "a member that is needed": (
        "StartExecution",
        {},
        "Value null at 'stateMachineArn' failed to satisfy constraint: Member must not be null",
    ),
    "null is the same as absent": (
        "StartExecution",
        {"stateMachineArn": None},
        "Value null at 'stateMachineArn' failed to satisfy constraint: Member must not be null",
    ),
    "too long": (
        "StartExecution",
        {"stateMachineArn": ARN, "name": LONG},
        f"Value '{LONG}' at 'name' failed to satisfy constraint: "
        "Member must have length less than or equal to 80",
    ),
    "too short": (
        "StartExecution",
        {"stateMachineArn": ARN, "name": ""},
        "Value '' at 'name' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1",
    ),
    "payloads are measured in bytes, and not shown": (
        "StartExecution",
        {"stateMachineArn": ARN, "input": BIG},
        "Value at 'input' failed to satisfy constraint: "
        "Member must have size less than or equal to 262144 bytes in UTF-8 encoding",
    ),
    "NUL in an ARN": (
        "DescribeExecution",
        {"executionArn": f"{ARN}\0"},
        f"Value '{ARN}\0' at 'executionArn' failed to satisfy constraint: "
        "Member must not contain U+0000",
    ),
    "NUL in a token": (
        "SendTaskFailure",
        {"taskToken": "\0"},
        "Value at 'taskToken' failed to satisfy constraint: Member must not contain U+0000",
    ),
    "NUL in a tag": (
        "UntagResource",
        {"resourceArn": ARN, "tagKeys": ["a", "\0"]},
        "Value '\0' at 'tagKeys.2.member' failed to satisfy constraint: "
        "Member must not contain U+0000",
    ),
    "bytes, not characters": (
        "SendTaskSuccess",
        {"taskToken": "t", "output": WIDE},
        "Value at 'output' failed to satisfy constraint: "
        "Member must have size less than or equal to 262144 bytes in UTF-8 encoding",
    ),
    "what is sensitive is not shown": (
        "StopExecution",
        {"executionArn": ARN, "error": "e" * 257},
        "Value at 'error' failed to satisfy constraint: "
        "Member must have length less than or equal to 256",
    ),
    "a pattern": (
        "StartExecution",
        {"stateMachineArn": ARN, "traceHeader": "ä"},
        "Value 'ä' at 'traceHeader' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: \p{ASCII}*",
    ),
    "a number too big": (
        "ListExecutions",
        {"maxResults": 1001},
        "Value '1001' at 'maxResults' failed to satisfy constraint: "
        "Member must have value less than or equal to 1000",
    ),
    "a number too small": (
        "ListExecutions",
        {"maxResults": -1},
        "Value '-1' at 'maxResults' failed to satisfy constraint: "
        "Member must have value greater than or equal to 0",
    ),
    "a value of an enumeration, whose values AWS names in its own order": (
        "ListExecutions",
        {"statusFilter": "succeeded"},
        "Value 'succeeded' at 'statusFilter' failed to satisfy constraint: Member must satisfy "
        "enum value set: [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]",
    ),
    "inside a structure": (
        "CreateStateMachine",
        {**DEFINED, "loggingConfiguration": {"level": "LOUD"}},
        "Value 'LOUD' at 'loggingConfiguration.level' failed to satisfy constraint: "
        "Member must satisfy enum value set: [ALL, ERROR, FATAL, OFF]",
    ),
    "inside a list, counted from one": (
        "TagResource",
        {"resourceArn": ARN, "tags": [{"key": "k"}, {"key": ""}]},
        "Value '' at 'tags.2.member.key' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1",
    ),
    "null inside a list": (
        "UntagResource",
        {"resourceArn": ARN, "tagKeys": [None]},
        "Value null at 'tagKeys.1.member' failed to satisfy constraint: Member must not be null",
    ),
    "a list too long, shown as Java shows it": (
        "CreateStateMachineAlias",
        {
            "name": "a",
            "routingConfiguration": [{"stateMachineVersionArn": "v", "weight": 1}] * 3,
        },
        "Value '[RoutingConfigurationListItem(stateMachineVersionArn=v, weight=1), "
        "RoutingConfigurationListItem(stateMachineVersionArn=v, weight=1), "
        "RoutingConfigurationListItem(stateMachineVersionArn=v, weight=1)]' at "
        "'routingConfiguration' failed to satisfy constraint: "
        "Member must have length less than or equal to 2",
    ),
}


def refusal(operation: str, request: Any) -> str:
    with pytest.raises(ConstraintViolations) as told:
        compile_input(MODEL.shapes, MODEL.inputs[operation])(request)
    return told.value.message


@pytest.mark.parametrize(("operation", "request_", "text"), VIOLATIONS.values(), ids=VIOLATIONS)
def test_one_violation(operation: str, request_: Any, text: str) -> None:
    assert refusal(operation, request_) == f"1 validation error detected: {text}"


def test_several_violations_are_joined() -> None:
    assert refusal("ListExecutions", {"maxResults": 1001, "nextToken": ""}) == (
        "2 validation errors detected: "
        "Value '1001' at 'maxResults' failed to satisfy constraint: "
        "Member must have value less than or equal to 1000; "
        "Value '' at 'nextToken' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1"
    )


# what is said: (operation, request, what the message says)
OTHER_TYPES: dict[str, tuple[str, Any, str]] = {
    "a number for a text": (
        "StartExecution",
        {"stateMachineArn": 1},
        "NUMBER_VALUE can not be converted to a String",
    ),
    "an object for a text": (
        "StartExecution",
        {"stateMachineArn": ARN, "input": {}},
        "Start of structure or map found where not expected.",
    ),
    "a list for a text": (
        "StartExecution",
        {"stateMachineArn": []},
        "Start of list found where not expected",
    ),
    "a text for a number": (
        "ListExecutions",
        {"maxResults": "10"},
        "STRING_VALUE can not be converted to an Integer",
    ),
    "a fraction for a whole number": (
        "ListExecutions",
        {"maxResults": 1.5},
        "NUMBER_VALUE can not be converted to an Integer",
    ),
    "true is no number": (
        "ListExecutions",
        {"maxResults": True},
        "TRUE_VALUE can not be converted to an Integer",
    ),
    "a number is no truth": (
        "GetExecutionHistory",
        {"executionArn": ARN, "reverseOrder": 1},
        "NUMBER_VALUE can not be converted to a Boolean",
    ),
    "a text for a list": (
        "TagResource",
        {"resourceArn": ARN, "tags": "k"},
        "STRING_VALUE can not be converted to a list",
    ),
    "a text for a structure": (
        "CreateStateMachine",
        {**DEFINED, "tracingConfiguration": "on"},
        "STRING_VALUE can not be converted to a structure",
    ),
}


@pytest.mark.parametrize(("operation", "request_", "text"), OTHER_TYPES.values(), ids=OTHER_TYPES)
def test_another_type(operation: str, request_: Any, text: str) -> None:
    with pytest.raises(SerializationException) as told:
        compile_input(MODEL.shapes, MODEL.inputs[operation])(request_)
    assert told.value.message == text


FINE: dict[str, tuple[str, Any]] = {
    "exactly as long as it may be": ("StartExecution", {"stateMachineArn": ARN, "name": "n" * 80}),
    "exactly as many bytes": ("StartExecution", {"stateMachineArn": ARN, "input": BIG[1:]}),
    "zero results mean the default": ("ListExecutions", {"maxResults": 0}),
    "an empty value of a tag": (
        "TagResource",
        {"resourceArn": ARN, "tags": [{"key": "k", "value": ""}]},
    ),
    "members that the model does not know": ("StartExecution", {"stateMachineArn": ARN, "new": 1}),
    "an empty cause": ("StopExecution", {"executionArn": ARN, "cause": ""}),
}


@pytest.mark.parametrize(("operation", "request_"), FINE.values(), ids=FINE)
def test_nothing_to_refuse(operation: str, request_: Any) -> None:
    compile_input(MODEL.shapes, MODEL.inputs[operation])(request_)
