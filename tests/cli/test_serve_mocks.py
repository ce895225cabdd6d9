"""`asl serve` with mocks: whence the file comes, and a process killed between retries."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import asl
from tests.cli.test_serve import ended, served

Json = Any

FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:charge"
RETRY = {"ErrorEquals": ["Card.Busy"], "IntervalSeconds": 1, "BackoffRate": 1.0, "MaxAttempts": 4}
# Its name in the file of the server is that of the definition's file.
PAY: Json = {
    "StartAt": "Charge",
    "States": {"Charge": {"Type": "Task", "Resource": FUNCTION, "Retry": [RETRY], "End": True}},
}
BUSY: Json = {"Throw": {"Error": "Card.Busy", "Cause": "try later"}}
MOCKS: Json = {
    "StateMachines": {"pay": {"TestCases": {"Retried": {"Charge": "ChargeRetried"}}}},
    "MockedResponses": {"ChargeRetried": {"0-2": BUSY, "3": {"Return": "the fourth"}}},
}
ARN = "arn:aws:states:us-east-1:123456789012:stateMachine:pay"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a state machine and its mocks, by the name that Step Functions Local takes."""
    (tmp_path / "pay.asl.json").write_text(json.dumps(PAY))
    (tmp_path / "MockConfigFile.json").write_text(json.dumps(MOCKS))
    return tmp_path


def failures(client: Any, execution: str) -> int:
    events = client.get_execution_history(executionArn=execution)["events"]
    return sum(event["type"] == "LambdaFunctionFailed" for event in events)


def test_invocations_are_counted_on_after_each_kill(folder: Path) -> None:
    execution = ""
    for count in (1, 2, 3):
        with served(folder, "pay.asl.json") as server:
            if not execution:
                started = server.client.start_execution(stateMachineArn=f"{ARN}#Retried")
                execution = started["executionArn"]
            deadline = time.monotonic() + 20
            while failures(server.client, execution) < count:
                assert time.monotonic() < deadline, "no invocation fails any more"
                time.sleep(0.01)
            server.process.send_signal(signal.SIGKILL)
            server.process.wait(10)
    with served(folder, "pay.asl.json") as server:
        found = ended(server.client, execution)
        assert failures(server.client, execution) == 3
    assert (found["status"], found["output"]) == ("SUCCEEDED", '"the fourth"')


# what is said: (name of the file, arguments, what the environment has)
GIVEN: dict[str, tuple[str, list[str], dict[str, str]]] = {
    "in the working directory": ("MockConfigFile.json", [], {}),
    "by the variable of Step Functions Local": ("m.json", [], {"SFN_MOCK_CONFIG": "m.json"}),
    "by the option": ("m.json", ["--mocks", "m.json"], {}),
    "by the option before all else": (
        "m.json",
        ["--mocks", "m.json"],
        {"SFN_MOCK_CONFIG": "missing.json"},
    ),
}


@pytest.mark.parametrize(("name", "arguments", "variables"), GIVEN.values(), ids=GIVEN)
def test_where_mocks_come_from(
    name: str,
    arguments: list[str],
    variables: dict[str, str],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (folder / "MockConfigFile.json").rename(folder / name)
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    with (
        (folder / "errors").open("w+") as errors,
        served(folder, *arguments, "--db", "sqlite://", "pay.asl.json", errors=errors) as server,
    ):
        started = server.client.start_execution(stateMachineArn=f"{ARN}#Retried")
        server.client.stop_execution(executionArn=started["executionArn"])
    told = (folder / "errors").read_text()
    assert f"mocks of {name}, for the test cases: pay#Retried\n" in told


def test_without_a_file_there_are_no_test_cases(folder: Path) -> None:
    (folder / "MockConfigFile.json").unlink()
    with (
        served(folder, "--db", "sqlite://", "pay.asl.json", errors=subprocess.DEVNULL) as server,
        pytest.raises(server.client.exceptions.ValidationException, match="no file of mocks here"),
    ):
        server.client.start_execution(stateMachineArn=f"{ARN}#Retried")


# what is said: (text of the file or None for none, what is told of it)
REFUSED = {
    "no such file": (None, 'asl: cannot read the mocks "m.json": No such file or directory'),
    "no JSON": ("{", "m.json:1:2: "),
    "what asl run would say": (
        json.dumps(MOCKS, indent=1).replace('"0-2"', '"2-0"'),
        'm.json:13:4: mock-range the range "2-0" ends before it begins',
    ),
}


@pytest.mark.parametrize(("text", "said"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_used_is_refused_at_the_start(
    text: str | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if text is not None:
        (tmp_path / "m.json").write_text(text)
    called = asl("serve", "--port", "0", "--db", "sqlite://", "--mocks", "m.json")
    assert (called.code, called.out) == (2, "")
    assert said in called.err
