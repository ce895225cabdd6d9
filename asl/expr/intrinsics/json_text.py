"""JSON text of States.StringToJson, read strictly."""

from __future__ import annotations

import json
import math
import re
from typing import Final, NoReturn

from asl.expr.intrinsics.kinds import Unfit
from asl.syntax.values import MAX_DEPTH, MAX_DIGITS, Json

_BLANKS: Final = " \t\r\n"
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', re.DOTALL)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def read_json(text: str) -> Json:
    """The value that the text stands for; blank text stands for null, as recorded from AWS.

    Raises:
        Unfit: no JSON, a number without a value (NaN, 1e999), too deep, or half a character.
    """
    if not text.strip(_BLANKS):
        return None
    if text.count("[") + text.count("{") > MAX_DEPTH and _depth(text) > MAX_DEPTH:
        raise Unfit(f"the JSON text is nested more than {MAX_DEPTH} deep")
    try:
        value = json.loads(text, parse_constant=_no_number, parse_float=_finite, parse_int=_integer)
    except json.JSONDecodeError as error:
        raise Unfit(f"the text is no JSON: {error.msg} at offset {error.pos}") from error
    if "\\u" in text and _SURROGATE.search(json.dumps(value, ensure_ascii=False)):
        raise Unfit("the JSON text holds half a surrogate pair")
    return value


def _depth(text: str) -> int:
    depth = deepest = 0
    for token in _TOKEN.finditer(text):
        first = token.group()[0]
        if first in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif first in "]}":
            depth -= 1
    return deepest


def _no_number(word: str) -> NoReturn:
    raise Unfit(f"the text is no JSON: {word} is no number")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise Unfit(f"the number {text[:40]} is beyond the range of a 64-bit float")
    return number


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise Unfit(f"an integer has more than {MAX_DIGITS} digits")
    return int(text)
