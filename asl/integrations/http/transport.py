"""How calls leave this machine: to hosts that the settings name, at addresses that were checked.

No redirect is followed and no proxy asked; connections that nobody has used lately are closed.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

from asl.integrations.connections import Connections
from asl.integrations.exchange import Answer
from asl.integrations.http.headers import without
from asl.integrations.http.network import CheckedResolver, Resolve
from asl.integrations.http.settings import HttpSettings
from asl.integrations.http.url import Url, destination
from asl.runtime.values import PAYLOAD_LIMIT

# Servers that connections are kept to.
_KEPT: Final = 64
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
        server = await self._server(request.url.origin, seconds)
        server.calls += 1
        try:
            return await server.connections.send(
                request.method,
                request.url.text,
                request.body,
                [(name, text.strip()) for name, text in without(request.headers, _OWN)],
                PAYLOAD_LIMIT,
            )
        finally:
            server.calls -= 1

    async def _server(self, origin: str, seconds: float) -> _Server:
        found = self._servers.pop((origin, seconds), None)
        if found is None:
            found = _Server(Connections(origin, seconds, self._resolver))
        # Last again: those that have not been called for long are at the front.
        self._servers[origin, seconds] = found
        idle = [key for key, one in self._servers.items() if not one.calls and one is not found]
        for key in idle[: max(0, len(self._servers) - _KEPT)]:
            await self._servers.pop(key).connections.close()
        return found

    async def close(self) -> None:
        """Close the connections."""
        servers, self._servers = self._servers, {}
        await asyncio.gather(*(one.connections.close() for one in servers.values()))
