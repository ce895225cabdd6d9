"""A request and its response, as far as ASGI needs words for them.

Source: https://asgi.readthedocs.io/en/latest/specs/www.html
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, Final, TypeAlias

import orjson

from asl_server.wire.errors import (
    AccessDeniedException,
    RequestEntityTooLargeException,
    SerializationException,
    UnsupportedMediaTypeException,
)

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Header: TypeAlias = tuple[bytes, bytes]

# Headers that decide something here: two of one would let two readers see two requests.
_ONCE: Final = frozenset(
    {
        b"authorization",
        b"content-length",
        b"host",
        b"origin",
        b"sec-fetch-site",
        b"x-amz-date",
        b"x-amz-target",
    }
)
# RFC 7240, section 4.3: how many seconds a client will wait for an answer.
_WAIT: Final = re.compile(r"(?:^|[,;])\s*wait\s*=\s*\"?([1-9][0-9]{0,8})\"?\s*(?=$|[,;])")
# Methods that change nothing, and whose body nobody reads.
READING: Final = frozenset({"GET", "HEAD"})
AWS_JSON: Final = b"application/x-amz-json-1.0"
JSON: Final = b"application/json"


class Disconnected(Exception):
    """The client left before its request was whole."""


class Request:
    """One request of HTTP.

    Attributes:
        scope, receive: of ASGI.
        method: in capitals.
        path: decoded.
        headers: the last value of each name, which is in lower case.
    """

    __slots__ = ("headers", "method", "path", "receive", "scope")

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.scope = scope
        self.receive = receive
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        pairs: list[Header] = scope["headers"]
        self.headers: dict[bytes, bytes] = dict(pairs)
        if len(self.headers) != len(pairs):
            self._refuse_repeats(pairs)

    def _refuse_repeats(self, pairs: Iterable[Header]) -> None:
        seen: set[bytes] = set()
        for name, _ in pairs:
            if name in seen and name in _ONCE:
                raise AccessDeniedException(f"The header {name.decode('latin-1')} is there twice")
            seen.add(name)

    def header(self, name: bytes) -> str | None:
        """A header's value."""
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")

    @property
    def patience(self) -> float | None:
        """Seconds that the client will wait (`Prefer: wait=5`); None where it does not say."""
        found = _WAIT.search(self.header(b"prefer") or "")
        return None if found is None else float(found[1])

    async def body(self, limit: int) -> bytes:
        """The whole body; one over the limit is refused before it is read.

        Raises:
            RequestEntityTooLargeException, Disconnected
        """
        told = self.headers.get(b"content-length")
        if told is not None and (not told.isdigit() or int(told[:20]) > limit):
            raise _too_large(limit)
        message = await self.receive()
        chunk: bytes = message.get("body", b"")
        if message["type"] == "http.request" and not message.get("more_body", False):
            if len(chunk) > limit:
                raise _too_large(limit)
            return chunk
        return await self._chunks(message, limit)

    async def _chunks(self, message: Message, limit: int) -> bytes:
        chunks: list[bytes] = []
        size = 0
        while True:
            if message["type"] != "http.request":
                raise Disconnected
            chunks.append(message.get("body", b""))
            size += len(chunks[-1])
            if size > limit:
                raise _too_large(limit)
            if not message.get("more_body", False):
                return b"".join(chunks)
            message = await self.receive()

    async def disconnected(self) -> None:
        """Wait until the client leaves; the body has been read before."""
        while (await self.receive())["type"] != "http.disconnect":
            pass


def check_json(request: Request, body: bytes) -> None:
    """Refuse a body that is not what it is to be: JSON that every reader reads alike.

    A page of another origin may send texts and forms without asking; nothing here reads them.

    Raises:
        UnsupportedMediaTypeException, SerializationException
    """
    if not body or request.method in READING:
        return
    kind = request.headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if kind != JSON:
        raise UnsupportedMediaTypeException(
            f"The body is to be JSON, with the header Content-Type: {JSON.decode()}"
        )
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise SerializationException(f"The body is not JSON: {error}") from error


async def respond(send: Send, status: int, body: bytes, content_type: bytes, *more: Header) -> None:
    """Send a whole response."""
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", content_type),
                (b"content-length", b"%d" % len(body)),
                *more,
            ],
        }
    )
    await send({"type": "http.response.body", "body": body})


def _too_large(limit: int) -> RequestEntityTooLargeException:
    return RequestEntityTooLargeException(f"The body of a request may have {limit} bytes at most")
