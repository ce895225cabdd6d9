"""What a service takes in `Parameters` or `Arguments`, member by member."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from asl.lsp.grammar import Standing
from asl.lsp.shapes import Shape, Text, Texts, Value, Variables
from asl.lsp.tree import Node
from asl.services import index
from asl.services.index import ListOf, MapOf, Structure
from asl.services.requests import request
from asl.services.resource import parse_resource

_FIELDS: Final = ("Parameters", "Arguments")


def parameters(here: Standing, path: Sequence[Node]) -> Iterator[tuple[str, Shape, str]]:
    """The members that an object inside the parameters of a call may still have.

    Args:
        here: the object.
        path: the values on the way to it, the root first.

    Returns:
        Name, shape, and whether it must be given; those that must first.
    """
    structure = _structure(here, path)
    if structure is None:
        return
    present = {member.name.removesuffix(".$") for member in here.node.members}
    due = {member.name for member in structure.required()}
    for name in sorted(structure.members, key=lambda one: one not in due):
        member = structure.members[name]
        if name == member.name and name not in present:
            yield name, _shape(member.shape.shape()), "required" if name in due else ""


def _structure(here: Standing, path: Sequence[Node]) -> Structure | None:
    """What the object is in the request of its state's call; None where that is not known."""
    if here.part != "Task" or here.field not in _FIELDS:
        return None
    resource = parse_resource(path[-2 - len(here.inside)].text("Resource") or "")
    shape: index.Shape | None = None if resource is None else request(resource)
    for token in here.inside:
        match shape:
            case Structure(members=members) if token in members:
                shape = members[str(token)].shape.shape()
            case MapOf(value=value):
                shape = value.shape()
            case ListOf(element=element):
                shape = element.shape()
            case _:
                return None
    return shape if isinstance(shape, Structure) else None


def _shape(given: index.Shape) -> Shape:
    """The shape as far as it decides how a value is begun."""
    match given:
        case Structure() | MapOf():
            return Variables()
        case ListOf():
            return Texts()
        case "text":
            return Text()
        case _:
            return Value()
