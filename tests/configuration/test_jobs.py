"""asl.toml: what it says about jobs that run here, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from asl.configuration.project import load_project, read_project
from asl.configuration.settings_file import BadSettings
from asl.integrations.jobs.settings import JobCommand, JobSettings

FOLDER = Path("/project")

# what is written: (text, what it says)
SAID: dict[str, tuple[str, JobSettings]] = {
    "nothing: no job runs": ("", JobSettings(folder=FOLDER / ".asl" / "jobs")),
    "all that a process takes": (
        '[jobs]\nrunner = "subprocess"\nenvironment = ["STAGE", "TABLE_NAME"]\nfolder = "logs"\n'
        '[jobs.commands."resize*"]\ncommand = ["python", "resize.py"]\npath = "jobs"\n'
        'environment = { A = "b" }\ntimeout = 3600\narguments = false\n',
        JobSettings(
            runner="subprocess",
            environment=frozenset({"STAGE", "TABLE_NAME"}),
            folder=FOLDER / "logs",
            commands=(
                JobCommand(
                    pattern="resize*",
                    command=("python", "resize.py"),
                    folder=FOLDER / "jobs",
                    environment={"A": "b"},
                    timeout=3600.0,
                    arguments=False,
                ),
            ),
        ),
    ),
    "an image, and a Job as it is given, in their order": (
        '[jobs]\nrunner = "kubernetes"\n[jobs.commands.b]\nimage = "b:1"\n'
        "[jobs.commands.a]\nas_given = true\n",
        JobSettings(
            runner="kubernetes",
            folder=FOLDER / ".asl" / "jobs",
            commands=(
                JobCommand(pattern="b", image="b:1", folder=FOLDER),
                JobCommand(pattern="a", as_given=True, folder=FOLDER),
            ),
        ),
    ),
}


@pytest.mark.parametrize(("text", "settings"), SAID.values(), ids=SAID)
def test_what_is_said(text: str, settings: JobSettings) -> None:
    assert read_project(text, "asl.toml", FOLDER).jobs == settings


def test_a_file_counts_paths_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "asl.toml").write_text('[jobs]\nfolder = "logs"\n', "utf-8")
    assert load_project(tmp_path / "asl.toml", "asl.toml").jobs.folder == tmp_path / "logs"


def test_the_first_pattern_that_fits_a_name_says_what_runs() -> None:
    text = '[jobs.commands."resize:*"]\ncommand = ["a"]\n[jobs.commands."*"]\ncommand = ["b"]\n'
    settings = read_project(text, "asl.toml", FOLDER).jobs
    found = [settings.command(names) for names in (("resize:2", "resize"), ("resize",), ())]
    assert [one and one.command for one in found] == [("a",), ("b",), None]


# what is wrong: (text, line, column, message, hint)
WRONG: dict[str, tuple[str, int, int, str, str | None]] = {
    "a table that is misspelt": (
        '[job]\nrunner = "off"\n',
        1,
        2,
        'there is no table "job"',
        'did you mean "jobs"?',
    ),
    "a setting that is misspelt": (
        '[jobs.commands.a]\ncommand = ["b"]\nargument = false\n',
        3,
        1,
        'there is no setting "argument"',
        'did you mean "arguments"?',
    ),
    "a runner that there is not": (
        '[jobs]\nrunner = "podman"\n',
        2,
        10,
        '"runner" takes one of off, subprocess, docker, kubernetes',
        None,
    ),
    "a variable that says what runs": (
        '[jobs]\nenvironment = ["STAGE", "PYTHONSTARTUP"]\n',
        2,
        25,
        '"PYTHONSTARTUP" says what runs, so no definition may set it',
        "set it in environment of [jobs.commands.…]",
    ),
    "an entry that its runner cannot run": (
        '[jobs]\nrunner = "docker"\n[jobs.commands."a*"]\ncommand = ["b"]\n',
        3,
        16,
        '"a*" needs image, to be run by docker',
        None,
    ),
    "a program that a definition would name": (
        '[jobs.commands.a]\ncommand = ["Ref::program"]\n',
        2,
        11,
        '"command" takes a program and its first arguments, as ["python", "resize.py"]',
        None,
    ),
    "a NUL in an argument": (
        '[jobs.commands.a]\ncommand = ["b", "c\\u0000"]\n',
        2,
        11,
        '"command" takes a program and its first arguments, as ["python", "resize.py"]',
        None,
    ),
}


@pytest.mark.parametrize(("text", "line", "column", "message", "hint"), WRONG.values(), ids=WRONG)
def test_what_is_wrong(text: str, line: int, column: int, message: str, hint: str | None) -> None:
    with pytest.raises(BadSettings) as refused:
        read_project(text, "asl.toml", FOLDER)
    (found,) = refused.value.diagnostics
    assert (found.line, found.column, found.message, found.hint) == (line, column, message, hint)
