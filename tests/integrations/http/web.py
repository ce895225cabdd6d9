"""A server on a socket of this machine: it keeps what it was asked, and answers bytes as told."""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from asl.syntax import parse_data
from asl.syntax.values import Json


@dataclass(frozen=True, slots=True)
class Asked:
    """A request; headers in their order, with the names as they were sent."""

    method: str
    target: str
    headers: Sequence[tuple[str, str]]
    body: str

    def all(self, name: str) -> list[str]:
        """The values of a header."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def __getitem__(self, name: str) -> str:
        """The one value of a header."""
        (value,) = self.all(name)
        return value

    def json(self) -> Json:
        """The body as a value."""
        return parse_data(self.body)


# What is sent, part by part; a server that has nothing more to send closes the connection.
Respond: TypeAlias = Callable[[Asked], bytes | Iterator[bytes]]


def answer(
    body: str | bytes = "{}",
    status: str = "200 OK",
    kind: str | None = "application/json",
    more: Sequence[tuple[str, str]] = (),
) -> bytes:
    """An answer of HTTP as bytes."""
    content = body.encode() if isinstance(body, str) else body
    headers = [*([] if kind is None else [("Content-Type", kind)]), *more]
    headers.append(("Content-Length", str(len(content))))
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + content


GOOD: Final = answer()


@dataclass(slots=True)
class Web:
    """A server.

    Attributes:
        port: of its socket.
        asked: the requests so far.
        scheme: `https` where it has a certificate.
        closed: set when the server is being closed.
    """

    port: int
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    scheme: str = "http"
    closed: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"{self.scheme}://127.0.0.1:{self.port}"


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: clients break off as they like."""


@contextmanager
def web(respond: bytes | Respond = GOOD, tls: ssl.SSLContext | None = None) -> Iterator[Web]:
    """A server for as long as the block."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            served.connections += 1
            while (asked := self._read()) is not None:
                served.asked.append(asked)
                given = respond if isinstance(respond, bytes) else respond(asked)
                if isinstance(given, bytes):
                    # What is asked of by HEAD has no body.
                    head, mark, _ = given.partition(b"\r\n\r\n")
                    self.wfile.write(head + mark if asked.method == "HEAD" else given)
                    continue
                for part in given:
                    if served.closed.is_set():
                        return
                    self.wfile.write(part)
                return

        def _read(self) -> Asked | None:
            first = self.rfile.readline().decode("latin-1").split()
            if len(first) != 3:
                return None
            headers = []
            while line := self.rfile.readline().decode("utf-8").strip():
                name, _, value = line.partition(":")
                headers.append((name, value.strip()))
            asked = Asked(first[0], first[1], headers, "")
            length = int((asked.all("Content-Length") or ["0"])[0])
            return Asked(first[0], first[1], headers, self.rfile.read(length).decode())

    with _Server(("127.0.0.1", 0), Handler) as server:
        served = Web(server.server_address[1])
        if tls is not None:
            served.scheme = "https"
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield served
        finally:
            served.closed.set()
            server.shutdown()
            thread.join()
