"""The operators of Terraform.

Source: https://developer.hashicorp.com/terraform/language/expressions/operators
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Context, Decimal, DecimalException
from typing import Final

from asl.carriers.terraform.expressions import Binary, Unary
from asl.carriers.terraform.texts import as_number, as_text, as_truth, is_open
from asl.carriers.woven import Items, Kind, Members, Scalar, Spot, Text, Unknown, Woven

_PRECISE: Final = Context(prec=60)
_ARITHMETIC: Final[dict[str, Callable[[Decimal, Decimal], Decimal]]] = {
    "+": _PRECISE.add,
    "-": _PRECISE.subtract,
    "*": _PRECISE.multiply,
    "/": _PRECISE.divide,
    "%": _PRECISE.remainder,
}
_ORDER: Final[dict[str, Callable[[Decimal, Decimal], bool]]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


def unary(one: Unary, operand: Woven) -> Woven:
    """`-a` and `!a`."""
    if one.operator == "!":
        truth = as_truth(operand)
        if truth is None:
            return Unknown(one.spot, _reason(operand), "bool")
        return Scalar(one.spot, not truth)
    number = as_number(operand)
    if number is None:
        return Unknown(one.spot, _reason(operand), "number")
    return Scalar(one.spot, -number)


def binary(one: Binary, left: Woven, right: Woven) -> Woven:
    """What an operator makes of two values."""
    if one.operator in ("&&", "||"):
        return _logical(one, left, right)
    if one.operator in ("==", "!="):
        same = are_equal(left, right)
        if same is None:
            return Unknown(one.spot, _reason(left, right), "bool")
        return Scalar(one.spot, same is (one.operator == "=="))
    numbers = as_number(left), as_number(right)
    if numbers[0] is None or numbers[1] is None:
        kind: Kind = "number" if one.operator in _ARITHMETIC else "bool"
        return Unknown(one.spot, _reason(left, right), kind)
    if one.operator in _ORDER:
        return Scalar(one.spot, _ORDER[one.operator](numbers[0], numbers[1]))
    try:
        return Scalar(one.spot, _ARITHMETIC[one.operator](numbers[0], numbers[1]))
    except DecimalException:
        return Unknown(one.spot, "it is no number", "number")


def _logical(one: Binary, left: Woven, right: Woven) -> Woven:
    truths = as_truth(left), as_truth(right)
    decided = one.operator == "||"
    if decided in truths:
        return Scalar(one.spot, decided)
    if None in truths:
        return Unknown(one.spot, _reason(left, right), "bool")
    return Scalar(one.spot, not decided)


def are_equal(left: Woven, right: Woven) -> bool | None:
    """Whether two values are equal; None where that is not known."""
    if is_open(left) or is_open(right):
        return None
    match left, right:
        case Text(), Text():
            return left.value == right.value
        case Scalar(), Scalar():
            numbers = as_number(left), as_number(right)
            return left.value is right.value if None in numbers else numbers[0] == numbers[1]
        case (Items() | Members(), Items() | Members()):
            return None
        case _:
            return False


def read_index(spot: Spot, value: Woven, key: Woven) -> Woven:
    """`value[key]`, or an attribute."""
    if isinstance(value, Unknown):
        return Unknown(spot, value.reason)
    if is_open(key):
        return Unknown(spot, "which one is meant is not known")
    if isinstance(value, Members):
        found = value.named().get(as_text(key).value)
        if found is None and value.more is None:
            return Unknown(spot, f'there is no "{as_text(key).value}"')
        return found or Unknown(spot, value.more.reason if value.more else "")
    number = as_number(key)
    if isinstance(value, Items) and number is not None and number == number.to_integral_value():
        if 0 <= number < len(value.items):
            return value.items[int(number)]
        return Unknown(spot, "the list is not that long")
    return Unknown(spot, "there is no such thing")


def _reason(*values: Woven) -> str:
    known = (value for value in values if isinstance(value, Unknown))
    return next((value.reason for value in known), "its parts are of other types")
