"""The blocks of a Markdown file: shell sessions with what they show, and Python."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shown:
    """A command and what the page says that it shows."""

    command: str
    output: str


def blocks(page: Path, language: str) -> list[str]:
    """The blocks of a language, in order."""
    text = page.read_text(encoding="utf-8")
    return [match[2] for match in _BLOCK.finditer(text) if match[1] == language]


def sessions(page: Path) -> list[Shown]:
    """The commands of all `console` blocks, in order."""
    found = []
    for block in blocks(page, "console"):
        for part in block.split("$ ")[1:]:
            command, _, output = part.partition("\n")
            found.append(Shown(command, output))
    return found
