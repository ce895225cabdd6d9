"""JSON text -> Document."""

import functools
from collections.abc import Iterator

from asl.syntax.document import Document, Inside, Place
from asl.syntax.duplicates import DuplicateLog
from asl.syntax.json_scanner import Scan, scan
from asl.syntax.json_tokens import match_literal, match_number, read_string, skip_space
from asl.syntax.positions import Extent
from asl.syntax.source import Source


def read_json(source: Source) -> Document:
    """Read a JSON text.

    Raises:
        SyntaxFault: json-syntax, too-deep, number-out-of-range, not-a-number or lone-surrogate.

    Source: https://www.rfc-editor.org/rfc/rfc8259
    """
    scanned = scan(source)
    outline = _Outline(source.text, scanned)
    log = DuplicateLog(source)
    for start, path in scanned.repeats.items():
        outline.log_repeats(start, path, log)
    return Document(
        value=scanned.value,
        name=source.name,
        format="json",
        duplicates=log.entries(),
        source=source,
        root=outline.place(scanned.start, scanned.end),
    )


class _Outline:
    """Finds values again in a text that is known to be valid, container by container.

    A container is read once, when a pointer first leads into it; containers in it are jumped over.
    """

    def __init__(self, text: str, scanned: Scan) -> None:
        self._text = text
        self._end_of_container = scanned.end_of_container
        self._known: dict[int, Inside] = {}

    def place(self, start: int, end: int, name: Extent | None = None) -> Place:
        inside = functools.partial(self._inside, start)
        return Place(Extent(start, end), inside, name)

    def log_repeats(self, start: int, path: list[str | int], log: DuplicateLog) -> None:
        seen: dict[str, Extent] = {}
        for key, name, _ in self._members(start):
            if log.full:
                return
            first = seen.setdefault(key, name)
            if first is not name:
                log.add([*path, key], first=first, again=name)

    def _inside(self, start: int) -> Inside:
        known = self._known.get(start)
        if known is None:
            known = self._known[start] = self._read_inside(start)
        return known

    def _read_inside(self, start: int) -> Inside:
        match self._text[start]:
            case "{":
                return {
                    key: self.place(value.start, value.end, name)
                    for key, name, value in self._members(start)
                }
            case "[":
                return [self.place(value.start, value.end) for value in self._elements(start)]
            case _:
                return ()

    def _members(self, start: int) -> Iterator[tuple[str, Extent, Extent]]:
        """Give each name of the object at `start`, where it stands and where its value does."""
        at, last = start + 1, self._value(start).end - 1
        while (at := skip_space(self._text, at)) < last:
            key, end = read_string(self._text, at)
            colon = skip_space(self._text, end)
            value = self._value(skip_space(self._text, colon + 1))
            yield key, Extent(at, end), value
            at = skip_space(self._text, value.end) + 1

    def _elements(self, start: int) -> Iterator[Extent]:
        at, last = start + 1, self._value(start).end - 1
        while (at := skip_space(self._text, at)) < last:
            value = self._value(at)
            yield value
            at = skip_space(self._text, value.end) + 1

    def _value(self, start: int) -> Extent:
        end = self._end_of_container(start)
        if end is None and self._text[start] == '"':
            _, end = read_string(self._text, start)
        if end is None:
            scalar = match_number(self._text, start) or match_literal(self._text, start)
            end = scalar.end() if scalar else start
        return Extent(start, end)
