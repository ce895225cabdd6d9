"""Addresses where clouds keep credentials, in every form that leads to them.

Source: RFC 3927 and RFC 4291 (link-local); RFC 4291, 3056, 4380 and 6052 (IPv4 inside IPv6); the
pages on instance metadata of AWS, Alibaba Cloud, Azure, Google Cloud and Oracle Cloud.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final, TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address

# Those of clouds that are no addresses of the link.
_METADATA: Final = frozenset(
    map(
        ip_address,
        (
            "fd00:ec2::254",
            "fd20:ce::254",
            "100.100.100.200",
            "168.63.129.16",
            "192.0.0.192",
        ),
    )
)
# Where the last 32 bits are an address of IPv4.
_TRANSLATED: Final = tuple(
    map(IPv6Network, ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96"))
)
# Where a network's own translator has its addresses, with IPv4 in a place that nobody else knows.
_TRANSLATED_LOCALLY: Final = IPv6Network("64:ff9b:1::/48")
# What AWS's own APIs, API Gateway's and function URLs are called, in all of its partitions.
# Source: the suffixes in botocore's data/endpoints.json and data/partitions.json.
_AWS: Final = (
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".amazonaws.eu",
    ".amazonwebservices.com.cn",
    ".amazonwebservices.eu",
    ".api.aws",
    ".on.aws",
    ".aws.ic.gov",
    ".aws.hci.ic.gov",
    ".aws.scloud",
    ".c2s.ic.gov",
    ".cloud-aws.adc-e.uk",
    ".cloud.adc-e.uk",
    ".csp.hci.ic.gov",
    ".sc2s.sgov.gov",
)


def is_aws(host: str) -> bool:
    """Whether a host is AWS itself."""
    return host.rstrip(".").lower().endswith(_AWS)


def address_of(host: str) -> Address | None:
    """The address that a host is written as, in any of the ways to write one; None for a name."""
    try:
        if ":" in host:
            return IPv6Address(host.partition("%")[0])
        # Some systems take an address with a dot at its end for the address.
        return IPv4Address(socket.inet_aton(host.rstrip(".")))
    except (OSError, ValueError):
        return None


def is_of_the_link(address: Address) -> bool:
    """Whether credentials may be had there: an address of the link, or of a cloud's metadata."""
    return any(
        one.is_link_local or one in _METADATA or one in _TRANSLATED_LOCALLY
        for one in (address, *_inside(address))
    )


def is_nowhere(address: Address) -> bool:
    """Whether it is no address at all, which systems take for that of the machine itself."""
    return any(one.is_unspecified for one in (address, *_inside(address)))


def _inside(address: Address) -> Iterator[IPv4Address]:
    """The addresses of IPv4 that one of IPv6 may lead to."""
    if isinstance(address, IPv4Address):
        return
    if any(address in network for network in _TRANSLATED):
        # ::1 is the machine itself, and :: is nowhere.
        if int(address) > 1:
            yield IPv4Address(int(address) & 0xFFFFFFFF)
    elif address.sixtofour is not None:
        yield address.sixtofour
    elif address.teredo is not None:
        yield from address.teredo
