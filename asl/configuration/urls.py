"""The URLs that settings may name: where calls go, and never AWS itself by mistake."""

from __future__ import annotations

import json
import re
from typing import Final
from urllib.parse import urlsplit

from asl.integrations.addresses import address_of, is_aws, is_of_the_link

AWS: Final = "aws"
# Visible ASCII: all else is to be written in per cent, or as Punycode.
_WRITTEN: Final = re.compile("[!-~]+")


def refusal(url: str) -> str | None:
    """Why a URL may not be called; None where it may."""
    if url == AWS:
        return "AWS itself is called where a profile says so: [profiles.aws.endpoints]"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if host is None or parts.scheme not in ("http", "https") or not _WRITTEN.fullmatch(url):
        return f"{json.dumps(url, ensure_ascii=False)} is no URL of http or https"
    address = address_of(host)
    if address is not None and is_of_the_link(address):
        return f'"{host}" is an address of the link, where clouds keep credentials'
    if is_aws(host):
        return f'"{host}" is AWS itself: say "aws" in a profile'
    return None
