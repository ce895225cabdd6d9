"""Samples of the values that a Choice state's rules may meet, to try the rules on.

A rule under JSONPath compares a value with a constant, so a few values stand for all there are:
of numbers those beside each constant and between, of texts the constants and one that is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise, product
from typing import Final, Literal, TypeAlias

from asl.expr.timestamp import parse_timestamp
from asl.rules.comparisons import comparisons, operator_of
from asl.states.comparison import OPERATORS
from asl.syntax.values import Json

Family: TypeAlias = Literal["String", "Numeric", "Boolean", "Timestamp", "Null", "Other"]


class Absent:
    """What a path that leads to nothing gives."""


ABSENT: Final = Absent()
Sample: TypeAlias = "Json | Absent"

_KINDS: Final[dict[str, Family]] = {
    "IsNull": "Null",
    "IsNumeric": "Numeric",
    "IsString": "String",
    "IsBoolean": "Boolean",
    "IsTimestamp": "Timestamp",
}
_FAMILIES: Final[tuple[Family, ...]] = ("String", "Numeric", "Boolean", "Timestamp")
# No text of a definition: stands for every other text.
_OTHER_TEXT: Final = "\U0010fffd"


class CannotTell(Exception):
    """The rules are such that the samples would not stand for every value."""


@dataclass
class Domain:
    """What a path may lead to, as far as the rules ask.

    Attributes:
        families: the kinds of value that rules compare it with.
        constants: the constants that they compare it with.
        asked_whether_there: IsPresent is asked of it.
        asked_for_kind: it is tested for its kind, so that it may be of another.
    """

    families: set[Family] = field(default_factory=set)
    constants: list[Json] = field(default_factory=list)
    asked_whether_there: bool = False
    asked_for_kind: bool = False

    def samples(self) -> list[Sample]:
        """A value for each way in which the rules may tell it from others."""
        found: list[Sample] = []
        if "String" in self.families:
            found += [_OTHER_TEXT, *_texts(self.constants)]
        if "Numeric" in self.families:
            found += _numbers(self.constants)
        if "Boolean" in self.families:
            found += [True, False]
        if "Timestamp" in self.families:
            found += _instants(self.constants)
        if "Null" in self.families:
            found.append(None)
        if self.asked_for_kind or not found:
            found.append({})
        if self.asked_whether_there:
            found.append(ABSENT)
        return found


def domains_of(rules: list[Json]) -> tuple[dict[str, Domain], int]:
    """What each path of these rules may lead to, and how many comparisons the rules have.

    Raises:
        CannotTell: two paths are compared with each other.
    """
    found: dict[str, Domain] = {}
    count = 0
    for _, test in comparisons(rules, ""):
        _note(test, found)
        count += 1
    return found, count


def _note(test: dict[str, Json], found: dict[str, Domain]) -> None:
    name = operator_of(test)
    domain = found.setdefault(test["Variable"], Domain())
    if OPERATORS[name].path:
        raise CannotTell
    if name == "IsPresent":
        domain.asked_whether_there = True
    elif name in _KINDS:
        domain.asked_for_kind = True
        domain.families.add(_KINDS[name])
    else:
        family = next(family for family in _FAMILIES if name.startswith(family))
        domain.families.add(family)
        domain.constants.append(test[name])


def _texts(constants: list[Json]) -> list[Json]:
    """Each text, one after it, and what a pattern matches."""
    texts = {text for text in constants if isinstance(text, str)}
    return [
        *texts,
        *(text.replace("*", "") for text in texts if "*" in text),
        *(f"{text}\0" for text in texts),
        "",
    ]


def _numbers(constants: list[Json]) -> list[Json]:
    """Each number, and one beside and between them."""
    numbers = sorted(
        {value for value in constants if isinstance(value, (int, float)) and value is not True}
    )
    if not numbers:
        return [0]
    try:
        between = [(one + other) / 2 for one, other in pairwise(numbers)]
        return [numbers[0] - 1, *numbers, *between, numbers[-1] + 1]
    except OverflowError as error:
        raise CannotTell from error


def _instants(constants: list[Json]) -> list[Json]:
    """Each instant, and those a second before and after."""
    found: list[Json] = []
    for text in constants:
        instant = parse_timestamp(text) if isinstance(text, str) else None
        if instant is None:
            continue
        try:
            around = [instant - timedelta(seconds=1), instant + timedelta(seconds=1)]
        except OverflowError as error:
            raise CannotTell from error
        found += [text, *(moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ") for moment in around)]
    return found or ["2000-01-01T00:00:00Z"]


def combinations(domains: dict[str, Domain], most: int) -> Iterator[dict[str, Sample]]:
    """Every combination of samples.

    Raises:
        CannotTell: there are more than `most`.
    """
    samples = {path: domain.samples() for path, domain in domains.items()}
    count = 1
    for values in samples.values():
        count *= len(values)
        if count > most:
            raise CannotTell
    for chosen in product(*samples.values()):
        yield dict(zip(samples, chosen, strict=True))
