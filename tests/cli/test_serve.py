"""`asl serve` as a process: it answers, it stops, it goes on after it was killed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import boto3
import pytest
from botocore.config import Config

from tests.cli.command import ASL, asl, asl_process, environment

ROLE = "arn:aws:iam::123456789012:role/any"
WAITS = {
    "StartAt": "Wait",
    "States": {
        "Wait": {"Type": "Wait", "Seconds": 2, "Next": "Done"},
        "Done": {"Type": "Pass", "Result": "done", "End": True},
    },
}


@dataclass(frozen=True, slots=True)
class Served:
    """A server of its own.

    Attributes:
        process: that serves.
        client: of boto3, for it.
    """

    process: subprocess.Popen[str]
    client: Any


@contextmanager
def served(
    folder: Path, *arguments: str, errors: IO[str] | int = subprocess.DEVNULL
) -> Iterator[Served]:
    process = subprocess.Popen(
        [*ASL, "serve", "--port", "0", *arguments],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().removeprefix("asl listens on ").strip()
        client = boto3.client(
            "stepfunctions",
            endpoint_url=url,
            region_name="us-east-1",
            aws_access_key_id="any",
            aws_secret_access_key="any",
            config=Config(retries={"total_max_attempts": 1}),
        )
        yield Served(process, client)
        client.close()
    finally:
        process.kill()
        process.communicate()


def ended(client: Any, execution: str) -> dict[str, Any]:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        described: dict[str, Any] = client.describe_execution(executionArn=execution)
        if described["status"] != "RUNNING":
            return described
        time.sleep(0.05)
    raise AssertionError(f"{execution} still runs")


# What a program does that knows nothing of us but the two variables of its environment.
PROGRAM = """
import boto3, json
client = boto3.client("stepfunctions", region_name="eu-west-1")
machine = client.create_state_machine(
    name="quick", type="EXPRESS", roleArn="arn:aws:iam::123456789012:role/any",
    definition=json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}),
)["stateMachineArn"]
print(machine)
print(client.start_sync_execution(stateMachineArn=machine, input='{"a":1}')["output"])
"""


def test_the_exports_that_it_prints_are_all_that_an_sdk_needs(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        assert server.process.stdout is not None
        lines = [server.process.stdout.readline() for _ in range(3)]
        exports = dict(
            line.strip().removeprefix("export ").split("=", 1) for line in lines if line.strip()
        )
        assert exports == {
            "AWS_ENDPOINT_URL_SFN": server.client.meta.endpoint_url,
            "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
        }
        keys = {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any"}
        program = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env=environment() | exports | keys,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
    assert program.stdout.splitlines() == [
        "arn:aws:states:eu-west-1:123456789012:stateMachine:quick",
        '{"a":1}',
    ]


def test_what_ran_when_it_was_killed_goes_on(tmp_path: Path) -> None:
    with served(tmp_path) as first:
        machine = first.client.create_state_machine(
            name="waits", definition=json.dumps(WAITS), roleArn=ROLE
        )["stateMachineArn"]
        execution = first.client.start_execution(stateMachineArn=machine)["executionArn"]
        first.process.kill()
        first.process.wait(10)
    with served(tmp_path) as second:
        described = ended(second.client, execution)
        events = second.client.get_execution_history(executionArn=execution)["events"]
        second.process.send_signal(signal.SIGTERM)
        assert second.process.wait(10) == 0
    assert (described["status"], described["output"]) == ("SUCCEEDED", '"done"')
    assert [event["id"] for event in events] == list(range(1, 7))
    taken = described["stopDate"] - described["startDate"]
    assert taken.total_seconds() >= 2


def _pass(result: int) -> str:
    state = {"Type": "Pass", "Result": result, "End": True}
    return json.dumps({"StartAt": "A", "States": {"A": state}}, indent=2)


TEMPLATE = """\
Resources:
  Quick:
    Type: AWS::Serverless::StateMachine
    Properties:
      Type: EXPRESS
      Definition:
        StartAt: A
        States:
          A: {Type: Pass, Result: 3, End: true}
"""


def _revision(client: Any, name: str) -> tuple[str, str, str | None]:
    described = client.describe_state_machine(
        stateMachineArn=f"arn:aws:states:us-east-1:123456789012:stateMachine:{name}"
    )
    return described["type"], described["definition"], described.get("revisionId")


def test_state_machines_of_files_are_there_when_it_answers(tmp_path: Path) -> None:
    (tmp_path / "order.asl.json").write_text(_pass(1))
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    with served(tmp_path, "order.asl.json", "template.yaml#Quick") as server:
        assert _revision(server.client, "order") == ("STANDARD", _pass(1), None)
        type_, definition, revision = _revision(server.client, "Quick")
        assert (type_, json.loads(definition)["StartAt"], revision) == ("EXPRESS", "A", None)
    # The same again changes nothing; what has changed is a new revision of the same machine.
    with served(tmp_path, ".") as server:
        assert _revision(server.client, "order") == ("STANDARD", _pass(1), None)
        assert _revision(server.client, "Quick")[2] is None
    (tmp_path / "order.asl.json").write_text(_pass(2))
    with served(tmp_path, "order.asl.json") as server:
        _, definition, revision = _revision(server.client, "order")
        assert (definition, revision is None) == (_pass(2), False)


# the files, and what is said of them
NOT_SERVED = {
    "a fault": ({"a.asl.json": _pass(1).replace("Pass", "Pas")}, "a.asl.json:5:15: wrong-value"),
    "two of one name": (
        {"a.asl.json": _pass(1), "a.asl.yaml": _pass(1)},
        'two state machines are called "a": in a.asl.json and in a.asl.yaml',
    ),
    "no name of a state machine": (
        {"a b.asl.json": _pass(1)},
        "the state machine a b cannot be made: Invalid Name",
    ),
    "nothing": ({}, "there is no state machine in ."),
}


@pytest.mark.parametrize(("files", "said"), NOT_SERVED.values(), ids=NOT_SERVED)
def test_files_that_are_not_served(files: dict[str, str], said: str, tmp_path: Path) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    # A process of its own: a server that starts sets up the logs of its process.
    called = asl_process("serve", "--port", "0", "--db", "sqlite://", ".", cwd=tmp_path)
    assert (called.returncode, called.stdout) == (2, b"")
    assert said in called.stderr.decode()


def test_a_type_does_not_change(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    with served(tmp_path, "template.yaml"):
        pass
    (tmp_path / "template.yaml").write_text(TEMPLATE.replace("EXPRESS", "STANDARD"))
    called = asl_process("serve", "--port", "0", "template.yaml", cwd=tmp_path)
    assert called.returncode == 2
    assert b"Quick of the type EXPRESS" in called.stderr


# what is asked for, and what is said
REFUSED = {
    "other machines without keys": (
        ("--host", "0.0.0.0"),
        "add --auth FILE, or --allow-unauthenticated",
    ),
    "no such database": (("--db", "mysql://x"), "no database: 'mysql://x'"),
    "no folder for the file of keys": (
        ("--auth", "missing/keys"),
        "cannot read missing/keys: No such file",
    ),
    "a folder for a file of keys": (("--auth", "."), "cannot read .: Is a directory"),
    "an account that is none": (("--account", "me"), "--account is to have twelve digits"),
    "a region that is none": (("--region", "local"), "--region is to be like us-east-1"),
    "a URL for a name": (
        ("--allowed-host", "http://asl.example"),
        "'http://asl.example' is no name of a host",
    ),
}


@pytest.mark.parametrize(("arguments", "said"), REFUSED.values(), ids=REFUSED)
def test_refusals(
    arguments: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    called = asl("serve", "--port", "0", "--db", "sqlite://", *arguments)
    assert (called.code, called.out) == (2, "")
    assert said in called.err


def test_a_database_has_one_owner(tmp_path: Path) -> None:
    with served(tmp_path):
        called = asl("serve", "--port", "0", "--db", str(tmp_path / "asl.db"))
    assert called.code == 2
    assert "asl.db" in called.err
