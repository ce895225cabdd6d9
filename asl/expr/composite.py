"""Objects and arrays of which some parts are evaluated: payload templates of either language.

Parts may be shared: a path that stands in a template a thousand times costs nothing until the whole
is written as text. So a template with more than a few parts counts what it puts together, and
stops at `GROWTH_LIMIT`: its value could not travel anyway, and the error is the one that AWS gives
for a value too large. A template with few parts is not counted; what each of them can give is
bounded, and so is what they give together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from asl.expr.expression import Evaluate, Expr, literal
from asl.expr.site import Site
from asl.runtime.frame import Frame
from asl.runtime.values import GROWTH_LIMIT, least_size, oversized
from asl.syntax.values import Json

# Evaluates; takes the bytes counted so far and gives those with the value's own.
Count: TypeAlias = Callable[[Json, Frame, int], tuple[Json, int]]

# Parts of a template that need no counting: each of them is a payload, or what one query gives.
_FEW: Final = 4
# Fields whose value is the state's output or a variable; past the limit of those nothing helps.
_CLOSING: Final = frozenset({"Assign", "Output", "ResultSelector"})


class Composite(Expr[Json]):
    """An object or array that is put together when its state runs.

    Attributes:
        count: evaluates it as part of a larger one.
        parts: how many expressions are in it, those of objects and arrays inside included.
    """

    __slots__ = ("count", "parts")

    def __init__(
        self,
        pointer: str,
        evaluate: Evaluate,
        *,
        variables: frozenset[str],
        count: Count,
        parts: int,
    ) -> None:
        super().__init__("", pointer, evaluate, variables=variables)
        self.count = count
        self.parts = parts


def build_object(parts: list[tuple[str, Expr[Json]]], site: Site) -> Expr[Json]:
    """An object whose members are evaluated; order of keys as in the definition.

    Its evaluation raises StatesError, States.DataLimitExceeded, past `GROWTH_LIMIT`.
    """
    if all(part.constant for _, part in parts):
        return literal({key: part.value for key, part in parts}, site.pointer)
    # The constants are laid once; a copy keeps the order of all the keys.
    laid = {key: part.value if part.constant else None for key, part in parts}
    given = {key: part for key, part in parts if not part.constant}
    moving = tuple((key, part.evaluate) for key, part in given.items())
    counted = tuple((key, _counter(part, site)) for key, part in given.items())

    def evaluate(root: Json, frame: Frame) -> Json:
        built = laid.copy()
        for key, part in moving:
            built[key] = part(root, frame)
        return built

    def count(root: Json, frame: Frame, size: int) -> tuple[Json, int]:
        built = laid.copy()
        for key, part in counted:
            built[key], size = part(root, frame, size)
        return built, size

    if len(moving) == 1 and len(laid) == 1:
        key, only = moving[0]
        return _composite(given, site, lambda root, frame: {key: only(root, frame)}, count)
    return _composite(given, site, evaluate, count)


def build_array(parts: list[Expr[Json]], site: Site) -> Expr[Json]:
    """An array whose elements are evaluated.

    Its evaluation raises StatesError, States.DataLimitExceeded, past `GROWTH_LIMIT`.
    """
    if all(part.constant for part in parts):
        return literal([part.value for part in parts], site.pointer)
    evaluators = tuple(part.evaluate for part in parts)
    counted = tuple(_counter(part, site) for part in parts)

    def count(root: Json, frame: Frame, size: int) -> tuple[Json, int]:
        built: list[Json] = []
        for part in counted:
            value, size = part(root, frame, size)
            built.append(value)
        return built, size

    given = dict(enumerate(parts))
    return _composite(
        given, site, lambda root, frame: [part(root, frame) for part in evaluators], count
    )


def _composite(
    given: Mapping[str, Expr[Json]] | Mapping[int, Expr[Json]],
    site: Site,
    evaluate: Evaluate,
    count: Count,
) -> Composite:
    """The expression, counting where it has many parts or what they look into may be large."""
    variables: frozenset[str] = frozenset().union(*(part.variables for part in given.values()))
    parts = sum(_parts(part) for part in given.values())

    def counting(root: Json, frame: Frame) -> Json:
        return count(root, frame, 0)[0]

    def choosing(root: Json, frame: Frame) -> Json:
        # Only a state's input is a payload for certain; a gathered result is larger.
        if root is frame.input or root is None:
            return evaluate(root, frame)
        return counting(root, frame)

    run = evaluate if parts == 1 else choosing if parts <= _FEW else counting
    return Composite(site.pointer, run, variables=variables, count=count, parts=parts)


def _parts(part: Expr[Json]) -> int:
    if isinstance(part, Composite):
        return part.parts
    return 0 if part.constant else 1


def _counter(part: Expr[Json], site: Site) -> Count:
    """A part's evaluation, its bytes added to those before it."""
    if isinstance(part, Composite):
        return part.count
    evaluate, pointer = part.evaluate, part.pointer
    terminal = site.field.partition("/")[0].partition("[")[0] in _CLOSING

    def count(root: Json, frame: Frame, size: int) -> tuple[Json, int]:
        value = evaluate(root, frame)
        size += least_size(value, GROWTH_LIMIT - size)
        if size > GROWTH_LIMIT:
            raise oversized(frame.state, terminal=terminal, pointer=pointer)
        return value, size

    return count
