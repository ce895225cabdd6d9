"""Small changes to a definition: a member taken away, renamed, or given another value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from asl.syntax.values import Json

Place: TypeAlias = tuple[str | int, ...]

# What a member may be given in place of its value.
VALUES: Final[tuple[Json, ...]] = (
    None,
    True,
    0,
    -1,
    1.5,
    10**30,
    "",
    "text",
    "$.no.such",
    "$",
    "$$",
    "$count",
    "States.UUID()",
    "{% $states %}",
    "{% $no %}",
    "{%",
    [],
    [None],
    ["text"],
    {},
    {"a": 1},
    {"a.$": "$"},
)
NAMES: Final = ("Next", "End", "Type", "Unknown", "Seconds", "Output", "Parameters", "")


def places(value: Json, here: Place = ()) -> Iterator[Place]:
    """Every member and element, by the way to it."""
    entries: Iterator[tuple[str | int, Json]] = iter(())
    if isinstance(value, dict):
        entries = iter(value.items())
    elif isinstance(value, list):
        entries = iter(enumerate(value))
    for key, inner in entries:
        yield (*here, key)
        yield from places(inner, (*here, key))


def without(value: Json, place: Place) -> Json:
    """The value with a member or element less."""
    key, *rest = place
    if isinstance(value, list):
        if not rest:
            return [item for index, item in enumerate(value) if index != key]
        return [without(i, tuple(rest)) if at == key else i for at, i in enumerate(value)]
    if not rest:
        return {name: inner for name, inner in value.items() if name != key}
    return {n: without(i, tuple(rest)) if n == key else i for n, i in value.items()}


def given(value: Json, place: Place, new: Json) -> Json:
    """The value with another one in a place."""
    if not place:
        return new
    key, *rest = place
    if isinstance(value, list):
        return [given(i, tuple(rest), new) if at == key else i for at, i in enumerate(value)]
    return {n: given(i, tuple(rest), new) if n == key else i for n, i in value.items()}


def renamed(value: Json, place: Place, name: str) -> Json:
    """The value with a member under another name; an element stays where it is."""
    key, *rest = place
    if isinstance(value, list):
        if not rest:
            return value
        return [renamed(i, tuple(rest), name) if at == key else i for at, i in enumerate(value)]
    if not rest:
        return {name if n == key else n: inner for n, inner in value.items()}
    return {n: renamed(i, tuple(rest), name) if n == key else i for n, i in value.items()}
