"""The text of a path -> its parts.

Source: Jayway's PathCompiler, and for backslashes https://states-language.net/spec.html#path. What
Jayway lets through but can only be a slip (a name straight behind `]`, an unescaped comma or
bracket in a name) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import regex

from asl.expr.jsonpath.cursor import Cursor
from asl.expr.jsonpath.faults import PathFault
from asl.expr.jsonpath.filter_parser import parse_filter
from asl.expr.jsonpath.functions import FUNCTIONS
from asl.expr.jsonpath.literals import raw_quoted, read_literal
from asl.expr.jsonpath.nodes import (
    Constant,
    Descent,
    Filter,
    Function,
    Index,
    Indices,
    Name,
    Names,
    Query,
    Slice,
    Step,
    Value,
    Wildcard,
)

# Source: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
_VARIABLE: Final = regex.compile(r"\p{ID_Start}\p{ID_Continue}*")
MAX_VARIABLE: Final = 80

# Java's int, which Jayway reads indices into.
_MAX_INDEX: Final = 2**31 - 1

# A name behind a dot: no blanks, brackets, quotes, commas or wildcards but escaped ones.
_NAME: Final = re.compile(r"""(?:[^\s.\[\]()*,'"\\]|\\.)+""", re.DOTALL)
# Inside a filter an operator ends it as well.
_NAME_IN_FILTER: Final = re.compile(r"""(?:[^\s.\[\]()*,'"\\=!<>~&|]|\\.)+""", re.DOTALL)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED_IN_QUOTES: Final = {"'": re.compile(r"\\(['\\])"), '"': re.compile(r'\\(["\\])')}
_INTEGER: Final = re.compile(r"-?[0-9]+")

_AFTER_DOT: Final = 'a name, "*" or "["'


def parse_path(text: str, start: int = 0) -> tuple[Query, int]:
    """Read the path that starts at `start`, as far as it goes.

    Returns:
        the path, and the offset behind it.

    Raises:
        PathFault: with the position in `text`.
    """
    cursor = Cursor(text, start)
    if not cursor.take("$"):
        raise PathFault("a path starts with $, $$ or $name", start)
    if cursor.take("$"):
        query = Query("context", None, _steps(cursor, _NAME), start)
    elif cursor.peek() in {"", ".", "["}:
        query = Query("input", None, _steps(cursor, _NAME), start)
    else:
        query = _variable(cursor, start)
    return query, cursor.at


def _variable(cursor: Cursor, start: int) -> Query:
    found = _VARIABLE.match(cursor.text, cursor.at)
    if found is None:
        return Query("input", None, (), start)
    name = found.group()
    if len(name) > MAX_VARIABLE:
        raise PathFault(f"a variable's name has at most {MAX_VARIABLE} characters", start)
    if name == "states":
        raise PathFault("$states is for JSONata; JSONPath has $ and $$", start)
    cursor.at = found.end()
    return Query("variable", name, _steps(cursor, _NAME), start)


def _query_in_filter(cursor: Cursor) -> Query:
    """A path that starts with `@` or `$` inside a filter."""
    return _inner_query(cursor, _NAME_IN_FILTER)


def _inner_query(cursor: Cursor, names: re.Pattern[str]) -> Query:
    start = cursor.at
    if cursor.take("@"):
        return Query("item", None, _steps(cursor, names), start)
    cursor.expect("$", 'a path that starts with "@" or "$"')
    if cursor.peek() == "$" or _VARIABLE.match(cursor.text, cursor.at):
        raise PathFault("in here only $ and @ can be read, no $$ and no variable", start)
    return Query("input", None, _steps(cursor, names), start)


def _steps(cursor: Cursor, names: re.Pattern[str]) -> tuple[Step, ...]:
    steps: list[Step] = []
    while True:
        at = cursor.at
        if cursor.take(".."):
            steps.append(_descent(cursor, names, at))
        elif cursor.take("."):
            steps.append(_child(cursor, names))
        elif cursor.peek() == "[":
            steps.append(_bracket(cursor))
        else:
            return tuple(steps)


def _descent(cursor: Cursor, names: re.Pattern[str], at: int) -> Descent:
    step = _child(cursor, names)
    if isinstance(step, Function):
        raise PathFault("a function cannot stand behind ..", step.at)
    return Descent(step, at)


def _child(cursor: Cursor, names: re.Pattern[str]) -> Step:
    """What stands behind a dot."""
    at = cursor.at
    if cursor.peek() == "[":
        return _bracket(cursor)
    if cursor.take("*"):
        return Wildcard(at)
    name = cursor.match(names)
    if name is None:
        raise cursor.unexpected(_AFTER_DOT)
    if cursor.peek() == "(":
        return _function(cursor, name, at)
    return Name(_ESCAPED.sub(r"\1", name), at)


def _function(cursor: Cursor, name: str, at: int) -> Function:
    function = FUNCTIONS.get(name)
    if function is None:
        raise PathFault(f"there is no function {name}(): a ( in a name takes a backslash", at)
    cursor.enter()
    cursor.take("(")
    arguments: list[Value] = []
    cursor.skip_blanks()
    while not cursor.take(")"):
        if arguments:
            cursor.expect(",", '"," or ")"')
            cursor.skip_blanks()
        arguments.append(_argument(cursor))
        cursor.skip_blanks()
    cursor.leave()
    if not function.least <= len(arguments) <= function.most:
        raise PathFault(f"{name}() takes {function.wants}, not {len(arguments)}", at)
    return Function(name, tuple(arguments), at)


def _argument(cursor: Cursor) -> Value:
    at = cursor.at
    if cursor.peek() == "$":
        return _inner_query(cursor, _NAME)
    if cursor.peek() == "@":
        raise PathFault("a function's argument is a literal or a path that starts with $", at)
    return Constant(read_literal(cursor), at)


def _bracket(cursor: Cursor) -> Step:
    """What stands in brackets, and they."""
    at = cursor.at
    cursor.at += 1
    cursor.skip_blanks()
    read = _BRACKETS.get(cursor.peek())
    if read is None:
        raise cursor.unexpected('a name in quotes, an index, ":", "*" or "?("')
    step = read(cursor, at)
    cursor.expect("]", '"]"')
    return step


def _names(cursor: Cursor, at: int) -> Step:
    names = [_quoted_name(cursor)]
    cursor.skip_blanks()
    while cursor.take(","):
        cursor.skip_blanks()
        if cursor.peek() not in _ESCAPED_IN_QUOTES:
            raise cursor.unexpected("a name in quotes")
        names.append(_quoted_name(cursor))
        cursor.skip_blanks()
    return Name(names[0], at) if len(names) == 1 else Names(tuple(names), at)


def _quoted_name(cursor: Cursor) -> str:
    r"""A backslash escapes the quote around and itself; before anything else it is a character.

    Source: the recorded `$['Test\""Name"']`, which finds the key that holds the backslash too.
    """
    pattern = _ESCAPED_IN_QUOTES[cursor.peek()]
    return pattern.sub(r"\1", raw_quoted(cursor))


def _numbers(cursor: Cursor, at: int) -> Step:
    """An index, several, or a slice."""
    first = _integer(cursor)
    cursor.skip_blanks()
    if cursor.take(":"):
        return _slice(cursor, first, at)
    if first is None:
        raise cursor.unexpected("an index")
    indices = [first]
    while cursor.take(","):
        cursor.skip_blanks()
        index = _integer(cursor)
        if index is None:
            raise cursor.unexpected("an index")
        indices.append(index)
        cursor.skip_blanks()
    return Index(first, at) if len(indices) == 1 else Indices(tuple(indices), at)


def _slice(cursor: Cursor, start: int | None, at: int) -> Slice:
    cursor.skip_blanks()
    stop = _integer(cursor)
    cursor.skip_blanks()
    if cursor.peek() == ":":
        raise PathFault("a slice takes no step", cursor.at)
    if start is None and stop is None:
        raise PathFault("a slice needs a start or an end; [*] takes all", at)
    return Slice(start, stop, at)


def _integer(cursor: Cursor) -> int | None:
    at = cursor.at
    digits = cursor.match(_INTEGER)
    if digits is None:
        return None
    if len(digits) > len(str(-_MAX_INDEX)) or abs(int(digits)) > _MAX_INDEX:
        raise PathFault(f"an index is at most {_MAX_INDEX}", at)
    return int(digits)


def _wildcard(cursor: Cursor, at: int) -> Step:
    cursor.at += 1
    return Wildcard(at)


def _filter(cursor: Cursor, at: int) -> Step:
    cursor.at += 1
    cursor.skip_blanks()
    if cursor.peek() != "(":
        raise PathFault("a filter is written [?(…)]", cursor.at)
    return Filter(parse_filter(cursor, _query_in_filter), at)


def _script(cursor: Cursor, _at: int) -> Step:
    raise PathFault("scripts in brackets are not supported; [-1] is the last element", cursor.at)


_BRACKETS: Final[dict[str, Callable[[Cursor, int], Step]]] = {
    "'": _names,
    '"': _names,
    "*": _wildcard,
    "?": _filter,
    "(": _script,
    **dict.fromkeys("0123456789-:", _numbers),
}
