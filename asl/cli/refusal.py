"""Why a command cannot do what it was asked to."""

from __future__ import annotations

from collections.abc import Sequence

from asl.diagnostics.diagnostic import Diagnostic


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
