"""Kinds of members: how a JSON value becomes a field's value, each read in one place only."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, Final, TypeVar

from asl.expr.expression import Expr, literal
from asl.expr.intrinsics.functions import FUNCTIONS
from asl.expr.jsonata_template import OPEN, query, query_template
from asl.expr.jsonpath import PathFault, compile_path
from asl.expr.jsonpath_template import path_or_intrinsic, template
from asl.expr.paths import plain
from asl.expr.reference_path import Reference, ReferenceFault, check_one_place, compile_reference
from asl.expr.remedies import path_hint, reference_hint
from asl.expr.site import Role
from asl.model.member import read_record, shown_type
from asl.model.place import JSONATA, Place, Read
from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.frame import Frame
from asl.runtime.values import text_of
from asl.syntax.values import Json

T = TypeVar("T")

# The bound of AWS wherever a member counts seconds or attempts.
SECONDS_MAX = 99_999_999
# `$`, what a ResultPath is that is not given.
WHOLE: Final = compile_reference("$")
# Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-fail.html
_GIVING_TEXT: Final = frozenset(
    {
        "States.ArrayGetItem",
        "States.Base64Decode",
        "States.Base64Encode",
        "States.Format",
        "States.Hash",
        "States.JsonToString",
        "States.UUID",
    }
)
# Short enough to be read as a number by anything.
_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?", re.ASCII)


def _wrong_type(place: Place, wanted: str) -> None:
    place.report(
        "wrong-type", f"expected {wanted}, found {shown_type(place.value)}", retyped(place, wanted)
    )


def retyped(place: Place, wanted: str) -> str | None:
    """How the value would be written in the type that is wanted, where it is plain."""
    value = place.value
    if isinstance(value, str):
        if wanted in ("an integer", "a number"):
            if value.startswith("$") and place.language != JSONATA:
                return "a path goes into the field whose name ends in Path"
            if value.startswith(OPEN):
                return 'a query needs "QueryLanguage": "JSONata"'
            is_number_ = _NUMBER.fullmatch(value) is not None
            return f"write {value}, without quotes" if is_number_ else f"write {wanted}"
        if wanted == "true or false" and value.lower() in ("true", "false"):
            return f"write {value.lower()}, without quotes"
        if wanted == "an array":
            return "put it into brackets"
    elif wanted == "a string" and value is not None and not isinstance(value, (dict, list)):
        return f'write "{text_of(value)}", in quotes'
    elif wanted == "an array" and isinstance(value, dict):
        return "put the object into brackets"
    return f"write {wanted}"


def anything(place: Place) -> Json:
    """Any JSON value, as it is."""
    return place.value


def text(place: Place) -> str | None:
    """Text of any length."""
    if isinstance(place.value, str):
        return place.value
    _wrong_type(place, "a string")
    return None


def boolean(place: Place) -> bool | None:
    """true or false."""
    if isinstance(place.value, bool):
        return place.value
    _wrong_type(place, "true or false")
    return None


def one_of(*allowed: str) -> Read:
    """One of a few words."""

    def read(place: Place) -> str | None:
        if not isinstance(place.value, str):
            _wrong_type(place, f"one of {', '.join(allowed)}")
            return None
        if place.value not in allowed:
            place.report(
                "wrong-value",
                f'"{place.value}" should be one of: {", ".join(allowed)}',
                hint=place.suggestions.nearest(place.value, allowed),
            )
            return None
        return place.value

    return read


def is_integer(value: Json) -> bool:
    """Whether a JSON number has an integer's form; booleans have not."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: Json) -> bool:
    """Whether a value is a JSON number."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def integer(low: int, high: int) -> Read:
    """An integer in a range, both ends included."""
    return _ranged(is_integer, "an integer", low, high)


def number(low: float, high: float) -> Read:
    """A number in a range, both ends included."""
    return _ranged(is_number, "a number", low, high)


def _ranged(accepts: Callable[[Json], bool], called: str, low: float, high: float) -> Read:
    def read(place: Place) -> Any:
        if not accepts(place.value):
            _wrong_type(place, called)
            return None
        if not low <= place.value <= high:
            bounded = high != math.inf
            wrong = f"outside the range from {low} to {high}" if bounded else f"not at least {low}"
            nearest = low if place.value < low else high
            hint = f"the {'least' if nearest == low else 'most'} is {nearest}"
            place.report("out-of-range", f"{place.value} is {wrong}", hint)
            return None
        return place.value

    return read


def dynamic(read: Read, expected: str, accepts: Callable[[Json], bool]) -> Read:
    """A literal, or under JSONata a query that gives the same kind of value.

    Args:
        read: reads the literal.
        expected: the type's name in the cause of a query that gives something else.
        accepts: whether a query's result is of the kind.
    """

    def read_dynamic(place: Place) -> Expr[Any]:
        value = place.value
        if place.language == JSONATA and isinstance(value, str) and value.startswith(OPEN):
            return query(value, place.site(), expected, accepts)
        return literal(read(place), place.pointer)

    return read_dynamic


def dynamic_integer(low: int, high: int) -> Read:
    """An integer or a query for one; a query's result is held to the range when it runs."""

    def accepts(value: Json) -> bool:
        return is_integer(value) and low <= value <= high

    return dynamic(integer(low, high), "integer", accepts)


def integer_path(field: str) -> Read:
    """The `…Path` twin of an integer.

    Its value is refused as AWS words it where it is no integer; the state itself judges the range.
    """
    return _number_path(field, "integer", is_integer, one_place)


def input_integer_path(field: str) -> Read:
    """The same of a Map's field, which may not read the Context Object (recorded)."""
    return _number_path(field, "integer", is_integer, _into_input)


def input_number_path(field: str) -> Read:
    """The `…Path` twin of a number of a Map's."""
    return _number_path(field, "float", is_number, _into_input)


def _into_input(place: Place) -> Expr[Json] | None:
    if isinstance(place.value, str) and place.value.startswith("$$"):
        place.site().fault(
            "reference-path-syntax",
            "the Context Object cannot be read here",
            0,
            "take the value from the state's input, $",
        )
        return None
    return one_place(place)


def _from_text(accepts: Callable[[Json], bool], value: Json) -> Json:
    """A number written as text is taken for the number (recorded for MaxConcurrencyPath)."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        number_ = float(value) if "." in value else int(value)
        if accepts(number_):
            return number_
    return value


def _number_path(
    field: str,
    called: str,
    accepts: Callable[[Json], bool],
    read_path: Callable[[Place], Expr[Json] | None],
) -> Read:
    def read(place: Place) -> Expr[Any] | None:
        found = read_path(place)
        if found is None:
            return None
        evaluate = found.evaluate

        def run(root: Json, frame: Frame) -> Json:
            value = _from_text(accepts, evaluate(root, frame))
            if accepts(value):
                return value
            shown = value if isinstance(value, str) else text_of(value)
            cause = frame.blame(
                f'The {field} field refers to value "{shown}" which is not a valid {called}: '
                f"{found.text}"
            )
            raise StatesError(RUNTIME, cause, pointer=place.pointer)

        return Expr(found.text, found.pointer, run, variables=found.variables)

    return read


def path(place: Place) -> Expr[Json] | None:
    """A JSONPath in a field of its own."""
    if not isinstance(place.value, str):
        _wrong_type(place, "a JSONPath")
        return None
    try:
        compiled = compile_path(place.value)
    except PathFault as error:
        hint = path_hint(place.value)
        place.site().fault("jsonpath-syntax", error.message, error.position, hint)
        return None
    evaluate = plain(compiled, place.pointer, retryable=place.retryable)
    variables = frozenset() if compiled.variable is None else frozenset({compiled.variable})
    return Expr(compiled.text, place.pointer, evaluate, variables=variables)


def one_place(place: Place) -> Expr[Json] | None:
    """A path that can lead to one value only, as a number's or an array's must.

    Such a field takes a Reference Path (recorded of the fields of a Map); an index from the end,
    which that excludes, still leads to one value.

    Source: https://states-language.net/spec.html#ref-paths
    """
    found = path(place)
    if found is None:
        return None
    try:
        check_one_place(found.text, from_end=True)
    except ReferenceFault as error:
        hint = reference_hint(found.text)
        place.site().fault("reference-path-syntax", error.message, error.position, hint)
        return None
    return found


def filter_path(place: Place) -> Expr[Json] | None:
    """InputPath and OutputPath: a path, or null for an empty object (recorded)."""
    return literal({}, place.pointer) if place.value is None else path(place)


def reference_path(place: Place) -> Reference | None:
    """ResultPath: a reference path; null discards the result."""
    if place.value is None:
        return None
    if not isinstance(place.value, str):
        _wrong_type(place, "a reference path or null")
        return None
    try:
        return compile_reference(place.value)
    except ReferenceFault as error:
        hint = reference_hint(place.value)
        place.site().fault("reference-path-syntax", error.message, error.position, hint)
        return None


def field_path(field: str) -> Read:
    """ErrorPath and CausePath: a path or an intrinsic call that gives text."""

    def read(place: Place) -> Expr[Json] | None:
        if not isinstance(place.value, str):
            _wrong_type(place, "a JSONPath or an intrinsic function call")
            return None
        name = place.value.partition("(")[0]
        if name in FUNCTIONS and name not in _GIVING_TEXT:
            place.site().fault(
                "intrinsic-syntax",
                f"{name} gives no text, which {field} has to",
                hint="put States.JsonToString or States.Format around it",
            )
            return None
        return path_or_intrinsic(place.value, field, place.site())

    return read


def values(role: Role = "none") -> Read:
    """A value with expressions in it, in the language that holds here."""

    def read(place: Place) -> Expr[Json]:
        if place.language == JSONATA:
            return query_template(place.value, place.site(role))
        return template(place.value, place.site())

    return read


def list_of(read: Callable[[Place], T | None], *, least: int = 0) -> Read:
    """An array with elements of one kind; at least `least` of them."""

    def read_list(place: Place) -> tuple[T, ...]:
        if not isinstance(place.value, list):
            _wrong_type(place, "an array")
            return ()
        if len(place.value) < least:
            place.report("empty", "Value cannot be empty", "add an entry, or remove the field")
        read_all = (read(place.element(index)) for index in range(len(place.value)))
        return tuple(item for item in read_all if item is not None)

    return read_list


def record(of: type[T]) -> Callable[[Place], T | None]:
    """An object that is read into a record of its own."""

    def read(place: Place) -> T | None:
        return read_record(of, place, pointer=place.pointer)

    return read
