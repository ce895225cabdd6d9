"""docs/validate.md, the pre-commit hook and the action say what is so."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from asl.carriers.walking import walk
from asl.cli import exits
from asl.cli.verdict import Format
from asl.diagnostics.render_json import render_json
from asl.linter.settings_file import read_settings
from tests.cli.command import ASL, asl, environment
from tests.diagnostics.reports import ERROR
from tests.docs.pages import DOCS, names, rows, section
from tests.examples.console_blocks import blocks
from tests.house.commands import options
from tests.house.source import ROOT
from tests.linter.projects import BAD, GOOD, lay

PAGE = DOCS / "validate.md"
OPTIONS = {
    names(row[0])[0]: row for row in rows(section("validate.md", "Options")) if "--" in row[0]
}
KNOWN = options("validate")


def test_every_option_is_told_and_no_other() -> None:
    assert list(OPTIONS) == [name for name in KNOWN if name != "--help"]


@pytest.mark.parametrize("name", OPTIONS)
def test_the_default_of_an_option(name: str) -> None:
    default = getattr(KNOWN[name].default, "value", KNOWN[name].default)
    assert names(OPTIONS[name][1]) == ([] if default in (None, False, []) else [str(default)])


def test_the_formats() -> None:
    assert names(OPTIONS["--format"][2]) == [each.value for each in Format]


def test_the_exit_codes() -> None:
    told = [row[0] for row in rows(section("validate.md", "Options")) if row[0].isdecimal()]
    assert told == [str(code) for code in (exits.VALID, exits.FINDINGS, exits.CANNOT_RUN)]


def test_the_settings_can_be_read() -> None:
    (text,) = blocks(PAGE, "toml")
    settings = read_settings(text, "asl.toml")
    assert settings.strict
    assert len(settings.ignores) == 1


def test_the_object_has_the_members_of_a_report() -> None:
    (text,) = blocks(PAGE, "json")
    told, due = json.loads(text), render_json([ERROR])
    assert list(told) == list(due)
    assert list(told["findings"][0]) == list(due["findings"][0])
    assert list(told["summary"])[: len(due["summary"])] == list(due["summary"])


def test_the_endings_that_are_told_are_found(tmp_path: Path) -> None:
    told = names(next(row[1] for row in rows(PAGE.read_text("utf-8")) if row[0] == "definitions"))
    files = [name.replace("*", "a") for name in told if name.startswith("*")]
    lay(tmp_path, dict.fromkeys(files, GOOD))
    assert {Path(found.path).name for found in walk(str(tmp_path))} == set(files)


def read_yaml(name: str) -> Any:
    """A file of YAML in the repository's root."""
    return YAML(typ="safe").load((ROOT / name).read_text("utf-8"))


def test_the_hook_calls_a_command_that_there_is(tmp_path: Path) -> None:
    (hook,) = read_yaml(".pre-commit-hooks.yaml")
    assert f"- id: {hook['id']}" in PAGE.read_text("utf-8")
    program, *arguments = hook["entry"].split()
    assert program == "asl"
    lay(tmp_path, {"a.asl.json": BAD, "template.yaml": "Resources: {}\n"})
    assert asl(*arguments, f"{tmp_path}/a.asl.json").code == 1
    assert asl(*arguments, f"{tmp_path}/template.yaml").code == 0


# a file: whether the hook is called with it
HOOKED = {
    "flows/order.asl.json": True,
    "order.asl.YML": True,
    "main.tf": True,
    "infra/template.yaml": True,
    "template-orders.json": True,
    "serverless.yml": True,
    "package.json": False,
    "asl.json": False,
    "template.py": False,
}


@pytest.mark.parametrize(("file", "due"), HOOKED.items())
def test_the_files_of_the_hook(file: str, due: bool) -> None:
    (hook,) = read_yaml(".pre-commit-hooks.yaml")
    assert bool(re.search(hook["files"], file)) == due


def test_the_action_validates_what_it_is_given(tmp_path: Path) -> None:
    action = read_yaml("action.yml")
    assert set(action["inputs"]) == {"paths", "arguments", "python-version"}
    step = action["runs"]["steps"][-1]
    assert set(step["env"]) == {"ASL_PATHS", "ASL_ARGUMENTS"}
    # The step itself, with this very program where the action has installed it.
    program = tmp_path / "asl-validate" / "bin" / "asl"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec {" ".join(ASL)} "$@"\n', "utf-8")
    program.chmod(0o755)
    lay(tmp_path, {"a b/bad.asl.json": BAD, "good.asl.json": GOOD})
    done = subprocess.run(
        ["bash", "-e", "-c", step["run"]],
        cwd=tmp_path,
        env={
            **environment(),
            "RUNNER_TEMP": str(tmp_path),
            "ASL_PATHS": "a b\ngood.asl.json\n",
            "ASL_ARGUMENTS": "--off\nwrong-value\n",
            "PATH": os.environ["PATH"],
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("::error file=a b/bad.asl.json,line=3,")
    assert done.stdout.count("\n") == 1
