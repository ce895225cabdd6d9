"""The opaque texts that name a place in a list."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

# Changes with any change of the keys below.
_VERSION: Final = 1
# No column holds a greater number.
_MOST: Final = 2**63 - 1


def place(kind: str, *key: int) -> str:
    """The text of a place: where the row with this key stands in a list of this kind."""
    text = json.dumps([_VERSION, kind, *key], separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def key_of(kind: str, text: str, size: int) -> list[int]:
    """The key that `place` was given for this kind.

    Raises:
        ValueError: for any text that it did not give, or gave for another kind.
    """
    try:
        padded = text.encode() + b"=" * (-len(text) % 4)
        shown = json.loads(urlsafe_b64decode(padded))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"no place in a list: {text!r}") from error
    match shown:
        case [version, named, *key] if version == _VERSION and named == kind and len(key) == size:
            ours = all(type(part) is int and abs(part) <= _MOST for part in key)
            if ours and place(kind, *key) == text:
                return key
    raise ValueError(f"no place in a list of {kind}: {text!r}")
