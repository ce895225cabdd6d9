"""One pass over the machines of a project."""

from __future__ import annotations

from pathlib import Path

import pytest

from asl.carriers.carried import Type
from asl.carriers.discovery import discover
from asl.linter.lint import Verdict, is_bad, lint
from asl.linter.settings import Ignore, Settings
from tests.linter.projects import BAD, FORMER, GOOD, TEMPLATE, WARNED, codes, lay, verdict


def test_all_machines_are_judged_and_their_findings_in_order(tmp_path: Path) -> None:
    lay(tmp_path, {"b.asl.json": BAD, "a.asl.json": WARNED, "c/good.asl.json": GOOD})
    judged = verdict(tmp_path)
    assert [Path(file).name for file in judged.files] == [
        "a.asl.json",
        "b.asl.json",
        "good.asl.json",
    ]
    assert [(Path(one.file).name, one.line, one.code) for one in judged.diagnostics] == [
        ("a.asl.json", 1, "unknown-version"),
        ("b.asl.json", 3, "unknown-field"),
        ("b.asl.json", 4, "wrong-value"),
    ]


def test_a_text_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    lay(tmp_path, {"a.asl.json": '{"StartAt" 1}', "b.asl.yaml": "StartAt: [\n"})
    assert codes(verdict(tmp_path)) == ["json-syntax", "yaml-syntax"]


def test_the_same_machine_found_twice_is_judged_once(tmp_path: Path) -> None:
    file = str(lay(tmp_path, {"a.asl.json": BAD}) / "a.asl.json")
    found = [*discover([file]), *discover([file])]
    assert len(list(lint(found, Settings()))) == 1


# the type that is asked for: how many of the two machines may not wait
TYPES: dict[Type | None, int] = {None: 1, "STANDARD": 0, "EXPRESS": 2}


@pytest.mark.parametrize(("type_", "count"), TYPES.items(), ids=str)
def test_types(tmp_path: Path, type_: Type | None, count: int) -> None:
    lay(tmp_path, {"template.yaml": TEMPLATE})
    judged = verdict(tmp_path, type=type_)
    assert [machine.name for machine in judged.machines] == ["Quick", "Slow"]
    assert codes(judged) == ["express-integration"] * count


# what the settings make of an error and a warning: (settings, codes, whether the verdict is bad)
JUDGED: dict[str, tuple[Settings, list[str], bool]] = {
    "as the catalogue has it": (
        Settings(),
        ["unknown-version", "unknown-field", "wrong-value"],
        True,
    ),
    "codes that are off": (
        Settings(off=frozenset({"unknown-field", "wrong-value"})),
        ["unknown-version"],
        False,
    ),
    "strict": (
        Settings(off=frozenset({"unknown-field", "wrong-value"}), strict=True),
        ["unknown-version"],
        True,
    ),
    "a warning that is an error": (
        Settings(
            off=frozenset({"unknown-field", "wrong-value"}),
            severities={"unknown-version": "error"},
        ),
        ["unknown-version"],
        True,
    ),
    "errors that are warnings": (
        Settings(severities={"unknown-field": "warning", "wrong-value": "info"}),
        ["unknown-version", "unknown-field", "wrong-value"],
        False,
    ),
    "a place that is ignored": (
        Settings(ignores=(Ignore(pointer="/States/Go", code="unknown-field"),)),
        ["unknown-version", "wrong-value"],
        True,
    ),
}


@pytest.mark.parametrize(("settings", "due", "bad"), JUDGED.values(), ids=JUDGED)
def test_settings(tmp_path: Path, settings: Settings, due: list[str], bad: bool) -> None:
    lay(tmp_path, {"a.asl.json": WARNED, "b.asl.json": BAD})
    judged = verdict(tmp_path, settings)
    assert codes(judged) == due
    assert is_bad(judged.diagnostics, settings) == bad


def test_information_is_never_bad(tmp_path: Path) -> None:
    judged = verdict(lay(tmp_path, {"a.asl.json": FORMER}))
    assert codes(judged) == ["deprecated-field"]
    assert not is_bad(judged.diagnostics, Settings(strict=True))


def test_what_two_machines_share_is_told_once(tmp_path: Path) -> None:
    (machine,) = verdict(lay(tmp_path, {"a.asl.json": BAD})).machines
    assert len(Verdict((machine, machine)).diagnostics) == 2
