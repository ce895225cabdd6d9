"""Workers that run in tests: in a thread, or as processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from asl.activities import Worker, run_workers
from tests.cli.command import environment
from tests.server.live import ACCOUNT
from tests.server.machines import create, worked_by

HEAD = f"arn:aws:states:us-east-1:{ACCOUNT}:activity"


def variables(url: str) -> dict[str, str]:
    """What a worker's environment says."""
    return {
        "AWS_ENDPOINT_URL_SFN": url,
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def machine(client: Any, name: str, **more: Any) -> str:
    """A machine of one task of the activity of that name; both are new."""
    arn = client.create_activity(name=name)["activityArn"]
    return create(client, name, worked_by(arn, **more))


def start(client: Any, machine: str, input: Any = None) -> str:
    """A new execution's ARN."""
    begun = client.start_execution(stateMachineArn=machine, input=json.dumps(input))
    arn: str = begun["executionArn"]
    return arn


def kinds(client: Any, execution: str) -> list[str]:
    """The types of an execution's events."""
    told = client.get_execution_history(executionArn=execution)
    return [event["type"] for event in told["events"]]


@contextmanager
def working(*workers: Worker[..., Any], grace: float = 20) -> Iterator[threading.Event]:
    """Workers run until the block is left or the event is set; what ends them is raised."""
    stop = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(run_workers, *workers, grace=grace, stop=stop)
        try:
            yield stop
        finally:
            stop.set()
            running.result(60)


@contextmanager
def process(file: Path, url: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    """A program of workers; killed at the end of the block, if it is still there."""
    with subprocess.Popen(
        [sys.executable, str(file)],
        env=environment() | variables(url) | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def line(running: subprocess.Popen[str]) -> str:
    """The next that a program prints."""
    assert running.stdout is not None
    return running.stdout.readline().strip()


class Gate:
    """A function that waits inside until the test lets it go, for a minute at most."""

    def __init__(self, answer: Callable[[Any], Any] = lambda given: given) -> None:
        self.inside = threading.Semaphore(0)
        self.open = threading.Event()
        self._answer = answer

    def __call__(self, input: Any) -> Any:
        self.inside.release()
        assert self.open.wait(60), "nobody has let it go"
        return self._answer(input)

    def entered(self, count: int = 1) -> None:
        """Wait until so many calls are inside."""
        for _ in range(count):
            assert self.inside.acquire(timeout=20), "nobody has come"
