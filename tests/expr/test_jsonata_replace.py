"""`$replace`, looked at before it builds its result, and otherwise the engine's own."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jlens import Expression, JlensError

from asl.syntax.values import Json
from tests.expr.jsonata_runs import asked, value_of

TOO_LONG = (
    "threw an error during evaluation. $replace: the result would have more than 1,048,576 "
    "characters"
)
GROUPS = "threw an error during evaluation. $replace: the replacement names too many groups"
LONG: Json = {"s": "x" * 200_000, "n": 10, "groups": "$1" * 25_000}

# what is said: (expression, its value or what is said of it)
SIZES: dict[str, tuple[str, Json]] = {
    "by itself": ("$length($replace($states.input.s, 'x', $states.input.s))", TOO_LONG),
    "a little over": ("$length($replace($states.input.s, 'x', 'xxxxxx'))", TOO_LONG),
    "a little under": ("$length($replace($states.input.s, 'x', 'xxxxx'))", 1_000_000),
    "few of many": ("$length($replace($states.input.s, 'x', $states.input.s, 4))", 999_996),
    "one too many": ("$length($replace($states.input.s, 'x', $states.input.s, 5))", TOO_LONG),
    "part of one": ("$length($replace($states.input.s, 'x', $states.input.s, 4.5))", TOO_LONG),
    "shrinking": ("$length($replace($states.input.s, 'xx', ''))", 0),
    "by a chain": ("$states.input.s ~> $replace('x', $states.input.s)", TOO_LONG),
    "by the item": ("$states.input.s.$replace($, 'x', $)", TOO_LONG),
    "handed on": ("$map([$states.input.s], $replace(?, 'x', $states.input.s))", TOO_LONG),
    "under another name": ("($f := $replace; $f($states.input.s, 'x', $states.input.s))", TOO_LONG),
    "groups of a pattern": ("$replace($states.input.s, /(x+)/, $states.input.groups)", GROUPS),
    "a group": ("$length($replace($states.input.s, /(x+)/, '$1$1'))", 400_000),
}


@pytest.mark.parametrize(("text", "expected"), SIZES.values(), ids=SIZES)
def test_sizes(text: str, expected: Json) -> None:
    assert asked(text, LONG) == expected


def test_variables_of_that_name() -> None:
    assert value_of("$replace", None, {"replace": 1}) == 1
    assert value_of("$replace & $parse('2')", None, {"replace": 1}) == "12"
    assert value_of("$replace('a', 'a', '2') & $parse", None, {"parse": 1}) == "21"
    assert value_of("($replace := function($a) { $a }; $replace('a'))") == "a"


SHORT = st.text("ab$01", max_size=6)
ARGUMENT = st.one_of(
    SHORT.map(json.dumps),
    st.sampled_from(
        [
            "/a/",
            "/(a)b?/",
            "$n",
            "null",
            "1",
            "-1",
            "1.5",
            "2",
            "true",
            "[]",
            "['a']",
            "{}",
            "function($m) { 'z' }",
            "function($m) { $m.match & $m.groups[0] }",
            "$uppercase",
        ]
    ),
)
CALL = st.builds(
    lambda form, taken: form.replace("@", ", ".join(taken)),
    st.sampled_from(["$replace(@)", "('aab').$replace(@)", "'ab' ~> $replace(@)", "[$replace(@)]"]),
    st.lists(ARGUMENT, max_size=5),
)


@given(CALL)
@example('$replace("aa", "a", "$0")')
@example('$replace("", function($m) { "z" }, "")')
@example('$replace("aa", /a/, "$0$0")')
@example('$replace("aaa", "a", "b", 1.5)')
def test_as_the_engine_has_it(call: str) -> None:
    """What is refused is refused alike, and what is given is the same."""
    try:
        expected: Json = Expression(f"{{'r': ({call})}}").evaluate(None, {})
    except JlensError as error:
        refusal = f"threw an error during evaluation. {error.code}: {error}"
        expected = {"r": refusal}
    if "r" in expected:
        assert asked(call) == expected["r"]
    else:
        assert "returned " in asked(call)


def test_the_guard_is_where_it_is_named_only() -> None:
    assert value_of("/* replace */ 'a'") == "a"
    assert value_of("$states.input.replace", {"replace": 1}) == 1
