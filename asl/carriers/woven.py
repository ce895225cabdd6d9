"""Values put together from several files, each part of which knows where it was written.

A carrier evaluates what its language says to a `Woven` value; `asl.carriers.weaving` makes that
the document it becomes when it is deployed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate
from typing import Final, Literal, TypeAlias

from asl.definition import LONGEST_DEFINITION
from asl.syntax import Document, Json
from asl.syntax.characters import json_characters
from asl.syntax.document import Place
from asl.syntax.source import Source

# Values that share their parts may grow without bound when they are written out.
MOST_CHARACTERS: Final = 2 * LONGEST_DEFINITION

# Our own way through a value is a call for each level.
MOST_LEVELS: Final = 120

MASK: Final = "__"


class TooLarge(Exception):
    """A value has more than `MOST_CHARACTERS` when written out, or more than `MOST_LEVELS`."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something is written: the characters from `start` to `end` of a source."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        """What is written there."""
        return self.source.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text.

    Attributes:
        text: what it says; of no meaning where it is a hole.
        source: where it is written.
        offsets: `offsets[i]` is where its character i stands there; may be longer than the text.
        hole: what is not known, and will stand here.
    """

    text: str
    source: Source
    offsets: Sequence[int]
    hole: Unknown | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A text: where the whole of it stands, quotes included, and what it is made of."""

    spot: Spot
    runs: tuple[Run, ...]
    # Where each run begins, and where the last one ends; of a text that has been cut.
    _starts: list[int] = field(default_factory=list, init=False, repr=False)

    @property
    def value(self) -> str:
        """What it says, if it has no holes."""
        return self.runs[0].text if len(self.runs) == 1 else "".join(run.text for run in self.runs)

    @property
    def hole(self) -> Unknown | None:
        """The first part that is not known."""
        return next((run.hole for run in self.runs if run.hole), None)

    def part(self, start: int, end: int) -> Text:
        """The characters from `start` to `end`."""
        return Text(self.spot, tuple(self._cut(start, end)))

    def _cut(self, start: int, end: int) -> Iterator[Run]:
        if not self._starts:
            lengths = (len(run.text) for run in self.runs)
            self._starts.extend(accumulate(lengths, initial=0))
        for index in range(max(bisect_right(self._starts, start) - 1, 0), len(self.runs)):
            run, at = self.runs[index], self._starts[index]
            if at >= end:
                break
            first, last = max(start - at, 0), min(end - at, len(run.text))
            if first < last:
                yield Run(run.text[first:last], run.source, run.offsets[first:last], run.hole)


@dataclass(frozen=True, slots=True, eq=False)
class Scalar:
    """A number, true, false or null."""

    spot: Spot
    value: int | float | Decimal | bool | None


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """A list; with what it would have more of where that is not known."""

    spot: Spot
    items: tuple[Woven, ...]
    more: Unknown | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """An object: of a name given twice the last counts; with what more it would have."""

    spot: Spot
    entries: tuple[tuple[Text, Woven], ...]
    more: Unknown | None = None
    _named: dict[str, Woven] = field(default_factory=dict, init=False, repr=False)

    def named(self) -> Mapping[str, Woven]:
        """Its members by name."""
        if not self._named:
            self._named.update((name.value, value) for name, value in self.entries)
        return self._named


Kind: TypeAlias = Literal["text", "number", "bool", "list", "object"]


@dataclass(frozen=True, slots=True, eq=False)
class Unknown:
    """What only deployment tells.

    Attributes:
        spot: of what would tell it.
        reason: why it is not known, as the end of a sentence.
        kind: of the value; None where that is not known either.
        stand_in: a text that such a value may be; None where its place is to tell.
    """

    spot: Spot
    reason: str
    kind: Kind | None = None
    stand_in: str | None = None


Woven: TypeAlias = Text | Scalar | Items | Members | Unknown


def spread(text: str, spot: Spot, hole: Unknown | None = None) -> Run:
    """A text that stands for something else: together its characters have the place of that."""
    offsets = [spot.start] * len(text)
    if len(text) > 1:
        offsets[-1] = max(spot.end - 1, spot.start)
    return Run(text, spot.source, offsets, hole)


def told(text: str, spot: Spot) -> Text:
    """A text that is written as something else."""
    return Text(spot, (spread(text, spot),) if text else ())


def hole(unknown: Unknown) -> Text:
    """A text with nothing known of it."""
    return Text(unknown.spot, (spread(MASK, unknown.spot, unknown),))


def joined(spot: Spot, texts: Iterable[Text]) -> Text:
    """One text after the other.

    Raises:
        TooLarge: together they are too long.
    """
    runs: list[Run] = []
    size = 0
    for text in texts:
        runs.extend(text.runs)
        size += sum(len(run.text) for run in text.runs)
        if size > MOST_CHARACTERS:
            raise TooLarge
    return Text(spot, tuple(runs))


def known(value: Json, spot: Spot) -> Woven:
    """A plain value, all of it written as one thing."""
    match value:
        case str():
            return told(value, spot)
        case list():
            return Items(spot, tuple(known(item, spot) for item in value))
        case dict():
            entries = ((told(key, spot), known(item, spot)) for key, item in value.items())
            return Members(spot, tuple(entries))
        case _:
            return Scalar(spot, value)


def read_value(document: Document, value: Json, place: Place, levels: int = 0) -> Woven:
    """What a document says at a place, its own places kept.

    Args:
        document: where it stands.
        value: what it says.
        place: where it says it.
        levels: that are around it.

    Raises:
        TooLarge: it has too many levels.
    """
    if levels > MOST_LEVELS:
        raise TooLarge
    spot = Spot(document.source, place.value.start, place.value.end)
    match value:
        case str():
            characters = _characters(document, place)
            # A text without places of its own: that of a key, say.
            run = Run(value, spot.source, characters) if characters else spread(value, spot)
            return Text(spot, (run,) if value else ())
        case dict():
            inside = place.inside()
            assert isinstance(inside, Mapping), "an object has its members by name"
            entries = [
                (
                    _name(document, key, inside[key]),
                    read_value(document, item, inside[key], levels + 1),
                )
                for key, item in value.items()
            ]
            return Members(spot, tuple(entries))
        case list():
            inside = place.inside()
            assert isinstance(inside, Sequence), "a list has its items in order"
            items = zip(value, inside, strict=True)
            return Items(
                spot, tuple(read_value(document, item, at, levels + 1) for item, at in items)
            )
        case _:
            return Scalar(spot, value)


def _characters(document: Document, place: Place) -> Sequence[int]:
    if place.characters is not None:
        return place.characters()
    return json_characters(document.text, place.value)


def _name(document: Document, key: str, place: Place) -> Text:
    extent = place.name or place.value
    spot = Spot(document.source, extent.start, extent.end)
    quoted = document.text[extent.start : extent.start + 1] in ('"', "'")
    if len(key) == extent.end - extent.start - 2 * quoted:
        start = extent.start + quoted
        run = Run(key, spot.source, range(start, start + len(key)))
        return Text(spot, (run,) if key else ())
    return told(key, spot)
