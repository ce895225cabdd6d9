"""Who may send a request at all: only names of this server, and no page of another one.

A page that a developer looks at can send requests to this machine. It cannot give them a foreign
Host (unless its own name is made to resolve to this machine: DNS rebinding), and its browser
tells its origin with all that writes.

Source: https://fetch.spec.whatwg.org/#origin-header, https://www.w3.org/TR/fetch-metadata/
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from asl_server.http import READING, Request
from asl_server.settings import is_loopback
from asl_server.wire.errors import AccessDeniedException

# boto3 puts it before the host of StartSyncExecution and TestState.
_PREFIX: Final = "sync-"
# A name may end with a dot.
_HOST: Final = re.compile(
    r"(?:\[(?P<address>[0-9a-f:.]+)\]|(?P<name>[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)\.?)(?::[0-9]{0,5})?"
)
_OWN_SITE: Final = frozenset({b"same-origin", b"none"})


class Guard:
    """Refuses requests by their headers alone."""

    def __init__(self, hosts: Iterable[str]) -> None:
        """Take the names of this server.

        Raises:
            ValueError: for one that no Host header can have.
        """
        self._hosts = frozenset(map(_own_name, hosts))
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
        if request.method not in READING:
            self._check_origin(request, host)

    def accepts(self, host: bytes) -> bool:
        """Whether a Host header names this server."""
        name = _name(host.decode("latin-1"))
        return name is not None and (is_loopback(name) or name in self._hosts)

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


def _name(host: str) -> str | None:
    """The name in a Host header, without the prefix `sync-`, brackets and the port.

    None where it is none: what is not understood is not guessed at.
    """
    found = _HOST.fullmatch(host.lower().removeprefix(_PREFIX))
    return None if found is None else found["address"] or found["name"]


def _own_name(given: str) -> str:
    """A name as an option gives it; an address of IPv6 may be without brackets."""
    bare = given.partition("%")[0]
    name = _name(bare) or _name(f"[{bare}]")
    if name is None:
        raise ValueError(f"{given!r} is no name of a host: give it as asl.example or 10.0.0.7")
    return name
