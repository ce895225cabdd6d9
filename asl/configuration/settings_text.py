"""The text of `asl.toml`: where it is, what it holds, and how its faults are told."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TypeGuard

from asl.configuration.settings_file import BadSettings
from asl.configuration.toml_places import Extent, TomlPlaces, toml_places
from asl.configuration.toml_places import Path as TomlPath
from asl.diagnostics.diagnostic import Diagnostic
from asl.diagnostics.finding import did_you_mean
from asl.syntax.source import Source

# Every table of the file, whichever command reads it.
TABLES: Final = (
    *("validate", "server", "endpoints", "functions", "hosts", "http", "jobs", "tasks", "test"),
)
PROFILES: Final = "profiles"
# Those that a profile may have too: what commands read that take a profile.
TABLES_OF_PROFILES: Final = ("endpoints", "functions", "hosts", "http", "jobs", "tasks")
_SYNTAX_PLACE: Final = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)")
_MOST_BYTES: Final = 1_048_576


def read_text(path: Path, name: str) -> str:
    """The text of a file of settings.

    Args:
        path: of the file.
        name: what diagnostics call it.

    Raises:
        BadSettings: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise BadSettings(f'cannot read "{name}": {error.strerror or error}') from error
    if len(data) > _MOST_BYTES:
        raise BadSettings(f'cannot read "{name}": it has more than {_MOST_BYTES:,} bytes')
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadSettings(f'cannot read "{name}": it is not UTF-8') from error


@dataclass(slots=True)
class SettingsText:
    """A text of settings, parsed, and what has been found wrong with it.

    Attributes:
        source: the text.
        places: of its keys and values.
        tables: what it says.
        profile: whose tables go before the file's own; None for none.
        found: what is wrong, in the order in which it was met.
    """

    source: Source
    places: TomlPlaces
    tables: Mapping[str, Any]
    profile: str | None = None
    found: list[Diagnostic] = field(default_factory=list)

    def fail(self) -> None:
        """Refuse the whole where something has been found.

        Raises:
            BadSettings: with every diagnostic.
        """
        if self.found:
            raise BadSettings(f"{self.source.name} cannot be used", self.found)

    def is_of_profile(self, path: TomlPath) -> bool:
        """Whether a key is said by the profile that holds, and not by the file at large."""
        return self.profile is not None and (PROFILES, self.profile, *path) in self.places.keys

    def misspelt(self, table: str) -> None:
        """Tell of a table that was meant to be called so."""
        for name in self.tables:
            if name not in (*TABLES, PROFILES) and did_you_mean(name, [table]):
                self.unknown((name,), [table], "table")

    def unknown(self, path: TomlPath, known: Iterable[str], called: str) -> None:
        """Tell of a key that there is not."""
        hint = did_you_mean(str(path[-1]), list(known))
        message = f'there is no {called} "{path[-1]}"'
        others = f"there are {', '.join(known)}"
        self.report("settings-key", message, self.key(path), hint or others)

    def wrong(self, path: TomlPath, wanted: str, hint: str | None = None) -> None:
        """Tell of a value that is not what its key takes."""
        self.report("settings-value", f'"{_named(path)}" takes {wanted}', self.value(path), hint)

    def table(self, path: TomlPath, given: Any) -> dict[str, Any]:
        """What is given as a table; nothing, and told of, where it is none."""
        if isinstance(given, dict):
            return given
        self.wrong(path, "a table")
        return {}

    def text(self, path: TomlPath, key: str, given: Mapping[str, Any], otherwise: str) -> str:
        """What a table gives under a key as a text that a program can be given."""
        value = given.get(key, otherwise)
        if is_plain(value) and (value or key not in given):
            return value
        self.wrong((*path, key), "a text")
        return otherwise

    def key(self, path: TomlPath) -> Extent:
        """Where a key stands; the text's beginning where it does not."""
        return self.places.keys.get(path, Extent(0, 0))

    def value(self, path: TomlPath) -> Extent:
        """Where a value stands, or else its key."""
        return self.places.values.get(path) or self.key(path)

    def report(self, code: str, message: str, extent: Extent, hint: str | None) -> None:
        """Keep a diagnostic of a part of the text."""
        span = self.source.span(extent.start, extent.end)
        width = span.end.column - span.start.column if span.end.line == span.start.line else 1
        start = span.start
        found = _diagnostic(self.source, message, start.line, start.column, code=code)
        self.found.append(replace(found, hint=hint, width=max(width, 1)))


def parse_settings(text: str, name: str) -> SettingsText:
    """Parse a text of TOML.

    Raises:
        BadSettings: it is none.
    """
    source = Source(name, text)
    try:
        tables = tomllib.loads(text.replace("\r\n", "\n"))
        return SettingsText(source, toml_places(text), tables)
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(f"{name} is no TOML", [_syntax(error, source)]) from error
    except RecursionError as error:
        raise BadSettings(f'cannot read "{name}": its arrays nest too deep') from error


def is_plain(value: Any) -> TypeGuard[str]:
    """Whether it is a text that a program can be given."""
    return isinstance(value, str) and "\0" not in value


def _syntax(error: tomllib.TOMLDecodeError, source: Source) -> Diagnostic:
    """The parser tells the place in its message only."""
    match = _SYNTAX_PLACE.fullmatch(str(error))
    end = source.position(len(source.text))
    message, line, column = str(error), end.line, end.column
    if match is not None:
        message = match[1]
        line, column = (int(match[2]), int(match[3])) if match[2] else (line, column)
    return _diagnostic(source, message, line, column, code="settings-syntax")


def _named(path: TomlPath) -> str:
    return next(str(part) for part in reversed(path) if isinstance(part, str))


def _diagnostic(source: Source, message: str, line: int, column: int, *, code: str) -> Diagnostic:
    return Diagnostic(
        code=code,
        aws_code=None,
        severity="error",
        file=source.name,
        line=line,
        column=column,
        pointer="",
        message=message,
        hint=None,
        source=source.line(line),
    )
