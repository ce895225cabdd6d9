"""What a value may be, by the shape that it has to have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from asl.lsp.grammar import Standing
from asl.lsp.offers import Offer
from asl.lsp.shapes import (
    Amount,
    Flag,
    Items,
    Names,
    Path,
    Shape,
    Text,
    Texts,
    Value,
    Variables,
    Whole,
    Word,
)
from asl.lsp.tree import Node, walk
from asl.lsp.words import CONTEXT, ERRORS, INTRINSICS, JSONATA, TYPES
from asl.model.place import JSONATA as IN_JSONATA
from asl.services.index import service
from asl.services.optimised import ITEM_READERS, OPTIMISED, RESULT_WRITERS
from asl.services.sdk import SDK_SERVICES

_WORD: Final = re.compile(r"[\w.$]*\Z")
_ARN: Final = "arn:aws:states:::"
_SDK: Final = f"{_ARN}aws-sdk:"
_SDK_ACTION: Final = re.compile(rf"{_SDK}([a-z0-9-]+):")


def word_before(text: str) -> str:
    """The end of a text that is one word of an expression."""
    match = _WORD.search(text[-_LONGEST_WORD:])
    return match.group() if match else ""


# Of a longer word nothing is known.
_LONGEST_WORD: Final = 200


def offers(here: Standing, shape: Shape, before: str) -> Iterator[Offer]:
    """What may stand as a value.

    Args:
        here: where it stands.
        shape: of the field that it is, or is inside of.
        before: what of it stands before the cursor, without a quote.
    """
    match shape:
        case Text(names=names, query=query) if not here.inside:
            yield from _named(here, names, before)
            if query:
                yield from _query(here, before)
        case Texts(names=names):
            yield from _named(here, names, before)
        case Word(words=words):
            yield from (Offer(word, "word") for word in words)
        case Flag(query=query):
            yield from (Offer(word, "word", bare=True) for word in ("true", "false"))
            if query:
                yield from _query(here, before)
        case Whole(query=True) | Amount(query=True) | Items():
            yield from _query(here, before)
        case Path(call=call):
            yield from _path(here, before, call=call)
        case Value(fixed=False) | Variables():
            yield from _inside_value(here, before)
        case _:
            return


def _inside_value(here: Standing, before: str) -> Iterator[Offer]:
    if here.language == IN_JSONATA:
        yield from _query(here, before)
    elif here.inside and str(here.inside[-1]).endswith(".$"):
        yield from _path(here, before, call=True)


def _named(here: Standing, names: Names, before: str) -> Iterator[Offer]:
    if names == "state":
        yield from _states(here)
    elif names == "type":
        yield from (Offer(name, "type", entry=entry) for name, entry in TYPES.items())
    elif names == "error":
        yield from (Offer(name, "error", entry=entry) for name, entry in ERRORS.items())
    elif names == "resource":
        yield from _resources(before)
    elif names in ("reader", "writer"):
        offered = ITEM_READERS if names == "reader" else RESULT_WRITERS
        yield from (Offer(f"{_ARN}{name}", "resource") for name in offered)


def _states(here: Standing) -> Iterator[Offer]:
    """The states of the block; the state itself last, for few lead to themselves."""
    states = here.blocks[-1].get("States")
    members = [] if states is None else states.members
    for member in sorted(members, key=lambda one: one.name == here.state):
        type = "" if member.node is None else member.node.text("Type") or ""
        yield Offer(member.name, "state", detail=type)


def _resources(before: str) -> Iterator[Offer]:
    match = _SDK_ACTION.match(before)
    if match is not None:
        found = service(match[1])
        for action in () if found is None else found.actions:
            yield Offer(f"{match.group()}{action}", "resource", detail=f"AWS SDK: {match[1]}")
        return
    if before.startswith(_SDK):
        for name in sorted(SDK_SERVICES):
            yield Offer(f"{_SDK}{name}:", "resource", detail="AWS SDK")
        return
    for name, actions in OPTIMISED.items():
        for action, suffixes in actions.items():
            for suffix in sorted(suffixes):
                yield Offer(f"{_ARN}{name}:{action}{suffix}", "resource", detail="optimised")
    yield Offer(_SDK, "resource", detail="any action of the AWS SDK")


def _path(here: Standing, before: str, *, call: bool) -> Iterator[Offer]:
    word = word_before(before)
    if call and not word.startswith("$"):
        for name, entry in INTRINSICS.items():
            form = entry.form
            insert = form if form.endswith("()") else f"{name}("
            yield Offer(name, "function", form, entry, inside=True, insert=insert)
    if word.startswith("$$") or not word:
        for name, entry in CONTEXT.items():
            yield Offer(f"$$.{name}", "variable", entry=entry, inside=True)
    if not word.startswith("$$"):
        yield Offer("$", "variable", "the input", inside=True)
        yield from _variables(here)


def _query(here: Standing, before: str) -> Iterator[Offer]:
    if here.language != IN_JSONATA:
        return
    if "{%" not in before:
        yield Offer("{% $states.input %}", "variable", "a query")
        return
    for name, entry in JSONATA.items():
        if entry.form:
            insert = entry.form if entry.form.endswith("()") else f"{name}("
            yield Offer(name, "function", entry.form, entry, inside=True, insert=insert)
        else:
            yield Offer(name, "variable", entry=entry, inside=True)
    for name, entry in CONTEXT.items():
        yield Offer(f"$states.context.{name}", "variable", entry=entry, inside=True)
    yield from _variables(here)


def _variables(here: Standing) -> Iterator[Offer]:
    """The variables that any state of the machine assigns."""
    found: dict[str, None] = {}
    for tokens, node in walk(here.blocks[0]):
        if tokens[-1:] == ("Assign",):
            found.update(dict.fromkeys(_assigned(node)))
    for name in found:
        yield Offer(f"${name}", "variable", "a variable", inside=True)


def _assigned(node: Node) -> Iterator[str]:
    for member in node.members:
        yield member.name.removesuffix(".$")
