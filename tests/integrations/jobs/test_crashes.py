"""Jobs outlive whoever submitted them, be it by `kill -9`."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

import pytest

from asl.integrations.jobs import supervisor
from asl.runtime.errors import StatesError
from asl.runtime.host import TaskCall
from tests.house.source import ROOT
from tests.integrations.jobs.running import (
    ECS,
    bound,
    call_of,
    ecs,
    failed,
    is_gone,
    lasting,
    seen,
    settings,
)

Json = Any
# Waits until it is let go, so that a test says when it ends.
WAITS: Final = """
import json, os, sys, time
with open("seen", "a") as file:
    file.write(json.dumps({"arguments": sys.argv[1:], "pid": os.getpid()}) + "\\n")
while not os.path.exists("go"):
    time.sleep(0.01)
print("gone on")
sys.exit(int(sys.argv[1]))
"""
# Submits, says what is to be kept, and never comes back.
SUBMITS: Final = """
import asyncio, json, sys
from pathlib import Path
from tests.integrations.jobs.running import ECS, bound, call_of, ecs, lasting, settings
from tests.integrations.jobs.test_crashes import WAITS

async def story(folder, code):
    tasks = lasting(settings(folder, bound(folder, WAITS)))
    call = call_of(ECS, ecs(code))
    made = await tasks(call)
    print(json.dumps(made.job), flush=True)
    call.job = made.job
    await tasks.outcome(call)

asyncio.run(story(Path(sys.argv[1]), sys.argv[2]))
"""


def killed_while_waiting(folder: Path, code: str) -> Json:
    """What a process has kept that was killed while its job ran."""
    with subprocess.Popen(
        [sys.executable, "-c", SUBMITS, str(folder), code],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        # The log tells of the job too.
        kept = next(line for line in process.stdout if line.startswith("{"))
        _await(folder / "seen")
        os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    return json.loads(kept)


async def _outcome(folder: Path, call: TaskCall) -> Json:
    tasks = lasting(settings(folder, bound(folder, WAITS)))
    try:
        async with asyncio.timeout(60):
            return await tasks.outcome(call)
    except StatesError as error:
        return error
    finally:
        await tasks.close()


@pytest.mark.parametrize("code", ["0", "4"])
def test_a_job_is_waited_for_after_its_parent_was_killed(tmp_path: Path, code: str) -> None:
    call = call_of(ECS, ecs(code), job=killed_while_waiting(tmp_path, code))

    async def story() -> Json:
        following = asyncio.ensure_future(_outcome(tmp_path, call))
        await asyncio.sleep(0)
        assert not following.done()
        (tmp_path / "go").touch()
        return await following

    result = asyncio.run(story())
    if code == "0":
        assert result["Containers"][0]["ExitCode"] == 0
    else:
        name, task = failed(result)
        assert (name, task["Containers"][0]["ExitCode"]) == ("States.TaskFailed", 4)
        assert "gone on" in task["Containers"][0]["Reason"]
    assert len(seen(tmp_path)) == 1


def test_a_job_that_ended_while_nobody_lived_has_its_outcome(tmp_path: Path) -> None:
    kept = killed_while_waiting(tmp_path, "0")
    (tmp_path / "go").touch()
    _await(Path(kept["handle"]["folder"]) / supervisor.EXIT)
    result = asyncio.run(_outcome(tmp_path, call_of(ECS, ecs("0"), job=kept)))
    assert result["LastStatus"] == "STOPPED"


def test_a_submission_that_was_not_kept_finds_the_job_that_runs(tmp_path: Path) -> None:
    kept = killed_while_waiting(tmp_path, "0")

    async def story() -> Json:
        tasks = lasting(settings(tmp_path, bound(tmp_path, WAITS)))
        call = call_of(ECS, ecs("0"))
        made = await tasks(call)
        await tasks.close()
        return made

    made = asyncio.run(story())
    assert made.job["handle"] == kept["handle"]
    (tmp_path / "go").touch()
    asyncio.run(_outcome(tmp_path, call_of(ECS, ecs("0"), job=made.job)))
    assert len(seen(tmp_path)) == 1


def test_a_closed_runner_leaves_its_jobs_running(tmp_path: Path) -> None:
    async def story() -> Json:
        tasks = lasting(settings(tmp_path, bound(tmp_path, WAITS)))
        call = call_of(ECS, ecs("0"))
        made: Any = await tasks(call)
        await tasks.close()
        return made.job

    kept = asyncio.run(story())
    (tmp_path / "go").touch()
    result = asyncio.run(_outcome(tmp_path, call_of(ECS, ecs("0"), job=kept)))
    assert result["Containers"][0]["ExitCode"] == 0


def test_a_job_whose_supervisor_was_killed_has_failed(tmp_path: Path) -> None:
    kept = killed_while_waiting(tmp_path, "0")
    folder = Path(kept["handle"]["folder"])
    os.kill(json.loads((folder / supervisor.STATE).read_text())["supervisor"], signal.SIGKILL)
    name, task = failed(asyncio.run(_outcome(tmp_path, call_of(ECS, ecs("0"), job=kept))))
    assert name == "States.TaskFailed"
    assert task["StoppedReason"] == (
        "nobody knows how it ended: its supervisor was killed, or the machine was restarted"
    )
    if sys.platform == "linux":
        # Nobody would learn how it ends.
        assert is_gone(seen(tmp_path)[0]["pid"])
    # It does not run a second time.
    (tmp_path / "go").touch()
    again = asyncio.run(_submitted_again(tmp_path))
    assert again["handle"] == kept["handle"]
    _, lost = failed(asyncio.run(_outcome(tmp_path, call_of(ECS, ecs("0"), job=again))))
    assert lost["StoppedReason"] == task["StoppedReason"]
    assert len(seen(tmp_path)) == 1


async def _submitted_again(folder: Path) -> Json:
    tasks = lasting(settings(folder, bound(folder, WAITS)))
    made: Any = await tasks(call_of(ECS, ecs("0")))
    await tasks.close()
    return made.job


def test_a_job_whose_folder_is_gone_has_failed(tmp_path: Path) -> None:
    handle = {"folder": str(tmp_path / "none"), "container": "main"}
    kept = {"runner": "subprocess", "token": "t-t", "at": 0, "handle": handle}
    _, task = failed(asyncio.run(_outcome(tmp_path, call_of(ECS, ecs("0"), job=kept))))
    assert task["StoppedReason"].endswith("none is not there")


def _await(path: Path) -> None:
    until = time.monotonic() + 60
    while not path.exists() and time.monotonic() < until:
        time.sleep(0.01)
    assert path.exists()
