"""What `asl.toml` says about validation: its table `[validate]`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from asl.diagnostics.catalogue import CATALOGUE
from asl.diagnostics.diagnostic import Diagnostic
from asl.diagnostics.finding import Severity, did_you_mean
from asl.linter.settings import BadSettings, Ignore, Settings
from asl.linter.toml_places import Extent, TomlPlaces, toml_places
from asl.linter.toml_places import Path as TomlPath
from asl.syntax.source import Source

_TABLE: Final = "validate"
_SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "info")
_KEYS: Final = ("off", *_SEVERITIES, "strict", "ignore")
_IGNORE_KEYS: Final = ("file", "machine", "pointer", "code")
# Tables of the same file that other commands read.
_OTHER_TABLES: Final = ("server", "endpoints", "functions", "jobs", "test")
_SYNTAX_PLACE: Final = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)")
_MOST_BYTES: Final = 1_048_576


def load_settings(path: Path, name: str) -> Settings:
    """The settings of a file.

    Args:
        path: of the file.
        name: what diagnostics call it.

    Raises:
        BadSettings: it cannot be read, or says what cannot be understood.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise BadSettings(f'cannot read "{name}": {error.strerror or error}') from error
    if len(data) > _MOST_BYTES:
        raise BadSettings(f'cannot read "{name}": it has more than {_MOST_BYTES:,} bytes')
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadSettings(f'cannot read "{name}": it is not UTF-8') from error
    return replace(read_settings(text, name), folder=path.resolve().parent)


def read_settings(text: str, name: str) -> Settings:
    """The settings that a text of TOML says.

    Raises:
        BadSettings: with every diagnostic.
    """
    source = Source(name, text)
    try:
        tables = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(f"{name} is no TOML", [_syntax(error, source)]) from error
    reader = _Reader(source, toml_places(text))
    settings = reader.read(tables)
    if reader.found:
        raise BadSettings(f"{name} cannot be used", reader.found)
    return settings


def _syntax(error: tomllib.TOMLDecodeError, source: Source) -> Diagnostic:
    """The parser tells the place in its message only."""
    match = _SYNTAX_PLACE.fullmatch(str(error))
    end = source.position(len(source.text))
    message, line, column = str(error), end.line, end.column
    if match is not None:
        message = match[1]
        line, column = (int(match[2]), int(match[3])) if match[2] else (line, column)
    return _diagnostic(source, message, line, column, code="settings-syntax")


@dataclass(slots=True)
class _Reader:
    source: Source
    places: TomlPlaces
    found: list[Diagnostic] = field(default_factory=list)

    def read(self, tables: dict[str, Any]) -> Settings:
        for name in tables:
            if name != _TABLE and name not in _OTHER_TABLES and did_you_mean(name, [_TABLE]):
                self._unknown((name,), [_TABLE], "table")
        given = tables.get(_TABLE, {})
        if not isinstance(given, dict):
            self._wrong((_TABLE,), "a table")
            return Settings()
        for key in given:
            if key not in _KEYS:
                self._unknown((_TABLE, key), _KEYS, "setting")
        codes = {key: self._codes(key, given.get(key, [])) for key in ("off", *_SEVERITIES)}
        self._contradictions(codes)
        return Settings(
            off=frozenset(codes["off"]),
            severities={code: severity for severity in _SEVERITIES for code in codes[severity]},
            ignores=tuple(self._ignores(given.get("ignore", []))),
            strict=self._flag("strict", given),
        )

    def _codes(self, key: str, given: Any) -> list[str]:
        if not isinstance(given, list):
            self._wrong((_TABLE, key), "an array of codes")
            return []
        return [code for at, code in enumerate(given) if self._is_code((_TABLE, key, at), code)]

    def _is_code(self, path: TomlPath, code: Any) -> bool:
        if not isinstance(code, str):
            self._wrong(path, "a code")
        elif code not in CATALOGUE:
            hint = did_you_mean(code, list(CATALOGUE)) or "`asl explain` lists the codes"
            self.report("settings-value", f'there is no code "{code}"', self._value(path), hint)
        else:
            return True
        return False

    def _contradictions(self, codes: Mapping[str, list[str]]) -> None:
        first: dict[str, str] = {}
        for key, named in codes.items():
            for at, code in enumerate(named):
                before = first.setdefault(code, key)
                if before != key:
                    self.report(
                        "settings-value",
                        f'"{code}" stands under "{before}" already',
                        self._value((_TABLE, key, at)),
                        "remove one of the two",
                    )

    def _ignores(self, given: Any) -> Iterable[Ignore]:
        if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
            self._wrong((_TABLE, "ignore"), "tables, each headed [[validate.ignore]]")
            return
        for at, one in enumerate(given):
            path = (_TABLE, "ignore", at)
            ignore = self._ignore(path, one)
            if ignore is not None:
                yield ignore

    def _ignore(self, path: TomlPath, given: dict[str, Any]) -> Ignore | None:
        before = len(self.found)
        for key, value in given.items():
            if key not in _IGNORE_KEYS:
                self._unknown((*path, key), _IGNORE_KEYS, "setting")
            elif not isinstance(value, str):
                self._wrong((*path, key), "a text")
        code, pointer = given.get("code"), given.get("pointer")
        if isinstance(code, str):
            self._is_code((*path, "code"), code)
        if isinstance(pointer, str) and pointer and not pointer.startswith("/"):
            hint = f'write "/{pointer}"'
            message = "a JSON pointer begins with a slash"
            self.report("settings-value", message, self._value((*path, "pointer")), hint)
        if not {"code", "pointer"} & given.keys():
            hint = f'`off = ["code"]` under [{_TABLE}] is for a code that is not wanted anywhere'
            message = "what is ignored here needs a code or a pointer"
            self.report("settings-value", message, self._key((_TABLE, "ignore")), hint)
        return Ignore(**given) if len(self.found) == before else None

    def _flag(self, key: str, given: dict[str, Any]) -> bool:
        value = given.get(key, False)
        if not isinstance(value, bool):
            self._wrong((_TABLE, key), "true or false")
            return False
        return value

    def _unknown(self, path: TomlPath, known: Iterable[str], called: str) -> None:
        hint = did_you_mean(str(path[-1]), list(known))
        message = f'there is no {called} "{path[-1]}"'
        others = f"there are {', '.join(known)}"
        self.report("settings-key", message, self._key(path), hint or others)

    def _wrong(self, path: TomlPath, wanted: str) -> None:
        self.report("settings-value", f'"{_named(path)}" takes {wanted}', self._value(path), None)

    def _key(self, path: TomlPath) -> Extent:
        return self.places.keys.get(path, Extent(0, 0))

    def _value(self, path: TomlPath) -> Extent:
        return self.places.values.get(path) or self._key(path)

    def report(self, code: str, message: str, extent: Extent, hint: str | None) -> None:
        """Keep a diagnostic of a part of the text."""
        span = self.source.span(extent.start, extent.end)
        width = span.end.column - span.start.column if span.end.line == span.start.line else 1
        start = span.start
        found = _diagnostic(self.source, message, start.line, start.column, code=code)
        self.found.append(replace(found, hint=hint, width=max(width, 1)))


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
