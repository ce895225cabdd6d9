"""What a function wants of an argument, and the argument as the function takes it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from asl.runtime.values import exceeds
from asl.syntax.values import Json

# Source of the limits: https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
MAX_TEXT: Final = 10_000
MAX_ARRAY_BYTES: Final = 262_144
MAX_INTEGER: Final = 2**31 - 1
MIN_INTEGER: Final = -(2**31)


# Characters of a number that is shown as it is.
_SHORT: Final = 30


class Unfit(ValueError):
    """The argument is not what is wanted."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What an argument must be.

    Attributes:
        wanted: in words, as in "must be an array".
        read: gives the argument as the function takes it; raises Unfit.
    """

    wanted: str
    read: Callable[[Json], Json]


def describe(value: Json) -> str:
    """A value in words that follow "but was": itself if it is short, else its type and size."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            text = str(value)
            return text if len(text) < _SHORT else "a number"
        case str() if len(value) > MAX_TEXT:
            return f"text of {len(value):,}"
        case str():
            return "text"
        case list():
            return "an array"
        case _:
            return "an object"


def round_half_up(number: float) -> int:
    """The nearest integer, of two the greater one: as Java's Math.round, and exact."""
    if isinstance(number, int):
        return number
    below = math.floor(number)
    return below + (2 * (number - below) >= 1)


def _any(value: Json) -> Json:
    return value


def _text(value: Json) -> Json:
    if not isinstance(value, str):
        raise Unfit
    return value


def _short_text(value: Json) -> Json:
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise Unfit
    return value


def _template(value: Json) -> Json:
    """A literal comes as the pieces between its `{}`; other text is cut here, knowing no escape."""
    if isinstance(value, str):
        return tuple(value.split("{}"))
    if not isinstance(value, tuple):
        raise Unfit
    return value


def _array(value: Json) -> Json:
    if not isinstance(value, list):
        raise Unfit
    return value


def _bounded_array(value: Json) -> Json:
    if not isinstance(value, list) or exceeds(value, MAX_ARRAY_BYTES):
        raise Unfit
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if len(text.encode("utf-8", "surrogatepass")) > MAX_ARRAY_BYTES:
        raise Unfit
    return value


def _object(value: Json) -> Json:
    if not isinstance(value, dict):
        raise Unfit
    return value


def _integer(value: Json) -> Json:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unfit
    number = round_half_up(value)
    if not MIN_INTEGER <= number <= MAX_INTEGER:
        raise Unfit
    return number


def _false(value: Json) -> Json:
    if value is not False:
        raise Unfit
    return value


ANY: Final = Kind("a value", _any)
TEXT: Final = Kind("text", _text)
SHORT_TEXT: Final = Kind(f"text of at most {MAX_TEXT:,} characters", _short_text)
TEMPLATE: Final = Kind("text", _template)
ARRAY: Final = Kind("an array", _array)
BOUNDED_ARRAY: Final = Kind(f"an array of at most {MAX_ARRAY_BYTES:,} bytes", _bounded_array)
OBJECT: Final = Kind("an object", _object)
INTEGER: Final = Kind("an integer from -2,147,483,648 to 2,147,483,647", _integer)
FALSE: Final = Kind("false", _false)
