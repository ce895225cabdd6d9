"""Whatever stands in files of Terraform and Serverless, nothing is raised, nor has no end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asl.carriers import serverless, terraform
from asl.carriers.carried import Carried
from asl.carriers.project import Project
from asl.carriers.terraform import plan
from asl.definition import examine_document
from tests.carriers.reading import read

_Read = Callable[[Path, str, Project], list[Carried] | None]

_TERRAFORM: Final = st.sampled_from(
    [
        *(
            'resource "aws_sfn_state_machine" "m" {\n',
            "definition = ",
            "}",
            "{",
            "[",
            "]",
            "(",
            ")",
        ),
        *("jsonencode(", "<<EOF\n", "<<-EOF\n", "\nEOF\n", '"', "${", "%{", "~}", "if ", "else"),
        *("endif", "for ", "endfor", "in ", "x", "local.a", "var.b", ".", "*", "...", ",", "\n"),
        *(" ", ":", "?", "=>", "==", "-", "!", "1", "1.5e3", "true", "null", "locals {", "a = "),
        *("\\", "\\u0041", "$$", "%%", "/*", "*/", "//", "#", "file(", "templatefile(", "main.tf"),
        *("merge(", "format(", "%s %d", "join(", "split(", "replace(", "flatten(", "range("),
        *("\r\n", "é", "😀", "States", "StartAt", "yamldecode(", "each.value", "for_each = "),
    ]
)
_SERVERLESS: Final = st.sampled_from(
    [
        *("${", "}", "self:", "file(", "serverless.yml", ")", ":", "custom", ".a", ".0", ", "),
        *("'dev'", '"', "'", "opt:", "env:X", "sls:stage", "param:", "AWS::Region", "Fn::Sub"),
        *("Fn::GetAtt", "!Sub ", "!GetAtt ", "!Ref ", "\n", "    ", "- ", "{", "[", "]", "a"),
        *("definition", "StartAt", "States", "stateMachines", "type", "1", "null", "&a ", "*a"),
        *("<<", "|", ">", "%", '{"StartAt":"A"}'),
    ]
)
_SLS_HEAD: Final = (
    "custom:\n  a: ${self:custom.b}\n  b: [1, '${self:custom.a}']\n"
    "stepFunctions:\n  stateMachines:\n    m:\n      definition: "
)
_PLAN_NAMES: Final = st.sampled_from(
    [
        *("format_version", "planned_values", "root_module", "resources", "child_modules", "type"),
        *("values", "definition", "address", "resource_changes", "change", "after_unknown"),
        *("resource", "aws_sfn_state_machine", "mode"),
    ]
)
_PLANS: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | _PLAN_NAMES | st.sampled_from(["${local.x}", "{}"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_PLAN_NAMES, inner, max_size=5),
    max_leaves=25,
)


def _survives(read_file: _Read, name: str, text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        for item in read_file(path, str(path), Project(Path(folder))) or ():
            found = list(item.diagnostics)
            if item.document is not None:
                found += examine_document(item.document).diagnostics
            assert all(one.line >= 1 and one.column >= 1 and one.message for one in found)


@settings(max_examples=300, deadline=None)
@given(st.lists(_TERRAFORM, max_size=40).map("".join), st.booleans())
def test_any_words_of_terraform(text: str, inside: bool) -> None:
    head = 'resource "aws_sfn_state_machine" "m" {\n  definition = ' if inside else ""
    _survives(terraform.carried, "main.tf", f"{head}{text}\n# aws_sfn_state_machine")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    head = 'resource "aws_sfn_state_machine" "m" {\n  definition = '
    _survives(terraform.carried, "main.tf", head + text)
    _survives(serverless.carried, "serverless.yml", _SLS_HEAD + text)


@settings(max_examples=300, deadline=None)
@given(st.lists(_SERVERLESS, max_size=30).map("".join))
def test_any_words_of_serverless(text: str) -> None:
    _survives(serverless.carried, "serverless.yml", _SLS_HEAD + text)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(_PLAN_NAMES, _PLANS, max_size=5))
def test_any_plan(value: dict[str, object]) -> None:
    text = json.dumps({**value, "comment": "aws_sfn_state_machine"})
    _survives(plan.carried, "plan.json", text)
    _survives(plan.carried, "main.tf.json", text)


def _tf(definition: str, beside: str = "") -> dict[str, str]:
    text = f'resource "aws_sfn_state_machine" "m" {{\n  definition = {definition}\n}}\n{beside}\n'
    return {"main.tf": text}


def _locals(each: str, last: str, count: int = 60) -> str:
    lines = [each.replace("NEXT", f"local.l{n + 1}") for n in range(count)]
    inside = "\n".join(f"l{n} = {line}" for n, line in enumerate(lines))
    return f"locals {{\n{inside}\nl{count} = {last}\n}}"


def _sls(definition: str, each: str = "", count: int = 0) -> dict[str, str]:
    lines = [each.replace("NEXT", f"${{self:custom.a{n + 1}}}") for n in range(count)]
    custom = "".join(f"  a{n}: {line}\n" for n, line in enumerate(lines))
    text = (
        f"custom:\n  x: y\n{custom}stepFunctions:\n  stateMachines:\n    m:\n"
        f"      definition: {definition}\n"
    )
    return {"serverless.yml": text}


HOSTILE: Final = {
    "open brackets": (_tf("[" * 20_000), "terraform-syntax"),
    "open sequences": (_tf('"${' * 20_000), "terraform-syntax"),
    "signs": (_tf("!" * 20_000 + "1"), "terraform-syntax"),
    "conditions": (_tf("a ? b : " * 5_000 + "c"), "terraform-syntax"),
    "directives": (_tf('"' + "%{ if true }" * 2_000 + '"'), "terraform-syntax"),
    "a long sum": (_tf("1" + "+1" * 5_000), "definition-unreadable"),
    "a long path": (_tf("a" + ".b" * 5_000), "definition-elsewhere"),
    "a text that doubles": (
        _tf("local.l0", _locals('"${NEXT}${NEXT}"', '"abcdefgh"')),
        "document-too-large",
    ),
    "a list that doubles": (
        _tf("jsonencode(local.l0)", _locals("[NEXT, NEXT]", "1")),
        "document-too-large",
    ),
    "a flat list that doubles": (
        _tf("jsonencode(flatten(local.l0))", _locals("[NEXT, NEXT]", "1")),
        "document-too-large",
    ),
    "a chain": (
        _tf("jsonencode(local.l0)", _locals("[NEXT]", "1", 2_000)),
        "document-too-large",
    ),
    "rounds in rounds": (
        _tf("jsonencode([for a in range(999): [for b in range(999): [for c in range(999): c]]])"),
        "document-too-large",
    ),
    "variables in variables": (
        _sls('"' + "${self:" * 2_000 + "}" * 2_000 + '"'),
        "document-too-large",
    ),
    "variables that double": (
        _sls("${self:custom.a0}", '["NEXT", "NEXT"]', 60),
        "document-too-large",
    ),
    "a chain of variables": (_sls("${self:custom.a0}", '[x, "NEXT"]', 500), "document-too-large"),
    "itself": (_sls("${self:}"), "document-too-large"),
}


@pytest.mark.parametrize(("files", "code"), HOSTILE.values(), ids=HOSTILE)
def test_what_has_no_bound_is_refused(tmp_path: Path, files: dict[str, str], code: str) -> None:
    (found,) = read(tmp_path, files)
    assert found.document is None
    assert code in {item.code for item in found.diagnostics}
