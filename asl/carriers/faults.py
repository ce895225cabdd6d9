"""What carriers find, at its place in the text that a person edits."""

from __future__ import annotations

from collections.abc import Iterator

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


def repeated(document: Document, pointer: str) -> Iterator[Diagnostic]:
    """The names that stand twice in a value: what is put together from it has each but once."""
    for duplicate in document.duplicates:
        if duplicate.pointer.startswith(f"{pointer}/"):
            yield at(
                document,
                Finding(
                    code="duplicate-key",
                    pointer=duplicate.pointer,
                    message=f'the key "{duplicate.name}" stands twice in this object',
                    hint=f"the first one is in line {duplicate.first.start.line}",
                    at_key=True,
                ),
            )
