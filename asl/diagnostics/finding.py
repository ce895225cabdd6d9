"""A finding: what is wrong, and at which field."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, TypeAlias

Severity: TypeAlias = Literal["error", "warning", "info"]

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault, as a reader or a rule sees it: pointers only, no text positions.

    Attributes:
        code: of the catalogue.
        pointer: JSON pointer of the value at fault.
        message: what is wrong; quotes the member and the value.
        hint: the remedy, where one is known; never part of the message.
        at_key: the name of the member is at fault, not its value.
        offset: where inside a text value the fault is, 0-based in code points; None for all of it.
        rename: what the member at fault is to be called, where that is beyond doubt.
    """

    code: str
    pointer: str
    message: str
    hint: str | None = None
    at_key: bool = False
    offset: int | None = None
    rename: str | None = None


def did_you_mean(wrong: str, known: list[str]) -> str | None:
    """A hint with the nearest of the known names; None where none is near."""
    # difflib is quadratic in the text: a hostile name of a megabyte is near to nothing anyway.
    if len(wrong) > _LONGEST_NAME:
        return None
    near = get_close_matches(wrong, known, n=1, cutoff=0.6)
    if not near:
        lowered = {name.lower(): name for name in known}
        if wrong.lower() not in lowered:
            return None
        near = [lowered[wrong.lower()]]
    return f'did you mean "{near[0]}"?'
