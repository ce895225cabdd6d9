"""`DefinitionSubstitutions`: values that take the place of `${Name}` in a definition's text.

AWS puts them in before it parses the definition, and leaves a placeholder that nothing is given
for as it stands.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from asl.carriers import faults
from asl.carriers.stand_ins import part_of_text, plain_name
from asl.carriers.weaving import Unknowable, json_text, number_text
from asl.carriers.woven import MASK, Run, Scalar, Spot, Text, Unknown, Woven, spread
from asl.diagnostics.diagnostic import Diagnostic
from asl.diagnostics.finding import did_you_mean
from asl.syntax import Document
from asl.syntax.source import Source

_PLACEHOLDER: Final = re.compile(r"\$\{([^{}\"\n]{1,255})\}")
_is_name = re.compile(r"[A-Za-z_][A-Za-z0-9_.:]*").fullmatch
# What stands between a member's name, or an item's dash, and a value that is all placeholder.
_is_whole_before = re.compile(r"(?:[\"',\[]|[:-]\s)\s*\Z").search
_is_whole_after = re.compile(r"[\"']|\s*(?:$|[,}\]#])", re.MULTILINE).match
_MOST_MISSING: Final = 100


@dataclass(frozen=True, slots=True)
class Missing:
    """A placeholder for which nothing is given.

    Attributes:
        name: between its delimiters.
        spot: where it stands.
        near: a name that is given, and that may be meant.
        certain: it is surely a placeholder; a shell's `${HOME}` may be meant as it stands.
    """

    name: str
    spot: Spot
    near: str | None
    certain: bool


@dataclass(frozen=True, slots=True)
class Substituted:
    """A definition's text after its substitutions.

    Attributes:
        text: of the definition.
        used: the names that stood in it.
        missing: the first placeholders for which nothing is given.
    """

    text: Text
    used: frozenset[str]
    missing: tuple[Missing, ...]


def substitute(text: Text, given: Mapping[str, Woven]) -> Substituted:
    """Put values in place of their placeholders.

    Args:
        text: of the definition.
        given: the value of each name.
    """
    value, places = text.value, _Places(text)
    used: set[str] = set()
    missing: list[Missing] = []
    pieces: list[tuple[int, int, Text]] = []
    for match in _PLACEHOLDER.finditer(value):
        name = match[1]
        known = name in given
        if not known and not _is_name(name):
            continue
        spot = places.spot(match.start(), match.end())
        if known:
            used.add(name)
            pieces.append((match.start(), match.end(), _filling(given[name], name, spot)))
            continue
        if len(missing) < _MOST_MISSING:
            near = did_you_mean(name, list(given))
            certain = near is not None or _is_whole(value, match)
            missing.append(Missing(name, spot, near, certain))
        hole = Unknown(spot, "is given by nothing", stand_in=None)
        pieces.append((match.start(), match.end(), Text(spot, (spread(MASK, spot, hole),))))
    filled = Text(text.spot, tuple(_spliced(text.runs, pieces)))
    return Substituted(filled, frozenset(used), tuple(missing))


def tell_missing(missing: Sequence[Missing], document: Document | None) -> Iterator[Diagnostic]:
    """What is to be said about placeholders for which nothing is given.

    Args:
        missing: the placeholders.
        document: the definition that they stand in, for pointers; None where it is none.
    """
    wanted: dict[Source, set[int]] = {}
    for item in missing:
        wanted.setdefault(item.spot.source, set()).add(item.spot.start)
    places = (
        {}
        if document is None
        else {source: document.source.find(source, starts) for source, starts in wanted.items()}
    )
    for item in missing:
        source, start = item.spot.source, item.spot.start
        fault = faults.in_text(
            source,
            code="substitution-missing",
            message=f'no substitution gives "${{{item.name}}}": it stays as it is written',
            start=start,
            end=item.spot.end,
            hint=item.near or f'add "{item.name}" to DefinitionSubstitutions',
        )
        at = places.get(source, {}).get(start)
        pointer = "" if document is None or at is None else document.pointer(at)
        yield replace(fault, pointer=pointer, severity="error" if item.certain else "warning")


def _filling(value: Woven, name: str, spot: Spot) -> Text:
    """What is put in: the place of all of it is that of the placeholder."""
    if isinstance(value, Scalar):
        return Text(spot, (spread(number_text(value.value), spot),))
    if isinstance(value, Text) and value.runs:
        if len(value.runs) == 1 and value.hole is not None:
            return Text(spot, (spread(MASK, spot, replace(value.hole, spot=spot)),))
        return Text(spot, (spread(_without_holes(value), spot),))
    if isinstance(value, Text):
        return value
    try:
        if not isinstance(value, Unknown):
            return Text(spot, (spread(_without_holes(json_text(value, spot)), spot),))
    except Unknowable:
        pass
    return Text(spot, (spread(MASK, spot, Unknown(spot, f'"{name}" is told later')),))


def _without_holes(text: Text) -> str:
    said = ""
    for run in text.runs:
        hole = run.hole
        if hole is None:
            said += run.text
        else:
            said += (
                part_of_text(said, plain_name(hole.spot.text))
                if hole.stand_in is None
                else hole.stand_in
            )
    return said


def _is_whole(value: str, match: re.Match[str]) -> bool:
    before = value[max(match.start() - 200, 0) : match.start()]
    if before.rpartition('"')[2].lstrip().startswith("arn:"):
        return True
    return bool(_is_whole_before(before[-20:]) and _is_whole_after(value, match.end()))


class _Places:
    """Tells where parts of a text stand."""

    def __init__(self, text: Text) -> None:
        self._runs = text.runs
        self._ends = list(accumulate(len(run.text) for run in text.runs))

    def spot(self, start: int, end: int) -> Spot:
        """Where a part begins, and as much of it as stands together."""
        index = bisect_right(self._ends, start)
        run = self._runs[index]
        before = self._ends[index] - len(run.text)
        last = min(end - before, len(run.text), len(run.offsets)) - 1
        first = run.offsets[start - before]
        return Spot(run.source, first, max(run.offsets[last] + 1, first))


def _spliced(runs: Sequence[Run], pieces: Sequence[tuple[int, int, Text]]) -> Iterator[Run]:
    """The runs with pieces of them replaced, in one pass."""
    at, index = 0, 0
    for run in runs:
        end, inside = at + len(run.text), at
        while index < len(pieces) and pieces[index][0] < end:
            start, stop, piece = pieces[index]
            if start >= at:
                yield from _part(run, inside - at, start - at)
                yield from piece.runs
            inside = min(stop, end)
            if stop > end:
                break
            index += 1
        yield from _part(run, inside - at, end - at)
        at = end


def _part(run: Run, start: int, end: int) -> Iterator[Run]:
    if start < end:
        whole = (start, end) == (0, len(run.text))
        yield (
            run if whole else replace(run, text=run.text[start:end], offsets=run.offsets[start:end])
        )
