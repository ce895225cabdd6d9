"""Texts with a mark where the cursor is."""

from __future__ import annotations

import io
from typing import Literal

from ruamel.yaml import YAML

from asl.lsp.buffer import Buffer
from asl.lsp.draft import Draft
from asl.syntax.values import Json

CURSOR = "█"


def draft(text: str, format: Literal["json", "yaml"] = "json") -> Draft:
    """A draft of a text, the mark left out."""
    name = f"/nowhere/order.asl.{format}"
    return Draft(name, Buffer(text.replace(CURSOR, "")), format)


def marked(text: str, format: Literal["json", "yaml"] = "json") -> tuple[Draft, int]:
    """A draft, and the offset of the one mark in its text."""
    assert text.count(CURSOR) == 1
    return draft(text, format), text.index(CURSOR)


def yaml_text(given: Json) -> str:
    """A value as YAML, in blocks."""
    stream = io.StringIO()
    writer = YAML()
    writer.width = 1_000
    writer.representer.ignore_aliases = lambda _: True
    writer.representer.add_representer(
        type(None), lambda made, _: made.represent_scalar("tag:yaml.org,2002:null", "null")
    )
    writer.dump(given, stream)
    return stream.getvalue()
