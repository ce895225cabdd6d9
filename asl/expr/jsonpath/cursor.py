"""A place in a path's text that moves forward."""

from __future__ import annotations

import re
from typing import Final

from asl.expr.jsonpath.faults import PathFault

# Filters, parentheses and array literals inside one another.
MAX_NESTING: Final = 40

_BLANKS: Final = re.compile(r"[ \t\r\n]*")


class Cursor:
    """Where reading has got to; `at` is a 0-based offset in `text`."""

    __slots__ = ("at", "nesting", "text")

    def __init__(self, text: str, at: int) -> None:
        self.text = text
        self.at = at
        self.nesting = 0

    def peek(self) -> str:
        """The next character; empty at the end."""
        return self.text[self.at : self.at + 1]

    def take(self, token: str) -> bool:
        """Step over the token if it stands here."""
        if not self.text.startswith(token, self.at):
            return False
        self.at += len(token)
        return True

    def expect(self, token: str, wanted: str) -> None:
        """Step over the token, behind any blanks, or raise PathFault."""
        self.skip_blanks()
        if not self.take(token):
            raise self.unexpected(wanted)

    def match(self, pattern: re.Pattern[str]) -> str | None:
        """Step over what the pattern matches here, and give it."""
        found = pattern.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        return found.group()

    def skip_blanks(self) -> None:
        """Step over blanks, tabs and line ends."""
        self.match(_BLANKS)

    def enter(self) -> None:
        """Go one level deeper; PathFault past `MAX_NESTING`."""
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise PathFault(f"nested more than {MAX_NESTING} deep", self.at)

    def leave(self) -> None:
        """Come back from `enter`."""
        self.nesting -= 1

    def unexpected(self, wanted: str) -> PathFault:
        """The fault of finding something else here; `wanted` as in `a name, "*" or "["`."""
        found = self.peek()
        if found:
            return PathFault(f'expected {wanted}, but found "{found}"', self.at)
        return PathFault(f"expected {wanted}, but the text ends", self.at)
