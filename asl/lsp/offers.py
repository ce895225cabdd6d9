"""What is offered for typing, before it is known how it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from asl.lsp.words import Entry

Sort: TypeAlias = Literal[
    "field", "state", "type", "word", "resource", "error", "function", "variable"
]


@dataclass(frozen=True, slots=True)
class Offer:
    """A word that may stand at a place.

    Attributes:
        label: what it is called in a list.
        sort: what it is.
        detail: a few words beside it.
        entry: what it means; None where there is nothing to say.
        bare: it is no text: true, false.
        inside: it takes the place of a word of an expression, not of a whole value.
        insert: what is typed, where that is more than the label.
    """

    label: str
    sort: Sort
    detail: str = ""
    entry: Entry | None = None
    bare: bool = False
    inside: bool = False
    insert: str = ""

    @property
    def text(self) -> str:
        """What is typed."""
        return self.insert or self.label
