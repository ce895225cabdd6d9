"""Terraform as its users lay it out: a planted fault is told where a person wrote it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from asl.carriers.discovery import discover
from tests.carriers.reading import PROJECTS, found_in, read, told

PLANTED: Final[dict[str, set[str]]] = {
    "terraform-jsonencode": {
        "main.tf:77:16 transition-target-missing /States/Tell/Next",
        "main.tf:80:7 state-unreachable /States/Done",
    },
    "terraform-heredoc": {
        "main.tf:26:42 jsonpath-syntax /States/Store/Parameters/Item/Id/S.$",
        "variables.tf:13:55 out-of-range /States/Resize/Retry/0/MaxAttempts",
    },
    "terraform-templatefile": {
        "main.tf:7:5 substitution-unused ",
        "main.tf:8:5 substitution-unused ",
        "main.tf:21:16 outside-project ",
        "main.tf:27:16 definition-unreadable ",
        "workflows/invoice.asl.json.tftpl:13:24 substitution-missing ",
        "workflows/invoice.asl.json.tftpl:16:14 wrong-type /States/Post/End",
        "workflows/reminder.asl.json:4:41 out-of-range /States/Wait/Seconds",
    },
    "terraform-instances": {
        "machines/export.asl.yaml:5:14 wrong-type /States/Export/Seconds",
        "machines/import.asl.yaml:3:3 no-end /States",
        "machines/import.asl.yaml:5:11 transition-target-missing /States/Import/Next",
        "main.tf:28:45 express-integration /States/Archive/Resource",
    },
    "terraform-json": {"main.tf.json:8:134 unknown-field /States/A/Nxt"},
    "terraform-plan": {
        "plan.json:15:183 transition-target-missing /States/Charge/Next",
        "plan.json:15:194 state-unreachable /States/Done",
        "plan.json:45:114 unknown-field /States/Say é/Edn",
    },
}

MACHINES: Final = {
    "terraform-jsonencode": {"aws_sfn_state_machine.order": None},
    "terraform-heredoc": {"aws_sfn_state_machine.resize": "EXPRESS"},
    "terraform-instances": {
        'aws_sfn_state_machine.all["import"]': "EXPRESS",
        'aws_sfn_state_machine.all["export"]': "STANDARD",
        "module.archive": "EXPRESS",
    },
    "terraform-plan": {
        "aws_sfn_state_machine.order": "STANDARD",
        "aws_sfn_state_machine.later": "STANDARD",
        "module.talk.aws_sfn_state_machine.say": "EXPRESS",
    },
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


@pytest.mark.parametrize("name", MACHINES)
def test_names_and_types(name: str) -> None:
    root = PROJECTS / name
    assert {item.name: item.type for item in discover([str(root)], root)} == MACHINES[name]


# What a Wait of an otherwise valid machine has in place of its Seconds, with what is beside it;
# and what is told: (line, column, code) of everything.
SECONDS: Final[dict[str, tuple[str, str, set[tuple[int, int, str]]]]] = {
    "a variable of a known type": ("var.x", 'variable "x" { type = number }', set()),
    "a variable that nobody declares": ("var.x", "", set()),
    "its default": ("var.x", 'variable "x" { default = -7 }', {(7, 26, "out-of-range")}),
    "an empty default waits for a value": ("var.x", 'variable "x" { default = null }', set()),
    "a default converted": (
        "var.x",
        'variable "x" {\n  type = string\n  default = 7\n}',
        {(9, 13, "wrong-type")},
    ),
    "an attribute": ("aws_ssm_parameter.wait.value", "", set()),
    "an output": ("module.times.wait", "", set()),
    "a sum": ("60 * local.x", "locals { x = -1 }", {(5, 64, "out-of-range")}),
    "a local that stands for itself": ("local.x", "locals { x = local.x }", set()),
    "a condition that is not known": ("var.x ? 5 : 7", "", {(5, 64, "value-unknown")}),
    "a function that is not computed": ("parseint(var.x, 10)", "", set()),
    "a function of the provider": (
        "provider::time::seconds(1)",
        "",
        {(5, 64, "value-unknown")},
    ),
}


@pytest.mark.parametrize(("seconds", "beside", "expected"), SECONDS.values(), ids=SECONDS)
def test_a_value(
    tmp_path: Path, seconds: str, beside: str, expected: set[tuple[int, int, str]]
) -> None:
    text = (
        'resource "aws_sfn_state_machine" "m" {\n  definition = jsonencode({\n'
        '    StartAt = "A"\n    States = {\n'
        f'      A = {{ Type = "Wait", End = true, Comment = "", Seconds = {seconds} }}\n'
        f"    }} }}) }}\n{beside}\n"
    )
    found = found_in(read(tmp_path, {"main.tf": text}))
    assert {(item.line, item.column, item.code) for item in found} == expected


# Definitions of which too little is known to judge them, and what is said of it.
ELSEWHERE: Final = {
    "var.definition": "var.definition is declared nowhere in the module",
    "jsonencode({ StartAt = var.first, States = {} })": "var.first is declared nowhere",
    'jsonencode({ StartAt = "A", States = merge({}, var.more) })': "var.more is declared nowhere",
    'jsonencode({ StartAt = "A", States = { A = local.a } })': "local.a is declared nowhere",
    "data.aws_s3_object.definition.body": "only the deployment tells",
}


@pytest.mark.parametrize("definition", ELSEWHERE)
def test_a_definition_that_is_kept_elsewhere(tmp_path: Path, definition: str) -> None:
    text = f'resource "aws_sfn_state_machine" "m" {{\n  definition = {definition}\n}}\n'
    (found,) = read(tmp_path, {"main.tf": text})
    (only,) = found.diagnostics
    assert (found.document, only.code, only.severity) == (None, "definition-elsewhere", "info")
    assert ELSEWHERE[definition] in only.message


REFUSED: Final = {
    "no definition": ('name = "m"', (1, 1, "definition-source")),
    "no text": ('definition = { StartAt = "A" }', (2, 16, "definition-unreadable")),
    "no Terraform": ("definition = [1 2]", (2, 19, "terraform-syntax")),
    "no JSON": ('definition = "{\\"StartAt\\" 1}"', (2, 30, "json-syntax")),
    "not to be read": ('definition = file("/etc/hostname")', (2, 16, "outside-project")),
}


@pytest.mark.parametrize(("setting", "expected"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused(tmp_path: Path, setting: str, expected: tuple[int, int, str]) -> None:
    text = f'resource "aws_sfn_state_machine" "m" {{\n  {setting}\n}}\n'
    found = found_in(read(tmp_path, {"main.tf": text}))
    assert [(item.line, item.column, item.code) for item in found] == [expected]


def test_a_link_out_of_the_project_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text("{}", "utf-8")
    inside = tmp_path / "project"
    inside.mkdir()
    (inside / "link.json").symlink_to(tmp_path / "secret.json")
    text = 'resource "aws_sfn_state_machine" "m" {\n  definition = file("link.json")\n}\n'
    found = found_in(read(inside, {"main.tf": text}))
    assert [item.code for item in found] == ["outside-project"]


# Nothing can stand for these: (text of the template, column of what is not known).
UNKNOWN_PARTS: Final = {
    "the states": '{"StartAt": "A", "States": ${x}}',
    "a state": '{"StartAt": "A", "States": {"A": ${x}}}',
    "a state as JSON": '{"StartAt": "A", "States": {"A": ${jsonencode(x)}}}',
    "branches": '{"StartAt": "A", "States": {"A": {"Type": "Parallel", "Branches": ${x}}}}',
    "a branch": '{"StartAt": "A", "States": {"A": {"Type": "Parallel", "Branches": [${x}]}}}',
    "choices": '{"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [${x}]}}}',
    "a catcher": '{"StartAt": "A", "States": {"A": {"Type": "Succeed", "Catch": [${x}]}}}',
    "a mode": '{"StartAt": "A", "States": {"A": {"Type": "${x}", "Nxt": "B"}}}',
    "members": '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}, ${x}}}',
}


@pytest.mark.parametrize("text", UNKNOWN_PARTS.values(), ids=UNKNOWN_PARTS)
def test_a_template_without_a_decisive_part_is_not_judged(tmp_path: Path, text: str) -> None:
    main = (
        'variable "x" {}\nresource "aws_sfn_state_machine" "a" {\n'
        '  definition = templatefile("a.tftpl", { x = var.x })\n}\n'
    )
    (found,) = read(tmp_path, {"main.tf": main, "a.tftpl": text})
    assert [one.code for one in found.diagnostics] == ["definition-elsewhere"]
    assert found.document is None


def test_what_an_unknown_value_as_json_stands_beside_is_judged(tmp_path: Path) -> None:
    main = (
        'variable "x" {}\nresource "aws_sfn_state_machine" "a" {\n'
        '  definition = templatefile("a.tftpl", { x = jsonencode(var.x) })\n}\n'
    )
    text = (
        '{"StartAt": "A", "States": {"A": {"Type": "Pass",\n'
        ' "Parameters": {"Subnets": ${x}}, "Retry": ${x}, "Nxt": "B", "End": true}}}'
    )
    found = told(read(tmp_path, {"main.tf": main, "a.tftpl": text}), tmp_path)
    assert "a.tftpl:2:50 unknown-field /States/A/Nxt" in found


# Terraform may be run in any folder: (that of the module, the file, what is told).
ROOTS: Final = [
    (".", "machines/a.json", ["no-end"]),
    ("modules/machine", "machines/a.json", ["no-end"]),
    ("modules/machine", "machines/b.json", ["definition-elsewhere"]),
]


@pytest.mark.parametrize(("folder", "named", "codes"), ROOTS)
def test_a_file_of_the_folder_that_terraform_is_run_in(
    tmp_path: Path, folder: str, named: str, codes: list[str]
) -> None:
    main = (
        'resource "aws_sfn_state_machine" "a" {\n'
        f'  definition = file("${{path.root}}/{named}")\n}}\n'
    )
    # A loop: there is no way to its end.
    text = '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "A"}}}'
    carried = [
        one
        for one in read(tmp_path, {f"{folder}/main.tf": main, "machines/a.json": text})
        if one.name
    ]
    found = found_in(carried)
    assert [one.code for one in found] == codes


def test_values_in_files_of_values_go_before_defaults(tmp_path: Path) -> None:
    files = {
        "main.tf": 'resource "aws_sfn_state_machine" "m" {\n  definition = '
        'jsonencode({ StartAt = "A", States = { A = { Type = var.type } } })\n}\n',
        "variables.tf": 'variable "type" { default = "Pass" }\n',
        "terraform.tfvars": '# the stage\ntype = "Succeed"\n',
    }
    (found,) = read(tmp_path, files)
    assert found.document is not None
    assert found.document.value["States"]["A"]["Type"] == "Succeed"


def test_a_template_in_a_data_source(tmp_path: Path) -> None:
    text = (
        'data "template_file" "order" {\n'
        "  template = <<EOF\n"
        '{"StartAt": "A", "States": {"A": {"Type": "$${kind}", "Nxt": "B"}}}\n'
        "EOF\n"
        '  vars = { kind = "Pass" }\n'
        "}\n"
        'resource "aws_sfn_state_machine" "m" {\n'
        "  definition = data.template_file.order.rendered\n"
        "}\n"
    )
    found = found_in(read(tmp_path, {"main.tf": text}))
    assert ("unknown-field", 3, 55) in {(item.code, item.line, item.column) for item in found}


def test_what_a_plan_does_not_know_yet() -> None:
    root = PROJECTS / "terraform-plan"
    found = found_in(discover([str(root / "plan.json")], root))
    assert [(item.line, item.code) for item in found if item.severity == "info"] == [
        (84, "definition-elsewhere")
    ]


def test_other_json_is_no_plan(tmp_path: Path) -> None:
    assert read(tmp_path, {"notes.json": '{"about": "aws_sfn_state_machine"}'}) == []
