"""Corrections that cannot be wrong: a member gets the name that was meant, nothing else changes.

Only the characters of the name are replaced, in the file that a person wrote, where they stand
there as they are: what a template puts together or escapes is left alone.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from asl.diagnostics.diagnostic import Diagnostic
from asl.linter.lint import Verdict
from asl.syntax.pointers import pointer_tokens

_LINE_END: Final = re.compile(r"\r\n?|\n")
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_WRITABLE: Final = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_WORD: Final = re.compile(r"\w")


class CannotWrite(Exception):
    """A corrected file cannot be written; says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A name that was put right.

    Attributes:
        file, line, column: where it stands, as a diagnostic tells it.
        old, new: the name.
        code: of the finding.
    """

    file: str
    line: int
    column: int
    old: str
    new: str
    code: str

    def still_found(self, diagnostics: Iterable[Diagnostic]) -> bool:
        """Whether the finding is there all the same."""
        return any(
            (found.file, found.line, found.column, found.code)
            == (self.file, self.line, self.column, self.code)
            for found in diagnostics
        )


@dataclass(frozen=True, slots=True)
class Corrected:
    """A file before and after."""

    file: str
    before: bytes
    after: bytes
    corrections: tuple[Correction, ...]

    def write(self) -> None:
        """Put the file in the place of the one before.

        Raises:
            CannotWrite: it cannot be written; the old one is there still.
        """
        _write(Path(self.file), self.after)

    def undo(self) -> None:
        """Put the old one back.

        Raises:
            CannotWrite: it cannot be written.
        """
        _write(Path(self.file), self.before)


def correct(verdict: Verdict) -> Iterator[Corrected]:
    """The files in which something can be put right; nothing is written yet."""
    for file, found in _by_file(verdict).items():
        try:
            before = Path(file).read_bytes()
        except (OSError, ValueError):
            # It stands in no file of its own: `<stdin>`, or gone meanwhile.
            continue
        corrected = correct_text(file, before, found)
        if corrected.corrections:
            yield corrected


def correct_text(file: str, before: bytes, found: Sequence[Diagnostic]) -> Corrected:
    """A file's text with the names of its findings put right.

    Args:
        file: its name.
        before: what it says.
        found: findings in it, each with a name to give.
    """
    mark = _BYTE_ORDER_MARK if before.startswith(_BYTE_ORDER_MARK) else b""
    try:
        text = before.removeprefix(mark).decode()
    except UnicodeDecodeError:
        return Corrected(file, before, before, ())
    starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
    made: dict[int, Correction] = {}
    for one in found:
        old = pointer_tokens(one.pointer)[-1]
        at = _standing(text, starts[one.line - 1] + one.column - 1, old)
        if at is not None and one.rename is not None:
            made[at] = Correction(
                file=file,
                line=one.line,
                column=one.column,
                old=old,
                new=one.rename,
                code=one.code,
            )
    # From the end on, so that the places before it hold.
    for at in sorted(made, reverse=True):
        text = text[:at] + made[at].new + text[at + len(made[at].old) :]
    corrections = tuple(made[at] for at in sorted(made))
    return Corrected(file, before, mark + text.encode(), corrections)


def _standing(text: str, at: int, name: str) -> int | None:
    """Where the name begins, right at a place or behind its quote; None where it does not."""
    at += text[at : at + 1] in ('"', "'")
    end = at + len(name)
    whole = not _WORD.match(text[end : end + 1])
    return at if text.startswith(name, at) and whole else None


def _by_file(verdict: Verdict) -> dict[str, list[Diagnostic]]:
    """The findings that have a name to give, but for those that would give one object it twice."""
    files: dict[str, list[Diagnostic]] = {}
    for machine in verdict.machines:
        named = [found for found in machine.diagnostics if found.rename is not None]
        times = Counter(_renamed(found) for found in named)
        for found in named:
            if times[_renamed(found)] == 1:
                files.setdefault(found.file, []).append(found)
    return files


def _renamed(found: Diagnostic) -> tuple[str, str | None]:
    return found.pointer.rpartition("/")[0], found.rename


def _write(path: Path, data: bytes) -> None:
    """Replace a file in one step; its mode stays, and a link stays one."""
    try:
        target = path.resolve(strict=True)
        mode = stat.S_IMODE(target.stat().st_mode)
        if not mode & _WRITABLE or not os.access(target, os.W_OK):
            # It could be replaced all the same, against the will of who has protected it.
            raise PermissionError(errno.EACCES, "it is read-only")
        handle, written = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(written).chmod(mode)
            Path(written).replace(target)
        except OSError:
            Path(written).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise CannotWrite(f'cannot write "{path}": {error.strerror or error}') from error
