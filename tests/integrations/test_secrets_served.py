"""Secrets of a project stay out of a server's log, of histories and of errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from tests.cli.command import environment
from tests.integrations.answering import Answer, Answering, answering
from tests.server.waiting import until

HOST = "https://api.example.com/orders"
CONNECTION = "arn:aws:events:us-east-1:123456789012:connection/shop/1"
SECRETS = {"key": "hush-key", "variable": "hush-variable", "user": "hush-user", "aws": "hush-aws"}
SETTINGS = """
[hosts]
"api.example.com" = "{url}"
[http]
connections = "connections.json"
[functions.broken]
command = ["{python}", "-c", "import sys; sys.exit(3)"]
environment = {{ API_KEY = "hush-variable" }}
[functions.away]
url = "http://user:hush-user@127.0.0.1:9/x?key=hush-user"
[endpoints]
sqs = "{url}"
"""
CONNECTIONS = {
    "shop": {
        "AuthorizationType": "API_KEY",
        "AuthParameters": {
            "ApiKeyAuthParameters": {"ApiKeyName": "X-Key", "ApiKeyValue": SECRETS["key"]}
        },
    }
}
STATES = "arn:aws:states:::"


def task(resource: str, given: dict[str, Any], following: str | None) -> dict[str, Any]:
    """A Task that is gone on from however it ends."""
    onward = {"End": True} if following is None else {"Next": following}
    caught = [{"ErrorEquals": ["States.ALL"], "Next": following or "Over"}]
    return {
        "Type": "Task",
        "Resource": f"{STATES}{resource}",
        "Parameters": given,
        "TimeoutSeconds": 2,
        "Catch": caught,
        **onward,
    }


INVOKE = "lambda:invoke"
MACHINE = {
    "StartAt": "Call",
    "States": {
        "Call": task(
            "http:invoke",
            {
                "ApiEndpoint": HOST,
                "Method": "POST",
                "Authentication": {"ConnectionArn": CONNECTION},
            },
            "Break",
        ),
        "Break": task(INVOKE, {"FunctionName": "broken"}, "Away"),
        "Away": task(INVOKE, {"FunctionName": "away"}, "Wait"),
        "Wait": task(
            "sqs:sendMessage.waitForTaskToken",
            {"QueueUrl": "http://127.0.0.1/1/q", "MessageBody.$": "$$.Task.Token"},
            "Over",
        ),
        "Over": {"Type": "Succeed"},
    },
}


@contextmanager
def served(folder: Path, log: Path) -> Iterator[str]:
    """`asl serve` in a folder; its URL."""
    environ = {**environment(), "AWS_SECRET_ACCESS_KEY": SECRETS["aws"], "ASL_PORT": "0"}
    command = [sys.executable, "-m", "asl.cli", "serve", "--db", "sqlite://"]
    with (
        log.open("w") as lines,
        subprocess.Popen(
            command, cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=lines, text=True
        ) as process,
    ):
        assert process.stdout is not None
        try:
            yield process.stdout.readline().removeprefix("asl listens on ").strip()
        finally:
            process.terminate()


def written(folder: Path, server: Answering) -> None:
    """The project."""
    settings = SETTINGS.format(url=server.url, python=sys.executable)
    (folder / "asl.toml").write_text(settings, "utf-8")
    (folder / "connections.json").write_text(json.dumps(CONNECTIONS), "utf-8")


@pytest.mark.parametrize("status", [200, 403])
def test_no_secret_is_told(status: int, tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    # The server says all that it was sent, as some do.
    echo = json.dumps({"message": "no"})
    with answering(Answer(status=status, body=echo)) as server:
        written(tmp_path, server)
        with served(tmp_path, log) as url:
            sfn = boto3.client(
                "stepfunctions",
                endpoint_url=url,
                region_name="us-east-1",
                aws_access_key_id="test",
                aws_secret_access_key="test",
                config=Config(inject_host_prefix=False),
            )
            machine = sfn.create_state_machine(
                name="m", definition=json.dumps(MACHINE), roleArn="arn:aws:iam::123456789012:role/r"
            )["stateMachineArn"]
            execution = sfn.start_execution(stateMachineArn=machine)["executionArn"]
            said = until(
                lambda: (
                    (one := sfn.describe_execution(executionArn=execution))["status"] != "RUNNING"
                    and one
                ),
                20,
            )
            history = sfn.get_execution_history(executionArn=execution, maxResults=1000)
    assert said["status"] == "SUCCEEDED"
    asked = server.asked[0]
    assert asked.headers["x-key"] == SECRETS["key"]
    token = _token(history["events"])
    assert token is not None
    told = {
        "the history": json.dumps(history, default=str),
        "the end": json.dumps(said, default=str),
        "the log": log.read_text("utf-8"),
    }
    assert [
        (name, where)
        for name, secret in SECRETS.items()
        for where, text in told.items()
        if secret in text
    ] == []
    assert token not in told["the log"]
    # Only where the definition itself puts it.
    assert told["the history"].count(token) == 1
    assert token not in told["the end"]


def _token(events: list[Any]) -> str | None:
    for event in events:
        details = event.get("taskScheduledEventDetails", {})
        if "sendMessage" in details.get("resource", ""):
            token: str = json.loads(details["parameters"])["MessageBody"]
            return token
    return None


def test_the_environment_of_this_process_is_no_part_of_it() -> None:
    assert not any(secret in os.environ.values() for secret in SECRETS.values())
