"""`python -m asl.cli.pages FOLDER`: write the pages of all codes, and no others."""

from __future__ import annotations

import sys
from pathlib import Path

from asl.diagnostics.page import pages


def write_pages(folder: Path) -> None:
    """Write every page; a page of a code that is gone goes too."""
    folder.mkdir(parents=True, exist_ok=True)
    due = pages()
    for old in folder.glob("*.md"):
        if old.name not in due:
            old.unlink()
    for name, text in due.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
