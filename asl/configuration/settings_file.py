"""Where `asl.toml` is, and that it cannot be used."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from asl.diagnostics.diagnostic import Diagnostic

SETTINGS_FILE: Final = "asl.toml"


class BadSettings(Exception):
    """The settings cannot be used; `diagnostics` say why, or the message where there are none."""

    def __init__(
        self, message: str, diagnostics: Iterable[Diagnostic] = (), *, hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.diagnostics = tuple(diagnostics)
        self.hint = hint


def find_settings(start: Path) -> Path | None:
    """The nearest `asl.toml` in a folder or above it; None where there is none."""
    folder = start.resolve()
    for each in (folder, *folder.parents):
        if (each / SETTINGS_FILE).is_file():
            return each / SETTINGS_FILE
    return None


def settings_beside(folder: Path) -> Path | None:
    """The `asl.toml` that holds for what is in a folder: its nearest, else the working directory's.

    None where there is neither.
    """
    return find_settings(folder) or find_settings(Path.cwd())


def shown(file: Path) -> str:
    """What diagnostics call a file: its path from the working directory where it is below that."""
    here = Path.cwd()
    resolved = file.resolve()
    return str(resolved.relative_to(here)) if resolved.is_relative_to(here) else str(file)
