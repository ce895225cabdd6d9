"""What can be wrong with a file of mocked responses."""

from __future__ import annotations

from dataclasses import replace

from asl.diagnostics.diagnostic import Diagnostic, locate
from asl.diagnostics.finding import Finding
from asl.syntax import Document


class InvalidMocks(Exception):
    """The mocks cannot be used; `diagnostics` say why."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        first = diagnostics[0]
        more = f" (and {len(diagnostics) - 1} more)" if len(diagnostics) > 1 else ""
        hint = "" if first.hint is None else f"; {first.hint}"
        super().__init__(
            f"{first.file}:{first.line}:{first.column}: {first.code} {first.message}{hint}{more}"
        )
        self.diagnostics = diagnostics


def place(finding: Finding, document: Document) -> Diagnostic:
    """A finding with its place; AWS has no codes for files of mocks."""
    return replace(locate(finding, document), aws_code=None)
