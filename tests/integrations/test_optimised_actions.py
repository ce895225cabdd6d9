"""What optimised integrations do at an endpoint, read back with boto3.

All of it runs against moto; jobs have files of their own. moto has neither the builds in batches of
CodeBuild, `elasticmapreduce:cancelStep` and `modifyInstanceFleetByName`, `sagemaker:updateEndpoint`
and `createLabelingJob`, `databrew:startJobRun`, nor any of MediaConvert: see
test_modelled_actions.py and test_modelled_jobs.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from asl.integrations.bindings import Bindings, Functions
from asl.integrations.tasks import IntegrationTasks
from tests.integrations.aws import Endpoint, Step
from tests.integrations.optimised import EXECUTION, MACHINE, Ended, call_of, ended_of, run
from tests.integrations.prepared import (
    ITEM,
    KEY,
    QUEUE,
    ROLE,
    TOPIC,
    VARIANT,
    build,
    bus,
    cluster,
    configured,
    filled,
    model,
    nothing,
    query,
    queue,
    stored,
    subscribed,
    table,
)


@dataclass(frozen=True, slots=True)
class Effect:
    """A call, and what it has done.

    Attributes:
        prepare: makes what the call needs, with boto3; gives values for `{…}` in it.
        step: the call; `{url}` is the endpoint's.
        read: what boto3 finds afterwards.
        found: that.
    """

    prepare: Callable[[Endpoint], dict[str, str]]
    step: Step
    read: Callable[[Endpoint, Any], Any]
    found: Any


def message(aws: Endpoint, _: Any) -> Any:
    """The message in the queue."""
    sqs = aws.client("sqs")
    url = sqs.get_queue_url(QueueName="orders")["QueueUrl"]
    got = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"])["Messages"][0]
    attributes = {k: v["StringValue"] for k, v in got.get("MessageAttributes", {}).items()}
    return got["Body"], attributes


def event(aws: Endpoint, _: Any) -> Any:
    """The event in the queue, without what differs from one to the next."""
    body = json.loads(message(aws, _)[0])
    return {name: body[name] for name in ("source", "detail-type", "detail", "resources")}


def item(aws: Endpoint, _: Any) -> Any:
    """The item in the table."""
    return aws.client("dynamodb").get_item(**KEY).get("Item")


def of_cluster(name: str) -> Callable[[Endpoint, Any], Any]:
    """A member of the one cluster that there is."""

    def read(aws: Endpoint, _: Any) -> Any:
        emr = aws.client("emr")
        return emr.describe_cluster(ClusterId=emr.list_clusters()["Clusters"][0]["Id"])["Cluster"][
            name
        ]

    return read


EFFECTS = {
    "a message that is an object, with an attribute": Effect(
        queue,
        (
            "sqs:sendMessage",
            {
                "QueueUrl": QUEUE,
                "MessageBody": {"total": 1.0},
                "MessageAttributes": {"kind": {"DataType": "String", "StringValue": "new"}},
            },
        ),
        message,
        ('{"total":1.0}', {"kind": "new"}),
    ),
    "a message with its members in small letters": Effect(
        queue, ("sqs:sendMessage", {"queueUrl": QUEUE, "messageBody": "m"}), message, ("m", {})
    ),
    "a message with a token": Effect(
        queue,
        ("sqs:sendMessage.waitForTaskToken", {"QueueUrl": QUEUE, "MessageBody": "m"}),
        message,
        ("m", {}),
    ),
    "a notification": Effect(
        subscribed,
        ("sns:publish", {"TopicArn": TOPIC, "Message": {"a": [1]}}),
        message,
        ('{"a":[1]}', {}),
    ),
    "a notification that is nothing but a number (recorded: publish_base)": Effect(
        subscribed, ("sns:publish", {"TopicArn": TOPIC, "Message": 5}), message, ("5", {})
    ),
    "an event says who sends it": Effect(
        bus,
        (
            "events:putEvents",
            {
                "Entries": [
                    {"Source": "shop", "DetailType": "sold", "Detail": {"n": 1}, "Resources": ["a"]}
                ]
            },
        ),
        event,
        {
            "source": "shop",
            "detail-type": "sold",
            "detail": {"n": 1},
            "resources": ["a", EXECUTION, MACHINE],
        },
    ),
    "an item": Effect(
        table,
        ("dynamodb:putItem", {"TableName": "orders", "Item": ITEM}),
        item,
        {**ITEM, "pin": {"B": b"\x00\xff"}},
    ),
    "an item that is changed": Effect(
        stored,
        (
            "dynamodb:updateItem",
            {
                **KEY,
                "UpdateExpression": "SET paid = :p",
                "ExpressionAttributeValues": {":p": {"BOOL": False}},
            },
        ),
        lambda aws, _: item(aws, _)["paid"],
        {"BOOL": False},
    ),
    "an item that is deleted": Effect(stored, ("dynamodb:deleteItem", KEY), item, None),
    "an item that is read": Effect(
        stored, ("dynamodb:getItem", KEY), lambda _, ended: ended["Item"], ITEM
    ),
    "a query is stopped": Effect(
        query,
        ("athena:stopQueryExecution", {"QueryExecutionId": "{query}"}),
        lambda aws, _: [
            aws.client("athena").get_query_execution(QueryExecutionId=one)["QueryExecution"][
                "Status"
            ]["State"]
            for one in aws.client("athena").list_query_executions()["QueryExecutionIds"]
        ],
        ["CANCELLED"],
    ),
    "a query is told of": Effect(
        query,
        ("athena:getQueryExecution", {"QueryExecutionId": "{query}"}),
        lambda _, ended: ended["QueryExecution"]["Query"],
        "SELECT 1",
    ),
    "results of a query": Effect(
        query,
        ("athena:getQueryResults", {"QueryExecutionId": "{query}"}),
        lambda _, ended: ended["ResultSet"]["Rows"],
        [],
    ),
    "a build is stopped": Effect(
        build,
        ("codebuild:stopBuild", {"Id": "{build}"}),
        lambda aws, ended: aws.client("codebuild").batch_get_builds(ids=[ended["Build"]["Id"]])[
            "builds"
        ][0]["currentPhase"],
        "COMPLETED",
    ),
    "a cluster, whose ID has another name": Effect(
        nothing,
        (
            "elasticmapreduce:createCluster",
            {
                "Name": "nightly",
                "Instances": {"MasterInstanceType": "m5.xlarge", "InstanceCount": 1},
                "JobFlowRole": "r",
                "ServiceRole": "s",
                "ReleaseLabel": "emr-6.0.0",
            },
        ),
        lambda aws, ended: aws.client("emr").describe_cluster(ClusterId=ended["ClusterId"])[
            "Cluster"
        ]["Name"],
        "nightly",
    ),
    "a cluster that nobody may end": Effect(
        cluster,
        (
            "elasticmapreduce:setClusterTerminationProtection",
            {"ClusterId": "{cluster}", "TerminationProtected": True},
        ),
        of_cluster("TerminationProtected"),
        True,
    ),
    "a cluster is ended": Effect(
        cluster,
        ("elasticmapreduce:terminateCluster", {"ClusterId": "{cluster}"}),
        lambda aws, _: of_cluster("Status")(aws, _)["State"],
        "TERMINATED",
    ),
    "one step of a cluster": Effect(
        cluster,
        (
            "elasticmapreduce:addStep",
            {
                "ClusterId": "{cluster}",
                "Step": {"Name": "s", "HadoopJarStep": {"Jar": "a.jar", "Args": ["x"]}},
            },
        ),
        lambda aws, ended: [
            (step["Id"] == ended["StepId"], step["Name"])
            for step in aws.client("emr").list_steps(
                ClusterId=aws.client("emr").list_clusters()["Clusters"][0]["Id"]
            )["Steps"]
        ],
        [(True, "s")],
    ),
    "a group of a cluster, by its name": Effect(
        cluster,
        (
            "elasticmapreduce:modifyInstanceGroupByName",
            {
                "ClusterId": "{cluster}",
                "InstanceGroupName": "slave",
                "InstanceGroup": {"InstanceCount": 7},
            },
        ),
        lambda aws, _: [
            group["RequestedInstanceCount"]
            for group in aws.client("emr").list_instance_groups(
                ClusterId=aws.client("emr").list_clusters()["Clusters"][0]["Id"]
            )["InstanceGroups"]
            if group["Name"] == "slave"
        ],
        [7],
    ),
    "a model": Effect(
        nothing,
        ("sagemaker:createModel", {"ModelName": "m1", "ExecutionRoleArn": ROLE}),
        lambda aws, _: aws.client("sagemaker").describe_model(ModelName="m1")["ExecutionRoleArn"],
        ROLE,
    ),
    "an endpoint's configuration": Effect(
        model,
        (
            "sagemaker:createEndpointConfig",
            {"EndpointConfigName": "c1", "ProductionVariants": [VARIANT]},
        ),
        lambda aws, _: aws.client("sagemaker").describe_endpoint_config(EndpointConfigName="c1")[
            "ProductionVariants"
        ],
        [VARIANT],
    ),
    "an endpoint": Effect(
        configured,
        ("sagemaker:createEndpoint", {"EndpointName": "e1", "EndpointConfigName": "c1"}),
        lambda aws, _: aws.client("sagemaker").describe_endpoint(EndpointName="e1")[
            "EndpointConfigName"
        ],
        "c1",
    ),
}


@pytest.mark.parametrize("effect", EFFECTS.values(), ids=EFFECTS)
def test_calls_do_what_they_say(effect: Effect, aws: Endpoint) -> None:
    (made,) = run(aws.url, filled(effect.step, aws, effect.prepare(aws)))
    assert made.error is None, made.error.cause
    assert effect.read(aws, made.result) == effect.found


# a failure: (what is there, call, error, beginning of the cause)
FAILURES: dict[str, tuple[Callable[[Endpoint], Any], Step, str, str]] = {
    "no queue": (
        nothing,
        ("sqs:sendMessage", {"QueueUrl": QUEUE, "MessageBody": "m"}),
        "SQS.QueueDoesNotExistException",
        "The specified queue does not exist. (Service: AmazonSQS; Status Code: 400; ",
    ),
    "no topic": (
        nothing,
        ("sns:publish", {"TopicArn": TOPIC, "Message": "m"}),
        "SNS.NotFoundException",
        "Endpoint does not exist (Service: AmazonSNS; Status Code: 404; Error Code: NotFound; ",
    ),
    "a condition that does not hold": (
        table,
        (
            "dynamodb:putItem",
            {"TableName": "orders", "Item": ITEM, "ConditionExpression": "attribute_exists(id)"},
        ),
        "DynamoDB.ConditionalCheckFailedException",
        "The conditional request failed (Service: AmazonDynamoDBv2; Status Code: 400; "
        "Error Code: ConditionalCheckFailedException; Request ID: ",
    ),
    "an error that the model does not know": (
        table,
        ("dynamodb:putItem", {"TableName": "orders", "Item": {"no": {"S": "key"}}}),
        "DynamoDB.AmazonDynamoDBException",
        "One or more parameter values were invalid: Missing the key id in the item (Service: ",
    ),
    "one of two events": (
        nothing,
        (
            "events:putEvents",
            {"Entries": [{"DetailType": "d", "Detail": {}}]},
        ),
        "EventBridge.FailedEntry",
        '{"Entries":[{"ErrorCode":"InvalidArgument","ErrorMessage":"Parameter Source is not valid.',
    ),
    "a group that there is not": (
        cluster,
        (
            "elasticmapreduce:modifyInstanceGroupByName",
            {"ClusterId": "{cluster}", "InstanceGroupName": "none", "InstanceGroup": {}},
        ),
        "ElasticMapReduce.InvalidRequestException",
        "The cluster has no part of the name 'none'",
    ),
    "a member that there is not": (
        nothing,
        ("sqs:sendMessage", {"QueueUrl": QUEUE, "Body": "m"}),
        "States.Runtime",
        "The Parameters '",
    ),
    "a member that Step Functions' own request does not have": (
        nothing,
        ("elasticmapreduce:terminateCluster", {"JobFlowIds": ["j"]}),
        "States.Runtime",
        'The Parameters \'{"JobFlowIds":["j"]}\' could not be used to start the Task: '
        '[The field "JobFlowIds" is not supported by Step Functions, '
        "The field 'ClusterId' is required but was missing]",
    ),
}


@pytest.mark.parametrize(("prepare", "step", "error", "cause"), FAILURES.values(), ids=FAILURES)
def test_failures(
    prepare: Callable[[Endpoint], Any], step: Step, error: str, cause: str, aws: Endpoint
) -> None:
    (made,) = run(aws.url, filled(step, aws, prepare(aws)))
    name, said = made.failure
    assert name == error
    assert (said or "").startswith(cause), said


def test_with_a_token_the_answer_is_of_the_submission(aws: Endpoint) -> None:
    (made,) = run(aws.url, filled(EFFECTS["a message with a token"].step, aws, queue(aws)))
    assert isinstance(made.submitted, dict)
    assert list(made.submitted) == [
        "MD5OfMessageBody",
        "MessageId",
        "SdkHttpMetadata",
        "SdkResponseMetadata",
    ]
    assert made.job is None


def test_without_an_endpoint_the_setting_is_named() -> None:
    tasks = IntegrationTasks(Functions(Bindings()), lambda *_: None)
    made = ended_of(tasks, call_of("events:putEvents", {"Entries": []}))
    assert made == Ended(error=made.error)
    assert made.failure == (
        "States.Runtime",
        "The Task 'Call' calls arn:aws:states:::events:putEvents, and nothing is bound to it "
        "here: give [endpoints] in asl.toml the URL of an endpoint as eventbridge or default.",
    )
