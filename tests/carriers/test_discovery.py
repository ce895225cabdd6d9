"""Which files of a project are read, and how one machine of them is named."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from asl.carriers.discovery import NothingThere, discover, select, split
from asl.carriers.walking import root_of
from tests.carriers.reading import found_in, read, written

GOOD: Final = '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}'
GOOD_YAML: Final = "StartAt: A\nStates:\n  A: {Type: Succeed}\n"
MACHINE: Final = "  {}:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n"
TEMPLATE: Final = f"Resources:\n{MACHINE}      DefinitionUri: {{}}\n"

# what stands in a folder: the files in which machines are found
FOLDERS: Final[dict[str, tuple[dict[str, str], list[str]]]] = {
    "by name": (
        {"b.asl.json": GOOD, "a/c.asl.yaml": GOOD_YAML, "a/d.ASL.YML": GOOD_YAML},
        ["a/c.asl.yaml", "a/d.ASL.YML", "b.asl.json"],
    ),
    "by what stands in them": (
        {"machine.json": GOOD, "machine.yaml": GOOD_YAML, "other.yaml": "a:\n  StartAt: A\n"},
        ["machine.json", "machine.yaml"],
    ),
    "not what only speaks of states": (
        {"a.json": '{"x": {"StartAt": 1, "States": 2}}', "b.json": '"StartAt" "States"'},
        [],
    ),
    "not what was installed, built or hidden": (
        {
            "node_modules/x/a.asl.json": GOOD,
            ".aws-sam/build/template.yaml": TEMPLATE.format("M", "x"),
            ".git/a.asl.json": GOOD,
            "venv/a.asl.json": GOOD,
            "__pycache__/a.asl.json": GOOD,
        },
        [],
    ),
    "of cdk.out the templates, and those of its stages": (
        {
            "cdk.out/cdk.out": "{}",
            "cdk.out/asset.1234.json": GOOD,
            "cdk.out/asset.5678/a.asl.json": GOOD,
            "cdk.out/A.template.json": '{"Resources": {"M": {"Type": '
            '"AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString": "{}"}}}}',
            "cdk.out/assembly-live/B.template.json": '{"Resources": {"M": {"Type": '
            '"AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString": "{}"}}}}',
        },
        ["cdk.out/A.template.json", "cdk.out/assembly-live/B.template.json"],
    ),
    "what a template names only with it": (
        {"a.asl.json": GOOD, "b.asl.json": GOOD, "t.yaml": TEMPLATE.format("M", "a.asl.json")},
        ["b.asl.json", "t.yaml"],
    ),
    "under any name a template may have": (
        {
            "a.template": TEMPLATE.format("M", "x"),
            "b.template": '{"Resources": {"M": {"Type": "AWS::Serverless::StateMachine"}}}',
            "c.yml": TEMPLATE.format("M", "x"),
        },
        ["a.template", "b.template", "c.yml"],
    ),
    "what is broken and speaks of states": (
        {
            "a.json": GOOD.replace(":", "", 1),
            "b.json": '{"StartAt": "A" "States": {}}',
            "c.json": '{"words": ["StartAt", "States"]}',
            "d.json": '{"Resources": {"StartAt": "States"}',
        },
        ["a.json", "b.json"],
    ),
    "with bare placeholders": ({"a.json": GOOD.replace('"x"', "${x}", 1)}, ["a.json"]),
    "nothing": ({"a.txt": GOOD}, []),
}


@pytest.mark.parametrize(("files", "expected"), FOLDERS.values(), ids=FOLDERS)
def test_folder(files: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    found = read(tmp_path, files)
    assert sorted(Path(item.file).relative_to(tmp_path).as_posix() for item in found) == expected


def test_a_file_that_is_asked_for_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    written(tmp_path, {"machine.txt": GOOD, "broken.json": "{"})
    (found,) = discover([str(tmp_path / "machine.txt")])
    assert (found.document is None, found.diagnostics) == (False, ())
    (found,) = discover([str(tmp_path / "broken.json")])
    assert [item.code for item in found.diagnostics] == ["json-syntax"]


def test_a_template_without_machines_is_no_definition(tmp_path: Path) -> None:
    written(tmp_path, {"t.yaml": "Resources:\n  T: {Type: AWS::SNS::Topic}\n"})
    assert list(discover([str(tmp_path / "t.yaml")])) == []


def test_a_pattern(tmp_path: Path) -> None:
    written(tmp_path, {"a/x.asl.json": GOOD, "b/x.asl.json": GOOD, "b/y.json": "{}"})
    found = discover([str(tmp_path / "**" / "*.json")])
    assert [Path(item.file).parent.name for item in found] == ["a", "b"]


def test_no_file_twice(tmp_path: Path) -> None:
    written(tmp_path, {"x.asl.json": GOOD})
    path = str(tmp_path / "x.asl.json")
    assert len(list(discover([path, str(tmp_path), path]))) == 1


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NothingThere, match="there is no such file"):
        list(discover([str(tmp_path / "gone.json")]))


def test_a_link_that_leaves_the_project(tmp_path: Path) -> None:
    project = written(tmp_path / "project", {"a.txt": ""})
    (tmp_path / "x.asl.json").write_text("no JSON, and not read", "utf-8")
    (project / "x.asl.json").symlink_to(tmp_path / "x.asl.json")
    (project / "y.json").symlink_to(tmp_path / "x.asl.json")
    assert [item.code for item in found_in(discover([str(project)]))] == ["outside-project"]


def test_select_one_of_several(tmp_path: Path) -> None:
    two = (
        f"Resources:\n{MACHINE}      DefinitionUri: a.json\n{MACHINE}      DefinitionUri: a.json\n"
    )
    template = written(tmp_path, {"t.yaml": two.format("One", "Two"), "a.json": GOOD}) / "t.yaml"
    assert select(f"{template}#Two").name == "Two"
    with pytest.raises(NothingThere, match=r"holds 2 .* say which one \(One, Two\)"):
        select(str(template))
    with pytest.raises(NothingThere, match=r'no state machine "Too" \(there are: One, Two\)'):
        select(f"{template}#Too")
    with pytest.raises(NothingThere) as error:
        select(f"{template}#one")
    assert error.value.hint == 'did you mean "One"?'
    with pytest.raises(NothingThere, match="holds no state machines with names"):
        select(f"{tmp_path / 'a.json'}#Two")
    assert select(str(tmp_path / "a.json")).name == ""


def test_a_file_with_a_hash_in_its_name_is_that_file(tmp_path: Path) -> None:
    path = written(tmp_path, {"a#b.asl.json": GOOD}) / "a#b.asl.json"
    assert split(str(path)) == (str(path), None)
    assert split(f"{path}#M") == (str(path), "M")
    assert len(list(discover([str(path)]))) == 1


def test_the_root_of_a_project(tmp_path: Path) -> None:
    written(tmp_path, {"infra/a/t.yaml": "", "asl.toml": ""})
    assert root_of(tmp_path / "infra" / "a" / "t.yaml") == tmp_path
    written(tmp_path, {"infra/.git": ""})
    assert root_of(tmp_path / "infra" / "a") == tmp_path / "infra"


def test_a_folder_that_nothing_marks_is_a_project_of_its_own(tmp_path: Path) -> None:
    assert root_of(tmp_path) == tmp_path


def test_the_working_directory_is_a_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, {"infra/t.yaml": ""})
    monkeypatch.chdir(tmp_path)
    assert root_of(Path("infra/t.yaml")) == tmp_path
