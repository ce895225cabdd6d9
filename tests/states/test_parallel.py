"""The Parallel state: https://states-language.net/spec.html#parallel-state."""

from __future__ import annotations

from datetime import timedelta

import pytest

from asl.engines.virtual import START, Answer, never, returns, throws
from asl.runtime.host import TaskCall
from asl.syntax.values import Json
from tests.states.building import INVOKE, blame, block, chain, details, events, outcome, run

PASS: Json = {"Type": "Pass"}
CALL: Json = {"Type": "Task", "Resource": INVOKE}
FAIL: Json = {"Type": "Fail", "Error": "E", "Cause": "why"}
SLEEP: Json = {"Type": "Wait", "Seconds": 9}
ORDER: Json = {"payload": {"id": 7}, "keep": True}
QUERY = {"QueryLanguage": "JSONata"}


def _parallel(*branches: Json, **members: Json) -> Json:
    return {"Type": "Parallel", "Branches": list(branches), **members}


ENDLESS = block(("Endless", CALL))
ONE, TWO = block(("One", PASS)), block(("Two", {"Type": "Pass", "Result": 2}))

# what is said: (members, output)
FLOWS: dict[str, tuple[Json, Json]] = {
    "every branch gets the input; outputs by index": ({}, [ORDER, 2]),
    "InputPath, then Parameters": (
        {"InputPath": "$.payload", "Parameters": {"n.$": "$.id"}},
        [{"n": 7}, 2],
    ),
    "ResultSelector sees the array": ({"ResultSelector": {"last.$": "$[1]"}}, {"last": 2}),
    "ResultPath puts into the raw input": (
        {"InputPath": "$.payload", "ResultPath": "$.all"},
        {**ORDER, "all": [{"id": 7}, 2]},
    ),
    "ResultPath null keeps the input": ({"ResultPath": None}, ORDER),
    "OutputPath comes last": ({"ResultPath": "$.all", "OutputPath": "$.all[1]"}, 2),
    "OutputPath null gives an empty object": ({"OutputPath": None}, {}),
    "Arguments shape what the branches get": (
        {**QUERY, "Arguments": {"n": "{% $states.input.payload.id %}"}},
        [{"n": 7}, 2],
    ),
    "Output sees the array": ({**QUERY, "Output": "{% $states.result[1] %}"}, 2),
    "without either in JSONata": (QUERY, [ORDER, 2]),
}


@pytest.mark.parametrize(("members", "output"), FLOWS.values(), ids=FLOWS)
def test_data_flow(members: Json, output: Json) -> None:
    # A branch keeps the machine's language.
    assert outcome(run(_parallel(ONE, TWO, **members), ORDER)) == ("SUCCEEDED", output)


# what is said: (members, the variables)
ASSIGNED: dict[str, tuple[Json, Json]] = {
    "$ is the array of outputs": (
        {"ResultSelector": {}, "Assign": {"all.$": "$", "n.$": "States.ArrayLength($)"}},
        {"all": "[1,2]", "n": "2"},
    ),
    "$states.result is": ({**QUERY, "Assign": {"n": "{% $states.result[1] %}"}}, {"n": "2"}),
}


@pytest.mark.parametrize(("members", "variables"), ASSIGNED.values(), ids=ASSIGNED)
def test_assign(members: Json, variables: Json) -> None:
    done = run(_parallel(ONE, TWO, **members), 1)
    assert details(done, "ParallelStateExited")[0]["assignedVariables"] == variables


def test_outputs_are_in_order_of_the_branches_not_of_time() -> None:
    def answer(call: TaskCall) -> Answer:
        return returns(call.state, after={"Slow": 9, "Fast": 1}[call.state])

    done = run(_parallel(block(("Slow", CALL)), block(("Fast", CALL))), {}, answer)
    assert outcome(done) == ("SUCCEEDED", ["Slow", "Fast"])
    assert done.stopped_at == START + timedelta(seconds=9)


def test_branches_run_side_by_side() -> None:
    done = run(_parallel(block(("A", SLEEP)), block(("B", SLEEP)), block(("C", SLEEP))))
    assert done.stopped_at == START + timedelta(seconds=9)


BEGUN = "1<-0 ExecutionStarted · 2<-0 ParallelStateEntered · 3<-2 ParallelStateStarted · "

# what is said: (the state, the whole history)
HISTORIES: dict[str, tuple[Json, str]] = {
    "branches one after another where none waits; the exit chains past the success": (
        _parallel(block(("A", PASS), ("B", PASS)), block(("C", PASS))),
        BEGUN + "4<-3 PassStateEntered · 5<-4 PassStateExited · 6<-5 PassStateEntered · "
        "7<-6 PassStateExited · 8<-3 PassStateEntered · 9<-8 PassStateExited · "
        "10<-9 ParallelStateSucceeded · 11<-9 ParallelStateExited · 12<-11 ExecutionSucceeded",
    ),
    "a Fail state in a branch": (
        _parallel(block(("A", FAIL))),
        BEGUN + "4<-3 FailStateEntered · 5<-4 ParallelStateFailed · 6<-5 ExecutionFailed",
    ),
    "a Fail state, caught": (
        _parallel(block(("A", FAIL)), Catch=[{"ErrorEquals": ["E"], "Next": "X"}]),
        BEGUN + "4<-3 FailStateEntered · 5<-4 ParallelStateFailed · 6<-5 ParallelStateExited · "
        "7<-6 PassStateEntered · 8<-7 PassStateExited · 9<-8 ExecutionSucceeded",
    ),
    "a Fail state, retried: no failure between the attempts": (
        _parallel(block(("A", FAIL)), Retry=[{"ErrorEquals": ["E"], "MaxAttempts": 1}]),
        BEGUN + "4<-3 FailStateEntered · 5<-4 ParallelStateStarted · 6<-5 FailStateEntered · "
        "7<-6 ParallelStateFailed · 8<-7 ExecutionFailed",
    ),
    "a failing Task is aborted itself": (
        _parallel(block(("A", CALL))),
        BEGUN + "4<-3 TaskStateEntered · 5<-4 TaskScheduled · 6<-5 TaskStarted · "
        "7<-6 TaskFailed · 8<-7 TaskStateAborted · 9<-7 ParallelStateFailed · "
        "10<-9 ExecutionFailed",
    ),
    "siblings are aborted after it, from the failure": (
        _parallel(block(("A", CALL)), block(("B", SLEEP)), block(("C", PASS))),
        BEGUN + "4<-3 TaskStateEntered · 5<-4 TaskScheduled · 6<-5 TaskStarted · "
        "7<-3 WaitStateEntered · 8<-3 PassStateEntered · 9<-8 PassStateExited · "
        "10<-6 TaskFailed · 11<-10 TaskStateAborted · 12<-10 WaitStateAborted · "
        "13<-10 ParallelStateFailed · 14<-13 ExecutionFailed",
    ),
    "a Parallel inside fails first, then the one around it": (
        _parallel(
            block(("In", _parallel(block(("A", FAIL)), block(("B", SLEEP))))), block(("C", SLEEP))
        ),
        BEGUN + "4<-3 ParallelStateEntered · 5<-4 ParallelStateStarted · 6<-5 FailStateEntered · "
        "7<-5 WaitStateEntered · 8<-3 WaitStateEntered · 9<-6 WaitStateAborted · "
        "10<-6 ParallelStateFailed · 11<-10 WaitStateAborted · 12<-10 ParallelStateFailed · "
        "13<-12 ExecutionFailed",
    ),
    "a Parallel inside is aborted with all that runs in it": (
        _parallel(
            block(
                ("In", _parallel(block(("B", SLEEP)), block(("C", {**CALL, "Resource": INVOKE}))))
            ),
            block(("A", {"Type": "Wait", "Seconds": 0, "Next": "F"}), ("F", FAIL)),
        ),
        BEGUN + "4<-3 ParallelStateEntered · 5<-4 ParallelStateStarted · 6<-5 WaitStateEntered · "
        "7<-5 TaskStateEntered · 8<-7 TaskScheduled · 9<-8 TaskStarted · 10<-3 WaitStateEntered · "
        "11<-10 WaitStateExited · 12<-11 FailStateEntered · 13<-12 ParallelStateAborted · "
        "14<-12 WaitStateAborted · 15<-12 TaskStateAborted · 16<-12 ParallelStateFailed · "
        "17<-16 ExecutionFailed",
    ),
}


@pytest.mark.parametrize(("state", "course"), HISTORIES.values(), ids=HISTORIES)
def test_history(state: Json, course: str) -> None:
    done = run(state, 1, throws("E", "why", after=1))
    assert chain(done) == events(course)
    told = ("Started", "Succeeded", "Failed", "Aborted")
    silent = {f"ParallelState{end}" for end in told}
    assert all(event.details == {} for event in done.events if event.type in silent)


def test_the_error_is_the_branchs_own() -> None:
    done = run(_parallel(ONE, block(("A", FAIL))))
    assert outcome(done) == ("FAILED", "E", "why")


def test_the_first_failure_in_time_counts() -> None:
    def answer(call: TaskCall) -> Answer:
        return throws(call.state, after={"Late": 9, "Soon": 1}[call.state])

    done = run(_parallel(block(("Late", CALL)), block(("Soon", CALL))), {}, answer)
    assert (done.error, done.stopped_at) == ("Soon", START + timedelta(seconds=1))


def test_of_failures_at_one_time_the_first_branchs_counts() -> None:
    done = run(
        _parallel(block(("One", CALL)), block(("Two", CALL))),
        {},
        lambda call: throws(call.state, after=1),
    )
    assert done.error == "One"
    assert len(details(done, "TaskFailed")) == 2


def test_a_branch_without_words_fails_without_words() -> None:
    done = run(_parallel(block(("A", {"Type": "Fail"}))))
    assert outcome(done) == ("FAILED", None, None)


def test_an_error_inside_that_is_caught_inside_is_none() -> None:
    catch = [{"ErrorEquals": ["E"], "Next": "Mend"}]
    inner = {
        "StartAt": "A",
        "States": {
            "A": {**CALL, "Catch": catch, "End": True},
            "Mend": {"Type": "Pass", "Result": "mended", "End": True},
        },
    }
    assert outcome(run(_parallel(inner), {}, throws("E"))) == ("SUCCEEDED", ["mended"])


def test_a_retry_runs_every_branch_again() -> None:
    asked: list[tuple[str, int]] = []

    def answer(call: TaskCall) -> Answer:
        asked.append((call.state, len(asked)))
        return throws("E") if len(asked) == 2 else returns(len(asked))

    retry = [{"ErrorEquals": ["E"], "IntervalSeconds": 7}]
    done = run(_parallel(block(("A", CALL)), block(("B", CALL)), Retry=retry), {}, answer)
    assert outcome(done) == ("SUCCEEDED", [3, 4])
    assert [name for name, _ in asked] == ["A", "B", "A", "B"]
    assert done.stopped_at == START + timedelta(seconds=7)


# what is said: (Catcher, output, variables)
CAUGHT: dict[str, tuple[Json, Json, Json]] = {
    "the error takes the input's place": ({}, {"Error": "E", "Cause": "why"}, None),
    "ResultPath puts it beside the input": (
        {"ResultPath": "$.e"},
        {**ORDER, "e": {"Error": "E", "Cause": "why"}},
        None,
    ),
    "ResultPath null drops it": ({"ResultPath": None}, ORDER, None),
    "Assign sees it": (
        {"Assign": {"why.$": "$.Cause"}},
        {"Error": "E", "Cause": "why"},
        {"why": '"why"'},
    ),
}


@pytest.mark.parametrize(("catcher", "output", "variables"), CAUGHT.values(), ids=CAUGHT)
def test_catch(catcher: Json, output: Json, variables: Json) -> None:
    catch = [{"ErrorEquals": ["E"], "Next": "X", **catcher}]
    # OutputPath does not apply to what was caught.
    done = run(_parallel(block(("A", FAIL)), Catch=catch, OutputPath="$.none"), ORDER)
    assert outcome(done) == ("SUCCEEDED", output)
    assert details(done, "ParallelStateExited")[0].get("assignedVariables") == variables


def test_catch_in_jsonata() -> None:
    catch = [
        {
            "ErrorEquals": ["E"],
            "Next": "X",
            "Output": {"said": "{% $states.errorOutput.Cause %}", "in": "{% $states.input.keep %}"},
            "Assign": {"error": "{% $states.errorOutput.Error %}"},
        }
    ]
    done = run(_parallel(block(("A", FAIL)), Catch=catch, **QUERY), ORDER)
    assert outcome(done) == ("SUCCEEDED", {"said": "why", "in": True})
    assert details(done, "ParallelStateExited")[0]["assignedVariables"] == {"error": '"E"'}


def test_arguments_that_cannot_be_had_start_nothing() -> None:
    done = run(_parallel(ONE, **QUERY, Arguments="{% $states.input.none %}"), ORDER)
    assert outcome(done) == (
        "FAILED",
        "States.QueryEvaluationError",
        blame(
            "The JSONata expression '$states.input.none' specified for the field 'Arguments' "
            "returned nothing (undefined)."
        ),
    )
    assert chain(done)[2:] == events(
        "3<-0 EvaluationFailed · 4<-3 ParallelStateFailed · 5<-4 ExecutionFailed"
    )


def test_parameters_that_cannot_be_had_start_nothing() -> None:
    done = run(_parallel(ONE, Parameters={"x.$": "$.none"}), ORDER)
    assert (done.error, chain(done)[2:]) == ("States.Runtime", ["3<-2 ExecutionFailed"])


def test_a_runtime_error_inside_is_caught_by_nobody() -> None:
    inner = block(("A", {"Type": "Pass", "InputPath": "$.none"}))
    catch = [{"ErrorEquals": ["States.ALL"], "Next": "X"}]
    retry = [{"ErrorEquals": ["States.ALL"]}]
    done = run(_parallel(inner, ENDLESS, Catch=catch, Retry=retry), {}, never())
    assert (done.status, done.error) == ("FAILED", "States.Runtime")
    assert done.stopped_at == START


def test_a_branch_does_not_see_what_its_sibling_assigns() -> None:
    sets = block(("Set", {"Type": "Pass", "Assign": {"mine": 1}}))
    reads = block(
        ("Sleep", SLEEP),
        (
            "Read",
            {
                "Type": "Choice",
                "Choices": [{"Variable": "$mine", "IsPresent": True, "Next": "Yes"}],
                "Default": "No",
            },
        ),
    )
    reads["States"]["Yes"] = {"Type": "Pass", "Result": "seen", "End": True}
    reads["States"]["No"] = {"Type": "Pass", "Result": "unseen", "End": True}
    assert run(_parallel(sets, reads), 0).output == [0, "unseen"]
