"""Intrinsic calls -> closures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias, TypeVar

from asl.expr.intrinsics.faults import IntrinsicFailure
from asl.expr.intrinsics.functions import FUNCTIONS, call
from asl.expr.intrinsics.nodes import Argument, Call, Constant, literal_template
from asl.expr.intrinsics.parser import parse_call
from asl.expr.jsonpath import Path
from asl.runtime.values import GROWTH_LIMIT, least_size
from asl.syntax.values import Json

S = TypeVar("S")


class Chance(Protocol):
    """Numbers that are uniform in [0, 1)."""

    def __call__(self) -> float:
        """Draw the next one."""


# The value of `$`, the scope that is handed through, where random numbers come from.
Evaluate: TypeAlias = Callable[[Json, S, Chance], Json]
ValueOf: TypeAlias = Callable[[Path], Callable[[Json, S], Json]]


def compile_intrinsic(text: str, value_of: ValueOf[S]) -> tuple[Call, Evaluate[S]]:
    """Compile an intrinsic call that is the whole text.

    Args:
        text: `States.Format('{}', $.name)`.
        value_of: how a path is evaluated; asked once for each path in the text.

    Returns:
        the call, and what evaluates it: from the value of `$`, a scope that only `value_of`'s
        evaluators look into, and a source of numbers in [0, 1). That raises IntrinsicFailure, and
        whatever those evaluators raise.

    Raises:
        IntrinsicFault: for text that is no intrinsic call.
    """
    parsed = parse_call(text)
    return parsed, _evaluator(parsed, value_of)


def _evaluator(parsed: Call, value_of: ValueOf[S]) -> Evaluate[S]:
    name = parsed.function
    arguments = [_argument(argument, value_of) for argument in parsed.arguments]
    pieces = literal_template(name, parsed.arguments)
    if pieces is not None:
        arguments[0] = _constant(pieces)
    function = FUNCTIONS[name]
    kinds = function.kinds_of(len(arguments))
    draws = range(function.draws)
    gather = _bounded(name, arguments) if function.gathers else _all(arguments)

    def run(root: Json, scope: S, chance: Chance) -> Json:
        values = gather(root, scope, chance)
        return call(name, kinds, [chance() for _ in draws], values)

    return run


def _all(arguments: list[Evaluate[S]]) -> Callable[[Json, S, Chance], list[Json]]:
    return lambda root, scope, chance: [argument(root, scope, chance) for argument in arguments]


def _bounded(name: str, arguments: list[Evaluate[S]]) -> Callable[[Json, S, Chance], list[Json]]:
    """The arguments, counted as they come: one value given a thousand times is small until then."""

    def run(root: Json, scope: S, chance: Chance) -> list[Json]:
        values: list[Json] = []
        size = 0
        for argument in arguments:
            value = argument(root, scope, chance)
            size += least_size(value, GROWTH_LIMIT - size)
            if size > GROWTH_LIMIT:
                raise IntrinsicFailure(
                    f"{name}: the arguments have more than {GROWTH_LIMIT:,} bytes together"
                )
            values.append(value)
        return values

    return run


def _argument(argument: Argument, value_of: ValueOf[S]) -> Evaluate[S]:
    match argument:
        case Constant(value):
            return _constant(value)
        case Path():
            read = value_of(argument)
            return lambda root, scope, _chance: read(root, scope)
        case _:
            return _evaluator(argument, value_of)


def _constant(value: Json) -> Evaluate[S]:
    return lambda _root, _scope, _chance: value
