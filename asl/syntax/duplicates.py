"""Names that an object has twice. Source: https://www.rfc-editor.org/rfc/rfc8259#section-4."""

from collections.abc import Sequence
from dataclasses import dataclass

from asl.syntax.pointers import pointer_tokens, write_pointer
from asl.syntax.positions import Extent, Span
from asl.syntax.source import Source

# Every name of a document can be a repeated one, each with a pointer as long as the document.
_MOST_DUPLICATES = 1000
_MOST_POINTER_TEXT = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A member name that its object has had before; the last value of a name is the one kept."""

    pointer: str
    span: Span
    first: Span

    @property
    def name(self) -> str:
        """The name, as it is in the value."""
        return pointer_tokens(self.pointer)[-1]


class DuplicateLog:
    """Collects repeated names, up to a bound."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._found: list[Duplicate] = []
        self._pointer_text = 0

    @property
    def full(self) -> bool:
        """Whether what is added from now on is dropped."""
        return len(self._found) >= _MOST_DUPLICATES or self._pointer_text > _MOST_POINTER_TEXT

    def add(self, path: Sequence[str | int], *, first: Extent, again: Extent) -> None:
        """Note that the last name of `path` stands in its object twice."""
        if self.full:
            return
        pointer = write_pointer(path)
        self._pointer_text += len(pointer)
        self._found.append(
            Duplicate(
                pointer,
                self._source.written(again.start, again.end)[1],
                self._source.written(first.start, first.end)[1],
            )
        )

    def entries(self) -> tuple[Duplicate, ...]:
        """Give what was found, in the order of the text."""
        return tuple(sorted(self._found, key=lambda entry: entry.span.start.offset))
