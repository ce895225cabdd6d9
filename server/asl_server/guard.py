"""Who may send a request at all: only names of this server, and no page of another one.

A page that a developer looks at can send requests to this machine. It cannot give them a foreign
Host (unless its own name is made to resolve to this machine: DNS rebinding), and its browser
tells its origin with all that writes.

Source: https://fetch.spec.whatwg.org/#origin-header, https://www.w3.org/TR/fetch-metadata/
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from asl_server.http import Request
from asl_server.settings import is_loopback
from asl_server.wire.errors import AccessDeniedException

# boto3 puts it before the host of StartSyncExecution and TestState.
_PREFIX: Final = "sync-"
_READING: Final = frozenset({"GET", "HEAD"})
_OWN_SITE: Final = frozenset({b"same-origin", b"none"})


class Guard:
    """Refuses requests by their headers alone."""

    def __init__(self, hosts: Iterable[str]) -> None:
        self._hosts = frozenset(host.lower().strip("[]") for host in hosts)
        self._accepts = lru_cache(maxsize=256)(self.accepts)

    def check(self, request: Request) -> None:
        """Let a request pass or not.

        Raises:
            AccessDeniedException: that says what is wrong and what to do.
        """
        host = request.headers.get(b"host", b"")
        if not self._accepts(host):
            shown = host.decode("latin-1")
            raise AccessDeniedException(
                f"The Host header {shown!r} is not a name of this server: if it is to be one, "
                f"start it with --allowed-host {_name(shown) or 'NAME'}"
            )
        if request.method not in _READING:
            self._check_origin(request, host)

    def accepts(self, host: bytes) -> bool:
        """Whether a Host header names this server."""
        name = _name(host.decode("latin-1"))
        return is_loopback(name) or name in self._hosts

    def _check_origin(self, request: Request, host: bytes) -> None:
        origin = request.headers.get(b"origin")
        if origin is not None:
            scheme, _, named = origin.partition(b"://")
            if scheme not in (b"http", b"https") or named.lower() != host.lower():
                raise AccessDeniedException(
                    f"Pages of {origin.decode('latin-1')} may not write to this server"
                )
        site = request.headers.get(b"sec-fetch-site")
        if site is not None and site not in _OWN_SITE:
            raise AccessDeniedException("Pages of other sites may not write to this server")


def _name(host: str) -> str:
    """The name in a Host header: without the port, the prefix `sync-` and brackets."""
    host = host.lower().removeprefix(_PREFIX)
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].removesuffix(".")
