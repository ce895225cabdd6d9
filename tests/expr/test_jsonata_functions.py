"""The functions that AWS adds to JSONata.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
"""

from __future__ import annotations

import hashlib
import json
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asl.expr.jsonata_functions import FUNCTIONS, FunctionFailure, Functions
from asl.syntax.values import Json
from tests.expr.jsonata_runs import asked, ran, refused, value_of

NOTHING = "returned nothing (undefined)."

# what is said: (expression, value)
VALUES: dict[str, tuple[str, Json]] = {
    "$partition": ("$partition([1, 2, 3, 4, 5], 2)", [[1, 2], [3, 4], [5]]),
    "$partition of fewer": ("$partition([1], 5)", [[1]]),
    "$partition of none": ("$partition([], 2)", []),
    "$partition floors the size": ("$partition([1, 2, 3], 2.9)", [[1, 2], [3]]),
    "$partition of what is no array": ("$partition('a', 2)", [["a"]]),
    "$partition keeps null": ("$partition([null, 1], 1)", [[None], [1]]),
    "$range": ("$range(0, 10, 3)", [0, 3, 6, 9]),
    "$range hits the end": ("$range(0, 9, 3)", [0, 3, 6, 9]),
    "$range downwards": ("$range(10, 0, -3)", [10, 7, 4, 1]),
    "$range to nowhere": ("$range(1, 0, 1)", []),
    "$range of one is that one": ("$range(1, 9, 9)", 1),
    "$range of one in brackets": ("[$range(1, 9, 9)]", [1]),
    "$range floors": ("$range(1.9, 3.9, 1.9)", [1, 2, 3]),
    "$range floors below zero": ("$range(-0.5, 1, 1)", [-1, 0, 1]),
    "$range of a thousand": ("$count($range(1, 1000, 1))", 1000),
    "$hash": ("$hash('a', 'MD5')", hashlib.md5(b"a").hexdigest()),
    "$hash SHA-1": ("$hash('a', 'SHA-1')", hashlib.sha1(b"a").hexdigest()),
    "$hash SHA-256": ("$hash('é', 'SHA-256')", hashlib.sha256("é".encode()).hexdigest()),
    "$hash SHA-384": ("$hash('', 'SHA-384')", hashlib.sha384(b"").hexdigest()),
    "$hash SHA-512": ("$hash('a', 'SHA-512')", hashlib.sha512(b"a").hexdigest()),
    "$hash in a chain": ("'a' ~> $hash('MD5')", hashlib.md5(b"a").hexdigest()),
    "$random is the same for the same seed": ("$random(7) = $random(7)", True),
    "and another for another": ("$random(7) = $random(8)", False),
    "$random lies in [0, 1)": ("$random() >= 0 and $random() < 1", True),
    "$random draws anew": ("$random() = $random()", False),
    "$uuid is new every time": ("$uuid() = $uuid()", False),
    "$parse of an object": ('$parse(\'{"b": [1, null], "a": true}\')', {"b": [1, None], "a": True}),
    "$parse of null": ("$parse('null')", None),
    "null of $parse is something": ("$exists($parse('null'))", True),
    "$parse of text": ("$parse('\"a\"')", "a"),
    "$parse of -0 is 0": ("$string($parse('-0'))", "0"),
    "$parse of blanks around": ("$parse(' [1] ')", [1]),
    "$parse for each": ("$map(['1', 'null', '[]'], $parse)", [1, None, []]),
    "$parse in a chain": ("'[1,2]' ~> $parse ~> $sum", 3),
    "a function under another name": (
        "($h := $hash; $h('a', 'MD5'))",
        hashlib.md5(b"a").hexdigest(),
    ),
    "a function of functions": (
        "$map([1, 2], function($n) { $count($partition([1, 2, 3], $n)) })",
        [3, 2],
    ),
    "too many arguments are passed over": ("$count([$uuid(1, 2)])", 1),
    "even where a function of functions gives them": ("$count($map(['a', 'b'], $uuid))", 2),
}


@pytest.mark.parametrize(("text", "value"), VALUES.values(), ids=VALUES)
def test_value(text: str, value: Json) -> None:
    assert value_of(text) == value


# what is nothing where the first argument is
UNDEFINED = ("$partition($nope, 1)", "$hash($nope, 'MD5')", "$parse($nope)")


@pytest.mark.parametrize("text", UNDEFINED)
def test_of_nothing_comes_nothing(text: str) -> None:
    assert asked(text) == NOTHING


# what is said: (expression, what the cause names)
REFUSED: dict[str, tuple[str, str]] = {
    "$partition into nothing": ("$partition([1], 0)", "$partition: the size must be at least 1"),
    "$partition into less": ("$partition([1], -1)", "$partition: the size must be at least 1"),
    "$partition floors to nothing": ("$partition([1], 0.9)", "the size must be at least 1"),
    "$partition without a size": ("$partition([1])", "$partition: takes numbers"),
    "$partition into a text": ("$partition([1], 'a')", "$partition: takes numbers"),
    "$range without a step": ("$range(1, 2)", "$range: takes numbers"),
    "$range by nothing": ("$range(1, 2, 0)", "$range: the step must not be 0"),
    "$range by a fraction of one": ("$range(1, 2, 0.5)", "$range: the step must not be 0"),
    "$range of texts": ("$range('a', 'c', 1)", "$range: takes numbers"),
    "$range of booleans": ("$range(false, true, 1)", "$range: takes numbers"),
    "$range of more than a thousand": ("$range(0, 1000, 1)", "$range: more than 1000 items"),
    "$range without end": ("$range(0, 1e300, 1)", "$range: more than 1000 items"),
    "$hash by nothing": ("$hash('a')", "$hash: takes a string and one of MD5"),
    "$hash by an unknown algorithm": ("$hash('a', 'SHA-3')", "$hash: takes a string"),
    "$hash by another case": ("$hash('a', 'md5')", "$hash: takes a string"),
    "$hash by an array": ("$hash('a', ['MD5'])", "$hash: takes a string"),
    "$hash by an object": ("$hash('a', {'MD5': 1})", "$hash: takes a string"),
    "$hash of a number": ("$hash(1, 'MD5')", "$hash: takes a string"),
    "$random by a text": ("$random('a')", "$random: takes numbers"),
    "$parse of a number": ("$parse(1)", "$parse: takes a string"),
    "$parse of no JSON": ("$parse('{')", "$parse: "),
    "$parse of no text": ("$parse('')", "$parse: the document is empty"),
    "$parse of NaN": ("$parse('NaN')", "$parse: "),
    "$parse of too great a number": ("$parse('1e400')", "$parse: "),
    "$parse of too deep a value": (
        "$parse($join($map([1..600], function($n) { '[' })))",
        "$parse: ",
    ),
}


@pytest.mark.parametrize(("text", "cause"), REFUSED.values(), ids=REFUSED)
def test_refusal(text: str, cause: str) -> None:
    found = asked(text)
    assert isinstance(found, str)
    assert found.startswith("threw an error during evaluation. ")
    assert cause in found


def test_eval_is_refused_before_anything_runs() -> None:
    assert refused("$eval('1')") == [("jsonata-eval", "$eval is not part of AWS's JSONata")]


def test_uuids_are_of_version_4() -> None:
    assert uuid.UUID(value_of("$uuid()")).version == 4


def test_the_same_execution_draws_the_same() -> None:
    text = "[$random(), $uuid(), $shuffle([1, 2, 3, 4, 5, 6, 7, 8])]"
    assert ran(text).output == ran(text).output


class _Draws:
    """Chance that is told before."""

    def __init__(self, *draws: float) -> None:
        self.draws = list(draws)

    def __call__(self) -> float:
        return self.draws.pop(0)


def test_random_without_a_seed_is_the_executions_chance() -> None:
    assert Functions(_Draws(0.25)).random() == 0.25


def test_a_uuid_takes_four_draws() -> None:
    draws = _Draws(0, 0, 0, 0, 0.5)
    assert Functions(draws).uuid() == "00000000-0000-4000-8000-000000000000"
    assert draws.draws == [0.5]


def test_the_same_evaluation_again_takes_no_new_draws() -> None:
    draws = _Draws(0.25, 0.5, 0.75, 0.125, 0.625, 0.375)
    ours = Functions(draws)
    first = [ours.random(), ours.uuid()]
    ours.again()
    assert [ours.random(), ours.uuid()] == first
    # Where the first was cut short, the second goes on as the first would have.
    assert (len(draws.draws), ours.random()) == (1, 0.375)


# what is said: (expression, cause); one evaluation's functions are bounded together
BOUNDED: dict[str, tuple[str, str]] = {
    "a very long text to parse": (
        "$parse($pad('', 2000000, '[],'))",
        "U1001: A string would exceed the size limit of 1048576 bytes",
    ),
    "long texts to parse": (
        "$map([1..40], function($n) { $parse($pad('1', 300000)) })",
        "$parse: too much to do in one evaluation",
    ),
    "many partitions": (
        "$map([1..40], function($n) { {'p': $partition([1..50000], 2)} })",
        "$partition: too much to do in one evaluation",
    ),
    "many ranges": (
        "$map([1..1000], function($n) { {'r': $range(1, 1000, 1)} })",
        "$range: too much to do in one evaluation",
    ),
    "a long text that is no number": (
        "$range($pad('', 1000000, 'x'), 1, 1)",
        "$range: takes numbers, got 'xxxxxxxxxxxx...xxxxxxxxxxxxx'",
    ),
}


@pytest.mark.parametrize(("text", "cause"), BOUNDED.values(), ids=BOUNDED)
def test_bound(text: str, cause: str) -> None:
    assert asked(text) == f"threw an error during evaluation. {cause}"


def test_what_a_payload_may_need_is_within_the_bounds() -> None:
    assert value_of("$count($parse($states.input))", "[" + "1," * 130_000 + "1]") == 130_001
    assert value_of("$count($partition([1..100000], 40))") == 2_500


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text('ab{}[]":,0', max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.sampled_from(sorted(FUNCTIONS)), st.lists(ANY_JSON, max_size=4))
def test_any_arguments_give_a_value_or_a_failure(name: str, arguments: list[Json]) -> None:
    try:
        value = FUNCTIONS[name].call(Functions(lambda: 0.5), *arguments)
    except FunctionFailure:
        return
    json.dumps(value)


@given(st.lists(st.integers(), max_size=9), st.integers(1, 4))
def test_partitions_make_up_the_whole(items: list[int], size: int) -> None:
    chunks = Functions(lambda: 0.5).partition(items, size)
    assert [item for chunk in chunks for item in chunk] == items
    assert all(len(chunk) == size for chunk in chunks[:-1])


@given(st.integers(-50, 50), st.integers(-50, 50), st.integers(-9, 9).filter(bool))
def test_ranges_include_both_ends(first: int, last: int, step: int) -> None:
    found = Functions(lambda: 0.5).range(first, last, step)
    numbers = found if isinstance(found, list) else [found]
    assert numbers == list(range(first, last + (1 if step > 0 else -1), step))
