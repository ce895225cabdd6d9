"""What may be typed at a place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from asl.lsp import values
from asl.lsp.draft import Draft
from asl.lsp.grammar import MACHINE, NESTED_RULE, RULE, Standing, names, required, standing, twins
from asl.lsp.offers import Offer
from asl.lsp.parameters import parameters
from asl.lsp.shapes import (
    Amount,
    Flag,
    Items,
    Many,
    One,
    Path,
    Shape,
    States,
    Text,
    Texts,
    Value,
    Variables,
    Whole,
    Word,
)
from asl.lsp.spelling import content, written
from asl.lsp.tree import Node, Spot
from asl.lsp.words import Field, field_of

# Of these a choice rule has one.
_COMPARISONS = frozenset(names(NESTED_RULE, "JSONPath")) - {"Variable", "Comment"}


@dataclass(frozen=True, slots=True)
class Completion:
    """Something that may be typed.

    Attributes:
        offer: what it is.
        start, end: offsets of what it takes the place of.
        text: what is put there.
        snippet: the same with places to go on typing at; "" where there are none.
        filter: what it is compared with as the person goes on typing.
    """

    offer: Offer
    start: int
    end: int
    text: str
    snippet: str
    filter: str


def complete(draft: Draft, offset: int) -> list[Completion]:
    """What may be typed at an offset, the likeliest first."""
    if not draft.is_definition:
        return []
    typed = draft.typed(offset)
    if typed is None:
        return []
    _, spot = typed
    if offset < content(draft.text, spot.start, spot.end, draft.format)[0]:
        # In a tag or an anchor of YAML.
        return []
    here = standing(spot.path, spot.tokens)
    if spot.member is not None:
        return [_of_key(draft, spot, one) for one in _keys(here, spot)]
    if not here.field and draft.format == "yaml":
        # Where an object is due, the first word of it is a key.
        bare = replace(here, node=Node("object", spot.start, spot.end))
        return [_of_key(draft, spot, one) for one in _keys(bare, spot)]
    return [_of_value(draft, spot, one, offset) for one in _values(draft, here, spot, offset)]


@dataclass(frozen=True, slots=True)
class _Key:
    """A key that may stand, and the shape of its value."""

    offer: Offer
    shape: Shape


def _keys(here: Standing, spot: Spot) -> Iterator[_Key]:
    """The members that may still stand in an object; those that must stand first."""
    typed = "" if spot.member is None else spot.member.name
    others = [member for member in here.node.members if member is not spot.member]
    here = replace(here, node=replace(here.node, members=others))
    if not here.field:
        for name, field in _fields(here):
            yield _Key(Offer(name, "field", entry=field.entry), field.shape)
        return
    for name, shape, detail in parameters(here, spot.path):
        # A path is looked up where the name says so.
        suffix = ".$" if typed.endswith(".$") else ""
        yield _Key(Offer(f"{name}{suffix}", "field", detail=detail), shape)


def _fields(here: Standing) -> Iterator[tuple[str, Field]]:
    present = {member.name for member in here.node.members}
    for same in twins(here.part, here.language):
        if not present.isdisjoint(same):
            present.update(same)
    if present & {"Next", "End"} and here.part not in (RULE, "Catcher"):
        present |= {"Next", "End"}
    if here.part in (RULE, NESTED_RULE) and present & _COMPARISONS:
        present |= _COMPARISONS
    due = {name for spellings in required(here.part, here.language) for name in spellings}
    offered = [name for name in names(here.part, here.language) if name not in present]
    for name in sorted(offered, key=lambda one: one not in due):
        field = field_of(here.part, name)
        if field is not None and not field.former and (name != "$schema" or here.part == MACHINE):
            yield name, field


def _of_key(draft: Draft, spot: Spot, key: _Key) -> Completion:
    name = key.offer.label
    start, end = content(draft.text, spot.start, spot.end, draft.format)
    raw = draft.text[start:end]
    spelled = written(name, draft.format, instead=raw)
    text, snippet = spelled, ""
    if spot.member is None or spot.member.colon is None:
        before, after = _around(key.shape, draft.format)
        text = f"{spelled}:" if before.startswith("\n") else f"{spelled}: "
        snippet = f"{_escaped(spelled)}:{before}$1{after}"
    return Completion(key.offer, start, end, text, snippet, _filter(name, raw))


def _around(shape: Shape, format: str) -> tuple[str, str]:
    """What stands before and behind the place where a value is typed."""
    yaml = format == "yaml"
    match shape:
        case Many() | Texts():
            return ("\n  - ", "") if yaml else (" [", "]")
        case One() | States() | Variables():
            return ("\n  ", "") if yaml else (" {", "}")
        case Flag() | Whole() | Amount() | Value() | Items():
            return " ", ""
        case Text() | Word() | Path():
            return (" ", "") if yaml else (' "', '"')


def _values(draft: Draft, here: Standing, spot: Spot, offset: int) -> Iterator[Offer]:
    field = field_of(here.part, here.field)
    if field is not None:
        before = draft.text[spot.start : offset].lstrip("\"'")
        yield from values.offers(here, field.shape, before)


def _of_value(draft: Draft, spot: Spot, offer: Offer, offset: int) -> Completion:
    if offer.inside:
        # A word of an expression: what of it stands before the cursor, and nothing more.
        start = offset - len(values.word_before(draft.text[spot.start : offset]))
        return Completion(offer, start, offset, offer.text, "", offer.label)
    start, end = content(draft.text, spot.start, spot.end, draft.format)
    raw = draft.text[start:end]
    text = offer.text if offer.bare else written(offer.text, draft.format, instead=raw)
    return Completion(offer, start, end, text, "", _filter(offer.label, raw))


def _filter(label: str, raw: str) -> str:
    """The label as it begins where something stands in quotes already."""
    return f"{raw[0]}{label}{raw[0]}" if raw.startswith(("'", '"')) else label


def _escaped(text: str) -> str:
    """Text that means itself in a snippet."""
    return text.replace("\\", "\\\\").replace("$", "\\$").replace("}", "\\}")
