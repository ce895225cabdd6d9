"""serverless.yml as its users lay it out: a planted fault is told where a person wrote it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from asl.carriers.discovery import discover
from asl.syntax import Json
from tests.carriers.reading import PROJECTS, found_in, read, told

PLANTED: Final[dict[str, set[str]]] = {
    "serverless": {
        "serverless.yml:56:26 substitution-missing ",
        "serverless.yml:64:19 transition-target-missing /States/Keep/Next",
        "serverless.yml:75:19 outside-project ",
        "serverless.yml:77:19 definition-unreadable ",
        "serverless.yml:81:82 unrecognised-resource /States/A/Resource",
        "workflows/refund.yml:9:9 unknown-field /States/Refund/Nxet",
        "workflows/report.asl.json:5:22 wrong-value /States/Rest/Type",
        "workflows/retry.yml:4:18 out-of-range /States/Charge/Retry/0/BackoffRate",
    },
    "serverless-lists": {
        "machines/one.yml:5:7 no-end /States",
        "machines/one.yml:5:29 transition-target-missing /States/A/Next",
        "machines/two.yml:4:5 duplicate-key /two/definition/StartAt",
    },
    "serverless-code": set(),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_fault_is_told_where_it_is_written(name: str) -> None:
    root = PROJECTS / name
    assert told(discover([str(root)], root), root) == PLANTED[name]


@pytest.mark.parametrize("name", PLANTED)
def test_every_finding_shows_its_line(name: str) -> None:
    root = PROJECTS / name
    for item in found_in(discover([str(root)], root)):
        lines = Path(item.file).read_text("utf-8").splitlines()
        assert item.source == lines[item.line - 1]
        assert item.column + item.width - 1 <= len(item.source)


def test_names_and_types() -> None:
    root = PROJECTS / "serverless"
    found = {item.name: item.type for item in discover([str(root / "serverless.yml")], root)}
    assert found == {
        "order": "EXPRESS",
        "refund": "STANDARD",
        **dict.fromkeys(("report", "stranger", "lost", "coded", "written")),
    }


def test_code_is_not_run() -> None:
    root = PROJECTS / "serverless-code"
    (only,) = found_in(discover([str(root)], root))
    assert (only.line, only.column, only.code) == (5, 3, "definition-elsewhere")


# What a text of the definition says, and the value that it becomes.
VALUES: Final[dict[str, tuple[str, Json]]] = {
    "a text as it is": ("plain", "plain"),
    "a part of a text": ("x-${self:custom.name}-y", "x-orders-y"),
    "a number of its own type": ("${self:custom.many}", 7),
    "a number in a text": ("n${self:custom.many}", "n7"),
    "a list": ("${self:custom.list}", ["a", "b"]),
    "an item of it": ("${self:custom.list.1}", "b"),
    "a variable in a variable": ("${self:custom.${self:custom.which}}", "orders"),
    "a variable that is a variable": ("${self:custom.again}", "orders"),
    "a fallback in quotes": ("${opt:stage, 'dev'}", "dev"),
    "a fallback that is a variable": ("${opt:name, self:custom.name}", "orders"),
    "the fallback of a fallback": ("${opt:a, env:B, 'c'}", "c"),
    "a fallback of a number": ("${env:N, 5}", 5),
    "the stage": ("${sls:stage}", "dev"),
    "the stage of the provider": ("${self:provider.stage}", "dev"),
    "the region": ("${aws:region}", "eu-west-1"),
    "the account": ("${aws:accountId}", "123456789012"),
    "a parameter": ("${param:attempts}", 2),
    "a file": ("${file(data.yml):deep.name}", "filed"),
    "another file": ("${file(./note.txt)}", "a note"),
    "a pseudo parameter": ("${AWS::Region}", "us-east-1"),
    "a function of the service": (
        "${ChargeLambdaFunction.Arn}",
        "arn:aws:lambda:us-east-1:123456789012:function:ChargeLambdaFunction",
    ),
    "a resource": ("${Orders}", "Orders"),
    "what is escaped": ("${!x}", "${x}"),
}

_CONFIGURATION: Final = """\
service: orders
provider:
  name: aws
  region: eu-west-1
params:
  default:
    attempts: 2
custom:
  name: ${self:service}
  which: name
  again: ${self:custom.name}
  many: 7
  list: [a, b]
functions:
  charge:
    handler: a.b
resources:
  Resources:
    Orders:
      Type: AWS::DynamoDB::Table
stepFunctions:
  stateMachines:
    m:
      definition:
        StartAt: A
        States:
          A:
            Type: Pass
            End: true
            Result:
              said: VALUE
"""


@pytest.mark.parametrize(("text", "value"), VALUES.values(), ids=VALUES)
def test_a_variable(tmp_path: Path, text: str, value: Json) -> None:
    files = {
        "serverless.yml": _CONFIGURATION.replace("VALUE", f'"{text}"'),
        "data.yml": "deep:\n  name: filed\n",
        "note.txt": "a note",
    }
    (found,) = read(tmp_path, files)
    assert found.diagnostics == ()
    assert found.document is not None
    assert found.document.value["States"]["A"]["Result"] == {"said": value}


FUNCTIONS: Final = {
    "Fn::GetAtt of a function by its own name": (
        '{"Fn::GetAtt": [charge, Arn]}',
        "arn:aws:lambda:us-east-1:123456789012:function:charge",
    ),
    "Ref": ("{Ref: Orders}", "Orders"),
    "the short form": ("!Ref Orders", "Orders"),
    "Fn::Sub": ('{"Fn::Sub": "x ${AWS::AccountId}"}', "x 123456789012"),
    "with values of its own": ('{"Fn::Sub": ["x ${y}", {y: z}]}', "x z"),
    "Fn::Join": ('{"Fn::Join": ["-", [a, b]]}', "a-b"),
}


@pytest.mark.parametrize(("text", "value"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_a_function_of_cloudformation(tmp_path: Path, text: str, value: Json) -> None:
    (found,) = read(tmp_path, {"serverless.yml": _CONFIGURATION.replace("VALUE", text)})
    assert found.document is not None
    assert found.document.value["States"]["A"]["Result"] == {"said": value}


FAULTS: Final = {
    "no such member": ("${self:custom.nmae}", ["substitution-missing"]),
    "no such member of a file": ("${file(data.yml):gone}", ["substitution-missing"]),
    "no such file": ("${file(gone.yml)}", ["definition-unreadable"]),
    "another project's file": ("${file(../data.yml)}", ["outside-project"]),
    "code": ("${file(data.js):x}", ["value-unknown"]),
    "the environment is nobody's business": ("${env:HOME}", []),
    "an output of another stack": ("${cf:other.Arn}", []),
    "a circle": ("${self:stepFunctions}", ["document-too-large"]),
}


@pytest.mark.parametrize(("text", "codes"), FAULTS.values(), ids=FAULTS)
def test_a_variable_without_a_value(tmp_path: Path, text: str, codes: list[str]) -> None:
    files = {
        "serverless.yml": _CONFIGURATION.replace("VALUE", f'"{text}"'),
        "data.yml": "deep:\n  name: filed\n",
    }
    assert [item.code for item in found_in(read(tmp_path, files))] == codes
