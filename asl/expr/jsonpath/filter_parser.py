"""The inside of `[?(…)]` -> tests.

`&&` binds tighter than `||`. Source: Jayway's FilterCompiler.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, TypeAlias

from asl.expr.jsonpath.cursor import Cursor
from asl.expr.jsonpath.faults import PathFault
from asl.expr.jsonpath.literals import read_operand
from asl.expr.jsonpath.nodes import (
    AllOf,
    AnyOf,
    Comparison,
    Constant,
    Exists,
    Not,
    Operand,
    Pattern,
    Query,
    Test,
)
from asl.expr.jsonpath.operators import MATCHES, OPERATORS
from asl.expr.jsonpath.patterns import PatternError, compile_pattern

ReadQuery: TypeAlias = Callable[[Cursor], Query]

_SIGN: Final = re.compile(r"[=!<>~]+")
_WORD: Final = re.compile(r"[A-Za-z]+")
_PATTERN: Final = re.compile(r"/((?:[^/\\]|\\.)*)/([A-Za-z]*)", re.DOTALL)


def parse_filter(cursor: Cursor, read_query: ReadQuery) -> Test:
    """Read `(…)`, the parentheses too.

    Args:
        cursor: stands at the opening parenthesis.
        read_query: reads a path that starts with `@` or `$`.

    Raises:
        PathFault: for anything that is no test.
    """
    cursor.enter()
    cursor.take("(")
    test = _any_of(cursor, read_query)
    cursor.expect(")", '"&&", "||" or ")"')
    cursor.leave()
    return test


def _any_of(cursor: Cursor, read_query: ReadQuery) -> Test:
    tests = [_all_of(cursor, read_query)]
    while cursor.take("||"):
        tests.append(_all_of(cursor, read_query))
    return tests[0] if len(tests) == 1 else AnyOf(tuple(tests))


def _all_of(cursor: Cursor, read_query: ReadQuery) -> Test:
    tests = [_one(cursor, read_query)]
    cursor.skip_blanks()
    while cursor.take("&&"):
        tests.append(_one(cursor, read_query))
        cursor.skip_blanks()
    return tests[0] if len(tests) == 1 else AllOf(tuple(tests))


def _one(cursor: Cursor, read_query: ReadQuery) -> Test:
    negated = False
    cursor.skip_blanks()
    while cursor.take("!"):
        negated = not negated
        cursor.skip_blanks()
    at = cursor.at
    if cursor.peek() == "(":
        test = parse_filter(cursor, read_query)
    else:
        test = _comparison(cursor, read_query)
        if negated and isinstance(test, Comparison):
            raise PathFault("! before a comparison takes parentheses: !(…)", at)
    return Not(test) if negated else test


def _comparison(cursor: Cursor, read_query: ReadQuery) -> Test:
    left = _operand(cursor, read_query)
    cursor.skip_blanks()
    at = cursor.at
    operator = _operator(cursor)
    if operator is None:
        if isinstance(left, Query):
            return Exists(left)
        raise cursor.unexpected("an operator")
    cursor.skip_blanks()
    right = _operand(cursor, read_query)
    patterns = isinstance(left, Pattern) + isinstance(right, Pattern)
    if patterns != (operator == MATCHES):
        raise PathFault("=~ takes a /pattern/ on one side, and no other operator does", at)
    return Comparison(left, operator, right)


def _operator(cursor: Cursor) -> str | None:
    """The operator here; None where a test ends."""
    at = cursor.at
    if cursor.peek() in {")", "&", "|", ""}:
        return None
    operator = cursor.match(_SIGN) or cursor.match(_WORD)
    if operator is None:
        raise cursor.unexpected("an operator")
    if operator.lower() not in OPERATORS and operator != MATCHES:
        hint = "; equality is ==" if operator == "=" else ""
        raise PathFault(f"there is no operator {operator}{hint}", at)
    return operator.lower()


def _operand(cursor: Cursor, read_query: ReadQuery) -> Operand:
    at = cursor.at
    match cursor.peek():
        case "@" | "$":
            return read_query(cursor)
        case "/":
            return _pattern(cursor)
        case _:
            return Constant(read_operand(cursor), at)


def _pattern(cursor: Cursor) -> Pattern:
    at = cursor.at
    found = _PATTERN.match(cursor.text, at)
    if found is None:
        raise PathFault("a pattern is not closed: / is missing", at)
    cursor.at = found.end()
    body, letters = found.groups()
    try:
        return Pattern(compile_pattern(body.replace("\\/", "/"), letters), at)
    except PatternError as error:
        raise PathFault(f"the pattern cannot be used: {error}", at) from error
