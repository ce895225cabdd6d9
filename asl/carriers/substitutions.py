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
from asl.diagnostics.diagnostic import Diagnostic, of_fault
from asl.diagnostics.finding import did_you_mean
from asl.syntax import Document, SyntaxFault
from asl.syntax.source import Source

_PLACEHOLDER: Final = re.compile(r"\$\{([^{}\"\n]{1,255})\}")
_is_name = re.compile(r"[A-Za-z_][A-Za-z0-9_.:]*").fullmatch
_MOST_MISSING: Final = 100


@dataclass(frozen=True, slots=True)
class Missing:
    """A placeholder for which nothing is given.

    Attributes:
        name: between its delimiters.
        spot: where it stands.
        near: says which name that is given may be meant.
    """

    name: str
    spot: Spot
    near: str | None


@dataclass(frozen=True, slots=True)
class Substituted:
    """A definition's text after its substitutions.

    Attributes:
        text: of the definition.
        filled: the placeholders for which something is given, by name.
        missing: the first placeholders for which nothing is given.
    """

    text: Text
    filled: Mapping[str, Sequence[Spot]]
    missing: tuple[Missing, ...]


def substitute(text: Text, given: Mapping[str, Woven]) -> Substituted:
    """Put values in place of their placeholders.

    Args:
        text: of the definition.
        given: the value of each name.
    """
    value, places = text.value, _Places(text)
    names = list(given)
    filled: dict[str, list[Spot]] = {}
    missing: list[Missing] = []
    pieces: list[tuple[int, int, Text]] = []
    for match in _PLACEHOLDER.finditer(value):
        name = match[1]
        known = name in given
        if not known and not _is_name(name):
            continue
        spot = places.spot(match.start(), match.end())
        if known:
            filled.setdefault(name, []).append(spot)
            pieces.append((match.start(), match.end(), _filling(given[name], name, spot)))
            continue
        if len(missing) < _MOST_MISSING:
            missing.append(Missing(name, spot, did_you_mean(name, names)))
        hole = Unknown(spot, "is given by nothing", stand_in=None)
        pieces.append((match.start(), match.end(), Text(spot, (spread(MASK, spot, hole),))))
    whole = Text(text.spot, tuple(_spliced(text.runs, pieces)))
    return Substituted(whole, filled, tuple(missing))


def tell_broken(fault: SyntaxFault, filled: Mapping[str, Sequence[Spot]]) -> Diagnostic:
    """What is to be said about a definition that cannot be read once its placeholders are filled.

    Args:
        fault: of its text.
        filled: the placeholders, by name.
    """
    found, at = of_fault(fault), fault.span.start.offset
    for name, spots in filled.items():
        if any(spot.source.name == fault.name and spot.start <= at < spot.end for spot in spots):
            hint = f'"{name}" is put in here as it is: write quotes in it as \\", line ends as \\n'
            return replace(found, hint=hint)
    return found


def tell_missing(
    missing: Sequence[Missing], document: Document | None, template: str
) -> Iterator[Diagnostic]:
    """What is to be said about placeholders for which nothing is given.

    What is all of a value, or a part of an ARN, is surely one: it is an error. A `${HOME}` among
    other text may be meant as it stands.

    Args:
        missing: the placeholders.
        document: the definition that they stand in; None where it cannot be read.
        template: that gives the others.
    """
    wanted: dict[Source, set[int]] = {}
    for item in missing:
        spot = item.spot
        wanted.setdefault(spot.source, set()).update((spot.start, spot.end - 1))
    places = (
        {}
        if document is None
        else {source: document.source.find(source, starts) for source, starts in wanted.items()}
    )
    at_all = [at for found in places.values() for at in found.values()]
    pointers = {} if document is None else document.pointers(at_all)
    for item in missing:
        source, start, end = item.spot.source, item.spot.start, item.spot.end
        where = "" if source.name == template else f" in {template}"
        fault = faults.in_text(
            source,
            code="substitution-missing",
            message=f'no substitution gives "${{{item.name}}}": it stays as it is written',
            start=start,
            end=end,
            hint=item.near or f'add "{item.name}" to DefinitionSubstitutions{where}',
        )
        at = places.get(source, {}).get(start)
        # Of `${!Name}` in a text for Sub the exclamation mark is gone, and the author knows it.
        escaped = source.text.startswith("${!", start)
        certain, pointer = item.near is not None or document is None, ""
        if document is not None and at is not None:
            pointer = pointers[at]
            last = places[source].get(end - 1, at)
            certain = certain or (not escaped and _is_surely_one(document, pointer, at, last))
        yield replace(fault, pointer=pointer, severity="error" if certain else "warning")


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


def _is_surely_one(document: Document, pointer: str, first: int, last: int) -> bool:
    """Whether `text[first : last + 1]` is all of the value or of its name, or stands in an ARN."""
    for span in (document.span(pointer), document.key_span(pointer)):
        start, end = span.start.offset, span.end.offset
        if start <= first < end:
            quoted = document.text[start] in "\"'" and first > start
            if (start + quoted, end - quoted) == (first, last + 1):
                return True
            return document.text.startswith("arn:", start + quoted)
    return False


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
