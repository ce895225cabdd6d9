"""Diagnostics as workflow commands: GitHub shows each beside its line.

Source: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from asl.diagnostics.diagnostic import Diagnostic
from asl.diagnostics.finding import Severity
from asl.diagnostics.render_characters import visible

_COMMANDS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "info": "notice"}
_DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY: Final = str.maketrans({**_DATA, ord(":"): "%3A", ord(","): "%2C"})


def render_github(diagnostics: Iterable[Diagnostic]) -> str:
    """A command for each; each line ends with a line feed."""
    return "".join(f"{_command(diagnostic)}\n" for diagnostic in diagnostics)


def _command(found: Diagnostic) -> str:
    properties = {
        "file": found.file,
        "line": str(found.line),
        "endLine": str(found.line),
        "col": str(found.column),
        # That of the last character, where SARIF has the one behind it.
        "endColumn": str(found.column + found.width - 1),
        "title": f"{found.code} at {found.pointer}" if found.pointer else found.code,
    }
    given = ",".join(f"{name}={value.translate(_PROPERTY)}" for name, value in properties.items())
    message = visible(found.message)
    if found.hint:
        message = f"{message}\nhint: {visible(found.hint)}"
    return f"::{_COMMANDS[found.severity]} {given}::{message.translate(_DATA)}"
