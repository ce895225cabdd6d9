"""The parts of an intrinsic call, as the parser leaves them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from asl.expr.jsonpath import Path
from asl.syntax.values import Json


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal argument.

    Attributes:
        value: text, a number, true, false or null; escapes are resolved.
        pieces: of text, what stands between the `{}` that are not escaped; None otherwise.
    """

    value: Json
    pieces: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A call of an intrinsic function.

    Attributes:
        text: as the definition has it.
        function: `States.Format`.
        arguments: in their order.
        paths: every path in it, those of inner calls too, in the order of the text.
    """

    text: str
    function: str
    arguments: tuple[Argument, ...]
    paths: tuple[Path, ...]


Argument: TypeAlias = Constant | Path | Call


def literal_template(function: str, arguments: tuple[Argument, ...]) -> tuple[str, ...] | None:
    """The pieces of the template, where it is a literal; None where there is none or a path."""
    match arguments:
        case (Constant(pieces=pieces), *_) if function == "States.Format":
            return pieces
        case _:
            return None
