"""The Fail state: https://states-language.net/spec.html#fail-state."""

from __future__ import annotations

import pytest

from asl.syntax.values import Json
from tests.states.building import blame, chain, details, events, machine, outcome, run

REPORT: Json = {"code": "E1", "why": {"text": "no stock"}, "count": 3}
QUERY = {"QueryLanguage": "JSONata"}

# what is said: (members, error, cause)
WORDS: dict[str, tuple[Json, str | None, str | None]] = {
    "both written out": ({"Error": "Mine", "Cause": "because"}, "Mine", "because"),
    "an error alone": ({"Error": "Mine"}, "Mine", None),
    "a cause alone": ({"Cause": "because"}, None, "because"),
    "neither": ({}, None, None),
    "paths": ({"ErrorPath": "$.code", "CausePath": "$.why.text"}, "E1", "no stock"),
    "the Context Object": ({"ErrorPath": "$$.State.Name"}, "S", None),
    "intrinsic calls": (
        {"ErrorPath": "States.Format('E-{}', $.count)", "CausePath": "States.JsonToString($.why)"},
        "E-3",
        '{"text":"no stock"}',
    ),
    "queries": (
        {
            **QUERY,
            "Error": "{% $states.input.code %}",
            "Cause": "{% 'only ' & $string($states.input.count) %}",
        },
        "E1",
        "only 3",
    ),
    "plain words under JSONata": ({**QUERY, "Error": "Mine", "Cause": "$.why"}, "Mine", "$.why"),
    "delimiters mean nothing under JSONPath": ({"Error": "{% 1 %}"}, "{% 1 %}", None),
    "a name of the language's own is taken as it is": (
        {"Error": "States.Timeout", "Cause": "mine"},
        "States.Timeout",
        "mine",
    ),
}


@pytest.mark.parametrize(("members", "error", "cause"), WORDS.values(), ids=WORDS)
def test_error_and_cause(members: Json, error: str | None, cause: str | None) -> None:
    done = run({"Type": "Fail", **members}, REPORT)
    assert outcome(done) == ("FAILED", error, cause)
    given = {"error": error, "cause": cause}
    assert details(done, "ExecutionFailed") == [
        {member: text for member, text in given.items() if text is not None}
    ]
    assert chain(done) == events(
        "1<-0 ExecutionStarted · 2<-0 FailStateEntered · 3<-2 ExecutionFailed"
    )


# what is said: (members, error, cause)
REFUSALS: dict[str, tuple[Json, str, str]] = {
    "ErrorPath finds nothing": (
        {"ErrorPath": "$.none"},
        "States.Runtime",
        "The JSONPath '$.none' specified for the field 'ErrorPath' could not be found in the input "
        "'{\"n\":1}'",
    ),
    "CausePath finds nothing": (
        {"Error": "Mine", "CausePath": "$.none"},
        "States.Runtime",
        "The JSONPath '$.none' specified for the field 'CausePath' could not be found in the input "
        "'{\"n\":1}'",
    ),
    "a path to what is no text": (
        {"ErrorPath": "$.n"},
        "States.Runtime",
        "The value of '$.n' must be a string to be an Error or a Cause, but was: 1",
    ),
    "an intrinsic call that fails": (
        {"CausePath": "States.Base64Decode($.n)"},
        "States.IntrinsicFailure",
        "",
    ),
    "a query for what is no text": (
        {**QUERY, "Error": "{% $states.input.n %}"},
        "States.QueryEvaluationError",
        "The JSONata expression '$states.input.n' specified for the field 'Error' returned an "
        "unexpected result type. Expected 'string', but was 'number' for value: 1",
    ),
    "a query for nothing": (
        {**QUERY, "Cause": "{% $states.input.none %}"},
        "States.QueryEvaluationError",
        "The JSONata expression '$states.input.none' specified for the field 'Cause' returned "
        "nothing (undefined).",
    ),
}


@pytest.mark.parametrize(("members", "error", "cause"), REFUSALS.values(), ids=REFUSALS)
def test_words_that_cannot_be_had(members: Json, error: str, cause: str) -> None:
    done = run({"Type": "Fail", **members}, {"n": 1})
    assert (done.status, done.error) == ("FAILED", error)
    assert (done.cause or "").startswith(blame(cause))


def test_paths_read_variables() -> None:
    done = run(
        machine(
            {
                "Set": {"Type": "Pass", "Assign": {"why": {"text": "late"}}, "Next": "S"},
                "S": {"Type": "Fail", "ErrorPath": "$.code", "CausePath": "$why.text"},
            }
        ),
        REPORT,
    )
    assert outcome(done) == ("FAILED", "E1", "late")
