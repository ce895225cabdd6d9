"""The files of a project: all that validation may read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar, cast

# Templates of a large application have a few megabytes; a CloudFormation template has at most one.
MOST_BYTES: Final = 32 * 1024 * 1024

_T = TypeVar("_T")


class Unreadable(Exception):
    """A file that a carrier names and that cannot be read; says why."""


class OutsideProject(Unreadable):
    """A file that stands outside the project's root."""


class Project:
    """Reads files under one root, each once, and nothing else.

    Attributes:
        root: absolute, links resolved.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._read: dict[Path, bytes] = {}
        self._known: dict[tuple[object, str], object] = {}

    def once(self, ask: Callable[[str, Project], _T], folder: str) -> _T:
        """What a function tells of a folder: it is asked once for all who want to know.

        Args:
            ask: the function.
            folder: as it is shown.
        """
        key = (ask, folder)
        if key not in self._known:
            self._known[key] = ask(folder, self)
        return cast("_T", self._known[key])

    def read(self, path: Path) -> bytes:
        """The bytes of a file.

        Args:
            path: absolute, or from the working directory.

        Raises:
            OutsideProject: it stands, or its link leads, outside the root.
            Unreadable: it is not there, is no file, or has more than `MOST_BYTES`.
        """
        resolved = self._resolve(path)
        if resolved not in self._read:
            self._read[resolved] = _bounded(resolved, path)
        return self._read[resolved]

    def hold(self, path: Path, text: bytes) -> None:
        """Take a text for what stands in a file, whatever stands there.

        Raises:
            OutsideProject, Unreadable: as for `read`.
        """
        self._read[self._resolve(path)] = text

    def glance(self, path: Path) -> bytes:
        """The same, of a file that is likely to be of no interest: it is not kept."""
        resolved = self._resolve(path)
        held = self._read.get(resolved)
        return _bounded(resolved, path) if held is None else held

    def _resolve(self, path: Path) -> Path:
        try:
            resolved = path.resolve()
        except (OSError, ValueError, RuntimeError) as error:
            raise Unreadable(f'cannot read "{path}": {error}') from error
        if not resolved.is_relative_to(self.root):
            raise OutsideProject(f'"{path}" stands outside the project "{self.root}"')
        return resolved


def _bounded(resolved: Path, named: Path) -> bytes:
    try:
        if not resolved.is_file():
            reason = "it is no file" if resolved.exists() else "there is no such file"
            raise Unreadable(f'cannot read "{named}": {reason}')
        with resolved.open("rb") as file:
            found = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Unreadable(f'cannot read "{named}": {error.strerror or error}') from error
    if len(found) > MOST_BYTES:
        raise Unreadable(f'cannot read "{named}": it has more than {MOST_BYTES:,} bytes')
    return found
