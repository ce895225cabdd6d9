"""How findings are judged: what is switched off, what weighs more or less, what is ignored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path

from asl.configuration.settings_file import BadSettings
from asl.diagnostics.catalogue import CATALOGUE
from asl.diagnostics.diagnostic import Diagnostic
from asl.diagnostics.finding import Severity, did_you_mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """One place, or several, that nothing is said of; what is None holds anywhere.

    Attributes:
        file: pattern of a file's path from where `asl.toml` stands, `**` for any folders.
        machine: what the carrier calls the state machine.
        pointer: JSON pointer in the definition; of what is inside nothing is said either.
        code: of the finding.
    """

    file: str | None = None
    machine: str | None = None
    pointer: str | None = None
    code: str | None = None

    def covers(self, found: Diagnostic, machine: str, path: str) -> bool:
        """Whether it speaks of a finding.

        Args:
            found: what was found.
            machine: in which machine.
            path: of the finding's file, from where `asl.toml` stands, with slashes.
        """
        return (
            self.code in (None, found.code)
            and self.machine in (None, machine)
            and (self.pointer is None or f"{found.pointer}/".startswith(f"{self.pointer}/"))
            and (self.file is None or _matches(path, self.file))
        )


def _matches(path: str, pattern: str) -> bool:
    # `**/` stands for no folder as well.
    return fnmatchcase(path, pattern) or fnmatchcase(path, pattern.replace("**/", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How findings are judged.

    Attributes:
        off: codes that nothing is said of.
        severities: of codes that weigh something else than the catalogue says.
        ignores: places that nothing is said of.
        strict: whether a warning makes the verdict a bad one.
        folder: where `asl.toml` stands, absolute; None where there is none.
    """

    off: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    ignores: tuple[Ignore, ...] = ()
    strict: bool = False
    folder: Path | None = None

    def with_flags(
        self, *, off: Iterable[str] = (), error: Iterable[str] = (), strict: bool = False
    ) -> Settings:
        """These settings with those of the command line over them.

        Raises:
            BadSettings: a code does not exist.
        """
        off, error = tuple(off), tuple(error)
        for code in (*off, *error):
            if code not in CATALOGUE:
                hint = did_you_mean(code, list(CATALOGUE)) or "`asl explain` lists the codes"
                raise BadSettings(f'there is no code "{code}"', hint=hint)
        severities: dict[str, Severity] = {**self.severities, **dict.fromkeys(error, "error")}
        return replace(
            self,
            off=(self.off - {*error}) | {*off},
            severities=severities,
            strict=self.strict or strict,
        )

    def judged(self, found: Diagnostic, machine: str) -> Diagnostic | None:
        """A finding with the severity that it has here; None where nothing is said of it."""
        if found.code in self.off:
            return None
        if self.ignores:
            path = self._path(found.file)
            if any(ignore.covers(found, machine, path) for ignore in self.ignores):
                return None
        severity = self.severities.get(found.code, found.severity)
        return found if severity == found.severity else replace(found, severity=severity)

    def _path(self, file: str) -> str:
        path = Path(file)
        if self.folder is not None:
            absolute = Path.cwd() / path
            if absolute.is_relative_to(self.folder):
                path = absolute.relative_to(self.folder)
        return path.as_posix()
