"""What expressions of Terraform say; the values are those of `terraform console` 1.11.4."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from asl.carriers.project import Project
from asl.carriers.terraform.blocks import Setting
from asl.carriers.terraform.module import Module
from asl.carriers.terraform.scope import ModuleScope
from asl.carriers.weaving import json_text
from asl.syntax import SyntaxFault

SAID: Final = (
    ("{a=1, a=2}", '{"a": 2}'),
    ('jsonencode({ (1)="a", (true)="b"})', '"{\\"1\\":\\"a\\",\\"true\\":\\"b\\"}"'),
    ('"%{ if true }a%{ else }b%{ endif }"', '"a"'),
    ('"$${x} %%{y} $$ %% $x \\u0041 \\t"', '"${x} %{y} $$ %% $x A \\t"'),
    ('"%{ for s in ["a","b"] ~}  ${s},  %{ endfor }"', '"a,  b,  "'),
    ("jsonencode(merge({a=1},{b=2}))", '"{\\"a\\":1,\\"b\\":2}"'),
    ("{for k,v in {a=1,b=2} : k => v if v > 1}", '{"b": 2}'),
    ('[for i, v in ["a","b"] : "${i}${v}"]', '["0a", "1b"]'),
    ('{for v in ["a","b","a"] : v => 1...}', '{"a": [1, 1], "b": [1]}'),
    ('"a" == "a" && 1 < 2', "true"),
    ("1/3", "0.3333333333333333"),
    ("7 % 3", "1"),
    ("-5", "-5"),
    ('"n: ${1.50} ${true}"', '"n: 1.5 true"'),
    ('join(",", ["a", 1])', '"a,1"'),
    ('title("hello world")', '"Hello World"'),
    ('tonumber("5")', "5"),
    ("tostring(1.0)", '"1"'),
    ('jsonencode("a")', '"\\"a\\""'),
    ('jsonencode({"a-b" = {c: 1}})', '"{\\"a-b\\":{\\"c\\":1}}"'),
    ('split(",", "a,b")', '["a", "b"]'),
    ('element(["a","b"], 3)', '"b"'),
    ('lookup({a=1}, "b", 2)', "2"),
    ('coalesce(null, "", "b")', '"b"'),
    ('length("añ")', "2"),
    ('substr("hello", 1, 3)', '"ell"'),
    ("[1,2,3][*]", "[1, 2, 3]"),
    ("null == null", "true"),
    ("flatten([[1],[2,[3]]])", "[1, 2, 3]"),
    ('toset(["b","a","a"])', '["a", "b"]'),
    ('jsondecode("{\\"a\\":1.50}").a', "1.5"),
    ("range(3)", "[0, 1, 2]"),
    ('zipmap(["a"],[1])', '{"a": 1}'),
    ('trimspace("  a ")', '"a"'),
    ('indent(2, "a\\nb")', '"a\\n  b"'),
    ('"${"a"}b${1 == 1 ? "x" : "y"}"', '"abx"'),
    ("keys({b=1,a=2})", '["a", "b"]'),
    ("values({b=1,a=2})", "[2, 1]"),
    ('format("%s is %d%% of %v", "x", 5, true)', '"x is 5% of true"'),
    ('join("-", ["a","b"], ["c"])', '"a-b-c"'),
    ('trimprefix("aabc","a")', '"abc"'),
    ('trimprefix("abab","ab")', '"ab"'),
    ('trimsuffix("abab","ab")', '"ab"'),
    ('trim("xxaxx","x")', '"a"'),
    ('trimspace("\\n a b \\t")', '"a b"'),
    ('chomp("a\\n\\n")', '"a"'),
    ('replace("aXbXc","X","${1+1}")', '"a2b2c"'),
    ('substr("hello",-3,2)', '"ll"'),
    ('substr("hello",1,-1)', '"ello"'),
    ('title("it\'s a-b c_d éa")', '"It\'S A-B C_d \\u00c9a"'),
    ('split(",","")', '[""]'),
    ('indent(2,"a\\nb\\n")', '"a\\n  b\\n  "'),
    ('distinct(["b","a","b"])', '["b", "a"]'),
    ('toset(["b","a"])', '["a", "b"]'),
    ('sort(["b","a","b"])', '["a", "b", "b"]'),
    ('reverse([1,"b"])', '["b", 1]'),
    ('contains(["a","b"],"b")', "true"),
    ("keys({b=1,a=2,b=3})", '["a", "b"]'),
    ("merge({a=1},{a=2,b=3},null)", '{"a": 2, "b": 3}'),
    ("merge()", "{}"),
    ("concat([1],[2,3],[])", "[1, 2, 3]"),
    ('zipmap(["a","b"],[1,2])', '{"a": 1, "b": 2}'),
    ('lookup({a=1},"a",5)', "1"),
    ('lookup({a=1},"z",5)', "5"),
    ("element([1,2,3],4)", "2"),
    ("one([1])", "1"),
    ("one([])", "null"),
    ('coalesce("","a")', '"a"'),
    ("coalescelist([],[1])", "[1]"),
    ("length({a=1,b=2})", "2"),
    ('length("日本")', "2"),
    ("range(1,4)", "[1, 2, 3]"),
    ("range(0,10,5)", "[0, 5]"),
    ("max(1,5,3)", "5"),
    ("min(4,2)", "2"),
    ("ceil(1.2)", "2"),
    ("floor(-1.2)", "-2"),
    ("abs(-3)", "3"),
    ("tostring(5)", '"5"'),
    ("tostring(true)", '"true"'),
    ('tonumber("1e3")', "1000"),
    ('tonumber("007")', "7"),
    ('tobool("true")', "true"),
    ("1 + 2 * 3 - 4 / 2 % 3", "5"),
    ("-(1+2)", "-3"),
    ("!true || false && true", "false"),
    ("1 == 1.0", "true"),
    ('"1" == 1', "false"),
    ('true == "true"', "false"),
    ('"a" != "b" ? "x" : "y"', '"x"'),
    ('[for s in ["a","b"] : upper(s)]', '["A", "B"]'),
    ('{for i, s in ["a","b"] : s => i}', '{"a": 0, "b": 1}'),
    ('[for k, v in {b=1,a=2} : "${k}=${v}"]', '["a=2", "b=1"]'),
    ("[for v in [1,2,3] : v * 2 if v > 1]", "[4, 6]"),
    ('{for v in ["x","y","x"] : v => v...}', '{"x": ["x", "x"], "y": ["y"]}'),
    ("{a=[{b=1},{b=2}]}.a[*].b", "[1, 2]"),
    ("{a=[{b=1},{b=2}]}.a[1].b", "2"),
    ("{a=[{b=1},{b=2}]}.a.1.b", "2"),
    ('{ "a b" = 1, c : 2, (join("",["d"])) = 3 }', '{"a b": 1, "c": 2, "d": 3}'),
    ("[for for in [1,2] : for]", "[1, 2]"),
    ('"a${"b"}c"', '"abc"'),
    ('"${[1,2][0]}"', "1"),
    ('"x${1.50}y"', '"x1.5y"'),
    ('"\\u00e9\\n\\t\\"\\\\ $ % $$ $${a} %%{b}"', '"\\u00e9\\n\\t\\"\\\\ $ % $$ ${a} %{b}"'),
    ('"%{ if 1 < 2 }yes%{ else }no%{ endif }!"', '"yes!"'),
    ('"%{ for x in [1,2,3] }${x},%{ endfor }"', '"1,2,3,"'),
    ('"%{ for i, x in ["a"] ~}  ${i}${x}  %{~ endfor }"', '"0a"'),
    ('"a ${~ "b" ~} c"', '"abc"'),
    ("jsonencode({a=[1,{b=null}]})", '"{\\"a\\":[1,{\\"b\\":null}]}"'),
    ('jsondecode("[1,2.5,{\\"a\\":\\"b\\"}]")', '[1, 2.5, {"a": "b"}]'),
    ("1e3", "1000"),
    ("0.1 + 0.2", "0.3"),
    ("100000000000000000000000001", "100000000000000000000000001"),
    ("1/3*3", "1"),
    ("5 % -3", "2"),
    ("-5 % 3", "-2"),
    ("5.5 % 2", "1.5"),
    ("flatten([[1],[[2]],3])", "[1, 2, 3]"),
    ('try([1][5], "no")', '"no"'),
    ("null", "null"),
    ('upper("a",)', '"A"'),
    ('upper(["a"]...)', '"A"'),
    ("max([1,2,3]...)", "3"),
    ('core::upper("a")', '"A"'),
    ('nonsensitive("a")', '"a"'),
    ('"${true ? "a" : "b"}"', '"a"'),
    ("[1,2,3][1]", "2"),
    ('{a=1}["a"]', "1"),
    ('"${null}"', "null"),
    ('"${[1]}"', "[1]"),
    ("length([1,2])", "2"),
    ('1 < "2"', "true"),
)

BODIES: Final = {
    "a heredoc is a template, without escapes": (
        "<<EOF\n  x ${1 + 1} $${y} \\n\n    z %{ if true }T%{ else }F%{ endif }\n  EOF",
        "  x 2 ${y} \\n\n    z T\n",
    ),
    "an indented one loses what all lines share": (
        '<<-EOF\n    {\n      "a": "${upper("n")}"\n    }\n\n  EOF',
        '{\n  "a": "N"\n}\n\n',
    ),
    "a sequence in front counts with its own indentation": (
        '<<-EOT\n    ${"n"}\n      x\n    EOT',
        "n\n  x\n",
    ),
    "a tilde takes the white space of the line away": (
        '<<EOT\n%{ for s in ["a", "b"] ~}\n  item ${s}\n%{ endfor ~}\nend\nEOT',
        "  item a\n  item b\nend\n",
    ),
    "on both sides": ('<<EOT\na ${~ "b" ~} \n  c\nEOT', "ab  c\n"),
    "brackets go over lines": ("[\n  for x in [1, 2] :\n  x\n  if x != 1\n]", [2]),
    "so do those of a for in braces": (
        "{\n  for k, v in { a = 1\n    b = 2\n  } :\n  k => v\n}",
        {"a": 1, "b": 2},
    ),
    "comments are none of it": (
        "{ a = 1, # b\n  // c\n  d = [1, /* e\n  */ 2] }",
        {"a": 1, "d": [1, 2]},
    ),
    "two heredocs in a list": ("[<<A\none\nA\n  , <<B\ntwo\nB\n]", ["one\n", "two\n"]),
}

FAULTS: Final = {
    '"unterminated': (1, 15, "a quoted text ends on the line it began on"),
    "{a=1 b=2}": (1, 20, 'a line end, "," or "}" is due here'),
    "[1 2]": (1, 18, '"," or "]" is due here'),
    "[1,,2]": (1, 18, "a value is due here"),
    '"\\q"': (1, 16, '"\\q" is no escape'),
    "f(": (2, 1, '")" is due before this'),
    "1 +": (1, 18, "a value is due here"),
    "{a 1}": (1, 18, '"=" and a value are due after the name of a member'),
    '"%{ if true }x"': (1, 19, 'no "%{ endif }" ends this'),
    '"%{ endif }"': (1, 19, 'nothing is open that "endif" could end'),
    "/* x": (1, 15, "this comment has no end"),
    "(1]": (1, 17, '")" is due before this'),
    "1 2": (1, 17, "the line should end here"),
    "a ; b": (1, 17, "this character means nothing here"),
    "<<EOF\n${1}\n": (1, 15, "this text has no end"),
    "<<EOF\n${f(1": (3, 1, '")" is due before this'),
}


def _module(folder: Path, expression: str) -> Module:
    path = folder / "main.tf"
    path.write_bytes(f"locals {{\n  it = {expression}\n}}\n".encode())
    module = Module(path, "main.tf", Project(folder))
    module.read()
    return module


def _value(folder: Path, expression: str) -> object:
    module = _module(folder, expression)
    setting = module.declared("local", "it")
    assert isinstance(setting, Setting)
    value = ModuleScope(module, {}).value(setting.expression())
    return json.loads(json_text(value, setting.name).value)


@pytest.mark.parametrize(("expression", "said"), SAID, ids=[row[0] for row in SAID])
def test_an_expression(tmp_path: Path, expression: str, said: str) -> None:
    assert _value(tmp_path, expression) == json.loads(said)


@pytest.mark.parametrize(("expression", "said"), BODIES.values(), ids=BODIES)
def test_an_expression_over_lines(tmp_path: Path, expression: str, said: object) -> None:
    assert _value(tmp_path, expression) == said


@pytest.mark.parametrize("expression", FAULTS)
def test_a_fault(tmp_path: Path, expression: str) -> None:
    path = tmp_path / "main.tf"
    path.write_text(f"locals {{ it = {expression}\n}}\n", "utf-8")
    module = Module(path, "main.tf", Project(tmp_path))
    with pytest.raises(SyntaxFault) as caught:
        _read_all(module)
    found = caught.value
    start = found.span.start
    assert (start.line, start.column, found.message) == FAULTS[expression]
    assert found.code == "terraform-syntax"


def _read_all(module: Module) -> None:
    module.read()
    setting = module.declared("local", "it")
    assert isinstance(setting, Setting)
    setting.expression()
