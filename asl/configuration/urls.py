"""The URLs that settings may name: where calls go, and never AWS itself by mistake."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

# What AWS's own APIs and function URLs are called.
_AWS: Final = (".amazonaws.com", ".amazonaws.com.cn", ".on.aws", ".api.aws")
AWS: Final = "aws"


def refusal(url: str) -> str | None:
    """Why a URL may not be called; None where it may."""
    if url == AWS:
        return "AWS itself is not called by this release: it takes an endpoint"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if host is None or parts.scheme not in ("http", "https"):
        return f'"{url}" is no URL of http or https'
    if host.endswith(_AWS):
        return f'"{host}" is AWS itself, which this release does not call'
    return None
