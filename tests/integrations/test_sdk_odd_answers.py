"""What calls of APIs make of answers, parameters and surroundings that nobody plans for."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Sequence
from typing import Any

import pytest

from asl.integrations.bindings import Bindings, EndpointTarget, Functions
from asl.integrations.tasks import IntegrationTasks
from asl.runtime.errors import StatesError
from asl.runtime.host import Returned, TaskCall
from asl.syntax.values import Json
from tests.integrations.answering import Answer, answering
from tests.integrations.aws import Step, perform

GET: Step = ("dynamodb:getItem", {"TableName": "t", "Key": {"id": {"S": "1"}}})
DEEP = '{"M":{"a":' * 400 + '{"S":"x"}' + "}}" * 400


def at(url: str) -> Bindings:
    """Everything at an endpoint."""
    return Bindings(default=EndpointTarget(url=url))


# answers that no service gives: (call, body)
UNREADABLE: dict[str, tuple[Step, str]] = {
    "JSON that is no object": (("dynamodb:listTables", {}), "[]"),
    "a number for a list": (("secretsmanager:listSecrets", {}), '{"SecretList": 5}'),
    "an instant that is none": (
        ("dynamodb:describeTable", {"TableName": "t"}),
        '{"Table": {"CreationDateTime": "hidden"}}',
    ),
    "a number that JSON does not have": (
        ("dynamodb:describeTable", {"TableName": "t"}),
        '{"Table": {"ItemCount": NaN}}',
    ),
    "half a character": (("dynamodb:listTables", {}), '{"TableNames": ["\\ud800"]}'),
    "JSON deep as a well": (("dynamodb:listTables", {}), "[" * 200_000),
    "an item deep as a well": (GET, f'{{"Item": {{"a": {DEEP}}}}}'),
    "no XML": (("sns:listTopics", {}), '{"hidden": 1}'),
    "nothing at all": (("sns:listTopics", {}), ""),
    "another XML": (("sns:listTopics", {}), "<html>hidden</html>"),
    "XML from a file of this machine": (
        ("ec2:describeVpcs", {}),
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>',
    ),
}


@pytest.mark.parametrize(("step", "body"), UNREADABLE.values(), ids=UNREADABLE)
def test_unreadable_answers_are_errors_of_the_client(step: Step, body: str) -> None:
    with answering(Answer(body=body)) as server:
        made = perform(at(server.url), [step])[0]
    assert isinstance(made, StatesError), made
    assert (made.name or "").endswith(".SdkClientException")
    assert (made.cause or "").startswith(f"the answer of {server.url} cannot be read")
    assert "hidden" not in (made.cause or "")


# refusals that cannot be read: (call, status, body)
REFUSED: dict[str, tuple[Step, int, str]] = {
    "a list": (("dynamodb:listTables", {}), 400, "[1]"),
    "an error whose name is none": (("dynamodb:listTables", {}), 400, '{"__type": 5}'),
    "deep as a well": (("dynamodb:listTables", {}), 400, "[" * 200_000),
    "a redirection": (("dynamodb:listTables", {}), 302, ""),
    "a page": (("sns:listTopics", {}), 502, "<html><p>Bad gateway"),
}


@pytest.mark.parametrize(("step", "status", "body"), REFUSED.values(), ids=REFUSED)
def test_refusals_that_cannot_be_read_keep_their_status(step: Step, status: int, body: str) -> None:
    headers = {"Location": "http://127.0.0.1:1/", "x-amzn-RequestId": "r-1"}
    with answering(Answer(status=status, headers=headers, body=body)) as server:
        made = perform(at(server.url), [step])[0]
    assert isinstance(made, StatesError), made
    prefix = (made.name or "").partition(".")[0]
    assert (made.name, made.cause) == (
        f"{prefix}.{prefix}Exception",
        f"null (Service: {prefix}, Status Code: {status}, Request ID: r-1)",
    )
    assert len(server.asked) == 1


def test_half_a_character_in_a_refusal_is_a_whole_one_in_the_cause() -> None:
    body = '{"__type": "ResourceNotFoundException", "message": "no \\ud800"}'
    with answering(Answer(status=400, body=body)) as server:
        made = perform(at(server.url), [GET])[0]
    assert isinstance(made, StatesError), made
    assert (made.cause or "").startswith("no ? (Service")


def test_a_bucket_elsewhere_is_not_called_there() -> None:
    body = (
        "<Error><Code>PermanentRedirect</Code><Message>Elsewhere</Message><Bucket>b</Bucket>"
        "<Endpoint>b.s3-eu-west-1.amazonaws.com</Endpoint></Error>"
    )
    answer = Answer(
        status=301, headers={"x-amz-bucket-region": "eu-west-1", "x-amz-request-id": "r"}, body=body
    )
    with answering(answer) as server:
        made = perform(at(server.url), [("s3:getObject", {"Bucket": "b", "Key": "k"})])[0]
    assert isinstance(made, StatesError), made
    assert (made.name, made.cause) == (
        "S3.S3Exception",
        "Elsewhere (Service: S3, Status Code: 301, Request ID: r)",
    )
    assert len(server.asked) == 1


# odd answers that say something: (call, body, result)
READ: dict[str, tuple[Step, str, Json]] = {
    "nothing in a list": (
        ("secretsmanager:listSecrets", {}),
        '{"SecretList": [null]}',
        {"SecretList": [None]},
    ),
    "nothing in a map": (GET, '{"Item": {"a": null}}', {"Item": {"a": None}}),
    "numbers that JSON does not have": (
        ("cloudwatch:getMetricData", {"MetricDataQueries": [], "StartTime": 0, "EndTime": 1}),
        '{"MetricDataResults": [{"Values": ["NaN", "-Infinity", 1.5]}]}',
        {"MetricDataResults": [{"Values": ["NaN", "-Infinity", 1.5]}]},
    ),
    "instants and bytes deep inside": (
        ("kinesis:getRecords", {"ShardIterator": "i"}),
        '{"Records": [{"Data": "Zm/DvA==", "ApproximateArrivalTimestamp": 1523383193.283}]}',
        {"Records": [{"Data": "foü", "ApproximateArrivalTimestamp": "2018-04-10T17:59:53.283Z"}]},
    ),
}


@pytest.mark.parametrize(("step", "body", "result"), READ.values(), ids=READ)
def test_odd_answers(step: Step, body: str, result: Json) -> None:
    with answering(Answer(body=body)) as server:
        made = perform(at(server.url), [step])[0]
    assert made == Returned(value=result)


def nested(levels: int) -> Json:
    """An item of DynamoDB."""
    item: Json = {"S": "x"}
    for _ in range(levels):
        item = {"M": {"a": item}}
    return {"id": item}


# parameters that cannot be sent: (call, error, cause)
UNSENDABLE: dict[str, tuple[Step, str, str]] = {
    "deep as a well": (
        ("dynamodb:putItem", {"TableName": "t", "Item": nested(240)}),
        "States.Runtime",
        "its parameters nest too deep",
    ),
    "an instant before the calendar": (
        (
            "dynamodb:exportTableToPointInTime",
            {"TableArn": "a", "S3Bucket": "b", "ExportTime": "0001-01-01T00:00:00+14:00"},
        ),
        "States.Runtime",
        "The value of the field 'ExportTime' has an invalid format",
    ),
    "a source in two forms": (
        ("s3:copyObject", {"Bucket": "b", "Key": "k", "CopySource": "b/a", "SourceKey": "a"}),
        "States.Runtime",
        "The field 'SourceKey' is not to be used with 'CopySource'",
    ),
    "a header in another alphabet": (
        ("s3:getObject", {"Bucket": "b", "Key": "k", "IfMatch": "ä"}),
        "S3.SdkClientException",
        "If-Match would have characters that no header of HTTP may have",
    ),
    "two headers in one": (
        ("s3:getObject", {"Bucket": "b", "Key": "k", "IfMatch": "a\r\nX-Evil: 1"}),
        "S3.SdkClientException",
        "a header of it would break its line",
    ),
    "an access point, which is no bucket of the endpoint": (
        (
            "s3:getObject",
            {"Bucket": "arn:aws:s3:us-east-1:123456789012:accesspoint/my", "Key": "k"},
        ),
        "S3.SdkClientException",
        "the call would go to my-123456789012.127.0.0.1, which is not the endpoint",
    ),
}


@pytest.mark.parametrize(("step", "error", "cause"), UNSENDABLE.values(), ids=UNSENDABLE)
def test_unsendable_parameters(step: Step, error: str, cause: str) -> None:
    with answering(Answer()) as server:
        made = perform(at(server.url), [step])[0]
    assert isinstance(made, StatesError), made
    assert made.name == error
    assert cause in (made.cause or "")
    assert not server.asked


# where an endpoint is: (what follows the server, call, path that is asked for)
PATHS: dict[str, tuple[str, Step, str]] = {
    "below a path": ("/aws/", ("s3:getObject", {"Bucket": "b", "Key": "a/b c"}), "/aws/b/a/b%20c"),
    "a bucket with dots": ("", ("s3:getObject", {"Bucket": "b.c", "Key": "a/../b"}), "/b.c/a/../b"),
    "an express bucket, without a session": (
        "",
        ("s3:getObject", {"Bucket": "b--use1-az4--x-s3", "Key": "k"}),
        "/b--use1-az4--x-s3/k",
    ),
    "an account before the host": (
        "",
        ("s3control:getPublicAccessBlock", {"AccountId": "123456789012"}),
        "/v20180820/configuration/publicAccessBlock",
    ),
}


@pytest.mark.parametrize(("below", "step", "path"), PATHS.values(), ids=PATHS)
def test_paths(below: str, step: Step, path: str) -> None:
    with answering(Answer(body="<a/>")) as server:
        made = perform(at(server.url + below), [step])[0]
    assert isinstance(made, Returned), made
    assert [one.path for one in server.asked] == [path]


def test_user_and_password_of_an_endpoint_go_there_and_nowhere_else() -> None:
    with answering(Answer(body="<html>")) as server:
        url = server.url.replace("//", "//me:hid%64en@")
        made = perform(at(url), [("dynamodb:listTables", {})])[0]
    assert server.asked[0].headers["authorization"] == "Basic bWU6aGlkZGVu"
    assert isinstance(made, StatesError), made
    assert "hid" not in (made.cause or "")


def test_an_endpoint_that_botocore_does_not_take() -> None:
    made = perform(at("http://me:hidden@local_stack:4566"), [("sqs:listQueues", {})])[0]
    assert isinstance(made, StatesError), made
    assert (made.name, made.cause) == (
        "States.Runtime",
        "arn:aws:states:::aws-sdk:sqs:listQueues cannot be called at http://local_stack:4566: "
        "Invalid endpoint: http://local_stack:4566",
    )


# what the environment says, and is not listened to
ENVIRONMENT = {
    "a token of this user": ("AWS_BEARER_TOKEN_BEDROCK", "hidden"),
    "a mode that asks the metadata address": ("AWS_DEFAULTS_MODE", "auto"),
    "an option that there is not": ("AWS_STS_REGIONAL_ENDPOINTS", "hidden"),
    "a name of this application": ("AWS_SDK_UA_APP_ID", "hidden"),
    "another way to sign": ("AWS_AUTH_SCHEME_PREFERENCE", "httpBearerAuth"),
}


@pytest.mark.parametrize(("name", "value"), ENVIRONMENT.values(), ids=ENVIRONMENT)
def test_the_environment_has_no_say(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    looked_up: list[Any] = []
    find = socket.getaddrinfo

    def told(host: Any, *rest: Any, **more: Any) -> Any:
        looked_up.append(host)
        return find(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", told)
    with answering(Answer(body="{}")) as server:
        made = perform(at(server.url), [("bedrock:listFoundationModels", {})])[0]
    assert made == Returned(value={})
    assert "Credential=test/" in server.asked[0].headers["authorization"]
    assert "hidden" not in str(server.asked[0].headers)
    assert {str(host) for host in looked_up} <= {"127.0.0.1"}


async def together(urls: Sequence[str], steps: Sequence[Step]) -> list[Any]:
    """What becomes of calls at once, each at the endpoint that its service has."""
    services = {step[0].partition(":")[0]: url for step, url in zip(steps, urls, strict=True)}
    bindings = Bindings(services={name: EndpointTarget(url=url) for name, url in services.items()})
    tasks = IntegrationTasks(Functions(bindings), lambda *_: None, "us-east-1")
    try:
        return await asyncio.gather(
            *(
                tasks(TaskCall(state="S", resource=f"arn:aws:states:::aws-sdk:{name}", input=given))
                for name, given in [*steps] * 50
            )
        )
    finally:
        await tasks.close()


def test_answers_of_calls_at_once_are_not_mixed_up() -> None:
    # One is long enough to be read in a thread, while the others are.
    names = [f"name-{number:05}" for number in range(2_000)]
    long = Answer(body=json.dumps({"TableNames": names}))
    with answering(long) as tables, answering(Answer(body='{"QueueUrls": ["q"]}')) as queues:
        steps: list[Step] = [("dynamodb:listTables", {}), ("sqs:listQueues", {})]
        made = asyncio.run(together([tables.url, queues.url], steps))
    expected = [{"TableNames": names}, {"QueueUrls": ["q"]}] * 50
    assert [one.value for one in made] == expected


def test_a_call_that_is_cancelled_leaves_its_service_in_order() -> None:
    async def made() -> Any:
        tasks = IntegrationTasks(Functions(at(server.url)), lambda *_: None, "us-east-1")
        call = TaskCall(
            state="S", resource="arn:aws:states:::aws-sdk:dynamodb:listTables", input={}
        )
        waiting = asyncio.ensure_future(tasks(call))
        while not server.asked and not waiting.done():
            await asyncio.wait([waiting], timeout=0.01)
        waiting.cancel()
        await asyncio.wait([waiting])
        server.answer = Answer(body='{"TableNames": []}')
        try:
            return await tasks(call)
        finally:
            await tasks.close()

    with answering(Answer(silent=True)) as server:
        assert asyncio.run(made()) == Returned(value={"TableNames": []})
