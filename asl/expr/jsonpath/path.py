"""Paths, ready to be followed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final, Literal

from asl.expr.jsonpath.cursor import Cursor
from asl.expr.jsonpath.faults import PathMissing
from asl.expr.jsonpath.nodes import (
    DefiniteStep,
    Descent,
    Function,
    Index,
    Indices,
    Name,
    Names,
    Step,
    definite,
)
from asl.expr.jsonpath.parser import parse_path
from asl.expr.jsonpath.plain import Find, finder
from asl.expr.jsonpath.steps import One, compile_many, compile_one, plain_keys
from asl.expr.jsonpath.walk import MISSING, Walk, hold
from asl.syntax.values import Json

_CACHED: Final = 4_096


@dataclass(frozen=True, slots=True)
class Path:
    """A path of the definition.

    Attributes:
        text: as the definition has it.
        root: what it starts from: `$` is the input, `$$` the Context Object, `$name` a variable.
        variable: the name, for a variable; None otherwise.
        definite: whether it leads to one place at most: no wildcard, slice, list of indices,
            filter or `..`, and no list of names but at its end, which gives one object.
        find: what it leads to from the input, the Context Object or the variable's value. A
            definite path gives the value or raises PathMissing. Any other gives a list, empty
            where nothing is found. Either raises PathLimit when that takes too long. `$` inside a
            filter is what `find` was given. The value is part of the document or built anew; the
            document is never changed. A path that can find the same value more than once raises
            PathLimit past `GROWTH_LIMIT`; any other finds no more than there is.
    """

    text: str
    root: Literal["input", "context", "variable"]
    variable: str | None
    definite: bool
    find: Callable[[Json], Json]


@lru_cache(maxsize=_CACHED)
def compile_path(text: str) -> Path:
    """Compile a path that is the whole text; blanks may follow it.

    Raises:
        PathFault: for text that is no path.
    """
    path, end = path_at(text, 0)
    cursor = Cursor(text, end)
    cursor.skip_blanks()
    if cursor.peek():
        raise cursor.unexpected('".", "[" or the end of the path')
    return path


def path_at(text: str, start: int) -> tuple[Path, int]:
    """Compile the path that starts at `start` and goes on as far as a path can.

    Returns:
        the path, and the offset behind it.

    Raises:
        PathFault: with the position in the whole text.
    """
    query, end = parse_path(text, start)
    root = query.root
    assert root != "item", "only filters have paths that start with @"
    single = definite(query.steps)
    find = _indefinite(query.steps) if single is None else _definite(single)
    if any(_repeats(step) for step in query.steps):
        find = _bounded(find)
    return Path(text[start:end], root, query.variable, single is not None, find), end


def _repeats(step: Step) -> bool:
    """Whether a step may lead to one value several times, or to a value and what is inside it."""
    return isinstance(step, Descent | Indices | Names)


def _bounded(find: Find) -> Find:
    def run(document: Json) -> Json:
        found = find(document)
        hold(found)
        return found

    return run


def _indefinite(steps: tuple[Step, ...]) -> Find:
    many = compile_many(steps)
    return lambda document: many([document], Walk(document))


def _definite(steps: tuple[DefiniteStep, ...]) -> Find:
    step_by_step = partial(_step_by_step, steps, [compile_one(step) for step in steps])
    keys = plain_keys(steps)
    return step_by_step if keys is None else finder(keys, step_by_step)


def _step_by_step(steps: tuple[DefiniteStep, ...], singles: list[One], document: Json) -> Json:
    """Follow a definite path, and say why where it leads to nothing.

    Source: `PathNotFoundException` in Jayway's path tokens; the first two wordings below are
    recorded from AWS. Jayway goes on with the names of Java classes where we name JSON's types.
    """
    walk = Walk(document)
    value = document
    for place, single in enumerate(singles):
        inner = single(value, walk)
        if inner is MISSING:
            raise PathMissing(_reason(steps, place, value))
        value = inner
    return value


def _reason(steps: tuple[DefiniteStep, ...], place: int, value: Json) -> str:
    step = steps[place]
    here = _normal(steps[:place])
    if isinstance(step, Name | Names) and not isinstance(value, dict):
        return (
            f"Expected to find an object with property {_fragment(step)} in path {here} "
            f"but found '{_kind(value)}'."
        )
    if isinstance(step, Name) and place < len(steps) - 1:
        return f"Missing property in path {here}{_fragment(step)}"
    if isinstance(step, Index) and not isinstance(value, list):
        return (
            f"Filter: {_fragment(step)} can only be applied to arrays. "
            f"Current context is: {here}, which is '{_kind(value)}'."
        )
    if isinstance(step, Function):
        return f"Function {step.name}() attempted to calculate value using path {here}"
    return f"No results for path: {_normal(steps)}"


def _normal(steps: tuple[DefiniteStep, ...]) -> str:
    return "$" + "".join(_fragment(step) for step in steps)


def _fragment(step: DefiniteStep) -> str:
    match step:
        case Name(name):
            return f"['{name}']"
        case Names(names):
            return "[" + ",".join(f"'{name}'" for name in names) + "]"
        case Index(index):
            return f"[{index}]"
        case _:
            return f".{step.name}()"


def _kind(value: Json) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"
