"""URLs of calls: taken apart once, by one rule, so that what is checked is what is called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from asl.integrations.addresses import is_aws
from asl.integrations.http.settings import Host

# No user and password, and visible ASCII only: all else is to be written in per cent.
_URL: Final = re.compile(
    r"(?P<scheme>(?i:https?))://(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>\d{1,5}))?"
    r"(?P<path>/[!\"$->@-~]*)?(?:\?(?P<query>[!\"$-~]*))?(?:#[!-~]*)?"
)
_PATTERN: Final = re.compile(r"[A-Za-z0-9.*?_:\[\]-]+")
_MOST_PORT: Final = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class Url:
    """A URL of http or https.

    Attributes:
        scheme: `http` or `https`.
        host: in lower case; an address of IPv6 in brackets.
        port: None where none is written.
        path: empty, or from its slash on.
        query: without its question mark.
    """

    scheme: str
    host: str
    port: int | None
    path: str
    query: str

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"{self.scheme}://{self.host}{'' if self.port is None else f':{self.port}'}"

    @property
    def text(self) -> str:
        """The whole URL."""
        return f"{self.origin}{self.path or '/'}{self.query and f'?{self.query}'}"

    def asking(self, query: str) -> Url:
        """The same with more of a query behind its own."""
        return replace(self, query="&".join(part for part in (self.query, query) if part))


def read_url(text: str) -> Url | None:
    """A URL; None where a text is none of http or https."""
    match = _URL.fullmatch(text)
    if match is None or int(match["port"] or 0) > _MOST_PORT:
        return None
    return Url(
        scheme=match["scheme"].lower(),
        host=match["host"].lower(),
        port=int(match["port"]) if match["port"] else None,
        path=match["path"] or "",
        query=match["query"] or "",
    )


def is_pattern(text: str) -> bool:
    """Whether a text may be a pattern of hosts."""
    return _PATTERN.fullmatch(text) is not None


def destination(url: Url, hosts: Sequence[Host]) -> Url | None:
    """Where a call goes; None where no host of the settings fits it, or none that may be AWS."""
    for host in hosts:
        if _fits(url, host.pattern):
            if host.base is None and is_aws(url.host) and not host.aws:
                return None
            base = url if host.base is None else read_url(host.base)
            if base is None or base is url:
                return base
            path = f"{base.path.rstrip('/')}{url.path}"
            return replace(base, path=path, query=url.query)
    return None


def _fits(url: Url, pattern: str) -> bool:
    """`*` is any number of characters and `?` is one; case does not matter."""
    written = "".join(
        {"*": ".*", "?": "."}.get(part, re.escape(part)) for part in pattern.rstrip(".").lower()
    )
    host = url.host.rstrip(".")
    port = url.port or (443 if url.scheme == "https" else 80)
    return any(re.fullmatch(written, one) for one in (host, host.strip("[]"), f"{host}:{port}"))
