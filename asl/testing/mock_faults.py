"""What can be wrong with a file of mocked responses."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from asl.diagnostics.catalogue import CATALOGUE, Code
from asl.diagnostics.diagnostic import Diagnostic, locate
from asl.diagnostics.finding import Finding
from asl.syntax import Document

# Beside the codes that hold for any document: `unknown-field`, `wrong-type` and the like.
MOCK_CODES: Final[dict[str, Code]] = {
    "mock-machine-unknown": Code("The file has no such state machine", None),
    "mock-case-unknown": Code("The state machine has no such test case", None),
    "mock-response-unknown": Code("The response is not defined", None),
    "mock-range": Code("The text is no range of invocations", None),
    "mock-range-overlap": Code("Two ranges answer one invocation", None),
    "mock-state-unknown": Code("The machine has no such state", None, "warning"),
    "mock-state-not-a-task": Code("The state calls nothing", None, "warning"),
}


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
    code = MOCK_CODES.get(finding.code) or CATALOGUE[finding.code]
    # Only the place is wanted of `locate`, which knows the codes of definitions.
    placed = locate(replace(finding, code="wrong-value"), document)
    return replace(placed, code=finding.code, aws_code=None, severity=code.severity)
