"""What a state under JSONata does to the shape of its input, and where its expressions look.

Of the expressions only `$states.input` and a member of it, written plainly, are followed: where
nothing is there, that gives nothing, and the state fails. Any other may give anything.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from asl.expr.jsonata_template import OPEN
from asl.model.state import State
from asl.rules.shapes import ANYTHING, EMPTY, After, Known, Lost, shape_of
from asl.states import Parallel, Pass, Succeed, Wait
from asl.syntax import escape_pointer_token
from asl.syntax.values import Json

_INPUT: Final = re.compile(r"\{%\s*\$states\.input((?:\.[A-Za-z_]\w*)*)\s*%\}")
# Members that hold no expression of the state's own.
_APART: Final = frozenset({"Branches", "ItemProcessor", "Iterator", "Choices", "Catch", "Retry"})


def after_query(state: State, given: dict[str, Json], value: Known, lost: Lost) -> After:
    """Follow a value through a state under JSONata; the arguments are those of `after`."""
    at = state.pointer
    made = {
        name: _made(inner, value, f"{at}/{name}", lost)
        for name, inner in given.items()
        if name not in _APART
    }
    default = made.get("Output", value if isinstance(state, (Pass, Wait, Succeed)) else ANYTHING)
    ways = [(given["Next"], default)] if "Next" in given else []
    ways += _chosen(given, value, at, lost)
    if "Default" in given:
        ways.append((given["Default"], made.get("Output", value)))
    inside = made.get("Arguments", value) if isinstance(state, Parallel) else ANYTHING
    return After(ways=tuple(ways), inside=inside)


def _chosen(
    given: dict[str, Json], value: Known, at: str, lost: Lost
) -> Iterator[tuple[str, Known]]:
    """The ways of rules and of Catchers."""
    for name in ("Choices", "Catch"):
        for index, entry in enumerate(given.get(name, ())):
            place = f"{at}/{name}/{index}"
            made = {
                key: _made(inner, value, f"{place}/{key}", lost) for key, inner in entry.items()
            }
            yield entry["Next"], made.get("Output", value if name == "Choices" else ANYTHING)


def _made(template: Json, value: Known, pointer: str, lost: Lost) -> Known:
    """The shape of what a field makes."""
    if isinstance(template, str):
        return _found(template, value, pointer, lost) if template.startswith(OPEN) else EMPTY
    if isinstance(template, list):
        for index, inner in enumerate(template):
            _made(inner, value, f"{pointer}/{index}", lost)
        return ANYTHING
    if not isinstance(template, dict):
        return EMPTY
    return shape_of(
        {
            key: _made(inner, value, f"{pointer}/{escape_pointer_token(key)}", lost)
            for key, inner in template.items()
        }
    )


def _found(text: str, value: Known, pointer: str, lost: Lost) -> Known:
    """The shape of what an expression gives."""
    match = _INPUT.fullmatch(text)
    if match is None:
        return ANYTHING
    for name in match[1].split(".")[1:]:
        if value is None:
            return ANYTHING
        if name not in value.members:
            lost(pointer, f"$states.input{match[1]}", name, value)
            return ANYTHING
        value = value.members[name]
    return value
