"""What is wrong with an open file: the findings of `asl validate`, and how to mend some."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from asl.carriers.discovery import KINDS, discover_text
from asl.carriers.project import Unreadable
from asl.configuration.settings_file import BadSettings, find_settings
from asl.diagnostics.diagnostic import Diagnostic
from asl.linter.lint import Verdict, lint
from asl.linter.settings import Settings
from asl.linter.settings_file import load_settings
from asl.lsp.draft import Draft, format_of
from asl.lsp.navigation import Edit
from asl.lsp.spelling import content, inner, written
from asl.services.resource import integration_words, parse_resource
from asl.syntax.pointers import pointer_tokens

_MEANT: Final = re.compile(r'did you mean "(.+)"\?')
# Findings at the whole of a key or value, whose hint says what should stand there.
_WHOLE: Final = frozenset(
    {
        "unknown-field",
        "wrong-value",
        "start-state-missing",
        "transition-target-missing",
        "unknown-error-name",
    }
)


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding, where it stands, and what would mend it.

    Attributes:
        found: the finding.
        start, end: offsets of what is at fault.
        fix: the edit that mends it; None where none is known.
        title: what the edit does, for people.
    """

    found: Diagnostic
    start: int
    end: int
    fix: Edit | None = None
    title: str = ""


def concerns(draft: Draft) -> bool:
    """Whether there may be a state machine in a file: a definition, or a template with one."""
    if draft.is_definition:
        return True
    text = draft.text.encode("utf-8", "replace")
    name = Path(draft.name).name
    return any(kind.may_read(name, text) for kind in KINDS)


def problems(draft: Draft, settings: Settings) -> list[Problem]:
    """The findings of a file, in order of line and column.

    Args:
        draft: of the file; `name` is its path, whose project may be read for what it refers to.
        settings: how findings are judged.
    """
    if not concerns(draft):
        return []
    shown = draft.name
    if draft.is_definition and format_of(shown) != draft.format:
        # The carriers go by the ending of a file, the editor by what it was told.
        shown = f"{shown}.asl.{draft.format}"
    text = draft.text.encode("utf-8", "replace")
    try:
        verdict = Verdict(tuple(lint(discover_text(text, shown), settings)))
    except Unreadable:
        return []
    return [_problem(draft, found) for found in verdict.diagnostics if found.file == shown]


def settings_for(name: str) -> tuple[Settings, BadSettings | None]:
    """The settings that hold for a file, and what is wrong with them where they cannot be used."""
    try:
        path = find_settings(Path(name).parent)
        return (Settings() if path is None else load_settings(path, str(path))), None
    except BadSettings as error:
        return Settings(), error


def _problem(draft: Draft, found: Diagnostic) -> Problem:
    start = draft.buffer.at(found.line, found.column)
    end = min(start + found.width, len(draft.text))
    for fix, title in _fixes(draft, found, start, end):
        return Problem(found, start, end, fix, title)
    return Problem(found, start, end)


def _fixes(draft: Draft, found: Diagnostic, start: int, end: int) -> Iterator[tuple[Edit, str]]:
    """What to put in the place of what is at fault, where the finding says so."""
    meant = _MEANT.fullmatch(found.hint or "")
    instead = found.rename or (meant[1] if meant else None)
    if instead is None:
        return
    start, end = content(draft.text, start, end, draft.format)
    raw = draft.text[start:end]
    bare_start, bare_end = inner(draft.text, start, end)
    bare = draft.text[bare_start:bare_end]
    whole = found.code in _WHOLE or (
        found.rename is not None and pointer_tokens(found.pointer)[-1:] == [bare]
    )
    if whole and (raw != bare or draft.format == "yaml"):
        yield (
            Edit(start, end, written(instead, draft.format, instead=raw)),
            f'Change to "{instead}"',
        )
    elif found.code == "unrecognised-resource":
        _, *words = integration_words(bare) or (False,)
        for word in words:
            # The hint names one word of the three, and does not say which.
            at = bare.rfind(word) if word else -1
            if at >= 0 and parse_resource(bare[:at] + instead + bare[at + len(word) :]) is not None:
                edit = Edit(bare_start + at, bare_start + at + len(word), instead)
                yield edit, f'Change to "{instead}"'
