"""What stands for a placeholder that nobody has told the value of."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from asl.carriers.plain import read_definition
from asl.carriers.stand_ins import Hole, fill, whole_value
from asl.syntax import Json
from asl.syntax.source import Source

# what is written in JSON: what is read
IN_JSON: Final[dict[str, Json]] = {
    '{"Resource": "${fn}"}': {"Resource": "${fn}"},
    '{"Resource": "${var.fn-arn}"}': {"Resource": "${var_fn_arn}"},
    '{"Resource": "arn:${AWS::Partition}:states:::sns:publish"}': {
        "Resource": "arn:aws:states:::sns:publish"
    },
    '{"Resource": "arn:aws:lambda:${r}:${a}:function:${name}"}': {
        "Resource": "arn:aws:lambda:us-east-1:123456789012:function:${name}"
    },
    '{"TopicArn": "arn:aws:sns:us-east-1:123456789012:${topic}"}': {
        "TopicArn": "arn:aws:sns:us-east-1:123456789012:topic"
    },
    '{"TableName": "${Orders Table}"}': {"TableName": "Orders_Table"},
    '{"TableName": "orders-${stage}-${9}"}': {"TableName": "orders-stage-x9"},
    '["${a}", ${b}]': ["a", 1],
    '{"Seconds": ${n}}': {"Seconds": 1},
    '{"TimeoutSeconds": ${n}, "HeartbeatSeconds": ${m}}': {
        "TimeoutSeconds": 99_999_999,
        "HeartbeatSeconds": 1,
    },
    '{"NumericEquals": ${n}, "BooleanEquals": ${b}}': {"NumericEquals": 1, "BooleanEquals": True},
    '{"Payload": ${p}, "Retry": ${r}}': {"Payload": {}, "Retry": []},
    '{"MaxResults": ${n}}': {"MaxResults": 1},
    '{"Comment": ${quoted}}': {"Comment": "quoted"},
    '{"Resource": ${quoted}}': {"Resource": "${quoted}"},
    '{"Timestamp": "${t}"}': {"Timestamp": "2030-01-01T00:00:00Z"},
    '{"InputPath": "${path}", "x.$": "${path}"}': {"InputPath": "$", "x.$": "$"},
    '{"x.$": "$.${field}.y"}': {"x.$": "$.field.y"},
    '{"x.$": "States.Format(\'${a}-{}\', ${b})"}': {"x.$": "States.Format('a-{}', 1)"},
    '{"x": "{% $states.input.${a} & \'${b}\' & ${c} %}"}': {
        "x": "{% $states.input.a & 'b' & $states.input %}"
    },
    '{"${key}": 1}': {"key": 1},
    '{"a": "\\"${x}\\" ${y}"}': {"a": '"x" y'},
    '{"a": "$${x}", "b": "${}", "c": "${open"}': {"a": "$x", "b": "${}", "c": "${open"},
}


@pytest.mark.parametrize(("text", "value"), IN_JSON.items(), ids=IN_JSON)
def test_json(text: str, value: Json) -> None:
    assert read_definition(text.encode(), "d.asl.json").value == value


# what is written in YAML: what is read
IN_YAML: Final[dict[str, Json]] = {
    "Resource: ${fn}": {"Resource": "${fn}"},
    "Resource: '${fn}' # why": {"Resource": "${fn}"},
    'Resource: "arn:${p}:states:::sns:publish"': {"Resource": "arn:aws:states:::sns:publish"},
    "Resource: arn:${p}:states:::sns:publish": {"Resource": "arn:aws:states:::sns:publish"},
    "TableName: ${Table}": {"TableName": "Table"},
    "Seconds: ${n}": {"Seconds": 1},
    "- Seconds: ${n}\n- ${x}": [{"Seconds": 1}, "x"],
    "{Seconds: ${n}, a: ${b}}": {"Seconds": 1, "a": "b"},
    "Payload: ${p}": {"Payload": {}},
    "a: |\n  runs ${x}\n  and ${y}\n": {"a": "runs x\nand y\n"},
    "a: ${true}": {"a": "true"},
    "'x.$': ${path}": {"x.$": "$"},
    "x.$: $.${field}": {"x.$": "$.field"},
}


@pytest.mark.parametrize(("text", "value"), IN_YAML.items(), ids=IN_YAML)
def test_yaml(text: str, value: Json) -> None:
    assert read_definition(text.encode(), "d.asl.yaml").value == value


def test_what_is_known_is_put_in_as_it_is() -> None:
    source = Source("d.json", '{"a": @, "b": "@"}')
    holes = [Hole(6, 7, "x", '{"deep": [1]}'), Hole(15, 16, "y", "3")]
    filled = fill(source, holes, format="json", name="d.json")
    assert filled.text == '{"a": {"deep": [1]}, "b": "3"}'


def test_every_character_keeps_its_place() -> None:
    text = '{"a": "${x}", "bee": 12}'
    document = read_definition(text.encode(), "d.asl.json")
    source, span = document.written("/bee")
    assert (source.name, span.start.column, span.end.column) == ("d.asl.json", 22, 24)
    source, span = document.written("/a")
    assert (span.start.column, span.end.column) == (7, 13)
    source, span = document.written("/a", character=0)
    assert span.start.column == 8


def test_a_whole_value_is_text_unless_its_member_says_otherwise() -> None:
    assert whole_value("Anything", "some name") == "some_name"
    assert whole_value("MaxConcurrency", "n") == 1


def test_a_definition_in_a_file_is_filled(tmp_path: Path) -> None:
    path = tmp_path / "d.asl.json"
    path.write_text('{"Seconds": ${n}}', "utf-8")
    assert read_definition(path.read_bytes(), str(path)).value == {"Seconds": 1}
