"""What a text says, as far as it can be told while it is being typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from asl.syntax.values import Json

Kind: TypeAlias = Literal["object", "array", "text", "other"]
Token: TypeAlias = str | int


@dataclass(slots=True)
class Node:
    """A value.

    Attributes:
        kind: what it is; `other` is a number, a word, or a text that only looks like one.
        start, end: its offsets; quotes and brackets are in it.
        value: of a text what it says, of others the value or what stands there.
        members: of an object, in order, those typed twice too.
        items: of an array.
    """

    kind: Kind
    start: int
    end: int
    value: Json = None
    members: list[Member] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)

    def member(self, name: str) -> Member | None:
        """The last member of a name."""
        for member in reversed(self.members):
            if member.name == name:
                return member
        return None

    def get(self, name: str) -> Node | None:
        """The value of the last member of a name."""
        member = self.member(name)
        return None if member is None else member.node

    def text(self, name: str) -> str | None:
        """The text under a name, where there is one."""
        node = self.get(name)
        return node.value if node is not None and isinstance(node.value, str) else None


@dataclass(slots=True)
class Member:
    """A member of an object.

    Attributes:
        name: what the key says.
        start, end: offsets of the key; quotes are in it.
        colon: offset of the colon; None where there is none yet.
        node: the value; None where there is none yet.
    """

    name: str
    start: int
    end: int
    colon: int | None = None
    node: Node | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """What stands at an offset.

    Attributes:
        path: the nodes on the way, the root first; the last is the value, or the object of the key.
        tokens: member names and indices that lead to the last one.
        member: the member whose key stands there; None for a value.
        start, end: offsets of the key or the value.
    """

    path: tuple[Node, ...]
    tokens: tuple[Token, ...]
    member: Member | None
    start: int
    end: int


def find(root: Node, offset: int) -> Spot | None:
    """The key or the scalar that covers an offset, both ends of it included; None for none."""
    path: list[Node] = [root]
    tokens: list[Token] = []
    while True:
        node = path[-1]
        step = _into(node, offset)
        if isinstance(step, Member):
            return Spot(tuple(path), tuple(tokens), step, step.start, step.end)
        if step is None:
            if node.kind in ("object", "array"):
                return None
            return Spot(tuple(path), tuple(tokens), None, node.start, node.end)
        token, inner = step
        tokens.append(token)
        path.append(inner)


def _into(node: Node, offset: int) -> Member | tuple[Token, Node] | None:
    """The key, or the value inside, that covers an offset."""
    for member in node.members:
        if member.start <= offset <= member.end:
            return member
        if member.node is not None and member.node.start <= offset <= member.node.end:
            return member.name, member.node
    for index, item in enumerate(node.items):
        if item.start <= offset <= item.end:
            return index, item
    return None


def walk(root: Node) -> Iterator[tuple[tuple[Token, ...], Node]]:
    """Every value with the way to it, from the outside in, in order of the text."""
    waiting: list[tuple[tuple[Token, ...], Node]] = [((), root)]
    while waiting:
        tokens, node = waiting.pop()
        yield tokens, node
        inside: list[tuple[tuple[Token, ...], Node]] = [
            ((*tokens, member.name), member.node)
            for member in node.members
            if member.node is not None
        ]
        inside += [((*tokens, index), item) for index, item in enumerate(node.items)]
        waiting.extend(reversed(inside))
