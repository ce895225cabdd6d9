"""docs/jobs.md says what is so, and its example runs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from asl.configuration.jobs import COMMAND_KEYS, KEYS
from asl.configuration.project import read_project
from asl.integrations.jobs.port import LOG_LIMIT
from asl.integrations.jobs.processes import GRACE, KEPT
from asl.integrations.jobs.settings import RUNNERS, JobSettings, steers
from tests.cli.command import asl_process
from tests.docs.pages import DOCS, names, rows, section
from tests.examples.console_blocks import blocks, sessions

PAGE: Final = DOCS / "jobs.md"
TEXT: Final = PAGE.read_text("utf-8")


def _project(folder: Path) -> None:
    """The files of the example."""
    [definition] = blocks(PAGE, "json")
    [program] = blocks(PAGE, "python")
    files = {"order.asl.json": definition, "asl.toml": blocks(PAGE, "toml")[0]}
    for name, text in {**files, "resize.py": program}.items():
        (folder / name).write_text(text, "utf-8")


def test_the_example_runs(tmp_path: Path) -> None:
    _project(tmp_path)
    [shown] = sessions(PAGE)
    words = re.fullmatch(r"asl run (\S+) --input '(.*)'\n?", shown.command)
    assert words is not None
    ran = asl_process("run", words[1], "--input", words[2], cwd=tmp_path)
    assert (ran.stdout.decode(), ran.returncode) == (shown.output, 0)


def test_its_failure_is_told(tmp_path: Path) -> None:
    _project(tmp_path)
    ran = asl_process("run", "order.asl.json", "--input", '{"files": []}', cwd=tmp_path)
    assert (ran.stdout, ran.returncode) == (b"", 1)
    told = ran.stderr.decode()
    assert "States.TaskFailed" in told
    assert '"ExitCode":2' in told
    assert '"Reason":"resizing for local"' in told


def test_the_settings_are_read() -> None:
    settings = read_project(blocks(PAGE, "toml")[1], "asl.toml", Path("/project")).jobs
    one, two = settings.commands
    assert settings.environment == {"STAGE", "TABLE_NAME"}
    assert (one.folder, one.timeout, two.as_given) == (Path("/project/jobs"), 3600, True)


def test_what_is_said_to_be_the_default_is() -> None:
    bare = read_project('[jobs.commands.a]\ncommand = ["b"]\n', "asl.toml", Path("/project")).jobs
    [one] = bare.commands
    assert bare.runner == JobSettings().runner == "off"
    assert bare.folder == Path("/project/.asl/jobs")
    assert (one.arguments, one.as_given, one.timeout, one.folder) == (
        True,
        False,
        None,
        Path("/project"),
    )


@pytest.mark.parametrize("key", sorted({*KEYS, *COMMAND_KEYS} - {"commands"}))
def test_every_setting_is_told(key: str) -> None:
    assert re.search(rf"^{key} = ", blocks(PAGE, "toml")[1], re.MULTILINE)


def test_every_runner_is_told() -> None:
    assert f"# {RUNNERS[0]} (the default), {', '.join(RUNNERS[1:])}" in TEXT


@pytest.mark.parametrize("variable", ["PATH", "LD_PRELOAD", "PYTHONPATH", "NODE_OPTIONS"])
def test_a_variable_that_is_said_to_decide_what_runs_does(variable: str) -> None:
    assert steers(variable)


def test_figures() -> None:
    assert f"SIGKILL after {GRACE:.0f}\nseconds" in TEXT
    assert f"its last {LOG_LIMIT // 1024**2} MiB" in TEXT
    assert f"{KEPT // 86400} days after its end" in TEXT


def test_each_task_has_a_name_and_a_result() -> None:
    tables = [rows(section("jobs.md", title)) for title in ("Settings", "What a Task gets")]
    told = [[names(row[0])[0] for row in table] for table in tables]
    wanted = {"ecs:runTask", "batch:submitJob", "eks:runJob", "codebuild:startBuild"}
    assert [set(one) for one in told] == [wanted, wanted]
