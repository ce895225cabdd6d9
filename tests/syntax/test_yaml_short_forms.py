"""CloudFormation's short forms of functions, in templates only."""

from __future__ import annotations

from typing import Final

import pytest

from asl.syntax import Json, SyntaxFault, parse
from asl.syntax.source import Source
from asl.syntax.yaml_reader import read_yaml

# what is written: what it says
FORMS: Final[dict[str, Json]] = {
    "!Ref a": {"Ref": "a"},
    "!Condition a": {"Condition": "a"},
    "!Sub a": {"Fn::Sub": "a"},
    "!Ref 12": {"Ref": "12"},
    "!Ref": {"Ref": ""},
    "!Sub 'it''s'": {"Fn::Sub": "it's"},
    "!Sub |\n  a\n   b\n": {"Fn::Sub": "a\n b\n"},
    "!Sub [a, {b: !Ref c}]": {"Fn::Sub": ["a", {"b": {"Ref": "c"}}]},
    "!Join\n- ','\n- - !GetAtt a.b\n": {"Fn::Join": [",", [{"Fn::GetAtt": "a.b"}]]},
    "!Transform {Name: x}": {"Fn::Transform": {"Name": "x"}},
    "[&a !Ref x, *a]": [{"Ref": "x"}, {"Ref": "x"}],
    "a: !Ref b\nc: !!str 1": {"a": {"Ref": "b"}, "c": "1"},
}


@pytest.mark.parametrize(("text", "value"), FORMS.items(), ids=FORMS)
def test_form(text: str, value: Json) -> None:
    assert read_yaml(Source("t.yaml", text), short_forms=True).value == value


@pytest.mark.parametrize("text", ["!Ref a", "!Sub [a]", "a: !GetAtt b.c"])
def test_a_definition_has_none(text: str) -> None:
    with pytest.raises(SyntaxFault) as raised:
        parse(text, name="d.yaml")
    assert raised.value.code == "yaml-tag"


# what is wrong: the code of it
FAULTS: Final = {
    "!Ref a: b": "yaml-key",
    "{!Ref [a]: b}": "yaml-key",
    "!a!b c": "yaml-syntax",
    "!!binary YQ==": "yaml-tag",
    "!9 a": "yaml-tag",
    "!Sub [" * 300 + "]" * 300: "too-deep",
}


@pytest.mark.parametrize(("text", "code"), FAULTS.items(), ids=[text[:20] for text in FAULTS])
def test_fault(text: str, code: str) -> None:
    with pytest.raises(SyntaxFault) as raised:
        read_yaml(Source("t.yaml", text), short_forms=True)
    assert raised.value.code == code


def test_places() -> None:
    document = read_yaml(Source("t.yaml", "a: 1\nb: &x !Sub 'c${d}'\n"), short_forms=True)
    _, call = document.written("/b")
    assert (call.start.line, call.start.column) == (2, 4)
    _, tag = document.written("/b/Fn::Sub", at_key=True)
    assert (tag.start.column, tag.end.column) == (7, 11)
    _, character = document.written("/b/Fn::Sub", character=1)
    assert character.start.column == 14
