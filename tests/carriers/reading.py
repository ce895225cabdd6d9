"""Reading carriers in tests: what was found, as one line each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from asl.carriers.carried import Carried
from asl.carriers.discovery import discover
from asl.definition import examine_document
from asl.diagnostics.diagnostic import Diagnostic

PROJECTS = Path(__file__).parent / "projects"


def found_in(carried: Iterable[Carried]) -> list[Diagnostic]:
    """All that is said of these state machines."""
    found: list[Diagnostic] = []
    for item in carried:
        found += item.diagnostics
        if item.document is not None:
            express = item.type == "EXPRESS"
            found += examine_document(item.document, express=express).diagnostics
    return found


def told(carried: Iterable[Carried], root: Path) -> set[str]:
    """`file:line:column code pointer` of every error and warning, files as seen from the root."""
    return {
        f"{Path(item.file).relative_to(root)}:{item.line}:{item.column} {item.code} {item.pointer}"
        for item in found_in(carried)
        if item.severity != "info"
    }


def written(folder: Path, files: Mapping[str, str]) -> Path:
    """The folder, with these files in it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def read(folder: Path, files: Mapping[str, str]) -> list[Carried]:
    """The state machines of a folder with these files, which is a project of its own."""
    return list(discover([str(written(folder, files))], folder))
