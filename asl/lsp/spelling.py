"""How a text is written in a document, in the manner of what stood there."""

from __future__ import annotations

import json
import re
from typing import Final

from asl.syntax.document import Format

# A tag or an anchor before a scalar of YAML: it stays.
_PROPERTIES: Final = re.compile(r"(?:[!&][^\s,\[\]{}]*\s+)*")
# What YAML takes for text without quotes, in flow collections too; more is, and is put in quotes.
_PLAIN: Final = re.compile(r"[^\W\d](?:[\w$./+-]|:(?=[\w:$./+-])| (?=[\w$./+(-])|(?<=\w)[()])*")
_OTHERWISE: Final = re.compile(
    r"null|true|false|yes|no|on|off|y|n|~|[-+]?[0-9.].*", re.IGNORECASE | re.DOTALL
)

_BEYOND_BMP: Final = 0x10000


def written(text: str, format: Format, *, instead: str = "") -> str:
    """A text as a key or a value.

    Args:
        text: what it says.
        format: of the document.
        instead: what stood there, whose quotes are kept; for YAML none means none where they can
            be done without.
    """
    if format == "json":
        return json.dumps(text, ensure_ascii=False)
    printable = text.isprintable()
    if instead.startswith("'") and printable:
        return "'" + text.replace("'", "''") + "'"
    quoted = instead.startswith(('"', "'"))
    if not quoted and printable and _PLAIN.fullmatch(text) and not _OTHERWISE.fullmatch(text):
        return text
    # YAML takes the escapes of JSON, and fewer characters as they are.
    return "".join(map(_shown, json.dumps(text, ensure_ascii=False)))


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    point = ord(character)
    return f"\\u{point:04x}" if point < _BEYOND_BMP else f"\\U{point:08x}"


def content(text: str, start: int, end: int, format: Format) -> tuple[int, int]:
    """Where a key or value is written, without a tag or an anchor before it."""
    if format == "yaml":
        match = _PROPERTIES.match(text, start, end)
        return (match.end() if match else start), end
    return start, end


def inner(text: str, start: int, end: int) -> tuple[int, int]:
    """The same without its quotes."""
    if end - start > 1 and text[start] in "\"'" and text[end - 1] == text[start]:
        return start + 1, end - 1
    return start, end
