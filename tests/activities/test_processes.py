"""Workers as programs: killed, told to stop, and with a server that goes and comes back."""

from __future__ import annotations

import signal
import socket
from pathlib import Path
from typing import Any

import pytest

from tests.activities.working import HEAD, kinds, line, machine, process, start
from tests.cli.test_serve import ended, served
from tests.server.live import Live
from tests.server.machines import finished

# It says whose task it has, and waits for a file before it is done with it.
PROGRAM = """
import logging, os, pathlib, sys, time
import asl

logging.basicConfig(level="INFO", format="%(message)s")

@asl.worker(os.environ["ACTIVITY"], heartbeat=0.2, name=os.environ["NAME"])
def work(input):
    print("has", input, flush=True)
    while not pathlib.Path(os.environ["GO"]).exists():
        time.sleep(0.02)
    return os.environ["NAME"]

if __name__ == "__main__":
    work.run()
    print("left", flush=True)
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    file = tmp_path / "work.py"
    file.write_text(PROGRAM, "utf-8")
    return file


def test_a_worker_that_is_killed_loses_its_task_to_another(
    client: Any, live: Live, program: Path, tmp_path: Path
) -> None:
    """Acceptance: heartbeat time-out, Retry, a second worker, success."""
    retry = [{"ErrorEquals": ["States.HeartbeatTimeout"], "IntervalSeconds": 1, "MaxAttempts": 2}]
    its = machine(client, "killed", HeartbeatSeconds=2, Retry=retry)
    go = tmp_path / "go"
    given = {"ACTIVITY": f"{HEAD}:killed", "GO": str(go)}
    with process(program, live.url, NAME="first", **given) as first:
        execution = start(client, its, 7)
        assert line(first) == "has 7"
        first.kill()
        first.wait(20)
    with process(program, live.url, NAME="second", **given) as second:
        assert line(second) == "has 7"
        go.touch()
        shown = finished(client, execution)
    assert (shown["status"], shown["output"]) == ("SUCCEEDED", '"second"')
    assert kinds(client, execution)[1:-2] == [
        "TaskStateEntered",
        "ActivityScheduled",
        "ActivityStarted",
        "ActivityTimedOut",
        "ActivityScheduled",
        "ActivityStarted",
        "ActivitySucceeded",
    ]


# what is said: (signal, exit code of a second one)
SIGNALS = {"SIGTERM": (signal.SIGTERM, -15), "SIGINT": (signal.SIGINT, -2)}


@pytest.mark.parametrize(("number", "code"), SIGNALS.values(), ids=SIGNALS)
def test_the_first_signal_finishes_and_the_second_leaves(
    client: Any, live: Live, program: Path, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    activity = f"signal-{number.name}"
    its = machine(client, activity)
    go = tmp_path / "go"
    given = {"ACTIVITY": f"{HEAD}:{activity}", "GO": str(go), "NAME": "w"}
    with process(program, live.url, **given) as worker:
        execution = start(client, its, 1)
        assert line(worker) == "has 1"
        worker.send_signal(number)
        told(worker, "the worker stops")
        go.touch()
        assert line(worker) == "left"
        assert worker.wait(20) == 0
        assert finished(client, execution)["output"] == '"w"'
    go.unlink()
    with process(program, live.url, **given) as worker:
        execution = start(client, its, 2)
        assert line(worker) == "has 2"
        worker.send_signal(number)
        told(worker, "the worker stops")
        worker.send_signal(number)
        assert worker.wait(20) == code
        assert kinds(client, execution)[-1] == "ActivityStarted"


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
    return port


def test_a_server_that_is_killed_and_comes_back(program: Path, tmp_path: Path) -> None:
    """While one worker polls, and another one has a task whose result it is about to send."""
    port, go = str(free_port()), tmp_path / "go"
    given = {"NAME": "w", "GO": str(go)}
    with served(tmp_path, "--port", port, "--account", "111111111111") as server:
        url = server.client.meta.endpoint_url
        machines = {name: machine(server.client, name) for name in ("polled", "held")}
        with (
            process(program, url, ACTIVITY=f"{HEAD}:polled", **given) as polls,
            process(program, url, ACTIVITY=f"{HEAD}:held", **given) as holds,
        ):
            held = start(server.client, machines["held"], 1)
            assert line(holds) == "has 1"
            told(polls, "work takes tasks of ")
            server.process.kill()
            server.process.wait(20)
            told(polls, "no task can be asked for: ")
            go.touch()
            told(holds, "work: no result can be sent: ")
            with served(tmp_path, "--port", port, "--account", "111111111111") as again:
                assert ended(again.client, held)["output"] == '"w"'
                told(polls, "tasks can be asked for again")
                polled = start(again.client, machines["polled"], 2)
                assert ended(again.client, polled)["output"] == '"w"'


def told(worker: Any, beginning: str) -> None:
    """Wait until it says so."""
    lines = iter(worker.stderr.readline, "")
    assert any(line.startswith(beginning) for line in lines), "it has ended before"
