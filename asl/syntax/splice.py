"""A text put together from pieces of others, which still knows where each piece was written."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from asl.syntax.source import Source


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the text: `offsets[i]` is where its character i stands in `source`."""

    start: int
    source: Source
    offsets: Sequence[int]


class SplicedSource(Source):
    """The text that was put together; its positions are those of the files it came from."""

    def __init__(self, name: str, text: str, pieces: Sequence[_Piece]) -> None:
        super().__init__(name, text)
        self._pieces = pieces
        self._starts = [piece.start for piece in pieces]

    def find(self, source: Source, offsets: Collection[int]) -> dict[int, int]:
        """Where in this text first stands what stands at these offsets of a source."""
        if source is self:
            return {offset: offset for offset in offsets}
        found: dict[int, int] = {}
        below: dict[int, dict[int, int]] = {}
        for piece in self._pieces:
            known = below.get(id(piece.source))
            if known is None:
                inside = piece.source.find(source, offsets)
                known = below[id(piece.source)] = {at: offset for offset, at in inside.items()}
            if not known:
                continue
            for index, at in enumerate(piece.offsets):
                if at in known:
                    found.setdefault(known[at], piece.start + index)
        return found

    def origin(self, offset: int) -> tuple[Source, int]:
        """The file that a person edits, and the offset there; through every layer."""
        if not self._pieces:
            return self, offset
        piece = self._pieces[max(bisect_right(self._starts, offset) - 1, 0)]
        inside = offset - piece.start
        if inside < len(piece.offsets):
            return piece.source.origin(piece.offsets[inside])
        source, last = piece.source.origin(piece.offsets[-1])
        return source, min(last + 1, len(source.text))


@dataclass(slots=True)
class Splice:
    """Puts a text together.

    Attributes:
        name: of the text, for what has no place in any file.
    """

    name: str
    _texts: list[str] = field(default_factory=list)
    _pieces: list[_Piece] = field(default_factory=list)
    _length: int = 0

    def copy(self, text: str, source: Source, offsets: Sequence[int]) -> None:
        """Append what stands in a source.

        Args:
            text: what it says there, escapes undone.
            source: where it was written.
            offsets: of each of its characters there; may be longer than the text.
        """
        if not text:
            return
        self._pieces.append(_Piece(self._length, source, offsets[: len(text)]))
        self._texts.append(text)
        self._length += len(text)

    def finish(self) -> SplicedSource:
        """The whole text."""
        return SplicedSource(self.name, "".join(self._texts), tuple(self._pieces))
