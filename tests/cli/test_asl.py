"""The command itself: its version, its help, its manners."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from asl.cli.main import COMMANDS
from tests.cli.command import ASL, ROOT, asl, asl_process, environment
from tests.cli.files import PASS, written

WAITING = (
    '{"StartAt": "Go", "States": {"Go": {"Type": "Wait", "Seconds": 60, "Next": "Done"}, '
    '"Done": {"Type": "Succeed"}}}'
)


def _version() -> str:
    try:
        return version("asl-runtime")
    except PackageNotFoundError:
        return "(not installed)"


def test_it_tells_its_version() -> None:
    called = asl_process("--version")
    assert (called.returncode, called.stdout.decode()) == (0, f"asl {_version()}\n")


def test_its_version_comes_without_the_interpreter() -> None:
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "asl.cli", "--version"],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert b"asl.cli.main" in told.stderr
    assert b"asl.interp" not in told.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["explain"],
        ["run", "{file}"],
        ["run", "{file}", "--format", "json"],
        ["validate", "{file}"],
        ["validate", "{file}", "--format", "json"],
    ],
    ids=" ".join,
)
def test_a_disk_that_is_full(arguments: list[str], tmp_path: Path) -> None:
    # What is right gives `validate` nothing to write.
    file = tmp_path / "a.asl.json"
    written(file, {} if arguments[0] == "validate" else PASS)
    with Path("/dev/full").open("wb") as full:
        process = subprocess.run(
            [*ASL, *(argument.format(file=file) for argument in arguments)],
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    assert process.returncode == 2
    assert process.stderr.endswith(b"asl: cannot write the output: No space left on device\n")


def test_without_a_command_it_helps() -> None:
    called = asl()
    assert called.code == 0
    assert "Usage: asl" in called.out
    assert all(name in called.out for name in COMMANDS)


def test_a_command_that_does_not_exist_is_an_error() -> None:
    assert asl("rnu").code == 2
    assert asl_process("rnu").returncode == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    called = asl(command, "--help")
    assert called.code == 0
    assert f"Usage: asl {command}" in called.out


def test_a_process_does_what_the_function_does(tmp_path: Path) -> None:
    file = written(tmp_path / "m.json", PASS)
    called = asl_process("run", file, "-i", "-", stdin=b"[1.50]")
    assert (called.returncode, called.stdout) == (0, b"[1.5]\n")
    assert b"succeeded" in called.stderr


def test_nobody_reading_is_no_trouble(tmp_path: Path) -> None:
    file = written(tmp_path / "m.json", PASS)
    reading, writing = os.pipe()
    os.close(reading)
    with subprocess.Popen(
        [*ASL, "run", file], stdout=writing, stderr=subprocess.PIPE, cwd=ROOT, env=environment()
    ) as process:
        os.close(writing)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 141
    assert b"BrokenPipe" not in err
    assert b"Traceback" not in err


def test_nobody_reading_the_story_is_none_either(tmp_path: Path) -> None:
    file = written(tmp_path / "m.json", PASS)
    reading, writing = os.pipe()
    os.close(reading)
    with subprocess.Popen(
        [*ASL, "run", file], stdout=subprocess.PIPE, stderr=writing, cwd=ROOT, env=environment()
    ) as process:
        os.close(writing)
        process.communicate(timeout=60)
    assert process.returncode == 141


def test_closed_streams_are_no_trouble(tmp_path: Path) -> None:
    file = written(tmp_path / "m.json", PASS)
    shell = f'"{sys.executable}" -m asl.cli run "{file}" >&- 2>&- <&-'
    done = subprocess.run(["sh", "-c", shell], cwd=ROOT, env=environment(), check=False, timeout=60)
    assert done.returncode == 0


def test_an_interruption_is_quiet(tmp_path: Path) -> None:
    file = written(tmp_path / "m.json", WAITING)
    with subprocess.Popen(
        [*ASL, "run", file, "--real-time"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environment(),
    ) as process:
        assert process.stderr is not None
        # The story is told as it happens: its first line says that the wait has begun.
        first = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert first.split() == [b"Go", b"Wait"]
    assert (process.returncode, out, err) == (130, b"", b"")


def test_output_that_a_terminal_cannot_write_is_escaped(tmp_path: Path) -> None:
    file = written(tmp_path / "m.json", PASS)
    done = subprocess.run(
        [*ASL, "run", file, "-i", '"é"'],
        cwd=ROOT,
        env={**environment(), "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (0, b'"\\u00e9"\n')


def test_real_time_is_real(tmp_path: Path) -> None:
    file = written(tmp_path / "m.json", WAITING.replace("60", "1"))
    began = time.monotonic()
    called = asl("run", file, "--real-time")
    assert time.monotonic() - began >= 1
    assert "waited 1 s\n" in called.err
