"""Our own source, read as data."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
SERVER: Final = ROOT / "server"
PACKAGES: Final = (ROOT / "asl", SERVER / "asl_server")


def modules() -> Iterator[Path]:
    """Every module of the packages."""
    for package in PACKAGES:
        yield from sorted(package.rglob("*.py"))


def shown(path: Path) -> str:
    """A path as people write it."""
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))
