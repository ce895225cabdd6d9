"""What to do about text that is no expression: hints, beside the parsers' messages."""

from __future__ import annotations

import re
from typing import Final

_NAME: Final = re.compile(r"[A-Za-z_]\w{0,60}(?:\.\w{1,60}){0,5}")
_QUERY: Final = re.compile(r"\s*\{%")

# By JSONata's error codes.
_QUERIES: Final = {
    "S0101": "close the text with the quote that it begins with",
    "S0202": "put in what is expected, or take out what was got",
    "S0203": "close what has been opened",
    "S0207": "write the rest of it, or remove the operator at its end",
    "S0211": "put a value before it, or remove it",
    "S0302": "close the pattern with /",
}


def path_hint(text: str) -> str:
    """For text that is no path."""
    if text.startswith("$"):
        return "paths look like $.orders[0].id, and names with other signs like $['order id']"
    if _QUERY.match(text):
        return 'a query needs "QueryLanguage": "JSONata"'
    if _NAME.fullmatch(text):
        return f"write $.{text}"
    return "begin it with $ for the input, $$ for the Context Object or $name for a variable"


def reference_hint(text: str) -> str:
    """For text that names no one place."""
    if not text.startswith("$"):
        return path_hint(text)
    return "name one place by fields and indices, such as $.order.lines[0]"


def intrinsic_hint(message: str) -> str:
    """For text that is no call, by what is wrong with it."""
    if "argument" in message or "quotes" in message:
        return "a text stands in single quotes: States.Format('{}', $.name)"
    if "there is no intrinsic function" in message:
        return (
            "the functions are listed at https://states-language.net/spec.html#intrinsic-functions"
        )
    return "calls look like States.Format('{} of {}', $.one, $.all), with nothing behind them"


def query_hint(code: str) -> str:
    """For text that is no JSONata, by JSONata's error code."""
    return _QUERIES.get(code, "expressions look like {% $states.input.price * 2 %}")
