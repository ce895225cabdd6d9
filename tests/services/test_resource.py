"""What a Resource names, and how history calls it.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html
"""

from __future__ import annotations

import pytest

from asl.services.resource import parse_resource

# what is said: (text, kind, service, action, pattern)
RESOURCES: dict[str, tuple[str, str, str, str, str]] = {
    "a function": (
        "arn:aws:lambda:us-east-1:123456789012:function:Work-1",
        "lambda",
        "",
        "",
        "",
    ),
    "a version of a function": (
        "arn:aws:lambda:us-east-1:123456789012:function:Work:$LATEST",
        "lambda",
        "",
        "",
        "",
    ),
    "a function in another partition": (
        "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:Work",
        "lambda",
        "",
        "",
        "",
    ),
    "an activity": (
        "arn:aws:states:us-east-1:123456789012:activity:a.b-c",
        "activity",
        "",
        "",
        "",
    ),
    "an optimised integration": (
        "arn:aws:states:::lambda:invoke",
        "service",
        "lambda",
        "invoke",
        "",
    ),
    "with a Region": (
        "arn:aws:states:us-east-1::sqs:sendMessage",
        "service",
        "sqs",
        "sendMessage",
        "",
    ),
    "a job": ("arn:aws:states:::batch:submitJob.sync", "service", "batch", "submitJob", ".sync"),
    "a job with a parsed answer": (
        "arn:aws:states:::states:startExecution.sync:2",
        "service",
        "states",
        "startExecution",
        ".sync:2",
    ),
    "a callback": (
        "arn:aws:states:::sns:publish.waitForTaskToken",
        "service",
        "sns",
        "publish",
        ".waitForTaskToken",
    ),
    "an SDK call": (
        "arn:aws:states:::aws-sdk:dynamodb:putItem",
        "aws-sdk",
        "dynamodb",
        "putItem",
        "",
    ),
    "a callback of an SDK call": (
        "arn:aws:states:::aws-sdk:sfn:startExecution.waitForTaskToken",
        "aws-sdk",
        "sfn",
        "startExecution",
        ".waitForTaskToken",
    ),
    "an HTTP call": ("arn:aws:states:::http:invoke", "http", "http", "invoke", ""),
    "a hole for the whole": ("${WorkFunctionArn}", "placeholder", "", "", ""),
    "a hole of another tool": ("{{work_arn}}", "placeholder", "", "", ""),
    "a hole of a person": ("<WORK_ARN>", "placeholder", "", "", ""),
    "a hole of Serverless's pseudo parameters": (
        "arn:aws:lambda:#{AWS::Region}:#{AWS::AccountId}:function:work",
        "placeholder",
        "",
        "",
        "",
    ),
    "a hole in square brackets": ("[[work_arn]]", "placeholder", "", "", ""),
    "a hole of a Ruby template": ("<%= work_arn %>", "placeholder", "", "", ""),
    "a hole between @@": ("@@WORK_ARN@@", "placeholder", "", "", ""),
    "a hole between %": ("%WORK_ARN%", "placeholder", "", "", ""),
    "a hole between underscores": ("__WORK_ARN__", "placeholder", "", "", ""),
    "a variable of the environment": ("$WORK_ARN", "placeholder", "", "", ""),
    "a function in China": (
        "arn:aws-cn:lambda:cn-north-1:123456789012:function:Work:live",
        "lambda",
        "",
        "",
        "",
    ),
    "a function in the European Sovereign Cloud": (
        "arn:aws-eusc:lambda:eusc-de-east-1:123456789012:function:Work",
        "lambda",
        "",
        "",
        "",
    ),
    "an integration in an isolated partition": (
        "arn:aws-iso-f:states:::lambda:invoke",
        "service",
        "lambda",
        "invoke",
        "",
    ),
    "a hole in a partition": (
        "arn:${AWS::Partition}:states:::sqs:sendMessage",
        "service",
        "sqs",
        "sendMessage",
        "",
    ),
    "holes in a function's ARN": (
        "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${Name}",
        "lambda",
        "",
        "",
        "",
    ),
    "a hole in front of an action": (
        "arn:aws:states:::${Service}:invoke",
        "placeholder",
        "",
        "",
        "",
    ),
}


@pytest.mark.parametrize(
    ("text", "kind", "service", "action", "pattern"), RESOURCES.values(), ids=RESOURCES
)
def test_parse(text: str, kind: str, service: str, action: str, pattern: str) -> None:
    found = parse_resource(text)
    assert found is not None
    assert found.text == text
    assert (found.kind, found.service, found.action, found.pattern) == (
        kind,
        service,
        action,
        pattern,
    )


# what is none
NONE = {
    "nothing": "",
    "a word": "work",
    "no partition": "arn::states:::lambda:invoke",
    "an unknown service's ARN": "arn:aws:s3:::bucket",
    "a function without an account": "arn:aws:lambda:us-east-1::function:Work",
    "a function without a Region": "arn:aws:lambda::123456789012:function:Work",
    "a function of a short account": "arn:aws:lambda:us-east-1:123:function:Work",
    "an integration without an action": "arn:aws:states:::lambda",
    "a service that is not offered": "arn:aws:states:::foo:bar",
    "an action that is not offered": "arn:aws:states:::lambda:deleteEverything",
    "a pattern that is not offered for the action": "arn:aws:states:::sqs:sendMessage.sync",
    "an unknown pattern": "arn:aws:states:::lambda:invoke.async",
    "a third kind of job": "arn:aws:states:::lambda:invoke.sync:3",
    "an unknown service of the SDKs": "arn:aws:states:::aws-sdk:dynamo:getItem",
    "a service of the SDKs in upper case": "arn:aws:states:::aws-sdk:DynamoDB:getItem",
    "half a hole": "${WorkFunctionArn",
    "a job of an SDK call": "arn:aws:states:::aws-sdk:batch:submitJob.sync",
    "a parsed job of an SDK call": "arn:aws:states:::aws-sdk:sfn:startExecution.sync:2",
    "something behind": "arn:aws:states:::lambda:invoke ",
    "a line behind": "arn:aws:states:::lambda:invoke\n",
}


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
def test_what_is_no_resource(text: str) -> None:
    assert parse_resource(text) is None


# what is said: (text, resourceType, resource, who is blamed for a result that is too large)
HISTORIES: dict[str, tuple[str, str, str, str]] = {
    "optimised": ("arn:aws:states:::sqs:sendMessage", "sqs", "sendMessage", "sqs"),
    "a suffix stays": (
        "arn:aws:states:::states:startExecution.sync:2",
        "states",
        "startExecution.sync:2",
        "states",
    ),
    "an SDK call": (
        "arn:aws:states:::aws-sdk:dynamodb:putItem",
        "aws-sdk:dynamodb",
        "putItem",
        "dynamodb",
    ),
    "a function": (
        "arn:aws:lambda:us-east-1:123456789012:function:Work",
        "",
        "",
        "arn:aws:lambda:us-east-1:123456789012:function:Work",
    ),
}


@pytest.mark.parametrize(("text", "kind", "name", "whose"), HISTORIES.values(), ids=HISTORIES)
def test_words_of_history(text: str, kind: str, name: str, whose: str) -> None:
    found = parse_resource(text)
    assert found is not None
    assert (found.type_in_history, found.name_in_history, found.whose) == (kind, name, whose)
