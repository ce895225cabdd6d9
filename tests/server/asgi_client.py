"""Requests to the application itself, with any bytes a socket could bring."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import orjson

from asl.engines.embedded import EmbeddedEngine
from asl.stores.memory import MemoryStore
from asl.stores.port import Store
from asl_server.app import build
from asl_server.settings import Settings

Header: TypeAlias = tuple[bytes, bytes]
LOCAL: Header = (b"host", b"localhost:8083")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back.

    Attributes:
        status: of HTTP; 0 where nothing came.
        headers, body: of the response.
    """

    status: int
    headers: dict[bytes, bytes]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return orjson.loads(self.body)

    @property
    def code(self) -> str:
        """An error's code."""
        kind: str = self.json["__type"]
        return kind.rpartition("#")[2]


def ask(
    method: str = "POST",
    path: str = "/",
    *,
    headers: Iterable[Header] = (LOCAL,),
    chunks: Iterable[bytes] = (b"{}",),
    settings: Settings | None = None,
    store: Store | None = None,
) -> Reply:
    """One request to a server of its own."""
    return asyncio.run(_ask(method, path, list(headers), list(chunks), settings, store))


async def _ask(
    method: str,
    path: str,
    headers: list[Header],
    chunks: list[bytes],
    settings: Settings | None,
    store: Store | None,
) -> Reply:
    store = store or MemoryStore()
    engine = EmbeddedEngine(store)
    server = build(settings or Settings(), store, engine)
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": headers,
    }
    unread = list(chunks)
    sent: list[Any] = []

    async def receive() -> Any:
        if not unread:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": unread.pop(0), "more_body": bool(unread)}

    async def send(message: Any) -> None:
        sent.append(message)

    await server(scope, receive, send)
    await engine.close()
    if not sent:
        return Reply(0, {}, b"")
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return Reply(sent[0]["status"], dict(sent[0]["headers"]), body)


def target(operation: str) -> Header:
    """The header that names an operation."""
    return (b"x-amz-target", f"AWSStepFunctions.{operation}".encode())
