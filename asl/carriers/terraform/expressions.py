"""What an expression of Terraform is made of.

`start` and `end` are offsets in `source`, and everything in an expression stands in one source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from asl.carriers.woven import Spot


@dataclass(frozen=True, slots=True, eq=False)
class Literal:
    """A number, true, false or null."""

    spot: Spot
    value: Decimal | bool | None


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """The literal part of a template, escapes undone.

    Attributes:
        spot: of all of it.
        text: what it says.
        offsets: of its characters.
        over_lines: its lines count one by one, as they do in a heredoc and in a file.
    """

    spot: Spot
    text: str
    offsets: Sequence[int]
    over_lines: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """`%{ if }` of a template."""

    spot: Spot
    condition: Expression
    then: tuple[Part, ...]
    otherwise: tuple[Part, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Repetition:
    """`%{ for }` of a template."""

    spot: Spot
    names: tuple[str, ...]
    over: Expression
    body: tuple[Part, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """A text; with a single expression and nothing else, that is its value, whatever its type."""

    spot: Spot
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Tuple:
    """`[a, b]`."""

    spot: Spot
    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Object:
    """`{ a = b }`."""

    spot: Spot
    entries: tuple[tuple[Expression, Expression], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Name:
    """A name that stands for a value; a key of an object is a Template."""

    spot: Spot
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Attribute:
    """`of.name`."""

    spot: Spot
    of: Expression
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """`of[key]`."""

    spot: Spot
    of: Expression
    key: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Splat:
    """`of[*]` and what is taken of each item: `each` is an expression over the Name "*"."""

    spot: Spot
    of: Expression
    each: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """`name(arguments...)`; `expands` where the last is a list of the rest."""

    spot: Spot
    name: str
    arguments: tuple[Expression, ...]
    expands: bool


@dataclass(frozen=True, slots=True, eq=False)
class Unary:
    """`-a`, `!a`."""

    spot: Spot
    operator: str
    operand: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Binary:
    """`a + b`."""

    spot: Spot
    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Conditional:
    """`a ? b : c`."""

    spot: Spot
    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True, eq=False)
class For:
    """`[for k, v in over : value if condition]`, with a key `{for ... : key => value...}`."""

    spot: Spot
    names: tuple[str, ...]
    over: Expression
    key: Expression | None
    value: Expression
    condition: Expression | None
    grouped: bool


Expression: TypeAlias = (
    Literal
    | Template
    | Tuple
    | Object
    | Name
    | Attribute
    | Index
    | Splat
    | Call
    | Unary
    | Binary
    | Conditional
    | For
)
Part: TypeAlias = Piece | Choice | Repetition | Expression
