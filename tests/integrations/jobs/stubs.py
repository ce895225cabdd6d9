"""Servers that stand for Docker and for Kubernetes: they check requests, and keep what they make.

Neither is there where the tests run. Each answers as its API's reference says, and refuses what
that does not know.
"""

from __future__ import annotations

import json
import socketserver
import ssl
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Json = Any


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Json


@dataclass(slots=True)
class Stub:
    """A server; `respond` is its own.

    Attributes:
        asked: the requests so far.
        faults: requests that no API knows.
        away: how many of the next requests are dropped.
    """

    asked: list[Request] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    away: int = 0

    def respond(self, request: Request) -> tuple[int, Json]:
        """The status and the body of an answer: bytes, or JSON."""
        raise NotImplementedError

    def fault(self, request: Request, why: str) -> tuple[int, Json]:
        """Refuse, and have the test fail."""
        self.faults.append(f"{request.method} {request.path}: {why}")
        return 500, {"message": why}


class _Tcp(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    allow_reuse_address = True


class _Unix(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


@contextmanager
def serving(
    stub: Stub, socket: Path | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[str]:
    """Serve for as long as the block, on a socket of the file system or on TCP; where."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length)
            if stub.away:
                stub.away -= 1
                self.close_connection = True
                return
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            given = json.loads(body) if body else None
            request = Request(self.command, parts.path, query, headers, given)
            stub.asked.append(request)
            status, answer = stub.respond(request)
            sent = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(sent) if status != 204 else 0))
            self.end_headers()
            if status != 204:
                self.wfile.write(sent)

        do_GET = do_POST = do_DELETE = handle_any  # noqa: N815 - what the base class calls

        def address_string(self) -> str:
            return "test"

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: a test's output is its own."""

    server: _Tcp | _Unix
    if socket is None:
        server = tcp = _Tcp(("127.0.0.1", 0), Handler)
        host, port, *_ = tcp.socket.getsockname()
        place = f"{'http' if tls is None else 'https'}://{host}:{port}"
        if tls is not None:
            tcp.socket = tls.wrap_socket(
                tcp.socket, server_side=True, do_handshake_on_connect=False
            )
    else:
        server, place = _Unix(str(socket), Handler), f"unix://{socket}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield place
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


_CREATED = {"Image", "Env", "Labels", "HostConfig", "Entrypoint", "Cmd"}
_STARTED_AT = "2026-01-01T00:00:00.123456789Z"


@dataclass(slots=True)
class DockerStub(Stub):
    """The Docker daemon.

    Attributes:
        images: that are there.
        registry: that can be pulled.
        codes: exit codes of the next containers; each runs for two looks.
        forever: whether containers run until they are stopped.
        printed: what each prints, as pieces of stdout (1) and stderr (2).
        containers: by name.
    """

    images: set[str] = field(default_factory=lambda: {"acme/resize:2"})
    registry: set[str] = field(default_factory=set)
    codes: list[int] = field(default_factory=lambda: [0])
    forever: bool = False
    printed: list[tuple[int, bytes]] = field(default_factory=lambda: [(1, b"out\n"), (2, b"err\n")])
    containers: dict[str, Json] = field(default_factory=dict)

    def respond(self, request: Request) -> tuple[int, Json]:
        match request.method, request.path.strip("/").split("/"):
            case "POST", ["containers", "create"]:
                return self._create(request)
            case "POST", ["images", "create"]:
                return self._pull(request)
            case method, ["containers", name, action]:
                if name not in self.containers:
                    return 404, {"message": f"No such container: {name}"}
                return self._on(request, method, name, action)
        return self.fault(request, "there is no such call")

    def _create(self, request: Request) -> tuple[int, Json]:
        unknown = set(request.body) - _CREATED
        if unknown or set(request.query) != {"name"}:
            return self.fault(request, f"{unknown} {request.query}")
        if request.body["Image"] not in self.images:
            return 404, {"message": f"No such image: {request.body['Image']}"}
        name = request.query["name"]
        if name in self.containers:
            return 409, {"message": f'Conflict. The container name "/{name}" is already in use'}
        state = {"Status": "created", "ExitCode": 0, "StartedAt": "0001-01-01T00:00:00Z"}
        self.containers[name] = {"State": state, "Config": request.body, "looks": 0}
        return 201, {"Id": "f" * 64, "Warnings": []}

    def _pull(self, request: Request) -> tuple[int, Json]:
        image, tag = request.query["fromImage"], request.query["tag"]
        named = f"{image}:{tag}" if tag else image
        if named not in self.registry:
            lines = ['{"status":"Pulling"}', '{"error":"manifest unknown"}']
            return 200, "\r\n".join(lines).encode()
        # What has no tag is known by it from now on.
        self.images |= {named, image}
        return 200, b'{"status":"Pull complete"}\r\n'

    def _on(self, request: Request, method: str, name: str, action: str) -> tuple[int, Json]:
        container = self.containers[name]
        state = container["State"]
        match method, action:
            case "POST", "start":
                state |= {"Status": "running", "StartedAt": _STARTED_AT}
                container["starts"] = container.get("starts", 0) + 1
                return 204, b""
            case "POST", "stop":
                if request.query != {"t": "10"}:
                    return self.fault(request, str(request.query))
                self._end(container, 143)
                return 204, b""
            case "GET", "json":
                container["looks"] += 1
                if state["Status"] == "running" and container["looks"] > 2 and not self.forever:
                    self._end(container, self.codes.pop(0))
                return 200, container
            case "GET", "logs":
                return self._logs(request)
        return self.fault(request, "there is no such call")

    def _end(self, container: Json, code: int) -> None:
        if container["State"]["Status"] == "running":
            ended = "2026-01-01T00:00:02.5Z"
            container["State"] |= {"Status": "exited", "ExitCode": code, "FinishedAt": ended}

    def _logs(self, request: Request) -> tuple[int, Json]:
        if not request.query.keys() <= {"stdout", "stderr", "tail"}:
            return self.fault(request, str(request.query))
        tail = int(request.query.get("tail", len(self.printed)))
        pieces = self.printed[-tail:] if tail else []
        return 200, b"".join(struct.pack(">B3xI", kind, len(text)) + text for kind, text in pieces)


@dataclass(slots=True)
class ClusterStub(Stub):
    """The API of a Kubernetes cluster.

    Attributes:
        codes: exit codes of the pods of the next Job; it has succeeded with a 0 at last.
        reason: of a Job that fails.
        forever: whether Jobs run on.
        jobs: by namespace and name.
        authorization: that every request has; None where none is asked for.
        log: what each container printed.
    """

    codes: list[int] = field(default_factory=lambda: [0])
    reason: str = "BackoffLimitExceeded"
    forever: bool = False
    jobs: dict[tuple[str, str], Json] = field(default_factory=dict)
    authorization: str | None = None
    log: bytes = b"printed\n"

    def respond(self, request: Request) -> tuple[int, Json]:
        if request.headers.get("authorization") != self.authorization:
            return 401, {"kind": "Status", "message": "Unauthorized"}
        match request.method, request.path.strip("/").split("/"):
            case "POST", ["apis", "batch", "v1", "namespaces", namespace, "jobs"]:
                return self._create(request, namespace)
            case method, ["apis", "batch", "v1", "namespaces", namespace, "jobs", name]:
                if (namespace, name) not in self.jobs:
                    return 404, {"message": f'jobs.batch "{name}" not found'}
                return self._on(request, method, (namespace, name))
            case "GET", ["api", "v1", "namespaces", namespace, "pods"]:
                key, _, name = request.query["labelSelector"].partition("=")
                if key != "job-name":
                    return self.fault(request, key)
                return 200, {"items": self._pods(namespace, name)}
            case "GET", ["api", "v1", "namespaces", _, "pods", _, "log"]:
                if not request.query.keys() <= {"container", "tailLines", "limitBytes"}:
                    return self.fault(request, str(request.query))
                return 200, self.log
        return self.fault(request, "there is no such call")

    def _create(self, request: Request, namespace: str) -> tuple[int, Json]:
        job = request.body
        if (job.get("apiVersion"), job.get("kind")) != ("batch/v1", "Job"):
            return self.fault(request, "it is no Job")
        place = (namespace, job["metadata"]["name"])
        if namespace == "forbidden":
            return 403, {"message": "jobs.batch is forbidden"}
        if place in self.jobs:
            return 409, {"message": f'jobs.batch "{place[1]}" already exists'}
        self.jobs[place] = {**job, "status": {"startTime": "2026-01-01T00:00:00Z"}, "looks": 0}
        return 201, job

    def _on(self, request: Request, method: str, place: tuple[str, str]) -> tuple[int, Json]:
        job = self.jobs[place]
        if method == "DELETE":
            if request.query != {"propagationPolicy": "Background"}:
                return self.fault(request, str(request.query))
            del self.jobs[place]
            return 200, {"kind": "Status", "status": "Success"}
        if method != "GET":
            return self.fault(request, "there is no such call")
        job["looks"] += 1
        if job["looks"] > 2 and not self.forever:
            well = self.codes[-1] == 0 and self.reason != "DeadlineExceeded"
            condition = {
                "type": "Complete" if well else "Failed",
                "status": "True",
                "lastTransitionTime": "2026-01-01T00:00:05Z",
                "reason": "CompletionsReached" if well else self.reason,
                "message": "" if well else "Job has reached the specified limit",
            }
            suspended = {"type": "Suspended", "status": "False"}
            job["status"]["conditions"] = [suspended, condition]
        return 200, job

    def _pods(self, namespace: str, name: str) -> list[Json]:
        spec = self.jobs[(namespace, name)]["spec"]["template"]["spec"]
        return [
            {
                "metadata": {
                    "name": f"{name}-{number}",
                    "namespace": namespace,
                    "creationTimestamp": f"2026-01-01T00:00:0{number}Z",
                },
                "spec": spec,
                "status": {"containerStatuses": [{"state": {"terminated": {"exitCode": code}}}]},
            }
            # The newest stands first, as nothing is promised of their order.
            for number, code in reversed(list(enumerate(self.codes)))
        ]
