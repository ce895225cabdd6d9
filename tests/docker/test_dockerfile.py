"""The image: what its Dockerfile says is there, and its own commands work."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from tests.docker.dockerfile import Stage, ignored, stages
from tests.house.commands import options
from tests.house.source import ROOT

FILE: Final = ROOT / "docker" / "Dockerfile"
BUILD, FINAL = stages(FILE.read_text("utf-8"))
RULES: Final = [
    line
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
PROJECT: Final[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def copied(stage: Stage) -> list[str]:
    """What a stage takes from the project."""
    words = [one.words for one in stage.all("COPY") if "from" not in one.options]
    return [source for *sources, _ in words for source in sources]


@pytest.mark.parametrize("source", copied(BUILD))
def test_what_is_copied_is_there_and_sent(source: str) -> None:
    path = ROOT / source
    files = [path] if path.is_file() else list(path.rglob("*.*"))
    assert files
    sent = [one for one in files if one.is_file() and not ignored(one, ROOT, RULES)]
    assert sent


def test_all_that_the_wheel_is_made_of_is_copied() -> None:
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {
        "pyproject.toml",
        PROJECT["project"]["readme"],
        *PROJECT["project"]["license-files"],
        *wheel["packages"],
        *wheel["force-include"],
    }
    missing = {path for path in needed if path.split("/")[0] not in copied(BUILD)}
    assert missing == set()
    assert [path for path in needed if ignored(ROOT / path, ROOT, RULES)] == []


def test_nothing_is_copied_that_is_not_needed() -> None:
    assert [source for source in copied(BUILD) if source.startswith((".", "tests", "docs"))] == []
    assert copied(FINAL) == []


@pytest.mark.parametrize(
    ("path", "out"),
    [
        ("asl/cli/serve.py", False),
        ("asl/stores/sql/migrations/new.sqlite.sql", False),
        ("schemas/asl.schema.json", False),
        ("asl/cli/__pycache__/serve.cpython-313.pyc", True),
        ("asl.db", True),
        ("server/asl.db-wal", True),
        (".git/config", True),
        (".venv/bin/python", True),
        ("tests/house/source.py", True),
    ],
)
def test_what_is_left_out(path: str, out: bool) -> None:
    assert ignored(ROOT / path, ROOT, RULES) is out


def test_a_python_that_the_project_supports() -> None:
    versions = {
        line.rpartition(" ")[2]
        for line in PROJECT["project"]["classifiers"]
        if re.search(r":: 3\.[0-9]+$", line)
    }
    for stage in (BUILD, FINAL):
        found = re.fullmatch(r"python:(3\.[0-9]+)-slim", stage.base)
        assert found is not None
        assert found[1] in versions


def test_the_extras_are_those_of_the_project() -> None:
    asked = re.findall(r"'\.\[([a-z,]+)\]'", BUILD.last("RUN").rest)
    assert asked == ["postgres"]
    assert set(asked) <= PROJECT["project"]["optional-dependencies"].keys()


def test_the_command_is_the_one_of_the_project() -> None:
    assert FINAL.last("ENTRYPOINT").words == [next(iter(PROJECT["project"]["scripts"]))]


def test_it_runs_as_nobody_in_particular() -> None:
    user, _, group = FINAL.last("USER").rest.partition(":")
    assert int(user) > 0
    made = FINAL.all("RUN")[-1].rest
    assert f"--uid {user} " in made
    assert f"--gid {group} " in made
    # The user is the last word of rights: nothing runs after it.
    names = [one.name for one in FINAL.instructions]
    assert "RUN" not in names[names.index("USER") :]


def test_the_database_lies_in_the_volume_which_the_user_owns() -> None:
    volume = FINAL.last("VOLUME").rest
    assert Path(FINAL.environment["ASL_DB"]).parent == Path(volume)
    assert f"--owner=asl --group=asl --mode=0700 {volume}" in FINAL.all("RUN")[-1].rest


def test_one_port() -> None:
    assert FINAL.last("EXPOSE").rest == FINAL.environment["ASL_PORT"]


def test_what_is_installed_is_what_is_copied_and_found() -> None:
    (copy,) = [one for one in FINAL.all("COPY") if one.options.get("from") == BUILD.name]
    source, there = copy.words
    assert source == there
    assert f"python -m venv {source} " in BUILD.last("RUN").rest
    assert FINAL.environment["PATH"] == f"{there}/bin:$PATH"


def test_its_options_are_ours() -> None:
    command, *given = FINAL.last("CMD").words
    assert command == "serve"
    assert {word for word in given if word.startswith("--")} <= options(command).keys()


def environment(**more: str) -> dict[str, str]:
    """That of the image, on this machine."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("ASL_")}
    path = os.pathsep.join((str(ROOT), str(ROOT / "server")))
    return {**own, **FINAL.environment, "PATH": os.environ["PATH"], "PYTHONPATH": path, **more}


@contextmanager
def started(folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """The very command of the image, on a port of this machine."""
    process = subprocess.Popen(
        [sys.executable, "-m", "asl.cli", *FINAL.last("CMD").words],
        cwd=folder,
        env=environment(ASL_PORT=str(port), ASL_DB=str(folder / "asl.db")),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("asl listens on http://0.0.0.0:")
        yield process
    finally:
        process.kill()
        process.communicate()


def healthy(port: int) -> bool:
    """What the image's own check says."""
    _, _, command = FINAL.last("HEALTHCHECK").rest.partition(" CMD ")
    program, *words = json.loads(command)
    assert program == "python"
    ran = subprocess.run(
        [sys.executable, *words],
        env=environment(ASL_PORT=str(port)),
        capture_output=True,
        check=False,
        timeout=20,
    )
    return ran.returncode == 0


def test_its_commands_work(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert not healthy(port)
    with started(tmp_path, port) as process:
        assert healthy(port)
        # What it says is for people of the machine that the port is published on.
        assert process.stdout is not None
        lines = [process.stdout.readline().strip() for _ in range(2)]
        assert lines == ["", f"export AWS_ENDPOINT_URL_SFN=http://127.0.0.1:{port}"]
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/health", headers={"Host": "evil.example"}
        )
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(request)
        process.terminate()
        assert process.wait(timeout=20) == 0
    assert not healthy(port)
    assert (tmp_path / "asl.db").is_file()
