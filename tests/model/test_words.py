"""The words of findings: AWS's own where they are known, and what ours must name.

Source: diagnostics recorded from AWS.
"""

from __future__ import annotations

import pytest

from asl.definition import examine
from tests.model.findings import branch, child_mapped, query_state, state

X = '"X": {"Type": "Pass", "End": true}'

# what is said: (text, the message, AWS's code)
AWS: dict[str, tuple[str, str, str]] = {
    "a timestamp": (
        state('{"Type": "Wait", "Timestamp": "2026-01-01", "End": true}'),
        "String does not match RFC3339 timestamp",
        "SCHEMA_VALIDATION_FAILED",
    ),
    "a resource": (
        state('{"Type": "Task", "Resource": "arn:aws:foo", "End": true}'),
        "The resource provided arn:aws:foo is not recognized. The value is not a valid resource "
        "ARN, or the resource is not available in this region.",
        "SCHEMA_VALIDATION_FAILED",
    ),
    "a template": (
        state('{"Type": "Pass", "Parameters": {"parsed.$": "x"}, "End": true}'),
        "The value for the field 'parsed.$' must be a valid JSONPath or a valid intrinsic function "
        "call",
        "SCHEMA_VALIDATION_FAILED",
    ),
    "a missing field": (
        state(
            '{"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Credentials": {}, '
            '"End": true}'
        ),
        "The field 'RoleArn' is required but was missing",
        "SCHEMA_VALIDATION_FAILED",
    ),
    "an unknown type": (
        state('{"Type": "Taks", "End": true}'),
        "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, "
        "Choice, Parallel, Map]",
        "SCHEMA_VALIDATION_FAILED",
    ),
    "an empty array": (
        state('{"Type": "Parallel", "Branches": [], "End": true}'),
        "Value cannot be empty",
        "SCHEMA_VALIDATION_FAILED",
    ),
    "the other way round": (
        query_state('{"Type": "Pass", "QueryLanguage": "JSONPath", "End": true}'),
        "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
        "SCHEMA_VALIDATION_FAILED",
    ),
}


@pytest.mark.parametrize(("text", "message", "code"), AWS.values(), ids=AWS)
def test_words_of_aws(text: str, message: str, code: str) -> None:
    found = examine(text).diagnostics
    assert [(item.message, item.aws_code) for item in found] == [(message, code)]


# what is said: (text, what the message must name, AWS's code)
NAMED: dict[str, tuple[str, tuple[str, ...], str | None]] = {
    "an unknown field": (
        state('{"Type": "Pass", "Nope": 1, "End": true}'),
        ('"Nope"', "a Pass state"),
        "SCHEMA_VALIDATION_FAILED",
    ),
    "a wrong type": (
        state('{"Type": "Pass", "End": "yes"}'),
        ("true or false", "a string"),
        "SCHEMA_VALIDATION_FAILED",
    ),
    "a range": (
        state('{"Type": "Wait", "Seconds": -7, "End": true}'),
        ("-7", "from 0 to 99999999"),
        "SCHEMA_VALIDATION_FAILED",
    ),
    "two fields for one": (
        state('{"Type": "Wait", "Seconds": 1, "SecondsPath": "$.s", "End": true}'),
        ('"Seconds"', '"SecondsPath"'),
        "SCHEMA_VALIDATION_FAILED",
    ),
    "the other language": (
        state('{"Type": "Pass", "Output": 1, "End": true}'),
        ('"Output"', "JSONata", "JSONPath"),
        "SCHEMA_VALIDATION_FAILED",
    ),
    "a state that nothing leads to": (
        state('{"Type": "Pass", "End": true}', X),
        ('"X"',),
        "MISSING_TRANSITION_TARGET",
    ),
    "a target that is not there": (
        '{"StartAt": "Nope", "States": {"S": {"Type": "Pass", "End": true}}}',
        ('"StartAt"', '"Nope"'),
        "MISSING_TRANSITION_TARGET",
    ),
    "no end": (
        '{"StartAt": "S", "States": {"S": {"Type": "Pass", "Next": "S"}}}',
        ("ends",),
        "MISSING_END_STATE",
    ),
    "a name twice": (
        branch('{"Type": "Pass", "End": true}').replace('"S"', '"I"'),
        ('"I"',),
        "DUPLICATE_STATE_NAME",
    ),
    "a label": (child_mapped('"Label": "a b"'), ('"a b"',), "INVALID_LABEL_NAME"),
    "too deep": ("[" * 300 + "]" * 300, ("200",), "TOO_DEEPLY_NESTED"),
    "no JSON": ("{", (), "INVALID_JSON_DESCRIPTION"),
    "a name that AWS takes": (
        state(
            '{"Type": "Task", "Resource": "${Work}", "End": true, '
            '"Retry": [{"ErrorEquals": ["States.Nope"]}]}'
        ),
        ('"States.Nope"',),
        None,
    ),
    "an operator of newer JSONata": (
        state(
            '{"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% 1 ?? 2 %}", "End": true}'
        ),
        ('"??"',),
        "INVALID_JSONATA_EXPRESSION",
    ),
    "a choice rule": (
        state(
            '{"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "IsString": true, '
            '"Next": "X"}]}',
            X,
        ),
        ("IsNull", "IsString"),
        "SCHEMA_VALIDATION_FAILED",
    ),
    "clocks": (
        state(
            '{"Type": "Task", "Resource": "${Work}", "End": true, '
            '"TimeoutSeconds": 5, "HeartbeatSeconds": 6}'
        ),
        ("(6)", "(5)"),
        "SCHEMA_VALIDATION_FAILED",
    ),
    "a wait for nothing": (
        state('{"Type": "Wait", "End": true}'),
        ('"S"', "none of", "SecondsPath"),
        "SCHEMA_VALIDATION_FAILED",
    ),
    "a wait for two things": (
        state('{"Type": "Wait", "Seconds": 1, "TimestampPath": "$.t", "End": true}'),
        ('"S"', "more than one of"),
        "SCHEMA_VALIDATION_FAILED",
    ),
}


@pytest.mark.parametrize(("text", "named", "code"), NAMED.values(), ids=NAMED)
def test_what_a_message_names(text: str, named: tuple[str, ...], code: str | None) -> None:
    found = examine(text).diagnostics
    assert len(found) == 1
    assert all(name in found[0].message for name in named)
    assert found[0].aws_code == code
