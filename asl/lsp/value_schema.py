"""The JSON Schema of a value, from the shape that it has to have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, assert_never

from asl.lsp.shapes import (
    Amount,
    Flag,
    Items,
    Many,
    One,
    Path,
    Shape,
    States,
    Text,
    Texts,
    Value,
    Variables,
    Whole,
    Word,
)
from asl.lsp.words import Field
from asl.model.place import JSONATA, JSONPATH, Language

Schema: TypeAlias = dict[str, Any]

# A query, and a hole that a deployment tool fills: either may stand for what is no text.
_QUERY: Final = r"^\{%"
_HOLE: Final = r"^\$\{[^{}]+\}$"
_LONGEST_NAME: Final = 80
# An RFC 3339 instant, or what stands for one.
_INSTANT: Final = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?"
    rf"(?:Z|[+-][0-9]{{2}}:[0-9]{{2}})$|{_HOLE}"
)
_LABEL: Final = r"""^(?:[^\s?*<>{}\[\]:;,\\|^~$#%&`"]|\$\{[^{}]+\})*$"""


@dataclass(frozen=True, slots=True)
class Context:
    """Where a value stands.

    Attributes:
        language: the query language that holds there.
        machine: that of the machine, and so of the states inside this one.
        reference: refers to the schema of a part; `State` is a state of any type.
    """

    language: Language
    machine: Language
    reference: Callable[[str, Context], Schema]


def described(schema: Schema, field: Field) -> Schema:
    """A schema with what its field means."""
    found = {"description": f"{field.entry.says}\n{field.entry.link}", **schema}
    if field.default is not None:
        found["default"] = field.default
    if field.former:
        found["deprecated"] = True
    return found


def schema_of(shape: Shape, context: Context) -> Schema:  # noqa: C901, PLR0912 - a case a shape
    """The schema of a value."""
    match shape:
        case Text():
            return _text(shape, context)
        case Word(words=words):
            return {"enum": list(words)}
        case Whole() | Amount():
            return _number(shape, context)
        case Flag(query=query):
            return _or_text({"type": "boolean"}, context, query=query)
        case Path():
            return _path(shape)
        case Value(fixed=fixed):
            is_template = context.language == JSONPATH and not fixed
            return {"$ref": "#/$defs/template"} if is_template else {}
        case Items():
            return {"type": ["array", "object", "string"], "pattern": _QUERY}
        case Variables():
            return _variables(context)
        case Texts(least=least):
            return _array({"type": "string"}, least)
        case One(part=part):
            return context.reference(part, context)
        case Many(part=part, least=least):
            return _array(context.reference(part, context), least)
        case States():
            return {
                "type": "object",
                "minProperties": 1,
                "propertyNames": {"minLength": 1, "maxLength": _LONGEST_NAME},
                "additionalProperties": context.reference("State", context),
            }
        case _:
            assert_never(shape)


def _text(shape: Text, context: Context) -> Schema:
    found: Schema = {"type": "string"}
    if shape.names == "instant":
        is_query = shape.query and context.language == JSONATA
        found["pattern"] = f"{_INSTANT}|{_QUERY}" if is_query else _INSTANT
    elif shape.names == "label":
        found["pattern"] = _LABEL
    if shape.least:
        found["minLength"] = shape.least
    if shape.most is not None:
        found["maxLength"] = shape.most
    return found


def _number(shape: Whole | Amount, context: Context) -> Schema:
    found: Schema = {"type": "integer" if isinstance(shape, Whole) else "number"}
    if shape.low != float("-inf"):
        found["minimum"] = shape.low
    if shape.high is not None:
        found["maximum"] = shape.high
    return _or_text(found, context, query=shape.query)


def _or_text(schema: Schema, context: Context, *, query: bool) -> Schema:
    """What is no text, or a text that stands for it: a query, or a hole to be filled."""
    is_query = query and context.language == JSONATA
    pattern = f"{_QUERY}|{_HOLE}" if is_query else _HOLE
    return {**schema, "type": [schema["type"], "string"], "pattern": pattern}


def _path(shape: Path) -> Schema:
    found: Schema = {"type": ["string", "null"] if shape.null else "string"}
    if not shape.call:
        found["pattern"] = r"^\$"
    return found


def _variables(context: Context) -> Schema:
    found: Schema = {"type": "object", "properties": {"states": False}}
    return {**found, "$ref": "#/$defs/template"} if context.language == JSONPATH else found


def _array(items: Schema, least: int) -> Schema:
    found: Schema = {"type": "array", "items": items}
    return {**found, "minItems": least} if least else found
