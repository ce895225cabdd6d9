"""Results in REST: instants in ISO 8601, and JSON as itself instead of text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, get_args, get_origin

import orjson

from asl.runtime.events import Event
from asl.syntax.values import Json
from asl_server.wire.members import JsonText, Style, members, writer

# Members of an event's details that are JSON text.
_TEXTS: Final = frozenset({"input", "output", "parameters"})
_VARIABLES: Final = "assignedVariables"
_SCALARS: Final[dict[Any, dict[str, Json]]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
    JsonText: {"description": "any JSON value"},
    Event: {"type": "object", "description": "HistoryEvent, with JSON as JSON"},
}


def iso(instant: datetime) -> str:
    """`2026-01-01T00:00:00.000Z`."""
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def event(shown: Event) -> dict[str, Json]:
    """An event with its payloads as JSON."""
    written = shown.to_api()
    written["timestamp"] = iso(shown.at)
    for name, details in written.items():
        if isinstance(details, dict):
            written[name] = {key: _payload(key, value) for key, value in details.items()}
    return written


def _payload(member: str, value: Json) -> Json:
    if member in _TEXTS and isinstance(value, str):
        return orjson.Fragment(value)
    if member == _VARIABLES and isinstance(value, Mapping):
        return {name: orjson.Fragment(text) for name, text in value.items()}
    return value


REST: Final = Style(instant=iso, text=orjson.Fragment, event=event)


def dump(result: Any) -> bytes:
    """A result as JSON."""
    return orjson.dumps(writer(type(result), REST)(result))


def schema_of(shape: Any) -> dict[str, Json]:
    """The JSON Schema of a result, for OpenAPI."""
    if get_origin(shape) is tuple:
        return {"type": "array", "items": schema_of(get_args(shape)[0])}
    known = _SCALARS.get(shape)
    if known is not None:
        return known
    if get_args(shape):
        return {"enum": list(get_args(shape))}
    return {
        "type": "object",
        "properties": {member.name: schema_of(member.type) for member in members(shape)},
    }
