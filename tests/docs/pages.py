"""Our own pages, read as data."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from tests.house.source import ROOT

DOCS: Final = ROOT / "docs"


def section(page: str, title: str) -> str:
    """What stands under a heading, that of its sub-headings included."""
    text = (DOCS / page).read_text("utf-8")
    found = re.search(
        rf"^(#+) {re.escape(title)}\n(.*?)(?=^\1 |\Z)", text, re.MULTILINE | re.DOTALL
    )
    assert found is not None, f"{page} has no section {title}"
    return found[2]


def rows(text: str) -> list[list[str]]:
    """The rows of the tables in a text, without their heads."""
    lines = text.splitlines()
    return [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for at, line in enumerate(lines)
        if line.startswith("| ") and lines[at + 1 : at + 2] != ["|" + "---|" * line[1:].count("|")]
    ]


def names(text: str) -> list[str]:
    """All that stands in backticks."""
    return re.findall(r"`([^`\n]+)`", text)


def links() -> list[tuple[Path, str]]:
    """Every link of a page to another file, with the page."""
    return [
        (page, target)
        for page in (*sorted(DOCS.glob("*.md")), ROOT / "docker" / "README.md")
        for target in re.findall(r"\]\(([^)]+)\)", page.read_text("utf-8"))
        if "://" not in target
    ]
