"""Reference paths: the paths of ResultPath, which name one place to put a value.

Source: https://states-language.net/spec.html#reference-paths
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final, TypeAlias

from asl.expr.jsonpath.faults import PathFault
from asl.expr.jsonpath.nodes import (
    Descent,
    Filter,
    Function,
    Index,
    Indices,
    Name,
    Names,
    Query,
    Slice,
    Step,
    Wildcard,
)
from asl.expr.jsonpath.parser import parse_path
from asl.syntax.values import Json

Key: TypeAlias = str | int

_CACHED: Final = 1_024

_REFUSED: Final[dict[type[Step], str]] = {
    Names: "list of names",
    Indices: "list of indices",
    Slice: "slice",
    Wildcard: "wildcard",
    Descent: "..",
    Filter: "filter",
    Function: "function",
}
_ROOTS: Final = {
    "context": "the Context Object cannot be written to",
    "variable": "a variable is set by Assign",
}


class ReferenceFault(Exception):
    """Text that is no reference path.

    Attributes:
        message: what is wrong, in one sentence.
        position: 0-based offset in the path's text, in code points; its length where the text
            ends too early.
    """

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message, position)
        self.message = message
        self.position = position

    def __str__(self) -> str:
        return f"{self.message} (at offset {self.position})"


class ReferenceMismatch(Exception):
    """The document has no such place, and none can be made: `States.ResultPathMatchFailure`.

    Attributes:
        reason: which part of the path does not fit; the words are ours, AWS's are not recorded.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in a document.

    Attributes:
        text: as the definition has it.
        steps: names of members and indices of elements, from the outside in; none for `$`.
        place: takes a document and a value, and gives the document with the value in that place.
            Objects that are missing on the way are made; elements are not. What lies on the way
            is built anew and all else shared; the document is never changed. Raises
            ReferenceMismatch.
    """

    text: str
    steps: tuple[Key, ...]
    place: Callable[[Json, Json], Json]


@lru_cache(maxsize=_CACHED)
def compile_reference(text: str) -> Reference:
    """Compile a reference path that is the whole text; blanks may follow it.

    Raises:
        ReferenceFault: for text that is no path, and for a path that is no reference path.
    """
    try:
        query, end = parse_path(text)
    except PathFault as fault:
        raise ReferenceFault(fault.message, fault.position) from fault
    reason = _ROOTS.get(query.root)
    if reason is not None:
        raise ReferenceFault(f"a reference path starts with a single $: {reason}", 0)
    steps = _keys(query)
    behind = text[end:].lstrip(" \t\r\n")
    if behind:
        message = f'expected ".", "[" or the end of the path, but found "{behind[0]}"'
        raise ReferenceFault(message, text.index(behind, end))
    return Reference(text, steps, partial(_place, steps) if steps else _replace)


def check_one_place(text: str, *, from_end: bool = False) -> None:
    """Whether a path, with whatever root, is made of steps that name one place.

    Args:
        text: that `compile_path` takes.
        from_end: whether an index may count from the end.

    Raises:
        ReferenceFault: where it may lead to many places, or computes something.
    """
    query, _end = parse_path(text)
    _keys(query, from_end=from_end)


def _keys(query: Query, *, from_end: bool = False) -> tuple[Key, ...]:
    keys: list[Key] = []
    for step in query.steps:
        match step:
            case Index(index, at) if index < 0 and not from_end:
                message = "a reference path counts elements from the start, not from the end"
                raise ReferenceFault(message, at)
            case Name(key) | Index(key):
                keys.append(key)
            case _:
                what = _REFUSED[type(step)]
                raise ReferenceFault(f"a reference path names one place: no {what}", step.at)
    return tuple(keys)


def _replace(_document: Json, value: Json) -> Json:
    return value


def _place(steps: tuple[Key, ...], document: Json, value: Json) -> Json:
    around: list[Json] = []
    inner = document
    for depth, key in enumerate(steps):
        _check(steps, depth, inner)
        around.append(inner)
        inner = inner.get(key, {}) if isinstance(key, str) else inner[key]
    placed = value
    for key, container in zip(reversed(steps), reversed(around), strict=True):
        placed = _with(container, key, placed)
    return placed


def _with(container: Json, key: Key, value: Json) -> Json:
    if isinstance(key, str):
        return {**container, key: value}
    return [*container[:key], value, *container[key + 1 :]]


def _check(steps: tuple[Key, ...], depth: int, container: Json) -> None:
    """Raise ReferenceMismatch where the container cannot hold the step at `depth`."""
    key = steps[depth]
    if isinstance(key, str):
        if not isinstance(container, dict):
            raise ReferenceMismatch(f"{_normal(steps[:depth])} is no object to hold ['{key}']")
    elif not isinstance(container, list):
        raise ReferenceMismatch(f"{_normal(steps[:depth])} is no array to hold [{key}]")
    elif key >= len(container):
        held = len(container)
        raise ReferenceMismatch(f"{_normal(steps[:depth])} has {held} elements, and no [{key}]")


def _normal(steps: tuple[Key, ...]) -> str:
    return "$" + "".join(f"['{key}']" if isinstance(key, str) else f"[{key}]" for key in steps)
