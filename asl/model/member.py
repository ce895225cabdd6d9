"""Members: what a record's fields are called in a definition, and how each is read."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields, replace
from functools import lru_cache
from typing import Any, TypeVar, get_type_hints

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


@dataclass(frozen=True, slots=True)
class Spelled:
    """Every name that a record's members may have under one language.

    Attributes:
        fields: by name, the field and what reads it.
        required: fields that must be given, with the name to ask for.
        elsewhere: names that stand under the other language only.
    """

    fields: dict[str, tuple[str, Read]]
    required: tuple[tuple[str, str], ...]
    elsewhere: frozenset[str]


@lru_cache(maxsize=256)
def _declared(record: type[Any]) -> tuple[Declared, ...]:
    """The members of a record class, from its annotations, in order of declaration."""
    hints = get_type_hints(record, include_extras=True)
    found = []
    for field in fields(record):
        for extra in getattr(hints[field.name], "__metadata__", ()):
            if isinstance(extra, Member):
                required = field.default is MISSING and field.default_factory is MISSING
                found.append(Declared(field.name, extra, required))
    return tuple(found)


def spelled(record: type, language: Language) -> Spelled:
    """The names under which a record is read."""
    return _spelled(record, language)


@lru_cache(maxsize=512)
def _spelled(record: type, language: Language) -> Spelled:
    other: Language = "JSONPath" if language == "JSONata" else "JSONata"
    names: dict[str, tuple[str, Read]] = {}
    required, elsewhere = [], set()
    for item in _declared(record):
        member = item.member
        for name in member.spellings(language):
            twin = name == member.path and member.read_path is not None
            names[name] = (item.field, member.read_path if twin else member.read)  # type: ignore[assignment]  # a twin has its reader
        elsewhere |= set(member.spellings(other))
        if item.required:
            required.append((item.field, member.name))
    return Spelled(names, tuple(required), frozenset(elsewhere - names.keys()))


def read_record(record: type[T], place: Place, **given: object) -> T | None:
    """Read an object into a record; every fault is reported, and then there is no record.

    Args:
        record: a dataclass whose fields are annotated with `Member`.
        place: the object.
        given: values of fields that are no members.

    Returns:
        The record, or None where a finding was reported for it or inside it; one that holds states
        is read although some of them cannot be, or a member of its own is unknown.
    """
    if not isinstance(place.value, dict):
        place.report("not-an-object", f"expected an object, found {shown_type(place.value)}")
        return None
    before = len(place.findings)
    known = spelled(record, place.language)
    values: dict[str, Any] = dict(given)
    names: dict[str, str] = {}
    for name in place.value:
        if name not in known.fields:
            if name not in getattr(record, "ALSO", ()):
                _report_unknown(name, known, place, record)
            continue
        field, read = known.fields[name]
        if field in names:
            _report_both(names[field], name, place)
        names[field] = name
        values[field] = read(place.member(name))
    missing = [name for field, name in known.required if field not in names]
    if missing and getattr(record, "ALL_AT_ONCE", False):
        place.report(
            "missing-field",
            f"These fields are required: [{', '.join(missing)}]",
            hint="add " + " and ".join(f'"{name}"' for name in missing),
        )
    else:
        for name in missing:
            place.report(
                "missing-field",
                f"The field '{name}' is required but was missing",
                hint=f'add "{name}"',
            )
    if len(place.findings) > before:
        return None
    return record(**values)


def _report_both(first: str, second: str, place: Place) -> None:
    place.member(second).report(
        "exclusive-fields",
        f'"{first}" and "{second}" say the same thing and cannot both stand',
        hint=f'remove one of "{first}" and "{second}"',
        at_key=True,
    )


def _report_unknown(name: str, known: Spelled, place: Place, record: type) -> None:
    at = place.member(name)
    if getattr(record, "HOLDS_STATES", False):
        at = replace(at, findings=place.apart)
    if name in known.elsewhere:
        other = "JSONPath" if place.language == "JSONata" else "JSONata"
        at.report(
            "wrong-query-language",
            f'"{name}" is a field of {other}, and this state speaks {place.language}',
            hint=_OTHER_SPELLING.get(name) or _twin(name, known, place.language),
            at_key=True,
        )
    else:
        at.report(
            "unknown-field",
            f'"{name}" is no field of {_article(record)}',
            hint=place.suggestions.nearest(name, known.fields) or _where_else(name),
            at_key=True,
            rename=_meant(name, known, place),
        )


def _meant(name: str, known: Spelled, place: Place) -> str | None:
    """The name that was meant without doubt, unless what it says stands there already."""
    meant = place.suggestions.without_doubt(name, known.fields)
    if meant is None:
        return None
    field, _ = known.fields[meant]
    taken = any(each in place.value for each, (other, _) in known.fields.items() if other == field)
    return None if taken else meant


def _twin(name: str, known: Spelled, language: Language) -> str:
    """The same under the language that holds: a field for its `…Path`, and the reverse."""
    plain = name.removesuffix("Path")
    if plain != name and plain in known.fields and language == "JSONata":
        return f'use "{plain}": "{{% … %}}"'
    return "remove it, or change the query language of the state"


def _where_else(name: str) -> str:
    """What to do with a field that stands where it may not."""
    owners = _OWNERS.get(name)
    return f"only {owners} has it: remove it here" if owners else "remove it"


# Fields that are often given to a state of another type.
_ACTING = "a Task, Parallel or Map state"
_OWNERS = {
    "Retry": _ACTING,
    "Catch": _ACTING,
    "ResultSelector": _ACTING,
    "ResultPath": "a Task, Parallel, Map or Pass state",
    "Parameters": "a Task, Parallel, Map or Pass state",
    "Arguments": "a Task or Parallel state",
    "Resource": "a Task state",
    "Credentials": "a Task state",
    "TimeoutSeconds": "a Task state, or the state machine,",
    "TimeoutSecondsPath": "a Task state",
    "HeartbeatSeconds": "a Task state",
    "HeartbeatSecondsPath": "a Task state",
    "Result": "a Pass state",
    "Choices": "a Choice state",
    "Default": "a Choice state",
    "Branches": "a Parallel state",
    "ItemProcessor": "a Map state",
    "Iterator": "a Map state",
    "ItemsPath": "a Map state",
    "Items": "a Map state",
    "Seconds": "a Wait state",
    "Timestamp": "a Wait state",
    "Error": "a Fail state",
    "Cause": "a Fail state",
    "QueryLanguage": "a state, or the state machine,",
    "Version": "the state machine",
    "Next": "a state that goes on",
    "End": "a Task, Parallel, Map, Pass or Wait state",
    "InputPath": "a state that hands its input on",
    "OutputPath": "a state that hands its output on",
    "Assign": "a state that hands its output on",
    "Output": "a state that hands its output on",
}

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
