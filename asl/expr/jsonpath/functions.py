"""The functions that a path may end in: `$.prices.sum()`.

A row takes the value the path has led to and its arguments, and gives a value or MISSING. Numbers
stay integers where Jayway would give a double: its own documentation shows no form.

Source: Jayway's PathFunctionFactory.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from asl.expr.jsonpath.comparison import canonical, is_number
from asl.expr.jsonpath.walk import MISSING
from asl.syntax.values import Json

Apply: TypeAlias = Callable[[Json, list[Json]], Json]

_MANY: Final = 1_000


@dataclass(frozen=True, slots=True)
class PathFunction:
    """A function and how many arguments it takes.

    `gathers` tells whether its result, or the text it works on, may be as large as the value and
    the arguments together.
    """

    apply: Apply
    least: int = 0
    most: int = 0
    gathers: bool = False

    @property
    def wants(self) -> str:
        """The number of arguments in words."""
        if self.most == 0:
            return "no argument"
        if self.least == self.most:
            return f"{self.most} argument"
        return f"{self.least} to {self.most:,} arguments"


def _numbers(value: Json, arguments: list[Json]) -> list[Json]:
    """The numbers in the array and in the arguments, arrays among those opened."""
    found = list(value) if isinstance(value, list) else []
    for argument in arguments:
        found.extend(argument if isinstance(argument, list) else [argument])
    return [number for number in found if is_number(number)]


def _finite(number: float) -> Json:
    return number if math.isfinite(number) else MISSING


def _aggregate(calculate: Callable[[list[Json]], Json]) -> Apply:
    """A function of some numbers; MISSING of none, and past the range of a float."""

    def apply(value: Json, arguments: list[Json]) -> Json:
        numbers = _numbers(value, arguments)
        if not numbers:
            return MISSING
        try:
            return calculate(numbers)
        except OverflowError:
            return MISSING

    return apply


def _sum(numbers: list[Json]) -> Json:
    if all(isinstance(number, int) for number in numbers):
        return sum(numbers)
    return _finite(math.fsum(numbers))


def _average(numbers: list[Json]) -> Json:
    total = _sum(numbers)
    if isinstance(total, int) and total % len(numbers) == 0:
        return total // len(numbers)
    return MISSING if total is MISSING else total / len(numbers)


def _deviation(numbers: list[Json]) -> Json:
    """The standard deviation of a whole population."""
    middle = math.fsum(numbers) / len(numbers)
    return _finite(math.sqrt(math.fsum((n - middle) ** 2 for n in numbers) / len(numbers)))


def _length(value: Json, arguments: list[Json]) -> Json:
    measured = arguments[0] if arguments else value
    return len(measured) if isinstance(measured, list | dict) else None


def _keys(value: Json, _arguments: list[Json]) -> Json:
    return list(value) if isinstance(value, dict) else None


def _concat(value: Json, arguments: list[Json]) -> Json:
    parts = [part for part in value if isinstance(part, str)] if isinstance(value, list) else []
    for argument in arguments:
        parts.extend(_text(a) for a in (argument if isinstance(argument, list) else [argument]))
    return "".join(parts)


def _text(value: Json) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _append(value: Json, arguments: list[Json]) -> Json:
    return [*value, *arguments] if isinstance(value, list) else MISSING


def _distinct(value: Json, _arguments: list[Json]) -> Json:
    if not isinstance(value, list):
        return MISSING
    first: dict[str, Json] = {}
    for item in value:
        first.setdefault(canonical(item), item)
    return list(first.values())


def _element(index: int | None) -> Apply:
    """The element of an array at `index`, or at the argument's."""

    def apply(value: Json, arguments: list[Json]) -> Json:
        place = arguments[0] if index is None else index
        if not isinstance(value, list) or type(place) is not int:
            return MISSING
        return value[place] if -len(value) <= place < len(value) else MISSING

    return apply


FUNCTIONS: Final[dict[str, PathFunction]] = {
    "length": PathFunction(_length, most=1),
    "size": PathFunction(_length, most=1),
    "min": PathFunction(_aggregate(min), most=_MANY),
    "max": PathFunction(_aggregate(max), most=_MANY),
    "sum": PathFunction(_aggregate(_sum), most=_MANY),
    "avg": PathFunction(_aggregate(_average), most=_MANY),
    "stddev": PathFunction(_aggregate(_deviation), most=_MANY),
    "concat": PathFunction(_concat, most=_MANY, gathers=True),
    "keys": PathFunction(_keys),
    "first": PathFunction(_element(0)),
    "last": PathFunction(_element(-1)),
    "index": PathFunction(_element(None), least=1, most=1),
    "append": PathFunction(_append, least=1, most=_MANY, gathers=True),
    "distinct": PathFunction(_distinct, gathers=True),
}
