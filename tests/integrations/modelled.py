"""A server that answers for APIs by botocore's models, where moto has none.

It finds the operation that a request is for, reads and checks what it is given by the model, and
writes its answers by the model. It speaks JSON, with paths or without.
"""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

import botocore.session
from botocore.validate import ParamValidator

_HOLE: Final = re.compile(r"\{(\w+)(\+?)\}")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal: the name that the API has for it, and its message."""

    code: str
    message: str = "no"
    status: int = 400


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, in the names of the model."""

    operation: str
    given: dict[str, Any]


@dataclass(slots=True)
class Modelled:
    """A server.

    Attributes:
        url: of its root.
        answers: by operation, one after another; the last one again and again. An answer is in the
            names of the model.
        asked: the requests so far.
        faults: what was wrong with requests, or with an answer of a test.
    """

    url: str
    answers: Mapping[str, list[Any]]
    asked: list[Asked] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    turns: dict[str, int] = field(default_factory=dict)

    def given(self, operation: str) -> list[dict[str, Any]]:
        """What an operation was asked with."""
        return [one.given for one in self.asked if one.operation == operation]

    def next(self, operation: str) -> Any:
        """The answer that is due."""
        turn = self.turns.get(operation, 0)
        self.turns[operation] = turn + 1
        found = self.answers[operation]
        return found[min(turn, len(found) - 1)]


def _misshapen(answer: Any, shape: Any, place: str) -> Iterator[str]:
    """What is in an answer that the model does not have; it need not have everything."""
    match answer:
        case dict() if shape.type_name == "structure":
            for name, value in answer.items():
                if name in shape.members:
                    yield from _misshapen(value, shape.members[name], f"{place}.{name}")
                else:
                    yield f"{place}.{name}: is not there"
        case list() if shape.type_name == "list":
            for one in answer:
                yield from _misshapen(one, shape.member, f"{place}[]")
        case str() if getattr(shape, "enum", None) and answer not in shape.enum:
            yield f"{place}: {answer} is none of {shape.enum}"


@cache
def service_model(service: str) -> Any:
    """A service of botocore."""
    return botocore.session.get_session().get_service_model(service)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, service: str, answers: Mapping[str, list[Any]]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.model = service_model(service)
        self.served = Modelled(f"http://127.0.0.1:{self.server_address[1]}", answers)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body in one packet: the other end waits before it acknowledges the first of two.
    wbufsize = 65_536
    server: _Server

    def do_POST(self) -> None:
        served = self.server.served
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        found = _operation(self.server.model, self.command, self.path, self.headers)
        if found is None or found[0].name not in served.answers:
            served.faults.append(f"{self.command} {self.path} is for none of {[*served.answers]}")
            self._send(404, {}, b"")
            return
        operation, uri = found
        given = _read(operation, uri, self.path, self.headers, body)
        served.asked.append(Asked(operation.name, given))
        report = ParamValidator().validate(given, operation.input_shape)
        if report.has_errors():
            served.faults.append(f"{operation.name}: {report.generate_report()}")
        self._answer(operation, served.next(operation.name))

    def do_GET(self) -> None:
        self.do_POST()

    def do_PUT(self) -> None:
        self.do_POST()

    def do_DELETE(self) -> None:
        self.do_POST()

    def do_PATCH(self) -> None:
        self.do_POST()

    def _answer(self, operation: Any, answer: Any) -> None:
        if isinstance(answer, Refusal):
            body = json.dumps({"__type": answer.code, "message": answer.message})
            self._send(answer.status, {"x-amzn-ErrorType": answer.code}, body.encode())
            return
        if operation.output_shape is None:
            self._send(200, {}, b"")
            return
        place = f"answer of {operation.name}"
        self.server.served.faults += _misshapen(answer, operation.output_shape, place)
        self._send(200, *_written(operation.output_shape, answer))

    def _send(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {"x-amzn-RequestId": "r-1", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a test's output is its own."""


@contextmanager
def modelled(service: str, answers: Mapping[str, list[Any]]) -> Iterator[Modelled]:
    """A server for as long as the block, which fails where a request or an answer was at fault."""
    server = _Server(service, answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server.served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert not server.served.faults, server.served.faults


def _operation(model: Any, method: str, path: str, headers: Any) -> tuple[Any, Any] | None:
    """The operation that a request is for, and what its path says."""
    target = headers.get("X-Amz-Target")
    if target is not None:
        return model.operation_model(target.rpartition(".")[2]), {}
    bare = urlsplit(path).path
    for name in model.operation_names:
        operation = model.operation_model(name)
        http = operation.http
        pattern = _HOLE.sub(
            lambda hole: f"(?P<{hole[1]}>{'.+' if hole[2] else '[^/]+'})",
            urlsplit(http["requestUri"]).path,
        )
        match = re.fullmatch(pattern, bare)
        if match is not None and http["method"] == method:
            return operation, {key: unquote(value) for key, value in match.groupdict().items()}
    return None


def _read(operation: Any, uri: Any, path: str, headers: Any, body: bytes) -> dict[str, Any]:
    """What an operation is given, in the names of the model."""
    shape = operation.input_shape
    payload = shape.serialization.get("payload")
    read: dict[str, Any] = {}
    inside: dict[str, Any] = {} if payload or not body else json.loads(body)
    query = dict(parse_qsl(urlsplit(path).query))
    for name, member in shape.members.items():
        where = member.serialization.get("location")
        wire = member.serialization.get("name", name)
        source = {"uri": uri, "querystring": query, "header": headers}.get(where, inside)
        value = source.get(wire)
        if name == payload:
            read[name] = body if member.type_name == "blob" else json.loads(body)
        elif value is not None:
            read[name] = _value(value, member)
    unknown = set(inside) - {
        member.serialization.get("name", name) for name, member in shape.members.items()
    }
    # ParamValidator tells of them.
    return {**read, **{name: inside[name] for name in unknown}}


def _value(value: Any, shape: Any) -> Any:
    match shape.type_name:
        case "structure" if isinstance(value, dict):
            names = {m.serialization.get("name", n): n for n, m in shape.members.items()}
            return {
                names.get(key, key): _value(one, shape.members[names[key]]) if key in names else one
                for key, one in value.items()
            }
        case "list" if isinstance(value, list):
            return [_value(one, shape.member) for one in value]
        case "map" if isinstance(value, dict):
            return {key: _value(one, shape.value) for key, one in value.items()}
        case "blob":
            return base64.b64decode(value)
        case _:
            return value


def _written(shape: Any, answer: dict[str, Any]) -> tuple[dict[str, str], bytes]:
    """Headers and body of an answer."""
    headers, body, inside = {}, None, {}
    payload = shape.serialization.get("payload")
    for name, value in answer.items():
        member = shape.members[name]
        wire = member.serialization.get("name", name)
        if member.serialization.get("location") == "header":
            headers[wire] = str(value)
        elif name == payload:
            body = value if isinstance(value, bytes) else json.dumps(_json(value, member)).encode()
        else:
            inside[wire] = _json(value, member)
    return headers, json.dumps(inside).encode() if body is None else body


def _json(value: Any, shape: Any) -> Any:
    match shape.type_name:
        case "structure":
            return {
                shape.members[key].serialization.get("name", key): _json(one, shape.members[key])
                for key, one in value.items()
            }
        case "list":
            return [_json(one, shape.member) for one in value]
        case "map":
            return {key: _json(one, shape.value) for key, one in value.items()}
        case "blob":
            return base64.b64encode(value).decode()
        case "timestamp" if isinstance(value, datetime):
            return value.timestamp()
        case _:
            return value
