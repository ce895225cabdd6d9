"""A named text whose offsets can be told as lines and columns."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Collection
from functools import cached_property

from asl.syntax.faults import SyntaxFault
from asl.syntax.positions import Position, Span

_LINE_END = re.compile(r"\r\n?|\n")


class Source:
    """A text and its name.

    The places of its lines are looked up when the first position is asked for: a valid document
    whose spans nobody wants never pays for them.
    """

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self._last_line: tuple[int, str] | None = None

    @cached_property
    def _line_starts(self) -> "array[int]":  # not subscriptable at run time before Python 3.12
        starts = array("I", [0])
        starts.extend(match.end() for match in _LINE_END.finditer(self.text))
        return starts

    def position(self, offset: int) -> Position:
        """Tell the line and column of an offset in [0, len(text)]."""
        line = bisect_right(self._line_starts, offset)
        return Position(offset, line, offset - self._line_starts[line - 1] + 1)

    def span(self, start: int, end: int) -> Span:
        """Tell the lines and columns of both ends."""
        return Span(self.position(start), self.position(end))

    def origin(self, offset: int) -> "tuple[Source, int]":
        """Tell what a person edits to change the text here: the source, and the offset in it."""
        return self, offset

    def find(self, source: "Source", offsets: Collection[int]) -> dict[int, int]:
        """Tell where in this text stands what stands at offsets of a source, by these offsets."""
        return {offset: offset for offset in offsets} if source is self else {}

    def written(self, start: int, end: int) -> "tuple[Source, Span]":
        """Tell where a part of the text was written: the source, and the span in it.

        Of a part that comes from several places it is the first of them.
        """
        source, first = self.origin(start)
        if end <= start:
            return source, source.span(first, first)
        ending, last = self.origin(end - 1)
        if ending is not source or last < first:
            return source, source.span(first, first)
        return source, source.span(first, min(last + 1, len(source.text)))

    def line(self, number: int) -> str:
        """Give a line, counted from 1, without its line end.

        Raises:
            IndexError: the text has no such line.
        """
        # A thousand faults in one line of five megabytes share it.
        if self._last_line is None or self._last_line[0] != number:
            self._last_line = number, self._read_line(number)
        return self._last_line[1]

    def _read_line(self, number: int) -> str:
        starts = self._line_starts
        if not 1 <= number <= len(starts):
            msg = f"{self.name} has lines 1 to {len(starts)}, not {number}"
            raise IndexError(msg)
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def fault(
        self, code: str, message: str, start: int, end: int | None = None, *, hint: str | None
    ) -> SyntaxFault:
        """Make the fault of the text from `start` to `end`, by default an empty span."""
        source, span = self.written(start, start if end is None else end)
        return SyntaxFault(code, message, span, hint, source.name, source.line(span.start.line))
