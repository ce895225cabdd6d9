"""The variables of the Serverless Framework: `${source(argument):address, fallback}`.

Source: https://www.serverless.com/framework/docs/guides/variables
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from asl.syntax import Json

_BRACE: Final = re.compile(r"\$\{|\{|\}")
_CALL: Final = re.compile(
    r"\s*(?P<source>[A-Za-z][A-Za-z0-9]*)(?:\((?P<argument>[^()]*)\))?"
    r"(?::(?!:)(?P<address>[^,]*))?\s*\Z"
)
_PART: Final = re.compile(r"(?:'[^']*+'|\"[^\"]*+\"|\([^()]*+\)|[^,'\"(]|['\"(])*+")
_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?\Z")
_CONSTANTS: Final = {"true": True, "false": False, "null": None}


@dataclass(frozen=True, slots=True)
class Placeholder:
    """`text[start:end]` of a text; `inside` is what stands between its braces."""

    start: int
    end: int
    inside: str


@dataclass(frozen=True, slots=True)
class Lookup:
    """Where to look for a value: `source(argument):address`."""

    source: str
    argument: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that is written out."""

    value: Json


def placeholders(text: str) -> Iterator[Placeholder]:
    """The outermost `${...}` of a text; what has no end is none."""
    start, depth = -1, 0
    for match in _BRACE.finditer(text):
        if start < 0:
            if match[0] == "${":
                start, depth = match.start(), 1
        elif match[0] == "}":
            depth -= 1
            if not depth:
                yield Placeholder(start, match.end(), text[start + 2 : match.start()])
                start = -1
        else:
            depth += 1


def read_variable(inside: str) -> list[Lookup | Constant] | None:
    """What a variable names, and then its fallbacks.

    Args:
        inside: what stands between the braces, the variables in it replaced.

    Returns:
        None where it is no variable of the framework, but perhaps one of CloudFormation.
    """
    found: list[Lookup | Constant] = []
    at = 0
    while True:
        part = _PART.match(inside, at)
        end = part.end() if part else len(inside)
        one = _read_one(inside[at:end])
        if one is None:
            return None
        found.append(one)
        if end >= len(inside):
            break
        at = end + 1
    return found if isinstance(found[0], Lookup) else None


def _read_one(part: str) -> Lookup | Constant | None:
    stripped = part.strip()
    if stripped[:1] in ("'", '"') and stripped[-1:] == stripped[:1] and len(stripped) > 1:
        return Constant(stripped[1:-1])
    if stripped in _CONSTANTS:
        return Constant(_CONSTANTS[stripped])
    if _NUMBER.match(stripped):
        return Constant(float(stripped) if "." in stripped else int(stripped))
    match = _CALL.match(part)
    if match is None or (match["argument"] is None and match["address"] is None):
        return None
    address = match["address"]
    return Lookup(match["source"], match["argument"], address and address.strip())
