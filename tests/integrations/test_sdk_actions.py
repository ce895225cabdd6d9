"""What `aws-sdk` integrations do at an endpoint, read back with boto3."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from asl.runtime.errors import StatesError
from asl.runtime.host import Returned, Submitted
from tests.integrations.aws import Endpoint, Step

POLICY = {"Version": "2012-10-17", "Statement": []}
TABLE = {
    "TableName": "orders",
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "BillingMode": "PAY_PER_REQUEST",
}
ITEM = {"id": {"S": "1"}, "paid": {"Bool": True}, "tags": {"Ss": ["a", "b"]}, "none": {"Nul": True}}
TEMPLATE = '{"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "q"}}}}'


@dataclass(frozen=True, slots=True)
class Effect:
    """Calls, and what they have done.

    Attributes:
        steps: the calls, all of which succeed.
        service: in boto3's words.
        read: what boto3 finds afterwards.
        found: that.
    """

    steps: Sequence[Step]
    service: str
    read: Callable[[Any], Any]
    found: Any


EFFECTS = {
    "s3: an object with a body that is no text, under a key to escape": Effect(
        [
            ("s3:createBucket", {"Bucket": "orders"}),
            ("s3:putObject", {"Bucket": "orders", "Key": "a b/ä;1?", "Body": {"total": 1.0}}),
        ],
        "s3",
        lambda s3: s3.get_object(Bucket="orders", Key="a b/ä;1?")["Body"].read(),
        b'{"total":1.0}',
    ),
    "s3: copied by the SDK for Java's names, and the first deleted": Effect(
        [
            ("s3:createBucket", {"Bucket": "orders"}),
            ("s3:putObject", {"Bucket": "orders", "Key": "a+b c", "Body": "x"}),
            (
                "s3:copyObject",
                {
                    "SourceBucket": "orders",
                    "SourceKey": "a+b c",
                    "DestinationBucket": "orders",
                    "DestinationKey": "copy",
                },
            ),
            ("s3:deleteObjects", {"Bucket": "orders", "Delete": {"Objects": [{"Key": "a+b c"}]}}),
        ],
        "s3",
        lambda s3: [one["Key"] for one in s3.list_objects_v2(Bucket="orders")["Contents"]],
        ["copy"],
    ),
    "apigateway: an API, whose dialect is of paths and JSON": Effect(
        [("apigateway:createRestApi", {"Name": "shop", "Tags": {"a": "b"}})],
        "apigateway",
        lambda apis: [(one["name"], one["tags"]) for one in apis.get_rest_apis()["items"]],
        [("shop", {"a": "b"})],
    ),
    "dynamodb: an item by either spelling": Effect(
        [
            ("dynamodb:createTable", TABLE),
            ("dynamodb:putItem", {"TableName": "orders", "Item": ITEM}),
        ],
        "dynamodb",
        lambda db: db.get_item(TableName="orders", Key={"id": {"S": "1"}})["Item"],
        {
            "id": {"S": "1"},
            "paid": {"BOOL": True},
            "tags": {"SS": ["a", "b"]},
            "none": {"NULL": True},
        },
    ),
    "dynamodb: an update with values by name": Effect(
        [
            ("dynamodb:createTable", TABLE),
            (
                "dynamodb:updateItem",
                {
                    "TableName": "orders",
                    "Key": {"id": {"S": "1"}},
                    "UpdateExpression": "SET amount = :t",
                    "ExpressionAttributeValues": {":t": {"N": "5"}},
                },
            ),
        ],
        "dynamodb",
        lambda db: db.get_item(TableName="orders", Key={"id": {"S": "1"}})["Item"]["amount"],
        {"N": "5"},
    ),
    "sqs: a message that is an object": Effect(
        [
            ("sqs:createQueue", {"QueueName": "q", "Attributes": {"DelaySeconds": 0}}),
            ("sqs:sendMessage", {"QueueUrl": "{url}/123456789012/q", "MessageBody": {"a": [1]}}),
        ],
        "sqs",
        lambda sqs: sqs.receive_message(QueueUrl=sqs.get_queue_url(QueueName="q")["QueueUrl"])[
            "Messages"
        ][0]["Body"],
        '{"a":[1]}',
    ),
    "sns: a topic with a tag": Effect(
        [
            ("sns:createTopic", {"Name": "t", "Tags": [{"Key": "k", "Value": "v"}]}),
            (
                "sns:publish",
                {"TopicArn": "arn:aws:sns:us-east-1:123456789012:t", "Message": {"a": 1}},
            ),
        ],
        "sns",
        lambda sns: sns.list_tags_for_resource(
            ResourceArn=sns.list_topics()["Topics"][0]["TopicArn"]
        )["Tags"],
        [{"Key": "k", "Value": "v"}],
    ),
    "secretsmanager: a secret, with a token made up": Effect(
        [("secretsmanager:createSecret", {"Name": "key", "SecretString": {"pin": 1}})],
        "secretsmanager",
        lambda secrets: secrets.get_secret_value(SecretId="key")["SecretString"],
        '{"pin":1}',
    ),
    "ssm: a parameter, overwritten": Effect(
        [
            ("ssm:putParameter", {"Name": "/a", "Value": "1", "Type": "String"}),
            (
                "ssm:putParameter",
                {"Name": "/a", "Value": "2", "Type": "String", "Overwrite": "true"},
            ),
        ],
        "ssm",
        lambda ssm: ssm.get_parameter(Name="/a")["Parameter"]["Value"],
        "2",
    ),
    "kms: a key": Effect(
        [("kms:createKey", {"Description": "mine", "KeyUsage": "ENCRYPT_DECRYPT"})],
        "kms",
        lambda kms: kms.describe_key(KeyId=kms.list_keys()["Keys"][0]["KeyId"])["KeyMetadata"][
            "Description"
        ],
        "mine",
    ),
    "eventbridge: a rule whose pattern is an object": Effect(
        [("eventbridge:putRule", {"Name": "r", "EventPattern": {"source": ["shop"]}})],
        "events",
        lambda events: events.describe_rule(Name="r")["EventPattern"],
        '{"source":["shop"]}',
    ),
    "cloudwatchlogs: events of a stream": Effect(
        [
            ("cloudwatchlogs:createLogGroup", {"LogGroupName": "g"}),
            ("cloudwatchlogs:createLogStream", {"LogGroupName": "g", "LogStreamName": "s"}),
            (
                "cloudwatchlogs:putRetentionPolicy",
                {"LogGroupName": "g", "RetentionInDays": "7"},
            ),
        ],
        "logs",
        lambda logs: logs.describe_log_groups()["logGroups"][0]["retentionInDays"],
        7,
    ),
    "cloudwatch: a metric": Effect(
        [
            (
                "cloudwatch:putMetricData",
                {"Namespace": "shop", "MetricData": [{"MetricName": "sold", "Value": 1.5}]},
            )
        ],
        "cloudwatch",
        lambda metrics: metrics.list_metrics()["Metrics"][0]["MetricName"],
        "sold",
    ),
    "ec2: a network, by the dialect of ec2": Effect(
        [("ec2:createVpc", {"CidrBlock": "10.9.0.0/16"})],
        "ec2",
        lambda ec2: len(
            ec2.describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.9.0.0/16"]}])["Vpcs"]
        ),
        1,
    ),
    "iam: a role with its policy as an object": Effect(
        [("iam:createRole", {"RoleName": "r", "AssumeRolePolicyDocument": POLICY})],
        "iam",
        lambda iam: iam.get_role(RoleName="r")["Role"]["AssumeRolePolicyDocument"],
        POLICY,
    ),
    "kinesis: a stream and a record": Effect(
        [
            ("kinesis:createStream", {"StreamName": "s", "ShardCount": 1}),
            ("kinesis:putRecord", {"StreamName": "s", "Data": "hello", "PartitionKey": "p"}),
        ],
        "kinesis",
        lambda kinesis: kinesis.get_records(
            ShardIterator=kinesis.get_shard_iterator(
                StreamName="s",
                ShardId=kinesis.list_shards(StreamName="s")["Shards"][0]["ShardId"],
                ShardIteratorType="TRIM_HORIZON",
            )["ShardIterator"]
        )["Records"][0]["Data"],
        b"hello",
    ),
    "ses: an identity": Effect(
        [("ses:verifyEmailIdentity", {"EmailAddress": "a@example.com"})],
        "ses",
        lambda ses: ses.list_identities()["Identities"],
        ["a@example.com"],
    ),
    "cloudformation: a stack": Effect(
        [("cloudformation:createStack", {"StackName": "s", "TemplateBody": TEMPLATE})],
        "cloudformation",
        lambda stacks: stacks.describe_stacks(StackName="s")["Stacks"][0]["StackStatus"],
        "CREATE_COMPLETE",
    ),
    "route53: a zone, whose dialect is XML": Effect(
        [("route53:createHostedZone", {"Name": "a.example.", "CallerReference": "x"})],
        "route53",
        lambda route53: route53.list_hosted_zones()["HostedZones"][0]["Name"],
        "a.example.",
    ),
    "sfn: an activity": Effect(
        [("sfn:createActivity", {"Name": "resize"})],
        "stepfunctions",
        lambda sfn: sfn.list_activities()["activities"][0]["name"],
        "resize",
    ),
}


@pytest.mark.parametrize("effect", EFFECTS.values(), ids=EFFECTS)
def test_calls_do_what_they_say(effect: Effect, aws: Endpoint) -> None:
    made = aws.perform(*((action, _placed(given, aws)) for action, given in effect.steps))
    assert not [one for one in made if isinstance(one, StatesError)]
    assert effect.read(aws.client(effect.service)) == effect.found


def _placed(given: Any, aws: Endpoint) -> Any:
    url = given.get("QueueUrl", "")
    return {**given, "QueueUrl": url.replace("{url}", aws.url)} if url else given


# a result: (calls, the members of the last one's that are looked at)
RESULTS: dict[str, tuple[Sequence[Step], dict[str, Any]]] = {
    "nothing is an empty object": (EFFECTS["dynamodb: an item by either spelling"].steps, {}),
    "an item": (
        [
            *EFFECTS["dynamodb: an item by either spelling"].steps,
            ("dynamodb:getItem", {"TableName": "orders", "Key": {"id": {"S": "1"}}}),
        ],
        {"Item": ITEM},
    ),
    "an empty list": ([("secretsmanager:listSecrets", {})], {"SecretList": []}),
    "an object as text": (
        [
            ("s3:createBucket", {"Bucket": "orders"}),
            ("s3:putObject", {"Bucket": "orders", "Key": "k", "Body": ["früh"]}),
            ("s3:getObject", {"Bucket": "orders", "Key": "k"}),
        ],
        {"Body": '["früh"]', "ContentLength": 9, "Metadata": {}},
    ),
    "an object with nothing in it": (
        [
            ("s3:createBucket", {"Bucket": "orders"}),
            ("s3:putObject", {"Bucket": "orders", "Key": "k"}),
            ("s3:getObject", {"Bucket": "orders", "Key": "k"}),
        ],
        {"Body": ""},
    ),
    "members with other capitals": (
        [("sqs:createQueue", {"QueueName": "q"}), ("sqs:listQueues", {})],
        {"QueueUrls": ["{url}/123456789012/q"]},
    ),
    "a policy as the API has it": (
        [("iam:createRole", {"RoleName": "r", "AssumeRolePolicyDocument": "{}"})],
        {},
    ),
    "whoever calls": ([("sts:getCallerIdentity", {})], {"Account": "123456789012"}),
    "functions of Lambda": ([("lambda:listFunctions", {})], {"Functions": []}),
}


@pytest.mark.parametrize(("steps", "members"), RESULTS.values(), ids=RESULTS)
def test_results(steps: Sequence[Step], members: dict[str, Any], aws: Endpoint) -> None:
    last = aws.perform(*steps)[-1]
    assert isinstance(last, Returned), last
    assert "ResponseMetadata" not in last.value
    expected = {
        name: [text.replace("{url}", aws.url) for text in value] if name == "QueueUrls" else value
        for name, value in members.items()
    }
    assert {name: last.value.get(name) for name in members} == expected


def test_a_put_item_has_no_result(aws: Endpoint) -> None:
    last = aws.perform(*RESULTS["nothing is an empty object"][0])[-1]
    assert last == Returned(value={})


def test_instants_are_iso_8601(aws: Endpoint) -> None:
    made = aws.perform(("iam:createRole", {"RoleName": "r", "AssumeRolePolicyDocument": POLICY}))[0]
    assert isinstance(made, Returned)
    role = aws.client("iam").get_role(RoleName="r")["Role"]
    text = role["CreateDate"].isoformat().replace("+00:00", "Z")
    assert made.value["Role"]["CreateDate"] == text


def test_with_a_task_token_the_answer_is_of_the_submission(aws: Endpoint) -> None:
    made = aws.perform(("sqs:createQueue.waitForTaskToken", {"QueueName": "q"}))
    assert made == [Submitted(output={"QueueUrl": f"{aws.url}/123456789012/q"})]


# a failure: (call, error, beginning of the cause)
FAILURES = {
    "s3, no bucket": (
        ("s3:getObject", {"Bucket": "none", "Key": "k"}),
        "S3.NoSuchBucketException",
        "The specified bucket does not exist (Service: S3, Status Code: 404, Request ID: ",
    ),
    "s3, an answer without a body": (
        ("s3:headObject", {"Bucket": "none", "Key": "k"}),
        "S3.NoSuchKeyException",
        "null (Service: S3, Status Code: 404, Request ID: ",
    ),
    "dynamodb": (
        ("dynamodb:putItem", {"TableName": "none", "Item": {"id": {"S": "1"}}}),
        "DynamoDb.ResourceNotFoundException",
        "Requested resource not found (Service: DynamoDb, Status Code: 400, Request ID: ",
    ),
    "sqs, by the name of its model and not of its old API": (
        ("sqs:getQueueUrl", {"QueueName": "none"}),
        "Sqs.QueueDoesNotExistException",
        "The specified queue does not exist. (Service: Sqs, Status Code: 400, Request ID: ",
    ),
    "s3, by HEAD, whose answer has no words": (
        ("s3:headBucket", {"Bucket": "none"}),
        "S3.NoSuchBucketException",
        "null (Service: S3, Status Code: 404, Request ID: ",
    ),
    "iam, by query": (
        ("iam:getRole", {"RoleName": "none"}),
        "Iam.NoSuchEntityException",
        "Role none not found (Service: Iam, Status Code: 404, Request ID: ",
    ),
    "ec2, whose errors no model has": (
        ("ec2:deleteVpc", {"VpcId": "vpc-00000000"}),
        "Ec2.Ec2Exception",
        "VpcID vpc-00000000 does not exist. (Service: Ec2, Status Code: 400, Request ID: ",
    ),
    "lambda": (
        ("lambda:getFunction", {"FunctionName": "none"}),
        "Lambda.ResourceNotFoundException",
        "Function not found: arn:aws:lambda:us-east-1:123456789012:function:none "
        "(Service: Lambda, Status Code: 404, Request ID: ",
    ),
    "a member that there is not, and one that is missing": (
        ("s3:getObject", {"Bucket": "b", "Kye": "k"}),
        "States.Runtime",
        'The Parameters \'{"Bucket":"b","Kye":"k"}\' could not be used to start the Task: [The '
        'field "Kye" is not supported by Step Functions, '
        "The field 'Key' is required but was missing]",
    ),
    "an action that there is not": (
        ("s3:getObjects", {}),
        "States.Runtime",
        "The resource provided arn:aws:states:::aws-sdk:s3:getObjects is not recognized.",
    ),
    "an action that streams events": (
        ("kinesis:subscribeToShard", {}),
        "States.Runtime",
        "The resource provided arn:aws:states:::aws-sdk:kinesis:subscribeToShard is not",
    ),
}


@pytest.mark.parametrize(("step", "error", "cause"), FAILURES.values(), ids=FAILURES)
def test_failures(step: Step, error: str, cause: str, aws: Endpoint) -> None:
    made = aws.perform(step)[0]
    assert isinstance(made, StatesError), made
    assert made.name == error
    assert (made.cause or "").startswith(cause), made.cause
