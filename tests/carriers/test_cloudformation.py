"""What CloudFormation and SAM make of a template, and where its faults are told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from asl.carriers.carried import Carried
from tests.carriers.reading import read, told

_FUNCTION_ARN: Final = "arn:aws:lambda:us-east-1:123456789012:function:Charge"

_RESOURCES: Final = """
Parameters:
  Delay: { Type: Number, Default: 30 }
  Patience: { Type: Number }
  Stage: { Type: String, AllowedValues: [beta, live] }
  Names: { Type: CommaDelimitedList, Default: "a, b" }
  Image: { Type: "AWS::SSM::Parameter::Value<String>", Default: /image }
Mappings:
  Sizes: { live: { queue: large, wait: 60, all: [1, a] }, cyclic: !FindInMap [Sizes, cyclic] }
Resources:
  Charge: { Type: AWS::Serverless::Function }
  Table: { Type: AWS::DynamoDB::Table }
  Queue: { Type: AWS::SQS::Queue }
  Topic: { Type: AWS::SNS::Topic }
  Child: { Type: AWS::StepFunctions::StateMachine, Properties: { DefinitionString: "{{}}" } }
  Worker: { Type: AWS::StepFunctions::Activity }
  Custom: { Type: "Custom::Thing" }
""".replace("{{}}", '{\\"StartAt\\":\\"A\\",\\"States\\":{\\"A\\":{\\"Type\\":\\"Succeed\\"}}}')


def _passing(value: str) -> str:
    """A template whose machine passes a value on."""
    return f"""{_RESOURCES}
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: A
        States:
          A:
            Type: Pass
            Result:
              is: {value}
            End: true
"""


def _machine(folder: Path, template: str, **beside: str) -> Carried:
    found = read(folder, {"template.yaml": template, **beside})
    return next(item for item in found if item.name == "Machine")


# what is written: what it is when it is deployed, as far as the template tells
VALUES: Final = {
    "text": "text",
    "12": 12,
    "true": True,
    "[1, {a: null}]": [1, {"a": None}],
    "!Ref Charge": "Charge",
    "!GetAtt Charge.Arn": _FUNCTION_ARN,
    "!GetAtt [Charge, Arn]": _FUNCTION_ARN,
    "{Fn::GetAtt: [Charge, Arn]}": _FUNCTION_ARN,
    "!Sub '${Charge.Arn}:live'": f"{_FUNCTION_ARN}:live",
    "!Sub 'arn:${AWS::Partition}:states:::x'": "arn:aws:states:::x",
    "!Sub '${!a b} ${Delay}'": "${a b} 30",
    "!Sub ['${a}-${Stage}', {a: !Ref Table}]": "Table-beta",
    "!Sub no placeholder": "no placeholder",
    "!Ref Table": "Table",
    "!GetAtt Table.Arn": "arn:aws:dynamodb:us-east-1:123456789012:table/Table",
    "!Ref Queue": "https://sqs.us-east-1.amazonaws.com/123456789012/Queue",
    "!GetAtt Queue.QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/Queue",
    "!GetAtt Queue.Arn": "arn:aws:sqs:us-east-1:123456789012:Queue",
    "!GetAtt Queue.QueueName": "Queue",
    "!Ref Topic": "arn:aws:sns:us-east-1:123456789012:Topic",
    "!Ref Child": "arn:aws:states:us-east-1:123456789012:stateMachine:Child",
    "!Ref Worker": "arn:aws:states:us-east-1:123456789012:activity:Worker",
    "!Ref Custom": "Ref_Custom",
    "!GetAtt Custom.Arn": "GetAtt_Custom_Arn",
    "!Ref Delay": 30,
    "!Ref Patience": 1,
    "!Ref Stage": "beta",
    "!Ref Names": ["a", "b"],
    "!Ref Image": "Ref_Image",
    "!Ref AWS::Region": "us-east-1",
    "!Ref AWS::NotificationARNs": [],
    "[1, !Ref AWS::NoValue, 2]": [1, 2],
    "{a: !Ref AWS::NoValue, b: 1}": {"b": 1},
    "!Join ['-', [a, !Ref Delay, !Ref Table]]": "a-30-Table",
    "!Join [',', !Ref Names]": "a,b",
    "!If [Live, !Ref AWS::NoValue, else]": "else",
    "!If [Live, 60, 5]": 60,
    "!FindInMap [Sizes, live, queue]": "large",
    "!FindInMap [Sizes, !Ref AWS::Region, wait]": 60,
    "!FindInMap [Sizes, !Ref Patience, all]": [1, "a"],
    "!FindInMap [Sizes, live, gone]": 1,
    "!Select [1, !Ref Names]": "b",
    "!Select ['0', !Split [':', 'x:y']]": "x",
    "!ToJsonString {a: [1]}": '{"a":[1]}',
    "!ImportValue other": "ImportValue_other",
    "!Base64 text": "Base64_text",
    "!Cidr [10.0.0.0/16, 1, 8]": [],
}


@pytest.mark.parametrize(("written", "value"), VALUES.items(), ids=VALUES)
def test_value(written: str, value: object, tmp_path: Path) -> None:
    found = _machine(tmp_path, _passing(written))
    assert (found.document, found.diagnostics) != (None, ())
    document = found.document
    assert document is not None
    assert found.diagnostics == ()
    assert isinstance(document.value, dict)
    assert document.value["States"]["A"]["Result"]["is"] == value


_GOOD: Final = '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}'
_BEFORE: Final = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
"""
_PLAIN: Final = _BEFORE.replace("Transform: AWS::Serverless-2016-10-31", "").replace(
    "AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine"
)
_NAMING: Final = f"""{_BEFORE}      Definition:
        Comment: !Ref Nmae
        StartAt: A
        States: {{A: {{Type: Succeed}}}}
"""
_AT: Final = "/Resources/M/Properties"

# what stands in the files: what is told of them
FAULTS: Final[dict[str, tuple[dict[str, str], set[str]]]] = {
    "a definition that is not there": (
        {"t.yaml": f"{_BEFORE}      DefinitionUri: gone.json\n"},
        {f"t.yaml:6:22 definition-unreadable {_AT}/DefinitionUri"},
    ),
    "one that is a folder": (
        {"t.yaml": f"{_BEFORE}      DefinitionUri: states\n", "states/x.txt": ""},
        {f"t.yaml:6:22 definition-unreadable {_AT}/DefinitionUri"},
    ),
    "one outside the project": (
        {"t.yaml": f"{_BEFORE}      DefinitionUri: ../gone.json\n"},
        {f"t.yaml:6:22 outside-project {_AT}/DefinitionUri"},
    ),
    "an absolute path outside the project": (
        {"t.yaml": f"{_BEFORE}      DefinitionUri: /etc/hostname\n"},
        {f"t.yaml:6:22 outside-project {_AT}/DefinitionUri"},
    ),
    "a path that no file can have": (
        {"t.yaml": f'{_BEFORE}      DefinitionUri: "a\\0b"\n'},
        {f"t.yaml:6:22 definition-unreadable {_AT}/DefinitionUri"},
    ),
    "no definition": (
        {"t.yaml": f"{_BEFORE}      Name: m\n"},
        {f"t.yaml:5:5 definition-source {_AT}"},
    ),
    "no properties": (
        {"t.yaml": _BEFORE.replace("    Properties:\n", "")},
        {"t.yaml:3:3 definition-source /Resources/M"},
    ),
    "properties that a macro writes": (
        {"t.yaml": f"{_BEFORE}      Fn::Transform: {{Name: Mine}}\n"},
        set(),
    ),
    "two definitions": (
        {
            "t.yaml": f"{_BEFORE}      DefinitionUri: x.json\n      Definition: {_GOOD}\n",
            "x.json": "not read",
        },
        {f"t.yaml:6:7 definition-source {_AT}/DefinitionUri"},
    ),
    "a definition in a bucket": (
        {"t.yaml": f"{_BEFORE}      DefinitionUri: s3://bucket/key.json\n"},
        set(),
    ),
    "one whose place only deployment tells": (
        {"t.yaml": f"{_BEFORE}      DefinitionUri: !Sub 'x-${{M}}.json'\n"},
        set(),
    ),
    "one in a bucket, said in full": (
        {"t.yaml": f"{_BEFORE}      DefinitionUri: {{Bucket: b, Key: k.json}}\n"},
        set(),
    ),
    "one that is imported": (
        {"t.yaml": f"{_PLAIN}      DefinitionString: !ImportValue other\n"},
        set(),
    ),
    "a file with a fault of syntax": (
        {"t.yaml": f"{_BEFORE}      DefinitionUri: x.asl.json\n", "x.asl.json": '{\n  "a" 1}'},
        {"x.asl.json:2:7 json-syntax "},
    ),
    "a string with a fault of syntax": (
        {"t.yaml": f"{_PLAIN}      DefinitionString: |\n        {{\n          'a': 1}}\n"},
        {"t.yaml:8:11 json-syntax "},
    ),
    "a key that stands twice": (
        {
            "t.yaml": f"{_BEFORE}      Definition:\n        StartAt: A\n        StartAt: A\n"
            "        States: {A: {Type: Succeed}}\n"
        },
        {f"t.yaml:8:9 duplicate-key {_AT}/Definition/StartAt"},
    ),
    "a template with a fault of syntax": (
        {"t.yaml": f"{_BEFORE}      Definition: [\n"},
        {"t.yaml:7:1 yaml-syntax "},
    ),
    "the next state is told by nobody": (
        {
            "t.yaml": f"{_BEFORE}      DefinitionUri: x.json\n",
            "x.json": _GOOD.replace('"Type"', '"Type": "Pass", "Next": "${N}", "x"'),
        },
        {"x.json:1:60 substitution-missing "},
    ),
    "a substitution that breaks the text that it is put in": (
        {
            "t.yaml": f"{_BEFORE}      DefinitionUri: x.json\n"
            "      DefinitionSubstitutions: {A: 'say \"hi\"', N: !Ref AWS::NoValue}\n",
            "x.json": '{"Comment": "${A}", ' + _GOOD[1:],
        },
        {"x.json:1:14 json-syntax "},
    ),
    "a placeholder that Sub leaves": (
        {
            "t.yaml": f"{_PLAIN}      DefinitionString: !Sub |\n"
            '        {"Comment": "${!A}", ' + _GOOD[1:] + "\n"
        },
        {"t.yaml:7:22 substitution-missing /Comment"},
    ),
    "a placeholder that may be meant as it stands": (
        {
            "t.yaml": f"{_BEFORE}      DefinitionUri: x.json\n",
            "x.json": '{"Comment": "runs echo ${HOME}", ' + _GOOD[1:],
        },
        {"x.json:1:24 substitution-missing /Comment"},
    ),
    "what is no placeholder": (
        {
            "t.yaml": f"{_BEFORE}      DefinitionUri: x.json\n",
            "x.json": '{"Comment": "costs $ {5} or ${ } or ${a b}", ' + _GOOD[1:],
        },
        set(),
    ),
    "a misspelt placeholder": (
        {
            "t.yaml": f"{_BEFORE}      DefinitionUri: x.json\n"
            "      DefinitionSubstitutions:\n        Comment: text\n",
            "x.json": '{"Comment": "so ${Coment}", ' + _GOOD[1:],
        },
        {
            "x.json:1:17 substitution-missing /Comment",
            f"t.yaml:8:9 substitution-unused {_AT}/DefinitionSubstitutions/Comment",
        },
    ),
    "a name that Ref does not know": (
        {"t.yaml": f"{_NAMING}Parameters:\n  Name: {{Type: String}}\n"},
        {f"t.yaml:7:18 substitution-missing {_AT}/Definition/Comment/Ref"},
    ),
    "one that a macro may bring": (
        {"t.yaml": _NAMING.replace("2016-10-31", "mine")},
        set(),
    ),
    "one that SAM makes": (
        {
            "t.yaml": f"{_BEFORE}      Definition:\n        Comment: !Sub '${{MRole.Arn}}'\n"
            "        StartAt: A\n        States: {A: {Type: Succeed}}\n"
        },
        set(),
    ),
    "a variable of Sub that its text has not": (
        {
            "t.yaml": f"{_BEFORE}      Definition:\n        Comment: !Sub [text, {{a: 1}}]\n"
            "        StartAt: A\n        States: {A: {Type: Succeed}}\n"
        },
        {f"t.yaml:7:31 substitution-unused {_AT}/Definition/Comment/Fn::Sub/1/a"},
    ),
    "malformed functions": (
        {
            "t.yaml": f"{_BEFORE}      Definition:\n"
            "        Comment: [!Sub [], !Join [1], !If [a], !Ref [a], !GetAtt 1, !Sub '${a b}']\n"
            "        StartAt: A\n        States: {A: {Type: Succeed}}\n"
        },
        {
            f"t.yaml:7:19 template-function {_AT}/Definition/Comment/0/Fn::Sub",
            f"t.yaml:7:28 template-function {_AT}/Definition/Comment/1/Fn::Join",
            f"t.yaml:7:39 template-function {_AT}/Definition/Comment/2/Fn::If",
            f"t.yaml:7:48 template-function {_AT}/Definition/Comment/3/Ref",
            f"t.yaml:7:75 template-function {_AT}/Definition/Comment/5/Fn::Sub",
            f"t.yaml:7:58 substitution-missing {_AT}/Definition/Comment/4/Fn::GetAtt",
            "t.yaml:7:18 wrong-type /Comment",
        },
    ),
    "a name of a function where its ARN is due": (
        {
            "t.yaml": f"{_BEFORE}      DefinitionUri: x.json\n      DefinitionSubstitutions:\n"
            "        Fn: !Ref F\n  F: {Type: AWS::Serverless::Function}\n",
            "x.json": '{"StartAt": "A", "States": {"A": {"Type": "Task", "TimeoutSeconds": 9,\n'
            '  "Resource": "${Fn}", "End": true}}}',
        },
        {"x.json:2:15 unrecognised-resource /States/A/Resource"},
    ),
    "a fault inside a piece of Join": (
        {
            "t.json": '{"Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine",\n'
            '"Properties": {"DefinitionString": {"Fn::Join": ["", [\n'
            '"{\\"StartAt\\": \\"A\\", \\"States\\"",\n'
            '": {\\"A\\": {\\"Type\\": \\"Succeed\\", \\"Nxt\\": 1}}}"]]}}}}}'
        },
        {"t.json:4:36 unknown-field /States/A/Nxt"},
    ),
    "a fault inside a folded scalar": (
        {
            "t.yaml": f"{_PLAIN}      DefinitionString: !Sub >-\n"
            '        {"StartAt": "A",\n        "States": {"A":\n'
            '        {"Type": "Succeed", "Nxt": "${AWS::Region}"}}}\n'
        },
        {"t.yaml:9:29 unknown-field /States/A/Nxt"},
    ),
    "a fault inside a quoted scalar": (
        {
            "t.yaml": f"{_PLAIN}      DefinitionString: "
            '"{\\"StartAt\\": \\"A\\", \\"States\\": {\\"A\\": {\\"Type\\": \\"Suceed\\"}}}"\n'
        },
        {"t.yaml:6:78 wrong-value /States/A/Type"},
    ),
    "a fault in a definition in YAML": (
        {
            "t.yaml": f"{_PLAIN}      DefinitionString: |\n"
            "        StartAt: A\n        States:\n          A:\n            Type: Sucead\n"
        },
        {"t.yaml:10:19 wrong-value /States/A/Type"},
    ),
    "a file that AWS::Include brings in": (
        {
            "t.yaml": f"{_PLAIN}      DefinitionString:\n        Fn::Transform:\n"
            "          Name: AWS::Include\n          Parameters: {Location: x.asl.json}\n",
            "x.asl.json": _GOOD.replace("Succeed", "Sucead"),
        },
        {"x.asl.json:1:43 wrong-value /States/A/Type"},
    ),
    "a template that is no YAML before it is rendered": (
        {"t.yaml": "{{- if x }}\nResources: AWS::StepFunctions::StateMachine\n{{ end }}\n"},
        set(),
    ),
    "a list where resources are due": (
        {"t.yaml": "Resources: [AWS::Serverless::StateMachine]"},
        set(),
    ),
}


@pytest.mark.parametrize(("files", "expected"), FAULTS.values(), ids=FAULTS)
def test_fault(files: dict[str, str], expected: set[str], tmp_path: Path) -> None:
    assert told(read(tmp_path, files), tmp_path) == expected


# where a placeholder stands for which nothing is given: what that is
MISSING: Final = {
    "Comment: 'in: ${HOME}'": "warning",
    "Comment: '${HOME}'": "error",
    "Comment: ${HOME}": "error",
    "Comment: a, ${HOME}": "warning",
    "Comment: arn:aws:s3:::${HOME}-x": "error",
    "Comment: |\n  a = '${HOME}'": "warning",
    '{"Comment": "${HOME}",': "error",
    '{"Comment": "dir: ${HOME}",': "warning",
    '{"Comment": "it, \'${HOME}\'",': "warning",
    '{"Comment": "\\"${HOME}\\"",': "warning",
    '{"TimeoutSeconds": ${HOME},': "error",
    '{"TimeoutSeconds": ${HOME} ,': "error",
}


@pytest.mark.parametrize(("written", "severity"), MISSING.items(), ids=MISSING)
def test_what_nothing_is_given_for(written: str, severity: str, tmp_path: Path) -> None:
    if written.startswith("{"):
        name, text = "x.json", written + _GOOD[1:]
    else:
        name, text = "x.yaml", f"{written}\nStartAt: A\nStates: {{A: {{Type: Succeed}}}}\n"
    files = {"t.yaml": f"{_BEFORE}      DefinitionUri: {name}\n", name: text}
    (found,) = read(tmp_path, files)
    assert found.document is not None
    assert [(item.code, item.severity) for item in found.diagnostics] == [
        ("substitution-missing", severity)
    ]


# what stands for the next state: whether the definition can be judged
TARGETS: Final = {
    "${P}": False,
    "${P}Done": False,
    "${Default}": True,
}


@pytest.mark.parametrize(("target", "judged"), TARGETS.items(), ids=TARGETS)
def test_a_state_that_only_deployment_names(target: str, judged: bool, tmp_path: Path) -> None:
    text = '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"Next": "${P}"},\n'
    text += f'"Next": "{target}"}}, "B": {{"Type": "Succeed"}}}}}}'
    template = f"""{_BEFORE}      DefinitionUri: x.json
      DefinitionSubstitutions: {{P: !Ref P, Default: B}}
Parameters: {{P: {{Type: String}}}}
"""
    (found,) = read(tmp_path, {"t.yaml": template, "x.json": text})
    codes = {(item.code, item.line) for item in found.diagnostics if item.severity == "info"}
    assert (found.document is not None) == judged
    assert codes == (set() if judged else {("definition-elsewhere", 2)})


def test_which_template_misses_a_substitution_is_said(tmp_path: Path) -> None:
    template = f"{_BEFORE}      DefinitionUri: ../x.json\n"
    text = _GOOD.replace("{", '{"Comment": "${Why}", ', 1)
    files = {"a/t.yaml": template, "b/t.yaml": template, "x.json": text}
    hints = {item.hint for found in read(tmp_path, files) for item in found.diagnostics}
    added = 'add "Why" to DefinitionSubstitutions in'
    assert hints == {f"{added} {tmp_path / folder / 't.yaml'}" for folder in ("a", "b")}


def test_what_is_kept_elsewhere_is_said_to_be(tmp_path: Path) -> None:
    files = {"t.yaml": f"{_BEFORE}      DefinitionUri: s3://bucket/key.json\n"}
    (found,) = read(tmp_path, files)
    (said,) = found.diagnostics
    assert (found.document, said.code, said.severity) == (None, "definition-elsewhere", "info")
    assert (said.line, said.column) == (6, 22)


def test_sam_gives_to_all_what_globals_say(tmp_path: Path) -> None:
    template = f"""{_BEFORE}      DefinitionUri: x.json
Globals:
  StateMachine:
    Type: EXPRESS
    DefinitionSubstitutions: {{ Why: because }}
"""
    text = _GOOD.replace("{", '{"Comment": "${Why}", ', 1)
    (found,) = read(tmp_path, {"t.yaml": template, "x.json": text})
    assert found.document is not None
    assert isinstance(found.document.value, dict)
    assert (found.document.value["Comment"], found.type) == ("because", "EXPRESS")
    assert found.diagnostics == ()


def test_a_link_out_of_the_project_is_not_followed(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (tmp_path / "secret.json").write_text("secret", "utf-8")
    (project / "x.asl.json").symlink_to(tmp_path / "secret.json")
    found = read(project, {"t.yaml": f"{_BEFORE}      DefinitionUri: x.asl.json\n"})
    assert told(found, project) == {f"t.yaml:6:22 outside-project {_AT}/DefinitionUri"}


@pytest.mark.parametrize("assembly", ["cdk.out", "cdk.out/assembly-Beta", "out/assembly-A"])
def test_an_asset_is_told_as_the_file_it_was_made_from(assembly: str, tmp_path: Path) -> None:
    machine = {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {"DefinitionS3Location": {"Bucket": "assets", "Key": "ab12.json"}},
    }
    entry = {"source": {"path": "asset.1.json"}, "destinations": {"x": {"objectKey": "ab12.json"}}}
    wrong = _GOOD.replace("Succeed", "Sucead")
    files = {
        f"{assembly.partition('/')[0]}/cdk.out": "{}",
        f"{assembly}/S.template.json": json.dumps({"Resources": {"M": machine}}),
        f"{assembly}/S.assets.json": json.dumps({"files": {"1": entry}}),
        f"{assembly}/asset.1.json": wrong,
        "src/flow.asl.json": wrong,
    }
    found = read(tmp_path, files)
    assert [item.name for item in found] == ["M"]
    assert told(found, tmp_path) == {"src/flow.asl.json:1:43 wrong-value /States/A/Type"}


def test_an_asset_that_no_file_of_the_project_equals_is_read_itself(tmp_path: Path) -> None:
    built = {
        "cdk.out/cdk.out": "{}",
        "cdk.out/S.template.json": '{"Resources": {"M": {"Type": '
        '"AWS::StepFunctions::StateMachine", "Properties": {"DefinitionS3Location": '
        '{"Bucket": "assets", "Key": "ab12.json"}}}}}',
        "cdk.out/asset.ab12.json": _GOOD.replace("Succeed", "Sucead"),
    }
    assert told(read(tmp_path, built), tmp_path) == {
        "cdk.out/asset.ab12.json:1:43 wrong-value /States/A/Type"
    }
