"""How long a Retrier pauses: https://states-language.net/spec.html#retrying-after-error."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asl.definition import examine
from asl.model.errors import LONGEST, Retrier
from asl.states import Task, read
from asl.syntax import parse
from asl.syntax.values import Json

PLAIN = Retrier(errors=("States.ALL",))
CAPPED = replace(PLAIN, max_delay=3)
YEAR = LONGEST.total_seconds()

# what is said: (retrier, attempts, the seconds of each; every draw of chance is 0.5)
PAUSES = {
    "by default one second, doubling": (PLAIN, (1, 2, 3), (1, 2, 4)),
    "IntervalSeconds begins": (replace(PLAIN, interval=5), (1, 2, 3), (5, 10, 20)),
    "a rate of one keeps the pace": (replace(PLAIN, rate=1.0), (1, 2, 9), (1, 1, 1)),
    "a rate that is no whole number": (replace(PLAIN, rate=1.5), (1, 2, 3), (1, 1.5, 2.25)),
    "MaxDelaySeconds caps": (CAPPED, (1, 2, 3), (1, 2, 3)),
    "and caps the very first pause": (replace(CAPPED, interval=9), (1,), (3,)),
    "FULL jitter scales": (replace(PLAIN, jitter="FULL"), (1, 3), (0.5, 2)),
    "FULL jitter scales what the cap left": (replace(CAPPED, jitter="FULL"), (1, 9), (0.5, 1.5)),
    "no pause is longer than a year": (replace(PLAIN, interval=99_999_999), (9,), (YEAR,)),
    "a power too big for a float is a year": (PLAIN, (9_999,), (YEAR,)),
    "and is capped all the same": (CAPPED, (9_999,), (3,)),
    "an endless rate is one after the first pause": (
        replace(PLAIN, rate=math.inf),
        (1, 2),
        (1, YEAR),
    ),
    "and scaled": (replace(PLAIN, jitter="FULL"), (9_999,), (YEAR / 2,)),
}


@pytest.mark.parametrize(("retrier", "attempts", "seconds"), PAUSES.values(), ids=PAUSES)
def test_delay(retrier: Retrier, attempts: tuple[int, ...], seconds: tuple[float, ...]) -> None:
    paused = [retrier.delay(attempt, chance=0.5).total_seconds() for attempt in attempts]
    assert paused == list(seconds)


@given(
    st.builds(
        Retrier,
        errors=st.just(("E",)),
        interval=st.integers(1, 99_999_999),
        rate=st.floats(1, 1e308),
        max_delay=st.none() | st.integers(1, 31_622_399),
        jitter=st.sampled_from(["FULL", "NONE"]),
    ),
    st.integers(1, 99_999_999),
    st.floats(0, 1, exclude_max=True),
)
def test_a_pause_is_never_negative_and_never_longer_than_allowed(
    retrier: Retrier, attempt: int, chance: float
) -> None:
    pause = retrier.delay(attempt, chance)
    most = LONGEST if retrier.max_delay is None else timedelta(seconds=retrier.max_delay)
    assert timedelta(0) <= pause <= min(most, LONGEST)
    if retrier.jitter == "NONE":
        assert pause >= min(timedelta(seconds=retrier.interval), most, LONGEST)


def _read(entry: Json) -> Retrier:
    task = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": True}
    text = {"StartAt": "S", "States": {"S": {**task, "Retry": [{"ErrorEquals": ["E"], **entry}]}}}
    machine, findings = read(parse(json.dumps(text)))
    assert machine is not None, findings
    state = machine.block.states["S"]
    assert isinstance(state, Task)
    return state.retry[0]


# what is said: (members, the fields they become)
ENTRIES: dict[str, tuple[Json, Json]] = {
    "the defaults": (
        {},
        {"interval": 1, "attempts": 3, "rate": 2.0, "max_delay": None, "jitter": "NONE"},
    ),
    "all members": (
        {
            "IntervalSeconds": 2,
            "MaxAttempts": 0,
            "BackoffRate": 1.5,
            "MaxDelaySeconds": 9,
            "JitterStrategy": "FULL",
            "Comment": "x",
        },
        {"interval": 2, "attempts": 0, "rate": 1.5, "max_delay": 9, "jitter": "FULL"},
    ),
    "the ends of the ranges": (
        {
            "IntervalSeconds": 99_999_999,
            "MaxAttempts": 99_999_999,
            "BackoffRate": 1,
            "MaxDelaySeconds": 31_622_399,
        },
        {"interval": 99_999_999, "attempts": 99_999_999, "rate": 1.0, "max_delay": 31_622_399},
    ),
}


@pytest.mark.parametrize(("entry", "fields"), ENTRIES.values(), ids=ENTRIES)
def test_reading(entry: Json, fields: Json) -> None:
    retrier = _read(entry)
    assert {name: getattr(retrier, name) for name in fields} == fields
    assert retrier.pointer == "/States/S/Retry/0"


def test_a_rate_is_a_float_even_where_it_is_written_as_an_integer() -> None:
    # 3 ** 99999997 in integers would take minutes and a great deal of memory.
    assert isinstance(_read({"BackoffRate": 3}).rate, float)


def test_a_rate_past_the_range_of_floats_is_endless() -> None:
    assert _read({"BackoffRate": 10**400}).rate == math.inf


# what is said: (member, its value, what is wrong with it)
BOUNDS = {
    "one end": ("BackoffRate", 0.5, "0.5 is not at least 1.0"),
    "two ends": ("IntervalSeconds", 0, "0 is outside the range from 1 to 99999999"),
}


@pytest.mark.parametrize(("member", "value", "message"), BOUNDS.values(), ids=BOUNDS)
def test_what_is_said_of_a_number_out_of_range(member: str, value: float, message: str) -> None:
    retrier = {"ErrorEquals": ["States.ALL"], member: value}
    state = {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Retry": [retrier]}
    found = examine(json.dumps({"StartAt": "S", "States": {"S": {**state, "End": True}}}))
    assert [item.message for item in found.diagnostics if item.code == "out-of-range"] == [message]
