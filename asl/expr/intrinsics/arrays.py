"""Intrinsic functions on arrays. Arguments arrive as their kinds in `functions` read them."""

from __future__ import annotations

from typing import Final

from asl.expr.intrinsics.kinds import Unfit
from asl.expr.jsonpath.comparison import canonical
from asl.syntax.values import Json

MAX_RANGE: Final = 1_000


def array(*values: Json) -> Json:
    """States.Array: its arguments."""
    return list(values)


def partition(items: list[Json], size: int) -> Json:
    """States.ArrayPartition: pieces of `size` elements, the last one may be shorter."""
    if size < 1:
        raise Unfit("the size of a piece must be at least 1")
    return [items[start : start + size] for start in range(0, len(items), size)]


def contains(items: list[Json], value: Json) -> Json:
    """States.ArrayContains: whether an element is the same as the value, all the way down."""
    wanted = canonical(value)
    return any(canonical(item) == wanted for item in items)


def array_range(start: int, end: int, step: int) -> Json:
    """States.ArrayRange: from start by steps to end, which is in it where a step hits it."""
    if step == 0:
        raise Unfit("the step must not be 0")
    count = (end - start) // step + 1
    if count > MAX_RANGE:
        raise Unfit(f"the range has {count:,} elements, and at most {MAX_RANGE:,} are allowed")
    return [start + step * place for place in range(count)]


def get_item(items: list[Json], index: int) -> Json:
    """States.ArrayGetItem: the element at a place counted from 0."""
    if not 0 <= index < len(items):
        raise Unfit(f"there is no element {index} in an array of {len(items)}")
    return items[index]


def length(items: list[Json]) -> Json:
    """States.ArrayLength."""
    return len(items)


def unique(items: list[Json]) -> Json:
    """States.ArrayUnique: the first of those that are the same, in their order."""
    first: dict[str, Json] = {}
    for item in items:
        first.setdefault(canonical(item), item)
    return list(first.values())
