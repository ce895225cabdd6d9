"""Many executions that wait at once: what they cost in memory, and how soon a restart is ready.

They are begun through the API, dropped from memory by the engine, and met again after a kill.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

from benchmarks.served import Caller, Served, launch

Json: TypeAlias = Any

COUNT: Final = 100_000
CLIENTS: Final = 4
_KIB: Final = 1024
_MIB: Final = 1024 * 1024
# Seconds of looking until memory is taken to be what it stays; the engine drops what was quiet
# for two seconds.
_SETTLING: Final = 8.0
# What executions wait for. A Wait is left in the database at a start; tasks that no worker has are
# gone on with, while the server answers, in so many seconds each.
KINDS: Final = ("wait", "activity")
_RECOVERING: Final = {"wait": 0.0, "activity": 0.0004}
# So many of them are stopped in the end, to see that they are all there.
_STOPPED: Final = 100
_DAY: Final = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was measured.

    Attributes:
        count: executions that wait.
        started: how many of them were begun a second.
        before: bytes of the server with none.
        peak: bytes at most while they were begun.
        waiting: bytes with all of them waiting.
        again: bytes after the restart.
        ready: seconds from the start of the new process to its first answer.
        described: to the first DescribeExecution, from the same moment.
        stopped: seconds for one StopExecution of those that sleep, the mean.
    """

    count: int
    started: float
    before: int
    peak: int
    waiting: int
    again: int
    ready: float
    described: float
    stopped: float


def measure(database: str, count: int, kind: str, *, log: Path | None = None) -> Figures:
    """Begin so many executions, kill the server, and start it again.

    Args:
        database: a path or URL.
        count: how many.
        kind: what they wait for: one of KINDS.
        log: the file that gets the server's log lines.

    Raises:
        AssertionError: where one of those looked at does not wait any more.
    """
    served = launch(database, log=log)
    try:
        caller = Caller(served.url)
        activity = caller.call("CreateActivity", name="nobody")["activityArn"]
        states = {
            "wait": {"Type": "Wait", "Seconds": _DAY, "End": True},
            "activity": {"Type": "Task", "Resource": activity, "End": True},
        }
        definition = {"StartAt": "Sleep", "States": {"Sleep": states[kind]}}
        machine = caller.machine("sleeper", definition)
        before = served.rss()
        began = time.perf_counter()
        peak = _begin(served, machine, count)
        started = count / (time.perf_counter() - began)
        time.sleep(_SETTLING)
        waiting = served.rss()
        served.kill()
        began = time.perf_counter()
        served = launch(database, log=log)
        caller = Caller(served.url)
        arn = _arn(machine, count // 2)
        assert caller.call("DescribeExecution", executionArn=arn)["status"] == "RUNNING"
        described = time.perf_counter() - began
        time.sleep(_SETTLING + _RECOVERING[kind] * count)
        again = served.rss()
        # Another connection: the server has closed the one that said nothing for so long.
        stopped = _stop_some(Caller(served.url), machine, count)
        return Figures(
            count=count,
            started=started,
            before=before,
            peak=peak,
            waiting=waiting,
            again=again,
            ready=served.ready,
            described=described,
            stopped=stopped,
        )
    finally:
        served.kill()


def _arn(machine: str, number: int) -> str:
    return f"{machine.replace(':stateMachine:', ':execution:')}:w{number}"


def _begin(served: Served, machine: str, count: int) -> int:
    """Begin them by several clients; the most memory that was seen meanwhile."""

    def client(first: int) -> None:
        caller = Caller(served.url)
        for number in range(first, count, CLIENTS):
            caller.call(
                "StartExecution",
                stateMachineArn=machine,
                name=f"w{number}",
                input='{"order": 12345, "customer": "somebody"}',
            )
        caller.close()

    clients = [threading.Thread(target=client, args=(first,)) for first in range(CLIENTS)]
    for one in clients:
        one.start()
    peak = 0
    while any(one.is_alive() for one in clients):
        peak = max(peak, served.rss())
        time.sleep(0.5)
    return peak


def _stop_some(caller: Caller, machine: str, count: int) -> float:
    some = range(0, count, max(1, count // _STOPPED))
    began = time.perf_counter()
    for number in some:
        caller.call("StopExecution", executionArn=_arn(machine, number))
    return (time.perf_counter() - began) / len(some)


def report(options: Sequence[str]) -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks waiting", description=report.__doc__
    )
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--for", dest="kind", choices=KINDS, default="wait")
    parser.add_argument("--db", metavar="FILE|URL", help="a new SQLite file where not given")
    parser.add_argument("--log", type=Path, help="where the server's log lines go")
    chosen = parser.parse_args(options)
    with tempfile.TemporaryDirectory(prefix="asl-waiting-") as folder:
        found = measure(chosen.db or f"{folder}/asl.db", chosen.count, chosen.kind, log=chosen.log)
    each = (found.waiting - found.before) / found.count
    after = (found.again - found.before) / found.count
    rows = {
        "executions that wait": f"{found.count:,}",
        "begun a second, over HTTP": f"{found.started:,.0f}",
        "memory before": f"{found.before / _MIB:,.0f} MiB",
        "memory at most while they were begun": f"{found.peak / _MIB:,.0f} MiB",
        "memory with all of them": f"{found.waiting / _MIB:,.0f} MiB",
        "for each of them": f"{each / _KIB:.2f} KiB",
        "memory after a kill and a restart": f"{found.again / _MIB:,.0f} MiB",
        "for each of them, then": f"{after / _KIB:.2f} KiB",
        "restart to the first answer": f"{found.ready:.2f} s",
        "restart to the first DescribeExecution": f"{found.described:.2f} s",
        "StopExecution of a sleeping one": f"{found.stopped * 1000:.1f} ms",
    }
    print(
        "\n".join(["| | |", "|---|---|", *(f"| {name} | {told} |" for name, told in rows.items())])
    )
