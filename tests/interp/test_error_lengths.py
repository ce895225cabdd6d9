"""Names and causes that are longer than history can hold, wherever they come from.

Source: SensitiveError and SensitiveCause in the service model of Step Functions.
"""

from __future__ import annotations

import pytest

from asl.engines.virtual import Answer, returns, throws
from asl.runtime.errors import CAUSE_LIMIT, NAME_LIMIT, StatesError
from asl.syntax.values import Json
from tests.states.building import CALLBACK, FUNCTION, INVOKE, details, run

NAME, CAUSE = "N" * (NAME_LIMIT + 1), "c" * (CAUSE_LIMIT + 1)
CUT = {"error": NAME[:-1], "cause": CAUSE[:-1]}

# what is said: (state, answer, the event of the failure)
SOURCES: dict[str, tuple[Json, Answer, str]] = {
    "a service": ({"Type": "Task", "Resource": INVOKE}, throws(NAME, CAUSE), "TaskFailed"),
    "a function": (
        {"Type": "Task", "Resource": FUNCTION},
        throws(NAME, CAUSE),
        "LambdaFunctionFailed",
    ),
    "a callback": ({"Type": "Task", "Resource": CALLBACK}, throws(NAME, CAUSE), "TaskFailed"),
    "a Fail state": ({"Type": "Fail", "Error": NAME, "Cause": CAUSE}, returns({}), ""),
    "paths of a Fail state": (
        {"Type": "Fail", "ErrorPath": "$.name", "CausePath": "$.cause"},
        returns({}),
        "",
    ),
    "queries of a Fail state": (
        {
            "Type": "Fail",
            "QueryLanguage": "JSONata",
            "Error": "{% $states.input.name %}",
            "Cause": "{% $states.input.cause %}",
        },
        returns({}),
        "",
    ),
}


@pytest.mark.parametrize(("state", "answer", "event"), SOURCES.values(), ids=SOURCES)
def test_history_holds_what_it_can(state: Json, answer: Answer, event: str) -> None:
    done = run(state, {"name": NAME, "cause": CAUSE}, answer)
    assert (done.error, done.cause) == (CUT["error"], CUT["cause"])
    assert details(done, "ExecutionFailed") == [CUT]
    for recorded in details(done, event):
        assert {member: recorded[member] for member in CUT} == CUT
    assert bool(event) == bool(details(done, event))


def test_a_catcher_sees_what_history_shows() -> None:
    catch = [{"ErrorEquals": [NAME[:-1]], "Next": "X"}]
    state = {"Type": "Task", "Resource": INVOKE, "Catch": catch}
    done = run(state, {}, throws(NAME, CAUSE))
    assert done.output == {"Error": CUT["error"], "Cause": CUT["cause"]}


def test_a_cause_that_shows_the_input_is_cut() -> None:
    state = {"Type": "Pass", "Parameters": {"x.$": "$.none"}}
    done = run(state, {"big": "b" * 100_000})
    assert len(done.cause or "") == CAUSE_LIMIT


@pytest.mark.parametrize(
    ("given", "kept"),
    [("plain", "plain"), ("Größe 😀", "Größe 😀"), ("half \udcff of one", "half ? of one")],
)
def test_an_error_can_always_be_written(given: str, kept: str) -> None:
    error = StatesError(given, given)
    assert (error.name, error.cause) == (kept, kept)
