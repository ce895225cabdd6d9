"""Diagnostics for programs: one JSON object with every finding and how many there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from asl.diagnostics.diagnostic import Diagnostic
from asl.syntax.values import Json


def render_json(diagnostics: Sequence[Diagnostic]) -> dict[str, Json]:
    """`{"findings": [{"file", "line", …}], "summary": {"errors", "warnings", "infos"}}`.

    Line and column count from 1, columns in code points; `aws_code`, `aws_location`
    and `hint` may be null. Halves of surrogate pairs, which JSON text cannot hold, are replaced.
    """
    return {
        "findings": [_finding(diagnostic) for diagnostic in diagnostics],
        "summary": {
            "errors": _count(diagnostics, "error"),
            "warnings": _count(diagnostics, "warning"),
            "infos": _count(diagnostics, "info"),
        },
    }


def _finding(diagnostic: Diagnostic) -> dict[str, Json]:
    return {
        "file": writable(diagnostic.file),
        "line": diagnostic.line,
        "column": diagnostic.column,
        "pointer": writable(diagnostic.pointer),
        "code": diagnostic.code,
        "aws_code": diagnostic.aws_code,
        "aws_location": _optional(diagnostic.aws_location),
        "severity": diagnostic.severity,
        "message": writable(diagnostic.message),
        "hint": _optional(diagnostic.hint),
    }


def _count(diagnostics: Iterable[Diagnostic], severity: str) -> int:
    return sum(diagnostic.severity == severity for diagnostic in diagnostics)


def _optional(text: str | None) -> str | None:
    return None if text is None else writable(text)


def writable(text: str) -> str:
    """The text with what JSON text cannot hold, halves of surrogate pairs, replaced."""
    return text if text.isascii() else text.encode(errors="surrogatepass").decode(errors="replace")
