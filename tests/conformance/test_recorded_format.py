"""The recorded format: what is made of a record, and how its mocks answer."""

from pathlib import Path

import pytest

from asl.engines.virtual import Answer
from asl.runtime.host import TaskCall
from asl.syntax.values import Json
from conformance import recorded
from conformance.case import BadCase, Case
from conformance.grading import grade
from conformance.recorded_mocks import UNANSWERED, RecordedMocks
from conformance.running import run as run_any
from conformance.virtual_run import run

PASS: Json = {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}
WAIT: Json = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 60, "End": True}}}
ARN = "arn:aws:states:us-east-1:111111111111"


def record(**changes: Json) -> dict[str, Json]:
    return {
        "id": "area/case",
        "source": "a test",
        "kind": "execution",
        "definition": PASS,
        "type": "STANDARD",
        "input": {"a": 1},
        "needs": [],
        "recorded_by": "aws",
        "expected": {"status": "SUCCEEDED", "output": {"a": 1}},
        **changes,
    }


def case_of(**changes: Json) -> Case:
    return recorded.case_of(record(**changes), Path("area/case.json"))


def task(resource: str) -> Json:
    state = {"Type": "Task", "Resource": resource, "TimeoutSeconds": 5, "End": True}
    return {"StartAt": "T", "States": {"T": state}}


def test_record_is_run_and_graded() -> None:
    case = case_of()
    assert grade(case, run(case)).tier == 4


@pytest.mark.parametrize(
    ("changes", "counted"),
    [
        ({}, True),
        ({"kind": "express_sync"}, True),
        ({"needs": ["lambda"], "mocks": {}}, True),
        ({"needs": ["lambda"]}, False),
        ({"needs": ["s3"], "fixtures": {}}, False),
        ({"kind": "test_state", "expected": {"response": {}}}, False),
        ({"kind": "express_async"}, False),
    ],
)
def test_what_all_counts(changes: dict[str, Json], counted: bool) -> None:
    assert case_of(**changes).counted == counted


def test_reversed_history_is_turned_round() -> None:
    events = [{"id": id_, "previousEventId": 0, "type": "X"} for id_ in (3, 2, 1)]
    told = {"status": "SUCCEEDED", "output": {}, "events": events, "reverse_order": True}
    history = case_of(expected=told).expected.history
    assert history is not None
    assert [event.id for event in history] == [1, 2, 3]


def test_names_are_those_of_the_recording() -> None:
    told = {"status": "SUCCEEDED", "output": [f"{ARN}:execution:machine_1:exec-7"]}
    case = case_of(expected=told)
    assert (case.machine_name, case.execution_name) == ("machine_1", "exec-7")


def test_stop_is_sent_while_the_execution_waits() -> None:
    case = case_of(
        definition=WAIT,
        actions_after_start=[{"op": "stop_execution", "params": {"error": "E", "cause": "c"}}],
        expected={"status": "ABORTED", "error": "E", "cause": "c"},
    )
    assert grade(case, run(case)).tier == 4


def test_running_is_looked_at_before_the_end() -> None:
    case = case_of(definition=WAIT, expected={"status": "RUNNING"})
    assert grade(case, run(case)).tier == 4


def test_time_out_is_the_engine_s_own() -> None:
    mocks = {"T": [{"throw": {"error": "States.Timeout"}, "timed_out": True}]}
    case = case_of(
        definition=task("arn:aws:lambda:us-east-1:111111111111:function:f"),
        needs=["lambda"],
        mocks=mocks,
        expected={"status": "FAILED", "error": "States.Timeout"},
    )
    outcome = run(case)
    assert grade(case, outcome).tier == 4
    assert outcome.ended_at == 5


@pytest.mark.parametrize(
    ("mocks", "status"), [({}, "FAILED"), ({"T": [{"return": 1}]}, "SUCCEEDED")]
)
def test_activity_is_there_if_it_answered(mocks: Json, status: str) -> None:
    case = case_of(definition=task(f"{ARN}:activity:a"), needs=["activity"], mocks=mocks)
    assert run(case).status == status


def test_worker_is_the_recorded_one() -> None:
    history = [
        {
            "id": 4,
            "previousEventId": 3,
            "type": "ActivityStarted",
            "activityStartedEventDetails": {"workerName": "w"},
        },
        {"id": 5, "previousEventId": 4, "type": "ActivitySucceeded"},
    ]
    mocks = RecordedMocks({"T": [{"return": 1, "event": {"id": 5}}]}, history, ())
    assert mocks(call()).worker == "w"


@pytest.mark.parametrize(
    "given", [{"kind": "execution"}, {"id": "a", "kind": "dance", "needs": []}]
)
def test_file_that_is_no_record_is_named(given: Json) -> None:
    with pytest.raises(BadCase, match=r"case\.json"):
        recorded.case_of(given, Path("case.json"))


def test_record_that_is_not_understood_has_failed() -> None:
    case = case_of(actions_after_start=[{"op": "dance"}])
    graded = run_any(case, run)
    assert case.counted
    assert graded.tier == 0
    assert graded.miss == "not run: the record is not understood: KeyError('dance')"


def test_fault_of_the_engine_fails_the_case(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr("conformance.virtual_run.examine", broken)
    graded = run_any(case_of(), run)
    assert graded.tier == 0
    assert "a fault of ours" in (graded.miss or "")


def test_refused_definition_fails_the_case() -> None:
    case = case_of(definition={"StartAt": "B", "States": PASS["States"]})
    graded = grade(case, run(case))
    assert graded.tier == 0
    assert "refused" in (graded.miss or "")


def call(value: Json = None, *, iterations: tuple[int, ...] = ()) -> TaskCall:
    return TaskCall(state="T", resource="r", input=value, iterations=iterations)


def answers(mocks: RecordedMocks, calls: list[TaskCall]) -> list[Json]:
    given: list[Answer] = [mocks(one) for one in calls]
    return [answer.error if answer.failed else answer.value for answer in given]


# what is said: (entries, calls, their answers)
MATCHES: dict[str, tuple[list[dict[str, Json]], list[TaskCall], list[Json]]] = {
    "in order": (
        [{"return": "a"}, {"throw": {"error": "b"}}],
        [call(), call()],
        ["a", "b"],
    ),
    "by the iteration": (
        [{"return": "b", "iteration": [1]}, {"return": "a", "iteration": [0]}],
        [call(iterations=(0,)), call(iterations=(1,))],
        ["a", "b"],
    ),
    "by an iteration that counts those before it": (
        [{"return": "b", "iteration": [0, 1]}, {"return": "a", "iteration": [0]}],
        [call(iterations=(0,)), call(iterations=(1,))],
        ["a", "b"],
    ),
    "several of one iteration in order": (
        [{"return": "a", "iteration": [0]}, {"return": "b", "iteration": [0]}],
        [call(iterations=(0,)), call(iterations=(0,))],
        ["a", "b"],
    ),
    "by the request": (
        [{"return": "a", "request": {"n": 1}}, {"return": "b", "request": {"n": 2}}],
        [call({"n": 2}), call({"n": 1})],
        ["b", "a"],
    ),
    "by the request where the iteration is not known": (
        [{"return": "a", "request": 1}, {"return": "b", "request": 2}],
        [call(2, iterations=(0,)), call(1, iterations=(1,))],
        ["b", "a"],
    ),
    "in order where no request fits": (
        [{"return": "a", "request": 1}, {"return": "b", "request": 2}],
        [call(3), call(3)],
        ["a", "b"],
    ),
    "what a request shows stands in the answer": (
        [{"return": {"t": "<t:1>"}, "request": {"token": "<t:1>"}}],
        [call({"token": "secret"})],
        [{"t": "secret"}],
    ),
    "no more than were recorded": ([{"return": "a"}], [call(), call()], ["a", UNANSWERED]),
}


@pytest.mark.parametrize(("entries", "calls", "expected"), MATCHES.values(), ids=MATCHES)
def test_mocks(entries: list[dict[str, Json]], calls: list[TaskCall], expected: list[Json]) -> None:
    assert answers(RecordedMocks({"T": entries}, (), ("<t:1>",)), calls) == expected
