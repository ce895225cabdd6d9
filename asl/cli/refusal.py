"""Why a command cannot do what it was asked to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.text import Text

from asl.configuration.settings_file import BadSettings
from asl.diagnostics.diagnostic import Diagnostic
from asl.diagnostics.render_characters import shortened, visible
from asl.diagnostics.render_json import render_json
from asl.diagnostics.render_text import summary
from asl.syntax import Json

_LONGEST_MESSAGE: Final = 4000


class CannotRun(Exception):
    """Nothing was run; the exit code is 2.

    Attributes:
        message: why; empty where the diagnostics say it.
        hint: what to do about it.
        diagnostics: what is wrong in the texts that were given.
    """

    def __init__(
        self,
        message: str = "",
        *,
        hint: str | None = None,
        diagnostics: Sequence[Diagnostic] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.diagnostics = list(diagnostics)


def bad_settings(error: BadSettings) -> CannotRun:
    """That settings cannot be used, in the words of what has been found in them."""
    message = "" if error.diagnostics else str(error)
    return CannotRun(message, hint=error.hint, diagnostics=error.diagnostics)


def refusal(problem: CannotRun) -> Iterator[Text]:
    """Why nothing was run, beside the diagnostics that say it in full."""
    message = problem.message or f"cannot run: {summary(problem.diagnostics)}"
    yield Text.assemble(("asl: ", "bold red"), shortened(message, _LONGEST_MESSAGE))
    if problem.hint:
        yield Text.assemble(("  hint: ", "cyan"), shortened(problem.hint, _LONGEST_MESSAGE))


def refusal_result(problem: CannotRun) -> dict[str, Json]:
    """The same as one JSON object."""
    return {
        "status": "NOT_RUN",
        "message": visible(problem.message) or f"cannot run: {summary(problem.diagnostics)}",
        "hint": None if problem.hint is None else visible(problem.hint),
        **render_json(problem.diagnostics),
    }
