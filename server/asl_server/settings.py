"""How a server is to run."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from asl.stores.port import Durability

PORT: Final = 8083
_LOCAL: Final = "localhost"
_EVERYWHERE: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to
# A definition may have 2**20 characters, and quoting may take one more for each; everything else
# an operation takes is far smaller.
# Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
_MAX_BODY: Final = 2 * 1024 * 1024


class UnsafeSettings(Exception):
    """Settings by which strangers could run state machines; the text says what to add."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a server is to run.

    Attributes:
        host, port: to listen on; port 0 takes a free one.
        database: a path or URL that `asl.stores.sql` understands; `sqlite://` is gone with the
            process.
        durability: whether what is committed survives the process, or the machine too.
        account, region: of requests that do not tell.
        allowed_hosts: accepted in the Host header beside those of this machine.
        auth: file of keys; None accepts any signature and none.
        allow_unauthenticated: listen beyond this machine without keys all the same.
        max_body: bytes of a request's body.
        grace_seconds: how long a stop waits for requests under way.
        json_logs: log lines as JSON; otherwise for people.
    """

    host: str = "127.0.0.1"
    port: int = PORT
    database: str = "asl.db"
    durability: Durability = "process"
    account: str = "123456789012"
    region: str = "us-east-1"
    allowed_hosts: tuple[str, ...] = ()
    auth: Path | None = None
    allow_unauthenticated: bool = False
    max_body: int = _MAX_BODY
    grace_seconds: int = 5
    json_logs: bool = False

    def check(self) -> None:
        """Refuse what would let strangers in.

        Raises:
            UnsafeSettings
        """
        if is_loopback(self.host) or self.auth is not None or self.allow_unauthenticated:
            return
        raise UnsafeSettings(
            f"--host {self.host} lets other machines in, and none would have to say who it is: "
            "add --auth FILE, or --allow-unauthenticated where the network is trusted"
        )

    @property
    def hosts(self) -> tuple[str, ...]:
        """All names in the Host header that stand for this server beside loopback ones."""
        bound = () if self.host in _EVERYWHERE else (self.host,)
        return ("host.docker.internal", *bound, *self.allowed_hosts)


def is_loopback(host: str) -> bool:
    """Whether a name or an address, without a port, is this machine's own."""
    if host == _LOCAL or host.endswith(f".{_LOCAL}"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
