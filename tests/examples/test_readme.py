"""What the pages show is what happens."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from asl.testing.mock_case import Selector, examine_mocks
from tests.cli.command import ASL, ROOT, environment, on_terminal
from tests.examples.console_blocks import Shown, blocks, sessions

README = ROOT / "README.md"
PAGES = [README, ROOT / "docs" / "validate.md", *sorted((ROOT / "examples").glob("*/README.md"))]

SESSIONS = {
    f"{page.parent.name if page != README else 'README'}: {shown.command[:90]}": shown
    for page in PAGES
    for shown in sessions(page)
}


def recipe(target: str) -> str:
    """The command that a target of the Makefile runs."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    match = re.search(rf"^{target}: setup\n\t@?(.*)$", makefile, re.MULTILINE)
    assert match is not None, f"the Makefile has no target {target}"
    return match[1]


@pytest.mark.parametrize("shown", SESSIONS.values(), ids=SESSIONS)
def test_a_session_shows_what_the_page_says(shown: Shown) -> None:
    command = shown.command
    if command.startswith("make "):
        command = recipe(command.removeprefix("make ")).replace(".venv/bin/", "")
    program, *arguments = shlex.split(command)
    if program == "pytest":
        # That is this very run.
        assert not shown.output
        return
    assert program == "asl", f"nothing checks {command!r}"
    _, output = on_terminal([*ASL, *arguments])
    assert output == shown.output


def test_the_readme_opens_with_two_commands() -> None:
    assert [shown.command for shown in sessions(README)[:2]] == ["make run", "make test"]


def test_the_tests_of_the_readme_pass(tmp_path: Path) -> None:
    (snippet,) = blocks(README, "python")
    written = tmp_path / "test_readme_snippet.py"
    written.write_text(snippet, encoding="utf-8")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-c",
            "/dev/null",
            "-p",
            "no:cacheprovider",
            written,
        ],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert b"2 passed" in done.stdout, done.stdout.decode()
    assert done.returncode == 0


def test_the_mocks_of_the_readme_are_a_file_of_mocks() -> None:
    (shown,) = blocks(README, "json")
    case, diagnostics = examine_mocks(shown.encode(), Selector("README.md", "SlowBank"))
    assert diagnostics == []
    assert case is not None
