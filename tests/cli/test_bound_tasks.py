"""What the functions of several templates are bound to."""

from __future__ import annotations

from pathlib import Path

import pytest

from asl.cli.bound_tasks import bound_tasks
from asl.cli.refusal import CannotRun
from asl.integrations.lambda_names import parse_function_name

TEMPLATE = "Resources: {{{}: {{Type: AWS::Serverless::Function}}}}\n"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project as the working directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LAMBDA_ENDPOINT", raising=False)
    return tmp_path


def test_functions_of_all_templates_are_bound(project: Path) -> None:
    for name in ("Charge", "Ship"):
        (project / f"{name}.yaml").write_text(TEMPLATE.format(name), "utf-8")
    functions = bound_tasks(project, ["Charge.yaml", "Ship.yaml", "Charge.yaml"]).functions
    bound = {
        name: functions.target(named) is not None
        for name in ("Charge", "Ship", "Refund")
        if (named := parse_function_name(name)) is not None
    }
    assert bound == {"Charge": True, "Ship": True, "Refund": False}


def test_two_of_one_name_are_refused(project: Path) -> None:
    for name in ("a", "b"):
        (project / f"{name}.yaml").write_text(TEMPLATE.format("Charge"), "utf-8")
    with pytest.raises(CannotRun) as refused:
        bound_tasks(project, ["a.yaml", "b.yaml"])
    assert refused.value.message == 'two functions are called "Charge": in a.yaml and in b.yaml'


def test_with_nothing_said_there_are_none(project: Path) -> None:
    assert not bound_tasks(project, [])


def test_settings_in_a_folder_above_hold(project: Path) -> None:
    (project / "asl.toml").write_text('[endpoints]\nlambda = "http://127.0.0.1:1"\n', "utf-8")
    (project / "machines").mkdir()
    assert bound_tasks(project / "machines", [])
