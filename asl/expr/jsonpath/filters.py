"""Tests of filters -> closures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

import regex

from asl.expr.jsonpath.comparison import is_number
from asl.expr.jsonpath.faults import PathLimit
from asl.expr.jsonpath.nodes import (
    AllOf,
    AnyOf,
    Comparison,
    Constant,
    Exists,
    Not,
    Pattern,
    Query,
    Test,
    Value,
    definite,
)
from asl.expr.jsonpath.operators import MATCHES, OPERATORS
from asl.expr.jsonpath.walk import MISSING, Walk
from asl.syntax.values import Json

# What an operand is for the item that is tested.
Read: TypeAlias = Callable[[Json, Walk], Json]
Accept: TypeAlias = Callable[[Json, Walk], bool]
# How a path is followed from a value; given by the steps, which filters are part of.
CompileQuery: TypeAlias = Callable[[Query], Read]

# Seconds that one match of one pattern may take.
PATTERN_TIME: Final = 0.1

# So many tests of one item count as visiting a value.
_TESTS_FOR_ONE: Final = 8


def compile_test(test: Test, compile_query: CompileQuery) -> Accept:
    """The test as a function of the item."""
    match test:
        case AllOf(tests):
            return _joined(tests, compile_query, until=False)
        case AnyOf(tests):
            return _joined(tests, compile_query, until=True)
        case Not(inner):
            accept = compile_test(inner, compile_query)
            return lambda item, walk: not accept(item, walk)
        case Exists(query):
            return _exists(query, compile_query)
        case _:
            return _comparison(test, compile_query)


def _joined(tests: tuple[Test, ...], compile_query: CompileQuery, *, until: bool) -> Accept:
    """Tests in their order, up to the first whose outcome is `until`."""
    accepts = [compile_test(test, compile_query) for test in tests]

    def run(item: Json, walk: Walk) -> bool:
        walk.spend(len(accepts) // _TESTS_FOR_ONE)
        for accept in accepts:
            if accept(item, walk) is until:
                return until
        return not until

    return run


def compile_value(operand: Value, compile_query: CompileQuery) -> Read:
    """The operand as a function of the item; one that starts from `$` is read once a walk."""
    if isinstance(operand, Constant):
        value = operand.value
        return lambda _item, _walk: value
    read = compile_query(operand)
    return read if operand.root == "item" else _read_once(read)


def _read_once(read: Read) -> Read:
    def run(_item: Json, walk: Walk) -> Json:
        found = walk.found
        if run not in found:
            found[run] = read(walk.root, walk)
        return found[run]

    return run


def _exists(query: Query, compile_query: CompileQuery) -> Accept:
    read = compile_value(query, compile_query)
    if definite(query.steps) is not None:
        return lambda item, walk: read(item, walk) is not MISSING
    return lambda item, walk: bool(read(item, walk))


def _comparison(test: Comparison, compile_query: CompileQuery) -> Accept:
    if test.operator == MATCHES:
        return _matches(test, compile_query)
    compare = OPERATORS[test.operator]
    assert not isinstance(test.left, Pattern), "the parser lets patterns stand beside =~ only"
    assert not isinstance(test.right, Pattern), "the parser lets patterns stand beside =~ only"
    left = compile_value(test.left, compile_query)
    right = compile_value(test.right, compile_query)
    return lambda item, walk: compare(left(item, walk), right(item, walk), walk)


def _matches(test: Comparison, compile_query: CompileQuery) -> Accept:
    pattern, operand = test.left, test.right
    if isinstance(operand, Pattern):
        pattern, operand = operand, pattern
    assert isinstance(pattern, Pattern), "the parser lets =~ stand beside a pattern only"
    assert not isinstance(operand, Pattern), "the parser lets =~ stand beside one pattern only"
    compiled = pattern.pattern
    read = compile_value(operand, compile_query)

    def accept(item: Json, walk: Walk) -> bool:
        value = read(item, walk)
        if not isinstance(value, list):
            return _fits(compiled, value)
        walk.spend(len(value))
        return any(_fits(compiled, element) for element in value)

    return accept


def _fits(pattern: regex.Pattern[str], value: Json) -> bool:
    """Whether the pattern matches the whole text; what is no text counts as the empty one."""
    try:
        return pattern.fullmatch(_text(value), timeout=PATTERN_TIME) is not None
    except TimeoutError:
        raise PathLimit(
            f"the pattern /{pattern.pattern}/ takes longer than {PATTERN_TIME} s"
        ) from None


def _text(value: Json) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if is_number(value) else ""
