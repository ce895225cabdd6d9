"""Values of Terraform as texts, numbers and truth values, converted as Terraform converts them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

from asl.carriers.weaving import number_text
from asl.carriers.woven import Items, Members, Scalar, Text, Unknown, Woven, hole, told

_LONGEST_NUMBER: Final = 100


def as_text(value: Woven) -> Text:
    """A value as a text: a hole where it is not known, or is none."""
    match value:
        case Text():
            return value
        case Scalar() if value.value is not None:
            return told(number_text(value.value), value.spot)
        case Unknown():
            return hole(value)
        case _:
            return hole(Unknown(value.spot, "a list or an object is no text"))


def is_open(value: Woven) -> bool:
    """Whether a value, or a part of it that tells what it is, is not known."""
    match value:
        case Unknown():
            return True
        case Text():
            return value.hole is not None
        case Items() | Members():
            return value.more is not None
        case _:
            return False


def as_number(value: Woven) -> Decimal | None:
    """A value as a number; None where it is none, or not known."""
    match value:
        case Scalar(value=int() | Decimal() as number) if not isinstance(number, bool):
            return Decimal(number)
        case Scalar(value=float(number)):
            return Decimal(repr(number))
        case Text() if not is_open(value):
            return _number(value.value)
        case _:
            return None


def _number(text: str) -> Decimal | None:
    if len(text) > _LONGEST_NUMBER or not text[-1:].isdigit() or text.strip() != text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if abs(number.adjusted()) <= _LONGEST_NUMBER else None


def as_truth(value: Woven) -> bool | None:
    """A value as true or false; None where it is neither, or not known."""
    match value:
        case Scalar(value=bool(truth)):
            return truth
        case Text() if not is_open(value):
            return {"true": True, "false": False}.get(value.value)
        case _:
            return None
