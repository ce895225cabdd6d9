"""All that `asl.toml` says of what answers for Tasks, read at once."""

from __future__ import annotations

from pathlib import Path

from asl.configuration.bindings import bindings_of
from asl.configuration.http import http_of
from asl.configuration.jobs import jobs_of
from asl.configuration.profiles import profiled
from asl.configuration.settings_text import parse_settings, read_text
from asl.integrations.project import ProjectSettings


def load_project(path: Path, name: str, profile: str | None = None) -> ProjectSettings:
    """What a file says.

    Args:
        path: of the file.
        name: what diagnostics call it.
        profile: that holds; None for none.

    Raises:
        BadSettings: it cannot be read, or says what cannot be understood.
    """
    return read_project(read_text(path, name), name, path.resolve().parent, profile)


def read_project(text: str, name: str, folder: Path, profile: str | None = None) -> ProjectSettings:
    """What a text says.

    Args:
        text: of the file.
        name: what diagnostics call it.
        folder: that relative paths count from.
        profile: that holds; None for none.

    Raises:
        BadSettings: with every diagnostic, where it says what cannot be understood.
    """
    said = profiled(parse_settings(text, name), profile)
    found = ProjectSettings(
        bindings=bindings_of(said, folder), http=http_of(said, folder), jobs=jobs_of(said, folder)
    )
    said.fail()
    return found
