"""Our answers in the shapes of the protocol."""

from __future__ import annotations

from typing import Final

from lsprotocol import types

from asl.diagnostics.finding import Severity
from asl.lsp.buffer import Buffer
from asl.lsp.completion import Completion
from asl.lsp.hover import Hover
from asl.lsp.navigation import Edit, Mention
from asl.lsp.offers import Sort
from asl.lsp.problems import Problem
from asl.lsp.symbols import Symbol

_SEVERITIES: Final[dict[Severity, types.DiagnosticSeverity]] = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}
_SORTS: Final[dict[Sort, types.CompletionItemKind]] = {
    "field": types.CompletionItemKind.Property,
    "state": types.CompletionItemKind.Reference,
    "type": types.CompletionItemKind.Class,
    "word": types.CompletionItemKind.EnumMember,
    "resource": types.CompletionItemKind.Module,
    "error": types.CompletionItemKind.Constant,
    "function": types.CompletionItemKind.Function,
    "variable": types.CompletionItemKind.Variable,
}
_SYMBOLS: Final[dict[str, types.SymbolKind]] = {
    "Task": types.SymbolKind.Function,
    "Wait": types.SymbolKind.Event,
    "Pass": types.SymbolKind.Constant,
    "Succeed": types.SymbolKind.Boolean,
    "Fail": types.SymbolKind.Boolean,
    "Choice": types.SymbolKind.Operator,
    "Parallel": types.SymbolKind.Namespace,
    "Map": types.SymbolKind.Array,
}


def range_of(buffer: Buffer, start: int, end: int) -> types.Range:
    """The text between two offsets."""
    stretch = buffer.stretch(start, end)
    return types.Range(
        types.Position(stretch.start.line, stretch.start.column),
        types.Position(stretch.end.line, stretch.end.column),
    )


def diagnostics(buffer: Buffer, found: list[Problem]) -> list[types.Diagnostic]:
    """Findings; the hint is a line of its own."""
    return [_diagnostic(buffer, one) for one in found]


def _diagnostic(buffer: Buffer, problem: Problem) -> types.Diagnostic:
    found = problem.found
    hint = "" if found.hint is None else f"\nhint: {found.hint}"
    return types.Diagnostic(
        range=range_of(buffer, problem.start, problem.end),
        severity=_SEVERITIES[found.severity],
        code=found.code,
        source="asl",
        message=f"{found.message}{hint}",
    )


def completion(
    buffer: Buffer, given: Completion, order: int, *, snippets: bool
) -> types.CompletionItem:
    """A completion; `order` is its place in the list."""
    offer = given.offer
    is_snippet = snippets and bool(given.snippet)
    return types.CompletionItem(
        label=offer.label,
        kind=_SORTS[offer.sort],
        detail=offer.detail or None,
        documentation=None
        if offer.entry is None
        else _markdown(f"{offer.entry.says}\n\n[Specification]({offer.entry.link})"),
        sort_text=f"{order:05}",
        filter_text=given.filter,
        insert_text_format=(
            types.InsertTextFormat.Snippet if is_snippet else types.InsertTextFormat.PlainText
        ),
        text_edit=types.TextEdit(
            range_of(buffer, given.start, given.end), given.snippet if is_snippet else given.text
        ),
    )


def hover(buffer: Buffer, found: Hover) -> types.Hover:
    """A hover."""
    return types.Hover(_markdown(found.text), range_of(buffer, found.start, found.end))


def location(uri: str, buffer: Buffer, mention: Mention) -> types.Location:
    """Where a state is named."""
    return types.Location(uri, range_of(buffer, mention.start, mention.end))


def workspace_edit(uri: str, buffer: Buffer, edits: list[Edit]) -> types.WorkspaceEdit:
    """Edits of one file."""
    changes = [types.TextEdit(range_of(buffer, one.start, one.end), one.text) for one in edits]
    return types.WorkspaceEdit(changes={uri: changes})


def symbol(buffer: Buffer, given: Symbol) -> types.DocumentSymbol:
    """A state and those inside it."""
    return types.DocumentSymbol(
        name=given.name or "(no name)",
        kind=_SYMBOLS.get(given.type, types.SymbolKind.Object),
        detail=given.type or None,
        range=range_of(buffer, given.start, given.end),
        selection_range=range_of(buffer, given.name_start, given.name_end),
        children=[symbol(buffer, one) for one in given.children],
    )


def quick_fix(uri: str, buffer: Buffer, problem: Problem) -> types.CodeAction:
    """What mends a finding."""
    edits = [] if problem.fix is None else [problem.fix]
    return types.CodeAction(
        title=problem.title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[_diagnostic(buffer, problem)],
        is_preferred=True,
        edit=workspace_edit(uri, buffer, edits),
    )


def _markdown(text: str) -> types.MarkupContent:
    return types.MarkupContent(types.MarkupKind.Markdown, text)
