"""The one exception of an execution."""

from __future__ import annotations

import pytest

from asl.runtime.errors import EvaluationError, StatesError, TimedOut

# what is said: (error, its text, whether nothing applies to it)
ERRORS: dict[str, tuple[StatesError, str, bool]] = {
    "a name and a cause": (StatesError("E", "why"), "E: why", False),
    "a name alone": (StatesError("E"), "E", False),
    "neither": (StatesError(None), "None", False),
    "a runtime error is terminal": (
        StatesError("States.Runtime", "why"),
        "States.Runtime: why",
        True,
    ),
    "any may be": (StatesError("E", terminal=True), "E", True),
    "a time-out": (TimedOut(), "States.Timeout", False),
    "a failed evaluation": (
        EvaluationError("why"),
        "States.QueryEvaluationError: why",
        False,
    ),
}


@pytest.mark.parametrize(("error", "text", "terminal"), ERRORS.values(), ids=ERRORS)
def test_error(error: StatesError, text: str, terminal: bool) -> None:
    assert str(error) == text
    assert error.terminal is terminal
    assert error.event == 0
