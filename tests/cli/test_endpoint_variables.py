"""asl run: the endpoint variables of Step Functions Local, each with what it is for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from asl.cli.bound_tasks import ENDPOINTS
from tests.cli.command import asl
from tests.integrations.answering import Answer, answering

STATES = "arn:aws:states:::"
# variable: (Resource, parameters, what the request must have in its target, path or body)
VARIABLES: dict[str, tuple[str, dict[str, Any], str]] = {
    "LAMBDA_ENDPOINT": ("lambda:invoke", {"FunctionName": "f"}, "/functions/f/invocations"),
    "BATCH_ENDPOINT": (
        "batch:submitJob",
        {"JobName": "j", "JobDefinition": "d", "JobQueue": "q"},
        "/v1/submitjob",
    ),
    "DYNAMODB_ENDPOINT": (
        "dynamodb:getItem",
        {"TableName": "t", "Key": {"id": {"S": "1"}}},
        "DynamoDB_20120810.GetItem",
    ),
    "ECS_ENDPOINT": ("ecs:runTask", {"TaskDefinition": "t"}, "ContainerServiceV20141113.RunTask"),
    "EVENTS_ENDPOINT": ("events:putEvents", {"Entries": []}, "AWSEvents.PutEvents"),
    "GLUE_ENDPOINT": ("glue:startJobRun", {"JobName": "j"}, "AWSGlue.StartJobRun"),
    "SAGE_MAKER_ENDPOINT": (
        "sagemaker:createModel",
        {"ModelName": "m", "ExecutionRoleArn": "arn:aws:iam::123456789012:role/r"},
        "SageMaker.CreateModel",
    ),
    "SNS_ENDPOINT": ("sns:publish", {"TopicArn": "t", "Message": "m"}, "Action=Publish"),
    "SQS_ENDPOINT": (
        "sqs:sendMessage",
        {"QueueUrl": "http://127.0.0.1/1/q", "MessageBody": "m"},
        "AmazonSQS.SendMessage",
    ),
    "STEP_FUNCTIONS_ENDPOINT": (
        "states:startExecution",
        {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:m"},
        "AWSStepFunctions.StartExecution",
    ),
}
XML = "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>"


def test_every_variable_has_its_row() -> None:
    assert VARIABLES.keys() == ENDPOINTS.keys()


@pytest.mark.parametrize("variable", VARIABLES)
def test_the_variable_says_where_its_service_is(
    variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resource, parameters, asked = VARIABLES[variable]
    monkeypatch.chdir(tmp_path)
    for other in VARIABLES:
        monkeypatch.delenv(other, raising=False)
    task = {
        "Type": "Task",
        "Resource": f"{STATES}{resource}",
        "Parameters": parameters,
        "End": True,
    }
    machine = {"StartAt": "Call", "States": {"Call": task}}
    (tmp_path / "m.asl.json").write_text(json.dumps(machine), "utf-8")
    body = XML if variable == "SNS_ENDPOINT" else "{}"
    with answering(Answer(body=body)) as server:
        # The file says otherwise, and the variable goes first.
        (tmp_path / "asl.toml").write_text('[endpoints]\ndefault = "http://127.0.0.1:9"\n', "utf-8")
        monkeypatch.setenv(variable, server.url)
        ran = asl("run", "m.asl.json")
    assert ran.code == 0, ran.err
    (request,) = server.asked
    told = f"{request.path} {request.headers.get('x-amz-target', '')} {request.body}"
    assert asked in told


@pytest.mark.parametrize("url", ["localhost:4566", "ftp://127.0.0.1", "http://169.254.169.254"])
def test_what_is_no_endpoint_is_refused(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    machine = {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}
    (tmp_path / "m.asl.json").write_text(json.dumps(machine), "utf-8")
    monkeypatch.setenv("SQS_ENDPOINT", url)
    ran = asl("run", "m.asl.json")
    assert ran.code == 2
    assert "SQS_ENDPOINT: " in ran.err
