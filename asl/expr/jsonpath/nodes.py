"""The parts of a path, as the parser leaves them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import regex

from asl.syntax.values import Json

Root: TypeAlias = Literal["input", "context", "variable", "item"]


@dataclass(frozen=True, slots=True)
class Name:
    """`.name` or `['name']`; `at` is the offset in the text, here as in the others."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Names:
    """`['a', 'b']`."""

    names: tuple[str, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Index:
    """`[1]`, or `[-1]` from the end."""

    index: int
    at: int


@dataclass(frozen=True, slots=True)
class Indices:
    """`[0, 2]`."""

    indices: tuple[int, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Slice:
    """`[start:stop]`; one of the two may be absent."""

    start: int | None
    stop: int | None
    at: int


@dataclass(frozen=True, slots=True)
class Wildcard:
    """`.*` or `[*]`."""

    at: int


@dataclass(frozen=True, slots=True)
class Descent:
    """`..` before a step."""

    step: Step
    at: int


@dataclass(frozen=True, slots=True)
class Filter:
    """`[?(…)]`."""

    test: Test
    at: int


@dataclass(frozen=True, slots=True)
class Function:
    """`.length()`."""

    name: str
    arguments: tuple[Value, ...]
    at: int


DefiniteStep: TypeAlias = Name | Names | Index | Function
Step: TypeAlias = DefiniteStep | Indices | Slice | Wildcard | Descent | Filter


@dataclass(frozen=True, slots=True)
class Query:
    """A whole path, or one inside a filter or a function's arguments.

    Attributes:
        root: what it starts from: `$`, `$$`, `$name`, and inside a filter `@`.
        variable: the name in `$name`; None otherwise.
        steps: what follows.
        at: offset in the text.
    """

    root: Root
    variable: str | None
    steps: tuple[Step, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal inside a filter or a function's arguments."""

    value: Json
    at: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """`/expression/flags`, for `=~` only."""

    pattern: regex.Pattern[str]
    at: int


Value: TypeAlias = Query | Constant
Operand: TypeAlias = Value | Pattern


@dataclass(frozen=True, slots=True)
class Exists:
    """A path alone: whether it leads to anything."""

    query: Query


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left operator right`; the operator in lower case."""

    left: Operand
    operator: str
    right: Operand


@dataclass(frozen=True, slots=True)
class Not:
    """`!(…)`."""

    test: Test


@dataclass(frozen=True, slots=True)
class AllOf:
    """Tests joined by `&&`."""

    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Tests joined by `||`."""

    tests: tuple[Test, ...]


Test: TypeAlias = Exists | Comparison | Not | AllOf | AnyOf


def definite(steps: tuple[Step, ...]) -> tuple[DefiniteStep, ...] | None:
    """The steps, if they lead to one place at most; None otherwise.

    Several names are one place when they end the path, for they are merged into one object.

    Source: `isTokenDefinite` of Jayway's path tokens.
    """
    found: list[DefiniteStep] = []
    for step in steps:
        if not isinstance(step, DefiniteStep) or (
            isinstance(step, Names) and step is not steps[-1]
        ):
            return None
        found.append(step)
    return tuple(found)
