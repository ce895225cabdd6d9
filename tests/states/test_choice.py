"""The Choice state: https://states-language.net/spec.html#choice-state."""

from __future__ import annotations

import pytest

from asl.syntax.values import Json
from tests.states.building import blame, chain, details, events, machine, outcome, run

QUERY = {"QueryLanguage": "JSONata"}
IS_ONE = {"Variable": "$.n", "NumericEquals": 1}
IS_SMALL = {"Variable": "$.n", "NumericLessThan": 10}


def _choice(*rules: Json, **members: Json) -> Json:
    return {"Type": "Choice", "Choices": list(rules), **members}


# what is said: (the state, input, where it goes, its output)
ROUTES: dict[str, tuple[Json, Json, str, Json]] = {
    "the first rule that applies decides": (
        _choice({**IS_ONE, "Next": "One"}, {**IS_SMALL, "Next": "Small"}),
        {"n": 1},
        "One",
        {"n": 1},
    ),
    "and not a later one": (
        _choice({**IS_SMALL, "Next": "Small"}, {**IS_ONE, "Next": "One"}),
        {"n": 1},
        "Small",
        {"n": 1},
    ),
    "Default where none applies": (
        _choice({**IS_ONE, "Next": "One"}, Default="Else"),
        {"n": 2},
        "Else",
        {"n": 2},
    ),
    "rules see what InputPath left": (
        _choice({**IS_ONE, "Next": "One"}, InputPath="$.in"),
        {"in": {"n": 1}},
        "One",
        {"n": 1},
    ),
    "OutputPath shapes what InputPath left": (
        _choice({**IS_ONE, "Next": "One"}, InputPath="$.in", OutputPath="$.n"),
        {"in": {"n": 1}},
        "One",
        1,
    ),
    "null paths give empty objects": (
        _choice(
            {"Variable": "$.n", "IsPresent": False, "Next": "None"}, InputPath=None, OutputPath=None
        ),
        {"n": 1},
        "None",
        {},
    ),
    "conditions in order": (
        _choice(
            {"Condition": "{% $states.input.n > 5 %}", "Next": "Big"},
            {"Condition": "{% $states.input.n > 1 %}", "Next": "Middle"},
            {"Condition": True, "Next": "Any"},
            **QUERY,
        ),
        {"n": 3},
        "Middle",
        {"n": 3},
    ),
    "a condition may be written out": (
        _choice({"Condition": False, "Next": "No"}, {"Condition": True, "Next": "Yes"}, **QUERY),
        {},
        "Yes",
        {},
    ),
    "the rule's Output": (
        _choice(
            {"Condition": True, "Next": "Yes", "Output": "{% $states.input.n + 1 %}"},
            **QUERY,
            Default="No",
            Output="default",
        ),
        {"n": 1},
        "Yes",
        2,
    ),
    "the state's Output belongs to Default": (
        _choice(
            {"Condition": False, "Next": "Yes", "Output": "rule"},
            **QUERY,
            Default="No",
            Output="{% $states.input.n - 1 %}",
        ),
        {"n": 1},
        "No",
        0,
    ),
    "a rule without Output does not take the state's": (
        _choice({"Condition": True, "Next": "Yes"}, **QUERY, Default="No", Output="default"),
        {"n": 1},
        "Yes",
        {"n": 1},
    ),
}


@pytest.mark.parametrize(("state", "value", "target", "output"), ROUTES.values(), ids=ROUTES)
def test_route(state: Json, value: Json, target: str, output: Json) -> None:
    done = run(state, value)
    assert outcome(done) == ("SUCCEEDED", output)
    assert details(done, "PassStateEntered")[0]["name"] == target


# what is said: (the state, what the exit assigned)
ASSIGNED: dict[str, tuple[Json, Json]] = {
    "the taken rule's": (
        _choice(
            {**IS_ONE, "Next": "One", "Assign": {"taken": "one", "n.$": "$.n"}},
            Default="Else",
            Assign={"taken": "default"},
        ),
        {"taken": '"one"', "n": "1"},
    ),
    "the state's with Default": (
        _choice(
            {"Variable": "$.n", "IsNull": True, "Next": "One", "Assign": {"taken": "one"}},
            Default="Else",
            Assign={"taken": "default", "in.$": "$"},
        ),
        {"taken": '"default"', "in": '{"n":1}'},
    ),
    "$ is what InputPath left": (
        _choice(
            {"Variable": "$", "NumericEquals": 1, "Next": "One", "Assign": {"all.$": "$"}},
            InputPath="$.n",
        ),
        {"all": "1"},
    ),
    "the taken rule's query": (
        _choice(
            {"Condition": True, "Next": "One", "Assign": {"n": "{% $states.input.n * 3 %}"}},
            **QUERY,
        ),
        {"n": "3"},
    ),
    "the state's query with Default": (
        _choice(
            {"Condition": False, "Next": "One"},
            **QUERY,
            Default="Else",
            Assign={"n": "{% $states.input.n * 5 %}"},
        ),
        {"n": "5"},
    ),
}


@pytest.mark.parametrize(("state", "variables"), ASSIGNED.values(), ids=ASSIGNED)
def test_assign(state: Json, variables: Json) -> None:
    done = run(state, {"n": 1})
    assert details(done, "ChoiceStateExited")[0]["assignedVariables"] == variables


def test_a_rule_that_does_not_apply_assigns_nothing() -> None:
    state = _choice(
        {"Variable": "$.n", "IsNull": True, "Next": "No", "Assign": {"a": 1}},
        {**IS_ONE, "Next": "Yes"},
    )
    done = run(state, {"n": 1})
    assert "assignedVariables" not in details(done, "ChoiceStateExited")[0]


def test_history_names_no_rule() -> None:
    done = run(_choice({**IS_ONE, "Next": "One"}), {"n": 1})
    assert chain(done) == events(
        "1<-0 ExecutionStarted · 2<-0 ChoiceStateEntered · 3<-2 ChoiceStateExited · "
        "4<-3 PassStateEntered · 5<-4 PassStateExited · 6<-5 ExecutionSucceeded"
    )
    assert details(done, "ChoiceStateExited") == [{"name": "S", "output": '{"n":1}'}]


def test_no_rule_and_no_default() -> None:
    for state in (
        _choice({**IS_ONE, "Next": "One"}),
        _choice({"Condition": False, "Next": "One"}, **QUERY),
    ):
        done = run(state, {"n": 2})
        assert (done.status, done.error) == ("FAILED", "States.NoChoiceMatched")
        expected = "Failed to transition out of the state. The state's choices did not match"
        assert (done.cause or "").startswith(blame(expected))
        assert chain(done) == events(
            "1<-0 ExecutionStarted · 2<-0 ChoiceStateEntered · 3<-2 ExecutionFailed"
        )


def test_an_enclosing_state_may_catch_that_no_rule_applied() -> None:
    inner = {
        "StartAt": "C",
        "States": {"C": _choice({**IS_ONE, "Next": "D"}), "D": {"Type": "Pass", "End": True}},
    }
    catch = [{"ErrorEquals": ["States.NoChoiceMatched"], "Next": "Caught", "ResultPath": "$.e"}]
    done = run({"Type": "Parallel", "Branches": [inner], "Catch": catch}, {"n": 2})
    assert done.status == "SUCCEEDED"
    assert done.output["e"]["Error"] == "States.NoChoiceMatched"


# what is said: (the state, input, error, cause)
REFUSALS: dict[str, tuple[Json, Json, str, str]] = {
    "Variable finds nothing": (
        _choice({**IS_ONE, "Next": "One"}, Default="Else"),
        {},
        "States.Runtime",
        "Invalid path '$.n': The choice state's condition path references an invalid value.",
    ),
    "the path of the operand finds nothing": (
        _choice({"Variable": "$.n", "NumericEqualsPath": "$.m", "Next": "One"}, Default="Else"),
        {"n": 1},
        "States.Runtime",
        "Invalid path '$.m': The choice state's condition path references an invalid value.",
    ),
    "a variable that was never assigned": (
        _choice({"Variable": "$m", "NumericEquals": 1, "Next": "One"}, Default="Else"),
        {"n": 1},
        "States.Runtime",
        "Invalid path '$m': The choice state's condition path references an invalid value.",
    ),
    "a condition that is no boolean": (
        _choice({"Condition": "{% $states.input.n %}", "Next": "One"}, **QUERY),
        {"n": 1},
        "States.QueryEvaluationError",
        "The JSONata expression '$states.input.n' specified for the field 'Choices[0]/Condition' "
        "returned an unexpected result type. Expected 'boolean', but was 'number' for value: 1",
    ),
    "a condition that is nothing": (
        _choice(
            {"Condition": False, "Next": "One"},
            {"Condition": "{% $states.input.m %}", "Next": "One"},
            **QUERY,
        ),
        {"n": 1},
        "States.QueryEvaluationError",
        "The JSONata expression '$states.input.m' specified for the field 'Choices[1]/Condition' "
        "returned nothing (undefined).",
    ),
}


@pytest.mark.parametrize(("state", "value", "error", "cause"), REFUSALS.values(), ids=REFUSALS)
def test_rules_that_cannot_be_asked(state: Json, value: Json, error: str, cause: str) -> None:
    assert outcome(run(state, value)) == ("FAILED", error, blame(cause))


def test_a_rule_behind_the_one_that_applies_is_not_asked() -> None:
    state = _choice({**IS_ONE, "Next": "One"}, {"Variable": "$.none", "IsNull": True, "Next": "X"})
    assert run(state, {"n": 1}).status == "SUCCEEDED"


def test_rules_read_variables() -> None:
    ready = machine(
        {
            "Set": {"Type": "Pass", "Assign": {"limit": 5}, "Next": "S"},
            "S": _choice(
                {"Variable": "$.n", "NumericGreaterThanPath": "$limit", "Next": "Over"},
                Default="Under",
            ),
            "Over": {"Type": "Pass", "Result": "over", "End": True},
            "Under": {"Type": "Pass", "Result": "under", "End": True},
        }
    )
    assert [run(ready, {"n": n}).output for n in (5, 6)] == ["under", "over"]
