"""The names that an expression takes from its surroundings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Final, TypeAlias

from asl.carriers.terraform.expressions import (
    Choice,
    Expression,
    For,
    Name,
    Part,
    Piece,
    Repetition,
)
from asl.carriers.woven import Spot

_Node: TypeAlias = Expression | Part
_NO_NAMES: Final[frozenset[str]] = frozenset()


def free_names(root: Expression) -> dict[str, Spot]:
    """The names that are bound outside an expression, each with its first place."""
    found: dict[str, Spot] = {}
    waiting: list[tuple[_Node, frozenset[str]]] = [(root, _NO_NAMES)]
    while waiting:
        node, bound = waiting.pop()
        if isinstance(node, Name):
            if node.name not in bound and node.name != "*":
                first = found.setdefault(node.name, node.spot)
                if node.spot.start < first.start:
                    found[node.name] = node.spot
        elif isinstance(node, (For, Repetition)):
            inner = bound.union(node.names)
            waiting += [(one, bound if one is node.over else inner) for one in _inside(node)]
        else:
            waiting += [(one, bound) for one in _inside(node)]
    return dict(sorted(found.items(), key=lambda item: item[1].start))


def _inside(node: _Node) -> Iterator[_Node]:
    for field in fields(node):
        value = getattr(node, field.name)
        for one in value if isinstance(value, tuple) else (value,):
            for part in one if isinstance(one, tuple) else (one,):
                if isinstance(part, (Expression, Piece, Choice, Repetition)):
                    yield part
