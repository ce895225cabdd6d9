"""Literals inside filters and function arguments: JSON that may use single quotes too."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Final

from asl.expr.jsonpath.cursor import Cursor
from asl.expr.jsonpath.faults import PathFault
from asl.syntax.values import MAX_DIGITS, Json

_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
_WORDS: Final[dict[str, Json]] = {"true": True, "false": False, "null": None}
_ESCAPE: Final = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_QUOTED: Final = {
    "'": re.compile(r"[^'\\]*(?:\\.[^'\\]*)*", re.DOTALL),
    '"': re.compile(r'[^"\\]*(?:\\.[^"\\]*)*', re.DOTALL),
}


def raw_quoted(cursor: Cursor) -> str:
    """Step over a string in either quote; what stands between them, escapes as they are."""
    start = cursor.at
    quote = cursor.peek()
    cursor.at += 1
    body = cursor.match(_QUOTED[quote]) or ""
    if not cursor.take(quote):
        raise PathFault(f"a string is not closed: {quote} is missing", start)
    return body


def read_literal(cursor: Cursor) -> Json:
    """Read one literal: string, number, word, array or object."""
    reader = _READERS.get(cursor.peek())
    if reader is not None:
        return reader(cursor)
    start = cursor.at
    number = cursor.match(_NUMBER)
    if number is not None:
        return _number(number, start)
    word = cursor.match(_WORD)
    if word in _WORDS:
        return _WORDS[word]
    cursor.at = start
    if word is not None:
        raise PathFault(f"{word} is no value: text takes quotes, a path starts with @ or $", start)
    raise cursor.unexpected("a path or a literal")


def read_operand(cursor: Cursor) -> Json:
    """Read what a filter compares with: a literal, or a bare word, which is text.

    Published samples of AWS compare so: `$[?(@.code==es)].text`.
    """
    start = cursor.at
    word = cursor.match(_WORD)
    if word is not None and word not in _WORDS:
        return word
    cursor.at = start
    return read_literal(cursor)


def _number(text: str, at: int) -> Json:
    if text.lstrip("-").isdecimal():
        if len(text) > MAX_DIGITS:
            raise PathFault(f"an integer has at most {MAX_DIGITS} digits", at)
        return int(text)
    number = float(text)
    if math.isinf(number):
        raise PathFault("a number is beyond the range of a 64-bit float", at)
    return number


def _string(cursor: Cursor) -> Json:
    body = raw_quoted(cursor)
    if "\\" not in body:
        return body
    # Two escapes may spell the halves of one character.
    return (
        _ESCAPE.sub(_unescape, body)
        .encode("utf-16", "surrogatepass")
        .decode("utf-16", "surrogatepass")
    )


def _unescape(found: re.Match[str]) -> str:
    escape = found.group(1)
    if len(escape) > 1:
        return chr(int(escape[1:], 16))
    return _ESCAPED.get(escape, escape)


def _array(cursor: Cursor) -> Json:
    return _items(cursor, "]", read_literal)


def _object(cursor: Cursor) -> Json:
    return dict(_items(cursor, "}", _member))


def _member(cursor: Cursor) -> tuple[str, Json]:
    if cursor.peek() not in _QUOTED:
        raise cursor.unexpected("a member's name in quotes")
    name = _string(cursor)
    cursor.expect(":", '":"')
    cursor.skip_blanks()
    return name, read_literal(cursor)


def _items(cursor: Cursor, close: str, read: Callable[[Cursor], Json]) -> list[Json]:
    """What stands between the bracket here and its partner, parted by commas."""
    cursor.enter()
    cursor.at += 1
    items: list[Json] = []
    cursor.skip_blanks()
    while not cursor.take(close):
        if items:
            cursor.expect(",", f'"," or "{close}"')
            cursor.skip_blanks()
        items.append(read(cursor))
        cursor.skip_blanks()
    cursor.leave()
    return items


_READERS: Final[dict[str, Callable[[Cursor], Json]]] = {
    "'": _string,
    '"': _string,
    "[": _array,
    "{": _object,
}
