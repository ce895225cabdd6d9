"""Objects and arrays of which some parts are evaluated: payload templates of either language."""

from __future__ import annotations

from asl.expr.expression import Evaluate, Expr, literal
from asl.runtime.frame import Frame
from asl.syntax.values import Json


def build_object(parts: list[tuple[str, Expr[Json]]], pointer: str) -> Expr[Json]:
    """An object whose members are evaluated; order of keys as in the definition."""
    variables: frozenset[str] = frozenset().union(*(part.variables for _, part in parts))
    if all(part.constant for _, part in parts):
        return literal({key: part.value for key, part in parts}, pointer)
    # The constants are laid once; a copy keeps the order of all the keys.
    laid = {key: part.value if part.constant else None for key, part in parts}
    moving = tuple((key, part.evaluate) for key, part in parts if not part.constant)
    if len(moving) == 1 and len(laid) == 1:
        key, only = moving[0]
        return Expr("", pointer, lambda root, frame: {key: only(root, frame)}, variables=variables)

    def evaluate(root: Json, frame: Frame) -> Json:
        built = laid.copy()
        for key, part in moving:
            built[key] = part(root, frame)
        return built

    return Expr("", pointer, evaluate, variables=variables)


def build_array(parts: list[Expr[Json]], pointer: str) -> Expr[Json]:
    """An array whose elements are evaluated."""
    if all(part.constant for part in parts):
        return literal([part.value for part in parts], pointer)
    variables: frozenset[str] = frozenset().union(*(part.variables for part in parts))
    evaluators: tuple[Evaluate, ...] = tuple(part.evaluate for part in parts)
    return Expr(
        "",
        pointer,
        lambda root, frame: [part(root, frame) for part in evaluators],
        variables=variables,
    )
