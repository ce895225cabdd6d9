"""The text of an open document, in the positions of the protocol.

Source: https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

# Only these end a line there; `str.splitlines` knows eight more.
_LINE_END: Final = re.compile(r"\r\n?|\n")
_BEYOND_ASCII: Final = 0x80
_BEYOND_TWO_BYTES: Final = 0x800
_BEYOND_BMP: Final = 0x10000


class Encoding(StrEnum):
    """What the column of a position counts."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """A position: a line and a column in units of the encoding, both counted from 0."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """The text from `start` up to, not including, `end`."""

    start: Point
    end: Point


@dataclass(frozen=True, slots=True)
class Change:
    """A text that takes the place of a stretch, or of everything where that is None."""

    text: str
    stretch: Stretch | None = None


def _in_utf8(character: str) -> int:
    point = ord(character)
    if point < _BEYOND_ASCII:
        return 1
    if point < _BEYOND_TWO_BYTES:
        return 2
    return 3 if point < _BEYOND_BMP else 4


def _in_utf16(character: str) -> int:
    return 1 if ord(character) < _BEYOND_BMP else 2


_UNITS: Final[dict[Encoding, Callable[[str], int]]] = {
    Encoding.UTF8: _in_utf8,
    Encoding.UTF16: _in_utf16,
    Encoding.UTF32: lambda _character: 1,
}


@dataclass(frozen=True)
class Buffer:
    """A text whose offsets, in code points, can be told as points and the reverse."""

    text: str
    encoding: Encoding = Encoding.UTF16

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def offset(self, point: Point) -> int:
        """The offset of a point.

        A column past the end of its line is the end of the line, a line past the last one the end
        of the text, and a column inside a character the character's end.
        """
        if point.line < 0:
            return 0
        if point.line >= len(self._starts):
            return len(self.text)
        start, end = self._line(point.line)
        if self.encoding is Encoding.UTF32:
            return min(start + max(point.column, 0), end)
        units, left = _UNITS[self.encoding], point.column
        for offset in range(start, end):
            if left <= 0:
                return offset
            left -= units(self.text[offset])
        return end

    def point(self, offset: int) -> Point:
        """The point of an offset in [0, len(text)]."""
        line = bisect_right(self._starts, offset) - 1
        start = self._starts[line]
        if self.encoding is Encoding.UTF32:
            return Point(line, offset - start)
        return Point(line, sum(map(_UNITS[self.encoding], self.text[start:offset])))

    def stretch(self, start: int, end: int) -> Stretch:
        """The stretch between two offsets."""
        return Stretch(self.point(start), self.point(end))

    def at(self, line: int, column: int) -> int:
        """The offset of a line and a column that count from 1, in code points."""
        if line > len(self._starts):
            return len(self.text)
        start, end = self._line(line - 1)
        return min(start + column - 1, end)

    def changed(self, change: Change) -> Buffer:
        """The buffer after a change."""
        if change.stretch is None:
            return Buffer(change.text, self.encoding)
        start, end = self.offset(change.stretch.start), self.offset(change.stretch.end)
        before, after = self.text[:start], self.text[max(start, end) :]
        return Buffer(f"{before}{change.text}{after}", self.encoding)

    def _line(self, number: int) -> tuple[int, int]:
        """Where a line, counted from 0, starts, and where its text ends."""
        start = self._starts[number]
        if number + 1 == len(self._starts):
            return start, len(self.text)
        end = self._starts[number + 1]
        return start, start + len(self.text[start:end].rstrip("\r\n"))
