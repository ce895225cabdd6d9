"""When two JSON values are the same, where Python would say that 1 == True."""

from __future__ import annotations

from collections.abc import Callable

from asl.syntax.values import Json


def is_number(value: Json) -> bool:
    """Whether the value is a JSON number; Python's booleans are ints, JSON's are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def same_scalar(left: Json, right: Json) -> bool:
    """Whether two values that are no containers are the same; 1 and 1.0 are."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return bool(left == right)


def same(left: Json, right: Json, spend: Callable[[int], None]) -> bool:
    """Whether two values are the same all the way down.

    Args:
        left: any value, however deep.
        right: any value, however deep.
        spend: told how many values are about to be compared; may raise.
    """
    pairs = [(left, right)]
    while pairs:
        one, other = pairs.pop()
        if isinstance(one, dict):
            if not isinstance(other, dict) or one.keys() != other.keys():
                return False
            spend(len(one))
            pairs.extend((value, other[key]) for key, value in one.items())
        elif isinstance(one, list):
            if not isinstance(other, list) or len(one) != len(other):
                return False
            spend(len(one))
            pairs.extend(zip(one, other, strict=True))
        elif isinstance(other, dict | list) or not same_scalar(one, other):
            return False
    return True


def canonical(value: Json) -> str:
    """A text that two values share exactly when they are the same: a key for sets of values."""
    parts: list[str] = []
    # A str among the values yet to be written is written as it is; JSON strings are quoted first.
    waiting: list[tuple[bool, Json]] = [(False, value)]
    while waiting:
        ready, item = waiting.pop()
        if ready:
            parts.append(item)
        elif isinstance(item, dict):
            waiting.append((True, "}"))
            for key in sorted(item, reverse=True):
                waiting.append((False, item[key]))
                waiting.append((True, f"{key!r}:"))
            parts.append("{")
        elif isinstance(item, list):
            waiting.append((True, "]"))
            for element in reversed(item):
                waiting.append((True, ","))
                waiting.append((False, element))
            parts.append("[")
        else:
            parts.append(_scalar(item))
    return "".join(parts)


def _scalar(value: Json) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return repr(value)
