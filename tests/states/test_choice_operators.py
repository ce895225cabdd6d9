"""The 39 comparison operators: https://states-language.net/spec.html#choice-state."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from asl.states.comparison import OPERATORS
from asl.syntax.values import Json
from tests.states.building import outcome, run

NEW_YEAR = "2026-01-01T00:00:00Z"
SAME_INSTANT = "2026-01-01T01:00:00+01:00"
LATER = "2026-01-01T00:00:00.5Z"

# One value of every kind, none of which is text, number and timestamp at once.
STRANGERS: dict[str, Json] = {
    "null": None,
    "true": True,
    "false": False,
    "text": "text",
    "empty text": "",
    "a number": 7,
    "zero": 0,
    "a fraction": 0.5,
    "a number as text": "7",
    "an array": ["text"],
    "an empty array": [],
    "an object": {"a": 1},
}


def chosen(rule: Json, value: Json) -> bool:
    """Whether a rule applies."""
    state = {"Type": "Choice", "Choices": [{**rule, "Next": "Yes"}], "Default": "No"}
    done = run(state, value)
    assert done.status == "SUCCEEDED", done.cause
    name: str = done.events[-2].details["name"]
    return name == "Yes"


# operator: (value, operand, whether it applies)
ORDERED: dict[str, tuple[tuple[Json, Json, bool], ...]] = {
    "StringEquals": (("a", "a", True), ("a", "A", False), ("a", " a", False), ("", "", True)),
    "StringLessThan": (("a", "b", True), ("b", "a", False), ("a", "a", False), ("B", "a", True)),
    "StringGreaterThan": (
        ("b", "a", True),
        ("a", "b", False),
        ("a", "a", False),
        ("aa", "a", True),
    ),
    "StringLessThanEquals": (("a", "b", True), ("b", "a", False), ("a", "a", True)),
    "StringGreaterThanEquals": (("b", "a", True), ("a", "b", False), ("a", "a", True)),
    "NumericEquals": ((1, 1, True), (1, 1.0, True), (0, -0.0, True), (1, 2, False)),
    "NumericLessThan": ((1, 2, True), (2, 1, False), (1, 1.0, False), (-1.5, -1, True)),
    "NumericGreaterThan": ((2, 1, True), (1, 2, False), (1, 1.0, False), (1e300, 10**299, True)),
    "NumericLessThanEquals": ((1, 2, True), (2, 1, False), (1, 1.0, True)),
    "NumericGreaterThanEquals": ((2, 1, True), (1, 2, False), (1, 1.0, True)),
    "TimestampEquals": (
        (NEW_YEAR, NEW_YEAR, True),
        (NEW_YEAR, SAME_INSTANT, True),
        (NEW_YEAR, LATER, False),
    ),
    "TimestampLessThan": (
        (NEW_YEAR, LATER, True),
        (LATER, NEW_YEAR, False),
        (NEW_YEAR, SAME_INSTANT, False),
    ),
    "TimestampGreaterThan": (
        (LATER, NEW_YEAR, True),
        (NEW_YEAR, LATER, False),
        (NEW_YEAR, SAME_INSTANT, False),
    ),
    "TimestampLessThanEquals": (
        (NEW_YEAR, LATER, True),
        (LATER, NEW_YEAR, False),
        (NEW_YEAR, SAME_INSTANT, True),
    ),
    "TimestampGreaterThanEquals": (
        (LATER, NEW_YEAR, True),
        (NEW_YEAR, LATER, False),
        (NEW_YEAR, SAME_INSTANT, True),
    ),
    "BooleanEquals": (
        (True, True, True),
        (False, False, True),
        (True, False, False),
        (False, True, False),
    ),
    "StringMatches": (("log-1.txt", "log-*.txt", True), ("log-1.txt", "log-*.zip", False)),
}
COMPARISONS = {
    f"{name}: {value!r} and {operand!r}": (name, value, operand, applies)
    for name, rows in ORDERED.items()
    for value, operand, applies in rows
}


@pytest.mark.parametrize(
    ("name", "value", "operand", "applies"), COMPARISONS.values(), ids=COMPARISONS
)
def test_comparison(name: str, value: Json, operand: Json, applies: bool) -> None:
    assert chosen({"Variable": "$.v", name: operand}, {"v": value}) is applies


TWINS = {text: row for text, row in COMPARISONS.items() if row[0] != "StringMatches"}


@pytest.mark.parametrize(("name", "value", "operand", "applies"), TWINS.values(), ids=TWINS)
def test_comparison_with_a_path(name: str, value: Json, operand: Json, applies: bool) -> None:
    rule = {"Variable": "$.v", f"{name}Path": "$.operand"}
    assert chosen(rule, {"v": value, "operand": operand}) is applies


# family: what it takes; all else makes it false and never fails
FAMILIES: dict[str, tuple[tuple[str, ...], Json]] = {
    "String": (("text", "empty text", "a number as text"), "text"),
    "Numeric": (("a number", "zero", "a fraction"), 7),
    "Timestamp": ((), NEW_YEAR),
    "Boolean": (("true", "false"), True),
}


def _mismatches() -> Iterator[tuple[str, Json, Json]]:
    for name in ORDERED:
        family = next(family for family in FAMILIES if name.startswith(family))
        takes, operand = FAMILIES[family]
        for kind, value in STRANGERS.items():
            if kind not in takes:
                yield name, value, operand


MISMATCHES = {f"{name} and {value!r}": (name, value, o) for name, value, o in _mismatches()}


@pytest.mark.parametrize(("name", "value", "operand"), MISMATCHES.values(), ids=MISMATCHES)
def test_a_value_of_another_type_makes_it_false(name: str, value: Json, operand: Json) -> None:
    assert not chosen({"Variable": "$.v", name: operand}, {"v": value})
    if name != "StringMatches":
        twin = {"Variable": "$.v", f"{name}Path": "$.operand"}
        assert not chosen(twin, {"v": value, "operand": operand})
        # The other way round: what the path finds is of another type.
        assert not chosen(twin, {"v": operand, "operand": value})


# operator: the values it is true for; for all others it is false
KINDS: dict[str, tuple[str, ...]] = {
    "IsNull": ("null",),
    "IsString": ("text", "empty text", "a number as text", "a timestamp"),
    "IsNumeric": ("a number", "zero", "a fraction"),
    "IsBoolean": ("true", "false"),
    "IsTimestamp": ("a timestamp",),
    "IsPresent": (*STRANGERS, "a timestamp"),
}
VALUES = {**STRANGERS, "a timestamp": NEW_YEAR}
TESTS = {
    f"{name} of {kind}": (name, value, kind in kinds)
    for name, kinds in KINDS.items()
    for kind, value in VALUES.items()
}


@pytest.mark.parametrize(("name", "value", "holds"), TESTS.values(), ids=TESTS)
def test_kinds(name: str, value: Json, holds: bool) -> None:
    assert chosen({"Variable": "$.v", name: True}, {"v": value}) is holds
    assert chosen({"Variable": "$.v", name: False}, {"v": value}) is not holds


# what is said: (path, input, whether something is present)
PRESENCE: dict[str, tuple[str, Json, bool]] = {
    "null is something": ("$.v", {"v": None}, True),
    "a missing member": ("$.v", {}, False),
    "a missing parent": ("$.v.w", {}, False),
    "a member of a scalar": ("$.v.w", {"v": 1}, False),
    "an element": ("$.v[0]", {"v": [None]}, True),
    "an element past the end": ("$.v[1]", {"v": [None]}, False),
    "the Context Object": ("$$.State.Name", {}, True),
    "what the Context Object has not": ("$$.Task.Token", {}, False),
    "a variable that was never assigned": ("$nothing", {}, False),
}


@pytest.mark.parametrize(("path", "value", "present"), PRESENCE.values(), ids=PRESENCE)
def test_presence(path: str, value: Json, present: bool) -> None:
    assert chosen({"Variable": path, "IsPresent": True}, value) is present
    assert chosen({"Variable": path, "IsPresent": False}, value) is not present


# what is no timestamp: an upper-case T, and Z or an offset, are due
NO_TIMESTAMPS = (
    "2012-10-09T19:00:55",
    "2023-02-24",
    "2026-01-01t00:00:00Z",
    "2026-01-01T00:00:00z",
    "2026-01-01 00:00:00Z",
    "2026-13-01T00:00:00Z",
    " 2026-01-01T00:00:00Z",
)


@pytest.mark.parametrize("text", NO_TIMESTAMPS)
def test_no_timestamp(text: str) -> None:
    assert not chosen({"Variable": "$.v", "IsTimestamp": True}, {"v": text})
    assert not chosen({"Variable": "$.v", "TimestampLessThan": NEW_YEAR}, {"v": text})


def test_there_are_39() -> None:
    twins = {f"{name}Path" for name in ORDERED if name != "StringMatches"}
    assert set(OPERATORS) == {*ORDERED, *twins, *KINDS}
    assert len(OPERATORS) == 39


COMPARE: dict[str, Callable[[bytes, bytes], bool]] = {
    "StringEquals": operator.eq,
    "StringLessThan": operator.lt,
    "StringGreaterThan": operator.gt,
    "StringLessThanEquals": operator.le,
    "StringGreaterThanEquals": operator.ge,
}


@settings(max_examples=50)
@given(st.sampled_from(sorted(COMPARE)), st.text(max_size=4), st.text(max_size=4))
@example("StringLessThan", "\U0001f600", "\uffff")
@example("StringGreaterThan", "\uffff", "\U0001f600")
def test_texts_are_in_order_of_utf_16_code_units(name: str, one: str, other: str) -> None:
    expected = COMPARE[name](one.encode("utf-16-be"), other.encode("utf-16-be"))
    assert chosen({"Variable": "$.v", name: other}, {"v": one}) is expected


# what is said: (pattern, text, whether it matches)
WILDCARDS: dict[str, tuple[str, str, bool]] = {
    "no wildcard is equality": ("abc", "abc", True),
    "the whole text is meant": ("ell", "hello", False),
    "a star is any text": ("*", "anything", True),
    "and nothing at all": ("a*c", "ac", True),
    "a star in front": ("*.log", "x.log", True),
    "a star behind": ("x.*", "x.log", True),
    "several stars": ("a*b*c", "a-b-b-c", True),
    "pieces do not overlap": ("ab*ba", "aba", False),
    "a piece that comes too late": ("*b*a", "ab", False),
    "an escaped star is a star": (r"a\*c", "a*c", True),
    "and nothing else": (r"a\*c", "abc", False),
    "an escaped backslash is one": (r"a\\c", r"a\c", True),
    "a wildcard behind an escaped backslash": (r"a\\*", r"a\bc", True),
    "no other character is special": ("a.c?[x]", "a.c?[x]", True),
    "a dot is a dot": ("a.c", "abc", False),
    "a star takes line breaks": ("a*c", "a\nc", True),
    "the empty pattern is the empty text": ("", "", True),
    "and no other": ("", "a", False),
}


@pytest.mark.parametrize(("pattern", "text", "matches"), WILDCARDS.values(), ids=WILDCARDS)
def test_string_matches(pattern: str, text: str, matches: bool) -> None:
    assert chosen({"Variable": "$.v", "StringMatches": pattern}, {"v": text}) is matches


def _regex(pattern: str) -> re.Pattern[str]:
    parts = re.findall(r"\\[\\*]|.", pattern, re.DOTALL)
    told = (".*" if part == "*" else re.escape(part[-1]) for part in parts)
    return re.compile("".join(told), re.DOTALL)


@settings(max_examples=150)
@given(st.text("ab*\\", max_size=8), st.text("ab*\\", max_size=8))
def test_string_matches_is_this_regular_expression(pattern: str, text: str) -> None:
    expected = _regex(pattern).fullmatch(text) is not None
    assert chosen({"Variable": "$.v", "StringMatches": pattern}, {"v": text}) is expected


def test_many_wildcards_take_no_time() -> None:
    rule = {"Variable": "$.v", "StringMatches": "*a" * 1000 + "b"}
    assert not chosen(rule, {"v": "a" * 10_000})


# what is said: (rule, value, whether it applies)
COMBINED: dict[str, tuple[Json, Json, bool]] = {
    "And of all": (
        {"And": [{"Variable": "$.a", "IsNumeric": True}, {"Variable": "$.a", "NumericEquals": 1}]},
        {"a": 1},
        True,
    ),
    "And where one does not": (
        {"And": [{"Variable": "$.a", "IsNumeric": True}, {"Variable": "$.a", "NumericEquals": 1}]},
        {"a": 2},
        False,
    ),
    "Or of one": (
        {"Or": [{"Variable": "$.a", "IsNull": True}, {"Variable": "$.a", "NumericEquals": 1}]},
        {"a": 1},
        True,
    ),
    "Or of none": (
        {"Or": [{"Variable": "$.a", "IsNull": True}, {"Variable": "$.a", "NumericEquals": 1}]},
        {"a": 2},
        False,
    ),
    "Not": ({"Not": {"Variable": "$.a", "IsNull": True}}, {"a": 2}, True),
    "Not of what applies": ({"Not": {"Variable": "$.a", "IsNull": True}}, {"a": None}, False),
    "all of them inside one another": (
        {
            "Not": {
                "Or": [
                    {"And": [{"Variable": "$.a", "IsNull": True}]},
                    {"Not": {"Variable": "$.a", "NumericEquals": 1}},
                ]
            }
        },
        {"a": 1},
        True,
    ),
    "members in any order": (
        {"Comment": "before", "NumericEquals": 1, "Variable": "$.a"},
        {"a": 1},
        True,
    ),
}


@pytest.mark.parametrize(("rule", "value", "applies"), COMBINED.values(), ids=COMBINED)
def test_and_or_not(rule: Json, value: Json, applies: bool) -> None:
    assert chosen(rule, value) is applies


def test_a_comparison_of_variable_with_a_path_of_the_context() -> None:
    rule = {"Variable": "$.v", "StringEqualsPath": "$$.State.Name", "Next": "Yes"}
    state = {"Type": "Choice", "Choices": [rule], "Default": "No"}
    assert outcome(run(state, {"v": "S"})) == ("SUCCEEDED", {"v": "S"})
