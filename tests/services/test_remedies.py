"""What to write in place of a Resource that AWS does not recognise."""

from __future__ import annotations

import pytest

from asl.diagnostics.suggestions import Suggestions
from asl.services.remedies import remedy
from asl.services.resource import parse_resource

EXAMPLE = "for example arn:aws:states:::lambda:invoke, or the ARN of a function or activity"
BY_INVOKE = 'call it by arn:aws:states:::lambda:invoke, with "FunctionName" in its parameters'
BY_PATH = (
    'a Resource is fixed: let it be arn:aws:states:::lambda:invoke, and find "FunctionName" in its '
    "parameters"
)
ARN = "a function's ARN is arn:aws:lambda:REGION:ACCOUNT:function:NAME, the account of 12 digits"
AT_ONCE = "an SDK integration answers at once, or waits for a task token: remove the suffix"

REMEDIES = {
    "a job where there is none": (
        "arn:aws:states:::sqs:sendMessage.sync",
        'call "sqs:sendMessage" without ".sync", or with ".waitForTaskToken"',
    ),
    "a callback where there is none": (
        "arn:aws:states:::dynamodb:getItem.waitForTaskToken",
        'call "dynamodb:getItem" without ".waitForTaskToken"',
    ),
    "an action that only the SDK has": (
        "arn:aws:states:::dynamodb:query",
        "call it by arn:aws:states:::aws-sdk:dynamodb:query",
    ),
    "a service that only the SDK has": (
        "arn:aws:states:::s3:putObject",
        "call it by arn:aws:states:::aws-sdk:s3:putObject",
    ),
    "the same by its name in the SDK for Python": (
        "arn:aws:states:::logs:createLogStream",
        "call it by arn:aws:states:::aws-sdk:cloudwatchlogs:createLogStream",
    ),
    "an action in another case": ("arn:aws:states:::lambda:Invoke", 'did you mean "invoke"?'),
    "a service with a slip": ("arn:aws:states:::lamda:invoke", 'did you mean "lambda"?'),
    "a job of an SDK": (
        "arn:aws:states:::aws-sdk:codebuild:startBuild.sync",
        "arn:aws:states:::codebuild:startBuild.sync waits for the job",
    ),
    "a job of an SDK that has no other": ("arn:aws:states:::aws-sdk:s3:getObject.sync", AT_ONCE),
    "an SDK's service by its name in the SDK for Python": (
        "arn:aws:states:::aws-sdk:stepfunctions:startExecution",
        'did you mean "sfn"?',
    ),
    "an SDK's service with a dash": (
        "arn:aws:states:::aws-sdk:bedrock-runtime:converse",
        'did you mean "bedrockruntime"?',
    ),
    "an SDK's service in another case": (
        "arn:aws:states:::aws-sdk:DynamoDB:query",
        'did you mean "dynamodb"?',
    ),
    "an SDK's service with a slip": (
        "arn:aws:states:::aws-sdk:dynamodbb:query",
        'did you mean "dynamodb"?',
    ),
    "a function with a suffix": (
        "arn:aws:lambda:us-east-1:123456789012:function:Work.waitForTaskToken",
        BY_INVOKE,
    ),
    "a path": ("$.function", BY_PATH),
    "a query": ("{% $states.input.function %}", BY_PATH),
    "a function of an account that is none": (
        "arn:aws:lambda:us-east-1:ACCOUNT_ID:function:Work",
        ARN,
    ),
    "a suffix in another case": (
        "arn:aws:states:::sqs:sendMessage.waitForTasktoken",
        'did you mean "waitForTaskToken"?',
    ),
    "a suffix with a slip": ("arn:aws:states:::batch:submitJob.snyc", 'did you mean "sync"?'),
    "a word": ("work", EXAMPLE),
    "nothing like it": ("arn:aws:states:::xxxxxxxx:yyyyyyyy", EXAMPLE),
    "very long": (f"arn:aws:states:::lamda:{'x' * 1000}", EXAMPLE),
}


@pytest.mark.parametrize(("text", "hint"), REMEDIES.values(), ids=REMEDIES)
def test_remedy(text: str, hint: str) -> None:
    assert parse_resource(text) is None
    assert remedy(text, Suggestions()) == hint
