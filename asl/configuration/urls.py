"""The URLs that settings may name: where calls go, and never AWS itself by mistake."""

from __future__ import annotations

import json
import re
import socket
from ipaddress import IPv4Address, IPv6Address
from typing import Final
from urllib.parse import urlsplit

# What AWS's own APIs and function URLs are called.
_AWS: Final = (".amazonaws.com", ".amazonaws.com.cn", ".on.aws", ".api.aws")
AWS: Final = "aws"
# Visible ASCII: all else is to be written in per cent, or as Punycode.
_WRITTEN: Final = re.compile("[!-~]+")
_METADATA: Final = IPv6Address("fd00:ec2::254")


def refusal(url: str) -> str | None:
    """Why a URL may not be called; None where it may."""
    if url == AWS:
        return "AWS itself is not called by this release: it takes an endpoint"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if host is None or parts.scheme not in ("http", "https") or not _WRITTEN.fullmatch(url):
        return f"{json.dumps(url, ensure_ascii=False)} is no URL of http or https"
    address = _address(host)
    if address is not None and (address.is_link_local or address == _METADATA):
        return f'"{host}" is an address of the link, where clouds keep credentials'
    if host.rstrip(".").endswith(_AWS):
        return f'"{host}" is AWS itself, which this release does not call'
    return None


def _address(host: str) -> IPv4Address | IPv6Address | None:
    """The address that a host is written as, in any of the ways to write one; None for a name."""
    try:
        if ":" not in host:
            return IPv4Address(socket.inet_aton(host))
        address = IPv6Address(host)
    except (OSError, ValueError):
        return None
    return address.ipv4_mapped or address
