"""asl bindings: what each Task would call."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import Called, asl

STATES = "arn:aws:states:::"
MACHINE: dict[str, Any] = {
    "StartAt": "Charge",
    "States": {
        "Charge": {
            "Type": "Task",
            "Resource": f"{STATES}lambda:invoke",
            "Parameters": {"FunctionName": "charge"},
            "Next": "Any",
        },
        "Any": {
            "Type": "Task",
            "Resource": f"{STATES}lambda:invoke",
            "Parameters": {"FunctionName.$": "$.function"},
            "Next": "All",
        },
        "All": {
            "Type": "Map",
            "ItemProcessor": {
                "StartAt": "Tell",
                "States": {
                    "Tell": {
                        "Type": "Task",
                        "Resource": f"{STATES}sns:publish",
                        "Parameters": {"TopicArn": "t", "Message.$": "$"},
                        "End": True,
                    }
                },
            },
            "Next": "Approve",
        },
        "Approve": {
            "Type": "Task",
            "Resource": "arn:aws:states:us-east-1:123456789012:activity:approve",
            "Next": "Store",
        },
        "Store": {
            "Type": "Task",
            "Resource": f"{STATES}aws-sdk:s3:putObject",
            "Parameters": {"Bucket": "b", "Key": "k", "Body": "x"},
            "End": True,
        },
    },
}
SETTINGS = """
[functions.charge]
handler = "app.handler"
[endpoints]
default = "http://user:hush@127.0.0.1:4566/x?key=hush"
[profiles.ci.tasks]
"*" = "mock"
[profiles.split.tasks]
"Charge" = "http://127.0.0.1:1"
"arn:aws:states:::sns:*" = "http://127.0.0.1:2"
"Any" = "function"
[profiles.functions.tasks]
"Store" = "function"
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project as the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "order.asl.json").write_text(json.dumps(MACHINE), "utf-8")
    (tmp_path / "asl.toml").write_text(SETTINGS, "utf-8")
    return tmp_path


def told(*options: str) -> tuple[Called, dict[str, Any]]:
    """What would be called, by the names of states."""
    called = asl("bindings", "order.asl.json", "--format", "json", *options)
    return called, {one["state"]: one["calls"] for one in json.loads(called.out)["tasks"]}


def test_every_task_and_what_it_calls(project: Path) -> None:
    called, calls = told()
    assert called.code == 0
    assert calls == {
        "Charge": f"python handler app.handler in {project}",
        "Any": "the function that it names when it runs",
        "Tell": "sns of http://127.0.0.1:4566/x",
        "Approve": "a worker that polls for it",
        "Store": "s3 of http://127.0.0.1:4566/x",
    }


PROFILES = {
    "ci": {"Charge": "a mock", "Tell": "a mock", "Store": "a mock"},
    "split": {
        "Charge": "lambda of http://127.0.0.1:1",
        "Any": "the function that it names when it runs",
        "Tell": "sns of http://127.0.0.1:2",
        "Store": "s3 of http://127.0.0.1:4566/x",
    },
}


@pytest.mark.parametrize(("profile", "calls"), PROFILES.items(), ids=PROFILES)
def test_profiles(profile: str, calls: dict[str, str]) -> None:
    called, found = told("--profile", profile)
    assert called.code == 0
    assert found | calls == found


def test_the_variable_chooses_a_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASL_PROFILE", "ci")
    assert told()[1]["Charge"] == "a mock"


def test_what_nothing_is_bound_to(project: Path) -> None:
    (project / "asl.toml").unlink()
    called = asl("bindings", "order.asl.json")
    assert called.code == 1
    assert "nothing is bound to 4 of 5 Tasks" in called.err
    tell = next(line for line in called.out.splitlines() if line.startswith("Tell"))
    assert tell.endswith(
        "nothing: give [endpoints] in asl.toml the URL of an endpoint as sns or default"
    )


STARTS = {
    "of a server alone": ("", None, "the server itself, under asl serve"),
    "at the endpoint of all, but of a server": (
        '[endpoints]\ndefault = "http://127.0.0.1:1"\n',
        None,
        "the server itself, under asl serve, and otherwise sfn of http://127.0.0.1:1",
    ),
    "at its own endpoint": (
        '[endpoints]\nsfn = "http://127.0.0.1:2"\n',
        None,
        "sfn of http://127.0.0.1:2",
    ),
    "at that of the Task": (
        '[profiles.x.tasks]\nStart = "http://127.0.0.1:3"\n',
        "x",
        "sfn of http://127.0.0.1:3",
    ),
    "by what cannot": ('[profiles.x.tasks]\nStart = "function"\n', "x", None),
}


@pytest.mark.parametrize("resource", ["states:startExecution.sync:2", "aws-sdk:sfn:startExecution"])
@pytest.mark.parametrize(("text", "profile", "calls"), STARTS.values(), ids=STARTS)
def test_executions_that_are_started(
    text: str, profile: str | None, calls: str | None, resource: str, project: Path
) -> None:
    machine = "arn:aws:states:us-east-1:123456789012:stateMachine:m"
    task = {"Type": "Task", "Resource": f"{STATES}{resource}", "End": True}
    given = {"StateMachineArn": machine}
    definition = {"StartAt": "Start", "States": {"Start": {**task, "Parameters": given}}}
    (project / "order.asl.json").write_text(json.dumps(definition), "utf-8")
    (project / "asl.toml").write_text(text, "utf-8")
    assert told(*([] if profile is None else ["--profile", profile]))[1] == {"Start": calls}


def test_a_choice_that_does_not_fit() -> None:
    called, calls = told("--profile", "functions")
    assert (called.code, calls["Store"]) == (1, None)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("order.asl.json", "--profile", "none"), 'there is no profile "none" here'),
        (("gone.asl.json",), "gone.asl.json"),
    ],
)
def test_refusals(arguments: tuple[str, ...], said: str) -> None:
    called = asl("bindings", *arguments)
    assert called.code == 2
    assert said in called.err


def test_a_profile_without_settings(project: Path) -> None:
    (project / "asl.toml").unlink()
    called = asl("run", "order.asl.json", "--profile", "aws")
    assert called.code == 2
    assert 'there is no asl.toml with a profile "aws"' in called.err
