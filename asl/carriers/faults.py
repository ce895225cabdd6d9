"""What carriers find, at its place in the text that a person edits."""

from __future__ import annotations

from asl.diagnostics.diagnostic import Diagnostic, locate, of_fault
from asl.diagnostics.finding import Finding
from asl.syntax import Document, SyntaxFault
from asl.syntax.source import Source


def at(document: Document, finding: Finding) -> Diagnostic:
    """What is wrong with a value of a template."""
    return locate(finding, document)


def in_text(
    source: Source, code: str, message: str, start: int, end: int, *, hint: str | None = None
) -> Diagnostic:
    """What is wrong with a part of a text, `text[start:end]`, be it no value of its own."""
    fault: SyntaxFault = source.fault(code, message, start, end, hint=hint)
    return of_fault(fault)


def of_file(shown: str, message: str, *, code: str, hint: str | None = None) -> Diagnostic:
    """What is wrong with a file as a whole."""
    return in_text(Source(shown, ""), code, message, 0, 0, hint=hint)
