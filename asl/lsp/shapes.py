"""What the value of a field looks like: what the schemas and the completions know of a member.

The reader stays the judge of a definition; a test holds each shape against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

# What a text names.
Names: TypeAlias = Literal[
    "nothing", "state", "resource", "reader", "writer", "type", "error", "instant", "label"
]


@dataclass(frozen=True, slots=True)
class Text:
    """Text of so many characters; `query` lets a JSONata query stand in its place."""

    names: Names = "nothing"
    least: int = 0
    most: int | None = None
    query: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """One of a few words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """An integer in a range, both ends included; `query` as of `Text`."""

    low: int
    high: int
    query: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a range; without an upper end where that is None."""

    low: float
    high: float | None = None
    query: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false; `query` as of `Text`."""

    query: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """A JSONPath.

    Attributes:
        null: null may stand in its place.
        call: an intrinsic call may.
    """

    null: bool = False
    call: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """Any JSON value; one with expressions in it unless `fixed`."""

    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """An array or object with expressions in it, or a query for one."""


@dataclass(frozen=True, slots=True)
class Variables:
    """An object of names of variables and their values."""


@dataclass(frozen=True, slots=True)
class One:
    """An object that is a part of its own."""

    part: str


@dataclass(frozen=True, slots=True)
class Many:
    """An array of such objects, at least so many."""

    part: str
    least: int = 0


@dataclass(frozen=True, slots=True)
class Texts:
    """An array of texts, at least so many."""

    names: Names = "nothing"
    least: int = 0


@dataclass(frozen=True, slots=True)
class States:
    """An object of states by name."""


Shape: TypeAlias = (
    Text
    | Word
    | Whole
    | Amount
    | Flag
    | Path
    | Value
    | Items
    | Variables
    | One
    | Many
    | Texts
    | States
)
