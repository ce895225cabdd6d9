"""The comparisons of choice rules under JSONPath, wherever And, Or and Not have put them."""

from __future__ import annotations

from collections.abc import Iterator

from asl.states.comparison import OPERATORS
from asl.syntax.values import Json


def comparisons(rules: Json, pointer: str) -> Iterator[tuple[str, dict[str, Json]]]:
    """Every comparison of a rule or a list of rules, with its JSON pointer, in order."""
    waiting = [(rules, pointer)]
    while waiting:
        here, at = waiting.pop()
        if isinstance(here, list):
            waiting.extend((here[index], f"{at}/{index}") for index in reversed(range(len(here))))
        elif isinstance(here, dict):
            inner = [(here[name], f"{at}/{name}") for name in ("And", "Or", "Not") if name in here]
            waiting.extend(inner)
            if not inner:
                yield at, here


def operator_of(comparison: dict[str, Json]) -> str:
    """The operator of a comparison."""
    return next(name for name in comparison if name in OPERATORS)
