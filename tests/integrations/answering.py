"""A server of HTTP on this machine that answers as it was told and keeps what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server answers.

    Attributes:
        silent: whether it keeps the caller waiting until it is closed.
        bare: whether it has no headers but these, and its length.
    """

    status: int = 200
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    silent: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A request; names of headers in lower case."""

    path: str
    headers: Mapping[str, str]
    body: str


@dataclass(slots=True)
class Answering:
    """A server.

    Attributes:
        url: of its root.
        answer: to every request.
        asked: the requests so far.
    """

    url: str
    answer: Answer
    asked: list[Asked] = field(default_factory=list)


class _Server(ThreadingHTTPServer):
    """Takes many callers at once; the usual number is five."""

    request_queue_size = 1024
    daemon_threads = True


@contextmanager
def answering(answer: Answer, *later: Answer) -> Iterator[Answering]:
    """A server for as long as the block; of several answers the last one again and again."""
    rest = list(later)
    closed = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            served.asked.append(Asked(self.path, headers, body.decode()))
            given = served.answer
            served.answer = rest.pop(0) if rest else given
            if given.silent:
                closed.wait(30)
                self.close_connection = True
                return
            (self.send_response_only if given.bare else self.send_response)(given.status)
            for name, value in given.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(given.body.encode())))
            self.end_headers()
            self.wfile.write(given.body.encode())

        def do_GET(self) -> None:
            self.do_POST()

        def do_PUT(self) -> None:
            self.do_POST()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: a test's output is its own."""

    server = _Server(("127.0.0.1", 0), Handler)
    served = Answering(f"http://127.0.0.1:{server.server_address[1]}", answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        closed.set()
        server.shutdown()
        server.server_close()
        thread.join()
