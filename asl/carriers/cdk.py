"""What the CDK writes into `cdk.out`: templates, and beside them the files that they name by hash.

Source: https://docs.aws.amazon.com/cdk/v2/guide/assets.html and the schema of the cloud assembly.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from asl.carriers.project import Project, Unreadable
from asl.carriers.walking import walk
from asl.syntax import Json, SyntaxFault, parse_data

_MANIFESTS: Final = "*.assets.json"
_MOST_MANIFESTS: Final = 200
_WRITTEN_AS: Final = (".json", ".yaml", ".yml")


def asset(file: Path, shown: str, key: str, project: Project) -> tuple[Path, str] | None:
    """The file that a template means by the key of an object in the bucket of assets.

    Args:
        file: the template.
        shown: what it is called.
        key: of the object: a hash and an ending.
        project: that the template belongs to.

    Returns:
        The file that a person edits where the project has one with the very same text, else the
        copy in `cdk.out`, each with what it is called; None where the key names no asset.
    """
    around = os.path.dirname(shown)  # noqa: PTH120 - a name, not a path
    for path in (*_paths_of(file, key, project), f"asset.{key}"):
        try:
            text = project.read(file.parent / path)
        except Unreadable:
            continue
        written = _written(around, text, project)
        return written or (file.parent / path, os.path.join(around, path))  # noqa: PTH118 - a name
    return None


def _paths_of(file: Path, key: str, project: Project) -> Iterator[str]:
    """What the manifests beside a template say of a key."""
    for manifest in sorted(file.parent.glob(_MANIFESTS))[:_MOST_MANIFESTS]:
        try:
            assets = _member(parse_data(project.read(manifest)), "files")
        except (Unreadable, SyntaxFault):
            continue
        for entry in assets.values() if isinstance(assets, dict) else ():
            destinations = _member(entry, "destinations")
            places = destinations.values() if isinstance(destinations, dict) else ()
            path = _member(_member(entry, "source"), "path")
            if isinstance(path, str) and any(_member(at, "objectKey") == key for at in places):
                yield path


def _member(value: Json, name: str) -> Json:
    return value.get(name) if isinstance(value, dict) else None


def _written(built: str, text: bytes, project: Project) -> tuple[Path, str] | None:
    """The file beside `cdk.out` that has this text."""
    folder = os.path.normpath(os.path.join(built, os.pardir))  # noqa: PTH118 - a name, not a path
    if not Path(folder).resolve().is_relative_to(project.root):
        return None
    for found in walk(folder):
        if not found.shown.lower().endswith(_WRITTEN_AS):
            continue
        try:
            if found.path.stat().st_size == len(text) and project.glance(found.path) == text:
                return found.path, found.shown
        except (OSError, Unreadable):
            continue
    return None
