"""Connections to the servers that the settings name."""

from __future__ import annotations

import asyncio
import base64
import re
import ssl
from collections.abc import Sequence
from typing import Final
from urllib.parse import unquote_to_bytes, urlsplit

import httpcore

from asl.integrations.exchange import Answer, Answered, AnswerTooLarge, NoAnswer
from asl.integrations.quiet_loggers import hush
from asl.integrations.shown_url import shown

hush("httpcore")

# Seconds until a server has taken the connection.
_CONNECT: Final = 10.0
# Seconds that an open connection waits for its next call.
_KEPT: Final = 5.0
_QUOTED: Final = re.compile(r":? (?:b['\"]|bytearray\()")
_FAULTS: Final = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
)


class Connections:
    """Connections to one server, as many as there are calls at once.

    No redirect is followed and no proxy asked, so that a call goes where the settings say and
    nowhere else; waiting for an answer holds no thread. They are kept in a plain list: a client of
    httpx looks through all of its connections at every call, which at 500 of them takes minutes.
    """

    def __init__(
        self, url: str, seconds: float, network: httpcore.AsyncNetworkBackend | None = None
    ) -> None:
        """Nothing is opened.

        Args:
            url: of the server.
            seconds: that an answer may take.
            network: what opens them; None for the usual one.
        """
        given = httpcore.URL(url)
        self._origin = given.origin
        self._trusted = ssl.create_default_context() if given.scheme == b"https" else None
        self._authorization = _authorization(url)
        self._seconds = seconds
        self._network = network
        self._timeouts = {"connect": _CONNECT}
        self._idle: list[httpcore.AsyncHTTPConnection] = []

    async def exchange(
        self, method: str, url: str, body: bytes, headers: dict[str, str], most: int | None = None
    ) -> Answered:
        """Send a request and read the answer: status, headers, body as it was sent.

        Args:
            most: bytes of a body; None for any number.

        Raises:
            NoAnswer: there is none; TimeoutError: it takes too long; AnswerTooLarge
        """
        sent = [(name.encode(), text.encode()) for name, text in headers.items()]
        answer = await self.send(method, url, body, sent, most)
        return answer.status, answer.headers, answer.body

    async def send(
        self,
        method: str,
        url: str,
        body: bytes,
        headers: Sequence[tuple[bytes, bytes]],
        most: int | None = None,
    ) -> Answer:
        """Send a request whose headers may come more than once, and read the answer.

        Args:
            most: bytes of a body; None for any number.

        Raises:
            NoAnswer: there is none; TimeoutError: it takes too long; AnswerTooLarge
        """
        connection = await self._connection()
        try:
            async with asyncio.timeout(self._seconds):
                async with connection.stream(
                    method,
                    url,
                    headers=self._authorized(headers),
                    content=body,
                    extensions={"timeout": self._timeouts},
                ) as answer:
                    content = await _read(answer, most)
        except _FAULTS as error:
            raise NoAnswer(
                f"Unable to execute HTTP request: {shown(url)}: {_fault(error)}. "
                "Is it the right address, and does a server listen there?",
            ) from error
        finally:
            if not connection.is_closed():
                self._idle.append(connection)
        return Answer(
            status=answer.status, reason=_reason(answer), headers=answer.headers, body=content
        )

    def _authorized(self, headers: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """Headers with what the URL says of who calls, instead of any other word on it."""
        if not self._authorization:
            return list(headers)
        others = [one for one in headers if one[0].lower() != b"authorization"]
        return [*others, *self._authorization]

    async def _connection(self) -> httpcore.AsyncHTTPConnection:
        """One that is open and free, or a new one."""
        while self._idle:
            connection = self._idle.pop()
            if connection.is_idle() and not connection.has_expired():
                return connection
            await connection.aclose()
        return httpcore.AsyncHTTPConnection(
            self._origin,
            ssl_context=self._trusted,
            keepalive_expiry=_KEPT,
            network_backend=self._network,
        )

    async def close(self) -> None:
        """Close them; nothing is sent afterwards."""
        idle, self._idle = self._idle, []
        await asyncio.gather(*(connection.aclose() for connection in idle))


async def _read(answer: httpcore.Response, most: int | None) -> bytes:
    content = bytearray()
    async for part in answer.aiter_stream():
        content += part
        if most is not None and len(content) > most:
            raise AnswerTooLarge(answer.status, _reason(answer))
    return bytes(content)


def _fault(error: Exception) -> str:
    """What went wrong, without the bytes that h11 quotes: a server may send back what it got."""
    reason = _QUOTED.split(str(error), maxsplit=1)[0] or type(error).__name__
    return reason.rstrip(".")


def _reason(answer: httpcore.Response) -> str:
    reason: bytes = answer.extensions.get("reason_phrase", b"")
    return reason.decode("latin-1")


def _authorization(url: str) -> list[tuple[bytes, bytes]]:
    """The header for the user and password of a URL, where it has any."""
    user, mark, _ = urlsplit(url).netloc.rpartition("@")
    if not mark:
        return []
    return [(b"Authorization", b"Basic " + base64.b64encode(unquote_to_bytes(user)))]
