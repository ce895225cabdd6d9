"""JSON text of values, values from outside, and the limits on both."""

from __future__ import annotations

import json
from collections import OrderedDict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asl.runtime.errors import StatesError
from asl.runtime.values import (
    DEPTH_LIMIT,
    GATHERED_LIMIT,
    PAYLOAD_LIMIT,
    Unwritable,
    adopt,
    compact,
    depth,
    exceeds,
    gathered,
    least_size,
    payload,
    text_of,
)
from asl.syntax.values import Json


def nested(levels: int) -> Json:
    """So many arrays inside one another."""
    value: Json = []
    for _ in range(levels - 1):
        value = [value]
    return value


# what is said: (value, its text)
TEXTS: dict[str, tuple[Json, str]] = {
    "key order and number form stay": ({"b": 1.0, "a": 1}, '{"b":1.0,"a":1}'),
    "no escapes beyond need": ("é\u2028😀", '"é\u2028😀"'),
    "controls are escaped": ("\x00\n", '"\\u0000\\n"'),
    "integers past 64 bits": (2**64 + 1, "18446744073709551617"),
    "beside anything else": ({"n": [10**30], "t": "é"}, '{"n":[1' + "0" * 30 + '],"t":"é"}'),
    "the smallest fraction": (5e-324, "5e-324"),
    "nothing": (None, "null"),
    "500 levels": (nested(500), "[" * 500 + "]" * 500),
}


@pytest.mark.parametrize(("value", "text"), TEXTS.values(), ids=TEXTS)
def test_text(value: Json, text: str) -> None:
    assert compact(value) == text.encode()
    assert text_of(value) == text
    assert payload(value, "S") == text


# what has no text, and what is said of it
TEXTLESS: dict[str, tuple[Any, str]] = {
    "half a surrogate pair": ("\ud800", "a string holds a lone surrogate"),
    "one in a key": ({"\udc00": 1}, "a string holds a lone surrogate"),
    "501 levels": (nested(501), "nested deeper than 500 levels"),
    "a set": ({1}, "not JSON serializable"),
    "infinity behind a great integer": ([10**30, float("inf")], "Out of range float"),
}


@pytest.mark.parametrize(("value", "why"), TEXTLESS.values(), ids=TEXTLESS)
def test_what_has_no_text(value: Any, why: str) -> None:
    with pytest.raises(Unwritable, match=why):
        compact(value)
    with pytest.raises(StatesError, match=why) as raised:
        text_of(value)
    assert raised.value.name == "States.Runtime"
    with pytest.raises(StatesError, match=f"The value of 'S' .*{why}"):
        payload(value, "S")


def test_the_limit_of_a_payload() -> None:
    assert len(payload("x" * (PAYLOAD_LIMIT - 2), "S")) == PAYLOAD_LIMIT
    with pytest.raises(StatesError, match="The state/task 'S' returned a result") as raised:
        payload("x" * (PAYLOAD_LIMIT - 1), "S")
    assert (raised.value.name, raised.value.terminal) == ("States.DataLimitExceeded", False)
    with pytest.raises(StatesError) as raised:
        payload("x" * PAYLOAD_LIMIT, "S", terminal=True)
    assert raised.value.terminal


# what is said: (value from outside, what becomes of it)
ADOPTED: dict[str, tuple[Any, Json]] = {
    "tuples are arrays": ((1, (2,)), [1, [2]]),
    "other mappings are objects": (OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
    "numbers keep their form": ([1, 1.0], [1, 1.0]),
    "keys that are numbers become texts": ({1: "a"}, {"1": "a"}),
}


@pytest.mark.parametrize(("value", "adopted"), ADOPTED.values(), ids=ADOPTED)
def test_adopting(value: Any, adopted: Json) -> None:
    found = adopt(value)
    assert found == adopted
    assert type(found) in (list, dict)


def test_nothing_is_shared_with_the_caller() -> None:
    mine = {"list": [1]}
    theirs = adopt(mine)
    mine["list"].append(2)
    assert theirs == {"list": [1]}


def _cycle() -> Any:
    circle: list[Any] = []
    circle.append(circle)
    return circle


# what JSON has no form for
REFUSED: dict[str, Any] = {
    "NaN": float("nan"),
    "infinity": float("-inf"),
    "a set": {1},
    "bytes": b"x",
    "a date": object(),
    "keys that are tuples": {(1, 2): 3},
    "half a surrogate pair": ["\udfff"],
    "a circle": _cycle(),
    "501 levels": nested(501),
    "very many levels": nested(100_000),
}


@pytest.mark.parametrize("value", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_adopted(value: Any) -> None:
    with pytest.raises(Unwritable):
        adopt(value)


# what is said: (value, depth)
DEPTHS: dict[str, tuple[Any, int]] = {
    "a scalar": (1, 0),
    "an empty object": ({}, 1),
    "one inside the other": ({"a": [1, {}]}, 3),
    "a tuple counts": (((1,),), 2),
    "counting stops past the limit": (nested(10_000), DEPTH_LIMIT + 1),
}


@pytest.mark.parametrize(("value", "levels"), DEPTHS.values(), ids=DEPTHS)
def test_depth(value: Any, levels: int) -> None:
    assert depth(value) == levels


ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
    ),
    max_leaves=20,
)


@given(ANY_JSON)
def test_text_and_back(value: Json) -> None:
    assert json.loads(text_of(value)) == value
    assert adopt(value) == value


def _doubled(times: int, inner: Json) -> Json:
    """A value in itself twice, again and again: small here, vast as text."""
    for _ in range(times):
        inner = [inner, inner]
    return inner


# what is said: (value, its least size, bytes of its text)
SIZES: dict[str, tuple[Json, int, int]] = {
    "text": ("abc", 5, 5),
    "text that is not ASCII": ("é😀", 4, 8),
    "controls": ("\x01" * 10, 12, 62),
    "nothing": (None, 3, 4),
    "a truth": (True, 3, 4),
    "the shortest fraction": (0.5, 3, 3),
    "the longest fraction": (-2.2250738585072014e-308, 3, 24),
    "zero": (0, 1, 1),
    "a negative integer": (-1_000, 3, 5),
    "an integer of many digits": (10**100, 99, 101),
    "an empty array": ([], 1, 2),
    "an empty object": ({}, 1, 2),
    "an array": ([1, "a", None, 1.5], 15, 16),
    "an object": ({"a": 1, "bc": {"d": []}}, 20, 21),
}


@pytest.mark.parametrize(("value", "least", "exact"), SIZES.values(), ids=SIZES)
def test_least_size(value: Json, least: int, exact: int) -> None:
    assert (least_size(value, 1_000), len(compact(value))) == (least, exact)


def test_what_is_vast_is_not_counted_to_its_end() -> None:
    for vast in (_doubled(200, 1), _doubled(200, "x"), _doubled(200, {"a": 1}), [[1] * 100] * 100):
        assert 1_000 < least_size(vast, 1_000) < 2_000


def test_results_gathered() -> None:
    results = ["x" * 100] * 100
    assert gathered(results, "S") is results
    with pytest.raises(StatesError, match="The state/task 'S' returned a result") as raised:
        gathered(["x" * (GATHERED_LIMIT // 150)] * 150, "S")
    assert (raised.value.name, raised.value.terminal) == ("States.DataLimitExceeded", True)


@given(ANY_JSON, st.integers(0, 200))
def test_never_too_large_within_the_limit_and_never_far_beyond_it(value: Json, limit: int) -> None:
    exact = len(compact(value))
    # What has room is never refused, so that no limit but AWS's own decides about it.
    assert not exceeds(value, exact)
    # What is let through is at most eight times the limit.
    assert exact <= 8 * limit or exceeds(value, limit)


@given(ANY_JSON)
def test_a_value_in_itself_counts_each_time(value: Json) -> None:
    whole = 10**9
    assert least_size([value, value], whole) == 2 * least_size(value, whole) + 3
