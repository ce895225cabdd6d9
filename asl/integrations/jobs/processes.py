"""Jobs as processes of this machine, each under a supervisor that outlives this process."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from asl.integrations.jobs import supervisor
from asl.integrations.jobs.port import (
    LOG_LIMIT,
    Ended,
    JobSpec,
    Logs,
    Unreachable,
    Unstarted,
    wanted_of,
)
from asl.syntax.values import Json

# Seconds after which the files of a job that has ended are removed, and between two looks.
KEPT: Final = 14 * 24 * 3600
_LOOKS: Final = 3600
# Seconds from SIGTERM to SIGKILL.
GRACE: Final = 10.0
# Supervisors that start at once: each needs a processor for a moment, and some descriptors.
_AT_ONCE: Final = 16
# Seconds between two looks where the system tells nobody of a process's end.
_POLL: Final = 0.2
# Seconds between two looks at supervisors that may have ended.
_BURIALS: Final = 1.0
# Ours; they may hold the password of a database.
_PRIVATE: Final = "ASL_"
_TOKEN: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Isolated: neither the working directory nor a variable says which modules are loaded.
_PYTHON: Final = ("-I", "-S", "-X", "utf8")


class ProcessRunner:
    """Starts and follows them."""

    def __init__(self, folder: Path, grace: float = GRACE) -> None:
        """Nothing is started.

        Args:
            folder: takes a folder for each job, by its token.
            grace: seconds from SIGTERM to SIGKILL, where a job is ended.
        """
        self._folder = folder.absolute()
        self._grace = grace
        self._looked = -float(_LOOKS)
        self._children: set[int] = set()
        self._burial: asyncio.TimerHandle | None = None
        self._starting = asyncio.Semaphore(_AT_ONCE)

    async def start(self, spec: JobSpec) -> Json:
        """Start a job, unless one of its token runs or has run."""
        async with self._starting:
            return await self._start(spec)

    async def _start(self, spec: JobSpec) -> Json:
        command = _command(spec)
        folder = self._folder / spec.token
        try:
            self._tidy()
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not (folder / supervisor.EXIT).exists():
                await self._supervise(folder, command, spec)
        except OSError as error:
            message = f"its folder {folder} cannot be used: {error.strerror}"
            raise Unstarted(message) from error
        end = _end(folder)
        if end is not None and not end.codes and end.code is None and end.reason:
            raise Unstarted(f"{command[0]} in {spec.folder}: {end.reason}")
        if end is None and _state(folder) is None:
            raise Unstarted(f"its supervisor has failed: {folder / 'errors'} says why")
        return {"folder": str(folder), "container": spec.container}

    async def outcome(self, handle: Json) -> Ended:
        """Wait for a job's end; what its supervisor took to its grave is a failure."""
        folder = _folder(handle)
        with _readable_files(folder):
            end = await self._end_of(folder)
        self._bury()
        return end

    async def _end_of(self, folder: Path) -> Ended:
        while (end := _end(folder)) is None:
            state = _state(folder)
            process = None if state is None else _handle_of(state["supervisor"])
            try:
                if not _is_held(folder):
                    return _end(folder) or _lost(folder)
                if process is None:
                    await asyncio.sleep(_POLL)
                else:
                    await _readable(process)
            finally:
                if process is not None:
                    os.close(process)
        return end

    async def logs(self, handle: Json, wanted: Mapping[str, str]) -> Logs:
        """What it printed, the end of it where that was much."""
        folder = _folder(handle)
        lines, size = wanted_of(wanted)
        printed = b""
        for name in (supervisor.EARLIER_LOG, supervisor.LOG):
            with _readable_files(folder), contextlib.suppress(FileNotFoundError):
                printed += (folder / name).read_bytes()
        if lines is not None:
            printed = b"".join(printed.splitlines(keepends=True)[-lines:]) if lines else b""
        printed = printed[:size]
        named: Any = handle
        pod = f"asl-{folder.name}-{folder.name[:5]}"
        return {pod: {named["container"]: printed.decode("utf-8", "replace")}}

    async def cancel(self, handle: Json) -> None:
        """Have its supervisor end it and all it has started."""
        folder = _folder(handle)
        with _readable_files(folder):
            _end_by(folder)

    async def close(self) -> None:
        """Follow no more."""
        self._bury()
        if self._burial is not None:
            self._burial.cancel()

    async def _supervise(self, folder: Path, command: tuple[str, ...], spec: JobSpec) -> None:
        """Start a supervisor and wait until the job has started, or cannot."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(_PRIVATE)}
        order = {
            "command": command,
            "folder": str(spec.folder.absolute()),
            "environment": {**inherited, **spec.environment},
            "attempts": spec.attempts,
            "timeout": spec.timeout,
            "grace": self._grace,
            "keep": LOG_LIMIT,
        }
        # A file without a name: arguments and variables show in no list of processes, and stay
        # in no folder.
        with tempfile.TemporaryFile("w+") as given:
            json.dump(order, given)
            given.seek(0)
            reading, writing = os.pipe()
            try:
                number = _spawn(folder, given.fileno(), writing)
            finally:
                os.close(writing)
        self._children.add(number)
        self._bury()
        try:
            await _readable(reading)
        finally:
            os.close(reading)

    def _bury(self) -> None:
        """Have the system forget the children that have ended; no descriptor is held for that."""
        if self._burial is not None:
            self._burial.cancel()
        self._children = {number for number in self._children if not _reaped(number)}
        later = asyncio.get_running_loop().call_later
        self._burial = later(_BURIALS, self._bury) if self._children else None

    def _tidy(self) -> None:
        """Remove what has ended long ago."""
        if time.monotonic() < self._looked + _LOOKS:
            return
        self._looked = time.monotonic()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError), (self._folder / ".gitignore").open("x") as file:
            file.write("*\n")
        oldest = time.time() - KEPT
        for folder in self._folder.iterdir():
            # Another process may remove the same.
            with contextlib.suppress(FileNotFoundError):
                if _TOKEN.fullmatch(folder.name) and folder.stat().st_mtime < oldest:
                    _remove(folder)


def _remove(folder: Path) -> None:
    """Remove the files of a job that does not run."""
    if (folder / supervisor.EXIT).exists() or not _is_held(folder):
        shutil.rmtree(folder, ignore_errors=True)


def _command(spec: JobSpec) -> tuple[str, ...]:
    """The program, found as this process finds it, and its arguments.

    Raises: Unstarted
    """
    program = spec.command[0]
    found = str(spec.folder / program) if os.sep in program else shutil.which(program)
    if found is None:
        raise Unstarted(f"{program} is no program in PATH: correct its command in asl.toml")
    return (str(Path(found).absolute()), *spec.command[1:], *spec.arguments)


def _spawn(folder: Path, order: int, ready: int) -> int:
    """Start a supervisor: no object of Python's waits for it."""
    errors = str(folder / "errors")
    return os.posix_spawn(
        sys.executable,
        [sys.executable, *_PYTHON, supervisor.__file__, str(folder)],
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_DUP2, order, 0),
            (os.POSIX_SPAWN_DUP2, ready, 1),
            (os.POSIX_SPAWN_OPEN, 2, errors, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600),
        ],
    )


async def _readable(descriptor: int) -> None:
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()

    def readable() -> None:
        if not ready.done():
            ready.set_result(None)

    loop.add_reader(descriptor, readable)
    try:
        await ready
    finally:
        loop.remove_reader(descriptor)


def _handle_of(number: int) -> int | None:
    """A descriptor that can be read once a process has ended; None where there is no such."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            return os.pidfd_open(number)
    return None


def _reaped(number: int) -> bool:
    """Whether a child has ended, and is forgotten."""
    try:
        return os.waitpid(number, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return True


def _end_by(folder: Path) -> None:
    """Ask the supervisor of a job for its end, where it lives."""
    state = _state(folder)
    if state is None or _end(folder) is not None:
        return
    number = state["supervisor"]
    process = _handle_of(number)
    try:
        # Held by it still, so the number is its own.
        if _is_held(folder):
            with contextlib.suppress(ProcessLookupError):
                _terminate(number, process)
    finally:
        if process is not None:
            os.close(process)


def _terminate(number: int, process: int | None) -> None:
    if sys.platform == "linux" and process is not None:
        signal.pidfd_send_signal(process, signal.SIGTERM)
    else:
        os.kill(number, signal.SIGTERM)


def _is_held(folder: Path) -> bool:
    """Whether a supervisor lives that runs the job."""
    try:
        lock = os.open(folder / supervisor.LOCK, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


@contextlib.contextmanager
def _readable_files(folder: Path) -> Iterator[None]:
    """Raises: Unreachable, where the system refuses a file of a job."""
    try:
        yield
    except OSError as error:
        raise Unreachable(f"its folder {folder} cannot be read: {error.strerror}") from error


def _folder(handle: Json) -> Path:
    named: Any = handle
    return Path(named["folder"])


def _state(folder: Path) -> dict[str, Any] | None:
    return _read(folder / supervisor.STATE)


def _end(folder: Path) -> Ended | None:
    told = _read(folder / supervisor.EXIT)
    return None if told is None else Ended(**told)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        read: dict[str, Any] = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    return read


def _lost(folder: Path) -> Ended:
    state = _state(folder)
    now = time.time_ns() // 1_000_000
    reason = (
        "nobody knows how it ended: its supervisor was killed, or the machine was restarted"
        if state is not None
        else f"nobody knows how it ended: {folder} is not there"
    )
    started = now if state is None else state["started"]
    return Ended(code=None, reason=reason, started=started, ended=now)
