"""A file for each log group."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import structlog

from asl_server.wire.log_groups import LogGroup

_log = structlog.get_logger(__name__)

# They may hold what executions work on: for their owner alone.
_FILE_MODE: Final = 0o600
_FOLDER_MODE: Final = 0o700


class GroupFiles:
    """Appends lines to the files of log groups; a file that cannot be written costs its lines only.

    Files are opened anew for each batch: one that was moved away is begun again, which is all that
    a rotation needs.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        # Groups whose file could not be written when last tried, with the lines that this cost.
        self._failing: dict[LogGroup, int] = {}

    def write(self, group: LogGroup, lines: Sequence[bytes]) -> None:
        """Append lines, each with its end."""
        path = group.file_in(self._directory)
        try:
            self._append(path, lines, torn=group in self._failing)
        except OSError as error:
            if group not in self._failing:
                _log.error(
                    "an execution log cannot be written",
                    file=str(path),
                    error=error.strerror or str(error),
                    remedy="make room or give rights; until then its lines are lost",
                )
            self._failing[group] = self._failing.get(group, 0) + len(lines)
        else:
            lost = self._failing.pop(group, 0)
            if lost:
                _log.warning("an execution log is written again", file=str(path), lines_lost=lost)

    def _append(self, path: Path, lines: Sequence[bytes], *, torn: bool) -> None:
        """Append, on a line of its own where the last one may be torn."""
        _make_folder(path.parent, self._directory)
        number = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, _FILE_MODE)
        with os.fdopen(number, "ab") as file:
            if torn and file.tell():
                file.write(b"\n")
            file.write(b"".join(lines))


def _make_folder(folder: Path, top: Path) -> None:
    """Make a folder two below the top one, and what is above it, where they are not there."""
    if folder.is_dir():
        return
    top.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    for name in (folder.parent, folder):
        name.mkdir(mode=_FOLDER_MODE, exist_ok=True)
