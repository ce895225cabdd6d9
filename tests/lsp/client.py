"""An editor: it starts the language server and speaks with it over its stdin and stdout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import deque
from types import TracebackType
from typing import Any, Final, Self

from tests.house.source import ROOT, SERVER

_PATIENCE: Final = 60


class ErrorAnswer(Exception):
    """The server refused a request; says why."""


class Editor:
    """A session with `asl lsp`, from the start of the process to its end.

    Attributes:
        texts: what is in the open files, as the editor has it.
        process: the server's.
        heard: the methods of all that the server has told or asked; "" for an answer.
    """

    def __init__(self, encodings: list[str] | None = None, *, snippets: bool = False) -> None:
        self.texts: dict[str, str] = {}
        self._versions: dict[str, int] = {}
        self._number = 0
        self.heard: list[str] = []
        self._told: deque[dict[str, Any]] = deque()
        paths = os.pathsep.join((str(ROOT), str(SERVER)))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "asl.cli", "lsp", "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": paths},
        )
        general = {} if encodings is None else {"general": {"positionEncodings": encodings}}
        item = {"completionItem": {"snippetSupport": snippets}}
        capabilities = {
            **general,
            "textDocument": {"completion": item, "rename": {"prepareSupport": True}},
        }
        answer = self.ask("initialize", processId=None, rootUri=None, capabilities=capabilities)
        self.capabilities: dict[str, Any] = answer["capabilities"]
        self.encoding: str = self.capabilities["positionEncoding"]
        self.tell("initialized")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(_PATIENCE)
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            stream.close()

    def ask(self, method: str, **params: Any) -> Any:
        """Make a request and wait for its answer.

        Raises:
            ErrorAnswer: the server answers with an error.
        """
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") != self._number or "method" in message:
                self._told.append(message)
            elif "error" in message:
                raise ErrorAnswer(message["error"]["message"])
            else:
                return message["result"]

    def tell(self, method: str, **params: Any) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    def open(self, uri: str, text: str, language: str) -> None:
        """Open a file."""
        self.texts[uri], self._versions[uri] = text, 1
        item = {"uri": uri, "languageId": language, "version": 1, "text": text}
        self.tell("textDocument/didOpen", textDocument=item)

    def replace(self, uri: str, old: str, new: str) -> None:
        """Type something in the place of the one thing that reads so, as an editor tells it."""
        assert self.texts[uri].count(old) == 1
        start = self.texts[uri].index(old)
        span = {
            "start": self.position(uri, start),
            "end": self.position(uri, start + len(old)),
        }
        self.texts[uri] = self.texts[uri].replace(old, new)
        self._versions[uri] += 1
        self.tell(
            "textDocument/didChange",
            textDocument={"uri": uri, "version": self._versions[uri]},
            contentChanges=[{"range": span, "text": new}],
        )

    def apply(self, uri: str, edits: list[dict[str, Any]]) -> None:
        """Make the edits that the server proposes, and tell of them."""
        text = self.texts[uri]
        for edit in sorted(edits, key=lambda one: self.offset(uri, one["range"]["start"]))[::-1]:
            start = self.offset(uri, edit["range"]["start"])
            end = self.offset(uri, edit["range"]["end"])
            text = text[:start] + edit["newText"] + text[end:]
        self.texts[uri] = text
        self._versions[uri] += 1
        self.tell(
            "textDocument/didChange",
            textDocument={"uri": uri, "version": self._versions[uri]},
            contentChanges=[{"text": text}],
        )

    def message(self, method: str) -> Any:
        """Wait for a notification of a kind: its parameters."""
        while True:
            message = self._told.popleft() if self._told else self._receive()
            if message.get("method") == method:
                return message["params"]

    def found(self, uri: str) -> list[dict[str, Any]]:
        """Wait for what is found in the file as it is now."""
        while True:
            message = self._told.popleft() if self._told else self._receive()
            params = message.get("params", {})
            if (
                message.get("method") == "textDocument/publishDiagnostics"
                and params["uri"] == uri
                and params.get("version") == self._versions.get(uri)
            ):
                found: list[dict[str, Any]] = params["diagnostics"]
                return found

    def at(self, uri: str, before: str) -> dict[str, Any]:
        """The place right behind a text that stands there once, for a request about it."""
        assert self.texts[uri].count(before) == 1
        offset = self.texts[uri].index(before) + len(before)
        return {"textDocument": {"uri": uri}, "position": self.position(uri, offset)}

    def position(self, uri: str, offset: int) -> dict[str, int]:
        """An offset as the editor counts."""
        before = self.texts[uri][:offset]
        line = before.rpartition("\n")[2]
        return {"line": before.count("\n"), "character": self._units(line)}

    def offset(self, uri: str, position: dict[str, int]) -> int:
        """The reverse."""
        lines = self.texts[uri].split("\n")
        line, column = lines[position["line"]], 0
        while self._units(line[:column]) < position["character"]:
            column += 1
        return sum(len(before) + 1 for before in lines[: position["line"]]) + column

    def shown(self, uri: str, span: dict[str, Any]) -> str:
        """The text of a range."""
        start, end = self.offset(uri, span["start"]), self.offset(uri, span["end"])
        return self.texts[uri][start:end]

    def _units(self, text: str) -> int:
        if self.encoding == "utf-8":
            return len(text.encode())
        return len(text.encode("utf-16-le")) // 2 if self.encoding == "utf-16" else len(text)

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        assert length, "the server has ended"
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        self.heard.append(message.get("method", ""))
        return message
