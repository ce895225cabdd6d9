"""The texts inside a value: which of them names a variable, and where in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from asl.diagnostics.finding import Finding
from asl.syntax import escape_pointer_token
from asl.syntax.pointers import pointer_tokens
from asl.syntax.values import Json

_EXISTS: Final = re.compile(r"\$exists\(\s*(\$\w[\w.]*)")
_VARIABLE: Final = re.compile(r"\$(\w+)")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text.

    Attributes:
        pointer: its JSON pointer.
        text: the whole of it; empty where none was found.
        at: where in it the name begins; None where that is not known.
    """

    pointer: str
    text: str
    at: int | None

    def finding(self, code: str, message: str, hint: str) -> Finding:
        """A finding at the name."""
        return Finding(code=code, pointer=self.pointer, message=message, hint=hint, offset=self.at)


def leaves_by_name(given: dict[str, Json], above: str, pointer: str) -> dict[str, Leaf]:
    """For every variable that is named, the first text that does so.

    Args:
        given: a state.
        above: the state's pointer.
        pointer: of the member of the state that the texts are in, or of the text itself.
    """
    value: Json = given
    for token in pointer_tokens(pointer[len(above) :]):
        value = value[int(token)] if isinstance(value, list) else value[token]
    found: dict[str, Leaf] = {}
    for place, text in texts(value, pointer):
        for match in _VARIABLE.finditer(text):
            found.setdefault(match[1], Leaf(place, text, match.start()))
    return found


def texts(value: Json, pointer: str) -> Iterator[tuple[str, str]]:
    """Every text inside a value with its pointer, in order."""
    waiting = [(value, pointer)]
    while waiting:
        here, at = waiting.pop()
        if isinstance(here, str):
            yield at, here
        elif isinstance(here, dict):
            inside = [(item, f"{at}/{escape_pointer_token(key)}") for key, item in here.items()]
            waiting.extend(reversed(inside))
        elif isinstance(here, list):
            waiting.extend((here[index], f"{at}/{index}") for index in range(len(here) - 1, -1, -1))


def paths_asked_for(definition: Json) -> frozenset[str]:
    """The paths of which a definition asks whether anything is there."""
    found: set[str] = set()
    waiting = [definition]
    while waiting:
        here = waiting.pop()
        if isinstance(here, str):
            found.update(_EXISTS.findall(here) if "$exists" in here else ())
        elif isinstance(here, list):
            waiting.extend(here)
        elif isinstance(here, dict):
            if "IsPresent" in here and isinstance(here.get("Variable"), str):
                found.add(here["Variable"])
            waiting.extend(here.values())
    return frozenset(found)


def names_asked_for(definition: Json) -> frozenset[str]:
    """The variables of which it asks that."""
    return frozenset(
        name for path in paths_asked_for(definition) for name in _VARIABLE.findall(path)
    )
