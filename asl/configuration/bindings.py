"""What `asl.toml` says about functions: its tables `[functions.…]` and `[endpoints]`.

Relative paths count from the folder of the file.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from asl.configuration.settings_text import SettingsText, is_plain
from asl.configuration.toml_places import Path as TomlPath
from asl.configuration.urls import AWS, refusal
from asl.diagnostics.finding import did_you_mean
from asl.integrations.bindings import WAYS as WAYS_OF_TASKS
from asl.integrations.bindings import (
    Binding,
    Bindings,
    Choice,
    CommandTarget,
    EndpointTarget,
    HandlerTarget,
    Target,
    UrlTarget,
)
from asl.services.sdk import SDK_SERVICES

FUNCTIONS: Final = "functions"
ENDPOINTS: Final = "endpoints"
TASKS: Final = "tasks"
# What answers for a function: each entry has exactly one of them, and what it may have beside it.
WAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "handler": ("path", "interpreter", "environment", "timeout", "memory"),
    "command": ("path", "environment", "timeout", "memory"),
    "url": ("timeout",),
}
_KEYS: Final = (*WAYS, "path", "interpreter", "environment", "timeout", "memory")
_ENDPOINT_KEYS: Final = ("default", *sorted(SDK_SERVICES))
# Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
LONGEST: Final = 900
LEAST_MEMORY: Final = 128
MOST_MEMORY: Final = 10_240


def bindings_of(said: SettingsText, folder: Path) -> Bindings:
    """What settings say of functions, endpoints and single Tasks; what is wrong is kept in them."""
    return _Reader(said, folder).read()


def interpreter_of(folder: Path) -> str:
    """The Python of a project: of its own virtual environment, of the active one, or this one."""
    active = os.environ.get("VIRTUAL_ENV")
    for around in (folder / ".venv", *([] if active is None else [Path(active)])):
        for program in (around / "bin" / "python", around / "Scripts" / "python.exe"):
            if program.is_file():
                return str(program)
    return sys.executable


@dataclass(slots=True)
class _Reader:
    said: SettingsText
    folder: Path

    def read(self) -> Bindings:
        self.said.misspelt(FUNCTIONS)
        self.said.misspelt(ENDPOINTS)
        self.said.misspelt(TASKS)
        endpoints = self.said.table((ENDPOINTS,), self.said.tables.get(ENDPOINTS, {}))
        for key in endpoints:
            if key not in _ENDPOINT_KEYS:
                self.said.unknown((ENDPOINTS, key), _ENDPOINT_KEYS, "endpoint")
        return Bindings(
            functions=tuple(self._bindings()),
            endpoint=self._endpoint("lambda", endpoints),
            default=self._endpoint("default", endpoints),
            services={
                key: target
                for key in endpoints
                if key in SDK_SERVICES and key != "lambda"
                if (target := self._endpoint(key, endpoints)) is not None
            },
            choices=tuple(self._choices()),
            profile=self.said.profile,
        )

    def _endpoint(self, key: str, endpoints: dict[str, Any]) -> EndpointTarget | None:
        url = endpoints.get(key)
        return None if url is None else self._api((ENDPOINTS, key), url)

    def _api(self, path: TomlPath, given: Any) -> EndpointTarget | None:
        """Where an API is: at a URL, or AWS itself, which a profile alone may say."""
        if given == AWS and self.said.is_of_profile(path):
            return EndpointTarget(url=None)
        return EndpointTarget(url=given) if self._is_url(path, given) else None

    def _choices(self) -> Iterator[Choice]:
        for pattern, given in self.said.table((TASKS,), self.said.tables.get(TASKS, {})).items():
            way = next((one for one in WAYS_OF_TASKS if one == given), None)
            if way is not None:
                yield Choice(pattern, way)
            elif isinstance(given, str) and (given == AWS or "://" in given):
                target = self._api((TASKS, pattern), given)
                if target is not None:
                    yield Choice(pattern, "endpoint", target)
            else:
                ways = ", ".join(f'"{one}"' for one in WAYS_OF_TASKS)
                hint = did_you_mean(str(given), [*WAYS_OF_TASKS])
                self.said.wrong((TASKS, pattern), f"{ways} or the URL of an endpoint", hint)

    def _bindings(self) -> list[Binding]:
        given = self.said.table((FUNCTIONS,), self.said.tables.get(FUNCTIONS, {}))
        found = []
        for pattern, one in given.items():
            path = (FUNCTIONS, pattern)
            if not isinstance(one, dict):
                self.said.wrong(path, "a table")
                continue
            target = self._target(path, one)
            if target is not None:
                found.append(Binding(pattern, target))
        return found

    def _target(self, path: TomlPath, given: dict[str, Any]) -> Target | None:
        before = len(self.said.found)
        for key in given:
            if key not in _KEYS:
                self.said.unknown((*path, key), _KEYS, "setting")
        ways = [key for key in WAYS if key in given]
        if len(ways) != 1:
            # Where a key is misspelt, it may be the one that is missing.
            if len(self.said.found) == before:
                self._ambiguous(path, ways)
            return None
        way = ways[0]
        for key in given:
            if key in _KEYS and key not in (way, *WAYS[way]):
                message = f'"{key}" says nothing of a function that is a {way}'
                hint = f"beside {way} there may be {', '.join(WAYS[way])}"
                self.said.report("settings-key", message, self.said.key((*path, key)), hint)
        target = _MADE[way](self, path, given)
        return target if len(self.said.found) == before else None

    def _ambiguous(self, path: TomlPath, ways: list[str]) -> None:
        message = f'"{path[-1]}" needs one of {", ".join(WAYS)}'
        if ways:
            message += f", and has {' and '.join(ways)}"
        self.said.report("settings-value", message, self.said.key(path), None)

    def handler(self, path: TomlPath, given: dict[str, Any]) -> Target:
        """A Python function in a worker process."""
        handler = self.said.text(path, "handler", given, "")
        if handler and not all(part for part in handler.replace(":", ".").rpartition(".")[::2]):
            self.said.wrong((*path, "handler"), 'a function, as "orders.charge:handler"')
        folder = self._folder(path, given)
        interpreter = self.said.text(path, "interpreter", given, "")
        if os.sep in interpreter:
            interpreter = str(self.folder / interpreter)
        return HandlerTarget(
            runtime="python",
            handler=handler,
            folders=(folder,),
            interpreter=interpreter or interpreter_of(self.folder),
            environment=self._environment(path, given),
            timeout=self._number(path, "timeout", given, (0, LONGEST), 3),
            memory=int(self._number(path, "memory", given, (LEAST_MEMORY, MOST_MEMORY), 128)),
        )

    def command(self, path: TomlPath, given: dict[str, Any]) -> Target:
        """A program that is started for each call."""
        words = given["command"]
        good = isinstance(words, list) and words and all(map(is_plain, words))
        if not good or not words[0]:
            self.said.wrong((*path, "command"), 'a program and its arguments, as ["node", "a.js"]')
            words = []
        return CommandTarget(
            command=tuple(words),
            folder=self._folder(path, given),
            environment=self._environment(path, given),
            timeout=self._number(path, "timeout", given, (0, LONGEST), 3),
            memory=int(self._number(path, "memory", given, (LEAST_MEMORY, MOST_MEMORY), 128)),
        )

    def url(self, path: TomlPath, given: dict[str, Any]) -> Target:
        """A URL of the function's own; one without a path is where Lambda's API begins."""
        url = given["url"]
        if not self._is_url((*path, "url"), url):
            return UrlTarget(url="")
        timeout = self._number(path, "timeout", given, (0, LONGEST), LONGEST)
        parts = urlsplit(url)
        if parts.path.strip("/") or parts.query:
            return UrlTarget(url=url, timeout=timeout)
        return EndpointTarget(url=url, timeout=timeout)

    def _is_url(self, path: TomlPath, given: Any) -> bool:
        if not isinstance(given, str):
            self.said.wrong(path, "a URL")
            return False
        reason = refusal(given)
        if reason is not None:
            hint = 'write where it is, as "http://127.0.0.1:4566"'
            self.said.report("settings-value", reason, self.said.value(path), hint)
        return reason is None

    def _folder(self, path: TomlPath, given: dict[str, Any]) -> Path:
        return self.folder / self.said.text(path, "path", given, ".")

    def _environment(self, path: TomlPath, given: dict[str, Any]) -> dict[str, str]:
        environment = self.said.table((*path, "environment"), given.get("environment", {}))
        for name, value in environment.items():
            if not name or "=" in name or "\0" in name:
                message = f"{json.dumps(name)} is no name of a variable"
                extent = self.said.key((*path, "environment", name))
                self.said.report("settings-value", message, extent, None)
            elif not is_plain(value):
                self.said.wrong((*path, "environment", name), "a text")
        return environment

    def _number(
        self,
        path: TomlPath,
        key: str,
        given: dict[str, Any],
        bounds: tuple[int, int],
        otherwise: int,
    ) -> float:
        value = given.get(key, otherwise)
        least, most = bounds
        good = isinstance(value, int if key == "memory" else (int, float))
        if not good or isinstance(value, bool) or not max(least, 0.001) <= value <= most:
            from_ = "more than 0" if least == 0 else f"{least:,}"
            self.said.wrong((*path, key), f"a number from {from_} to {most:,}")
            return otherwise
        return float(value)


_MADE: Final[Mapping[str, Callable[[_Reader, TomlPath, dict[str, Any]], Target]]] = {
    "handler": _Reader.handler,
    "command": _Reader.command,
    "url": _Reader.url,
}
