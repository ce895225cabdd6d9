"""Assign: names of variables and the values they get.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from asl.expr.expression import Evaluate, Expr
from asl.expr.site import Role
from asl.model import kinds
from asl.model.place import JSONPATH, Place
from asl.syntax.values import Json

_LONGEST_NAME: Final = 80
_RESERVED: Final = "states"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignments:
    """One `Assign`.

    Attributes:
        pointer: JSON pointer of the member.
        names: the variables it sets, in order.
        places: the JSON pointers of their values.
        evaluate: gives their values by name.
        variables: the variables it reads.
    """

    pointer: str
    names: tuple[str, ...]
    places: tuple[str, ...]
    evaluate: Evaluate
    variables: frozenset[str]


def assignments(role: Role = "none") -> Callable[[Place], Assignments | None]:
    """Reads Assign: an object of variable names and values, evaluated as a whole."""
    read_values: Any = kinds.values(role)

    def read(place: Place) -> Assignments | None:
        if not isinstance(place.value, dict):
            place.report("wrong-type", "Assign takes an object of variable names and values")
            return None
        names, places = [], []
        for key in place.value:
            name = key.removesuffix(".$") if place.language == JSONPATH else key
            member = place.member(key)
            _check_name(name, member)
            names.append(name)
            places.append(member.pointer)
        given: Expr[Json] = read_values(place)
        return Assignments(
            pointer=place.pointer,
            names=tuple(names),
            places=tuple(places),
            evaluate=given.evaluate,
            variables=given.variables,
        )

    return read


def _check_name(name: str, place: Place) -> None:
    if name == _RESERVED:
        place.report("variable-name", '"states" is reserved and cannot be assigned', at_key=True)
    elif not name.isidentifier() or name.startswith("_") or len(name) > _LONGEST_NAME:
        place.report(
            "variable-name",
            f'"{name}" is no variable name',
            hint="letters, digits and _ only, beginning with a letter, at most 80 characters",
            at_key=True,
        )
