"""Which files of a project are looked at."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from glob import iglob
from pathlib import Path
from typing import Final

# Folders of what was installed or built. Hidden ones are not walked either: .git, .terraform,
# .aws-sam, .serverless, .venv.
_UNWALKED: Final = frozenset(
    ("node_modules", "__pycache__", "venv", "site-packages", "bower_components")
)
# Of these only the name is looked at, and a word in them.
_OF_CODE: Final = tuple(f"serverless.{kind}" for kind in ("js", "cjs", "mjs", "ts"))
_ENDINGS: Final = (".json", ".yaml", ".yml", ".template", ".tf", *_OF_CODE)
# What the CDK writes: its templates are read, and the assets that they name; nothing else there is
# of interest. The mark stands in the folder whatever that is called.
_CDK_MARK: Final = "cdk.out"
_CDK_TEMPLATE: Final = ".template.json"
_CDK_ASSEMBLY: Final = "assembly-"
# What ends the search for a project's root.
_ROOT_MARKS: Final = (".git", "asl.toml")


@dataclass(frozen=True, slots=True)
class Found:
    """A file to look at.

    Attributes:
        path: of the file.
        shown: what it is called in findings: as it was named, or below the folder as named.
        asked_for: it was named itself, and not only a folder or a pattern.
    """

    path: Path
    shown: str
    asked_for: bool = False


def walk(named: str) -> Iterator[Found]:
    """The files that a name stands for, each folder's in the order of their names.

    Args:
        named: a file, a folder, or a pattern of `glob`; what is none of these gives nothing.
    """
    path = Path(named)
    if path.is_dir():
        yield from _inside(named)
    elif path.is_file():
        yield Found(path, named, asked_for=True)
    else:
        for match in sorted(iglob(named, recursive=True)):  # noqa: PTH207 - absolute ones too
            if Path(match).is_file() and match.lower().endswith(_ENDINGS):
                yield Found(Path(match), match)


def _inside(folder: str) -> Iterator[Found]:
    for around, folders, files in os.walk(folder):
        built = is_assembly(around)
        folders[:] = sorted(name for name in folders if _is_walked(name, built=built))
        for name in sorted(files):
            if name.lower().endswith(_CDK_TEMPLATE if built else _ENDINGS):
                path = Path(around, name)
                yield Found(path, str(path))


def is_assembly(folder: str) -> bool:
    """Whether the CDK has written a folder."""
    path = Path(folder)
    return (path / _CDK_MARK).is_file() or path.name.startswith(_CDK_ASSEMBLY)


def _is_walked(name: str, *, built: bool) -> bool:
    # Assemblies within an assembly are stages; its other folders are bundled assets.
    if built:
        return name.startswith(_CDK_ASSEMBLY)
    return not name.startswith(".") and name not in _UNWALKED


def root_of(path: Path) -> Path:
    """The project that a path stands in: the nearest folder above that says so.

    Without any it is the working directory, and for what stands elsewhere its own folder.
    """
    resolved = path.resolve()
    folder = resolved if resolved.is_dir() else resolved.parent
    for around in (folder, *folder.parents):
        if any((around / mark).exists() for mark in _ROOT_MARKS):
            return around
    here = Path.cwd()
    return here if folder.is_relative_to(here) else folder
