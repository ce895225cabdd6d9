"""Runs one job in a session of its own, so that it outlives whoever asked for it.

`python supervisor.py FOLDER`, with the order as JSON on standard input. In the folder stand `lock`,
held for as long as this process lives; `state.json`, once the job has started; `log`, and `log.1`
before it; and `exit.json` at the end. Standard output is closed when one of the two files of JSON
is there. SIGTERM ends the job. Only the standard library is loaded.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

LOCK: Final = "lock"
STATE: Final = "state.json"
EXIT: Final = "exit.json"
LOG: Final = "log"
EARLIER_LOG: Final = "log.1"

_CHUNK: Final = 65_536
# What may still be in a pipe whose writers have ended, and a little.
_LAST_CHUNKS: Final = 16
_SIGNALLED: Final = 128
# Seconds: for a lock that somebody tries, and for another supervisor to start its job.
_PATIENCE: Final = 2.0
_LONGEST_START: Final = 30.0
_PAUSE: Final = 0.01


class Log:
    """What a job prints; of much, the end is kept."""

    def __init__(self, folder: Path, keep: int) -> None:
        """Go on with what is there.

        Args:
            folder: of the job.
            keep: bytes in the two files together.
        """
        self._path, self._earlier = folder / LOG, folder / EARLIER_LOG
        self._half = keep // 2
        self._open()

    def write(self, chunk: bytes) -> None:
        """Append; a full disk costs what is printed then, and not the job."""
        with contextlib.suppress(OSError):
            if self._size + len(chunk) > self._half:
                self._path.replace(self._earlier)
                full = self._file
                self._open()
                os.close(full)
            self._size += os.write(self._file, chunk)

    def _open(self) -> None:
        self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._size = os.fstat(self._file).st_size


class Attempt:
    """One run of the program."""

    def __init__(self, order: Mapping[str, Any], log: Log, wake: int) -> None:
        """Start it.

        Args:
            order: the job.
            log: takes what it prints.
            wake: readable when a signal has come.

        Raises: OSError and ValueError, where the system does not take the program, its arguments
            or its variables.
        """
        self._log, self._wake = log, wake
        self._grace: float = order["grace"]
        self._reading, writing = os.pipe()
        theirs, self._lifeline = os.pipe()
        try:
            self._child = subprocess.Popen(  # noqa: S603 - the program is one of asl.toml
                order["command"],
                cwd=order["folder"],
                env=order["environment"],
                stdin=subprocess.DEVNULL,
                stdout=writing,
                stderr=writing,
                pass_fds=(theirs,),
                start_new_session=True,
            )
            _tie(self._child.pid, theirs)
        finally:
            os.close(writing)
            os.close(theirs)
        limit = order["timeout"]
        self._deadline = None if limit is None else time.monotonic() + limit

    def run(self, stopped: list[int]) -> tuple[int, bool]:
        """Wait for its end.

        Args:
            stopped: signals that have asked for its end; more may come.

        Returns: its exit code, and whether it took longer than it may.
        """
        killed_at: float | None = None
        timed_out = False
        reading = [self._wake, self._reading]
        while not self._has_ended():
            at = self._deadline if killed_at is None else killed_at
            ready = select.select(reading, [], [], self._wait(at))[0]
            if self._wake in ready:
                os.read(self._wake, _CHUNK)
            if self._reading in ready and not self._take():
                reading.remove(self._reading)
            now = time.monotonic()
            if killed_at is not None and now >= killed_at:
                self._kill(signal.SIGKILL)
                killed_at = now + self._grace
            elif killed_at is None:
                late = self._deadline is not None and now >= self._deadline
                if late or stopped:
                    timed_out = late and not stopped
                    self._kill(signal.SIGTERM)
                    killed_at = now + self._grace
        return self._reap(), timed_out

    def _wait(self, at: float | None) -> float | None:
        """Seconds until something is due; where the end of a child wakes nobody, a few."""
        left = None if at is None else max(at - time.monotonic(), 0.0)
        return left if left is None or left < _PATIENCE else _PATIENCE

    def _take(self) -> bool:
        chunk = os.read(self._reading, _CHUNK)
        if chunk:
            self._log.write(chunk)
        return bool(chunk)

    def _has_ended(self) -> bool:
        if sys.platform != "linux":
            return self._child.poll() is not None
        # It is not waited for yet, so that nobody else can have the number of its group.
        how = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self._child.pid, how) is not None

    def _kill(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._child.pid, number)

    def _reap(self) -> int:
        self._kill(signal.SIGKILL)
        code = self._child.wait()
        os.set_blocking(self._reading, False)
        with contextlib.suppress(BlockingIOError):
            for _ in range(_LAST_CHUNKS):
                if not self._take():
                    break
        os.close(self._reading)
        os.close(self._lifeline)
        return code if code >= 0 else _SIGNALLED - code


def _tie(leader: int, lifeline: int) -> None:
    """Have Linux kill the job where this process is killed: nobody would learn how it ended."""
    if sys.platform == "linux":
        fcntl.fcntl(lifeline, fcntl.F_SETOWN, -leader)
        fcntl.fcntl(lifeline, fcntl.F_SETSIG, signal.SIGKILL)
        flags = fcntl.fcntl(lifeline, fcntl.F_GETFL)
        fcntl.fcntl(lifeline, fcntl.F_SETFL, flags | os.O_ASYNC)


def main(folder: Path) -> None:
    """Run the job of a folder, where it neither runs nor has run."""
    order = json.load(sys.stdin)
    with contextlib.suppress(PermissionError):
        os.setsid()
    os.chdir("/")
    stopped: list[int] = []
    wake = _listen(stopped)
    if not _locked(folder):
        _await_other(folder)
    elif (folder / STATE).exists():
        # It ran, and whoever followed it was killed with it; it is not run twice.
        pass
    elif not (folder / EXIT).exists():
        _run(folder, order, stopped, wake)


def _run(folder: Path, order: Mapping[str, Any], stopped: list[int], wake: int) -> None:
    log = Log(folder, order["keep"])
    started = _now()
    codes: list[int] = []
    timed_out = False
    # What has taken too long is not tried again, neither by Batch nor by Kubernetes.
    while (
        len(codes) < order["attempts"]
        and not (stopped or timed_out)
        and (not codes or codes[-1] != 0)
    ):
        try:
            attempt = Attempt(order, log, wake)
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is given what no program is"
            shown = {"code": None, "reason": f"it does not start: {why}", "started": started}
            _write(folder / EXIT, {**shown, "ended": started, "timed_out": False, "codes": codes})
            return
        if not codes:
            _write(folder / STATE, {"supervisor": os.getpid(), "started": started})
            _tell()
        code, timed_out = attempt.run(stopped)
        codes.append(code)
    reason = "it took longer than it may" if timed_out else "it was stopped" if stopped else ""
    _write(
        folder / EXIT,
        {
            "code": codes[-1] if codes else None,
            "reason": reason,
            "timed_out": timed_out,
            "started": started,
            "ended": _now(),
            "codes": codes,
        },
    )


def _listen(stopped: list[int]) -> int:
    """A descriptor that signals make readable."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    signal.signal(signal.SIGTERM, lambda number, _: stopped.append(number))
    # Handled and not ignored: what is ignored here, the job would ignore as well.
    for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    return reading


def _locked(folder: Path) -> bool:
    """Whether the folder is this process's own, for as long as it lives."""
    lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            # Who asks whether somebody holds it has it for a moment; who runs a job says so.
            if (folder / STATE).exists() or time.monotonic() > until:
                return False
            time.sleep(_PAUSE)
        else:
            return True


def _await_other(folder: Path) -> None:
    until = time.monotonic() + _LONGEST_START
    while time.monotonic() < until:
        if (folder / STATE).exists() or (folder / EXIT).exists():
            return
        time.sleep(_PAUSE)


def _tell() -> None:
    """The job has started: close standard output."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.close(nothing)


def _write(path: Path, value: Mapping[str, Any]) -> None:
    """A file is there with all that it holds, or not at all."""
    draft = path.with_suffix(".draft")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:  # noqa: PTH123 - with a mode
        json.dump(value, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _now() -> int:
    return time.time_ns() // 1_000_000


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
