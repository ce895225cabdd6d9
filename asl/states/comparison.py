"""The 39 comparison operators of JSONPath Choice rules, as a table.

A value of the wrong type makes a comparison false, never an error (recorded).

Source: https://states-language.net/spec.html#choice-state
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

from asl.expr.timestamp import parse_timestamp
from asl.model.kinds import is_number
from asl.syntax.values import Json

Test: TypeAlias = Callable[[Json], bool]


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator.

    Attributes:
        wanted: what its operand must be, for messages.
        accepts: whether a literal operand is of that kind.
        test: makes the test of a value from the operand.
        path: whether the operand is a path to the value compared with.
        of_absent: the test needs no value at the path: IsPresent.
    """

    wanted: str
    accepts: Callable[[Json], bool]
    test: Callable[[Json], Test]
    path: bool = False
    of_absent: bool = False


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


def _is_boolean(value: Json) -> bool:
    return isinstance(value, bool)


def _instant(value: Json) -> datetime | None:
    return parse_timestamp(value) if isinstance(value, str) else None


def _units(text: str) -> bytes:
    """Text in the order of its UTF-16 code units, which is how AWS compares (recorded)."""
    return text.encode("utf-16-be", "surrogatepass")


def _texts(compare: Callable[[Any, Any], bool]) -> Callable[[Json], Test]:
    def make(operand: Json) -> Test:
        if not isinstance(operand, str):
            return _never
        if compare is operator.eq:
            return lambda value: isinstance(value, str) and value == operand
        units = _units(operand)
        return lambda value: isinstance(value, str) and compare(_units(value), units)

    return make


def _numbers(compare: Callable[[Any, Any], bool]) -> Callable[[Json], Test]:
    def make(operand: Json) -> Test:
        if not is_number(operand):
            return _never
        return lambda value: is_number(value) and compare(value, operand)

    return make


def _instants(compare: Callable[[Any, Any], bool]) -> Callable[[Json], Test]:
    def make(operand: Json) -> Test:
        wanted = _instant(operand)
        if wanted is None:
            return _never

        def test(value: Json) -> bool:
            instant = _instant(value)
            return instant is not None and compare(instant, wanted)

        return test

    return make


def _booleans(operand: Json) -> Test:
    if not isinstance(operand, bool):
        return _never
    return lambda value: value is operand


def _never(_value: Json) -> bool:
    return False


def _kind(holds: Callable[[Json], bool]) -> Callable[[Json], Test]:
    """`IsX: true` tests for the kind, `IsX: false` for any other."""
    return lambda operand: lambda value: holds(value) is operand


def _matches(operand: Json) -> Test:
    if not isinstance(operand, str):
        return _never
    pieces = wildcard_pieces(operand)
    return lambda value: isinstance(value, str) and matches_wildcard(value, pieces)


_ESCAPED: Final = re.compile(r"\\([*\\])|\*")


def wildcard_pieces(pattern: str) -> list[str]:
    r"""The literal pieces of a StringMatches pattern between its `*`; `\*` is a star itself."""
    pieces, piece, at = [], "", 0
    for match in _ESCAPED.finditer(pattern):
        piece += pattern[at : match.start()]
        at = match.end()
        if match.group(1) is None:
            pieces.append(piece)
            piece = ""
        else:
            piece += match.group(1)
    return [*pieces, piece + pattern[at:]]


def matches_wildcard(text: str, pieces: list[str]) -> bool:
    """Whether the text is the pieces with anything between them; linear in the text."""
    first, *rest = pieces
    if not rest:
        return text == first
    *middle, last = rest
    if not text.startswith(first):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in middle:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return at <= end and text.endswith(last)


_COMPARISONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "Equals": operator.eq,
    "LessThan": operator.lt,
    "GreaterThan": operator.gt,
    "LessThanEquals": operator.le,
    "GreaterThanEquals": operator.ge,
}
_FAMILIES: Final = {
    "String": ("a string", _is_text, _texts),
    "Numeric": ("a number", is_number, _numbers),
    "Timestamp": ("an RFC 3339 timestamp", lambda value: _instant(value) is not None, _instants),
}
_KINDS: Final[dict[str, Callable[[Json], bool]]] = {
    "IsNull": lambda value: value is None,
    "IsNumeric": is_number,
    "IsString": _is_text,
    "IsBoolean": _is_boolean,
    "IsTimestamp": lambda value: _instant(value) is not None,
}


def _table() -> dict[str, Operator]:
    table: dict[str, Operator] = {}
    for family, (wanted, accepts, make) in _FAMILIES.items():
        for name, compare in _COMPARISONS.items():
            test = make(compare)
            table[f"{family}{name}"] = Operator(wanted, accepts, test)
            table[f"{family}{name}Path"] = Operator("a JSONPath", _is_text, test, path=True)
    table["BooleanEquals"] = Operator("true or false", _is_boolean, _booleans)
    table["BooleanEqualsPath"] = Operator("a JSONPath", _is_text, _booleans, path=True)
    table["StringMatches"] = Operator("a string", _is_text, _matches)
    for name, holds in _KINDS.items():
        table[name] = Operator("true or false", _is_boolean, _kind(holds))
    table["IsPresent"] = Operator(
        "true or false", _is_boolean, _kind(lambda _value: True), of_absent=True
    )
    return table


OPERATORS: Final = _table()
