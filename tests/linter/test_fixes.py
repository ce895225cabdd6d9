"""Corrections: only the characters of a name change."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from asl.linter.fixes import CannotWrite, Corrected, correct
from tests.linter.projects import codes, lay, verdict

# what is put right: (name of the file, its text, the pieces that change, in order)
PUT_RIGHT: dict[str, tuple[str, str, dict[str, str]]] = {
    "a misspelt field": (
        "a.asl.json",
        '{"StartAt":"Go", "States": {"Go":{ "Type" :"Pass", "Nxt": "B"},\t"B":{"Type":"Succeed"}}}',
        {'"Nxt"': '"Next"'},
    ),
    "two of them in one line, the line ends of Windows": (
        "a.asl.json",
        '{"StratAt": "Go",\r\n"Sates": {"Go": {"Type": "Pass", "End": true}}}\r\n',
        {"StratAt": "StartAt", "Sates": "States"},
    ),
    "behind letters of all kinds": (
        "a.asl.json",
        '{"Comment": "Grüße 😀 e\u0301", "StratAt": "Go", '
        '"States": {"Go": {"Type": "Pass", "End": true}}}',
        {"StratAt": "StartAt"},
    ),
    "behind a byte order mark": (
        "a.asl.json",
        '\ufeff{"StratAt": "Go", "States": {"Go": {"Type": "Pass", "End": true}}}',
        {"StratAt": "StartAt"},
    ),
    "older spellings": (
        "a.asl.json",
        '{"StartAt": "E", "States": {"E": {"Type": "Map", "End": true, "Parameters": {"a": 1}, '
        '"Iterator": {"StartAt": "Go", "States": {"Go": {"Type": "Pass", "End": true}}}}}}',
        {"Parameters": "ItemSelector", "Iterator": "ItemProcessor"},
    ),
    "YAML, its comments and quotes": (
        "a.asl.yaml",
        "# Greets\nStartAt: Go\nStates:\n  Go:   # Nxt: here\n    Type: Pass\n"
        "    'Nxt': B\n  B: {Type: Pass, Edn: true}\n",
        {"'Nxt'": "'Next'", "Edn": "End"},
    ),
    "inside a template": (
        "template.yaml",
        "Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n"
        "      Definition:\n        StartAt: Go\n        States:\n"
        "          Go:\n            Type: Pass\n            Edn: true\n",
        {"Edn": "End"},
    ),
}


@pytest.mark.parametrize(("name", "text", "changes"), PUT_RIGHT.values(), ids=PUT_RIGHT)
def test_what_is_put_right(tmp_path: Path, name: str, text: str, changes: dict[str, str]) -> None:
    file = lay(tmp_path, {name: text.encode()}) / name
    (corrected,) = correct(verdict(tmp_path))
    corrected.write()
    due = text
    for old, new in changes.items():
        due = due.replace(old, new, 1)
    assert file.read_bytes().decode() == due
    assert [(one.old, one.new) for one in corrected.corrections] == [
        (old.strip("\"'"), new.strip("\"'")) for old, new in changes.items()
    ]
    assert codes(verdict(tmp_path)) == []


PASSING = '{{"StartAt": "Go", "States": {{"Go": {{"Type": "Pass", "End": true, {}}}}}}}'

# what is left alone: (name of the file, its text)
LEFT: dict[str, tuple[str, str]] = {
    "a name that may mean two": ("a.asl.json", PASSING.format('"Outpt": 1')),
    "a name like none": ("a.asl.json", PASSING.format('"Colour": 1')),
    "a name that stands there already": (
        "a.asl.json",
        PASSING.format('"Resutl": 1, "Result": 2'),
    ),
    "two names that mean the same one": (
        "a.asl.json",
        PASSING.format('"Resutl": 1, "Reslt": 2'),
    ),
    "a name with an escape in it": ("a.asl.json", PASSING.format('"Resut\\u006c": 1')),
    "a definition inside a text": (
        "template.json",
        '{"Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine", "Properties": '
        '{"DefinitionString": "{\\"StartAt\\": \\"Go\\", \\"States\\": {\\"Go\\": {\\"Type\\": '
        '\\"Pass\\", \\"Edn\\": true}}}"}}}}',
    ),
}


@pytest.mark.parametrize(("name", "text"), LEFT.values(), ids=LEFT)
def test_what_is_left_alone(tmp_path: Path, name: str, text: str) -> None:
    judged = verdict(lay(tmp_path, {name: text}))
    assert "unknown-field" in codes(judged)
    assert list(correct(judged)) == []


def test_the_mode_of_a_file_stays(tmp_path: Path) -> None:
    file = lay(tmp_path, {"a.asl.json": b"old"}) / "a.asl.json"
    file.chmod(0o640)
    Corrected(str(file), b"old", b"new", ()).write()
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [file]


def test_a_protected_file_is_left_alone(tmp_path: Path) -> None:
    file = lay(tmp_path, {"a.asl.json": b"old"}) / "a.asl.json"
    file.chmod(0o444)
    with pytest.raises(CannotWrite, match=r'cannot write ".*a.asl.json": it is read-only'):
        Corrected(str(file), b"old", b"new", ()).write()
    assert file.read_bytes() == b"old"


def test_a_link_stays_one(tmp_path: Path) -> None:
    lay(tmp_path, {"real/a.asl.json": b"old"})
    link = tmp_path / "a.asl.json"
    link.symlink_to("real/a.asl.json")
    corrected = Corrected(str(link), b"old", b"new", ())
    corrected.write()
    assert link.is_symlink()
    assert (tmp_path / "real" / "a.asl.json").read_bytes() == b"new"
    corrected.undo()
    assert link.read_bytes() == b"old"


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    judged = verdict(lay(tmp_path, {"a.asl.json": PASSING.format('"Resutl": 1')}))
    (corrected,) = correct(judged)
    (tmp_path / "a.asl.json").unlink()
    assert list(correct(judged)) == []
    with pytest.raises(CannotWrite, match=r'cannot write ".*a.asl.json": No such file'):
        corrected.write()
