"""Expressions that mean harm: bounded in steps, depth and size, and the process lives."""

from __future__ import annotations

import pytest

from asl.syntax.values import Json
from tests.expr.jsonata_runs import asked, ran, refused, value_of

# what is said: an expression without a reasonable end
HOSTILE: dict[str, str] = {
    "recursion without end": "($f := function($n) { $f($n + 1) }; $f(0))",
    "recursion that is no tail call": "($f := function($n) { 1 + $f($n + 1) }; $f(0))",
    "two functions that call each other": (
        "($f := function($n) { 1 + $g($n) }; $g := function($n) { 1 + $f($n) }; $f(0))"
    ),
    "a text that doubles": ("$reduce([1..60], function($t, $n) { $t & $t }, 'x')"),
    "an array that doubles": "$reduce([1..60], function($a, $n) { $append($a, $a) }, [1])",
    "a billion items": "[1..1000000000]",
    "a million millions of pairs": "[1..9999].([1..9999].($))",
    "padding without end": "$pad('x', 3000000000)",
    "joining of much": "$join([1..199999].('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'))",
    "a pattern that explodes": (
        "$contains('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab', /^(a+)+$/)"
    ),
    "replacing that grows": ("$reduce([1..40], function($t, $n) { $replace($t, 'x', 'xx') }, 'x')"),
    "sorting of very much": "$sort([1..199999], function($a, $b) { $a < $b })",
    "products of arrays": "[1..400].([1..400].([1..400].($ * $)))",
    "an endless loop of reductions": (
        "($f := function($n) { $reduce([1..1000], function($a, $b) { $f($n) }) }; $f(0))"
    ),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile(text: str) -> None:
    done = ran(text)
    assert (done.status, done.error) == ("FAILED", "States.QueryEvaluationError")
    assert "threw an error during evaluation. " in (done.cause or "")


# texts so large or so nested that reading them is the danger
LARGE: dict[str, str] = {
    "brackets": "(" * 5_000 + "1" + ")" * 5_000,
    "arrays": "[" * 5_000 + "]" * 5_000,
    "operators": "+".join(["1"] * 20_000),
    "minus signs": "-" * 5_000 + "1",
    "conditionals": "true ? " * 3_000 + "1" + " : 2" * 3_000,
    "names": ".".join(["$states.input"] + ["a"] * 5_000),
    "predicates": "$states.input" + "[0]" * 5_000,
    "lambdas": "function($x){" * 3_000 + "1" + "}" * 3_000,
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_texts_that_are_nested_too_deeply(text: str) -> None:
    assert [code for code, _ in refused(text)] == ["jsonata-syntax"]


def test_long_texts() -> None:
    assert asked("$" + "a" * 30_000) == "returned nothing (undefined)."
    assert value_of("$length('" + "x" * 1_000_000 + "')") == 1_000_000


def test_a_value_nested_deeper_than_json_may_be() -> None:
    done = ran("$reduce([1..900], function($o, $n) { {'a': $o} }, {})")
    assert (done.status, done.error) == ("FAILED", "States.Runtime")


def test_what_a_state_may_need_is_within_the_limits() -> None:
    # As much as fits into a payload.
    assert value_of("$count([1..50000])") == 50_000
    assert value_of("$length($pad('', 200000, 'x'))") == 200_000
    deep = "$reduce([1..150], function($o, $n) { {'a': $o} }, {'end': true})"
    assert value_of(f"$count({deep})") == 1


def test_an_input_of_256_kib_with_every_member_read() -> None:
    value: Json = {f"key{n}": {"n": n, "text": "x" * 20} for n in range(4_000)}
    assert value_of("$count($keys($states.input))", value) == 4_000
    assert value_of("$sum($states.input.*.n)", value) == sum(range(4_000))


def test_an_input_as_deep_as_json_may_be() -> None:
    value: Json = []
    for _ in range(499):
        value = [value]
    assert value_of("$states.input", value) == value


def test_functions_inside_a_value_leave_no_trace() -> None:
    assert value_of("{'f': function($x) { $x }, 'a': 1}") == {"a": 1}
