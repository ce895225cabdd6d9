"""Diagnostics for programs: one JSON object with every finding and how many there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from asl.diagnostics.diagnostic import Diagnostic
from asl.syntax.values import Json


def render_json(diagnostics: Sequence[Diagnostic]) -> dict[str, Json]:
    """`{"findings": [{"file", "line", …}], "summary": {"errors", "warnings", "infos"}}`.

    Line and column count from 1, columns in code points; `aws_code` and `hint` may be null. Halves
    of surrogate pairs, which JSON text cannot hold, are replaced.
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
        "file": _writable(diagnostic.file),
        "line": diagnostic.line,
        "column": diagnostic.column,
        "pointer": _writable(diagnostic.pointer),
        "code": diagnostic.code,
        "aws_code": diagnostic.aws_code,
        "severity": diagnostic.severity,
        "message": _writable(diagnostic.message),
        "hint": None if diagnostic.hint is None else _writable(diagnostic.hint),
    }


def _count(diagnostics: Iterable[Diagnostic], severity: str) -> int:
    return sum(diagnostic.severity == severity for diagnostic in diagnostics)


def _writable(text: str) -> str:
    return text if text.isascii() else text.encode(errors="surrogatepass").decode(errors="replace")
