"""JSON that is being typed -> a tree: nothing in it is a fault.

A missing comma, colon, quote or bracket is made up for by what comes next, so that the members
around the gap are still known.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final

from asl.lsp.tree import Member, Node
from asl.syntax.values import Json

# What is nested deeper than any definition may be is passed over.
DEEPEST: Final = 200

_TOKENS: Final = re.compile(
    r"""(?P<text>"(?:[^"\\\r\n]|\\[^\r\n])*"?)|(?P<hole>\$\{[^{}\r\n"']{1,200}\})"""
    r"""|(?P<mark>[{}\[\]:,])|(?P<word>[^\s{}\[\]:,"]+)"""
)
# Flow collections of YAML have texts in single quotes, comments, and words with spaces in them.
_FLOW_TOKENS: Final = re.compile(
    r"""(?P<text>"(?:[^"\\\r\n]|\\[^\r\n])*"?|'(?:[^'\r\n]|'')*'?)"""
    r"""|(?P<hole>\$\{[^{}\r\n"']{1,200}\})|(?P<comment>(?<!\S)\#[^\r\n]*)"""
    r"""|(?P<mark>[{}\[\],]|:(?=[\s,{}\[\]]|$)|(?<=["']):)"""
    r"""|(?P<word>(?:[^\s{}\[\]:,]|:(?![\s,{}\[\]]|$))+"""
    r"""(?:[ \t]+(?:[^\s{}\[\]:,\#]|:(?![\s,{}\[\]]|$))+)*)"""
)
_decode: Final = json.JSONDecoder(strict=False).decode
_WORDS: Final[dict[str, Json]] = {"true": True, "false": False, "null": None}


def json_tree(text: str) -> Node:
    """The tree of a text; its root is the first object or array, or an empty one of no length."""
    reader = _Reader(text, _TOKENS)
    reader.read(0, len(text))
    return reader.root or Node("other", 0, len(text), text)


def flow_tree(text: str, start: int, end: int) -> Node:
    """The flow collection of YAML that starts at an offset, and ends before `end` at the latest."""
    reader = _Reader(text, _FLOW_TOKENS)
    reader.read(start, end)
    return reader.root or Node("other", start, start)


def said(raw: str) -> str:
    """What a text in quotes says; where it is broken, what stands between them."""
    if raw.startswith('"'):
        if "\\" not in raw:
            return raw[1:].removesuffix('"')
        try:
            return str(_decode(raw))
        except ValueError:
            return raw[1:].removesuffix('"')
    if raw.startswith("'"):
        inner = raw[1:-1] if len(raw) > 1 and raw.endswith("'") else raw[1:]
        return inner.replace("''", "'")
    return raw


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come, and whether a value of its last key is due."""

    node: Node
    awaiting: bool = False


class _Reader:
    def __init__(self, text: str, tokens: re.Pattern[str]) -> None:
        self._text = text
        self._tokens = tokens
        self._open: list[_Open] = []
        self._too_deep = 0
        self.root: Node | None = None

    def read(self, start: int, end: int) -> None:
        for match in self._tokens.finditer(self._text, start, end):
            if match["mark"] is not None:
                self._mark(match["mark"], match.start())
                if not self._open and self.root is not None:
                    return
            elif match.lastgroup != "comment" and not self._too_deep:
                self._scalar(match)
        for left in self._open:
            left.node.end = end

    def _mark(self, mark: str, at: int) -> None:
        if mark in "{[":
            self._enter(Node("object" if mark == "{" else "array", at, at + 1))
        elif mark in "}]":
            self._leave("object" if mark == "}" else "array", at + 1)
        elif self._open and not self._too_deep:
            if mark == ",":
                self._open[-1].awaiting = False
            else:
                self._colon(self._open[-1], at)

    def _enter(self, node: Node) -> None:
        if len(self._open) >= DEEPEST or self._too_deep:
            self._too_deep += 1
            return
        self._put(node)
        self._open.append(_Open(node))

    def _leave(self, kind: str, end: int) -> None:
        if self._too_deep:
            self._too_deep -= 1
            return
        if all(left.node.kind != kind for left in self._open):
            return
        while True:
            left = self._open.pop()
            left.node.end = end
            if left.node.kind == kind:
                return

    def _colon(self, top: _Open, at: int) -> None:
        if not top.node.members:
            return
        last = top.node.members[-1]
        value = last.node
        if last.colon is None:
            last.colon = at
            top.awaiting = value is None
        elif value is not None and value.kind in ("text", "other"):
            # `"Next": "Type": ...`: the value is missing, and what stands there is the next key.
            last.node = None
            name = value.value if isinstance(value.value, str) else self._raw(value)
            top.node.members.append(Member(name, value.start, value.end, at))
            top.awaiting = True

    def _scalar(self, match: re.Match[str]) -> None:
        raw, start, end = match.group(), match.start(), match.end()
        top = self._open[-1] if self._open else None
        if top is not None and top.node.kind == "object" and not top.awaiting:
            top.node.members.append(Member(said(raw), start, end))
            return
        if match["text"] is not None:
            self._put(Node("text", start, end, said(raw)))
        elif top is not None:
            self._put(Node("other", start, end, _WORDS.get(raw, raw)))

    def _put(self, node: Node) -> None:
        if not self._open:
            if self.root is None and node.kind in ("object", "array"):
                self.root = node
            return
        top = self._open[-1]
        if top.node.kind == "array":
            top.node.items.append(node)
        elif top.node.members and top.node.members[-1].node is None:
            top.node.members[-1].node = node
        top.awaiting = False

    def _raw(self, node: Node) -> str:
        return self._text[node.start : node.end]
