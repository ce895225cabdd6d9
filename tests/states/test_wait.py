"""The Wait state: https://states-language.net/spec.html#wait-state."""

from __future__ import annotations

from datetime import timedelta

import pytest

from asl.engines.virtual import START
from asl.syntax.values import Json
from tests.states.building import blame, chain, details, events, outcome, run

DAY = 86_400
QUERY = {"QueryLanguage": "JSONata"}

# what is said: (members, input, seconds; the execution starts at 2026-01-01T00:00:00Z)
PAUSES: dict[str, tuple[Json, Json, float]] = {
    "Seconds": ({"Seconds": 5}, {}, 5),
    "no second at all": ({"Seconds": 0}, {}, 0),
    "SecondsPath": ({"SecondsPath": "$.s"}, {"s": 7}, 7),
    "SecondsPath may find 0": ({"SecondsPath": "$.s"}, {"s": 0}, 0),
    "SecondsPath sees what InputPath left": (
        {"InputPath": "$.in", "SecondsPath": "$.s"},
        {"in": {"s": 9}},
        9,
    ),
    "Timestamp": ({"Timestamp": "2026-01-01T00:01:00Z"}, {}, 60),
    "an offset is reckoned with": ({"Timestamp": "2026-01-01T02:01:00+02:00"}, {}, 60),
    "fractions down to the nanosecond": (
        {"Timestamp": "2026-01-01T00:00:00.250000999Z"},
        {},
        0.25,
    ),
    "the past is over at once": ({"Timestamp": "2020-01-01T00:00:00Z"}, {}, 0),
    "TimestampPath": ({"TimestampPath": "$.t"}, {"t": "2026-01-01T00:00:03Z"}, 3),
    "TimestampPath into the Context Object": (
        {"TimestampPath": "$$.Execution.StartTime"},
        {},
        0,
    ),
    "a query for seconds": ({**QUERY, "Seconds": "{% $states.input.s * 2 %}"}, {"s": 4}, 8),
    "a query for no second at all": ({**QUERY, "Seconds": "{% 0 %}"}, {}, 0),
    "seconds written out under JSONata": ({**QUERY, "Seconds": 6}, {}, 6),
    "a query for an instant": (
        {**QUERY, "Timestamp": "{% $states.input.t %}"},
        {"t": "2026-01-01T00:00:11Z"},
        11,
    ),
    "an instant written out under JSONata": (
        {**QUERY, "Timestamp": "2026-01-01T00:00:12Z"},
        {},
        12,
    ),
}


@pytest.mark.parametrize(("members", "value", "seconds"), PAUSES.values(), ids=PAUSES)
def test_pause(members: Json, value: Json, seconds: float) -> None:
    done = run({"Type": "Wait", **members}, value)
    assert done.status == "SUCCEEDED"
    assert done.stopped_at == START + timedelta(seconds=seconds)


# what is said: (members, input, output)
FLOWS: dict[str, tuple[Json, Json, Json]] = {
    "the input goes on": ({}, {"a": 1}, {"a": 1}),
    "InputPath, then OutputPath": (
        {"InputPath": "$.a", "OutputPath": "$.b"},
        {"a": {"b": 2}},
        2,
    ),
    "null paths give empty objects": ({"InputPath": None, "OutputPath": None}, {"a": 1}, {}),
    "Output shapes": ({**QUERY, "Output": "{% $states.input.a %}"}, {"a": 1}, 1),
    "without Output the input goes on in JSONata too": (QUERY, {"a": 1}, {"a": 1}),
}


@pytest.mark.parametrize(("members", "value", "output"), FLOWS.values(), ids=FLOWS)
def test_data_flow(members: Json, value: Json, output: Json) -> None:
    done = run({"Type": "Wait", "Seconds": 1, **members}, value)
    assert outcome(done) == ("SUCCEEDED", output)


# what is said: (members, input, error, cause)
REFUSALS: dict[str, tuple[Json, Json, str, str]] = {
    "SecondsPath finds nothing": (
        {"SecondsPath": "$.s"},
        {},
        "States.Runtime",
        "The SecondsPath parameter does not reference an input value: $.s",
    ),
    "SecondsPath finds a negative number": (
        {"SecondsPath": "$.s"},
        {"s": -1},
        "States.Runtime",
        "The SecondsPath parameter references a negative value: $.s == -1",
    ),
    "SecondsPath finds a fraction": (
        {"SecondsPath": "$.s"},
        {"s": 1.5},
        "States.Runtime",
        "The SecondsPath parameter cannot be parsed as a long value: $.s == 1.5",
    ),
    "SecondsPath finds true": (
        {"SecondsPath": "$.s"},
        {"s": True},
        "States.Runtime",
        "The SecondsPath parameter cannot be parsed as a long value: $.s == true",
    ),
    "SecondsPath finds too much": (
        {"SecondsPath": "$.s"},
        {"s": 2**31},
        "States.Runtime",
        "Wait state delay is too long.",
    ),
    "TimestampPath finds nothing": (
        {"TimestampPath": "$.t"},
        {},
        "States.Runtime",
        "The TimestampPath parameter does not reference an input value: $.t",
    ),
    "TimestampPath finds a time without an offset": (
        {"TimestampPath": "$.t"},
        {"t": "2026-01-01T00:00:00"},
        "States.Runtime",
        "The TimestampPath parameter does not reference a valid ISO-8601 extended offset "
        "date-time format string: $.t == 2026-01-01T00:00:00",
    ),
    "TimestampPath finds a number": (
        {"TimestampPath": "$.t"},
        {"t": 5},
        "States.Runtime",
        "The TimestampPath parameter does not reference a valid ISO-8601 extended offset "
        "date-time format string: $.t == 5",
    ),
    "an instant 24,856 days ahead": (
        {"Timestamp": "2094-01-20T00:00:00Z"},
        {},
        "States.Runtime",
        "Wait state delay is too long.",
    ),
    "a query for an instant that is none": (
        {**QUERY, "Timestamp": "{% $states.input.t %}"},
        {"t": "tomorrow"},
        "States.QueryEvaluationError",
        "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format "
        "string: tomorrow",
    ),
    "a query for nothing": (
        {**QUERY, "Seconds": "{% $states.input.s %}"},
        {},
        "States.QueryEvaluationError",
        "The JSONata expression '$states.input.s' specified for the field 'Seconds' returned "
        "nothing (undefined).",
    ),
}


@pytest.mark.parametrize(("members", "value", "error", "cause"), REFUSALS.values(), ids=REFUSALS)
def test_pauses_that_cannot_be(members: Json, value: Json, error: str, cause: str) -> None:
    done = run({"Type": "Wait", **members}, value)
    assert outcome(done) == ("FAILED", error, blame(cause))


# what is said: (members, the error's event)
RANGES = {
    "a query for a negative number": "{% -1 %}",
    "a query for a fraction": "{% 1.5 %}",
    "a query for text": "{% '5' %}",
    "a query for a boolean": "{% true %}",
    "a query for more than the limit": "{% 100000000 %}",
}


@pytest.mark.parametrize("query", RANGES.values(), ids=RANGES)
def test_queries_are_held_to_the_range(query: str) -> None:
    done = run({"Type": "Wait", **QUERY, "Seconds": query})
    assert (done.status, done.error) == ("FAILED", "States.QueryEvaluationError")


def test_a_query_for_as_much_as_is_allowed() -> None:
    done = run({"Type": "Wait", **QUERY, "Seconds": "{% 99999999 %}"})
    # A Standard execution ends after a year.
    assert done.status == "TIMED_OUT"


def test_24_855_days_are_not_too_long() -> None:
    done = run({"Type": "Wait", "Timestamp": "2094-01-19T00:00:00Z"})
    # A Standard execution ends after a year.
    assert (done.status, done.stopped_at) == ("TIMED_OUT", START + timedelta(days=365))


def test_history() -> None:
    done = run({"Type": "Wait", "Seconds": 5}, {"a": 1})
    assert chain(done) == events(
        "1<-0 ExecutionStarted · 2<-0 WaitStateEntered · 3<-2 WaitStateExited · "
        "4<-3 ExecutionSucceeded"
    )
    assert [event.at - START for event in done.events] == [
        timedelta(0),
        timedelta(0),
        timedelta(seconds=5),
        timedelta(seconds=5),
    ]
    assert details(done, "WaitStateExited") == [{"name": "S", "output": '{"a":1}'}]


def test_a_bad_path_fails_from_the_entry() -> None:
    done = run({"Type": "Wait", "SecondsPath": "$.s"})
    assert chain(done) == events(
        "1<-0 ExecutionStarted · 2<-0 WaitStateEntered · 3<-2 ExecutionFailed"
    )


def test_a_refused_value_of_a_query_chains_from_the_entry() -> None:
    done = run({"Type": "Wait", **QUERY, "Timestamp": "{% 'never' %}"})
    assert chain(done) == events(
        "1<-0 ExecutionStarted · 2<-0 WaitStateEntered · 3<-2 EvaluationFailed · "
        "4<-3 ExecutionFailed"
    )
    assert details(done, "EvaluationFailed")[0]["location"] == "Timestamp"


def test_a_failing_query_skips_the_entry() -> None:
    done = run({"Type": "Wait", **QUERY, "Seconds": "{% $none %}"})
    assert chain(done) == events(
        "1<-0 ExecutionStarted · 2<-0 WaitStateEntered · 3<-0 EvaluationFailed · "
        "4<-3 ExecutionFailed"
    )
