"""Calling the command in tests: in this process, as a process, on a terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from asl.cli.main import build

ROOT = Path(__file__).parents[2]
ASL = (sys.executable, "-m", "asl.cli")

# What a process is given beside our own environment: a terminal of a known kind.
_TERMINAL = {"TERM": "dumb", "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}


@dataclass(frozen=True, slots=True)
class Called:
    """What a call has given."""

    code: int
    out: str
    err: str


def asl(*arguments: str, stdin: bytes = b"") -> Called:
    """Call the command in this process; an exception that leaves it is raised here."""
    result = CliRunner().invoke(build(), arguments, input=stdin, catch_exceptions=False)
    return Called(result.exit_code, result.stdout, result.stderr)


def environment() -> dict[str, str]:
    """The environment of a process that finds the package wherever it runs."""
    kept = {name: value for name, value in os.environ.items() if name != "FORCE_COLOR"}
    return {**kept, **_TERMINAL, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "server")))}


def asl_process(
    *arguments: str, stdin: bytes = b"", cwd: Path = ROOT
) -> subprocess.CompletedProcess[bytes]:
    """Call the command as a process, with pipes."""
    return subprocess.run(
        [*ASL, *arguments],
        input=stdin,
        cwd=cwd,
        env=environment(),
        capture_output=True,
        check=False,
        timeout=60,
    )


def on_terminal(command: Sequence[str], *, cwd: Path = ROOT) -> tuple[int, str]:
    """Run a program with a terminal as its stdout and stderr: its exit code and what it shows."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command, cwd=cwd, env=environment(), stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        shown = b"".join(iter(lambda: _read(ours), b""))
        code = process.wait(timeout=60)
    os.close(ours)
    return code, shown.decode().replace("\r\n", "\n")


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65_536)
    except OSError:
        # Linux says so when the other end has been closed.
        return b""
