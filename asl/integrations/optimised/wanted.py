"""The values that a table of integrations asks for: found in what a call was given and answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from asl.services.integration import Wanted
from asl.syntax.values import Json

_ROOTS: Final = ("request.", "answer.")


def found(value: Json, path: str) -> Json:
    """What stands at a path (`Tasks.0.LastStatus`), all for an empty one; None for nothing."""
    for step in path.split(".") if path else ():
        if isinstance(value, list):
            value = value[int(step)] if step.isdigit() and int(step) < len(value) else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def wanted(asked: Mapping[str, Wanted], *, request: Json, answer: Json = None) -> dict[str, Json]:
    """The members that a table asks for; those that nothing is there for are left out.

    Args:
        asked: what each is made of.
        request: what the call was given.
        answer: what it gave.
    """
    known = {"request": request, "answer": answer}
    made = {name: _value(one, known) for name, one in asked.items()}
    return {name: value for name, value in made.items() if value is not None}


def _value(asked: Wanted, known: dict[str, Json]) -> Json:
    if isinstance(asked, list):
        values = [_value(one, known) for one in asked]
        return None if None in values else values
    return found(known, asked) if asked.startswith(_ROOTS) else asked
