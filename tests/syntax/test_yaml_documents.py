"""What a YAML text says and where, by the core schema of YAML 1.2.2."""

import pytest

from asl.syntax import Document, Json, Span, parse

# what is written: what it says, type included
VALUES = {
    "null": None,
    "~": None,
    "---": None,
    "true": True,
    "False": False,
    "yes": "yes",
    "no": "no",
    "on": "on",
    "12": 12,
    "+12": 12,
    "-0": 0,
    "007": 7,
    "0o17": 15,
    "0xFf": 255,
    "-0x1": "-0x1",
    "1_000": "1_000",
    "190:20:30": "190:20:30",
    "123456789012345678901234567890": 123456789012345678901234567890,
    "1.0": 1.0,
    "1.": 1.0,
    "-.5": -0.5,
    "1e3": 1000.0,
    "12e-1": 1.2,
    "2024-01-31": "2024-01-31",
    "2024-01-31T10:00:00Z": "2024-01-31T10:00:00Z",
    "'12'": "12",
    '"true"': "true",
    "!!str 12": "12",
    "!!str": "",
    "! 12": "12",
    "!!int '12'": 12,
    "!!float 3": 3.0,
    "!!bool 'true'": True,
    "!!null ''": None,
    "!!map {}": {},
    "!!seq []": [],
    "!<tag:yaml.org,2002:int> 3": 3,
    "%YAML 1.1\n---\n[yes, 010]": ["yes", 10],
    "%TAG !c! tag:yaml.org,2002:\n---\n!c!int 3": 3,
    r'"\ud83d\ude00 \u00e9 \U0001F600 \x41 \/"': "😀 é 😀 A /",
    "|\n  a\n   b\n": "a\n b\n",
    ">-\n  a\n  b\n": "a b",
    "a\n  b": "a b",
    "a: 1 # why\n": {"a": 1},
    "a:\nb: c": {"a": None, "b": "c"},
    "a:\n- 1\n-\n- - 2": {"a": [1, None, [2]]},
    "? a\n: b\n? c": {"a": "b", "c": None},
    "{a, b: 1, 'c': }": {"a": None, "b": 1, "c": None},
    "[a: 1, {b: 2}]": [{"a": 1}, {"b": 2}],
    '{"a":1,"b":[true,null]}': {"a": 1, "b": [True, None]},
    "1: a\n~: b\n.nan: c\n1.50: d\n0x1: e\n!!int 7: f": {
        "1": "a",
        "~": "b",
        ".nan": "c",
        "1.50": "d",
        "0x1": "e",
        "7": "f",
    },
    "&a x: 1\nb: *a\n*a : 2": {"x": 2, "b": "x"},
    "a: &x [1, &y 2]\nb: *x\nc: *y": {"a": [1, 2], "b": [1, 2], "c": 2},
    "[&a 1, &a 2, *a]": [1, 2, 2],
    "a: &a\nb: *a": {"a": None, "b": None},
    "--- a\n...\n": "a",
}


@pytest.mark.parametrize(("text", "value"), VALUES.items())
def test_value(text: str, value: Json) -> None:
    read = parse(text, format="yaml").value

    assert (repr(read), type(read)) == (repr(value), type(value))


# a map with "<<" in it: what it says
MERGES = {
    "own members win, wherever they stand": (
        "- &a {x: 1, y: 2}\n- {y: 3, <<: *a, z: 4}",
        {"x": 1, "y": 3, "z": 4},
    ),
    "of several maps the first wins": (
        "- [&a {x: 1}, &b {x: 2, y: 3}]\n- <<: [*a, *b]",
        {"x": 1, "y": 3},
    ),
    "a map that merges is merged": (
        "- [&a {x: 1}, &b {<<: *a, y: 2}]\n- <<: *b",
        {"x": 1, "y": 2},
    ),
    "a map in place": ("- 0\n- <<: {x: 1}", {"x": 1}),
    "in quotes it is a name": ('- 0\n- "<<": 1', {"<<": 1}),
}


@pytest.mark.parametrize(("text", "merged"), MERGES.values(), ids=MERGES)
def test_merge_keys(text: str, merged: Json) -> None:
    document = parse(text, format="yaml")

    assert document.value[1] == merged
    assert document.duplicates == ()


def test_an_alias_shares_its_value() -> None:
    value = parse("a: &a {x: 1}\nb: *a", format="yaml").value

    assert value["a"] is value["b"]


TEXT = """\
Comment: &why "because é"
Base: &base
  Retry: [ {n: 1}, two ]   # as always
States:
  Pay:
    <<: *base
    Type: Task
    Note: *why
    List:
    - one
    -  - 'a'
       - b c
    Script: |
      line 1
      line 2

  Wait: &wait {Seconds: 3,
    Next: }
Empty:
"""

# pointer: (the value's text, the name's text, the value's line:column)
PLACES = {
    "/Comment": ('&why "because é"', "Comment", "1:10"),
    "/Base": ("&base\n  Retry: [ {n: 1}, two ]", "Base", "2:7"),
    "/Base/Retry": ("[ {n: 1}, two ]", "Retry", "3:10"),
    "/Base/Retry/0": ("{n: 1}", "{n: 1}", "3:12"),
    "/Base/Retry/0/n": ("1", "n", "3:16"),
    "/Base/Retry/1": ("two", "two", "3:20"),
    "/States/Pay/Type": ("Task", "Type", "7:11"),
    "/States/Pay/Note": ('&why "because é"', "Note", "1:10"),
    "/States/Pay/Retry": ("[ {n: 1}, two ]", "Retry", "3:10"),
    "/States/Pay/List": ("- one\n    -  - 'a'\n       - b c", "List", "10:5"),
    "/States/Pay/List/1": ("- 'a'\n       - b c", "- 'a'\n       - b c", "11:8"),
    "/States/Pay/List/1/1": ("b c", "b c", "12:10"),
    "/States/Pay/Script": ("|\n      line 1\n      line 2", "Script", "13:13"),
    "/States/Wait": ("&wait {Seconds: 3,\n    Next: }", "Wait", "17:9"),
    "/States/Wait/Next": ("", "Next", "18:10"),
    "/States/Wait/Then": (
        "&wait {Seconds: 3,\n    Next: }",
        "&wait {Seconds: 3,\n    Next: }",
        "17:9",
    ),
    "/Empty": ("", "Empty", "19:7"),
    "/Empty/x/y": ("", "", "19:7"),
}


def text_of(document: Document, span: Span) -> str:
    return document.text[span.start.offset : span.end.offset]


@pytest.mark.parametrize(("pointer", "expected"), PLACES.items())
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_places(pointer: str, expected: tuple[str, str, str], line_end: str) -> None:
    document = parse(TEXT.replace("\n", line_end), name="order.yaml")

    span, key_span = document.span(pointer), document.key_span(pointer)
    texts = [text_of(document, place).replace("\r", "") for place in (span, key_span)]
    assert (*texts, f"{span.start.line}:{span.start.column}") == expected


def test_a_block_ends_where_its_last_alias_is_spoken_of() -> None:
    document = parse("a: &a 1\nb:\n  c: *a\n", format="yaml")

    assert text_of(document, document.span("/b")) == "c: *a"
    assert text_of(document, document.span("")) == "a: &a 1\nb:\n  c: *a"


# text: (what it says, the pointer, line:column and first line:column of each repeated key)
DUPLICATES = {
    "the last one wins": ("a: 1\nb: 2\na: 3", {"a": 3, "b": 2}, [("/a", "3:1", "1:1")]),
    "each one after the first": (
        "{a: 1, a: 2, a: 3}",
        {"a": 3},
        [("/a", "1:8", "1:2"), ("/a", "1:14", "1:2")],
    ),
    "keys are the same by their text": ("1: a\n'1': b", {"1": "b"}, [("/1", "2:1", "1:1")]),
    "in the order of the text": (
        "a/b: [{x: 1, x: 2}]\na/b: 3",
        {"a/b": 3},
        [("/a~1b/0/x", "1:14", "1:8"), ("/a~1b", "2:1", "1:1")],
    ),
}


@pytest.mark.parametrize(("text", "value", "expected"), DUPLICATES.values(), ids=DUPLICATES)
def test_duplicates(text: str, value: Json, expected: list[tuple[str, str, str]]) -> None:
    document = parse(text, format="yaml")

    found = [
        (
            entry.pointer,
            f"{entry.span.start.line}:{entry.span.start.column}",
            f"{entry.first.start.line}:{entry.first.start.column}",
        )
        for entry in document.duplicates
    ]
    assert (document.value, found) == (value, expected)
