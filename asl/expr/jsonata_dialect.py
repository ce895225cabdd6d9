"""What newer JSONata has and AWS's does not: the operators `??` and `?:`.

The engine takes them; AWS speaks JSONata 2.0.6, which does not know them. A reading of the tokens
is enough to find them: texts, patterns and comments are stepped over.
"""

from __future__ import annotations

import re
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
_FLAGS: Final = re.compile(r"[a-z]*")


def newer_operator(text: str) -> tuple[str, int] | None:
    """The first operator that AWS does not know and its offset; None where there is none."""
    at, after_value = 0, False
    while at < len(text):
        # A slash after a value divides; anywhere else it opens a pattern.
        if text[at] == "/" and not after_value and not text.startswith("/*", at):
            end = _end_of_pattern(text, at)
            if end is not None:
                at, after_value = end, True
                continue
        token = _TOKEN.match(text, at)
        assert token is not None, "any character is a token"
        kind = token.lastgroup
        if kind == "newer":
            return token.group(), at
        if kind != "blank":
            after_value = kind in ("text", "word", "close")
        at = token.end()
    return None


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
