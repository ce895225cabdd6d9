"""The operators of filters.

A row is a function of the two values and the walk, which pays for what it looks at. A path that
leads to nothing gives MISSING, which equals nothing, null included.

Source: Jayway's EvaluatorFactory, with these differences: 1 equals 1.0 inside arrays and objects as
well, and text is not put in order with numbers.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from asl.expr.jsonpath.comparison import is_number, same
from asl.expr.jsonpath.walk import MISSING, Walk
from asl.syntax.values import Json

Compare: TypeAlias = Callable[[Json, Json, Walk], bool]

# Its right side is a pattern and no value, so it has no row.
MATCHES: Final = "=~"

# Looking through an array costs less than visiting its elements.
_SCANNED_FOR_ONE: Final = 8


def equal(left: Json, right: Json, walk: Walk) -> bool:
    """Whether the values are the same; text that spells a number is the same as the number."""
    if isinstance(left, str) and is_number(right):
        return left == str(right)
    if isinstance(right, str) and is_number(left):
        return right == str(left)
    return left is not MISSING and same(left, right, walk.spend)


def _unequal(left: Json, right: Json, walk: Walk) -> bool:
    return not equal(left, right, walk)


def _same_type_equal(left: Json, right: Json, walk: Walk) -> bool:
    return left is not MISSING and same(left, right, walk.spend)


def _not_same_type_equal(left: Json, right: Json, walk: Walk) -> bool:
    return not _same_type_equal(left, right, walk)


def _ordered(test: Callable[[Json, Json], bool]) -> Compare:
    def compare(left: Json, right: Json, _walk: Walk) -> bool:
        if is_number(left) and is_number(right):
            return test(left, right)
        if isinstance(left, str) and isinstance(right, str):
            if left.isascii() and right.isascii():
                return test(left, right)
            return test(_code_units(left), _code_units(right))
        return False

    return compare


def _code_units(text: str) -> bytes:
    """What Java compares strings by."""
    return text.encode("utf-16-be", "surrogatepass")


def _holds(items: list[Json], value: Json, walk: Walk) -> bool:
    walk.spend(len(items) // _SCANNED_FOR_ONE + 1)
    return any(equal(item, value, walk) for item in items)


def _in(left: Json, right: Json, walk: Walk) -> bool:
    return isinstance(right, list) and _holds(right, left, walk)


def _not_in(left: Json, right: Json, walk: Walk) -> bool:
    return isinstance(right, list) and not _holds(right, left, walk)


def _contains(left: Json, right: Json, walk: Walk) -> bool:
    if isinstance(left, str):
        return isinstance(right, str) and right in left
    return isinstance(left, list) and _holds(left, right, walk)


def _each(quantifier: Callable[[Iterable[bool]], bool], *, swap: bool = False) -> Compare:
    """Of two arrays: whether every or any element of the left one is in the right one."""

    def compare(left: Json, right: Json, walk: Walk) -> bool:
        if not isinstance(left, list) or not isinstance(right, list):
            return False
        items, pool = (right, left) if swap else (left, right)
        return quantifier(_holds(pool, item, walk) for item in items)

    return compare


def _none(tests: Iterable[bool]) -> bool:
    return not any(tests)


def _size(left: Json, right: Json, _walk: Walk) -> bool:
    return isinstance(left, str | list) and is_number(right) and len(left) == right


def _empty(left: Json, right: Json, _walk: Walk) -> bool:
    return isinstance(left, str | list | dict) and (not left) is right


OPERATORS: Final[dict[str, Compare]] = {
    "==": equal,
    "!=": _unequal,
    "===": _same_type_equal,
    "!==": _not_same_type_equal,
    "<": _ordered(operator.lt),
    "<=": _ordered(operator.le),
    ">": _ordered(operator.gt),
    ">=": _ordered(operator.ge),
    "in": _in,
    "nin": _not_in,
    "subsetof": _each(all),
    "anyof": _each(any),
    "noneof": _each(_none),
    "all": _each(all, swap=True),
    "contains": _contains,
    "size": _size,
    "empty": _empty,
}
