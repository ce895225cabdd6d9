"""A definition that is open in an editor: its text, and all that is made of it, each once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from asl.carriers.plain import read_definition
from asl.definition import LONGEST_DEFINITION
from asl.lsp.buffer import Buffer
from asl.lsp.json_tree import json_tree
from asl.lsp.tree import Kind, Member, Node, Spot, find
from asl.lsp.yaml_tree import yaml_tree
from asl.syntax import Document, SyntaxFault
from asl.syntax.document import Format, Place
from asl.syntax.values import Json

# Stands for what is going to be typed; no text has it, for Unicode keeps it out of interchange.
_CURSOR: Final = "\ufdd0"
_DEFINITION: Final = re.compile(r"\.asl(?:\.json|\.ya?ml)?$", re.IGNORECASE)
_YAML: Final = re.compile(r"\.ya?ml$", re.IGNORECASE)
# How far in a text the schema is named, if it is.
_HEAD: Final = 2_000
_NAMED_SCHEMA: Final = re.compile(r"\$schema\b[^\r\n]*\basl\.schema\.json")


def format_of(name: str, language: str = "") -> Format:
    """What a file is written in, by what the editor calls its language, and else by its name."""
    if "yaml" in language:
        return "yaml"
    if "json" in language:
        return "json"
    return "yaml" if _YAML.search(name) else "json"


@dataclass(frozen=True)
class Draft:
    """A text that may be a definition.

    Attributes:
        name: of the file, for diagnostics.
        buffer: the text.
        format: what it is written in.
        language: what the editor calls its language; "" where it does not say.
    """

    name: str
    buffer: Buffer
    format: Format
    language: str = ""

    @property
    def text(self) -> str:
        """The text."""
        return self.buffer.text

    @cached_property
    def parsed(self) -> Document | SyntaxFault:
        """The document with its placeholders filled, or why there is none."""
        suffix = f".asl.{self.format}"
        named = self.name if format_of(self.name) == self.format else f"{self.name}{suffix}"
        try:
            return read_definition(self.text.encode("utf-8", "replace"), named)
        except SyntaxFault as fault:
            return fault

    @cached_property
    def tree(self) -> Node:
        """What it says: exactly where it can be parsed, else as far as can be told."""
        parsed = self.parsed
        # Where placeholders were filled, or a byte order mark dropped, places are others.
        if isinstance(parsed, Document) and parsed.text == self.text:
            return exact(parsed)
        return _tolerant(self.text, self.format)

    @cached_property
    def is_definition(self) -> bool:
        """Whether it is a state machine, and not any other file of JSON or YAML."""
        if "asl" in self.language or _DEFINITION.search(self.name):
            return True
        if _NAMED_SCHEMA.search(self.text[:_HEAD]):
            return True
        if len(self.text) > LONGEST_DEFINITION or "StartAt" not in self.text:
            return False
        root = _tolerant(self.text, self.format)
        return root.member("StartAt") is not None and root.member("States") is not None

    def typed(self, offset: int) -> tuple[Node, Spot] | None:
        """The tree with something typed at an offset, and the key or value that it is part of.

        The spot's end is told without what was typed; None where nothing can be typed there.
        """
        text = f"{self.text[:offset]}{_CURSOR}{self.text[offset:]}"
        root = _tolerant(text, self.format)
        spot = find(root, offset)
        if spot is None or not spot.start <= offset < spot.end:
            return None
        return root, Spot(spot.path, spot.tokens, spot.member, spot.start, spot.end - 1)


def _tolerant(text: str, format: Format) -> Node:
    return yaml_tree(text) if format == "yaml" else json_tree(text)


def exact(document: Document) -> Node:
    """The tree of a document."""
    root = _node(document.root, document.value)
    waiting = [(root, document.root, document.value)]
    while waiting:
        node, place, value = waiting.pop()
        inside = place.inside()
        if isinstance(value, dict) and isinstance(inside, Mapping):
            for name, item in value.items():
                at = inside[name]
                named = at.name or at.value
                child = _node(at, item)
                node.members.append(Member(name, named.start, named.end, named.end, child))
                waiting.append((child, at, item))
        elif isinstance(value, list) and not isinstance(inside, Mapping):
            for index, item in enumerate(value):
                at = inside[index]
                child = _node(at, item)
                node.items.append(child)
                waiting.append((child, at, item))
    return root


def _node(place: Place, value: Json) -> Node:
    extent = place.value
    if isinstance(value, dict):
        return Node("object", extent.start, extent.end)
    if isinstance(value, list):
        return Node("array", extent.start, extent.end)
    kind: Kind = "text" if isinstance(value, str) else "other"
    return Node(kind, extent.start, extent.end, value)
