"""Places in a text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Position:
    r"""A place between two characters of a text.

    `offset` counts code points from 0, a byte order mark not counted; `line` and `column` count
    from 1, columns in code points. Lines end at "\n", "\r\n" or "\r".
    """

    offset: int
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Span:
    """The text from `start` up to, not including, `end`; empty where both are the same."""

    start: Position
    end: Position


@dataclass(frozen=True, slots=True)
class Extent:
    """The text from one offset up to another, before anybody asks for its lines."""

    start: int
    end: int
