"""`python -m conformance`: what it prints and how it ends."""

import json
from pathlib import Path

import pytest

from asl.syntax.values import Json
from conformance import __main__ as command

DEFINITION: Json = {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}


def record(name: str, *, output: Json = None, kind: str = "execution") -> dict[str, Json]:
    return {
        "id": f"area/{name}",
        "source": "a test",
        "kind": kind,
        "definition": DEFINITION,
        "input": None,
        "needs": [],
        "recorded_by": "aws",
        "expected": {"status": "SUCCEEDED", "output": output, "responses": []},
    }


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """Three cases: one as expected, one with another output, one that waits for the server."""
    folder = tmp_path / "cases" / "area"
    folder.mkdir(parents=True)
    for given in (record("good"), record("bad", output=1), record("later", kind="api")):
        name = given["id"].split("/")[1]
        (folder / f"{name}.json").write_text(json.dumps(given), encoding="utf-8")
    return tmp_path / "cases"


def test_report_as_json(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([str(cases), "--report", "json"]) == 0
    figures = {"1": [2, 2], "2": [1, 2], "3": [1, 2], "4": [1, 2]}
    none = {str(tier): [0, 1] for tier in (1, 2, 3, 4)}
    assert json.loads(capsys.readouterr().out) == {
        "all": figures,
        "areas": {"area": figures},
        "kinds": {"execution": figures, "api": none},
        "not_run": {"api": {"these are requests to a server, which tests/server makes": 1}},
    }


def test_report_as_text(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([str(cases)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert next(line for line in lines if line.startswith("all")).split() == (
        ["all", "2", "2", "100.00%"] + ["1", "50.00%"] * 3
    )
    assert "not run: 1 api: these are requests to a server, which tests/server makes" in lines


def test_verbose_tells_each_miss(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command.main([str(cases), "--verbose"])
    told = capsys.readouterr().out
    assert "execution area/bad\n  misses tier 2: output: expected 1, got null" in told
    assert "area/good" not in told
    assert "area/later" not in told


def test_only(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([str(cases), "--only", "*/good", "--report", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["all"]["4"] == [1, 1]


def test_our_own_cases_are_the_default(capsys: pytest.CaptureFixture[str]) -> None:
    command.main(["--report", "json", "--only", "parallel/catch"])
    assert json.loads(capsys.readouterr().out)["areas"] == {
        "parallel": {str(tier): [1, 1] for tier in (1, 2, 3, 4)}
    }


# what is said: (figures of the baseline, how the command ends)
BASELINES: dict[str, tuple[Json, int]] = {
    "as before": ({"all": {"total": 2, "1": 2, "2": 1, "3": 1, "4": 1}}, 0),
    "better than before": ({"all": {"total": 2, "1": 1, "2": 0, "3": 0, "4": 0}}, 0),
    "a tier drops": ({"all": {"total": 2, "1": 2, "2": 1, "3": 1, "4": 2}}, 1),
    "a kind": ({"execution": {"total": 2, "1": 2, "2": 2, "3": 1, "4": 1}}, 1),
    "other cases": ({"all": {"total": 3, "1": 2, "2": 1, "3": 1, "4": 1}}, 2),
    "a tier missing": ({"all": {"total": 2, "1": 2}}, 2),
    "no figures": ([], 2),
}


@pytest.mark.parametrize(("given", "ends"), BASELINES.values(), ids=BASELINES)
def test_baseline(cases: Path, given: Json, ends: int) -> None:
    baseline = cases.parent / "baseline.json"
    baseline.write_text(json.dumps(given), encoding="utf-8")
    assert command.main([str(cases), "--baseline", str(baseline)]) == ends


def test_drop_is_shown(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    baseline = cases.parent / "baseline.json"
    baseline.write_text('{"all": {"total": 2, "1": 2, "2": 2, "3": 1, "4": 1}}', encoding="utf-8")
    command.main([str(cases), "--baseline", str(baseline)])
    lines = capsys.readouterr().out.splitlines()
    (dropped,) = (line for line in lines if "DROPPED" in line)
    assert dropped.split() == ["all", "2", "output", "2", "1", "DROPPED"]


USAGE = {
    "a folder without cases": ["{empty}"],
    "a folder that is not there": ["{empty}/gone"],
    "a pattern that names none": ["{cases}", "--only", "nothing"],
    "a baseline that is not there": ["{cases}", "--baseline", "{empty}/gone.json"],
    "a file that is no case": ["{broken}"],
}


@pytest.mark.parametrize("arguments", USAGE.values(), ids=USAGE)
def test_usage_error(cases: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    empty, broken = cases.parent / "empty", cases.parent / "broken"
    empty.mkdir()
    broken.mkdir()
    (broken / "case.json").write_text("{", encoding="utf-8")
    places = {"empty": empty, "broken": broken, "cases": cases}
    assert command.main([argument.format(**places) for argument in arguments]) == 2
    assert capsys.readouterr().err.startswith("conformance: ")


def test_unknown_engine_is_a_usage_error() -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["--engine", "steam"])
    assert ended.value.code == 2
