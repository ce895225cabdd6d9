"""Diagnostics for people: the place, the line of the text with a caret, the remedy.

Colour is rich's affair: it comes with a terminal and goes with a pipe.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from asl.diagnostics.diagnostic import Diagnostic
from asl.diagnostics.finding import Severity
from asl.diagnostics.render_characters import shortened, visible

# Columns of a source line that are shown where nobody says how many there are.
COLUMNS: Final = 120
_FEWEST_COLUMNS: Final = 20
_LONGEST_MESSAGE: Final = 1000
_LONGEST_POINTER: Final = 200
# A text of mistakes only is as well understood by its first hundred.
_MOST: Final = 100

_STYLES: Final[dict[Severity, str]] = {"error": "bold red", "warning": "yellow", "info": "cyan"}


def render_text(diagnostics: Sequence[Diagnostic], *, columns: int = COLUMNS) -> str:
    """All of them as plain text; each line ends with a line feed.

    Args:
        diagnostics: in the order in which they are to be read; past a hundred they are counted.
        columns: how much of a source line is shown.
    """
    return "".join(f"{line.plain}\n" for line in _lines(diagnostics, columns))


def print_text(diagnostics: Sequence[Diagnostic], console: Console) -> None:
    """The same on a console, in colour where it is a terminal."""
    columns = console.width if console.is_terminal else COLUMNS
    for line in _lines(diagnostics, columns):
        console.print(line, soft_wrap=True)


def excerpt(
    source: str, column: int, width: int, pointer: str, columns: int = COLUMNS
) -> Iterator[Text]:
    """A line of a text, and below it a caret and the pointer.

    Args:
        source: the whole line, of any length.
        column: where the caret points: 1-based, in code points of `source`.
        width: code points at fault from there on.
        pointer: JSON pointer of the value; empty shows none.
        columns: of the terminal; a longer line is cut around the caret.
    """
    # One is kept for the mark of what is cut off at the end.
    columns = max(columns, _FEWEST_COLUMNS) - 1
    at = max(column - 1, 0)
    before = _last(source[:at], columns // 2)
    room = columns - cell_len(before)
    fault = _first(source[at : at + width], room)
    after = "" if cell_len(fault) > room else _first(source[at + width :], room - cell_len(fault))
    yield Text.assemble(before, (fault, "red"), after)
    caret = Text.assemble(" " * cell_len(before), ("^", "bold red"))
    if pointer:
        caret.append(f" {shortened(pointer, _LONGEST_POINTER)}", "dim")
    yield caret


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """How many there are of each severity: `2 errors, 1 warning`; empty where there is none."""
    counts: dict[str, int] = {}
    for diagnostic in diagnostics:
        counts[diagnostic.severity] = counts.get(diagnostic.severity, 0) + 1
    return ", ".join(
        f"{counts[severity]} {severity}{'' if counts[severity] == 1 else 's'}"
        for severity in _STYLES
        if severity in counts
    )


def _lines(diagnostics: Sequence[Diagnostic], columns: int) -> Iterator[Text]:
    for diagnostic in islice(diagnostics, _MOST):
        yield from _one(diagnostic, columns)
    rest = diagnostics[_MOST:]
    if rest:
        yield Text(f"… and more: {summary(rest)}", "dim")


def _one(diagnostic: Diagnostic, columns: int) -> Iterator[Text]:
    style = _STYLES[diagnostic.severity]
    severity = "" if diagnostic.severity == "error" else f"{diagnostic.severity}: "
    yield Text.assemble(
        (f"{visible(diagnostic.file)}:{diagnostic.line}:{diagnostic.column}: ", "bold"),
        (f"{severity}{diagnostic.code} ", style),
        shortened(diagnostic.message, _LONGEST_MESSAGE),
    )
    if diagnostic.source:
        yield from excerpt(
            diagnostic.source, diagnostic.column, diagnostic.width, diagnostic.pointer, columns
        )
    elif diagnostic.pointer:
        yield Text(f"  at {shortened(diagnostic.pointer, _LONGEST_POINTER)}", "dim")
    if diagnostic.hint:
        hint = shortened(diagnostic.hint, _LONGEST_MESSAGE)
        yield Text.assemble(("  hint: ", "cyan"), hint)


def _last(text: str, room: int) -> str:
    """The end of a text, as much as there is room for."""
    # What is cut off is not looked at: the line may be megabytes long.
    end = visible(text[-room - 1 :])
    if cell_len(end) <= room and len(text) <= room + 1:
        return end
    while end and cell_len(end) > room - 1:
        end = end[1:]
    return f"…{end}"


def _first(text: str, room: int) -> str:
    """The beginning of a text; where there is no room for all, with a mark past the room's end."""
    start = visible(text[: room + 1])
    if cell_len(start) <= room and len(text) <= room + 1:
        return start
    while cell_len(start) > room:
        start = start[:-1]
    return f"{start}…"
