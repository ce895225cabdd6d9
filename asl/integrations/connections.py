"""Connections to the servers that the settings name."""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from urllib.parse import unquote_to_bytes, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver
from multidict import CIMultiDict
from yarl import URL

from asl.integrations.exchange import Answer, Answered, AnswerTooLarge, NoAnswer
from asl.integrations.quiet_loggers import hush
from asl.integrations.shown_url import shown

hush("aiohttp")

# Seconds until a server has taken the connection.
_CONNECT: Final = 10.0
# Seconds that an open connection waits for its next call.
_KEPT: Final = 5.0
# Bytes of a line of an answer's head; AWS's own are shorter.
_LONGEST_LINE: Final = 65_536
# What is sent is what was asked for: signatures hold for no other headers.
_NOT_ADDED: Final = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
_BODILESS: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_UPGRADED: Final = 101
_FAULTS: Final = (aiohttp.ClientError, ValueError)


class Connections:
    """Connections to one server, as many as there are calls at once.

    No redirect is followed and no proxy asked, so that a call goes where the settings say and
    nowhere else; waiting for an answer holds no thread. aiohttp makes a call in a quarter of the
    time of httpcore, and httpx looks through all of its connections at every call.
    """

    def __init__(self, url: str, seconds: float, resolver: AbstractResolver | None = None) -> None:
        """Nothing is opened.

        Args:
            url: of the server.
            seconds: that an answer may take.
            resolver: gives addresses of hosts; None for the usual one.
        """
        self._trusted = ssl.create_default_context() if url.startswith("https:") else True
        self._authorization = _authorization(url)
        self._seconds = seconds
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None

    async def exchange(
        self, method: str, url: str, body: bytes, headers: dict[str, str], most: int | None = None
    ) -> Answered:
        """Send a request and read the answer: status, headers, body as it was sent.

        Args:
            most: bytes of a body; None for any number.

        Raises:
            NoAnswer: there is none; TimeoutError: it takes too long; AnswerTooLarge
        """
        answer = await self.send(method, url, body, list(headers.items()), most)
        return answer.status, answer.headers, answer.body

    async def send(
        self,
        method: str,
        url: str,
        body: bytes,
        headers: Sequence[tuple[str, str]],
        most: int | None = None,
    ) -> Answer:
        """Send a request whose headers may come more than once, and read the answer.

        Args:
            most: bytes of a body; None for any number.

        Raises:
            NoAnswer: there is none; TimeoutError: it takes too long; AnswerTooLarge
        """
        if self._session is None:
            self._session = self._opened()
        try:
            async with asyncio.timeout(self._seconds):
                async with self._session.request(
                    method,
                    _target(url),
                    headers=self._authorized(headers),
                    # A length of 0 is told where a body is usual.
                    data=body if body or method not in _BODILESS else None,
                    allow_redirects=False,
                    skip_auto_headers=_NOT_ADDED,
                ) as answer:
                    if answer.status == _UPGRADED:
                        answer.close()
                        raise NoAnswer(f"{shown(url)} goes on in another protocol")
                    content = await _read(answer, most)
        except _FAULTS as error:
            raise NoAnswer(
                f"Unable to execute HTTP request: {shown(url)}: {_fault(error)}. "
                "Is it the right address, and does a server listen there?",
            ) from error
        return Answer(
            status=answer.status,
            reason=_reason(answer),
            headers=list(answer.raw_headers),
            body=content,
        )

    def _opened(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            limit=0,
            keepalive_timeout=_KEPT,
            resolver=self._resolver,
            ssl=self._trusted,
            # A name is looked up for each connection, so that what was checked is what is called.
            use_dns_cache=False,
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT),
            max_line_size=_LONGEST_LINE,
            max_field_size=_LONGEST_LINE,
        )

    def _authorized(self, headers: Sequence[tuple[str, str]]) -> CIMultiDict[str]:
        """Headers with what the URL says of who calls, instead of any other word on it."""
        sent = CIMultiDict(headers)
        if self._authorization is not None:
            sent["Authorization"] = self._authorization
        return sent

    async def close(self) -> None:
        """Close them; nothing is sent afterwards."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()


async def _read(answer: aiohttp.ClientResponse, most: int | None) -> bytes:
    if most is None:
        return await answer.read()
    content = bytearray()
    async for part in answer.content.iter_any():
        content += part
        if len(content) > most:
            answer.close()
            raise AnswerTooLarge(answer.status, _reason(answer))
    return bytes(content)


def _reason(answer: aiohttp.ClientResponse) -> str:
    """The words of a status; aiohttp has half surrogates for bytes that are no UTF-8."""
    return (answer.reason or "").encode(errors="surrogateescape").decode(errors="replace")


@lru_cache(maxsize=256)
def _target(url: str) -> URL:
    """A URL that is sent as it is written; who calls stands in a header."""
    parts = urlsplit(url)
    return URL(parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl(), encoded=True)


def _fault(error: Exception) -> str:
    """What went wrong, without a byte of the server's: it may send back what it got."""
    match error:
        case aiohttp.ClientConnectorCertificateError():
            return "its certificate is not trusted"
        case aiohttp.ClientConnectorDNSError():
            return f"{error.host}: {error.os_error.strerror or error.os_error}"
        case aiohttp.ClientConnectorError():
            found = error.os_error
            return found.strerror or str(found) or type(found).__name__
        case aiohttp.ConnectionTimeoutError():
            return f"it has not taken the connection within {_CONNECT:g} seconds"
        case aiohttp.ServerDisconnectedError() | aiohttp.ClientPayloadError():
            return "the server broke off"
        case aiohttp.ClientOSError():
            return error.strerror or "the server broke off"
        case aiohttp.ClientResponseError():
            return "what it answers is no HTTP"
        case aiohttp.InvalidURL():
            return "its host is neither a name nor an address in its usual form"
        case ValueError():
            return "a header of it would break its line"
    return type(error).__name__


def _authorization(url: str) -> str | None:
    """The header for the user and password of a URL, where it has any."""
    user, mark, _ = urlsplit(url).netloc.rpartition("@")
    return f"Basic {base64.b64encode(unquote_to_bytes(user)).decode()}" if mark else None
