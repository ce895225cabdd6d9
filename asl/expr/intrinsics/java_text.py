"""Values as Java prints them, which is how States.Format fills them in."""

from __future__ import annotations

from typing import Final

from asl.expr.intrinsics.kinds import Unfit
from asl.runtime.values import GROWTH_LIMIT
from asl.syntax.values import Json

_WORDS: Final = {None: "null", True: "true", False: "false"}


def fill(pieces: tuple[str, ...], values: tuple[Json, ...]) -> str:
    """The pieces with the values between them; text as it is, objects as `{a=1, b=[x, null]}`.

    Source: recorded of States.Format on objects; see intrinsic_functions in the cases.

    Raises:
        Unfit: as many values as places there are not, or a result past `GROWTH_LIMIT` characters.
    """
    places = len(pieces) - 1
    if places != len(values):
        raise Unfit(f"the template has {places} {{}}, but {len(values)} values to fill in follow")
    parts: list[str] = []
    size = sum(map(len, pieces))
    for piece, value in zip(pieces, values, strict=False):
        parts.append(piece)
        size = _print(value, parts, size)
    parts.append(pieces[-1])
    return "".join(parts)


def _print(value: Json, parts: list[str], size: int) -> int:
    """Add the parts of a value and give the new size."""
    waiting: list[tuple[str, Json]] = [("value", value)]
    while waiting:
        kind, item = waiting.pop()
        if kind == "value" and isinstance(item, dict | list):
            waiting.extend(_open(item))
            continue
        text = item if kind == "text" else _scalar(item)
        parts.append(text)
        size += len(text)
        if size > GROWTH_LIMIT:
            raise Unfit(f"the result has more than {GROWTH_LIMIT:,} characters")
    return size


def _open(value: Json) -> list[tuple[str, Json]]:
    """What a container is printed as, the last part first."""
    printed: list[tuple[str, Json]] = [("text", "{" if isinstance(value, dict) else "[")]
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for place, (key, item) in enumerate(items):
        if place:
            printed.append(("text", ", "))
        if isinstance(value, dict):
            printed.append(("text", f"{key}="))
        printed.append(("value", item))
    printed.append(("text", "}" if isinstance(value, dict) else "]"))
    return printed[::-1]


def _scalar(value: Json) -> str:
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    return str(value)
