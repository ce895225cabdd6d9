"""The functions that a template declares, and how they are run."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from asl.carriers.functions import functions_of
from asl.integrations.bindings import HandlerTarget, UnsupportedTarget

SAM = "AWS::Serverless::Function"
PLAIN = "AWS::Lambda::Function"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with nothing in it."""
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    (tmp_path / ".git").mkdir()
    return tmp_path


def declared(project: Path, type_: str, properties: str, more: str = "") -> dict[str, Any]:
    """What is bound by a template with one function `Charge`."""
    file = project / "template.yaml"
    file.write_text(
        f"{more}Resources:\n  Charge: {{Type: {type_}, Properties: {properties}}}\n"
        "  Table: {Type: AWS::DynamoDB::Table}\n",
        "utf-8",
    )
    return {binding.pattern: binding.target for binding in functions_of(file)}


GLOBALS = (
    "Globals: {Function: {Runtime: python3.13, Timeout: 9, MemorySize: 256, CodeUri: all/, "
    "Environment: {Variables: {A: all, B: all}}}}\n"
)

# what is declared: (type, properties, Globals, members of the handler that differ)
RUN: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "Python of SAM": (SAM, "{CodeUri: src/, Handler: app.handler, Runtime: python3.12}", "", {}),
    "Python of CloudFormation": (
        PLAIN,
        "{Code: src/, Handler: app.handler, Runtime: python3.12}",
        "",
        {},
    ),
    "Node.js": (
        SAM,
        "{CodeUri: src/, Handler: app.handler, Runtime: nodejs22.x}",
        "",
        {"runtime": "node", "interpreter": None},
    ),
    "what SAM gives to all": (
        SAM,
        "{Handler: app.handler, MemorySize: 512, Environment: {Variables: "
        "{B: own, C: !Ref Table}}}",
        GLOBALS,
        {
            "folders": ("all",),
            "timeout": 9.0,
            "memory": 512,
            "environment": {"A": "all", "B": "own", "C": "Table"},
        },
    ),
    "what SAM gives is not for others": (
        PLAIN,
        "{Code: src/, Handler: app.handler, Runtime: python3.12, Timeout: 7}",
        GLOBALS,
        {"timeout": 7.0},
    ),
    "without a folder it is the template's": (
        SAM,
        "{Handler: app.handler, Runtime: python3.12}",
        "",
        {"folders": ("",)},
    ),
    "a variable that only the deployment tells is left out": (
        SAM,
        "{CodeUri: src, Handler: app.handler, Runtime: python3.12, "
        "Environment: {Variables: {A: !ImportValue x, N: 1, T: true}}}",
        "",
        {"environment": {"N": "1", "T": "true"}},
    ),
}


@pytest.mark.parametrize(("type_", "properties", "more", "differing"), RUN.values(), ids=RUN)
def test_what_is_run(
    project: Path, type_: str, properties: str, more: str, differing: dict[str, Any]
) -> None:
    expected = {
        "runtime": "python",
        "handler": "app.handler",
        "folders": ("src",),
        "interpreter": sys.executable,
        **differing,
    }
    expected["folders"] = tuple(project / folder for folder in expected["folders"])
    assert declared(project, type_, properties, more) == {"Charge": HandlerTarget(**expected)}


LAYERS = """\
  Own: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: own/}}
  Plain: {Type: AWS::Lambda::LayerVersion, Properties: {Content: plain/}}
  Packed: {Type: AWS::Lambda::LayerVersion, Properties: {Content: {S3Bucket: b, S3Key: k}}}
  Outside: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: ../elsewhere/}}
"""


def test_layers_are_the_templates_own_folders(project: Path) -> None:
    for name in ("own", "plain", "../elsewhere"):
        (project / name).mkdir()
    given = "!Ref Own, !Ref Packed, !Ref Outside, 'arn:aws:lambda:x', !Ref Table, !Ref Plain"
    properties = f"{{Layers: [{given}], CodeUri: ., Handler: a.b, Runtime: python3.12}}"
    declared(project, SAM, properties)
    with (project / "template.yaml").open("a") as template:
        template.write(LAYERS)
    (binding,) = functions_of(project / "template.yaml")
    assert isinstance(binding.target, HandlerTarget)
    assert binding.target.layers == (project / "own", project / "plain")


def test_it_is_known_by_its_name_too(project: Path) -> None:
    properties = (
        "{FunctionName: !Sub '${AWS::StackName}-charge', Handler: a.b, Runtime: python3.12}"
    )
    found = declared(project, SAM, properties)
    assert list(found) == ["Charge", "stack-charge"]
    assert found["Charge"] is found["stack-charge"]


# what is not run: (type, properties, a part of the reason)
NOT_RUN: dict[str, tuple[str, str, str]] = {
    "an image": (SAM, "{PackageType: Image, ImageUri: x}", "it is an image"),
    "an image of CloudFormation": (PLAIN, "{Code: {ImageUri: x}}", "it is an image"),
    "code of SAM in the template": (
        SAM,
        "{InlineCode: x, Handler: index.f, Runtime: python3.12}",
        "its code stands in the template itself",
    ),
    "code in the template": (
        PLAIN,
        "{Code: {ZipFile: x}, Handler: index.f, Runtime: python3.12}",
        "its code stands in the template itself",
    ),
    "code in a bucket": (
        SAM,
        "{CodeUri: s3://b/k, Handler: a.b, Runtime: python3.12}",
        "its code is in s3://b/k",
    ),
    "code in a bucket, spelt out": (
        PLAIN,
        "{Code: {S3Bucket: b, S3Key: k}, Handler: a.b, Runtime: python3.12}",
        "its Code names no folder of this project",
    ),
    "an archive": (
        SAM,
        "{CodeUri: a.zip, Handler: a.b, Runtime: python3.12}",
        "its code is the archive a.zip",
    ),
    "another language": (SAM, "{CodeUri: ., Handler: a.b, Runtime: java21}", "Runtime is java21"),
    "no language": (SAM, "{CodeUri: ., Handler: a.b}", "its Runtime is not told"),
    "no handler": (SAM, "{CodeUri: ., Runtime: python3.12}", "its Handler is not told"),
    "code outside the project": (
        SAM,
        "{CodeUri: ../elsewhere, Handler: a.b, Runtime: python3.12}",
        "stands outside the project",
    ),
    "a handler outside its code": (
        SAM,
        "{CodeUri: ., Handler: /elsewhere/a.b, Runtime: nodejs20.x}",
        "its Handler /elsewhere/a.b stands outside its code",
    ),
    "a folder that no system has": (
        SAM,
        '{CodeUri: "a\\0b", Handler: a.b, Runtime: python3.12}',
        "its CodeUri names no folder",
    ),
    "a handler that no system has": (
        SAM,
        '{CodeUri: ., Handler: "a.\\0b", Runtime: python3.12}',
        "its Handler is not told",
    ),
}


@pytest.mark.parametrize(("type_", "properties", "reason"), NOT_RUN.values(), ids=NOT_RUN)
def test_what_is_not_run_says_why(project: Path, type_: str, properties: str, reason: str) -> None:
    target = declared(project, type_, properties)["Charge"]
    assert isinstance(target, UnsupportedTarget)
    assert reason in target.reason
    assert target.reason.endswith("[functions.Charge] with a handler, a command or a url.")


def test_a_link_that_leads_out_of_the_project_is_not_followed(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (project / "src").symlink_to(tmp_path_factory.mktemp("elsewhere"))
    target = declared(project, SAM, "{CodeUri: src, Handler: a.b, Runtime: python3.12}")["Charge"]
    assert isinstance(target, UnsupportedTarget)
    assert "stands outside the project" in target.reason


# what has no functions: its text
NONE = {
    "no template": "StartAt: A\n",
    "a broken one": "Resources: {",
    "resources that are none": "Resources: []\n",
    "functions that are none": "Resources: {A: 1, B: {Type: 1}, C: {Type: AWS::SNS::Topic}}\n",
}


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
def test_what_has_none(project: Path, text: str) -> None:
    (project / "template.yaml").write_text(text, "utf-8")
    assert functions_of(project / "template.yaml") == []
