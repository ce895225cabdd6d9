"""Which errors ErrorEquals covers.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html; answers
recorded from AWS where it is silent.
"""

from __future__ import annotations

from itertools import product

import pytest

from asl.model.errors import RESERVED, matches
from asl.runtime.errors import EvaluationError, StatesError, TimedOut

# error: the names, beside its own, that cover it
COVERED: dict[str, frozenset[str]] = {
    "Mine": frozenset({"States.ALL", "States.TaskFailed"}),
    "States.TaskFailed": frozenset({"States.ALL"}),
    "States.Permissions": frozenset({"States.ALL", "States.TaskFailed"}),
    "States.DataLimitExceeded": frozenset({"States.ALL", "States.TaskFailed"}),
    "States.QueryEvaluationError": frozenset({"States.ALL", "States.TaskFailed"}),
    "States.NoChoiceMatched": frozenset({"States.ALL"}),
    "States.ResultPathMatchFailure": frozenset({"States.ALL"}),
    "States.IntrinsicFailure": frozenset({"States.ALL"}),
    "States.ExceedToleratedFailureThreshold": frozenset({"States.ALL", "States.TaskFailed"}),
    "States.ItemReaderFailed": frozenset({"States.ALL", "States.TaskFailed"}),
    "States.ResultWriterFailed": frozenset({"States.ALL", "States.TaskFailed"}),
    "States.Http.StatusCode.404": frozenset({"States.ALL", "States.TaskFailed"}),
    "States.Http.Socket": frozenset({"States.ALL", "States.TaskFailed"}),
    "States.Timeout": frozenset({"States.ALL"}),
}
NAMES = ("States.ALL", "States.TaskFailed", "States.HeartbeatTimeout", "Other", *COVERED)
PAIRS = {f"{error} by {name}": (error, name) for error, name in product(COVERED, NAMES)}


@pytest.mark.parametrize(("error", "name"), PAIRS.values(), ids=PAIRS)
def test_matching(error: str, name: str) -> None:
    expected = name == error or name in COVERED[error]
    assert matches((name,), StatesError(error, "why")) is expected


@pytest.mark.parametrize("name", NAMES)
def test_a_runtime_error_is_covered_by_nothing(name: str) -> None:
    assert not matches((name, "States.Runtime"), StatesError("States.Runtime", "why"))


@pytest.mark.parametrize("name", NAMES)
def test_a_terminal_error_is_covered_by_nothing(name: str) -> None:
    error = StatesError("States.DataLimitExceeded", "why", terminal=True)
    assert not matches((name, "States.DataLimitExceeded"), error)


# what is said: (name, covers a time-out, covers a missed heartbeat)
TIMEOUTS = {
    "States.ALL": (True, True),
    "States.Timeout": (True, True),
    "States.HeartbeatTimeout": (False, True),
    "States.TaskFailed": (False, False),
}


@pytest.mark.parametrize(("name", "covered"), TIMEOUTS.items(), ids=TIMEOUTS)
def test_time_outs(name: str, covered: tuple[bool, bool]) -> None:
    found = (matches((name,), TimedOut()), matches((name,), TimedOut(heartbeat=True)))
    assert found == covered


def test_any_name_of_several() -> None:
    error = StatesError("Two")
    assert matches(("One", "Two"), error)
    assert not matches(("One", "Three"), error)
    assert not matches((), error)


def test_an_error_without_a_name() -> None:
    assert matches(("States.ALL",), StatesError(None))
    assert matches(("States.TaskFailed",), StatesError(None))
    assert not matches(("None",), StatesError(None))


def test_a_failed_evaluation_is_a_query_evaluation_error() -> None:
    assert matches(("States.QueryEvaluationError",), EvaluationError("why"))


def test_every_name_of_the_language_is_reserved() -> None:
    own = {name for name in (*COVERED, *NAMES) if name.startswith("States.")}
    assert {name for name in own if not name.startswith("States.Http.Status")} <= RESERVED
