"""What the service model demands of a request, compiled into checks.

A check adds to `found` what is out of its range, in the framework's words, and raises
SerializationException at once where a value is of another type: the framework reads the whole
request before it looks at ranges.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from asl.syntax.values import Json
from asl_server.wire.errors import ConstraintViolations, SerializationException

Shapes: TypeAlias = Mapping[str, dict[str, Json]]
# (value, its path, what is found to be wrong)
Check: TypeAlias = Callable[[Json, str, list[str]], None]

# Texts by which things are found and told apart: no database finds all of them with U+0000 inside.
_KEYS: Final = frozenset(
    {"Arn", "Identity", "KmsKeyId", "LongArn", "TagKey", "TagValue", "TaskToken", "TraceHeader"}
)
# "Length constraints apply to the payload size, and are expressed as bytes in UTF-8 encoding":
# the model says so in words only.
_IN_BYTES: Final = frozenset({"SensitiveData", "SensitiveDataJobInput"})
# The order in which AWS names the values is its own.
_ENUM_ORDER: Final = {
    "ExecutionStatus": "SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING",
}
_TOKENS: Final = {int: "NUMBER_VALUE", float: "NUMBER_VALUE", str: "STRING_VALUE"}


def compile_input(shapes: Shapes, name: str) -> Callable[[Json], None]:
    """The check of a whole request.

    Raises (what is returned):
        SerializationException: where a value is of another type.
        ConstraintViolations: with all that is out of its range.
    """
    structure = _structure(shapes, name, top=True)

    def check(value: Json) -> None:
        found: list[str] = []
        structure(value, "", found)
        if found:
            noun = "error" if len(found) == 1 else "errors"
            text = "; ".join(found)
            raise ConstraintViolations(f"{len(found)} validation {noun} detected: {text}")

    return check


def _check(shapes: Shapes, name: str) -> Check:
    return _KINDS[shapes[name]["type"]](shapes, name)


def _structure(shapes: Shapes, name: str, *, top: bool = False) -> Check:
    shape = shapes[name]
    required = frozenset(shape.get("required", ()))
    members = tuple(
        (member, member in required, _check(shapes, reference["shape"]))
        for member, reference in shape["members"].items()
    )

    def check(value: Json, path: str, found: list[str]) -> None:
        if type(value) is not dict:
            raise _unexpected(value, "a structure")
        for member, needed, inner in members:
            item = value.get(member)
            where = member if top else f"{path}.{member}"
            if item is not None:
                inner(item, where, found)
            elif needed:
                found.append(_worded("Value null", where, "not be null"))

    return check


def _list(shapes: Shapes, name: str) -> Check:
    shape = shapes[name]
    inner = _check(shapes, shape["member"]["shape"])
    element = shape["member"]["shape"]
    least, most = shape.get("min"), shape.get("max")

    def check(value: Json, path: str, found: list[str]) -> None:
        if type(value) is not list:
            raise _unexpected(value, "a list")
        bound = _outside(len(value), least, most)
        if bound is not None:
            shown = f"Value '{_shown(shapes, element, value)}'"
            found.append(_worded(shown, path, f"have length {bound}"))
        for position, item in enumerate(value, start=1):
            where = f"{path}.{position}.member"
            if item is None:
                found.append(_worded("Value null", where, "not be null"))
            else:
                inner(item, where, found)

    return check


def _map(shapes: Shapes, name: str) -> Check:
    inner = _check(shapes, shapes[name]["value"]["shape"])

    def check(value: Json, path: str, found: list[str]) -> None:
        if type(value) is not dict:
            raise _unexpected(value, "a map")
        for key, item in value.items():
            if item is not None:
                inner(item, f"{path}.{key}.member", found)

    return check


def _string(shapes: Shapes, name: str) -> Check:
    shape = shapes[name]
    values = frozenset(shape.get("enum", ()))
    named = _ENUM_ORDER.get(name) or ", ".join(shape.get("enum", ()))
    pattern = shape.get("pattern")
    matches = re.compile(_translated(pattern)).fullmatch if pattern else None
    least, most = shape.get("min"), shape.get("max")
    in_bytes, is_key = name in _IN_BYTES, name in _KEYS
    sensitive = shape.get("sensitive", False)

    def check(value: Json, path: str, found: list[str]) -> None:
        if type(value) is not str:
            raise _unexpected(value, "a String")
        shown = "Value" if sensitive else f"Value '{value}'"
        if values and value not in values:
            found.append(_worded(shown, path, f"satisfy enum value set: [{named}]"))
        if matches is not None and matches(value) is None:
            found.append(_worded(shown, path, f"satisfy regular expression pattern: {pattern}"))
        if is_key and "\0" in value:
            found.append(_worded(shown, path, "not contain U+0000"))
        # No character takes more than four bytes, so most texts need not be encoded to be measured.
        if in_bytes and most is not None and len(value) * 4 > most:
            bound = _outside(len(value.encode()), least, most)
            if bound is not None:
                found.append(_worded(shown, path, f"have size {bound} bytes in UTF-8 encoding"))
            return
        bound = _outside(len(value), least, most)
        if bound is not None:
            found.append(_worded(shown, path, f"have length {bound}"))

    return check


def _number(shapes: Shapes, name: str) -> Check:
    shape = shapes[name]
    least, most = shape.get("min"), shape.get("max")
    whole = shape["type"] in ("integer", "long")

    def check(value: Json, path: str, found: list[str]) -> None:
        if type(value) is not int and (type(value) is not float or whole):
            raise _unexpected(value, "an Integer" if whole else "a Float")
        bound = _outside(value, least, most)
        if bound is not None:
            found.append(_worded(f"Value '{value}'", path, f"have value {bound}"))

    return check


def _boolean(_shapes: Shapes, _name: str) -> Check:
    def check(value: Json, _path: str, _found: list[str]) -> None:
        if type(value) is not bool:
            raise _unexpected(value, "a Boolean")

    return check


_KINDS: Final[dict[str, Callable[[Shapes, str], Check]]] = {
    "structure": _structure,
    "list": _list,
    "map": _map,
    "string": _string,
    "integer": _number,
    "long": _number,
    "float": _number,
    "timestamp": _number,
    "boolean": _boolean,
}


def _outside(size: float, least: float | None, most: float | None) -> str | None:
    if least is not None and size < least:
        return f"greater than or equal to {least}"
    if most is not None and size > most:
        return f"less than or equal to {most}"
    return None


def _worded(shown: str, path: str, demand: str) -> str:
    return f"{shown} at '{path}' failed to satisfy constraint: Member must {demand}"


def _unexpected(value: Json, wanted: str) -> SerializationException:
    if isinstance(value, dict):
        return SerializationException("Start of structure or map found where not expected.")
    if isinstance(value, list):
        return SerializationException("Start of list found where not expected")
    if value is None or isinstance(value, bool):
        token = {None: "NULL_VALUE", True: "TRUE_VALUE", False: "FALSE_VALUE"}[value]
    else:
        token = _TOKENS[type(value)]
    return SerializationException(f"{token} can not be converted to {wanted}")


def _shown(shapes: Shapes, name: str, value: Json) -> str:
    """A value as Java shows it: `[Tag(key=a, value=b)]`."""
    if isinstance(value, list):
        return "[" + ", ".join(_shown(shapes, name, item) for item in value) + "]"
    if isinstance(value, dict):
        members = shapes[name].get("members", {})
        shown = (
            f"{member}={_shown(shapes, reference['shape'], value.get(member))}"
            for member, reference in members.items()
        )
        return f"{name}({', '.join(shown)})"
    if isinstance(value, bool):
        return str(value).lower()
    return "null" if value is None else str(value)


def _translated(pattern: str) -> str:
    """A pattern of Java's in Python's words."""
    return pattern.replace(r"\p{ASCII}", r"[\x00-\x7f]")
