"""Values as a form: `application/x-www-form-urlencoded`, with arrays in four ways.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#url-encode-request-body
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, TypeAlias
from urllib.parse import quote

from asl.runtime.values import GROWTH_LIMIT, oversized, text_of
from asl.syntax.values import Json

ArrayFormat: TypeAlias = Literal["INDICES", "REPEAT", "COMMAS", "BRACKETS"]
ARRAY_FORMATS: Final[tuple[ArrayFormat, ...]] = ("INDICES", "REPEAT", "COMMAS", "BRACKETS")


def form(given: dict[str, Json], arrays: ArrayFormat) -> str:
    """An object as a form.

    Args:
        given: its members are keys; an object inside is written `key[member]`.
        arrays: how the items of an array are written.

    Raises:
        StatesError: States.DataLimitExceeded: keys that are repeated make it too long.
    """
    parts: list[str] = []
    size = 0
    for key, value in given.items():
        for part in _parts(quote(key, safe="", errors="replace"), value, arrays):
            parts.append(part)
            size += len(part) + 1
            if size > GROWTH_LIMIT:
                raise oversized("http")
    return "&".join(parts)


def _parts(key: str, value: Json, arrays: ArrayFormat) -> Iterator[str]:
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _parts(f"{key}{_inside(name)}", member, arrays)
    elif not isinstance(value, list):
        yield f"{key}={_text(value)}"
    elif arrays == "COMMAS":
        if value:
            yield f"{key}={','.join(map(_text, value))}"
    else:
        for index, item in enumerate(value):
            yield from _parts(f"{key}{_mark(index, arrays)}", item, arrays)


def _mark(index: int, arrays: ArrayFormat) -> str:
    match arrays:
        case "INDICES":
            return _inside(str(index))
        case "BRACKETS":
            return _inside("")
        case _:
            return ""


def _inside(name: str) -> str:
    return f"%5B{quote(name, safe='', errors='replace')}%5D"


def _text(value: Json) -> str:
    if value is None:
        return ""
    return quote(value if isinstance(value, str) else text_of(value), safe="", errors="replace")
