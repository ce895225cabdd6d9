"""Error and cause of refusals as AWS was recorded to give them, and answers that are none."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

from asl.integrations.bindings import Bindings, EndpointTarget
from asl.runtime.errors import StatesError
from asl.runtime.host import Returned
from tests.integrations.answering import Answer, answering
from tests.integrations.aws import Step, perform

JSON = "application/x-amz-json-1.0"
INVALID_NAME = (
    "Invalid name. Must be a valid name containing alphanumeric characters, or any of the "
    "following: -/_+=.@!"
)
NO_KEY = (
    "<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message>"
    "<RequestId>r-3</RequestId><HostId>h-3</HostId></Error>"
)

# a recorded case: (call, what the service answers, error, cause)
RECORDED: dict[str, tuple[Step, Answer, str, str]] = {
    "aws_sdk.dynamodb_put_item_no_such_table": (
        ("dynamodb:putItem", {"TableName": "t", "Item": {"id": {"S": "id1"}}}),
        Answer(
            status=400,
            headers={"Content-Type": JSON, "x-amzn-RequestId": "r-1"},
            body='{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",'
            '"message":"Requested resource not found"}',
        ),
        "DynamoDb.ResourceNotFoundException",
        "Requested resource not found (Service: DynamoDb, Status Code: 400, Request ID: r-1)",
    ),
    "aws_sdk.invalid_secret_name": (
        ("secretsmanager:createSecret", {"Name": "Invalid Name", "SecretString": "HelloWorld"}),
        Answer(
            status=400,
            headers={"Content-Type": JSON, "x-amzn-RequestId": "r-2"},
            body=json.dumps({"__type": "ValidationException", "Message": INVALID_NAME}),
        ),
        "SecretsManager.SecretsManagerException",
        f"{INVALID_NAME} (Service: SecretsManager, Status Code: 400, Request ID: r-2)",
    ),
    "aws_sdk.s3_no_such_key": (
        ("s3:getObject", {"Bucket": "bucket-0", "Key": "no_such_key.json"}),
        Answer(
            status=404,
            headers={"x-amz-request-id": "r-3", "x-amz-id-2": "h-3"},
            body=NO_KEY,
        ),
        "S3.NoSuchKeyException",
        "The specified key does not exist. (Service: S3, Status Code: 404, Request ID: r-3, "
        "Extended Request ID: h-3)",
    ),
    "an error that the endpoint does not name": (
        ("dynamodb:listTables", {}),
        Answer(status=500, headers={"x-amzn-RequestId": "r-4"}),
        "DynamoDb.DynamoDbException",
        "null (Service: DynamoDb, Status Code: 500, Request ID: r-4)",
    ),
}


def at(url: str) -> Bindings:
    """Everything at an endpoint."""
    return Bindings(default=EndpointTarget(url=url))


@pytest.mark.parametrize(("step", "answer", "error", "cause"), RECORDED.values(), ids=RECORDED)
def test_refusals(step: Step, answer: Answer, error: str, cause: str) -> None:
    with answering(answer) as server:
        made = perform(at(server.url), [step])[0]
    assert isinstance(made, StatesError), made
    assert (made.name, made.cause) == (error, cause)


# what is sent: (call, members of the request's body)
SENT: dict[str, tuple[Step, dict[str, Any]]] = {
    "an object where a text is asked for (recorded)": (
        ("sfn:startExecution", {"StateMachineArn": "arn", "Input": {"key": "value"}}),
        {"stateMachineArn": "arn", "input": '{"key":"value"}'},
    ),
    "a small letter": (("sfn:describeExecution", {"executionArn": "arn"}), {"executionArn": "arn"}),
    "nothing for null": (
        ("dynamodb:listTables", {"Limit": 5, "ExclusiveStartTableName": None}),
        {"Limit": 5},
    ),
    "numbers and truth as text": (
        ("ssm:putParameter", {"Name": "n", "Value": 5, "Overwrite": "TRUE"}),
        {"Name": "n", "Value": "5", "Overwrite": True},
    ),
    "bytes as text": (
        ("kinesis:putRecord", {"StreamName": "s", "Data": "hi", "PartitionKey": 1}),
        {"StreamName": "s", "Data": "aGk=", "PartitionKey": "1"},
    ),
    "an instant": (
        (
            "cloudwatchlogs:createExportTask",
            {"LogGroupName": "g", "From": "1", "To": 2.0, "Destination": "d"},
        ),
        {"logGroupName": "g", "from": 1, "to": 2, "destination": "d"},
    ),
}


@pytest.mark.parametrize(("step", "body"), SENT.values(), ids=SENT)
def test_requests(step: Step, body: dict[str, Any]) -> None:
    with answering(Answer(headers={"Content-Type": JSON}, body="{}")) as server:
        made = perform(at(server.url), [step])[0]
    assert isinstance(made, Returned), made
    assert json.loads(server.asked[0].body) == body
    assert "Credential=test/" in server.asked[0].headers["authorization"]


def test_json_inside_a_text_stays_text() -> None:
    body = json.dumps({"CoreNetworkPolicy": {"PolicyDocument": '{"version":1.0}'}})
    asked: Step = ("networkmanager:getCoreNetworkPolicy", {"CoreNetworkId": "c"})
    with answering(Answer(headers={"Content-Type": "application/json"}, body=body)) as server:
        made = perform(at(server.url), [asked])[0]
    assert made == Returned(value={"CoreNetworkPolicy": {"PolicyDocument": '{"version":1.0}'}})


def test_a_token_is_made_up_where_none_is_given() -> None:
    with answering(Answer(headers={"Content-Type": JSON}, body="{}")) as server:
        perform(at(server.url), [("secretsmanager:createSecret", {"Name": "n"})])
    assert json.loads(server.asked[0].body)["ClientRequestToken"]


def test_credentials_of_the_environment_stay_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAREAL")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    monkeypatch.setenv("AWS_PROFILE", "none-of-that-name")
    with answering(Answer(headers={"Content-Type": JSON}, body="{}")) as server:
        made = perform(at(server.url), [("dynamodb:listTables", {})])[0]
    assert made == Returned(value={})
    assert "AKIAREAL" not in str(server.asked[0].headers)


# values that cannot be used: (call, what is wrong)
UNFIT: dict[str, tuple[Step, str]] = {
    "a text for a list": (
        ("ec2:describeVpcs", {"VpcIds": "vpc-1"}),
        "The value of the field 'VpcIds' has an invalid format",
    ),
    "a number that is none": (
        ("dynamodb:listTables", {"Limit": "ten"}),
        "The value of the field 'Limit' has an invalid format",
    ),
    "an instant that is none": (
        (
            "cloudwatch:putMetricData",
            {"Namespace": "n", "MetricData": [{"MetricName": "m", "Timestamp": "now"}]},
        ),
        "The value of the field 'Timestamp' has an invalid format",
    ),
    "a member inside": (
        ("ec2:describeVpcs", {"Filters": [{"Nam": "x"}]}),
        'The field "Nam" is not supported by Step Functions',
    ),
    "no object at all": (("sts:getCallerIdentity", []), "The parameters are to be an object"),
}


@pytest.mark.parametrize(("step", "reason"), UNFIT.values(), ids=UNFIT)
def test_unfit_parameters_are_sent_nowhere(step: Step, reason: str) -> None:
    with answering(Answer()) as server:
        made = perform(at(server.url), [step])[0]
    assert isinstance(made, StatesError), made
    assert made.name == "States.Runtime"
    assert (made.cause or "").endswith(f"could not be used to start the Task: [{reason}]")
    assert not server.asked


def test_an_answer_past_all_bounds_is_not_read() -> None:
    with answering(Answer(headers={"Content-Type": JSON}, body="x" * 9_000_000)) as server:
        made = perform(at(server.url), [("dynamodb:listTables", {})])[0]
    assert isinstance(made, StatesError), made
    assert (made.name, made.cause) == (
        "States.DataLimitExceeded",
        "The state/task 'dynamodb' returned a result with a size exceeding the maximum number of "
        "bytes service limit.",
    )


def test_what_does_not_answer_is_named() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://user:secret@127.0.0.1:{free.getsockname()[1]}"
        made = perform(at(url), [("sqs:listQueues", {})])[0]
    assert isinstance(made, StatesError), made
    assert made.name == "Sqs.SdkClientException"
    assert (made.cause or "").startswith("Unable to execute HTTP request: http://127.0.0.1:")
    assert "secret" not in (made.cause or "")


def test_an_answer_that_is_none_is_an_error_of_the_client() -> None:
    with answering(Answer(headers={"Content-Type": JSON}, body="<html>")) as server:
        made = perform(at(server.url), [("dynamodb:listTables", {})])[0]
    assert isinstance(made, StatesError), made
    assert (made.name, made.cause) == (
        "DynamoDb.SdkClientException",
        f"the answer of {server.url} cannot be read: it is not what the API of dynamodb answers "
        "(json). Is it the endpoint of that service?",
    )


# where a service is: (settings, service, which)
PLACES = {
    "its own": (Bindings(services={"s3": EndpointTarget(url="a")}), "s3", "a"),
    "its own before the default": (
        Bindings(services={"s3": EndpointTarget(url="a")}, default=EndpointTarget(url="b")),
        "s3",
        "a",
    ),
    "the default": (Bindings(default=EndpointTarget(url="b")), "sqs", "b"),
    "that of Lambda": (Bindings(endpoint=EndpointTarget(url="c")), "lambda", "c"),
    "Lambda's is no other's": (Bindings(endpoint=EndpointTarget(url="c")), "s3", None),
}


@pytest.mark.parametrize(("bindings", "service", "url"), PLACES.values(), ids=PLACES)
def test_places(bindings: Bindings, service: str, url: str | None) -> None:
    found = bindings.of_service(service)
    assert (found and found.url) == url


def test_without_an_endpoint_the_setting_is_named() -> None:
    made = perform(Bindings(services={"s3": EndpointTarget(url="a")}), [("sqs:listQueues", {})])[0]
    assert isinstance(made, StatesError), made
    assert (made.name, made.cause) == (
        "States.Runtime",
        "The Task 'Call' calls arn:aws:states:::aws-sdk:sqs:listQueues, and nothing is bound "
        "to it here: give [endpoints] in asl.toml the URL of an endpoint as sqs or default.",
    )
