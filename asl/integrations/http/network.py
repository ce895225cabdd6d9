"""Connections that are opened to an address which has been looked at.

A host is resolved once: the address that was found harmless is the one that is connected to, so
that a name which leads somewhere else the second time (DNS rebinding) leads nowhere.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeAlias

from aiohttp.abc import AbstractResolver, ResolveResult

from asl.integrations.addresses import Address, address_of, is_nowhere, is_of_the_link

# The addresses of a host at a port, best first; raises OSError where it has none.
Resolve: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
_IPV4: Final = 4


class AddressRefused(Exception):
    """A host has an address that is not called.

    Attributes:
        host, address: which.
    """

    def __init__(self, host: str, address: str) -> None:
        super().__init__(host, address)
        self.host = host
        self.address = address


async def system_resolve(host: str, port: int) -> Sequence[str]:
    """The addresses that this machine knows of a host."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class CheckedResolver(AbstractResolver):
    """Gives the addresses of hosts, but none where clouds keep credentials."""

    def __init__(self, resolve: Resolve, *, allow_link_local: bool) -> None:
        """Nothing is resolved.

        Args:
            resolve: gives the addresses of a host.
            allow_link_local: whether those may be called that are refused otherwise.
        """
        self._resolve = resolve
        self._allows = allow_link_local

    def check(self, host: str) -> None:
        """Look at a host that is written as an address, which nobody resolves.

        Raises:
            AddressRefused
        """
        written = address_of(host.strip("[]"))
        if written is not None and self._refuses(written):
            raise AddressRefused(host, host)

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002 - any will do
    ) -> list[ResolveResult]:
        """The addresses that a connection may be opened to.

        Raises:
            AddressRefused: one of them is not called, and so none is.
            OSError: there is none.
        """
        return [
            ResolveResult(
                hostname=host,
                host=str(address),
                port=port,
                family=socket.AF_INET if address.version == _IPV4 else socket.AF_INET6,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in await self._addresses(host, port)
        ]

    async def _addresses(self, host: str, port: int) -> list[Address]:
        written = address_of(host)
        try:
            texts = [host] if written is not None else await self._resolve(host, port)
        except UnicodeError as error:
            raise OSError(0, f"{host} is no name") from error
        found: list[Address] = []
        for text in texts:
            address = address_of(text)
            if address is None or self._refuses(address):
                raise AddressRefused(host, text)
            found.append(address)
        if not found:
            raise OSError(0, f"{host} has no address")
        return found

    def _refuses(self, address: Address) -> bool:
        return not self._allows and (is_of_the_link(address) or is_nowhere(address))

    async def close(self) -> None:
        """There is nothing open."""
