"""From a value put together from several files to the document it becomes."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from asl.carriers.stand_ins import Hole, fill
from asl.carriers.woven import (
    MOST_CHARACTERS,
    MOST_LEVELS,
    Items,
    Members,
    Run,
    Scalar,
    Spot,
    Text,
    TooLarge,
    Unknown,
    Woven,
    hole,
    spread,
)
from asl.definition import LONGEST_DEFINITION, too_long
from asl.syntax import Document, SyntaxFault
from asl.syntax.document import Format
from asl.syntax.json_reader import read_json
from asl.syntax.pointers import pointer_tokens
from asl.syntax.source import Source
from asl.syntax.splice import Splice
from asl.syntax.yaml_reader import read_yaml

# Members whose value nothing can stand in for: what is said of the rest would be guesswork.
_DECISIVE: Final = frozenset(
    (
        *("StartAt", "States", "Type", "Next", "Default", "QueryLanguage"),
        *("Branches", "Choices", "ItemProcessor", "Iterator", "ProcessorConfig", "Mode"),
        *("ItemReader", "ReaderConfig", "ResultWriter", "WriterConfig", "ItemBatcher"),
        "ExecutionType",
    )
)
# A placeholder behind this may be all of a value, or a part of a decisive one.
_may_decide = re.compile(
    rf"""(?:[:\[,{{-]\s*|\b(?:{"|".join(sorted(_DECISIVE))})["']?\s*:[^:,]*)\Z"""
).search
_LOOK_BACK: Final = 200
_OF_DECISIVE: Final = frozenset(("States", "Branches", "Choices", "And", "Or"))
# Lists that may be empty, but not have just anything in them.
_OF_RULES: Final = frozenset(("Retry", "Catch"))
# Members whose value may be anything, or less than all of it.
_FREE: Final = frozenset(
    (
        *("Parameters", "Arguments", "Payload", "Input", "Result", "ResultSelector", "Assign"),
        *("Output", "ItemSelector", "BatchInput", "Items", "Retry", "Catch", "Tags", "ErrorEquals"),
    )
)


class Unknowable(Exception):
    """A part of a definition, without which nothing can be said of the rest, is not known."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown.reason)
        self.unknown = unknown


def json_text(value: Woven, spot: Spot) -> Text:
    """The value as JSON.

    Args:
        value: whose parts keep their places.
        spot: of what says that it is to be JSON.

    Raises:
        TooLarge: it is too long.
        Unknowable: it is no definition without a part that is not known.
    """
    writer = _Writer()
    writer.write(value, ())
    return Text(spot, tuple(writer.runs))


class _Writer:
    def __init__(self) -> None:
        self._size = 0
        self.runs: list[Run] = []

    def write(self, value: Woven, path: tuple[str, ...]) -> None:
        if len(path) > MOST_LEVELS:
            raise TooLarge
        match value:
            case Text():
                self._quote(value)
            case Scalar():
                self._add(spread(number_text(value.value), value.spot))
            case Items():
                if value.more:
                    _insist(value.more, path, part=True)
                self._write_all(value.spot, "[]", value.items, path)
            case Members():
                if value.more:
                    _insist(value.more, path, part=True)
                self._write_all(value.spot, "{}", value.entries, path)
            case Unknown():
                _insist(value, path, part=False)
                self._write_unknown(value)

    def _write_unknown(self, value: Unknown) -> None:
        match value.kind:
            case "text":
                self._quote(hole(value))
            case "list" | "object":
                self._add(spread("[]" if value.kind == "list" else "{}", value.spot))
            case _:
                self._add(hole(value).runs[0])

    def _write_all(
        self,
        spot: Spot,
        brackets: str,
        parts: Sequence[Woven] | Sequence[tuple[Text, Woven]],
        path: tuple[str, ...],
    ) -> None:
        self._add(Run(brackets[0], spot.source, (spot.start,)))
        for index, part in enumerate(parts):
            if index:
                self._add(Run(",", spot.source, (spot.start,)))
            if isinstance(part, tuple):
                name, value = part
                self._quote(name)
                self._add(Run(":", name.spot.source, (name.spot.start,)))
                self.write(value, (*path, name.value))
            else:
                self.write(part, (*path, str(index)))
        self._add(Run(brackets[1], spot.source, (max(spot.end - 1, spot.start),)))

    def _quote(self, text: Text) -> None:
        spot = text.spot
        self._add(Run('"', spot.source, (spot.start,)))
        for run in text.runs:
            self._add(run if run.hole else _escaped(run))
        self._add(Run('"', spot.source, (max(spot.end - 1, spot.start),)))

    def _add(self, run: Run) -> None:
        self._size += len(run.text)
        if self._size > MOST_CHARACTERS:
            raise TooLarge
        self.runs.append(run)


def _insist(unknown: Unknown, path: tuple[str, ...], *, part: bool) -> None:
    """Refuse what the definition cannot be judged without.

    Raises:
        Unknowable: it is the whole of it, a state, or the like.
    """
    if not _FREE.isdisjoint(path):
        return
    if part or not path or path[-1] in _DECISIVE or not _OF_DECISIVE.isdisjoint(path[-2:-1]):
        raise Unknowable(unknown)


def _escaped(run: Run) -> Run:
    escaped = json.dumps(run.text, ensure_ascii=False)[1:-1]
    if len(escaped) == len(run.text):
        return run
    texts, offsets = [], []
    for character, offset in zip(run.text, run.offsets, strict=False):
        text = json.dumps(character, ensure_ascii=False)[1:-1]
        texts.append(text)
        offsets.extend([offset] * len(text))
    return Run("".join(texts), run.source, offsets)


def number_text(value: bool | float | Decimal | None) -> str:  # noqa: FBT001 - a value, no switch
    """A number, true, false or null as JSON writes it."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    return json.dumps(value)


def definition_of(text: Text, name: str, format: Format = "json") -> Document:
    """Read the text of a definition, its holes filled.

    Args:
        text: which keeps its places.
        name: of the text, for what has no place in any file.
        format: of the text.

    Raises:
        SyntaxFault: document-too-large, or what `parse` raises.
        Unknowable: a part without which nothing can be said of the rest is not known.
    """
    splice, holes, at = Splice(name), [], 0
    for run in text.runs:
        splice.copy(run.text, run.source, run.offsets)
        if run.hole:
            called, stand_in = run.hole.spot.text, run.hole.stand_in
            holes.append(Hole(at, at + len(run.text), called, stand_in))
        at += len(run.text)
    source = splice.finish()
    return read_known(source, holes, format=format, name=name)


def read_filled(source: Source, holes: Sequence[Hole], *, format: Format, name: str) -> Document:
    """Read a definition, its holes filled.

    Args:
        source: the text with the holes.
        holes: in the order of the text.
        format: of the text.
        name: of the filled text.

    Raises:
        SyntaxFault: document-too-large, or what `parse` raises.
    """
    if holes:
        source = fill(source, holes, format=format, name=name)
    source = bounded(source)
    return read_yaml(source) if format == "yaml" else read_json(source)


def read_known(source: Source, holes: Sequence[Hole], *, format: Format, name: str) -> Document:
    """Read a definition, its holes filled, of which enough is known to judge it.

    Nothing can stand in for the name of a state, a state or a list of branches: what there is,
    and which states are ever reached, would be guesswork. Nor can a value where members are due.

    Args:
        source, holes, format, name: as for `read_filled`.

    Raises:
        SyntaxFault: document-too-large, or what `parse` raises.
        Unknowable: such a part is not known.
    """
    try:
        document = read_filled(source, holes, format=format, name=name)
    except SyntaxFault as fault:
        for hole in holes:
            if hole.value is None and _stands_at(source, hole, fault):
                raise Unknowable(_unknown(source, hole)) from fault
        raise
    _insist_on_decisive(document, source, holes)
    return document


def bounded(source: Source) -> Source:
    """A text that is short enough for a definition.

    Raises:
        SyntaxFault: document-too-large.
    """
    if len(source.text) > LONGEST_DEFINITION:
        raise too_long(source)
    return source


def _insist_on_decisive(document: Document, source: Source, holes: Sequence[Hole]) -> None:
    unknown = {
        hole.start: hole
        for hole in holes
        if hole.value is None
        and _may_decide(source.text[max(hole.start - _LOOK_BACK, 0) : hole.start])
    }
    if not unknown:
        return
    places = document.source.find(source, unknown)
    pointers = document.pointers(places.values())
    for start, gap in unknown.items():
        if start in places and _decides(document, pointers[places[start]], places[start]):
            raise Unknowable(_unknown(source, gap))


def _decides(document: Document, pointer: str, at: int) -> bool:
    """Whether the value at a pointer is one to insist on, and the offset is not in its name."""
    path = pointer_tokens(pointer)
    is_value = at >= document.span(pointer).start.offset
    if is_value and not _OF_RULES.isdisjoint(path[-2:-1]) and _FREE.isdisjoint(path[:-2]):
        return True
    if not path or not _FREE.isdisjoint(path):
        return False
    return path[-1] in _DECISIVE or (is_value and not _OF_DECISIVE.isdisjoint(path[-2:-1]))


def _unknown(source: Source, hole: Hole) -> Unknown:
    origin, first = source.origin(hole.start)
    end = max(source.origin(hole.end - 1)[1] + 1, first)
    return Unknown(Spot(origin, first, end), "only the deployment tells")


def _stands_at(source: Source, hole: Hole, fault: SyntaxFault) -> bool:
    spot = _unknown(source, hole).spot
    return spot.source.name == fault.name and spot.start <= fault.span.start.offset < spot.end
