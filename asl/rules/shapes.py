"""Shapes: which members a value may have at most, as far as a definition tells.

A payload template whose members are written out makes an object with these members and no other.
What a call answers, and what an execution is given, may be anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from asl.syntax.values import Json

# Shapes deeper or larger than this may be anything: what is put into itself would never end.
_DEEPEST: Final = 6
_LARGEST: Final = 2000


@dataclass(frozen=True, slots=True)
class Shape:
    """A value that has no members but these; each of them may be missing.

    Attributes:
        members: by name; None for a member that may be anything.
        depth: of the deepest member.
        size: how many members it has, those inside included.
    """

    members: Mapping[str, Shape | None]
    depth: int = field(compare=False)
    size: int = field(compare=False)


# None: anything at all.
Known: TypeAlias = Shape | None
ANYTHING: Final[Known] = None
# Text, a number, and all else that no name leads into.
EMPTY: Final = Shape({}, 0, 1)
# The error output of a state, which a Catcher is given.
ERROR: Final = Shape({"Error": EMPTY, "Cause": EMPTY}, 1, 3)


# Takes a path that certainly leads to nothing: its pointer, itself, the member that is not there
# and the members that are.
Lost: TypeAlias = Callable[[str, str, str, Shape], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """What comes after a state.

    Attributes:
        ways: each state that may come next, with the shape of its input.
        inside: the shape of the input of the blocks inside the state.
    """

    ways: tuple[tuple[str, Known], ...]
    inside: Known = ANYTHING


def shape_of(members: Mapping[str, Known]) -> Known:
    """The shape with these members; anything, where it would be too large to follow."""
    depth, size = 0, 1
    for inner in members.values():
        if inner is not None:
            depth, size = max(depth, inner.depth), size + inner.size
        size += 1
    if depth >= _DEEPEST or size > _LARGEST:
        return ANYTHING
    return Shape(members, depth + 1, size)


def of_constant(value: Json) -> Known:
    """The shape of a value that is written out; an array may be anything."""
    if isinstance(value, dict):
        return shape_of({name: of_constant(inner) for name, inner in value.items()})
    return ANYTHING if isinstance(value, list) else EMPTY


def either(one: Known, other: Known) -> Known:
    """The shape of a value that has one of two shapes."""
    if one is None or other is None:
        return ANYTHING
    if one is other or one == other:
        return one
    joined = {**one.members, **other.members}
    for name in one.members.keys() & other.members.keys():
        joined[name] = either(one.members[name], other.members[name])
    return shape_of(joined)


def put(into: Known, names: tuple[str, ...], value: Known) -> Known:
    """The shape after ResultPath has placed a value there."""
    if not names:
        return value
    if into is None:
        return ANYTHING
    first, *rest = names
    inner = into.members.get(first, EMPTY)
    return shape_of({**into.members, first: put(inner, tuple(rest), value)})
