"""The words of the language, each in words of our own: what schemas, hovers and completions tell.

One catalogue for them all; a test holds it to the members that are declared, and to the tables of
operators, functions and errors.
"""

from __future__ import annotations

from typing import Final

from asl.lsp.words.choices import OPERATOR_WORDS, OPERATORS, RULES
from asl.lsp.words.entry import Entry, Field
from asl.lsp.words.errors import ERRORS, RECOVERY
from asl.lsp.words.expressions import CONTEXT, INTRINSICS, JSONATA
from asl.lsp.words.machine import MACHINE, STATE, TYPES, WORK
from asl.lsp.words.maps import MAP

__all__ = [
    "CONTEXT",
    "ERRORS",
    "FIELDS",
    "INTRINSICS",
    "JSONATA",
    "OPERATORS",
    "OPERATOR_WORDS",
    "TYPES",
    "Entry",
    "Field",
    "field_of",
]

# By part and field, `Task.Resource`; `*` for every part, `State` for every state.
FIELDS: Final[dict[str, Field]] = {**MACHINE, **STATE, **WORK, **MAP, **RECOVERY, **RULES}


def field_of(part: str, name: str) -> Field | None:
    """What is known of a field of a part of a definition; None where the part has no such field."""
    found = FIELDS.get(f"{part}.{name}")
    if found is None and part in TYPES:
        found = FIELDS.get(f"State.{name}")
    if found is None:
        found = FIELDS.get(f"*.{name}")
    if found is None and part in ("ChoiceRule", "NestedRule"):
        found = OPERATORS.get(name)
    return found
