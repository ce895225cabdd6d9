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


# what is said: (what is given, what is kept)
LENGTHS: dict[str, tuple[StatesError, tuple[str | None, str | None]]] = {
    "a name as long as may be": (StatesError("E" * 256), ("E" * 256, None)),
    "one character more": (StatesError("E" * 256 + "x"), ("E" * 256, None)),
    "a cause as long as may be": (StatesError("E", "c" * 32_768), ("E", "c" * 32_768)),
    "one more of it": (StatesError("E", "c" * 32_768 + "x"), ("E", "c" * 32_768)),
    "characters and not bytes": (StatesError("é" * 256, "😀" * 32_768), ("é" * 256, "😀" * 32_768)),
    "an evaluation that says much": (
        EvaluationError("c" * 40_000),
        ("States.QueryEvaluationError", "c" * 32_768),
    ),
}


@pytest.mark.parametrize(("error", "kept"), LENGTHS.values(), ids=LENGTHS)
def test_names_and_causes_are_cut(error: StatesError, kept: tuple[str | None, str | None]) -> None:
    assert (error.name, error.cause) == kept
