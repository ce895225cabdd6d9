"""Dataclasses in JSON and back: one declaration of a shape serves both APIs.

`reader` makes a request from JSON that has been checked; `writer` makes JSON from a result, with
members that are None left out. How instants and JSON text look is the style's to say.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import (
    Any,
    Final,
    NewType,
    TypeAlias,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from asl.runtime.events import Event
from asl.syntax.values import Json

# Text that is JSON: a definition, an input, an output.
JsonText = NewType("JsonText", str)
Shape = TypeVar("Shape")
Convert: TypeAlias = Callable[[Any], Json]


@dataclass(frozen=True, slots=True)
class Style:
    """How the leaves of a result look.

    Attributes:
        instant: of a datetime.
        text: of JSON text.
        event: of an event of a history.
    """

    instant: Convert
    text: Convert | None
    event: Convert


@dataclass(frozen=True, slots=True)
class Member:
    """A field of a dataclass.

    Attributes:
        attribute: in Python.
        name: in JSON.
        type: without `| None`.
    """

    attribute: str
    name: str
    type: Any


# What AWS's JSON 1.0 wants: instants in epoch seconds with milliseconds, JSON as text.
AWS: Final = Style(
    instant=lambda instant: round(instant.timestamp(), 3), text=None, event=Event.to_api
)


def member(name: str) -> Any:
    """A field whose name in JSON is not its own in camel case."""
    return field(metadata={"member": name})


@cache
def members(shape: Any) -> tuple[Member, ...]:
    """The members of a dataclass in order."""
    hints = get_type_hints(shape)
    return tuple(
        Member(own.name, own.metadata.get("member", _camel(own.name)), _plain(hints[own.name]))
        for own in fields(shape)
    )


def reader(shape: type[Shape]) -> Callable[[dict[str, Json]], Shape]:
    """What makes a request of a JSON object; null is the same as absent."""
    key: Any = shape
    made: Callable[[dict[str, Json]], Shape] = _reader(key)
    return made


def writer(shape: Any, style: Style = AWS) -> Callable[[Any], dict[str, Json]]:
    """What makes a JSON object of a result."""
    made: Callable[[Any], dict[str, Json]] = _writer(shape, style)
    return made


@cache
def _reader(shape: Any) -> Any:
    rows = tuple(
        (member.name, member.attribute, _reading(member.type)) for member in members(shape)
    )

    def read(value: dict[str, Json]) -> Any:
        given = {}
        for name, attribute, convert in rows:
            item = value.get(name)
            if item is not None:
                given[attribute] = item if convert is None else convert(item)
        return shape(**given)

    return read


@cache
def _writer(shape: Any, style: Style) -> Any:
    rows = tuple(
        (member.attribute, member.name, _writing(member.type, style)) for member in members(shape)
    )

    def write(value: Any) -> dict[str, Json]:
        written = {}
        for attribute, name, convert in rows:
            item = getattr(value, attribute)
            if item is not None:
                written[name] = item if convert is None else convert(item)
        return written

    return write


def _reading(kind: Any) -> Callable[[Json], Any] | None:
    if get_origin(kind) is tuple:
        inner = _reading(get_args(kind)[0])
        if inner is None:
            return tuple
        return lambda value: tuple(inner(item) for item in value)
    if is_dataclass(kind):
        assert isinstance(kind, type), "a field is annotated with a class"
        return reader(kind)
    return None


def _writing(kind: Any, style: Style) -> Convert | None:
    if get_origin(kind) is tuple:
        inner = _writing(get_args(kind)[0], style)
        if inner is None:
            return list
        return lambda value: [inner(item) for item in value]
    if kind is datetime:
        return style.instant
    if kind is JsonText:
        return style.text
    if kind is Event:
        return style.event
    if is_dataclass(kind):
        assert isinstance(kind, type), "a field is annotated with a class"
        return writer(kind, style)
    return None


def _plain(hint: Any) -> Any:
    """A type without `| None`."""
    if get_origin(hint) in (Union, types.UnionType):
        (hint,) = (part for part in get_args(hint) if part is not types.NoneType)
    return hint


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
