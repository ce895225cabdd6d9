"""Where each character of a text value stands, escapes and folded lines undone."""

import re
from collections.abc import Iterator, Sequence

from asl.syntax.positions import Extent

_JSON_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)")
_YAML_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
# A tag or an anchor before the scalar, and the header of a block scalar.
_skip_properties = re.compile(r"(?:[!&][^\s,\[\]{}]*\s+)*").match
_block_header = re.compile(r"[|>][-+0-9]*[ \t]*(?:#[^\r\n]*)?(?:\r\n?|\n|$)").match
_leading_spaces = re.compile(r" *").match
_HIGH_HALF = range(0xD800, 0xDC00)
_PAIR_LENGTH = len(r"\uD800\uDC00")


def json_characters(text: str, extent: Extent) -> Sequence[int]:
    r"""Offsets in `text` of the characters of a JSON string, and that of its closing quote.

    Args:
        text: of the document.
        extent: of the string, quotes included; of anything else the result is empty.
    """
    start, last = extent.start, extent.end - 1
    if not text.startswith('"', start):
        return ()
    if "\\" not in text[start:last]:
        return range(start + 1, last + 1)
    return [*_units(text, start + 1, last), last]


def _units(text: str, at: int, end: int) -> Iterator[int]:
    while at < end:
        yield at
        escape = _JSON_ESCAPE.match(text, at)
        if escape is None:
            at += 1
        elif escape[1] and int(escape[1], 16) in _HIGH_HALF:
            at += _PAIR_LENGTH
        else:
            at = escape.end()


def yaml_characters(text: str, extent: Extent, value: str) -> Sequence[int]:
    """Offsets in `text` of the characters of a YAML scalar, and that of its end.

    Exact for what can be seen; of white space that lines were folded at, the place of the fold.

    Args:
        text: of the document.
        extent: of the scalar.
        value: what it says.
    """
    match = _skip_properties(text, extent.start, extent.end)
    start = match.end() if match else extent.start
    header = _block_header(text, start, extent.end)
    if header is not None:
        return _block(text, Extent(header.end(), extent.end), value)
    return _flow(text, Extent(start, extent.end), value)


def _block(text: str, extent: Extent, value: str) -> list[int]:
    """The lines of a block scalar: what is indented deeper than they are belongs to the value."""
    first = next((line for line in value.split("\n") if line.strip(" ")), "")
    body = text[extent.start : extent.end]
    raw = next((line for line in body.splitlines() if line.strip(" ")), "")
    indent = max(_width(raw) - _width(first), 0)
    at = _indented(text, extent.start, extent.end, indent)
    offsets = []
    for character in value:
        if character == "\n":
            # A line that was folded away has no end of its own in the value.
            offsets.append(min(at, extent.end))
            line_end = text.find("\n", at, extent.end)
            at = extent.end if line_end < 0 else line_end + 1
            at = _indented(text, at, extent.end, indent)
            continue
        if not character.isspace() or text[at : at + 1] in "\r\n":
            at = _seek(text, at, extent.end, character)
        offsets.append(min(at, extent.end))
        at += 1
    return [*offsets, min(at, extent.end)]


def _flow(text: str, extent: Extent, value: str) -> list[int]:
    """A plain or quoted scalar: each character that can be seen stands there, or an escape does."""
    quote = text[extent.start : extent.start + 1]
    quoted = quote in ('"', "'")
    at = extent.start + quoted
    end = extent.end - quoted
    offsets = []
    for character in value:
        if quote == '"':
            at = _skip_folded(text, at, end, blank=character.isspace())
        elif not character.isspace():
            at = _seek(text, at, end, character)
        offsets.append(min(at, end))
        at = _after(text, at, quote, character)
    return [*offsets, min(max(at, extent.start), end)]


def _after(text: str, at: int, quote: str, character: str) -> int:
    if quote == '"' and text.startswith("\\", at):
        match = _YAML_ESCAPE.match(text, at)
        return match.end() if match else at + 1
    if quote == "'" and character == "'":
        return at + 2
    if character.isspace() and text[at : at + 1] in ("\r", "\n"):
        # The rest of the fold is skipped on the way to what can be seen.
        return at
    return at + 1


def _skip_folded(text: str, at: int, end: int, *, blank: bool) -> int:
    """Past the ends of lines that an escape takes away, and where due past all white space."""
    while at < end:
        if text.startswith("\\", at) and text[at + 1 : at + 2] in ("\r", "\n"):
            at += 2
        elif text[at] in " \t\r\n" and not blank:
            at += 1
        else:
            break
    return at


def _seek(text: str, at: int, end: int, character: str) -> int:
    found = text.find(character, at, end)
    return at if found < 0 else found


def _indented(text: str, at: int, end: int, indent: int) -> int:
    spaces = _leading_spaces(text, at, min(at + indent, end))
    return spaces.end() if spaces else at


def _width(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
