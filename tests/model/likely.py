"""A value in which the paths of a definition find something: input of a run, and every answer.

Each path `$.a.b[0]` and each `$states.….a.b` of a definition is followed from every one of its
members on, since a result may be put anywhere; what it ends at is of the kind that the field that
names it asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from asl.syntax.values import Json

_PATH: Final = re.compile(r"\$(?:states\.\w+|\w+)?((?:\.[A-Za-z_][\w-]*|\['[^']+'\]|\[\d+\])+)")
_MEMBER: Final = re.compile(r"\.([A-Za-z_][\w-]*)|\['([^']+)'\]|\[(\d+)\]")
# Fields whose path leads to a number, an array or a boolean; any other leads to text.
_NUMBERS: Final = frozenset(
    {"SecondsPath", "TimeoutSecondsPath", "HeartbeatSecondsPath", "MaxConcurrencyPath", "Seconds"}
)
_ARRAYS: Final = frozenset({"ItemsPath", "Items"})
_TIMES: Final = frozenset({"TimestampPath", "Timestamp"})
# Elements that an array gets at most, less one.
_MOST: Final = 9
_KINDS: Final = (
    ("Numeric", 1),
    ("Boolean", True),
    ("Timestamp", "2020-01-01T00:00:00Z"),
)


def likely_value(definition: Json) -> Json:
    """The value, made for a definition as a whole."""
    made: dict[str, Json] = {}
    for path, leaf in _paths(definition, ""):
        members = [name or quoted or int(index) for name, quoted, index in _MEMBER.findall(path)]
        for start in range(len(members)):
            if isinstance(members[start], str):
                _put(made, members[start:], leaf)
    return made


def _paths(value: Json, field: str) -> Iterator[tuple[str, Json]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "Variable" and isinstance(inner, str):
                for match in _PATH.finditer(inner):
                    yield match[1], _compared(value)
            else:
                yield from _paths(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _paths(inner, field)
    elif isinstance(value, str):
        for match in _PATH.finditer(value):
            yield match[1], _leaf(field)


def _compared(rule: dict[str, Json]) -> Json:
    for name, operand in rule.items():
        if name.startswith("String") and not name.endswith("Path"):
            return operand
        for family, leaf in _KINDS:
            if name.startswith(family):
                return leaf if name.endswith("Path") else operand
    return "text"


def _leaf(field: str) -> Json:
    if field in _NUMBERS:
        return 1
    if field in _ARRAYS:
        return [{}]
    return "2020-01-01T00:00:00Z" if field in _TIMES else "text"


def _put(made: Json, members: list[str | int], leaf: Json) -> None:
    """Make the way to a leaf; what is there already and has members stays."""
    here = made
    for position, member in enumerate(members):
        is_last = position == len(members) - 1
        fresh: Json = leaf if is_last else [] if isinstance(members[position + 1], int) else {}
        if isinstance(member, int) is not isinstance(here, list):
            return
        at: Json = min(member, _MOST) if isinstance(member, int) else member
        if isinstance(here, list):
            here.extend(fresh for _ in range(len(here), at + 1))
        there = here[at] if isinstance(here, list) else here.get(at)
        if there is None or not (is_last or isinstance(there, (dict, list))):
            here[at] = there = fresh
        here = there
