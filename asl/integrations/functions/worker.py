"""A worker: one process that has loaded a handler and calls it, one call after another.

Both ways go over a socket of its own, so that the three standard streams are the handler's. A
message is a line of JSON, whose `size` says how many bytes of body follow.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import orjson

from asl.integrations.functions.faults import LOG_LIMIT, RESPONSE_LIMIT, shown
from asl.integrations.functions.process import Launch, Output, Process
from asl.syntax.values import Json

_CHUNK: Final = 262_144


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker says: that it is ready, or what a call gave.

    Attributes:
        kind: "final" for an error after which the worker ends, as where it could not load the
            handler; "endless" where the body would
            be longer than Lambda takes; it is left unread then, and the worker is of no more use.
        body: JSON text in UTF-8; empty for "ready" and "endless".
    """

    kind: Literal["ready", "result", "error", "final", "endless"]
    body: bytes


@dataclass(frozen=True, slots=True)
class Exited:
    """The worker ended instead of answering; negative for a signal."""

    code: int


class Worker:
    """One process of a function.

    Attributes:
        identity: which function and version it stands for.
        process: what runs.
    """

    def __init__(self, identity: object, launch: Launch) -> None:
        """Start it; the first answer is whether its handler could be loaded.

        Raises: OSError, where it cannot be started.
        """
        self.identity = identity
        self._loop = asyncio.get_running_loop()
        self._logs = Output(LOG_LIMIT)
        self._stamps: dict[str, tuple[int, int] | None] = {}
        self._buffer = bytearray()
        self._answer: asyncio.Future[Reply | Exited] = self._loop.create_future()
        self._socket, theirs = socket.socketpair()
        self._socket.setblocking(False)  # noqa: FBT003 - the call has no other form
        try:
            self.process = Process(
                _with_channel(launch, theirs.fileno()),
                passed=(theirs.fileno(),),
                stdout=self._logs.writing,
                stderr=self._logs.writing,
            )
        except OSError:
            self._close()
            raise
        finally:
            theirs.close()
            self._logs.started()
        self._loop.add_reader(self._socket, self._read)
        self.process.ended.add_done_callback(self._ended)

    async def answer(self) -> Reply | Exited:
        """Its next word."""
        return await self._answer

    async def ask(self, head: dict[str, Json], event: bytes) -> Reply | Exited:
        """Have the handler called."""
        if self.process.ended.done():
            return Exited(self.process.ended.result())
        self._answer = self._loop.create_future()
        line = orjson.dumps({**head, "size": len(event)})
        try:
            await self._loop.sock_sendall(self._socket, line + b"\n" + event)
        except ConnectionError:
            # It has ended, or has closed what it was given: which, `ended` will say.
            self.process.kill()
        return await self._answer

    def logs(self) -> str:
        """What was printed since the last time."""
        self._logs.read()
        total = self._logs.total
        return shown(self._logs.taken(), total)

    def is_stale(self) -> bool:
        """Whether a file that it has loaded has changed since."""
        return any(_stamp(path) != stamp for path, stamp in self._stamps.items())

    def kill(self) -> None:
        """End it with all it has started."""
        self.process.kill()

    def _read(self) -> bool:
        """Take what has come; whether that was anything."""
        try:
            chunk = self._socket.recv(_CHUNK)
        except BlockingIOError:
            return False
        except ConnectionError:
            chunk = b""
        if not chunk:
            self._loop.remove_reader(self._socket)
            return False
        self._buffer += chunk
        line_end = self._buffer.find(b"\n")
        if line_end >= 0:
            try:
                self._heed(orjson.loads(self._buffer[:line_end]), line_end + 1)
            except (orjson.JSONDecodeError, LookupError, TypeError):
                # The handler has written here itself.
                self.kill()
        return True

    def _heed(self, head: dict[str, Json], start: int) -> None:
        end = start + head["size"]
        if head["size"] > RESPONSE_LIMIT:
            self._loop.remove_reader(self._socket)
            self._say(Reply("endless", b""))
        elif len(self._buffer) >= end:
            self._load(head["files"])
            body = bytes(self._buffer[start:end])
            del self._buffer[:end]
            self._say(Reply(head["kind"], body))

    def _load(self, files: Iterable[str]) -> None:
        for path in files:
            self._stamps.setdefault(path, _stamp(path))

    def _say(self, word: Reply | Exited) -> None:
        if not self._answer.done():
            self._answer.set_result(word)

    def _ended(self, ended: asyncio.Future[int]) -> None:
        # It may have answered before it ended.
        while self._read():
            pass
        self._logs.read()
        self._say(Exited(ended.result()))
        self._close()

    def _close(self) -> None:
        self._loop.remove_reader(self._socket)
        self._socket.close()
        self._logs.close()


def _with_channel(launch: Launch, descriptor: int) -> Launch:
    command = (*launch.command, str(descriptor))
    return Launch(command=command, folder=launch.folder, environment=launch.environment)


def _stamp(path: str) -> tuple[int, int] | None:
    """What changes with a file; None where it is gone."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
