"""What `asl.toml` says of the hosts that Tasks may call: its tables `[hosts]` and `[http]`.

Relative paths count from the folder of the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from asl.configuration.settings_text import SettingsText, is_plain
from asl.configuration.urls import refusal
from asl.integrations.http.settings import Host, HttpSettings
from asl.integrations.http.url import is_pattern, read_url

HOSTS: Final = "hosts"
HTTP: Final = "http"
KEYS: Final = ("connections", "allow_link_local")


def http_of(said: SettingsText, folder: Path) -> HttpSettings:
    """What settings say of hosts; what is wrong is kept in them."""
    return _Reader(said, folder).read()


@dataclass(slots=True)
class _Reader:
    said: SettingsText
    folder: Path

    def read(self) -> HttpSettings:
        self.said.misspelt(HOSTS)
        self.said.misspelt(HTTP)
        given = self.said.table((HTTP,), self.said.tables.get(HTTP, {}))
        for key in given:
            if key not in KEYS:
                self.said.unknown((HTTP, key), KEYS, "setting")
        allow = given.get("allow_link_local", False)
        if not isinstance(allow, bool):
            self.said.wrong((HTTP, "allow_link_local"), "true or false")
        return HttpSettings(
            hosts=tuple(self._hosts()),
            connections=self._connections(given),
            allow_link_local=allow is True,
        )

    def _connections(self, given: dict[str, Any]) -> Path | None:
        value = given.get("connections")
        if value is None:
            return None
        if is_plain(value) and value:
            return self.folder / value
        self.said.wrong((HTTP, "connections"), "the path of a file")
        return None

    def _hosts(self) -> Iterator[Host]:
        for pattern, target in self.said.table((HOSTS,), self.said.tables.get(HOSTS, {})).items():
            path = (HOSTS, pattern)
            if not is_pattern(pattern):
                message = f'"{pattern}" is no host and no pattern of hosts'
                hint = 'write the host alone, as "api.example.com" or "*.example.com:8443"'
                self.said.report("settings-key", message, self.said.key(path), hint)
            elif target is True:
                yield Host(pattern, aws=self.said.is_of_profile(path))
            elif not isinstance(target, str):
                self.said.wrong(path, "true, or the URL that is called instead")
            else:
                yield from self._base(pattern, target)

    def _base(self, pattern: str, target: str) -> Iterator[Host]:
        reason = refusal(target)
        url = read_url(target)
        if reason is None and (url is None or url.query or "#" in target):
            reason = f'"{pattern}" takes a URL without a user, a query and a fragment'
        if reason is None:
            yield Host(pattern, target)
        else:
            hint = 'write what is called instead, as "http://127.0.0.1:3000"'
            self.said.report("settings-value", reason, self.said.value((HOSTS, pattern)), hint)
