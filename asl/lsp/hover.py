"""What a word of a definition means."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from asl.diagnostics.catalogue import CATALOGUE
from asl.diagnostics.explanations import EXPLANATIONS
from asl.lsp.draft import Draft
from asl.lsp.grammar import Standing, standing
from asl.lsp.navigation import definition
from asl.lsp.problems import Problem
from asl.lsp.shapes import States, Text, Texts
from asl.lsp.tree import Spot, find
from asl.lsp.words import CONTEXT, ERRORS, INTRINSICS, JSONATA, TYPES, Entry, Field, field_of
from asl.services.resource import parse_resource

# What an intrinsic function, a path of the Context Object or a name of JSONata is made of.
_WORD: Final = re.compile(r"\$\$[\w.]*|\$?[A-Za-z_][\w.]*")
_PATTERNS: Final = {
    "": "goes on with the service's answer",
    ".sync": "waits until the job has ended",
    ".sync:2": "waits until the job has ended; its output comes as JSON",
    ".waitForTaskToken": "waits until the token comes back",
}


@dataclass(frozen=True, slots=True)
class Hover:
    """A text in Markdown about what stands between two offsets."""

    text: str
    start: int
    end: int


def hover(draft: Draft, offset: int, problems: list[Problem]) -> Hover | None:
    """What stands at an offset, and what is wrong with it; None where nothing is to be said.

    Args:
        draft: the file.
        offset: where the pointer is.
        problems: of the file, as last found.
    """
    wrong = [one for one in problems if one.start <= offset <= one.end]
    spot = find(draft.tree, offset) if draft.is_definition else None
    said = [] if spot is None else [text for text in _said(draft, spot, offset) if text]
    said += [_explained(one) for one in wrong]
    if not said:
        return None
    start, end = (spot.start, spot.end) if spot is not None else (wrong[0].start, wrong[0].end)
    return Hover("\n\n---\n\n".join(said), start, end)


def _said(draft: Draft, spot: Spot, offset: int) -> Iterator[str]:
    here = standing(spot.path, spot.tokens)
    if spot.member is not None:
        yield _of_key(here, spot.member.name)
        return
    field = field_of(here.part, here.field)
    if here.field == "" or field is None:
        return
    special = _of_value(draft, here, field, offset) or _of_word(draft, spot, offset)
    if special:
        yield special
    elif not here.inside:
        yield _of_field(here.field, field)


def _of_key(here: Standing, name: str) -> str:
    if not here.field:
        field = field_of(here.part, name)
        return "" if field is None else _of_field(name, field)
    field = field_of(here.part, here.field)
    if field is not None and isinstance(field.shape, States) and not here.inside:
        state = here.node.get(name)
        return _of_state(name, None if state is None else state.text("Type"))
    return ""


def _of_value(draft: Draft, here: Standing, field: Field, offset: int) -> str:
    value, shape = here.node.value, field.shape
    named = shape.names if isinstance(shape, (Text, Texts)) else "nothing"
    if not isinstance(value, str):
        return ""
    if named == "type" and value in TYPES:
        return _of_entry(value, TYPES[value])
    if named == "error" and value in ERRORS:
        return _of_entry(value, ERRORS[value])
    if named == "resource":
        return _of_resource(value)
    if named == "state":
        target = definition(draft, offset)
        return "" if target is None else _of_state(target.name, target.type)
    return ""


def _of_word(draft: Draft, spot: Spot, offset: int) -> str:
    """The word of an expression that stands at an offset."""
    for match in _WORD.finditer(draft.text, spot.start, spot.end):
        if match.start() <= offset <= match.end():
            return _of_expression(match.group().rstrip("."))
    return ""


def _of_expression(word: str) -> str:
    for table, prefix in ((INTRINSICS, ""), (CONTEXT, "$$."), (CONTEXT, "$states.context.")):
        bare = word.removeprefix(prefix)
        if word.startswith(prefix) and bare in table and (prefix or table is INTRINSICS):
            return _of_entry(word, table[bare])
    # Of `$states.input.order` what is known is the beginning.
    for name, entry in JSONATA.items():
        if word == name or word.startswith(f"{name}."):
            return _of_entry(name, entry)
    return ""


def _of_resource(text: str) -> str:
    found = parse_resource(text)
    if found is None or not found.service:
        return ""
    kind = "The AWS SDK's" if found.kind == "aws-sdk" else "The optimised integration"
    return (
        f"**`{found.service}:{found.action}`**\n\n{kind} `{found.action}` of "
        f"`{found.service}`; the state {_PATTERNS[found.pattern]}."
    )


def _of_state(name: str, type: str | None) -> str:
    entry = TYPES.get(type or "")
    if entry is None:
        return f"**{_plain(name)}**"
    return f"**{_plain(name)}**: {type} state\n\n{entry.says}\n\n[Specification]({entry.link})"


def _of_field(name: str, field: Field) -> str:
    said = _of_entry(name, field.entry)
    if field.default is None:
        return said
    title, text = said.split("\n\n", 1)
    return f"{title}\n\nDefault: `{json.dumps(field.default)}`\n\n{text}"


def _of_entry(name: str, entry: Entry) -> str:
    return f"**`{entry.form or name}`**\n\n{entry.says}\n\n[Specification]({entry.link})"


def _explained(problem: Problem) -> str:
    found = problem.found
    explanation = EXPLANATIONS.get(found.code)
    said = [f"**{found.code}**: {CATALOGUE[found.code].title}"]
    if explanation is not None:
        said += [explanation.what, explanation.why, explanation.remedy]
    return "\n\n".join(said)


def _plain(text: str) -> str:
    """A name as Markdown that says just that."""
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", text)
