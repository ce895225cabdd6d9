"""The same with a full disk: what cannot be stored is refused, and nothing acknowledged is lost."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol, TypeAlias
from urllib.error import HTTPError
from urllib.request import urlopen

from benchmarks.crash.rounds import Outcome, Plan, Rounds
from benchmarks.crash.verdict import Verdict
from benchmarks.served import ROLE, Caller, Refused, Served

Json: TypeAlias = Any

_MIB: Final = 1024 * 1024
# Of the file system that is filled.
_SIZE: Final = 24 * _MIB
# Seconds for which the disk is full, and in which everything must go on afterwards.
_FULL: Final = 4.0
_BACK: Final = 5.0


class Disk(Protocol):
    """Something that can be full."""

    def fill(self, served: Served) -> None:
        """From now on no file grows."""

    def free(self, served: Served) -> None:
        """There is room again."""


class FileSystem:
    """A small file system of its own, and a file that takes what is left of it."""

    def __init__(self, folder: Path) -> None:
        self._filler = folder / "filler"

    def fill(self, _served: Served) -> None:
        """Write until nothing more can be written."""
        with self._filler.open("wb", buffering=0) as filler:
            for size in (_MIB, 4096, 1):
                try:
                    while True:
                        filler.write(b"\0" * size)
                except OSError:
                    continue

    def free(self, _served: Served) -> None:
        """Remove that file."""
        self._filler.unlink()


class Limit:
    """A limit on the size of the files that a process may write: needs no rights, only Linux."""

    def fill(self, served: Served) -> None:
        """Allow no byte beyond the first block."""
        self._set(served, 4096)

    def free(self, served: Served) -> None:
        """Allow all."""
        self._set(served, resource.RLIM_INFINITY)

    def _set(self, served: Served, size: int) -> None:
        limits = (size, resource.RLIM_INFINITY)
        # A process that was killed takes its limit with it.
        if served.process.poll() is None:
            resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE, limits)


@contextmanager
def mounted(folder: Path) -> Iterator[FileSystem]:
    """A file system of some megabytes in a folder.

    Raises:
        PermissionError: where this user may not mount one.
    """
    if os.geteuid() != 0:
        raise PermissionError("a file system of its own takes root; --limit does without")
    command = ["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", str(folder)]
    mount = subprocess.run(command, capture_output=True, text=True, check=False)
    if mount.returncode:
        raise PermissionError(f"{mount.stderr.strip()}; --limit does without")
    try:
        yield FileSystem(folder)
    finally:
        subprocess.run(["umount", str(folder)], check=True)  # noqa: S607 - root's own path


@dataclass(slots=True)
class FullDisk:
    """What came of it.

    Attributes:
        outcome: as of any round.
        refused: by operation: what was said while the disk was full.
        answered: operations that were answered meanwhile.
        unclear: refusals that do not say what is the matter.
        back: seconds from there being room to the next StartExecution that was answered.
    """

    outcome: Outcome
    refused: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    unclear: list[str] = field(default_factory=list)
    back: list[float] = field(default_factory=list)


def run(plan: Plan, disk: Disk, *, seconds: float = _FULL) -> FullDisk:
    """Fill the disk for so long in each round: in odd ones the server is killed meanwhile."""
    rounds = Rounds(plan)
    served = rounds.launch()
    found = FullDisk(Outcome(Verdict(), rounds.ledger))
    try:
        rounds.set_up(served)
        for number in range(plan.rounds):
            rounds.start_some(served.url)
            time.sleep(rounds.random.uniform(0, 2))
            disk.fill(served)
            _try_all(rounds, served, found, time.monotonic() + seconds)
            if number % 2:
                rounds.endpoint.up.clear()
                served.kill()
                rounds.kills += 1
                disk.free(served)
                served = rounds.launch()
            else:
                disk.free(served)
            found.back.append(_until_back(rounds, served))
        found.outcome = rounds.outcome(served)
        return found
    finally:
        rounds.endpoint.ended.set()
        served.kill()


def _try_all(rounds: Rounds, served: Served, found: FullDisk, end: float) -> None:
    """Call what writes and what reads, again and again, until the end."""
    caller = Caller(served.url, timeout=20)
    some = next(one for one in rounds.started if one.answered)
    machine = rounds.machines[some.story]
    while time.monotonic() < end:
        rounds.start_some(served.url, 1)
        calls: dict[str, Callable[[], Json]] = {
            "StartExecution": lambda: caller.call("StartExecution", stateMachineArn=machine),
            "CreateActivity": lambda: caller.call("CreateActivity", name=f"a{time.time_ns()}"),
            "CreateStateMachine": lambda: caller.call(
                "CreateStateMachine",
                name=f"m{time.time_ns()}",
                definition='{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}',
                roleArn=ROLE,
            ),
            "DescribeExecution": lambda: caller.call("DescribeExecution", executionArn=some.arn),
            "GetExecutionHistory": lambda: caller.call(
                "GetExecutionHistory", executionArn=some.arn
            ),
            "ListExecutions": lambda: caller.call("ListExecutions", stateMachineArn=machine),
            "/health": lambda: _health(served.url),
        }
        for name, call in calls.items():
            try:
                call()
            except Refused as refused:
                found.refused[f"{name}: {refused.status} {refused.kind}"] += 1
                if "disk" not in refused.text:
                    found.unclear.append(f"{name}: {refused}")
            else:
                found.answered[name] += 1
        time.sleep(0.1)
    caller.close()


def _health(url: str) -> None:
    """Ask whether all is well.

    Raises:
        Refused: where it is not.
    """
    try:
        with urlopen(f"{url}/health") as answer:  # noqa: S310 - of the server that was started
            answer.read()
    except HTTPError as error:
        with error:
            raise Refused(error.code, {"message": json.load(error)["status"]}) from None


def _until_back(rounds: Rounds, served: Served) -> float:
    began, before = time.monotonic(), len(rounds.started)
    while not any(one.answered for one in rounds.started[before:]):
        assert time.monotonic() - began < _BACK, "there is room again, and nothing is started"
        rounds.start_some(served.url, 1)
    return time.monotonic() - began
