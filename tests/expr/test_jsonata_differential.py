"""A second opinion: jsonata2py gives the same values, and fails where we fail.

Expressions as state machines have them; what AWS adds to JSONata is not among them.
"""

from __future__ import annotations

import json
import math
from typing import Final

import jsonata2py
import pytest

from asl.syntax.values import Json
from tests.expr.jsonata_runs import NOTHING, ran

ORDER: Json = {
    "orderId": "A-17",
    "customer": {"name": "Ada", "email": "ada@example.com", "vip": True, "since": "2019-05-01"},
    "items": [
        {"sku": "pen", "price": 1.5, "quantity": 10, "tags": ["office", "blue"]},
        {"sku": "book", "price": 20, "quantity": 1, "tags": []},
        {"sku": "lamp", "price": 45.25, "quantity": 2, "tags": ["home"]},
    ],
    "notes": None,
    "total": 125.5,
    "status": "PAID",
    "attempts": 0,
    "matrix": [[1, 2], [3, 4]],
    "single": [{"id": 1}],
    "response": {"StatusCode": 200, "Payload": {"statusCode": 200, "body": '{"ok":true}'}},
    "timestamps": ["2026-01-01T00:00:00Z", "2026-03-01T12:30:00.5Z"],
    "counts": {"a": 1, "b": 2, "c": 3},
    "text": "The quick brown fox",
}
VARIABLES: Json = {"limit": 100, "prefix": "ord-", "list": [3, 1, 2], "seen": ["pen"]}

I: Final = "$states.input"  # noqa: E741 - every expression begins with it

EXPRESSIONS: tuple[str, ...] = (
    # paths
    f"{I}.orderId",
    f"{I}.customer.name",
    f"{I}.items.sku",
    f"{I}.items[0]",
    f"{I}.items[-1].sku",
    f"{I}.items[0].tags",
    f"{I}.items.tags",
    f"{I}.items[1].tags",
    f"{I}.single.id",
    f"{I}.single[0]",
    f"{I}.nope.nope",
    f"{I}.notes",
    f"{I}.matrix[1][0]",
    f"{I}.matrix",
    f"{I}.counts.*",
    f"{I}.**.sku",
    f"{I}.items[price > 10].sku",
    f"{I}.items[price > 1000].sku",
    f"{I}.items[quantity = 1 and price < 50]",
    f"{I}.items[tags[0] = 'home'].sku",
    f"{I}.items['office' in tags].sku",
    f"{I}.items#$i.{{'at': $i, 'sku': sku}}",
    f"{I}.items@$x.$x.sku",
    f"{I}.`orderId`",
    # arithmetic and comparison
    f"{I}.total * 2",
    f"{I}.total - $limit",
    f"{I}.attempts + 1",
    f"{I}.total / 4",
    f"{I}.total % 10",
    f"-{I}.total",
    f"{I}.total > $limit",
    f"{I}.total >= 125.5 and {I}.status = 'PAID'",
    f"{I}.status != 'PAID' or {I}.customer.vip",
    f"{I}.status in ['PAID', 'SENT']",
    f"{I}.orderId & '-' & {I}.status",
    f"{I}.notes = null",
    f"{I}.nope = null",
    f"{I}.total + 'x'",
    f"{I}.orderId > 5",
    "1 / 3",
    "0.1 + 0.2",
    "5 % 3",
    # conditions
    f"{I}.total > $limit ? 'big' : 'small'",
    f"{I}.nope ? 1 : 2",
    f"$exists({I}.notes)",
    f"$exists({I}.nope)",
    f"$not({I}.customer.vip)",
    f"$boolean({I}.items[1].tags)",
    # building
    f"{{'id': {I}.orderId, 'count': $count({I}.items)}}",
    f"{I}.items.{{'sku': sku, 'cost': price * quantity}}",
    f"{I}.items{{sku: price}}",
    f"$merge([{I}.counts, {{'d': 4}}])",
    f"[{I}.items.sku]",
    f"[{I}.single.id]",
    f"[{I}.nope]",
    "[1..5]",
    "[$list, 4]",
    # numbers
    f"$sum({I}.items.(price * quantity))",
    f"$max({I}.items.price)",
    f"$min({I}.items.price)",
    f"$average({I}.items.quantity)",
    f"$round({I}.total)",
    "$round(2.5)",
    "$round(-2.5)",
    "$round(12.345, 2)",
    "$floor(-1.5)",
    "$ceil(1.1)",
    "$abs(-3)",
    "$power(2, 10)",
    "$sqrt(16)",
    "$number('12.5')",
    "$number('x')",
    "$formatNumber(1234.5, '#,##0.00')",
    # texts
    f"$uppercase({I}.status)",
    f"$length({I}.text)",
    f"$substring({I}.text, 4, 5)",
    f"$substringBefore({I}.customer.email, '@')",
    f"$substringAfter({I}.customer.email, '@')",
    f"$split({I}.text, ' ')",
    f"$join({I}.items.sku, ', ')",
    f"$contains({I}.text, 'quick')",
    f"$contains({I}.text, /QUICK/i)",
    f"$replace({I}.text, 'quick', 'slow')",
    f"$replace({I}.text, /[aeiou]/, '*')",
    f"$match({I}.text, /[a-z]+ck/).match",
    "$trim('  a  b ')",
    "$pad('7', -3, '0')",
    f"$string({I}.counts)",
    f"$string({I}.total)",
    "$string(1.0)",
    "$string(null)",
    "$base64encode('hello')",
    "$base64decode('aGVsbG8=')",
    "$encodeUrlComponent('a b&c')",
    # arrays and objects
    f"$count({I}.items)",
    f"$count({I}.nope)",
    f"$append({I}.items.sku, 'cup')",
    f"$reverse({I}.items.sku)",
    "$sort($list)",
    f"$sort({I}.items, function($a, $b) {{ $a.price < $b.price }}).sku",
    "$distinct([1, 2, 1, '1'])",
    "$zip([1, 2], ['a', 'b'])",
    f"$keys({I}.counts)",
    f"$lookup({I}.counts, 'b')",
    f"$spread({I}.counts)",
    f"$each({I}.counts, function($v, $k) {{ $k & $string($v) }})",
    f"$sift({I}.counts, function($v) {{ $v > 1 }})",
    f"$map({I}.items, function($i) {{ $i.price * 2 }})",
    f"$filter({I}.items, function($i) {{ $i.quantity > 1 }}).sku",
    f"$reduce({I}.items.quantity, function($a, $b) {{ $a + $b }})",
    f"$single({I}.items, function($i) {{ $i.sku = 'lamp' }}).price",
    f"$single({I}.items, function($i) {{ $i.price > 1 }})",
    f"{I}.items^(>price).sku",
    f"{I}.items^(quantity, -price)[0].sku",
    f"{I}.items ~> $count",
    f"{I}.customer ~> |$|{{'vip': false}}, ['email']|",
    f"$type({I}.items)",
    f"$type({I}.notes)",
    # times
    f"$toMillis({I}.timestamps[0])",
    "$fromMillis(1767225600000)",
    f"$toMillis({I}.timestamps[1]) - $toMillis({I}.timestamps[0])",
    "$fromMillis(1767225600000, '[Y0001]-[M01]-[D01]')",
    # blocks and lambdas
    "($x := 5; $y := $x * 2; $x + $y)",
    "($f := function($n) { $n <= 1 ? 1 : $n * $f($n - 1) }; $f(10))",
    f"({I}.items[sku in $seen]; $count({I}.items))",
    "$prefix & 'x'",
    "$undefinedVariable",
    "$error('stop')",
    "$assert(1 = 2, 'no')",
    "function($x) { $x }",
    "$nope(1)",
)

FAILURE: Final = "an error"


def _second(text: str) -> Json:
    """What jsonata2py gives: FAILURE for an error, NOTHING for no value and for a function."""
    bindings = jsonata2py.JsonataBindings().bind_value("states", {"input": ORDER})
    for name, value in VARIABLES.items():
        bindings.bind_value(name, value)
    try:
        value = jsonata2py.compile(text).evaluate(None, bindings)
    except (jsonata2py.JsonataCompilationError, jsonata2py.JsonataEvaluationError):
        return FAILURE
    is_json = value is None or isinstance(value, (bool, int, float, str, list, dict))
    return json.loads(json.dumps(value)) if is_json else NOTHING


def _first(text: str) -> Json:
    done = ran(text, ORDER, VARIABLES)
    if done.status == "SUCCEEDED":
        return done.output
    assert done.error == "States.QueryEvaluationError"
    threw = "threw an error during evaluation" in (done.cause or "")
    return FAILURE if threw else NOTHING


def _same(one: Json, other: Json) -> bool:
    """Equal as JSON: 1 and 1.0 are one number, true is none."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return math.isclose(one, other, rel_tol=1e-12)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(_same(one[key], other[key]) for key in one)
    return bool(one == other)


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_both_engines_agree(text: str) -> None:
    first, second = _first(text), _second(text)
    assert _same(first, second), (first, second)


def test_no_expression_stands_twice() -> None:
    assert len(set(EXPRESSIONS)) == len(EXPRESSIONS)
