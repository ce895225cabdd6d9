"""From the event loop to a thread that writes: never waited for, and never without bounds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import structlog

from asl_server.wire.log_groups import LogGroup

_log = structlog.get_logger(__name__)

Write: TypeAlias = Callable[[LogGroup, Sequence[bytes]], None]

# Bytes of lines that may wait to be written.
_MOST: Final = 32 * 1024 * 1024
# What a line takes beside its text.
_LINE: Final = 64
# Seconds in which what comes is gathered to be written together.
_GATHER: Final = 0.05
# Lines that are written at once, and seconds of writing and of rest in turn: a thread that worked
# on and on would keep the event loop waiting for the interpreter's lock.
_PORTION: Final = 500
_WORK: Final = 0.001
_REST: Final = 0.004
# Seconds that a stop waits until all is written.
_LAST: Final = 5.0
# Seconds between two warnings that there was no room.
_QUIET: Final = 60.0


class Drain:
    """A thread that writes, and what waits for it."""

    def __init__(
        self, name: str, write: Write, *, most: int = _MOST, portion: int = _PORTION
    ) -> None:
        """A drain whose thread begins with the first line.

        Args:
            name: where to, for warnings.
            write: called in the thread with some lines of a group, each with its end.
            most: bytes of lines that may wait.
            portion: lines that are written at once.
        """
        self._name = name
        self._write = write
        self._most = most
        self._portion = portion
        self._lock = threading.Lock()
        self._waiting: dict[LogGroup, list[bytes]] = {}
        self._size = 0
        self._lost = 0
        self._warned: float | None = None
        self._some = threading.Event()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def put(self, group: LogGroup, lines: Sequence[bytes]) -> None:
        """Have lines written soon, or drop them where too many wait."""
        size = sum(map(len, lines)) + _LINE * len(lines)
        with self._lock:
            if self._size > self._most - size and self._size:
                self._lost += len(lines)
                return
            self._waiting.setdefault(group, []).extend(lines)
            self._size += size
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
        if not self._some.is_set():
            self._some.set()

    def close(self) -> None:
        """Write what waits; what takes too long is let go."""
        self._closing.set()
        self._some.set()
        if self._thread is not None:
            self._thread.join(_LAST)
            if self._thread.is_alive():
                _log.warning("execution logs are not written to the end", to=self._name)

    def _run(self) -> None:
        while not (self._closing.is_set() and not self._waiting):
            self._some.wait()
            self._closing.wait(_GATHER)
            self._some.clear()
            with self._lock:
                waiting, size, lost = self._waiting, self._size, self._lost
                self._waiting, self._lost = {}, 0
            self._warn(lost)
            for group, lines in waiting.items():
                self._write_all(group, lines)
            with self._lock:
                self._size -= size

    def _write_all(self, group: LogGroup, lines: Sequence[bytes]) -> None:
        rest_at = time.perf_counter() + _WORK
        for begin in range(0, len(lines), self._portion):
            self._write(group, lines[begin : begin + self._portion])
            if time.perf_counter() > rest_at and not self._closing.is_set():
                time.sleep(_REST)
                rest_at = time.perf_counter() + _WORK

    def _warn(self, lost: int) -> None:
        if not lost:
            return
        now = time.monotonic()
        if self._warned is None or now - self._warned > _QUIET:
            self._warned = now
            _log.warning(
                "execution log lines dropped: they come faster than they can be written",
                to=self._name,
                lines=lost,
                remedy="log at ERROR, or without execution data",
            )
