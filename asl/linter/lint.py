"""One pass over state machines: each is examined once, and its findings are judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from asl.carriers.carried import Carried, Type
from asl.definition import diagnose
from asl.diagnostics.diagnostic import Diagnostic
from asl.diagnostics.finding import Severity
from asl.linter.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One state machine and what is said of it.

    Attributes:
        name: what its carrier calls it; empty for a file that is a definition itself.
        file: the file that declares it.
        files: every file that it was read from.
        diagnostics: in order of file, line and column.
    """

    name: str
    file: str
    files: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of all of them."""

    machines: tuple[Judged, ...]

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """Each finding once, in order of file, line and column: two machines may share a file."""
        found = {
            _identity(diagnostic): diagnostic
            for machine in self.machines
            for diagnostic in machine.diagnostics
        }
        return sorted(found.values(), key=_place)

    @property
    def files(self) -> list[str]:
        """The files that declare the machines."""
        return sorted({machine.file for machine in self.machines})


def lint(
    found: Iterable[Carried], settings: Settings, type: Type | None = None
) -> Iterator[Judged]:
    """Judge machines as they are found; the same one, found twice, once.

    Args:
        found: by the carriers.
        settings: how findings are judged.
        type: what every machine is taken for; None for what its carrier says, or STANDARD.
    """
    seen: set[tuple[str, str]] = set()
    for carried in found:
        if (carried.file, carried.name) not in seen:
            seen.add((carried.file, carried.name))
            yield judge(carried, settings, type)


def judge(carried: Carried, settings: Settings, type: Type | None = None) -> Judged:
    """Examine one machine."""
    found: Sequence[Diagnostic] = carried.diagnostics
    if carried.document is not None:
        express = (type or carried.type) == "EXPRESS"
        found = (*found, *diagnose(carried.document, express=express)[1])
    judged = {
        _identity(diagnostic): diagnostic
        for diagnostic in (settings.judged(each, carried.name) for each in found)
        if diagnostic is not None
    }
    return Judged(
        name=carried.name,
        file=carried.file,
        files=carried.files or (carried.file,),
        diagnostics=tuple(sorted(judged.values(), key=_place)),
    )


def counted(settings: Settings) -> frozenset[Severity]:
    """The severities that make a verdict a bad one."""
    return frozenset({"error", "warning"} if settings.strict else {"error"})


def is_bad(diagnostics: Iterable[Diagnostic], settings: Settings) -> bool:
    """Whether the verdict is a bad one."""
    counts = counted(settings)
    return any(diagnostic.severity in counts for diagnostic in diagnostics)


def _identity(found: Diagnostic) -> tuple[str, str, int, int, str]:
    return found.code, found.file, found.line, found.column, found.message


def _place(found: Diagnostic) -> tuple[str, int, int]:
    return found.file, found.line, found.column
