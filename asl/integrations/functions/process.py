"""Processes of bound functions: each leads a group of its own, which ends with this process."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

# A pipe holds no more than this, so one reading of it takes all that was written before.
_CHUNK: Final = 65_536
_CHUNKS: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """How a process is started; no shell ever stands between.

    Attributes:
        command: program and arguments.
        folder: where it runs.
        environment: all of its variables.
    """

    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str]


class Process:
    """A running process, at the head of a session of its own.

    Attributes:
        ended: its exit code once it has ended, negative for a signal; its group is gone then.
    """

    def __init__(
        self,
        launch: Launch,
        *,
        passed: Sequence[int] = (),
        stdin: IO[bytes] | int = subprocess.DEVNULL,
        stdout: IO[bytes] | int,
        stderr: IO[bytes] | int,
    ) -> None:
        """Start it.

        Args:
            launch: what runs.
            passed: descriptors that it inherits besides the three.
            stdin: what it reads.
            stdout: where it prints.
            stderr: where it complains.

        Raises: OSError, where there is no such program or folder, or a text holds a NUL.
        """
        loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[int] = loop.create_future()
        self._reaped = False
        theirs, self._lifeline = os.pipe()
        try:
            self._popen = subprocess.Popen(  # noqa: S603 - what the user has bound by name
                launch.command,
                cwd=launch.folder,
                env=launch.environment,
                stdin=stdin,
                stdout=stdout,
                stderr=stderr,
                pass_fds=(*passed, theirs),
                start_new_session=True,
            )
            _tie(self._popen.pid, theirs)
        except ValueError as error:
            # What no system takes as an argument or a variable, as a NUL in it.
            os.close(self._lifeline)
            raise OSError(errno.EINVAL, str(error)) from error
        except OSError:
            os.close(self._lifeline)
            raise
        finally:
            os.close(theirs)
        self._watch(loop)

    def kill(self) -> None:
        """End it and all it has started; `ended` follows."""
        if not self._reaped:
            # macOS says PermissionError of a group that has ended and was not waited for.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._popen.pid, signal.SIGKILL)

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        # asyncio's own watcher holds a thread for each process before Python 3.12.
        handle = _handle_of(self._popen.pid)
        if handle is None:
            self._look(loop)
            return

        def over() -> None:
            loop.remove_reader(handle)
            os.close(handle)
            self._reap()

        loop.add_reader(handle, over)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._popen.poll() is None:
            loop.call_later(0.02, self._look, loop)
        else:
            self._reap()

    def _reap(self) -> None:
        # On Linux it has not been waited for yet, so that nobody else can have its number.
        self.kill()
        self._reaped = True
        code = self._popen.wait()
        os.close(self._lifeline)
        if not self.ended.done():
            self.ended.set_result(code)


def _handle_of(pid: int) -> int | None:
    """A descriptor that can be read once the process has ended; None where there is no such."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            return os.pidfd_open(pid)
    return None


def _tie(leader: int, lifeline: int) -> None:
    """Have the kernel kill a process's group when the other end of the pipe closes.

    That end is held here alone, so it closes when this process ends, be it by `kill -9`. Where the
    kernel knows no such thing, a worker still ends when it next looks for a request.
    """
    if sys.platform == "linux":
        fcntl.fcntl(lifeline, fcntl.F_SETOWN, -leader)
        fcntl.fcntl(lifeline, fcntl.F_SETSIG, signal.SIGKILL)
        flags = fcntl.fcntl(lifeline, fcntl.F_GETFL)
        fcntl.fcntl(lifeline, fcntl.F_SETFL, flags | os.O_ASYNC)


class Output:
    """What processes write into a pipe; of much, the end is kept.

    Attributes:
        writing: the descriptor for the process; nobody's once it has started.
        total: bytes that were written since they were last taken.
        on_excess: called when more has come than is kept.
    """

    def __init__(self, keep: int) -> None:
        self.total = 0
        self.on_excess: Callable[[], None] = _go_on
        self._keep = keep
        self._kept = bytearray()
        self._closed = False
        self._reading, self.writing = os.pipe()
        os.set_blocking(self._reading, False)
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._reading, self.read)

    def started(self) -> None:
        """The process holds the writing end now."""
        os.close(self.writing)

    def read(self) -> None:
        """Take what has been written so far."""
        for _ in range(0 if self._closed else _CHUNKS):
            try:
                chunk = os.read(self._reading, _CHUNK)
            except BlockingIOError:
                return
            if not chunk:
                self._loop.remove_reader(self._reading)
                return
            self.total += len(chunk)
            self._kept += chunk
            if len(self._kept) > self._keep:
                del self._kept[: -self._keep]
                self.on_excess()

    def taken(self) -> bytes:
        """What was kept since the last time."""
        self.read()
        kept, self._kept, self.total = bytes(self._kept), bytearray(), 0
        return kept

    def close(self) -> None:
        """Read no more."""
        self._closed = True
        self._loop.remove_reader(self._reading)
        os.close(self._reading)


def _go_on() -> None:
    """Nothing but the end is wanted of what is printed."""
