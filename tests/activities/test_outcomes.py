"""What Step Functions is told of a function's end, within its limits."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from asl.activities.outcomes import Failed, Succeeded, cut, failed, succeeded
from asl.runtime.errors import CAUSE_LIMIT, NAME_LIMIT
from asl.runtime.task_error import TaskError
from asl.runtime.values import PAYLOAD_LIMIT

# what is said: (what is returned, the text that is sent)
RESULTS: dict[str, tuple[Any, str]] = {
    "nothing": (None, "null"),
    "an object keeps its order": ({"b": 1, "a": 2.0}, '{"b":1,"a":2.0}'),
    "a tuple is an array": ((1, "zwölf"), '[1,"zwölf"]'),
    "just as much as may be": ("x" * (PAYLOAD_LIMIT - 2), '"' + "x" * (PAYLOAD_LIMIT - 2) + '"'),
}


@pytest.mark.parametrize(("value", "text"), RESULTS.values(), ids=RESULTS)
def test_a_result(value: Any, text: str) -> None:
    assert succeeded(value, "f") == Succeeded(text)


# what is said: (what is returned, the error, what its message says)
UNSENDABLE: dict[str, tuple[Any, str, str]] = {
    "a set": ({1}, "Runtime.MarshalError", "Unable to marshal response of f: Object of type set"),
    "no number": (float("nan"), "Runtime.MarshalError", "Unable to marshal response of f: Out of"),
    "half a surrogate": ("\ud800", "Runtime.MarshalError", "a string holds a lone surrogate"),
    "a byte too much": ("x" * (PAYLOAD_LIMIT - 1), "States.DataLimitExceeded", "returned 262,145"),
    "bytes count": ("é" * (PAYLOAD_LIMIT // 2), "States.DataLimitExceeded", "may return 262,144"),
}


@pytest.mark.parametrize(("value", "error", "told"), UNSENDABLE.values(), ids=UNSENDABLE)
def test_a_result_that_cannot_be_sent(value: Any, error: str, told: str) -> None:
    outcome = succeeded(value, "f")
    assert isinstance(outcome, Failed)
    cause = json.loads(outcome.cause or "")
    assert (outcome.error, cause["errorType"], cause["stackTrace"]) == (error, error, [])
    assert told in cause["errorMessage"]


def deep(depth: int, error: Exception) -> None:
    if depth:
        deep(depth - 1, error)
    raise error


def raised(error: Exception, depth: int = 0) -> Failed:
    try:
        deep(depth, error)
    except Exception as caught:  # noqa: BLE001 - whatever the test raises
        return failed(caught)
    raise AssertionError


def test_an_exception_as_lambda_tells_of_it() -> None:
    outcome = raised(KeyError("width"), depth=1)
    assert outcome.error == "KeyError"
    cause = json.loads(outcome.cause or "")
    assert (cause["errorMessage"], cause["errorType"]) == ("'width'", "KeyError")
    assert [line.split(", ")[2].split("\n")[0] for line in cause["stackTrace"]] == [
        "in raised",
        "in deep",
        "in deep",
    ]
    assert cause["stackTrace"][-1].startswith(f'  File "{__file__}", line ')
    assert outcome.place.startswith(f"{__file__}:")


# what is said: (error, cause, what is sent)
GIVEN: dict[str, tuple[Any, Any, tuple[str, str | None]]] = {
    "both": ("Card.Busy", "later", ("Card.Busy", "later")),
    "no cause": ("Card.Busy", None, ("Card.Busy", None)),
    "an exception for a cause": ("Card.Busy", KeyError("k"), ("Card.Busy", "'k'")),
    "no text at all": (404, 1.5, ("404", "1.5")),
    "cut": ("e" * 300, "c" * 40_000, ("e" * NAME_LIMIT, "c" * CAUSE_LIMIT)),
}


@pytest.mark.parametrize(("error", "cause", "sent"), GIVEN.values(), ids=GIVEN)
def test_an_error_that_the_function_names(
    error: Any, cause: Any, sent: tuple[str, str | None]
) -> None:
    outcome = raised(TaskError(error, cause))
    assert (outcome.error, outcome.cause) == sent


class Odd(Exception):
    """One that nobody else raises."""


def climbing(height: int) -> Callable[[Exception], None]:
    """A function over functions, each another: a trace folds what repeats itself."""
    lines = ["def f0(error): raise error"]
    lines += [f"def f{level}(error): f{level - 1}(error)" for level in range(1, height + 1)]
    made: dict[str, Any] = {}
    exec("\n".join(lines), made)
    climb: Callable[[Exception], None] = made[f"f{height}"]
    return climb


# what is said: (message, height of the stack)
LONG: dict[str, tuple[str, int]] = {
    "a long trace": ("short", 900),
    "a long message": ("m" * 100_000, 3),
    "one that is escaped": ("\x00" * 100_000, 3),
    "characters past U+FFFF": ("\U0001f600" * 40_000, 0),
    "half surrogates": ("\ud800" * 40_000, 0),
}


@pytest.mark.parametrize(("message", "height"), LONG.values(), ids=LONG)
def test_a_cause_that_is_too_long_stays_json(message: str, height: int) -> None:
    try:
        climbing(height)(Odd(message))
    except Odd as error:
        outcome = failed(error)
    assert outcome.cause is not None
    size = units(outcome.cause)
    assert CAUSE_LIMIT - 200 < size <= CAUSE_LIMIT
    cause = json.loads(outcome.cause)
    assert cause["errorType"] == "Odd"
    assert cause["errorMessage"] == cut(message, units(cause["errorMessage"]))
    if height > 3:
        assert cause["errorMessage"] == message
        assert cause["stackTrace"][-1].endswith("in f0\n")


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


# what is said: (text, limit, what is left)
CUTS: dict[str, tuple[str, int, str]] = {
    "short enough": ("abc", 3, "abc"),
    "too long": ("abcd", 3, "abc"),
    "never half a character": ("a\U0001f600", 2, "a"),
    "half a surrogate is none": ("a\ud800", 3, "a?"),
}


@pytest.mark.parametrize(("text", "limit", "left"), CUTS.values(), ids=CUTS)
def test_a_text_is_cut(text: str, limit: int, left: str) -> None:
    assert cut(text, limit) == left


def test_no_payload_in_what_is_shown() -> None:
    assert "secret" not in repr([Succeeded('"secret"'), raised(ValueError("secret"))])
