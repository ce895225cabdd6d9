"""URLs for messages: user, password and query may be secrets."""

from __future__ import annotations

from urllib.parse import urlsplit


def shown(url: str) -> str:
    """A URL without them."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
