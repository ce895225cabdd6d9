"""What a project says of the hosts that its Tasks may call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Host:
    """Hosts that may be called.

    Attributes:
        pattern: of a host, or of a host and its port: `api.example.com`, `*.example.com:8443`.
        base: URL that is called instead, with the path of the call behind its own; None where
            calls go out as they are.
        aws: whether they may be AWS itself, which a profile alone may say.
    """

    pattern: str
    base: str | None = None
    aws: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSettings:
    """What Tasks may call over HTTP.

    Attributes:
        hosts: the first that fits says where a call goes; what fits none is not called.
        connections: file with connections of EventBridge and their secrets; None without one.
        allow_link_local: whether addresses may be called where clouds keep credentials.
    """

    hosts: Sequence[Host] = ()
    connections: Path | None = None
    allow_link_local: bool = False
