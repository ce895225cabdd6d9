"""What the CDK writes into `cdk.out`: templates, and beside them the files that they name by hash.

Source: https://docs.aws.amazon.com/cdk/v2/guide/assets.html and the schema of the cloud assembly.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from asl.carriers.project import Project, Unreadable
from asl.carriers.walking import Found, is_assembly, walk
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
    named = project.once(_named_by_manifests, around or os.curdir)
    for path in (*named.get(key, ()), f"asset.{key}"):
        try:
            text = project.read(file.parent / path)
        except Unreadable:
            continue
        written = _written(around, text, project)
        return written or (file.parent / path, os.path.join(around, path))  # noqa: PTH118 - a name
    return None


def _named_by_manifests(folder: str, project: Project) -> Mapping[str, Sequence[str]]:
    """The paths that the manifests of a folder tell of each key."""
    named: dict[str, list[str]] = {}
    for manifest in sorted(Path(folder).glob(_MANIFESTS))[:_MOST_MANIFESTS]:
        try:
            assets = _member(parse_data(project.read(manifest)), "files")
        except (Unreadable, SyntaxFault):
            continue
        for entry in assets.values() if isinstance(assets, dict) else ():
            path = _member(_member(entry, "source"), "path")
            if isinstance(path, str):
                for key in _keys_of(entry):
                    named.setdefault(key, []).append(path)
    return named


def _keys_of(entry: Json) -> Iterator[str]:
    destinations = _member(entry, "destinations")
    for at in destinations.values() if isinstance(destinations, dict) else ():
        key = _member(at, "objectKey")
        if isinstance(key, str):
            yield key


def _member(value: Json, name: str) -> Json:
    return value.get(name) if isinstance(value, dict) else None


def _written(built: str, text: bytes, project: Project) -> tuple[Path, str] | None:
    """The file beside `cdk.out` that has this text."""
    folder = _above(built)
    if not Path(folder).resolve().is_relative_to(project.root):
        return None
    for found in project.once(_by_size, folder).get(len(text), ()):
        try:
            if project.glance(found.path) == text:
                return found.path, found.shown
        except Unreadable:
            continue
    return None


def _above(built: str) -> str:
    """The folder that the assembly stands in, and all the assemblies around it."""
    folder = os.path.normpath(os.path.join(built, os.pardir))  # noqa: PTH118 - a name, not a path
    while is_assembly(folder):
        folder = os.path.normpath(os.path.join(folder, os.pardir))  # noqa: PTH118 - as above
    return folder


def _by_size(folder: str, _: Project) -> Mapping[int, Sequence[Found]]:
    """The files that a person may have written, by the number of their bytes."""
    found: dict[int, list[Found]] = {}
    for file in walk(folder):
        if file.shown.lower().endswith(_WRITTEN_AS):
            try:
                found.setdefault(file.path.stat().st_size, []).append(file)
            except OSError:
                continue
    return found
