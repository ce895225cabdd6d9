"""AWS itself: called where a profile says so, signed by this user, and never without."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from asl.integrations.bindings import Bindings, EndpointTarget, Functions
from asl.integrations.exchange import Answered
from asl.integrations.functions import lambda_api
from asl.integrations.sdk import identities
from asl.integrations.sdk.calls import Calls
from asl.integrations.sdk.port import Endpoint, Made, Operation
from asl.integrations.tasks import IntegrationTasks
from asl.runtime.errors import StatesError
from asl.runtime.host import TaskCall
from tests.cli.command import asl, environment
from tests.integrations.answering import Answer, answering
from tests.integrations.aws import Endpoint as Moto

SETTINGS = '[profiles.aws.endpoints]\ndefault = "aws"\n'
TASK: dict[str, Any] = {
    "Type": "Task",
    "Resource": "arn:aws:states:::dynamodb:getItem",
    "Parameters": {"TableName": "t", "Key": {"id": {"S": "1"}}},
    "End": True,
}


@pytest.fixture(autouse=True)
def user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A user with credentials in the environment, in a folder of their own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAUSER")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "hushed")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


class Taking:
    """Keeps requests, and answers as an API does that has nothing."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str]]] = []

    async def exchange(
        self, method: str, url: str, body: bytes, headers: dict[str, str], most: int | None = None
    ) -> Answered:
        assert body is not None
        assert most is not None
        self.asked.append((method, url, headers))
        return 200, [(b"x-amzn-RequestId", b"1")], b"{}"


HOSTS = {
    "dynamodb:listTables": "https://dynamodb.eu-west-1.amazonaws.com/",
    "s3:listBuckets": "https://s3.eu-west-1.amazonaws.com/",
    "sfn:listStateMachines": "https://states.eu-west-1.amazonaws.com/",
    "iam:listRoles": "https://iam.amazonaws.com/",
}


@pytest.mark.parametrize(("action", "url"), HOSTS.items())
def test_calls_go_to_the_services_own_host_signed_by_the_user(action: str, url: str) -> None:
    taking = Taking()
    service, name = action.split(":")

    async def made() -> Made | None:
        calls = Calls("eu-west-1")
        asked = Operation(service=service, action=name, text=action, whose=service, token="t")
        try:
            return await calls.make(asked, Endpoint(url=None, exchange=taking), {})
        except StatesError:
            # An answer of JSON is none of XML.
            return None
        finally:
            await calls.close()

    asyncio.run(made())
    ((_, asked, headers),) = taking.asked
    assert asked.partition("?")[0] == url
    told = {key.lower(): value for key, value in headers.items()}
    assert "Credential=AKIAUSER/" in told["authorization"]
    assert told["x-amz-security-token"] == "hushed"


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("ap-south-1", "https://lambda.ap-south-1.amazonaws.com"),
        ("cn-north-1", "https://lambda.cn-north-1.amazonaws.com.cn"),
    ],
)
def test_lambda_of_aws_is_the_functions_own_regions(region: str, host: str) -> None:
    assert lambda_api.server_of(None, region) == host


# by the name of a function: the region that it is called in, and how it is asked for there
FUNCTIONS = {
    "charge": ("eu-west-1", "charge"),
    "222222222222:function:charge": (
        "eu-west-1",
        "arn:aws:lambda:eu-west-1:222222222222:function:charge",
    ),
    "arn:aws:lambda:ap-south-1:222222222222:function:charge:live": (
        "ap-south-1",
        "arn:aws:lambda:ap-south-1:222222222222:function:charge",
    ),
}


@pytest.mark.parametrize(("name", "asked"), FUNCTIONS.items())
def test_a_function_of_aws_is_that_of_its_account_and_region(
    name: str, asked: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    region, path = asked
    bindings = Bindings(default=EndpointTarget(url=None), profile="aws")

    async def made() -> None:
        tasks = IntegrationTasks(Functions(bindings), lambda *_: None, "eu-west-1")
        resource = "arn:aws:states:::lambda:invoke"
        try:
            await tasks(TaskCall(state="A", resource=resource, input={"FunctionName": name}))
        finally:
            await tasks.close()

    with answering(Answer(body="1")) as server:
        monkeypatch.setattr(lambda_api, "_AWS", server.url + "/{region}{china}")
        asyncio.run(made())
    (request,) = server.asked
    written = quote(path, safe="")
    assert request.path.partition("?")[0] == f"/{region}/2015-03-31/functions/{written}/invocations"
    assert f"/{region}/lambda/aws4_request" in request.headers["authorization"]


def test_without_credentials_the_run_does_not_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    _write(tmp_path)
    called = asl("run", "m.asl.json", "--profile", "aws")
    assert called.code == 2
    assert "There are no credentials to call AWS with" in called.err
    assert 'the profile "aws" of asl.toml' in called.err


def test_the_account_is_said_before_anything_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, aws: Moto
) -> None:
    asked = partial(identities.account_of_this_user, url=aws.url)
    monkeypatch.setattr(identities, "account_of_this_user", asked)
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    _write(tmp_path, {"Type": "Pass", "End": True})
    called = asl("run", "m.asl.json", "--profile", "aws")
    assert called.code == 0
    said = 'asl calls AWS itself: account 123456789012, region eu-west-1 (profile "aws")'
    assert said in called.err.replace("\n", " ")
    assert "hush" not in called.out + called.err


def test_the_account_is_that_of_aws_whatever_the_environment_calls_an_endpoint(
    aws: Moto, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS"):
        monkeypatch.setenv(name, aws.url)
    # Nobody listens there: it is what would be called on the way to AWS.
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with pytest.raises(StatesError, match=r"127\.0\.0\.1:9"):
        identities.account_of_this_user("eu-west-1")


# A program that tells every address that it would connect to or look up.
LISTENING = """
import sys
def heard(event, arguments):
    if event in ("socket.connect", "socket.sendto"):
        print("SOCKET", arguments[1], file=sys.stderr)
    if event == "socket.getaddrinfo":
        print("SOCKET", arguments[0], file=sys.stderr)
sys.addaudithook(heard)
from asl.cli.main import main
sys.argv = ["asl", *sys.argv[1:]]
main()
"""
EVERY = [
    "lambda:invoke",
    "sqs:sendMessage",
    "ecs:runTask.sync",
    "apigateway:invoke",
    "http:invoke",
    "aws-sdk:s3:getObject",
    "aws-sdk:sts:getCallerIdentity",
    "states:startExecution",
    "batch:submitJob.sync",
]
PARAMETERS: dict[str, dict[str, Any]] = {
    "lambda:invoke": {"FunctionName": "f"},
    "sqs:sendMessage": {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/1/q", "MessageBody": "m"},
    "ecs:runTask.sync": {"TaskDefinition": "t"},
    "apigateway:invoke": {"ApiEndpoint": "x.execute-api.us-east-1.amazonaws.com", "Method": "GET"},
    "http:invoke": {
        "ApiEndpoint": "https://example.com",
        "Method": "GET",
        "Authentication": {"ConnectionArn": "arn:aws:events:us-east-1:123456789012:connection/a/b"},
    },
    "aws-sdk:s3:getObject": {"Bucket": "b", "Key": "k"},
    "states:startExecution": {
        "StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:m"
    },
    "batch:submitJob.sync": {"JobName": "j", "JobDefinition": "d", "JobQueue": "q"},
}


@pytest.mark.parametrize("resource", EVERY)
def test_with_credentials_and_no_settings_no_socket_leaves_the_machine(
    resource: str, tmp_path: Path
) -> None:
    task = {
        "Type": "Task",
        "Resource": f"arn:aws:states:::{resource}",
        "Parameters": PARAMETERS.get(resource, {}),
        "End": True,
    }
    _write(tmp_path, task)
    (tmp_path / "asl.toml").unlink()
    ran = subprocess.run(
        [sys.executable, "-c", LISTENING, "run", "m.asl.json"],
        env=environment(),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 1, ran.stderr
    assert "SOCKET" not in ran.stderr
    assert "nothing stands in for it" in ran.stderr


def _write(folder: Path, state: dict[str, Any] | None = None) -> None:
    machine = {"StartAt": "A", "States": {"A": state or TASK}}
    (folder / "m.asl.json").write_text(json.dumps(machine), "utf-8")
    (folder / "asl.toml").write_text(SETTINGS, "utf-8")
