"""asl run: Tasks that call a service of AWS at an endpoint."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import Called, asl
from tests.integrations.answering import Answer, answering

TABLES: dict[str, Any] = {
    "StartAt": "List",
    "States": {
        "List": {
            "Type": "Task",
            "Resource": "arn:aws:states:::aws-sdk:dynamodb:listTables",
            "Parameters": {},
            "End": True,
        }
    },
}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project as the working directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DYNAMODB_ENDPOINT", raising=False)
    (tmp_path / "tables.asl.json").write_text(json.dumps(TABLES), "utf-8")
    return tmp_path


def run() -> Called:
    """The machine, run."""
    return asl("run", "tables.asl.json")


# the setting: (DYNAMODB_ENDPOINT, asl.toml); {url} is the server's
ENDPOINTS = {
    "the variable of Step Functions Local": ("{url}", ""),
    "its own endpoint": ("", '[endpoints]\ndynamodb = "{url}"\n'),
    "the endpoint of all": ("", '[endpoints]\ndefault = "{url}"\n'),
    "the variable goes before the file": (
        "{url}",
        '[endpoints]\ndynamodb = "http://127.0.0.1:1"\n',
    ),
}


@pytest.mark.parametrize(("variable", "text"), ENDPOINTS.values(), ids=ENDPOINTS)
def test_endpoints(
    variable: str, text: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = '{"TableNames": ["orders"]}'
    with answering(Answer(body=body)) as server:
        monkeypatch.setenv("DYNAMODB_ENDPOINT", variable.replace("{url}", server.url))
        (project / "asl.toml").write_text(text.replace("{url}", server.url), "utf-8")
        ran = run()
    assert ran.code == 0, ran.err
    assert json.loads(ran.out) == {"TableNames": ["orders"]}


def test_another_run_is_another_request(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that knows a request again would do nothing for the second run."""
    given = {"TransactItems": [{"Put": {"TableName": "t", "Item": {"id": {"S": "1"}}}}]}
    resource = "arn:aws:states:::aws-sdk:dynamodb:transactWriteItems"
    put = {"Type": "Task", "Resource": resource, "Parameters": given, "End": True}
    definition = {"StartAt": "Put", "States": {"Put": put}}
    (project / "tables.asl.json").write_text(json.dumps(definition), "utf-8")
    with answering(Answer(body="{}")) as server:
        monkeypatch.setenv("DYNAMODB_ENDPOINT", server.url)
        assert [run().code, run().code] == [0, 0]
    tokens = {json.loads(one.body)["ClientRequestToken"] for one in server.asked}
    assert len(tokens) == len(server.asked) == 2


def test_without_one_the_setting_is_named() -> None:
    ran = run()
    assert ran.code == 1
    assert (
        "or, to really call it, give [endpoints] in asl.toml the URL of an endpoint as dynamodb "
        "or default"
    ) in " ".join(ran.err.split())


# what is refused: the setting
AWS = {
    "aws by name": '[endpoints]\ndynamodb = "aws"\n',
    "aws by address": '[endpoints]\ndynamodb = "https://dynamodb.us-east-1.amazonaws.com"\n',
}


@pytest.mark.parametrize("text", AWS.values(), ids=AWS)
def test_aws_itself_is_refused(text: str, project: Path) -> None:
    (project / "asl.toml").write_text(text, "utf-8")
    ran = run()
    assert ran.code == 2
    assert "AWS itself" in ran.err


def test_aws_itself_is_refused_in_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DYNAMODB_ENDPOINT", "https://dynamodb.us-east-1.amazonaws.com")
    ran = run()
    assert ran.code == 2
    assert "DYNAMODB_ENDPOINT" in ran.err
