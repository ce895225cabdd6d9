"""A SAM project runs as it is: by `asl run` and by `asl serve`, with no settings."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Any, Final

import pytest

from tests.cli.command import asl
from tests.cli.test_serve import ROLE, ended, served

PROJECT: Final = Path(__file__).with_name("orders")
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js (node)")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project, which is a root of its own, as the working directory."""
    copy = tmp_path / "orders"
    shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / ".git").mkdir()
    monkeypatch.chdir(copy)
    return copy


def run(machine: str, given: dict[str, Any], *more: str) -> tuple[int, dict[str, Any], str]:
    called = asl(
        *(
            "run",
            f"template.yaml#{machine}",
            "-i",
            json.dumps(given),
            "--format",
            "json",
            "--trace",
        ),
        *more,
    )
    return called.code, json.loads(called.out), called.err


ORDERED: Final = {
    "amount": 10,
    "charged": {"total": 20, "stage": "test"},
    "notified": {
        "mail": {
            "from": "shop@example.org",
            "total": 20,
            "name": "stack-notify",
            "memory": "256",
        },
        "version": "$LATEST",
    },
}


@pytest.mark.usefixtures("project")
def test_python_functions_of_a_template() -> None:
    code, result, story = run("Order", {"amount": 10})
    assert (code, result["output"]) == (0, ORDERED)
    lines = [line.strip() for line in story.splitlines()]
    at = lines.index("| charging 10")
    assert lines[at - 1].startswith("call")
    assert lines[at + 1].startswith("result")


@needs_node
@pytest.mark.usefixtures("project")
def test_a_function_of_node() -> None:
    code, result, story = run("Parcel", {"order": "o-1"})
    assert (code, result["output"]) == (0, {"parcel": "o-1"})
    assert "| shipping" in story


@needs_node
@pytest.mark.usefixtures("project")
def test_a_function_of_node_that_fails() -> None:
    code, result, _ = run("Parcel", {"lost": True})
    assert (code, result["error"]) == (1, "RangeError")
    assert json.loads(result["cause"])["errorMessage"] == "no parcel"


# how the function ends: (error, a part of the cause)
ENDS: Final = {
    "raise": ("PermissionError", "the card is blocked"),
    "exit": ("Runtime.ExitError", "exit status 3"),
    "hang": ("Sandbox.Timedout", "Task timed out after 1.00 seconds"),
    "unwritable": ("Runtime.MarshalError", "not JSON serializable"),
}


@pytest.mark.parametrize(("how", "error", "part"), [(how, *ends) for how, ends in ENDS.items()])
@pytest.mark.usefixtures("project")
def test_a_function_that_fails(how: str, error: str, part: str) -> None:
    code, result, _ = run("Refusal", {"how": how})
    assert (code, result["error"]) == (1, error)
    assert part in result["cause"]


def test_a_function_outside_the_project_is_not_run(project: Path) -> None:
    template = (project / "template.yaml").read_text("utf-8")
    shutil.move(project / "charge", project.parent / "charge")
    (project / "template.yaml").write_text(template.replace("charge/", "../charge/"), "utf-8")
    code, result, _ = run("Order", {"amount": 10})
    assert (code, result["error"]) == (1, "Lambda.InvalidRuntimeException")
    assert "stands outside the project" in result["cause"]


def test_what_the_settings_bind_goes_before_the_template(project: Path) -> None:
    (project / "free.py").write_text(
        "def charge(event, context):\n    return {'total': 0}\n", "utf-8"
    )
    (project / "asl.toml").write_text('[functions."Ch*"]\nhandler = "free:charge"\n', "utf-8")
    code, result, _ = run("Order", {"amount": 10})
    assert (code, result["output"]["charged"]) == (0, {"total": 0})


def test_a_mock_goes_before_both(project: Path) -> None:
    mocks = {
        "StateMachines": {"Order": {"TestCases": {"Free": {"Charge": "Free"}}}},
        "MockedResponses": {"Free": {"0": {"Return": {"total": 7}}}},
    }
    (project / "mocks.json").write_text(json.dumps(mocks), "utf-8")
    code, result, _ = run("Order", {"amount": 10}, "--mocks", "mocks.json#Free")
    assert code == 0
    assert result["output"]["charged"] == {"total": 7}
    assert result["output"]["notified"]["mail"]["total"] == 7


def test_a_server_runs_them_and_outlives_them(project: Path) -> None:
    with served(project, "template.yaml", "--db", "sqlite://") as server:
        arns = {
            one["name"]: one["stateMachineArn"]
            for one in server.client.list_state_machines()["stateMachines"]
        }

        def run_there(machine: str, given: dict[str, Any]) -> dict[str, Any]:
            started = server.client.start_execution(
                stateMachineArn=arns[machine], input=json.dumps(given)
            )
            return ended(server.client, started["executionArn"])

        assert json.loads(run_there("Order", {"amount": 10})["output"]) == ORDERED
        for how, (error, part) in ENDS.items():
            failed = run_there("Refusal", {"how": how})
            assert failed["error"] == error
            assert part in failed["cause"]

        app = project / "charge" / "app.py"
        app.write_text(app.read_text("utf-8").replace("RATE = 2", "RATE = 300"), "utf-8")
        edited = run_there("Order", {"amount": 10})
        assert json.loads(edited["output"])["charged"]["total"] == 3000


def test_a_server_keeps_waiting_for_the_token_that_a_function_was_given(project: Path) -> None:
    (project / "keep.py").write_text(
        "def keep(event, context):\n"
        "    open('token', 'w').write(event['token'])\n"
        "    return 'kept'\n",
        "utf-8",
    )
    (project / "asl.toml").write_text('[functions.keep]\nhandler = "keep:keep"\n', "utf-8")
    definition = {
        "StartAt": "Ask",
        "States": {
            "Ask": {
                "Type": "Task",
                "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
                "Parameters": {"FunctionName": "keep", "Payload": {"token.$": "$$.Task.Token"}},
                "End": True,
            }
        },
    }
    with served(project, "--db", "sqlite://") as server:
        machine = server.client.create_state_machine(
            name="ask", definition=json.dumps(definition), roleArn=ROLE
        )
        execution = server.client.start_execution(stateMachineArn=machine["stateMachineArn"])
        arn = execution["executionArn"]
        history = _until_submitted(server.client, arn)
        submitted = next(event for event in history if event["type"] == "TaskSubmitted")
        output = json.loads(submitted["taskSubmittedEventDetails"]["output"])
        token = (project / "token").read_text("utf-8")
        server.client.send_task_success(taskToken=token, output='{"approved": true}')
        assert output["Payload"] == "kept"
        assert json.loads(ended(server.client, arn)["output"]) == {"approved": True}


# what a function does once it has sent its own token: (its line)
AFTERWARDS: Final = {"it returns": "return 1", "it fails": "raise ValueError"}


@pytest.mark.parametrize("line", AFTERWARDS.values(), ids=AFTERWARDS)
def test_a_function_sends_its_own_token(line: str, project: Path) -> None:
    (project / "own.py").write_text(
        "import json, urllib.request\n"
        "def send(event, context):\n"
        "    body = json.dumps({'taskToken': event['token'], 'output': '7'}).encode()\n"
        "    request = urllib.request.Request(event['url'], body, {\n"
        "        'X-Amz-Target': 'AWSStepFunctions.SendTaskSuccess',\n"
        "        'Content-Type': 'application/x-amz-json-1.0'})\n"
        "    urllib.request.urlopen(request).read()\n"
        f"    open('sent', 'w').close()\n    {line}\n",
        "utf-8",
    )
    (project / "asl.toml").write_text(
        '[functions.own]\nhandler = "own:send"\ntimeout = 60\n', "utf-8"
    )
    with served(project, "--db", "sqlite://") as server:
        url = server.client.meta.endpoint_url
        payload = {"token.$": "$$.Task.Token", "url": url}
        state = {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
            "Parameters": {"FunctionName": "own", "Payload": payload},
            "End": True,
        }
        machine = server.client.create_state_machine(
            name="own",
            definition=json.dumps({"StartAt": "Own", "States": {"Own": state}}),
            roleArn=ROLE,
        )
        started = server.client.start_execution(stateMachineArn=machine["stateMachineArn"])
        found = ended(server.client, started["executionArn"])
        assert (found["status"], found.get("output")) == ("SUCCEEDED", "7")
        # It is told that its token has come, and runs on.
        for _ in range(400):
            if (project / "sent").exists():
                break
            time.sleep(0.05)
        assert (project / "sent").exists()


def _until_submitted(client: Any, arn: str) -> list[dict[str, Any]]:
    for _ in range(2000):
        events: list[dict[str, Any]] = client.get_execution_history(executionArn=arn)["events"]
        if any(event["type"] == "TaskSubmitted" for event in events):
            return events
    raise AssertionError("nothing was submitted")


def test_what_a_function_prints_stands_in_the_servers_log(project: Path) -> None:
    log = project / "log.jsonl"
    with (
        log.open("w") as errors,
        served(
            project, "template.yaml#Order", "--db", "sqlite://", "--json-logs", errors=errors
        ) as server,
    ):
        (machine,) = server.client.list_state_machines()["stateMachines"]
        started = server.client.start_execution(
            stateMachineArn=machine["stateMachineArn"], input='{"amount": 10}'
        )
        assert ended(server.client, started["executionArn"])["status"] == "SUCCEEDED"
    told = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    printed = [line for line in told if line["event"] == "a function has printed"]
    assert [(line["function"], line["state"], line["text"]) for line in printed] == [
        ("Charge", "Charge", "charging 10\n")
    ]
