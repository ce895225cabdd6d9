"""An entry of the catalogue of words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from asl.lsp.shapes import Shape
from asl.syntax.values import Json

_SPECIFICATION: Final = "https://states-language.net/spec.html"
_GUIDE: Final = "https://docs.aws.amazon.com/step-functions/latest/dg"


@dataclass(frozen=True, slots=True)
class Entry:
    """A word of the language, in words of our own.

    Attributes:
        says: what it means, in one to three sentences of Markdown.
        source: the section of the specification, or the page of AWS's guide (`….html`).
        form: how it is written, of what takes arguments.
    """

    says: str
    source: str
    form: str = ""

    @property
    def link(self) -> str:
        """The address of the source."""
        guide = self.source.split("#", 1)[0].endswith(".html")
        return f"{_GUIDE}/{self.source}" if guide else f"{_SPECIFICATION}#{self.source}"


@dataclass(frozen=True, slots=True)
class Field:
    """A field: the shape of its value, what it means, and what holds where it is absent.

    Attributes:
        default: the value that its absence stands for; None where there is none.
        former: nobody writes it any more.
    """

    shape: Shape
    entry: Entry
    default: Json = None
    former: bool = False


def field(shape: Shape, says: str, source: str, *, default: Json = None) -> Field:
    """An entry of a table of fields."""
    return Field(shape, Entry(says, source), default)


def former(shape: Shape, name: str, source: str) -> Field:
    """An older spelling of another field."""
    return Field(shape, Entry(f"The older spelling of `{name}`.", source), former=True)
