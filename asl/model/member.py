"""Members: what a record's fields are called in a definition, and how each is read."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from functools import lru_cache
from typing import Any, TypeVar, get_type_hints

from asl.diagnostics.finding import did_you_mean
from asl.model.place import Language, Place, Read

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Member:
    """How one field of a record stands in the definition.

    Attributes:
        name: the member's name.
        read: turns the value into the field's value; reports what is wrong.
        only: the query language under which it may stand; None for both.
        path: the name of its `…Path` twin, which JSONPath has beside the literal; "" for none.
        read_path: reads the twin.
        former: an older spelling that is still accepted.
    """

    name: str
    read: Read
    only: Language | None = None
    path: str = ""
    read_path: Read | None = None
    former: str = ""

    def spellings(self, language: Language) -> tuple[str, ...]:
        """The names under which the field may stand."""
        names = [self.name] if self.only in (None, language) else []
        if self.path and language == "JSONPath":
            names.append(self.path)
        if self.former and self.only in (None, language):
            names.append(self.former)
        return tuple(names)


@dataclass(frozen=True, slots=True)
class Declared:
    """A field of a record together with its member."""

    field: str
    member: Member
    required: bool


def declared(record: type) -> tuple[Declared, ...]:
    """The members of a record class, from its annotations, in order of declaration."""
    return _declared(record)


@lru_cache(maxsize=256)
def _declared(record: type[Any]) -> tuple[Declared, ...]:
    hints = get_type_hints(record, include_extras=True)
    found = []
    for field in fields(record):
        for extra in getattr(hints[field.name], "__metadata__", ()):
            if isinstance(extra, Member):
                required = field.default is MISSING and field.default_factory is MISSING
                found.append(Declared(field.name, extra, required))
    return tuple(found)


def read_record(record: type[T], place: Place, **given: object) -> T | None:
    """Read an object into a record; every fault is reported, and then there is no record.

    Args:
        record: a dataclass whose fields are annotated with `Member`.
        place: the object.
        given: values of fields that are no members.

    Returns:
        The record, or None where a finding was reported for it or inside it.
    """
    if not isinstance(place.value, dict):
        place.report("not-an-object", f"expected an object, found {shown_type(place.value)}")
        return None
    before = len(place.findings)
    members = declared(record)
    _report_unknown(members, place, record)
    values: dict[str, Any] = dict(given)
    for item in members:
        found = [name for name in item.member.spellings(place.language) if name in place.value]
        if not found:
            if item.required:
                _report_missing(item, place)
            continue
        if len(found) > 1:
            place.member(found[1]).report(
                "exclusive-fields",
                f'"{found[0]}" and "{found[1]}" say the same thing and cannot both stand',
                hint=f'remove one of "{found[0]}" and "{found[1]}"',
                at_key=True,
            )
        read = item.member.read
        if found[0] == item.member.path and item.member.read_path is not None:
            read = item.member.read_path
        values[item.field] = read(place.member(found[0]))
    if len(place.findings) > before:
        return None
    return record(**values)


def _report_missing(item: Declared, place: Place) -> None:
    place.report(
        "missing-field",
        f"The field '{item.member.name}' is required but was missing",
        hint=f'add "{item.member.name}"',
    )


def _report_unknown(members: tuple[Declared, ...], place: Place, record: type) -> None:
    here = [name for item in members for name in item.member.spellings(place.language)]
    other: Language = "JSONPath" if place.language == "JSONata" else "JSONata"
    there = {name for item in members for name in item.member.spellings(other)}
    allowed = {*here, *getattr(record, "ALSO", ())}
    for name in place.value:
        if name in allowed:
            continue
        at = place.member(name)
        if name in there:
            at.report(
                "wrong-query-language",
                f'"{name}" is a field of {other}, and this state speaks {place.language}',
                hint=_OTHER_SPELLING.get(name),
                at_key=True,
            )
        else:
            at.report(
                "unknown-field",
                f'"{name}" is no field of {_article(record)}',
                hint=did_you_mean(name, here),
                at_key=True,
            )


_OTHER_SPELLING = {
    "InputPath": "take what you need from $states.input",
    "OutputPath": 'shape the output with "Output"',
    "Parameters": 'use "Arguments"',
    "ResultSelector": 'shape the result with "Output"',
    "ResultPath": 'shape the result with "Output"',
    "ItemsPath": 'use "Items"',
    "Arguments": 'use "Parameters", or set "QueryLanguage": "JSONata"',
    "Output": 'use "ResultSelector", "ResultPath" and "OutputPath", or set '
    '"QueryLanguage": "JSONata"',
    "Items": 'use "ItemsPath", or set "QueryLanguage": "JSONata"',
    "Condition": 'use "Variable" with a comparison, or set "QueryLanguage": "JSONata"',
}


def _article(record: type) -> str:
    called = getattr(record, "CALLED", record.__name__)
    return f"{'an' if called[0] in 'AEIOU' else 'a'} {called}"


def shown_type(value: object) -> str:
    """What a value is, for messages: `a number`, `null`."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "an array"
        case _:
            return "an object"
