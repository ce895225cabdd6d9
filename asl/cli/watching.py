"""Waiting until a file changes."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias

from asl.carriers.discovery import split
from asl.carriers.walking import walk

# When each file was written last, in nanoseconds, and its size; what is not there is left out.
Stamps: TypeAlias = Mapping[str, tuple[int, int]]


class Watcher:
    """Sees when a file is written, comes or goes.

    It looks again and again, which sees what is mounted from elsewhere as well, as in a container.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        """Watch what these paths stand for: files, folders and patterns."""
        self._paths = paths
        self._before: Stamps = {}

    def begin(self) -> None:
        """Take the files as they are: they are about to be read."""
        self._before = _stamps(self._named())

    def wait(self, files: Iterable[str], *, pause: timedelta) -> None:
        """Return when something is not as it was at the beginning.

        Args:
            files: what has been read; what none of the paths stands for is watched as well.
            pause: between two looks.
        """
        files = set(files)
        self._before = {**_stamps(files), **self._before}
        while _stamps(self._named() | files) == self._before:
            time.sleep(pause.total_seconds())

    def _named(self) -> set[str]:
        return {str(file.path) for path in self._paths for file in walk(split(path)[0])}


def _stamps(names: Iterable[str]) -> Stamps:
    taken = {}
    for name in names:
        try:
            status = Path(name).stat()
        except (OSError, ValueError):
            continue
        taken[name] = (status.st_mtime_ns, status.st_size)
    return taken
