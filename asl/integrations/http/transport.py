"""How calls leave this machine: to hosts that the settings name, at addresses that were checked.

No redirect is followed and no proxy asked; connections that nobody has used lately are closed.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

from asl.integrations.connections import Connections
from asl.integrations.exchange import Answer, NoAnswer
from asl.integrations.http.headers import without
from asl.integrations.http.network import CheckedResolver, Resolve
from asl.integrations.http.settings import HttpSettings
from asl.integrations.http.url import Url, destination
from asl.runtime.values import PAYLOAD_LIMIT

# Servers that connections are kept to.
_KEPT: Final = 64
# Bytes of a URL. No server is known to take more, and libraries keep the last hundreds of them.
_LONGEST_URL: Final = 65_536
# How a message is framed and whom it is for is said here and nowhere else.
_OWN: Final = (
    "Connection",
    "Content-Length",
    "Expect",
    "Host",
    "Keep-Alive",
    "Proxy-Connection",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
)


class HostRefused(Exception):
    """The settings name no such host.

    Attributes:
        host: which.
    """

    def __init__(self, host: str) -> None:
        super().__init__(host)
        self.host = host


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A request as it is sent.

    Attributes:
        headers: those of the transport itself (Host, Content-Length …) are left out of them.
    """

    method: str
    url: Url = field(repr=False)
    headers: list[tuple[str, str]] = field(repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(slots=True)
class _Server:
    connections: Connections
    calls: int = 0


class Transport:
    """Sends requests; on one event loop only."""

    def __init__(self, settings: HttpSettings, resolve: Resolve) -> None:
        """Nothing is opened.

        Args:
            settings: what may be called.
            resolve: gives the addresses of a host.
        """
        self._hosts = settings.hosts
        self._resolver = CheckedResolver(resolve, allow_link_local=settings.allow_link_local)
        self._servers: dict[tuple[str, float], _Server] = {}

    def locate(self, url: Url) -> Url:
        """Where a call of a URL goes.

        Raises:
            HostRefused
        """
        found = destination(url, self._hosts)
        if found is None:
            raise HostRefused(url.host)
        return found

    async def send(self, request: Outgoing, seconds: float) -> Answer:
        """Send a request to where its URL says, which `locate` has found, and read the answer.

        Args:
            request: what is sent.
            seconds: that the answer may take.

        Raises:
            AddressRefused: the host leads where it must not.
            NoAnswer: there is none; TimeoutError: it takes too long; AnswerTooLarge
        """
        self._resolver.check(request.url.host)
        url = request.url.text
        if len(url) > _LONGEST_URL:
            raise NoAnswer(
                f"The URL to {request.url.origin} has {len(url):,} bytes with its query, and may "
                f"have {_LONGEST_URL:,}: send what is long in the body."
            )
        server = self._server(request.url.origin, seconds)
        # Before anything is waited for: what is called is not closed by another call.
        server.calls += 1
        try:
            await self._close_idle()
            return await server.connections.send(
                request.method,
                url,
                request.body,
                [(name, text.strip()) for name, text in without(request.headers, _OWN)],
                PAYLOAD_LIMIT,
            )
        finally:
            server.calls -= 1

    def _server(self, origin: str, seconds: float) -> _Server:
        found = self._servers.pop((origin, seconds), None)
        if found is None:
            found = _Server(Connections(origin, seconds, self._resolver))
        # Last again: those that have not been called for long are at the front.
        self._servers[origin, seconds] = found
        return found

    async def _close_idle(self) -> None:
        idle = [key for key, one in self._servers.items() if not one.calls]
        gone = [self._servers.pop(key) for key in idle[: max(0, len(self._servers) - _KEPT)]]
        for one in gone:
            await one.connections.close()

    async def close(self) -> None:
        """Close the connections."""
        servers, self._servers = self._servers, {}
        await asyncio.gather(*(one.connections.close() for one in servers.values()))
