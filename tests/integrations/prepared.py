"""What calls of services need, made with boto3; each gives values for `{…}` in a call."""

from __future__ import annotations

import json
from typing import Any

from tests.integrations.aws import Endpoint, Step
from tests.integrations.optimised import run

TOPIC = "arn:aws:sns:us-east-1:123456789012:orders"
QUEUE = "{url}/123456789012/orders"
ITEM = {"id": {"S": "1"}, "paid": {"BOOL": True}, "none": {"NULL": True}, "pin": {"B": "AP8="}}
KEY = {"TableName": "orders", "Key": {"id": {"S": "1"}}}
ROLE = "arn:aws:iam::123456789012:role/r"
VARIANT: dict[str, Any] = {
    "VariantName": "v",
    "ModelName": "m1",
    "InstanceType": "ml.m4.xlarge",
    "InitialInstanceCount": 1,
}


def filled(step: Step, aws: Endpoint, values: dict[str, str]) -> Step:
    """A call with its values."""
    text = json.dumps(step[1])
    for name, value in {"url": aws.url, **values}.items():
        text = text.replace(f"{{{name}}}", value)
    return step[0], json.loads(text)


def nothing(aws: Endpoint) -> dict[str, str]:  # noqa: ARG001 - one of them
    return {}


def queue(aws: Endpoint) -> dict[str, str]:
    aws.client("sqs").create_queue(QueueName="orders")
    return {}


def subscribed(aws: Endpoint) -> dict[str, str]:
    """A topic, whose messages are put into the queue as they are."""
    queue(aws)
    sns = aws.client("sns")
    sns.create_topic(Name="orders")
    sns.subscribe(
        TopicArn=TOPIC,
        Protocol="sqs",
        Endpoint="arn:aws:sqs:us-east-1:123456789012:orders",
        Attributes={"RawMessageDelivery": "true"},
    )
    return {}


def bus(aws: Endpoint) -> dict[str, str]:
    """A rule, whose events are put into the queue."""
    queue(aws)
    events = aws.client("events")
    events.put_rule(Name="r", EventPattern='{"source": ["shop"]}')
    target = {"Id": "q", "Arn": "arn:aws:sqs:us-east-1:123456789012:orders"}
    events.put_targets(Rule="r", Targets=[target])
    return {}


def table(aws: Endpoint) -> dict[str, str]:
    aws.client("dynamodb").create_table(
        TableName="orders",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return {}


def stored(aws: Endpoint) -> dict[str, str]:
    table(aws)
    run(aws.url, ("dynamodb:putItem", {"TableName": "orders", "Item": ITEM}))
    return {}


def build(aws: Endpoint) -> dict[str, str]:
    codebuild = aws.client("codebuild")
    codebuild.create_project(
        name="build",
        source={"type": "S3", "location": "bucket/a.zip"},
        artifacts={"type": "NO_ARTIFACTS"},
        environment={
            "type": "LINUX_CONTAINER",
            "image": "i",
            "computeType": "BUILD_GENERAL1_SMALL",
        },
        serviceRole="arn:aws:iam::123456789012:role/service-role/r",
    )
    return {"build": codebuild.start_build(projectName="build")["build"]["id"]}


def query(aws: Endpoint) -> dict[str, str]:
    athena = aws.client("athena")
    started = athena.start_query_execution(
        QueryString="SELECT 1", ResultConfiguration={"OutputLocation": "s3://results/"}
    )
    return {"query": started["QueryExecutionId"]}


def cluster(aws: Endpoint) -> dict[str, str]:
    flow = aws.client("emr").run_job_flow(
        Name="c",
        Instances={
            "MasterInstanceType": "m5.xlarge",
            "SlaveInstanceType": "m5.xlarge",
            "InstanceCount": 2,
            "KeepJobFlowAliveWhenNoSteps": True,
        },
        JobFlowRole="r",
        ServiceRole="s",
        ReleaseLabel="emr-6.0.0",
    )
    return {"cluster": flow["JobFlowId"]}


def model(aws: Endpoint) -> dict[str, str]:
    aws.client("sagemaker").create_model(ModelName="m1", ExecutionRoleArn=ROLE)
    return {}


def configured(aws: Endpoint) -> dict[str, str]:
    model(aws)
    aws.client("sagemaker").create_endpoint_config(
        EndpointConfigName="c1", ProductionVariants=[VARIANT]
    )
    return {}
