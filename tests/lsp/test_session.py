"""Whole sessions of an editor with `asl lsp`, over stdin and stdout of a real process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.cli.command import asl_process
from tests.lsp.client import Editor, ErrorAnswer

JSON_TEXT: Final = """{
  "Comment": "😀 orders",
  "StartAt": "Pay 😀",
  "States": {
    "Pay 😀": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage",
      "Parameters": {"QueueUrl": "q", "MessageBody": "😀"}, "Next": "Ship"},
    "Ship": {"Type": "Succeed"}
  }
}
"""
YAML_TEXT: Final = """\
Comment: 😀 orders
StartAt: Pay 😀
States:
  Pay 😀:
    Type: Task
    Resource: arn:aws:states:::sqs:sendMessage
    Parameters: {QueueUrl: q, MessageBody: "😀"}
    Next: Ship
  Ship:
    Type: Succeed
"""


@pytest.fixture
def editor() -> Iterator[Editor]:
    with Editor() as one:
        yield one


def _codes(found: list[dict[str, Any]]) -> list[str]:
    return sorted(str(one["code"]) for one in found)


def _break_and_complete(editor: Editor, uri: str) -> None:
    """A comma is gone, behind an emoji; there is help all the same."""
    editor.replace(uri, '"MessageBody": "😀"},', '"MessageBody": "😀"}')
    (broken,) = editor.found(uri)
    assert (broken["code"], broken["severity"]) == ("json-syntax", 1)

    editor.replace(uri, '"Next": "Ship"', '"Next": "S"')
    offered = editor.ask("textDocument/completion", **editor.at(uri, '"Next": "S'))["items"]
    ship = next(item for item in offered if item["label"] == "Ship")
    assert (ship["detail"], ship["filterText"]) == ("Succeed", '"Ship"')
    assert editor.shown(uri, ship["textEdit"]["range"]) == '"S"'
    editor.apply(uri, [ship["textEdit"]])
    assert '"Next": "Ship"' in editor.texts[uri]
    editor.replace(uri, '"MessageBody": "😀"}', '"MessageBody": "😀"},')
    assert editor.found(uri) == []


def _misspell_and_fix(editor: Editor, uri: str) -> None:
    """A state is misspelt, and mended by the fix that is offered."""
    editor.replace(uri, '"Next": "Ship"', '"Next": "Shpi"')
    found = editor.found(uri)
    assert _codes(found) == ["state-unreachable", "transition-target-missing"]
    wrong = next(one for one in found if one["code"] == "transition-target-missing")
    assert editor.shown(uri, wrong["range"]) == '"Shpi"'
    asked = {"textDocument": {"uri": uri}, "range": wrong["range"]}
    (action,) = editor.ask("textDocument/codeAction", **asked, context={"diagnostics": []})
    assert action["title"] == 'Change to "Ship"'
    editor.apply(uri, action["edit"]["changes"][uri])
    assert editor.found(uri) == []


def _look_around(editor: Editor, uri: str) -> None:
    """Hover, go to the state, and find who leads to it."""
    told = editor.ask("textDocument/hover", **editor.at(uri, '"Type": "Ta'))
    assert told["contents"]["value"].startswith("**`Task`**")
    assert editor.shown(uri, told["range"]) == '"Task"'

    there = editor.ask("textDocument/definition", **editor.at(uri, '"StartAt": "Pay'))
    assert there["range"]["start"]["line"] == 4
    assert editor.shown(uri, there["range"]) == '"Pay 😀"'

    place = editor.at(uri, '"StartAt": "Pay')
    found = editor.ask("textDocument/references", **place, context={"includeDeclaration": False})
    assert [one["range"]["start"]["line"] for one in found] == [2]


def _rename(editor: Editor, uri: str) -> None:
    """A state gets another name, and may not get that of another."""
    place = editor.at(uri, '"StartAt": "Pay')
    before = editor.ask("textDocument/prepareRename", **place)
    assert (before["placeholder"], editor.shown(uri, before["range"])) == ("Pay 😀", "Pay 😀")
    renamed = editor.ask("textDocument/rename", **place, newName='Charge "😀"')
    editor.apply(uri, renamed["changes"][uri])
    assert editor.texts[uri] == JSON_TEXT.replace('"Pay 😀"', r'"Charge \"😀\""')
    assert editor.found(uri) == []
    with pytest.raises(ErrorAnswer, match="unique in the whole machine"):
        editor.ask("textDocument/rename", **editor.at(uri, '"Next": "S'), newName='Charge "😀"')

    outline = editor.ask("textDocument/documentSymbol", textDocument={"uri": uri})
    assert [(one["name"], one["detail"]) for one in outline] == [
        ('Charge "😀"', "Task"),
        ("Ship", "Succeed"),
    ]
    assert editor.shown(uri, outline[1]["range"]) == '"Ship": {"Type": "Succeed"}'


def test_a_session_in_json(editor: Editor, tmp_path: Path) -> None:
    uri = (tmp_path / "order.asl.json").as_uri()
    assert editor.encoding == "utf-16"
    assert editor.capabilities["textDocumentSync"]["change"] == 2

    editor.open(uri, JSON_TEXT, "json")
    assert editor.found(uri) == []

    _break_and_complete(editor, uri)
    _misspell_and_fix(editor, uri)
    _look_around(editor, uri)
    _rename(editor, uri)

    editor.tell("textDocument/didClose", textDocument={"uri": uri})
    assert editor.ask("shutdown") is None
    editor.tell("exit")
    assert editor.process.wait(60) == 0


def test_a_session_in_yaml(editor: Editor, tmp_path: Path) -> None:
    uri = (tmp_path / "order.asl.yaml").as_uri()
    editor.open(uri, YAML_TEXT, "yaml")
    assert editor.found(uri) == []

    editor.replace(uri, "    Next: Ship\n", "    Ne\n")
    (broken,) = editor.found(uri)
    assert broken["code"] == "yaml-syntax"
    offered = editor.ask("textDocument/completion", **editor.at(uri, '"😀"}\n    Ne'))["items"]
    key = next(item for item in offered if item["label"] == "Next")
    editor.apply(uri, [key["textEdit"]])
    assert "    Next: \n" in editor.texts[uri]
    offered = editor.ask("textDocument/completion", **editor.at(uri, "    Next: "))["items"]
    assert [item["label"] for item in offered] == ["Ship", "Pay 😀"]
    editor.apply(uri, [offered[0]["textEdit"]])
    assert editor.texts[uri] == YAML_TEXT
    assert editor.found(uri) == []

    told = editor.ask("textDocument/hover", **editor.at(uri, "    Param"))
    assert told["contents"]["value"].startswith("**`Parameters`**")

    there = editor.ask("textDocument/definition", **editor.at(uri, "    Next: Sh"))
    assert editor.shown(uri, there["range"]) == "Ship"
    assert there["range"]["start"]["line"] == 8

    renamed = editor.ask("textDocument/rename", **editor.at(uri, "StartAt: P"), newName="no: 😀")
    editor.apply(uri, renamed["changes"][uri])
    assert editor.texts[uri] == YAML_TEXT.replace("Pay 😀", '"no: 😀"')
    assert editor.found(uri) == []

    outline = editor.ask("textDocument/documentSymbol", textDocument={"uri": uri})
    assert [one["name"] for one in outline] == ["no: 😀", "Ship"]
    assert editor.ask("shutdown") is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_columns_count_what_the_editor_likes_best(encoding: str, tmp_path: Path) -> None:
    uri = (tmp_path / "order.asl.json").as_uri()
    with Editor([encoding, "utf-16"]) as editor:
        assert editor.encoding == encoding
        editor.open(uri, JSON_TEXT, "json")
        assert editor.found(uri) == []
        # U+2028 ends no line.
        editor.replace(uri, "orders", "or\u2028ders ä€😀")
        editor.replace(
            uri, '"MessageBody": "😀"}, "Next": "Ship"', '"MessageBody": "😀"}, "Nxt": 1'
        )
        wrong = next(one for one in editor.found(uri) if one["code"] == "unknown-field")
        assert editor.shown(uri, wrong["range"]) == '"Nxt"'


def test_snippets_are_for_editors_that_know_them(tmp_path: Path) -> None:
    uri = (tmp_path / "order.asl.json").as_uri()
    for snippets, text in ((True, '"Retry": [$1]'), (False, '"Retry": ')):
        with Editor(snippets=snippets) as editor:
            editor.open(uri, JSON_TEXT.replace('"Next": "Ship"', '"Re"'), "json")
            items = editor.ask("textDocument/completion", **editor.at(uri, '}, "Re'))["items"]
            retry = next(item for item in items if item["label"] == "Retry")
            assert retry["textEdit"]["newText"] == text


def test_only_the_last_of_what_is_typed_is_examined(editor: Editor, tmp_path: Path) -> None:
    uri = (tmp_path / "order.asl.json").as_uri()
    editor.open(uri, JSON_TEXT, "json")
    assert editor.found(uri) == []
    for before, after in (("orders", "o"), ("😀 o", "😀 or"), ('"Type": "Succeed"', '"Type": "S"')):
        editor.replace(uri, before, after)
    assert "wrong-value" in _codes(editor.found(uri))


def test_what_was_found_in_a_text_that_has_changed_is_not_told(
    editor: Editor, tmp_path: Path
) -> None:
    states = {f"S{at}": {"Type": "Pass", "Next": f"S{at + 1}"} for at in range(2_000)}
    machine = {"StartAt": "S0", "States": {**states, "S2000": {"Type": "Succeed"}}}
    uri = (tmp_path / "order.asl.json").as_uri()
    # The text changes while it is examined.
    editor.open(uri, json.dumps(machine), "json")
    editor.replace(uri, '"StartAt": "S0"', '"StartAt": "nowhere"')
    assert "start-state-missing" in _codes(editor.found(uri))


def test_files_of_others_are_left_alone(editor: Editor, tmp_path: Path) -> None:
    uri = (tmp_path / "package.json").as_uri()
    editor.open(uri, '{"name": }', "json")
    assert editor.found(uri) == []
    assert editor.ask("textDocument/documentSymbol", textDocument={"uri": uri}) is None
    assert editor.ask("textDocument/completion", **editor.at(uri, '{"na'))["items"] == []
    assert editor.ask("textDocument/hover", **editor.at(uri, '{"na')) is None


def test_a_file_that_is_not_open(editor: Editor) -> None:
    uri = "file:///nowhere/order.asl.json"
    place = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}
    assert editor.ask("textDocument/hover", **place) is None
    assert editor.ask("textDocument/completion", **place) is None
    editor.tell(
        "textDocument/didChange",
        textDocument={"uri": uri, "version": 2},
        contentChanges=[{"text": "{}"}],
    )
    assert editor.ask("textDocument/definition", **place) is None


def test_a_file_that_has_no_name_yet(editor: Editor) -> None:
    uri = "untitled:Untitled-1"
    editor.open(uri, '{"StartAt": "B", "States": {"A": {"Type": "Succeed"}}}', "asl")
    assert "start-state-missing" in _codes(editor.found(uri))


def test_settings_that_cannot_be_used_are_told_once(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "asl.toml").write_text("[validate]\noff = 1\n")
    uri = (tmp_path / "order.asl.json").as_uri()
    editor.open(uri, JSON_TEXT, "json")
    message = editor.message("window/showMessage")
    assert "asl.toml" in message["message"]
    assert editor.found(uri) == []
    editor.replace(uri, "orders", "order")
    assert editor.found(uri) == []
    assert editor.heard.count("window/showMessage") == 1


def test_it_ends_with_its_editor(editor: Editor) -> None:
    assert editor.process.stdin is not None
    editor.process.stdin.close()
    editor.process.wait(60)


def test_where_the_schemas_are() -> None:
    told = asl_process("lsp", "--schemas")
    assert told.returncode == 0
    assert (Path(told.stdout.decode().strip()) / "asl.schema.json").is_file()


def test_without_the_library_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "pygls.py").write_text('raise ModuleNotFoundError("gone", name="pygls")\n')
    told = asl_process("lsp", cwd=tmp_path)
    assert (told.returncode, told.stdout) == (2, b"")
    assert b'pip install "asl-runtime[lsp]"' in told.stderr


def test_a_refusal_is_told_to_the_editor_alone(capfd: pytest.CaptureFixture[str]) -> None:
    uri = "file:///orders/pay.asl.json"
    with Editor() as editor:
        editor.open(uri, JSON_TEXT, "json")
        for method, place, more in (
            ("prepareRename", '"Comment": "', {}),
            ("rename", '"StartAt": "P', {"newName": " "}),
        ):
            with pytest.raises(ErrorAnswer):
                editor.ask(f"textDocument/{method}", **editor.at(uri, place), **more)
        editor.ask("shutdown")
        editor.tell("exit")
        editor.process.wait(60)
    assert capfd.readouterr().err == ""
