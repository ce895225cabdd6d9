"""The language server: open files in, answers of the protocol out.

Source: https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Protocol

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from asl.linter.settings import Settings
from asl.lsp import protocol
from asl.lsp.buffer import Buffer, Change, Encoding, Point, Stretch
from asl.lsp.completion import complete
from asl.lsp.draft import Draft, format_of
from asl.lsp.hover import hover
from asl.lsp.navigation import RenameRefused, definition, references, renamable, rename
from asl.lsp.problems import Problem, problems, settings_for
from asl.lsp.symbols import symbols

# Seconds without a key pressed until a text is examined.
_PAUSE: Final = 0.2
_INVALID_PARAMS: Final = -32602
_REQUEST_FAILED: Final = -32803


@dataclass(slots=True)
class _Open:
    """An open file, its version, what was last found in it, and when it is examined next."""

    draft: Draft
    version: int | None
    found: list[Problem] = field(default_factory=list)
    due: asyncio.TimerHandle | None = None
    task: asyncio.Task[None] | None = None


class _Asked(Protocol):
    """A request about a place."""

    text_document: types.TextDocumentIdentifier
    position: types.Position


class Session:
    """The files that one editor has open."""

    def __init__(self, server: LanguageServer) -> None:
        self._server = server
        self._files: dict[str, _Open] = {}
        self._warned: set[str] = set()

    def register(self) -> None:
        """Take what the editor tells and asks."""
        manager = self._server.protocol.fm
        # In place of the library's own store, which counts lines as Python does and not as the
        # protocol: one U+2028 in a text, and every edit behind it lands in another line.
        manager.add_builtin_feature(types.TEXT_DOCUMENT_DID_OPEN, self._opened)
        manager.add_builtin_feature(types.TEXT_DOCUMENT_DID_CHANGE, self._changed)
        manager.add_builtin_feature(types.TEXT_DOCUMENT_DID_CLOSE, self._closed)
        typed = types.CompletionOptions(trigger_characters=['"', ":", ".", "$", " "])
        renamed = types.RenameOptions(prepare_provider=True)
        fixed = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
        for name, options, answer in (
            (types.TEXT_DOCUMENT_COMPLETION, typed, self._complete),
            (types.TEXT_DOCUMENT_HOVER, None, self._hover),
            (types.TEXT_DOCUMENT_DEFINITION, None, self._definition),
            (types.TEXT_DOCUMENT_REFERENCES, None, self._references),
            (types.TEXT_DOCUMENT_PREPARE_RENAME, None, self._prepare_rename),
            (types.TEXT_DOCUMENT_RENAME, renamed, self._rename),
            (types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, None, self._symbols),
            (types.TEXT_DOCUMENT_CODE_ACTION, fixed, self._actions),
        ):
            # The library notes things on what it is given, which a bound method does not let it.
            self._server.feature(name, options)(partial(answer))

    @property
    def _encoding(self) -> Encoding:
        return Encoding(self._server.server_capabilities.position_encoding or Encoding.UTF16)

    def _opened(self, params: types.DidOpenTextDocumentParams) -> None:
        item = params.text_document
        name = to_fs_path(item.uri) or item.uri.rpartition("/")[2]
        draft = Draft(
            name,
            Buffer(item.text, self._encoding),
            format_of(name, item.language_id),
            item.language_id,
        )
        self._close(item.uri)
        self._files[item.uri] = _Open(draft, item.version)
        self._examine_in(item.uri, 0)

    def _changed(self, params: types.DidChangeTextDocumentParams) -> None:
        file = self._files.get(params.text_document.uri)
        if file is None:
            return
        buffer, draft = file.draft.buffer, file.draft
        for change in params.content_changes:
            buffer = buffer.changed(_change(change))
        file.draft = Draft(draft.name, buffer, draft.format, draft.language)
        file.version = params.text_document.version
        self._examine_in(params.text_document.uri, _PAUSE)

    def _closed(self, params: types.DidCloseTextDocumentParams) -> None:
        self._close(params.text_document.uri)
        self._publish(params.text_document.uri, None, [])

    def _close(self, uri: str) -> None:
        file = self._files.pop(uri, None)
        if file is not None and file.due is not None:
            file.due.cancel()

    def _examine_in(self, uri: str, seconds: float) -> None:
        file = self._files[uri]
        if file.due is not None:
            file.due.cancel()
        file.due = asyncio.get_running_loop().call_later(seconds, self._start, uri)

    def _start(self, uri: str) -> None:
        file = self._files.get(uri)
        if file is not None:
            # The loop holds its tasks weakly.
            file.task = asyncio.get_running_loop().create_task(self._examine(uri))

    async def _examine(self, uri: str) -> None:
        """Find what is wrong, away from the loop; what was typed meanwhile is examined later."""
        draft = self._files[uri].draft
        settings, bad = await asyncio.to_thread(settings_for, draft.name)
        if bad is not None and str(bad) not in self._warned:
            self._warned.add(str(bad))
            message = types.ShowMessageParams(types.MessageType.Warning, f"asl: {bad}")
            self._server.window_show_message(message)
        found = await asyncio.to_thread(_look_through, draft, settings)
        file = self._files.get(uri)
        if file is not None and file.draft is draft:
            file.found = found
            self._publish(uri, file.version, protocol.diagnostics(draft.buffer, found))

    def _publish(self, uri: str, version: int | None, found: list[types.Diagnostic]) -> None:
        self._server.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri=uri, version=version, diagnostics=found)
        )

    def _place(self, params: _Asked) -> tuple[Draft, int] | None:
        """The file and the offset in it that a request is about; None where it is not open."""
        file = self._files.get(params.text_document.uri)
        if file is None:
            return None
        point = Point(params.position.line, params.position.character)
        return file.draft, file.draft.buffer.offset(point)

    def _complete(self, params: types.CompletionParams) -> types.CompletionList | None:
        place = self._place(params)
        if place is None:
            return None
        draft, offset = place
        snippets = self._snippets
        items = [
            protocol.completion(draft.buffer, one, order, snippets=snippets)
            for order, one in enumerate(complete(draft, offset))
        ]
        # What is offered of an ARN or an expression depends on what of it has been typed.
        return types.CompletionList(is_incomplete=True, items=items)

    @property
    def _snippets(self) -> bool:
        document = self._server.client_capabilities.text_document
        item = document.completion.completion_item if document and document.completion else None
        return bool(item and item.snippet_support)

    def _hover(self, params: types.HoverParams) -> types.Hover | None:
        place = self._place(params)
        if place is None:
            return None
        draft, offset = place
        file = self._files[params.text_document.uri]
        found = hover(draft, offset, file.found)
        return None if found is None else protocol.hover(draft.buffer, found)

    def _definition(self, params: types.DefinitionParams) -> types.Location | None:
        place = self._place(params)
        found = None if place is None else definition(*place)
        if place is None or found is None:
            return None
        return protocol.location(params.text_document.uri, place[0].buffer, found)

    def _references(self, params: types.ReferenceParams) -> list[types.Location] | None:
        place = self._place(params)
        if place is None:
            return None
        draft, offset = place
        return [
            protocol.location(params.text_document.uri, draft.buffer, one)
            for one in references(draft, offset)
            if one.whole is None or params.context.include_declaration
        ]

    def _prepare_rename(
        self, params: types.PrepareRenameParams
    ) -> types.PrepareRenamePlaceholder | None:
        place = self._place(params)
        if place is None:
            return None
        try:
            start, end, name = renamable(*place)
        except RenameRefused as refused:
            raise JsonRpcException(str(refused), _REQUEST_FAILED) from refused
        return types.PrepareRenamePlaceholder(
            protocol.range_of(place[0].buffer, start, end), placeholder=name
        )

    def _rename(self, params: types.RenameParams) -> types.WorkspaceEdit | None:
        place = self._place(params)
        if place is None:
            return None
        draft, offset = place
        try:
            edits = rename(draft, offset, params.new_name)
        except RenameRefused as refused:
            raise JsonRpcException(str(refused), _INVALID_PARAMS) from refused
        return protocol.workspace_edit(params.text_document.uri, draft.buffer, edits)

    def _symbols(self, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
        file = self._files.get(params.text_document.uri)
        if file is None or not file.draft.is_definition:
            return None
        return [protocol.symbol(file.draft.buffer, one) for one in symbols(file.draft)]

    def _actions(self, params: types.CodeActionParams) -> list[types.CodeAction] | None:
        file = self._files.get(params.text_document.uri)
        if file is None:
            return None
        buffer, asked = file.draft.buffer, params.range
        start = buffer.offset(Point(asked.start.line, asked.start.character))
        end = buffer.offset(Point(asked.end.line, asked.end.character))
        return [
            protocol.quick_fix(params.text_document.uri, buffer, one)
            for one in file.found
            if one.fix is not None and one.start <= end and start <= one.end
        ]


def _look_through(draft: Draft, settings: Settings) -> list[Problem]:
    """What is wrong; what will be asked next is got ready too."""
    found = problems(draft, settings)
    if draft.is_definition:
        _ = draft.tree
    return found


def _change(change: types.TextDocumentContentChangeEvent) -> Change:
    if isinstance(change, types.TextDocumentContentChangeWholeDocument):
        return Change(change.text)
    start, end = change.range.start, change.range.end
    stretch = Stretch(Point(start.line, start.character), Point(end.line, end.character))
    return Change(change.text, stretch)


def _is_no_refusal(record: logging.LogRecord) -> bool:
    """Whether a record tells of more than a request that was refused, as the editor is told."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(getattr(error, "__cause__", None), RenameRefused)


def serve(version: str) -> None:
    """Speak with an editor over stdin and stdout until it says to stop."""
    logging.getLogger("pygls.protocol.json_rpc").addFilter(_is_no_refusal)
    server = LanguageServer("asl", version)
    Session(server).register()
    server.start_io()
