"""What `asl.toml` says about validation: its table `[validate]`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from asl.configuration.settings_text import SettingsText, parse_settings, read_text
from asl.configuration.toml_places import Path as TomlPath
from asl.diagnostics.catalogue import CATALOGUE
from asl.diagnostics.finding import Severity, did_you_mean
from asl.linter.settings import Ignore, Settings

_TABLE: Final = "validate"
_SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "info")
_KEYS: Final = ("off", *_SEVERITIES, "strict", "ignore")
_IGNORE_KEYS: Final = ("file", "machine", "pointer", "code")


def load_settings(path: Path, name: str) -> Settings:
    """The settings of a file.

    Args:
        path: of the file.
        name: what diagnostics call it.

    Raises:
        BadSettings: it cannot be read, or says what cannot be understood.
    """
    return replace(read_settings(read_text(path, name), name), folder=path.resolve().parent)


def read_settings(text: str, name: str) -> Settings:
    """The settings that a text of TOML says.

    Raises:
        BadSettings: with every diagnostic.
    """
    said = parse_settings(text, name)
    settings = _Reader(said).read()
    said.fail()
    return settings


@dataclass(slots=True)
class _Reader:
    said: SettingsText

    def read(self) -> Settings:
        said = self.said
        said.misspelt(_TABLE)
        given = said.tables.get(_TABLE, {})
        if not isinstance(given, dict):
            self.said.wrong((_TABLE,), "a table")
            return Settings()
        for key in given:
            if key not in _KEYS:
                self.said.unknown((_TABLE, key), _KEYS, "setting")
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
            self.said.wrong((_TABLE, key), "an array of codes")
            return []
        return [code for at, code in enumerate(given) if self._is_code((_TABLE, key, at), code)]

    def _is_code(self, path: TomlPath, code: Any) -> bool:
        if not isinstance(code, str):
            self.said.wrong(path, "a code")
        elif code not in CATALOGUE:
            hint = did_you_mean(code, list(CATALOGUE)) or "`asl explain` lists the codes"
            self.said.report(
                "settings-value", f'there is no code "{code}"', self.said.value(path), hint
            )
        else:
            return True
        return False

    def _contradictions(self, codes: Mapping[str, list[str]]) -> None:
        first: dict[str, str] = {}
        for key, named in codes.items():
            for at, code in enumerate(named):
                before = first.setdefault(code, key)
                if before != key:
                    self.said.report(
                        "settings-value",
                        f'"{code}" stands under "{before}" already',
                        self.said.value((_TABLE, key, at)),
                        "remove one of the two",
                    )

    def _ignores(self, given: Any) -> Iterable[Ignore]:
        if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
            self.said.wrong((_TABLE, "ignore"), "tables, each headed [[validate.ignore]]")
            return
        for at, one in enumerate(given):
            path = (_TABLE, "ignore", at)
            ignore = self._ignore(path, one)
            if ignore is not None:
                yield ignore

    def _ignore(self, path: TomlPath, given: dict[str, Any]) -> Ignore | None:
        before = len(self.said.found)
        for key, value in given.items():
            if key not in _IGNORE_KEYS:
                self.said.unknown((*path, key), _IGNORE_KEYS, "setting")
            elif not isinstance(value, str):
                self.said.wrong((*path, key), "a text")
        code, pointer = given.get("code"), given.get("pointer")
        if isinstance(code, str):
            self._is_code((*path, "code"), code)
        if isinstance(pointer, str) and pointer and not pointer.startswith("/"):
            hint = f'write "/{pointer}"'
            message = "a JSON pointer begins with a slash"
            self.said.report("settings-value", message, self.said.value((*path, "pointer")), hint)
        if not {"code", "pointer"} & given.keys():
            hint = f'`off = ["code"]` under [{_TABLE}] is for a code that is not wanted anywhere'
            message = "what is ignored here needs a code or a pointer"
            self.said.report("settings-value", message, self.said.key((_TABLE, "ignore")), hint)
        return Ignore(**given) if len(self.said.found) == before else None

    def _flag(self, key: str, given: dict[str, Any]) -> bool:
        value = given.get(key, False)
        if not isinstance(value, bool):
            self.said.wrong((_TABLE, key), "true or false")
            return False
        return value
