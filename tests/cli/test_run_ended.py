"""asl run, ended by a signal: what it runs ends with it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import ASL, environment
from tests.server.waiting import until

TASK: dict[str, Any] = {
    "Type": "Task",
    "Resource": "arn:aws:states:::ecs:runTask.sync",
    "Parameters": {"TaskDefinition": "sleepy"},
    "End": True,
}
PROGRAM = "import os, time\nopen('begun', 'w').write(str(os.getpid()))\ntime.sleep(60)\n"


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_the_job_too(name: str, tmp_path: Path) -> None:
    (tmp_path / "job.py").write_text(PROGRAM, "utf-8")
    command = json.dumps([sys.executable, "job.py"])
    (tmp_path / "asl.toml").write_text(
        f'[jobs]\nrunner = "subprocess"\n[jobs.commands.sleepy]\ncommand = {command}\n', "utf-8"
    )
    machine = {"StartAt": "Run", "States": {"Run": TASK}}
    (tmp_path / "m.asl.json").write_text(json.dumps(machine), "utf-8")
    begun = tmp_path / "begun"
    with subprocess.Popen(
        [*ASL, "run", "m.asl.json"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as run:
        until(lambda: begun.is_file() and begun.read_text("utf-8"), 30)
        pid = int(begun.read_text("utf-8"))
        run.send_signal(getattr(signal, name))
        run.communicate(timeout=30)
    assert run.returncode == 130
    until(lambda: not is_alive(pid), 30)
