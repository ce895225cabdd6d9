"""What the engine takes and an expression may not hold.

The operators `??` and `?:` belong to newer JSONata: AWS speaks 2.0.6, which does not know them. A
string with half a surrogate pair has no UTF-8. A reading of the tokens is enough to find them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_TOKEN: Final = re.compile(
    r"""
      (?P<blank>\s+|/\*.*?\*/)
    | (?P<text>"(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' | `[^`]*`)
    | (?P<newer>\?\?|\?:)
    | (?P<word>[$\w]+)
    | (?P<close>[)\]}])
    | (?P<slash>/)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")
_ESCAPE: Final = re.compile(
    r"\\(?:u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w|(?P<half>u[dD][89a-fA-F]\w\w)|.)", re.DOTALL
)
_FLAGS: Final = re.compile(r"[a-z]*")


def newer_operator(text: str) -> tuple[str, int] | None:
    """The first operator that AWS does not know and its offset; None where there is none."""
    for kind, token, at in _tokens(text):
        if kind == "newer":
            return token, at
    return None


def name_at(text: str, name: str, owner: str = "") -> int | None:
    """The offset of the first place that names something; a name may stand in backticks.

    Args:
        text: an expression.
        name: as it is written, with its `$` where it has one.
        owner: what the name is a member of, `$states`; empty for a name that begins a path.
    """
    # What stands before a dot; empty where the word before is none.
    owning = before = ""
    for kind, word, at in _tokens(text):
        if kind == "blank":
            continue
        if word in (name, f"`{name}`") and owning == owner:
            return at
        owning, before = (before if word == "." else ""), word
    return None


def lone_surrogate(text: str) -> tuple[str, int] | None:
    """The first escape in a string that is half of a pair, and its offset; None without one.

    The engine would put a replacement character in its place.
    """
    if _SURROGATE.search(text) is None:
        return None
    for kind, token, at in _tokens(text):
        if kind == "text" and token[0] != "`":
            for escape in _ESCAPE.finditer(token):
                if escape.lastgroup == "half":
                    return escape.group(), at + escape.start()
    return None


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Kind, text and offset of each token, blanks and comments among them."""
    at, after_value = 0, False
    while at < len(text):
        # A slash after a value divides; anywhere else it opens a pattern.
        if text[at] == "/" and not after_value and not text.startswith("/*", at):
            end = _end_of_pattern(text, at)
            if end is not None:
                yield "pattern", text[at:end], at
                at, after_value = end, True
                continue
        token = _TOKEN.match(text, at)
        assert token is not None, "any character is a token"
        kind = token.lastgroup
        assert kind is not None, "each alternative has a name"
        yield kind, token.group(), at
        if kind != "blank":
            after_value = kind in ("text", "word", "close")
        at = token.end()


def _end_of_pattern(text: str, start: int) -> int | None:
    """Behind a pattern that begins here; a slash inside brackets does not end it."""
    depth, at = 0, start + 1
    while at < len(text):
        char = text[at]
        if char == "\\":
            at += 1
        elif char == "/" and not depth:
            flags = _FLAGS.match(text, at + 1)
            return at + 1 if flags is None else flags.end()
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        at += 1
    return None
