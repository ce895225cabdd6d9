"""Diagnostics: findings with the place in the text that a person edits."""

from __future__ import annotations

from dataclasses import dataclass

from asl.diagnostics.aws_location import aws_json_location, aws_location
from asl.diagnostics.catalogue import CATALOGUE
from asl.diagnostics.finding import Finding, Severity
from asl.syntax import Document, Position, SyntaxFault


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """What is wrong, where, and what to do.

    Attributes:
        code: our own, one a rule.
        aws_code: AWS's; None where only we find it.
        aws_location: where AWS says it is, `/States/Pay/Retry[0]/MaxAttempts`; None where AWS tells
            no place.
        severity: how bad it is.
        file: the file's name as given.
        line, column: of the offending value, 1-based, in code points.
        pointer: JSON pointer of the value; empty for the whole document.
        message: what is wrong.
        hint: the remedy; None where none is known.
        source: the line of the text, for a caret.
        width: how many columns of that line are at fault; at least 1.
        rename: what the member at fault is to be called, where that is beyond doubt.
    """

    code: str
    aws_code: str | None
    severity: Severity
    file: str
    line: int
    column: int
    pointer: str
    message: str
    hint: str | None
    aws_location: str | None = None
    source: str = ""
    width: int = 1
    rename: str | None = None


def locate(finding: Finding, document: Document) -> Diagnostic:
    """A finding with its place."""
    code = CATALOGUE[finding.code]
    source, span = document.written(
        finding.pointer, at_key=finding.at_key, character=finding.offset
    )
    start, end = span.start, span.end
    width = end.column - start.column if start.line == end.line else 1
    return Diagnostic(
        code=finding.code,
        aws_code=code.aws,
        severity=code.severity,
        file=source.name,
        line=start.line,
        column=start.column,
        pointer=finding.pointer,
        message=finding.message,
        hint=finding.hint,
        aws_location=code.aws and aws_location(finding.pointer, document.value, code.placed),
        source=source.line(start.line),
        width=max(width, 1),
        rename=finding.rename,
    )


def of_fault(fault: SyntaxFault, text: str | None = None) -> Diagnostic:
    """A text that could not be parsed, as the one diagnostic there is of it.

    Args:
        fault: from the parser.
        text: of a definition in JSON, for the place that AWS would tell.
    """
    start: Position = fault.span.start
    end: Position = fault.span.end
    code = CATALOGUE[fault.code]
    return Diagnostic(
        code=fault.code,
        aws_code=code.aws,
        severity=code.severity,
        file=fault.name,
        line=start.line,
        column=start.column,
        pointer="",
        message=fault.message,
        hint=fault.hint,
        aws_location=aws_json_location(text, fault)
        if text is not None and fault.code == "json-syntax"
        else None,
        source=fault.source_line,
        width=max(end.column - start.column, 1) if start.line == end.line else 1,
    )
