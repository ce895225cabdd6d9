"""How a server is to run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from asl.stores.port import Durability

PORT: Final = 8083
_ACCOUNT: Final = re.compile("[0-9]{12}")
_REGION: Final = re.compile("[a-z]{2,}(?:-[a-z0-9]+)+")
_LOCAL: Final = "localhost"
_FILE: Final = "sqlite:///"
_MEMORY: Final = ":memory:"
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
        auth: file of keys, made where there is none; None accepts any signature and none.
        allow_unauthenticated: listen beyond this machine without keys all the same.
        max_body: bytes of a request's body.
        grace_seconds: how long a stop waits for requests under way.
        json_logs: log lines as JSON; otherwise for people.
        logs: directory of the log groups' files; None for `DATABASE.logs` beside the file that is
            the database, and for none where it is no file.
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
    logs: Path | None = None

    def check(self) -> None:
        """Refuse what would let strangers in, and what would make ARNs that are none.

        Raises:
            UnsafeSettings, ValueError
        """
        if _ACCOUNT.fullmatch(self.account) is None:
            raise ValueError(f"--account is to have twelve digits, not {self.account!r}")
        if _REGION.fullmatch(self.region) is None:
            raise ValueError(f"--region is to be like us-east-1, not {self.region!r}")
        if is_loopback(self.host) or self.auth is not None or self.allow_unauthenticated:
            return
        raise UnsafeSettings(
            f"--host {self.host} lets other machines in, and none would have to say who it is: "
            "add --auth FILE, or --allow-unauthenticated where the network is trusted"
        )

    @property
    def log_directory(self) -> Path | None:
        """Where the files of log groups are; None where there are none."""
        if self.logs is not None:
            return self.logs
        file = self.database.removeprefix(_FILE)
        return None if not file or "://" in file or file == _MEMORY else Path(f"{file}.logs")

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
