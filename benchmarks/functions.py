"""Functions and services that take long: how many at once, and whom they keep waiting.

A function that answers after 200 ms stands behind a URL, in a process of its own; 2,000 Tasks call
it, 500 at a time. Then 200 functions hang while a message is sent to a queue again and again. Last,
a handler in Python is called alone, with nothing to do.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias

from benchmarks.served import Caller, Served, served

Json: TypeAlias = Any

TASKS: Final = 2_000
IN_FLIGHT: Final = 500
SLOW: Final = 0.2
HANGING: Final = 200
SENT: Final = 50
WARM: Final = 300
_SETTINGS: Final = """
[functions.Slow]
url = "{slow}/slow"
[functions.Hang]
url = "{slow}/hang"
[functions.Warm]
handler = "app.handler"
[endpoints]
sqs = "{slow}"
"""
_LAMBDA: Final = "arn:aws:lambda:us-east-1:123456789012:function:"
_SEND: Final[Json] = {
    "Type": "Task",
    "Resource": "arn:aws:states:::sqs:sendMessage",
    "Parameters": {"QueueUrl": "http://queue.invalid/1/q", "MessageBody": "m"},
    "End": True,
}


def slow_server() -> None:
    """Answer over plain sockets, after a while or never; print the port first."""
    asyncio.run(_answer_slowly())


async def _answer_slowly() -> None:
    loop = asyncio.get_running_loop()
    body = b'{"MessageId": "1", "MD5OfMessageBody": "1"}'
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\n"
    answer += b"Content-Length: %d\r\n\r\n%b" % (len(body), body)

    class Slow(asyncio.Protocol):
        """One connection."""

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport: Any = transport
            self.left = b""

        def data_received(self, data: bytes) -> None:
            self.left += data
            head, mark, rest = self.left.partition(b"\r\n\r\n")
            lower = head.lower()
            length = lower.partition(b"content-length:")[2].partition(b"\r\n")[0]
            if not mark or len(rest) < int(length or 0):
                return
            self.left = rest[int(length or 0) :]
            if b"/slow" in head:
                loop.call_later(SLOW, self.transport.write, answer)
            elif b"/hang" not in head:
                self.transport.write(answer)

    server = await loop.create_server(Slow, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def _map(resource: str) -> Json:
    task = {"Type": "Task", "Resource": resource, "End": True}
    return {
        "StartAt": "All",
        "States": {
            "All": {
                "Type": "Map",
                "MaxConcurrency": IN_FLIGHT,
                "ItemProcessor": {
                    "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
                    "StartAt": "Call",
                    "States": {"Call": task},
                },
                "ResultPath": None,
                "End": True,
            }
        },
    }


@contextmanager
def _slow() -> Iterator[str]:
    command = [sys.executable, "-c", "from benchmarks.functions import slow_server; slow_server()"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.kill()


def report(options: Sequence[str]) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks functions")
    parser.add_argument("--rounds", type=int, default=5)
    rounds: int = parser.parse_args(options).rounds
    with tempfile.TemporaryDirectory() as folder, _slow() as slow:
        here = Path(folder)
        (here / "asl.toml").write_text(_SETTINGS.format(slow=slow), "utf-8")
        (here / "app.py").write_text("def handler(event, context):\n    return event\n", "utf-8")
        before = Path.cwd()
        os.chdir(here)
        try:
            with served(str(here / "bench.db")) as server:
                _report(server, rounds)
        finally:
            os.chdir(before)


def _report(server: Served, rounds: int) -> None:
    caller = Caller(server.url)
    machine = caller.machine("slow", _map(f"{_LAMBDA}Slow"))
    # What is opened for the first calls is there for all others.
    _run(caller, machine, list(range(IN_FLIGHT)))
    taken, threads = [], set[int]()
    for _ in range(rounds):
        watching = threading.Event()
        watcher = threading.Thread(target=_watch, args=(server, watching, threads))
        watcher.start()
        began = time.perf_counter()
        _run(caller, machine, list(range(TASKS)))
        taken.append(time.perf_counter() - began)
        watching.set()
        watcher.join()
    print(f"| {TASKS:,} Tasks of {SLOW * 1000:g} ms, {IN_FLIGHT} at once | seconds |\n|---|---|")
    print(f"| best, median, worst of {rounds} | {_three(taken)} |")
    print(f"| threads of the server meanwhile | {min(threads)} to {max(threads)} |")
    print(f"| memory afterwards | {server.rss() / 2**20:.0f} MiB |\n")
    send = caller.machine("send", {"StartAt": "Send", "States": {"Send": _SEND}}, express=True)
    alone = [_sent(caller, send) for _ in range(SENT)]
    hang = caller.machine("hang", _map(f"{_LAMBDA}Hang"))
    hanging = caller.call(
        "StartExecution", stateMachineArn=hang, input=json.dumps(list(range(HANGING)))
    )
    time.sleep(1)
    beside = [_sent(caller, send) for _ in range(SENT)]
    caller.call("StopExecution", executionArn=hanging["executionArn"])
    print("| `sqs:sendMessage`, a whole execution | ms: best, median, worst |\n|---|---|")
    print(f"| alone | {_three(alone, 1000)} |")
    print(f"| beside {HANGING} functions that hang | {_three(beside, 1000)} |\n")
    task = {"Type": "Task", "Resource": f"{_LAMBDA}Warm", "End": True}
    warm = caller.machine("warm", {"StartAt": "Call", "States": {"Call": task}}, express=True)
    calls = [_sent(caller, warm) for _ in range(WARM)]
    print("| a Python handler, warm: a whole Express execution | ms: best, median, worst |")
    print(f"|---|---|\n| {WARM} after one another, without the first | {_three(calls[1:], 1000)} |")
    caller.close()


def _run(caller: Caller, machine: str, given: Json) -> None:
    started = caller.call("StartExecution", stateMachineArn=machine, input=json.dumps(given))
    while True:
        said = caller.call("DescribeExecution", executionArn=started["executionArn"])
        if said["status"] != "RUNNING":
            assert said["status"] == "SUCCEEDED", said
            return
        time.sleep(0.01)


def _sent(caller: Caller, machine: str) -> float:
    began = time.perf_counter()
    said = caller.call("StartSyncExecution", stateMachineArn=machine, input="{}")
    assert said["status"] == "SUCCEEDED", said
    return time.perf_counter() - began


def _watch(server: Served, over: threading.Event, seen: set[int]) -> None:
    while not over.wait(0.02):
        seen.add(len(list(Path(f"/proc/{server.process.pid}/task").iterdir())))


def _three(seconds: list[float], times: float = 1) -> str:
    figures = (min(seconds), statistics.median(seconds), max(seconds))
    return ", ".join(f"{figure * times:.2f}" for figure in figures)
