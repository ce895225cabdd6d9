"""Jobs under `asl serve`: they go on while it is dead, and end with their executions."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path
from typing import Any, Final

from tests.cli.test_serve import ROLE, ended, served
from tests.integrations.jobs.running import ECS, program
from tests.integrations.jobs.test_crashes import WAITS

MACHINE: Final = {
    "StartAt": "Run",
    "States": {
        "Run": {
            "Type": "Task",
            "Resource": ECS,
            "Parameters": {
                "TaskDefinition": "resize",
                "Overrides": {"ContainerOverrides": [{"Command.$": "States.Array($.code)"}]},
            },
            "ResultSelector": {"code.$": "$.Containers[0].ExitCode"},
            "End": True,
        }
    },
}


def _started(client: Any, code: str) -> str:
    """An execution whose job has begun."""
    machine = client.create_state_machine(
        name="jobs", definition=json.dumps(MACHINE), roleArn=ROLE
    )["stateMachineArn"]
    given = json.dumps({"code": code})
    begun = client.start_execution(stateMachineArn=machine, name="one", input=given)
    return str(begun["executionArn"])


def _project(folder: Path) -> None:
    command = json.dumps(list(program(folder, WAITS)))
    settings = f'[jobs]\nrunner = "subprocess"\n[jobs.commands.resize]\ncommand = {command}\n'
    (folder / "asl.toml").write_text(settings, "utf-8")


def _until(path: Path) -> None:
    until = time.monotonic() + 60
    while not path.exists() and time.monotonic() < until:
        time.sleep(0.01)
    assert path.exists()


def test_a_server_that_was_killed_goes_on_with_its_job(tmp_path: Path) -> None:
    _project(tmp_path)
    database = ("--db", str(tmp_path / "asl.db"))
    with served(tmp_path, *database) as first:
        execution = _started(first.client, "0")
        _until(tmp_path / "seen")
        first.process.send_signal(signal.SIGKILL)
    (tmp_path / "go").touch()
    with served(tmp_path, *database) as second:
        end = ended(second.client, execution)
    assert (end["status"], json.loads(end["output"])) == ("SUCCEEDED", {"code": 0})
    assert len((tmp_path / "seen").read_text().splitlines()) == 1


def test_a_stopped_execution_ends_its_job(tmp_path: Path) -> None:
    _project(tmp_path)
    with served(tmp_path) as server:
        execution = _started(server.client, "0")
        _until(tmp_path / "seen")
        server.client.stop_execution(executionArn=execution)
        assert ended(server.client, execution)["status"] == "ABORTED"
        (folder,) = (tmp_path / ".asl" / "jobs").glob("*-*")
        _until(folder / "exit.json")
    end = json.loads((folder / "exit.json").read_text())
    assert (end["code"], end["reason"]) == (143, "it was stopped")
