"""`asl run` of a state machine that a template carries."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from asl.carriers.discovery import KINDS
from asl.cli.definitions import WORDS
from tests.cli.command import asl

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Charge: {{Type: AWS::Serverless::Function}}
  OrderMachine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Type: EXPRESS
      DefinitionUri: order.asl.json
      DefinitionSubstitutions:
        ChargeArn: !GetAtt Charge.Arn
        Delay: {delay}
"""
OTHER = """\
  OtherMachine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: {StartAt: A, States: {A: {Type: Pass, Result: other, End: true}}}
"""
ORDER = """{
  "StartAt": "Pause",
  "States": {
    "Pause": {"Type": "Wait", "Seconds": ${Delay}, "Next": "Charge"},
    "Charge": {"Type": "Task", "Resource": "${ChargeArn}", "TimeoutSeconds": 5, "Next": "Tell"},
    "Tell": {"Type": "Pass", "InputPath": "$.charged", "End": true}
  }
}"""
MOCKS = {
    "StateMachines": {"OrderMachine": {"TestCases": {"Good": {"Charge": "Charged"}}}},
    "MockedResponses": {"Charged": {"0": {"Return": {"charged": 12}}}},
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of SAM."""
    (tmp_path / "template.yaml").write_text(TEMPLATE.format(delay=60), "utf-8")
    (tmp_path / "order.asl.json").write_text(ORDER, "utf-8")
    (tmp_path / "mocks.json").write_text(json.dumps(MOCKS), "utf-8")
    return tmp_path


def _run(project: Path, named: str, *more: str) -> tuple[int, dict[str, Any]]:
    called = asl("run", f"{project}/{named}", "--format", "json", *more)
    return called.code, json.loads(called.out)


def test_one_of_a_template(project: Path) -> None:
    mocks = ("--mocks", f"{project}/mocks.json#Good")
    code, ended = _run(project, "template.yaml#OrderMachine", *mocks)
    assert (code, ended["status"], ended["output"]) == (0, "SUCCEEDED", 12)
    assert ended["duration"] == 60


def test_the_only_one_needs_no_name(project: Path) -> None:
    code, ended = _run(project, "template.yaml", "--mocks", f"{project}/mocks.json#Good")
    assert (code, ended["output"]) == (0, 12)


@pytest.mark.parametrize(
    ("flags", "events"), [((), False), (("--type", "STANDARD"), True), (("--express",), False)]
)
def test_it_runs_as_the_template_says_unless_a_flag_says_otherwise(
    project: Path, flags: tuple[str, ...], events: bool
) -> None:
    mocks = ("--mocks", f"{project}/mocks.json#Good")
    text = (project / "order.asl.json").read_text("utf-8")
    token = text.replace("${ChargeArn}", "arn:aws:states:::lambda:invoke.waitForTaskToken")
    (project / "order.asl.json").write_text(token, "utf-8")
    code, ended = _run(project, "template.yaml#OrderMachine", *mocks, *flags)
    codes = {item["code"] for item in ended.get("findings", ())}
    assert ("express-integration" in codes) is not events
    assert (code == 2) is not events


def test_several_are_listed(project: Path) -> None:
    (project / "template.yaml").write_text(TEMPLATE.format(delay=60) + OTHER, "utf-8")
    code, ended = _run(project, "template.yaml")
    assert code == 2
    assert ended["message"].endswith(
        "holds 2 state machines: say which one (OrderMachine, OtherMachine)"
    )
    code, ended = _run(project, "template.yaml#OtherMachine")
    assert (code, ended["output"]) == (0, "other")


def test_one_that_is_not_there(project: Path) -> None:
    code, ended = _run(project, "template.yaml#OrderMachin")
    assert code == 2
    assert 'no state machine "OrderMachin"' in ended["message"]


def test_placeholders_without_their_template_are_why_it_cannot_run(project: Path) -> None:
    text = '{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": ${N}, "End": true}}}'
    (project / "wait.asl.json").write_text(text, "utf-8")
    code, ended = _run(project, "wait.asl.json")
    assert code == 2
    assert [(item["column"], item["hint"]) for item in ended["findings"]] == [
        (62, "run the template that gives the placeholders their values, as TEMPLATE#NAME")
    ]


def test_every_template_that_is_found_can_be_run() -> None:
    assert {word for kind in KINDS for word in kind.words} <= set(WORDS)


def test_a_fault_of_the_template_hinders_the_run(project: Path) -> None:
    (project / "template.yaml").write_text(TEMPLATE.format(delay="!Join [60]"), "utf-8")
    code, ended = _run(project, "template.yaml#OrderMachine")
    assert code == 2
    assert [(item["line"], item["code"]) for item in ended["findings"]] == [
        (11, "template-function")
    ]


def test_a_failure_is_told_in_the_file_that_a_person_edits(project: Path) -> None:
    mocks = json.dumps(MOCKS).replace("charged", "paid")
    (project / "mocks.json").write_text(mocks, "utf-8")
    code, ended = _run(
        project, "template.yaml#OrderMachine", "--mocks", f"{project}/mocks.json#Good"
    )
    assert (code, ended["error"]) == (1, "States.Runtime")
    assert ended["place"]["file"] == str(project / "order.asl.json")
    assert (ended["place"]["line"], ended["place"]["column"]) == (6, 43)
