"""Headers of HTTP: what may stand in one, and which of several with the same name are sent.

Source: RFC 9110, sections 5.1 and 5.5.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# What would end a header, and what has no bytes.
_UNSENDABLE: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]")


def is_name(text: str) -> bool:
    """Whether a header may be called so."""
    return _NAME.fullmatch(text) is not None


def is_text(text: str) -> bool:
    """Whether a header may have such a value."""
    return _UNSENDABLE.search(text) is None


def names(headers: Iterable[tuple[str, str]]) -> list[str]:
    """What headers are called."""
    return [name for name, _ in headers]


def without(headers: Iterable[tuple[str, str]], gone: Iterable[str]) -> list[tuple[str, str]]:
    """Headers but for those of some names, whatever their case."""
    lower = {name.lower() for name in gone}
    return [one for one in headers if one[0].lower() not in lower]
