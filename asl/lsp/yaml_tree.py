"""YAML that is being typed -> a tree, by its indentation: nothing in it is a fault."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from asl.lsp.json_tree import DEEPEST, flow_tree, said
from asl.lsp.tree import Member, Node
from asl.syntax.values import Json

_LINE: Final = re.compile(r"[^\r\n]*")
_KEY: Final = re.compile(
    r"""(?P<key>"(?:[^"\\\r\n]|\\[^\r\n])*"|'(?:[^'\r\n]|'')*'"""
    r"""|(?:[^\s#\-?:,\[\]{}&*!|>'"%@`]|[-?:](?=\S))(?:[^\r\n:#]|:(?=\S)|(?<=\S)\#)*?)"""
    r"""[ \t]*(?P<colon>:)(?=[ \t\r\n]|$)""",
    re.MULTILINE,
)
_BLOCK: Final = re.compile(r"[|>][-+0-9]*[ \t]*(?:#[^\r\n]*)?$", re.MULTILINE)
_PROPERTIES: Final = re.compile(r"(?:[!&][^\s,\[\]{}]*(?:[ \t]+|$))*")
_PLAIN: Final = re.compile(r"(?:[^\r\n#]|(?<=\S)#)*")
_QUOTED: Final = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""", re.DOTALL)
_AHEAD: Final = 4
_WORDS: Final[dict[str, Json]] = {"true": True, "false": False, "null": None, "~": None}


def yaml_tree(text: str) -> Node:
    """The tree of a text; that of no mapping and no list is one value without a kind."""
    return _Reader(text).read()


@dataclass(slots=True)
class _Open:
    """A mapping or list whose lines may go on, how far they are indented, and what is due."""

    indent: int
    node: Node
    awaiting: bool = False


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._open: list[_Open] = []
        self._root: Node | None = None
        self._last = 0
        # Characters that may be looked at beyond what is taken: a broken text has no more of them.
        self._ahead = _AHEAD * len(text)

    def read(self) -> Node:
        at = 0
        while at < len(self._text):
            line = _LINE.match(self._text, at)
            end = line.end() if line else len(self._text)
            first = self._first(at, end)
            if first < end and not self._is_aside(first, end, indent=first - at):
                end = max(self._take(first - at, first, end), end)
            at = end + (2 if self._text.startswith("\r\n", end) else 1)
        self._close(-1)
        return self._root or Node("other", 0, len(self._text), self._text)

    def _is_aside(self, at: int, end: int, *, indent: int) -> bool:
        """Whether a line is a comment, or a mark between documents."""
        if self._text[at] == "#":
            return True
        return indent == 0 and (
            self._text[at] == "%" or self._text[at:end].rstrip() in ("---", "...")
        )

    def _first(self, at: int, end: int) -> int:
        """The offset of what is not blank."""
        while at < end and self._text[at] in " \t":
            at += 1
        return at

    def _take(self, indent: int, at: int, end: int) -> int:
        """Take the line from an offset on; gives the offset up to which it has been read."""
        while True:
            self._close(indent)
            if self._text[at] == "-" and self._text[at + 1 : at + 2] in ("", " ", "\t", "\r", "\n"):
                self._item(indent, at)
                inner = self._first(at + 1, end)
                self._last = at + 1
                if inner >= end or self._text[inner] == "#":
                    return end
                indent, at = indent + inner - at, inner
                continue
            key = _KEY.match(self._text, at, end)
            if key is not None:
                return self._member(key, indent, end)
            return self._loose(indent, at, end)

    def _close(self, indent: int) -> None:
        """Close what a line at this indentation is not in."""
        while self._open and self._open[-1].indent > indent:
            self._open.pop().node.end = self._last

    def _item(self, indent: int, at: int) -> None:
        top = self._open[-1] if self._open else None
        if top is not None and top.node.kind == "array" and top.indent == indent:
            top.awaiting = True
            return
        node = Node("array", at, at)
        self._put(node)
        self._push(indent, node, awaiting=True)

    def _push(self, indent: int, node: Node, *, awaiting: bool = False) -> None:
        if len(self._open) < DEEPEST:
            self._open.append(_Open(indent, node, awaiting))

    def _put(self, node: Node) -> None:
        """Put a value where one is due; where none is, it is nobody's."""
        if not self._open:
            if self._root is None and node.kind in ("object", "array"):
                self._root = node
            return
        top = self._open[-1]
        if not top.awaiting:
            return
        if top.node.kind == "array":
            top.node.items.append(node)
        else:
            top.node.members[-1].node = node
        top.awaiting = False

    def _mapping(self, indent: int, at: int) -> _Open:
        """The mapping that a key at this indentation belongs to."""
        top = self._open[-1] if self._open else None
        if top is not None and top.node.kind == "array" and top.indent == indent:
            # A list may stand as far left as the key it belongs to.
            self._open.pop().node.end = self._last
            top = self._open[-1] if self._open else None
        if top is not None and top.node.kind == "object" and top.indent == indent:
            return top
        node = Node("object", at, at)
        loose = self._loose_word(top, indent)
        if loose is not None and top is not None:
            word = loose.value if isinstance(loose.value, str) else ""
            node.start = loose.start
            node.members.append(Member(word, loose.start, loose.end))
            top.node.members[-1].node = node
        else:
            self._put(node)
        self._push(indent, node)
        return self._open[-1] if self._open[-1].node is node else _Open(indent, node)

    def _loose_word(self, top: _Open | None, indent: int) -> Node | None:
        """A word alone on the line before: the key that somebody is typing."""
        if top is None or top.node.kind != "object" or not top.node.members:
            return None
        last = top.node.members[-1]
        if last.node is None or last.node.kind != "other" or last.colon is None:
            return None
        start = last.node.start
        line = max(self._text.rfind("\n", 0, start), self._text.rfind("\r", 0, start)) + 1
        return last.node if line > last.colon and start - line == indent else None

    def _member(self, key: re.Match[str], indent: int, end: int) -> int:
        mapping = self._mapping(indent, key.start())
        member = Member(said(key["key"]), key.start("key"), key.end("key"), key.start("colon"))
        mapping.node.members.append(member)
        mapping.awaiting = True
        self._last = key.end()
        at = self._first(key.end(), end)
        if at >= end or self._text[at] == "#":
            return end
        node, read = self._value(at, end, indent)
        if node is not None:
            member.node = node
            mapping.awaiting = False
            self._last = node.end
        return read

    def _loose(self, indent: int, at: int, end: int) -> int:
        """A line with no key: a value, or the beginning of a key."""
        node, read = self._value(at, end, indent - 1)
        if node is None:
            return read
        top = self._open[-1] if self._open else None
        if top is not None and top.awaiting and (top.node.kind == "array" or indent > top.indent):
            self._put(node)
        elif node.kind in ("text", "other") and (
            top is None or (top.node.kind == "object" and top.indent == indent)
        ):
            self._half_a_key(node, indent)
        elif top is None:
            self._put(node)
        self._last = max(self._last, node.end)
        return read

    def _half_a_key(self, node: Node, indent: int) -> None:
        if not self._open and self._root is not None:
            return
        mapping = self._mapping(indent, node.start)
        name = said(self._text[node.start : node.end])
        mapping.node.members.append(Member(name, node.start, node.end))
        mapping.awaiting = False

    def _value(self, at: int, end: int, indent: int) -> tuple[Node | None, int]:
        """The value that starts at an offset, and the offset up to which it has been read.

        Args:
            at: of its first character.
            end: of its line.
            indent: what goes on with it on later lines is indented deeper than this.
        """
        skipped = _PROPERTIES.match(self._text, at, end)
        at = skipped.end() if skipped else at
        if at >= end:
            return None, end
        if _BLOCK.match(self._text, at, end):
            last = self._last_line(end, indent, "")
            return Node("text", at, last, self._text[at:last]), last
        first = self._text[at]
        if first in "{[":
            node = flow_tree(self._text, at, self._last_line(end, indent, "]}"))
            return node, max(node.end, end)
        if first in "\"'":
            return self._quoted(at, end, indent)
        plain = _PLAIN.match(self._text, at, end)
        raw = (plain.group() if plain else "").rstrip()
        return Node("other", at, at + len(raw), _WORDS.get(raw, raw)), end

    def _quoted(self, at: int, end: int, indent: int) -> tuple[Node, int]:
        match = _QUOTED.match(self._text, at, end)
        if match is None:
            match = _QUOTED.match(self._text, at, self._last_line(end, indent, ""))
        if match is None:
            raw = self._text[at:end].rstrip()
            return Node("text", at, at + len(raw), said(raw)), end
        line = _LINE.match(self._text, match.end())
        return (
            Node("text", at, match.end(), said(match.group())),
            line.end() if line else match.end(),
        )

    def _last_line(self, end: int, indent: int, closing: str) -> int:
        """The end of the last line that is indented deeper, blank ones aside.

        Args:
            end: of the first line.
            indent: of what the lines are in.
            closing: what may begin a line that is not indented deeper.
        """
        last = at = end
        while at < len(self._text) and self._ahead > 0:
            start = at + (2 if self._text.startswith("\r\n", at) else 1)
            line = _LINE.match(self._text, start)
            at = line.end() if line else len(self._text)
            self._ahead -= at - start + 1
            first = self._first(start, at)
            if first >= at:
                continue
            if first - start <= indent and self._text[first] not in closing:
                break
            last = at
        return last
