"""The two streams of a command: what it gives on stdout, what it tells on stderr."""

from __future__ import annotations

import json
import os
import sys
from collections import deque
from collections.abc import Iterable, Sequence
from typing import Final, TextIO

from rich.console import Console
from rich.text import Text

from asl.diagnostics.diagnostic import Diagnostic
from asl.diagnostics.render_text import COLUMNS, print_text
from asl.runtime.values import text_of
from asl.syntax.values import Json

# Lines of a story that are told, and of what comes after them the last ones that are.
_MOST_LINES: Final = 1000
_LAST_LINES: Final = 40


class LineConsole(Console):
    """A console for plain lines with styles: nothing in them is markup, nothing is wrapped.

    It leaves it to its caller what to do when nobody reads any more.
    """

    def __init__(self, *, stderr: bool = False, file: TextIO | None = None) -> None:
        super().__init__(
            stderr=stderr, file=file, markup=False, highlight=False, emoji=False, soft_wrap=True
        )

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


class Terminal:
    """Where a command writes. Colour comes with a terminal and goes with a pipe."""

    def __init__(self) -> None:
        self._console = LineConsole(stderr=True)
        self._lines = 0
        self._left_out = 0
        self._last: deque[Text] = deque(maxlen=_LAST_LINES)

    @property
    def columns(self) -> int:
        """How wide a line of a file is shown."""
        return self._console.width if self._console.is_terminal else COLUMNS

    def tell(self, *lines: Text) -> None:
        """Write lines to stderr."""
        for line in lines:
            self._console.print(line)

    def tell_story(self, lines: Iterable[Text]) -> None:
        """Write lines of a story to stderr; of an endless one the beginning and, later, the end."""
        for line in lines:
            if self._lines < _MOST_LINES:
                self._lines += 1
                self._console.print(line)
            else:
                self._left_out += len(self._last) == _LAST_LINES
                self._last.append(line)

    def end_story(self) -> None:
        """Write the end of a story that was too long."""
        if self._left_out:
            hint = "--history FILE keeps all of it"
            self._console.print(Text(f"  … {self._left_out:,} lines left out; {hint}", "dim"))
        self.tell(*self._last)
        self._last.clear()

    def diagnose(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Write diagnostics to stderr."""
        print_text(diagnostics, self._console)

    def give(self, value: Json) -> None:
        """Write a JSON value to stdout: over several lines to a person, in one to a program.

        Raises:
            BrokenPipeError: where nobody reads it any more.
        """
        stream = sys.stdout
        # Python has no sys.stdout where the caller has closed it.
        if stream is not None:
            pretty = stream.isatty()
            stream.write(f"{_text(value, stream, pretty=pretty)}\n")
            stream.flush()


def silence() -> None:
    """Let nothing more be written, so that the interpreter's own last flush does not fail."""
    for stream in (sys.stdout, sys.stderr):
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
        except (OSError, ValueError, AttributeError):
            # No file stands behind the stream: nothing will be flushed.
            continue


def _text(value: Json, stream: TextIO, *, pretty: bool) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=2) if pretty else text_of(value)
    encoding = stream.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = json.dumps(value, indent=2 if pretty else None)
    # A terminal would obey these two kinds of controls, which JSON text may hold as they are.
    return text.translate(_CONTROLS) if pretty else text


_CONTROLS: Final = {code: f"\\u{code:04x}" for code in range(0x7F, 0xA0)}
