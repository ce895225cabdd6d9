"""What `asl.toml` says of jobs that run here: its table `[jobs]`.

Relative paths count from the folder of the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from asl.configuration.settings_text import SettingsText, is_plain
from asl.configuration.toml_places import Path as TomlPath
from asl.integrations.jobs.settings import (
    FOLDER,
    RUNNERS,
    JobCommand,
    JobSettings,
    RunnerName,
    steers,
)

JOBS: Final = "jobs"
COMMANDS: Final = "commands"
KEYS: Final = ("runner", "environment", "folder", COMMANDS)
COMMAND_KEYS: Final = (
    "command",
    "image",
    "as_given",
    "path",
    "environment",
    "timeout",
    "arguments",
)
# What an entry needs to be run by each.
NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "off": ("command", "image", "as_given"),
    "subprocess": ("command",),
    "docker": ("image",),
    "kubernetes": ("image", "as_given"),
}
# Seconds: an execution lasts a year at most.
LONGEST: Final = 31_536_000
_PARAMETER: Final = "Ref::"


def jobs_of(said: SettingsText, folder: Path) -> JobSettings:
    """What settings say of jobs; what is wrong is kept in them."""
    return _Reader(said, folder).read()


@dataclass(slots=True)
class _Reader:
    said: SettingsText
    folder: Path

    def read(self) -> JobSettings:
        self.said.misspelt(JOBS)
        path: TomlPath = (JOBS,)
        given = self.said.table(path, self.said.tables.get(JOBS, {}))
        self._known(path, given, KEYS)
        runner = self._runner(given)
        commands = self.said.table((*path, COMMANDS), given.get(COMMANDS, {}))
        return JobSettings(
            runner=runner,
            environment=frozenset(self._allowed(given)),
            folder=self.folder / self.said.text(path, "folder", given, str(FOLDER)),
            commands=tuple(
                self._command((*path, COMMANDS, pattern), pattern, one, runner)
                for pattern, one in commands.items()
            ),
        )

    def _known(self, path: TomlPath, given: dict[str, Any], keys: tuple[str, ...]) -> None:
        for key in given:
            if key not in keys:
                self.said.unknown((*path, key), keys, "setting")

    def _runner(self, given: dict[str, Any]) -> RunnerName:
        asked = given.get("runner", "off")
        for name in RUNNERS:
            if name == asked:
                return name
        self.said.wrong((JOBS, "runner"), f"one of {', '.join(RUNNERS)}")
        return "off"

    def _allowed(self, given: dict[str, Any]) -> Iterator[str]:
        """The variables that a definition may set."""
        path: TomlPath = (JOBS, "environment")
        names = given.get("environment", [])
        if not isinstance(names, list):
            self.said.wrong(path, 'a list of names of variables, as ["STAGE"]')
            return
        for index, name in enumerate(names):
            if not isinstance(name, str) or not _is_variable(name):
                self.said.wrong((*path, index), "names of variables")
            elif steers(name):
                message = f'"{name}" says what runs, so no definition may set it'
                hint = "set it in environment of [jobs.commands.…]"
                self.said.report("settings-value", message, self.said.value((*path, index)), hint)
            else:
                yield name

    def _command(self, path: TomlPath, pattern: str, given: Any, runner: str) -> JobCommand:
        before = len(self.said.found)
        one = self.said.table(path, given)
        self._known(path, one, COMMAND_KEYS)
        command = self._words(path, one)
        image = self.said.text(path, "image", one, "") or None
        as_given = self._flag(path, "as_given", one, otherwise=False)
        has = {"command": bool(command), "image": bool(image), "as_given": as_given}
        needs = NEEDS[runner]
        if len(self.said.found) == before and not any(has[need] for need in needs):
            by = "" if runner == "off" else f", to be run by {runner}"
            message = f'"{pattern}" needs {" or ".join(needs)}{by}'
            self.said.report("settings-value", message, self.said.key(path), None)
        return JobCommand(
            pattern=pattern,
            command=command,
            image=image,
            as_given=as_given,
            folder=self.folder / self.said.text(path, "path", one, "."),
            environment=self._variables(path, one),
            timeout=self._timeout(path, one),
            arguments=self._flag(path, "arguments", one, otherwise=True),
        )

    def _words(self, path: TomlPath, given: dict[str, Any]) -> tuple[str, ...]:
        words = given.get("command")
        if words is None:
            return ()
        good = isinstance(words, list) and words and all(map(is_plain, words)) and words[0]
        if not good or words[0].startswith(_PARAMETER):
            wanted = 'a program and its first arguments, as ["python", "resize.py"]'
            self.said.wrong((*path, "command"), wanted)
            return ()
        return tuple(words)

    def _flag(self, path: TomlPath, key: str, given: dict[str, Any], *, otherwise: bool) -> bool:
        value = given.get(key, otherwise)
        if not isinstance(value, bool):
            self.said.wrong((*path, key), "true or false")
            return otherwise
        return value

    def _variables(self, path: TomlPath, given: dict[str, Any]) -> dict[str, str]:
        variables = self.said.table((*path, "environment"), given.get("environment", {}))
        for name, value in variables.items():
            if not _is_variable(name):
                message = f'"{name}" is no name of a variable'
                place = self.said.key((*path, "environment", name))
                self.said.report("settings-value", message, place, None)
            elif not is_plain(value):
                self.said.wrong((*path, "environment", name), "a text")
        return variables

    def _timeout(self, path: TomlPath, given: dict[str, Any]) -> float | None:
        value = given.get("timeout")
        if value is None:
            return None
        good = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not good or not 0 < value <= LONGEST:
            self.said.wrong((*path, "timeout"), f"a number from more than 0 to {LONGEST:,}")
            return None
        return float(value)


def _is_variable(name: str) -> bool:
    return bool(name) and "=" not in name and "\0" not in name
