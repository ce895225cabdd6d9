"""`serve`: a process of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from asl_server.serving import bind

ROOT: Final = Path(__file__).parents[2]
# Says the URL when ready, and at the end which modules were loaded before the first request.
PROGRAM: Final = """
import json, sys
from asl_server.app import serve
from asl_server.settings import Settings

def ready(url):
    print(json.dumps({"url": url, "modules": sorted(sys.modules)}), flush=True)

serve(Settings(port=0, database="sqlite://", json_logs=True), ready)
"""
# They take from 0.2 to 0.45 s each, and the core API needs none of them.
HEAVY: Final = {"boto3", "botocore", "fastapi", "pydantic", "starlette"}


@contextmanager
def process() -> Iterator[subprocess.Popen[str]]:
    """A server of its own."""
    path = os.pathsep.join((str(ROOT), str(ROOT / "server")))
    started = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield started
    finally:
        started.kill()
        started.communicate()


def said(started: subprocess.Popen[str]) -> dict[str, object]:
    assert started.stdout is not None
    told: dict[str, object] = json.loads(started.stdout.readline())
    return told


def test_it_loads_only_what_it_needs() -> None:
    with process() as started:
        modules = said(started)["modules"]
    assert isinstance(modules, list)
    assert HEAVY & set(modules) == set()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["terminated", "asked"])
def test_it_answers_until_it_is_told_to_stop(number: int) -> None:
    with process() as started:
        url = said(started)["url"]
        with urllib.request.urlopen(f"{url}/health") as reply:
            assert json.load(reply) == {"status": "ok"}
        before = time.monotonic()
        started.send_signal(number)
        _, told = started.communicate(timeout=20)
        assert time.monotonic() - before < 5
    events = [json.loads(line)["event"] for line in told.splitlines()]
    assert (started.returncode, events) == (0, ["executions go on", "stopping"])


def test_a_port_that_is_taken_is_told_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        bind("127.0.0.1", taken.getsockname()[1])


def test_a_name_with_two_addresses_is_bound_at_both() -> None:
    sockets = bind("localhost", 0)
    families = {one.family for one in sockets}
    for one in sockets:
        one.close()
    assert socket.AF_INET in families
