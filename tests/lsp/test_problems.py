"""What is found in an open file, and what mends it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asl.linter.settings import Settings
from asl.lsp.buffer import Buffer
from asl.lsp.completion import complete
from asl.lsp.draft import Draft, format_of
from asl.lsp.hover import hover
from asl.lsp.navigation import RenameRefused, references, rename
from asl.lsp.problems import concerns, problems, settings_for
from asl.lsp.symbols import symbols
from tests.lsp.drafts import draft
from tests.lsp.test_trees import SCRAPS

Format = Literal["json", "yaml"]
ANYTHING: Final = Settings()

# A text, and what stands there once every fix is made.
FIXES: Final[dict[str, tuple[Format, str, str]]] = {
    "a state": (
        "json",
        '{"StartAt": "Pya", "States": {"Pay": {"Type": "Succeed"}}}',
        '{"StartAt": "Pay", "States": {"Pay": {"Type": "Succeed"}}}',
    ),
    "a field": (
        "json",
        '{"StartAt": "😀", "States": {"😀": {"Type": "Pass", "Coment": "", "End": true}}}',
        '{"StartAt": "😀", "States": {"😀": {"Type": "Pass", "Comment": "", "End": true}}}',
    ),
    "a word": (
        "json",
        '{"StartAt": "A", "States": {"A": {"Type": "Sucseed"}}}',
        '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}',
    ),
    "a word of a resource": (
        "json",
        '{"StartAt": "A", "States": {"A": {"Type": "Task", "TimeoutSeconds": 1, "End": true, '
        '"Resource": "arn:aws:states:::lambda:invok"}}}',
        '{"StartAt": "A", "States": {"A": {"Type": "Task", "TimeoutSeconds": 1, "End": true, '
        '"Resource": "arn:aws:states:::lambda:invoke"}}}',
    ),
    "YAML, in the quotes there are": (
        "yaml",
        "StartAt: 'Pay'\nStates:\n  Pay:\n    Tpye: Succeed\n    Type: Succeed\n",
        "StartAt: 'Pay'\nStates:\n  Pay:\n    Type: Succeed\n    Type: Succeed\n",
    ),
    "YAML": (
        "yaml",
        "StartAt: Pya\nStates:\n  Pay:\n    Type: Succeed\n",
        "StartAt: Pay\nStates:\n  Pay:\n    Type: Succeed\n",
    ),
    "nothing is known": (
        "json",
        '{"StartAt": "Q", "States": {"Pay": {"Type": "Succeed"}}}',
        '{"StartAt": "Q", "States": {"Pay": {"Type": "Succeed"}}}',
    ),
}


@pytest.mark.parametrize(("format", "before", "after"), FIXES.values(), ids=FIXES)
def test_fixes(format: Format, before: str, after: str) -> None:
    given = draft(before, format)
    found = problems(given, ANYTHING)
    assert found != []
    text = given.text
    for one in sorted(found, key=lambda one: one.start, reverse=True):
        if one.fix is not None:
            assert one.title.startswith("Change to ")
            text = text[: one.fix.start] + one.fix.text + text[one.fix.end :]
    assert text == after


def test_a_finding_is_where_it_is() -> None:
    given = draft('{"StartAt": "Pya 😀",\n "States": {"Pay": {"Type": "Succeed"}}}')
    (first, *_) = problems(given, ANYTHING)
    assert given.text[first.start : first.end] == '"Pya 😀"'


def _named(name: str, text: str, language: str = "") -> Draft:
    return Draft(name, Buffer(text), format_of(name, language), language)


MACHINE: Final = '{"StartAt": "A", "States": {"A": {"Type": "Nothing"}}}'
TEMPLATE: Final = """\
Resources:
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::123456789012:role/r
      Definition:
        StartAt: A
        States:
          A: {Type: Nothing}
"""
# A file, and whether there may be a state machine in it.
CONCERNED: Final = {
    "by its name": (_named("order.asl.json", "{}"), True),
    "by its name, of YAML": (_named("order.asl.yml", ""), True),
    "by its name alone": (_named("order.asl", "{}"), True),
    "by what the editor calls it": (_named("Untitled-1", "{}", "asl-yaml"), True),
    "by what it says": (_named("order.json", MACHINE), True),
    "by what it says, broken": (_named("order.json", '{"StartAt": "A", "States": {'), True),
    "by its schema": (_named("order.json", '{"$schema": "x/asl.schema.json"'), True),
    "a template": (_named("template.yaml", TEMPLATE, "yaml"), True),
    "another file of JSON": (_named("package.json", '{"name": "x"}'), False),
    "one that only speaks of it": (_named("x.json", '{"a": "StartAt", "b": "States"}'), False),
    "another template": (_named("template.yaml", "Resources: {}"), False),
    "a file with another schema": (_named("x.json", '{"$schema": "y.json"}'), False),
}


@pytest.mark.parametrize(("given", "concerned"), CONCERNED.values(), ids=CONCERNED)
def test_which_files_there_is_something_to_say_of(given: Draft, concerned: bool) -> None:
    assert concerns(given) is concerned
    if not concerned:
        assert problems(given, ANYTHING) == []


FORMATS: Final = {
    ("order.asl.json", ""): "json",
    ("order.yml", ""): "yaml",
    ("order.asl", ""): "json",
    ("order.asl", "asl-yaml"): "yaml",
    ("order.yaml", "json"): "json",
    ("order.yaml", "asl"): "yaml",
}


@pytest.mark.parametrize(("file", "format"), FORMATS.items())
def test_what_a_file_is_written_in(file: tuple[str, str], format: Format) -> None:
    assert format_of(*file) == format


def test_what_the_editor_calls_yaml_is_read_as_yaml() -> None:
    given = _named("order.asl", "StartAt: A\nStates:\n  A: {Type: Succeed}\n", "asl-yaml")
    assert problems(given, ANYTHING) == []


def test_a_machine_in_a_template(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text("Resources: {}\n")
    given = _named(str(path), TEMPLATE, "yaml")
    (found,) = problems(given, ANYTHING)
    assert given.text[found.start : found.end] == "Nothing"


def test_of_a_template_only_what_stands_in_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "order.asl.json").write_text(MACHINE)
    text = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: order.asl.json
"""
    path = tmp_path / "template.yaml"
    path.write_text(text)
    assert problems(_named(str(path), text, "yaml"), ANYTHING) == []
    assert problems(_named(str(tmp_path / "order.asl.json"), MACHINE), ANYTHING) != []


def test_what_a_file_of_settings_says(tmp_path: Path) -> None:
    name = str(tmp_path / "order.asl.json")
    (tmp_path / "asl.toml").write_text('[validate]\noff = ["start-state-missing"]\n')
    settings, bad = settings_for(name)
    assert bad is None
    text = '{"StartAt": "B", "States": {"A": {"Type": "Succeed"}}}'
    assert "start-state-missing" in [
        one.found.code for one in problems(_named(name, text), ANYTHING)
    ]
    assert "start-state-missing" not in [
        one.found.code for one in problems(_named(name, text), settings)
    ]


def test_settings_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "asl.toml").write_text("[validate]\noff = 1\n")
    settings, bad = settings_for(str(tmp_path / "order.asl.json"))
    assert (settings, bad is None) == (ANYTHING, False)


@settings(max_examples=300, deadline=None)
@given(SCRAPS | st.text(), st.sampled_from(("json", "yaml")), st.integers(0, 50))
def test_of_any_text_and_place_there_is_an_answer(text: str, format: Format, place: int) -> None:
    given = draft(text, format)
    offset = min(place, len(given.text))
    found = problems(given, ANYTHING)
    for one in found:
        assert 0 <= one.start <= one.end <= len(given.text)
    hover(given, offset, found)
    for completion in complete(given, offset):
        assert completion.start <= offset <= max(completion.end, offset)
    references(given, offset)
    symbols(given)
    with suppress(RenameRefused):
        assert rename(given, offset, "x") != []
