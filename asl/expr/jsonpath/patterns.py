"""Patterns of `=~`: Java's regular expressions, as far as the regex library means the same by them.

A pattern is measured before it is compiled, for counted repetitions are written out by the library
and four short ones inside one another would take all memory there is.
"""

from __future__ import annotations

import re
from typing import Final

import regex

MAX_LENGTH: Final = 1_000
# Groups inside one another.
MAX_GROUPS: Final = 20
# Single characters to match, repetitions written out.
MAX_SIZE: Final = 10_000

# Java's patterns know ASCII only until u or U is set, and nest sets in brackets as VERSION1 does.
_BASE_FLAGS: Final = regex.VERSION1
_FLAGS: Final = {
    "i": regex.IGNORECASE,
    "m": regex.MULTILINE,
    "s": regex.DOTALL,
    "u": regex.UNICODE,
    "U": regex.UNICODE,
}

# An escape or a set, what adds nothing, a group's start and its end, a repetition, any character.
_TOKEN: Final = re.compile(
    r"(?P<item>\\(?:[pPxN]\{[^}]*\}|.)|\[(?:\\.|[^\]\\])*\])"
    r"|(?P<nothing>\(\?[imsu-]+\)|[*+?])"
    r"|(?P<open>\((?:\?(?::|=|!|<=|<!|>|<[A-Za-z][A-Za-z0-9]*>|[imsu-]+:))?)"
    r"|(?P<close>\))"
    r"|\{(?P<least>[0-9]+)(?:,(?P<most>[0-9]*))?\}"
    r"|.",
    re.DOTALL,
)


class PatternError(ValueError):
    """The pattern is wrong, too big, or of a kind that Java does not have."""


def compile_pattern(body: str, letters: str) -> regex.Pattern[str]:
    """Compile the pattern between the slashes, and the letters behind them.

    Raises:
        PatternError: saying why.
    """
    flags = _BASE_FLAGS
    for letter in letters:
        if letter not in _FLAGS:
            raise PatternError(f"there is no flag {letter}")
        flags |= _FLAGS[letter]
    if not flags & regex.UNICODE:
        flags |= regex.ASCII
    _measure(body)
    try:
        return regex.compile(body, flags)
    except regex.error as error:
        raise PatternError(str(error)) from error


def _measure(body: str) -> None:
    """Raise PatternError for a pattern that is too big when its repetitions are written out."""
    if len(body) > MAX_LENGTH:
        raise PatternError(f"it has more than {MAX_LENGTH:,} characters")
    # For each group that is open: the size of what is before its last item, and of that item.
    sizes = [(0, 0)]
    for token in _TOKEN.finditer(body):
        if token.group() == "{":
            raise PatternError("a { that counts nothing takes a backslash")
        if token.group() == "(" and body.startswith("(?", token.start()):
            raise PatternError("it has a kind of group that is not supported")
        _grow(sizes, token)
        if len(sizes) > MAX_GROUPS:
            raise PatternError(f"its groups are nested more than {MAX_GROUPS} deep")
        if sum(sizes[-1]) > MAX_SIZE:
            raise PatternError(f"its repetitions come to more than {MAX_SIZE:,} characters")


def _grow(sizes: list[tuple[int, int]], token: re.Match[str]) -> None:
    before, item = sizes.pop()
    if token["open"] is not None:
        sizes += [(before + item, 0), (0, 0)]
    elif token["close"] is not None and sizes:
        outside, _ = sizes.pop()
        sizes.append((outside, before + item))
    elif token["least"] is not None:
        times = max(int(count) for count in ("1", token["least"], token["most"]) if count)
        sizes.append((before, item * times))
    elif token["nothing"] is not None:
        sizes.append((before, item))
    else:
        sizes.append((before + item, 1))
