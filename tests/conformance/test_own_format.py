"""Our own format: what a file must say, and what its mocks answer."""

import json
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from asl.runtime.host import TaskCall
from asl.syntax.values import Json
from conformance import own
from conformance.case import BadCase
from conformance.grading import grade
from conformance.loading import load
from conformance.own_mocks import OwnMocks
from conformance.recorded_mocks import UNANSWERED
from conformance.virtual_run import run

CASE: dict[str, Json] = {
    "title": "a Pass passes",
    "source": "the specification",
    "definition": {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}},
    "expect": {"status": "SUCCEEDED", "output": {}},
    "history": "1<-0 ExecutionStarted\n2<-0 PassStateEntered A\n3<-2 PassStateExited A\n"
    "4<-3 ExecutionSucceeded",
}


def written(folder: Path, case: Json) -> Path:
    path = folder / "pass" / "case.yaml"
    path.parent.mkdir()
    YAML(typ="safe", pure=True).dump(case, path)
    return path


def test_case_is_named_by_its_place(tmp_path: Path) -> None:
    case = own.read_file(written(tmp_path, CASE))
    assert (case.id, case.area, case.title) == ("pass/case", "pass", "a Pass passes")
    assert grade(case, run(case)).tier == 4


# what is said: (what differs from a good case, the tier that is reached)
MISSES: dict[str, tuple[dict[str, Json], int]] = {
    "another status": ({"expect": {"status": "FAILED"}}, 0),
    "another output": ({"expect": {"status": "SUCCEEDED", "output": {"a": 1}}}, 1),
    "a cause": ({"expect": {"status": "SUCCEEDED", "output": {}, "cause": "c"}}, 2),
    "another history": ({"history": "1<-0 ExecutionStarted"}, 3),
    "another end": ({"expect": {"status": "SUCCEEDED", "output": {}, "ends_at": 1}}, 3),
}


@pytest.mark.parametrize(("changes", "tier"), MISSES.values(), ids=MISSES)
def test_miss(tmp_path: Path, changes: dict[str, Json], tier: int) -> None:
    case = own.read_file(written(tmp_path, {**CASE, **changes}))
    graded = grade(case, run(case))
    assert graded.tier == tier
    assert graded.miss


def test_endless_loop_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.virtual_run._BUDGET", 1_000)
    rule = {"Variable": "$", "IsPresent": True, "Next": "C"}
    choice = {"Type": "Choice", "Choices": [rule], "Default": "E"}
    definition = {"StartAt": "C", "States": {"C": choice, "E": {"Type": "Succeed"}}}
    case = own.read_file(written(tmp_path, {**CASE, "type": "EXPRESS", "definition": definition}))
    graded = grade(case, run(case))
    assert graded.tier == 0
    assert "1,000 states" in (graded.miss or "")


BAD: dict[str, Json] = {
    "no mapping": ["a"],
    "a member missing": {key: CASE[key] for key in CASE if key != "source"},
    "an unknown member": {**CASE, "expects": {}},
    "an unknown expectation": {**CASE, "expect": {"status": "FAILED", "reason": "x"}},
    "success without an output": {**CASE, "expect": {"status": "SUCCEEDED"}},
    "an output without success": {**CASE, "expect": {"status": "FAILED", "output": 1}},
    "an unknown action": {**CASE, "actions": [{"at": 1, "kill": {}}]},
    "two actions in one": {**CASE, "actions": [{"at": 1, "stop": {}, "heartbeat": True}]},
    "an action without a time": {**CASE, "actions": [{"stop": {}}]},
    "a mock that says nothing": {**CASE, "mocks": {"T": [{"after": 1}]}},
    "a mock that says two things": {**CASE, "mocks": {"T": [{"return": 1, "never": True}]}},
    "a mock with an unknown member": {**CASE, "mocks": {"T": [{"return": 1, "delay": 1}]}},
    "a history that cannot be read": {**CASE, "history": "1 ExecutionStarted"},
}


@pytest.mark.parametrize("case", BAD.values(), ids=BAD)
def test_bad_case(tmp_path: Path, case: Json) -> None:
    with pytest.raises(BadCase, match=r"case\.yaml"):
        own.read_file(written(tmp_path, case))


def test_text_that_is_no_yaml(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("title: [", encoding="utf-8")
    with pytest.raises(BadCase, match="not YAML"):
        own.read_file(path)


def call(item: int | None = None) -> TaskCall:
    return TaskCall(
        state="T", resource="r", input=None, iterations=() if item is None else (9, item)
    )


# what is said: (mocks of the state, calls, their answers)
MOCKS: dict[str, tuple[list[dict[str, Json]], list[TaskCall], list[Json]]] = {
    "in order": ([{"return": 1}, {"throw": {"error": "E"}}], [call(), call()], [1, "E"]),
    "several times": ([{"return": 1, "times": 2}, {"return": 2}], [call()] * 3, [1, 1, 2]),
    "for ever": ([{"return": 1, "forever": True}], [call()] * 3, [1, 1, 1]),
    "by item": ([{"return": 1, "item": 1}, {"return": 0}], [call(0), call(1)], [0, 1]),
    "and then no more": ([{"return": 1}], [call()] * 2, [1, UNANSWERED]),
}


@pytest.mark.parametrize(("given", "calls", "expected"), MOCKS.values(), ids=MOCKS)
def test_mocks(given: list[dict[str, Json]], calls: list[TaskCall], expected: list[Json]) -> None:
    mocks = OwnMocks({"T": given})
    answers = [mocks(one) for one in calls]
    assert [one.error if one.failed else one.value for one in answers] == expected


def test_mock_says_when_and_how() -> None:
    told = {"never": True, "after": 3, "heartbeat_every": 2, "submit": {"id": 1}, "worker": "w"}
    answer = OwnMocks({"T": [told]})(call())
    assert answer.never
    assert (answer.after, answer.heartbeat_every) == (3.0, 2)
    assert (answer.submission, answer.worker) == ({"id": 1}, "w")


def test_json_is_read_as_well(tmp_path: Path) -> None:
    folder = tmp_path / "pass"
    folder.mkdir()
    (folder / "one.json").write_text(json.dumps(CASE), encoding="utf-8")
    (case,) = load([tmp_path])
    assert case.id == "pass/one"
    assert grade(case, run(case)).tier == 4
