"""From the name of a state to the state, to every other mention of it, and to another name."""

from __future__ import annotations

import json
from typing import Final, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asl.lsp.navigation import RenameRefused, definition, mentions, references, rename
from asl.lsp.symbols import Symbol, symbols
from asl.syntax import parse
from asl.syntax.values import Json
from tests.lsp.drafts import CURSOR, draft, marked
from tests.model.definitions import ALL

Format = Literal["json", "yaml"]

JSON_TEXT: Final = """{
  "Comment": "Pay 😀, Pay",
  "StartAt": "Pay",
  "States": {
    "Pay": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "Look",
      "Parameters": {"Next": "Pay"},
      "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Pay"}]},
    "Look": {"Type": "Choice", "Default": "Pay",
      "Choices": [{"Variable": "$.a", "IsNull": true, "Next": "Pay"}]},
    "Each": {"Type": "Map", "End": true,
      "ItemProcessor": {"StartAt": "Pay", "States": {"Pay": {"Type": "Pass", "End": true}}}}
  }
}"""
YAML_TEXT: Final = """\
StartAt: Pay
States:
  Pay:
    Type: Pass
    Next: 'Look'
  "Look":
    Type: Choice
    Choices:
      - {Variable: $.a, IsNull: true, Next: Look}
    Default: &back Pay
  Wait:
    Type: Wait
    Seconds: 1
    Next: *back
"""


def _at(text: str, before: str) -> str:
    """The text with a cursor inside the first thing behind a beginning."""
    at = text.index(before) + len(before) + 1
    return text[:at] + CURSOR + text[at:]


# Where the cursor is, and the line of the state that is named there; None for none.
STATES: Final[dict[str, tuple[Format, str, int | None]]] = {
    "StartAt": ("json", _at(JSON_TEXT, '"StartAt": '), 5),
    "Next": ("json", _at(JSON_TEXT, '"lambda:invoke", "Next": '[15:]), 8),
    "Next of a catcher": ("json", _at(JSON_TEXT, '["States.ALL"], "Next": '), 5),
    "Next of a rule": ("json", _at(JSON_TEXT, 'true, "Next": '), 5),
    "Default": ("json", _at(JSON_TEXT, '"Default": '), 5),
    "StartAt inside": ("json", _at(JSON_TEXT, '"ItemProcessor": {"StartAt": '), 11),
    "the key itself": ("json", _at(JSON_TEXT, '"States": {\n    '), 5),
    "what only looks like one": ("json", _at(JSON_TEXT, '"Parameters": {"Next": '), None),
    "a comment": ("json", _at(JSON_TEXT, '"Comment": '), None),
    "YAML: StartAt": ("yaml", _at(YAML_TEXT, "StartAt: "), 3),
    "YAML: in quotes": ("yaml", _at(YAML_TEXT, "Next: "), 6),
    "YAML: in braces": ("yaml", _at(YAML_TEXT, "IsNull: true, Next: "), 6),
    "YAML: behind an anchor": ("yaml", _at(YAML_TEXT, "Default: &back "), 3),
    "no state has the name": ("json", '{"StartAt": "█Pay", "States": {}}', None),
    "a state that is being typed": ("json", '{"StartAt": "█Pay",\n"States": {"Pay"', 2),
    "in the older spelling": (
        "json",
        '{"States": {"M": {"Type": "Map",\n"Iterator": {"StartAt": "█A", "States": {\n"A": {}}}}}}',
        3,
    ),
    "a broken text": ("json", '{"StartAt": "█Pay",\n"States": {"Pay": {"Type": ', 2),
    "a broken text of YAML": ("yaml", "StartAt: P█ay\nStates:\n  Pay:\n    Ty\n", 3),
}


@pytest.mark.parametrize(("format", "text", "line"), STATES.values(), ids=STATES)
def test_where_the_state_is(format: Format, text: str, line: int | None) -> None:
    given, offset = marked(text, format)
    found = definition(given, offset)
    assert (found and given.text[: found.start].count("\n") + 1) == line


def test_every_mention_of_a_state() -> None:
    given, offset = marked(_at(JSON_TEXT, '"Default": '))
    lines = [given.text[: one.start].count("\n") + 1 for one in references(given, offset)]
    assert lines == [3, 5, 7, 8, 9]


# What a rename makes of the text.
RENAMES: Final[dict[str, tuple[Format, str, str, str]]] = {
    "every mention in its scope": (
        "json",
        _at(JSON_TEXT, '"Default": '),
        'Büro "1"',
        JSON_TEXT.replace('"Pay"', r'"Büro \"1\""')
        .replace(r'{"Next": "Büro \"1\""}', '{"Next": "Pay"}')
        .replace(
            r'"ItemProcessor": {"StartAt": "Büro \"1\"", "States": {"Büro \"1\"":',
            '"ItemProcessor": {"StartAt": "Pay", "States": {"Pay":',
        ),
    ),
    "YAML: quotes and anchors stay as they are": (
        "yaml",
        _at(YAML_TEXT, "StartAt: "),
        "Charge card",
        YAML_TEXT.replace("Pay", "Charge card"),
    ),
    "YAML: in the quotes of each place": (
        "yaml",
        _at(YAML_TEXT, "Next: "),
        "it's",
        YAML_TEXT.replace("'Look'", "'it''s'")
        .replace('"Look"', '"it\'s"')
        .replace("Next: Look", 'Next: "it\'s"'),
    ),
    "YAML: a name that needs quotes": (
        "yaml",
        "StartAt: █A\nStates:\n  A: {Type: Pass, Next: A}\n",
        "yes: [1]",
        'StartAt: "yes: [1]"\nStates:\n  "yes: [1]": {Type: Pass, Next: "yes: [1]"}\n',
    ),
    "escapes in the text": (
        "json",
        '{"StartAt": "█\\u0041", "States": {"A": {"Type": "Pass", "End": true}}}',
        "B",
        '{"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}',
    ),
    "beside a hole that a tool fills": (
        "json",
        '{"StartAt": "█A", "TimeoutSeconds": ${T}, "States": {"A": {"Type": "Succeed"}}}',
        "B",
        '{"StartAt": "B", "TimeoutSeconds": ${T}, "States": {"B": {"Type": "Succeed"}}}',
    ),
    "to the name it has": (
        "json",
        '{"StartAt": "█A", "States": {"A": {"Type": "Succeed"}}}',
        "A",
        '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}',
    ),
}


def _renamed(text: str, format: Format, name: str) -> str:
    given, offset = marked(text, format)
    found = given.text
    for edit in reversed(rename(given, offset, name)):
        found = found[: edit.start] + edit.text + found[edit.end :]
    return found


@pytest.mark.parametrize(("format", "before", "name", "after"), RENAMES.values(), ids=RENAMES)
def test_renames(format: Format, before: str, name: str, after: str) -> None:
    assert _renamed(before, format, name) == after


REFUSED: Final[dict[str, tuple[str, str, str]]] = {
    "nothing": (_at(JSON_TEXT, '"StartAt": '), "", "more in it than spaces"),
    "blanks": (_at(JSON_TEXT, '"StartAt": '), "  ", "more in it than spaces"),
    "too long": (_at(JSON_TEXT, '"StartAt": '), "x" * 81, "this one 81"),
    "taken": (_at(JSON_TEXT, '"StartAt": '), "Each", 'a state "Each" already'),
    "no state": (_at(JSON_TEXT, '"Comment": '), "B", "put the cursor on the name of one"),
    "a state that is not there": ('{"StartAt": "█A", "States": {}}', "B", "put the cursor"),
    "a broken text": ('{"StartAt": "█A",\n"States": {"A": {', "B", "see line 2"),
}


@pytest.mark.parametrize(("text", "name", "why"), REFUSED.values(), ids=REFUSED)
def test_renames_that_are_refused(text: str, name: str, why: str) -> None:
    with pytest.raises(RenameRefused, match=why):
        rename(*marked(text), name)


NAMES: Final = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80).filter(
    str.strip
)


@settings(max_examples=200, deadline=None)
@given(NAMES)
def test_a_state_has_the_name_that_it_was_given(name: str) -> None:
    for text, format in ((JSON_TEXT, "json"), (YAML_TEXT, "yaml")):
        if name in ("Pay", "Look", "Each", "Wait"):
            continue
        read: Json = parse(
            _renamed(_at(text, "StartAt: " if format == "yaml" else '"StartAt": '), format, name),  # type: ignore[arg-type]  # one of the two
            name=f"x.{format}",
        ).value
        assert read["StartAt"] == name
        assert name in read["States"]
        assert read["States"]["Look"]["Default"] == name


def test_a_name_is_mentioned_as_often_as_it_stands() -> None:
    found = [one.name for one in mentions(draft(json.dumps(ALL["PATHS"])).tree)]
    assert all(name in found for name in ALL["PATHS"]["States"])


def _outline(found: tuple[Symbol, ...]) -> list[object]:
    return [
        (one.name, one.type, _outline(one.children)) if one.children else (one.name, one.type)
        for one in found
    ]


@pytest.mark.parametrize(
    ("format", "text", "outline"),
    [
        (
            "json",
            JSON_TEXT,
            [("Pay", "Task"), ("Look", "Choice"), ("Each", "Map", [("Pay", "Pass")])],
        ),
        ("yaml", YAML_TEXT, [("Pay", "Pass"), ("Look", "Choice"), ("Wait", "Wait")]),
        (
            "json",
            '{"States": {"P": {"Type": "Parallel", "Branches": [{"States": {"A": {}}}, {',
            [("P", "Parallel", [("Branches[0]", "", [("A", "")]), ("Branches[1]", "")])],
        ),
        (
            "json",
            '{"States": {"M": {"Type": "Map", "Iterator": {"States": {"A": {"Type": "Pass"}}}}}}',
            [("M", "Map", [("A", "Pass")])],
        ),
        ("json", "[]", []),
    ],
    ids=["JSON", "YAML", "a broken text", "the older spelling", "no machine"],
)
def test_the_outline(format: Format, text: str, outline: list[object]) -> None:
    assert _outline(symbols(draft(text, format))) == outline


def test_a_symbol_is_around_its_name() -> None:
    def check(found: tuple[Symbol, ...]) -> int:
        for one in found:
            assert one.start <= one.name_start <= one.name_end <= one.end
        return len(found) + sum(check(one.children) for one in found)

    assert check(symbols(draft(YAML_TEXT, "yaml"))) == 3
    assert check(symbols(draft(json.dumps(ALL["PATHS"])))) > 10


def test_blocks_inside_one_another_end_the_outline() -> None:
    text = '{"States": {"M": {"Type": "Map", "ItemProcessor": ' * 80 + "{}" + "}}}" * 80
    depth, found = 0, symbols(draft(text))
    while found:
        depth, found = depth + 1, found[0].children
    assert depth == 50
