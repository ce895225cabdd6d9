"""Where the characters of a text value stand, in the text and in those it was put together from."""

from __future__ import annotations

import io
import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from asl.syntax import SyntaxFault, parse
from asl.syntax.document import Document, Format
from asl.syntax.json_reader import read_json
from asl.syntax.source import Source
from asl.syntax.splice import Splice

_ALIASES = "x: &x {b: c}\na: [1, *x]\nd:\n  <<: *x\n  e: |\n    f\n"
VISIBLE = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])


def _pointed_at(text: str, format: Format) -> str:
    """What stands where the characters of the member `a` do; `·` past the end."""
    offsets = parse(text, format=format).characters("/a")
    return "".join(f"{text}·"[offset] for offset in offsets)


@pytest.mark.parametrize(
    ("text", "format", "pointed_at"),
    [
        ('{"a": "xyz"}', "json", 'xyz"'),
        (r'{"a": "x\n\u00e9\ud83d\ude00\\z"}', "json", r"x\\\\z" + '"'),
        (r'{"a": "\ude00"}'.replace("ude00", "u0041"), "json", "\\" + '"'),
        ('{"a": ""}', "json", '"'),
        ('{"a": 12}', "json", ""),
        ("a: plain\n", "yaml", "plain\n"),
        ("a: plain\n   and on\n", "yaml", "plain\nand on\n"),
        ("a: 'it''s'\n", "yaml", "it's'"),
        ('a: "x\\ty\\u0041z"\n', "yaml", 'x\\y\\z"'),
        ('a: "x \\\n   y"\n', "yaml", 'x y"'),
        ("a: |\n  {\n    b\n  }\n", "yaml", "{\n  b\n}\n\n"),
        ("a: |2\n    b\n  c\nd: 1\n", "yaml", "  b\nc\n\n"),
        ("a: |- # why\n  b\n\n  c\n", "yaml", "b\n\nc\n"),
        ("a: >-\n  b\n  c\n\n  d\n", "yaml", "b c\nd\n"),
        ("a: !!str |\n  b\n", "yaml", "b\n\n"),
        ("a: &x b\n", "yaml", "b\n"),
    ],
)
def test_characters(text: str, format: Format, pointed_at: str) -> None:
    assert _pointed_at(text, format) == pointed_at


@given(st.text(st.characters(exclude_categories=["Cs"])), st.booleans())
def test_every_character_of_a_json_string_begins_at_its_place(value: str, ascii_only: bool) -> None:
    text = json.dumps({"a": value}, ensure_ascii=ascii_only)
    offsets = parse(text).characters("/a")
    assert len(offsets) == len(value) + 1
    pieces = [
        text[start:end] for start, end in zip(offsets, [*offsets[1:], len(text)], strict=True)
    ][:-1]
    assert [json.loads(f'"{piece}"') for piece in pieces] == list(value)


@given(st.text(VISIBLE | st.sampled_from("\n  \n"), max_size=60), st.sampled_from([None, "|", ">"]))
def test_what_can_be_seen_of_a_yaml_scalar_stands_at_its_place(
    value: str, style: str | None
) -> None:
    stream = io.StringIO()
    writer = YAML(typ="rt", pure=True)
    if style is not None:
        text = "a: " + style + "\n" + "\n".join(f"  {line}" for line in value.split("\n"))
    else:
        writer.dump({"a": value}, stream)
        text = stream.getvalue()
    try:
        document = parse(text, format="yaml")
    except SyntaxFault:
        return
    if not isinstance(document.value, dict) or not isinstance(document.value["a"], str):
        return
    read = document.value["a"]
    offsets = document.characters("/a")
    assert len(offsets) == len(read) + 1
    assert all(first <= second for first, second in itertools.pairwise(offsets))
    for character, offset in zip(read, offsets, strict=False):
        if not character.isspace():
            assert text[offset] in (character, "\\")


def test_a_spliced_text_finds_what_stands_in_it() -> None:
    first = Source("a.txt", "one two")
    splice = Splice("both")
    splice.copy("two", first, range(4, 8))
    splice.copy("one", first, range(3))
    whole = splice.finish()
    assert whole.find(first, (0, 5)) == {0: 3, 5: 1}
    assert whole.find(whole, (2,)) == {2: 2}
    assert whole.find(Source("a.txt", "one two"), (0,)) == {}


def test_pointers_of_many_offsets_are_those_of_each() -> None:
    for name, text in (("a.json", '{"a": [1, {"b": "c"}], "d": {}}'), ("a.yaml", _ALIASES)):
        document = parse(text, name=name)
        found = document.pointers(range(len(text) + 1))
        assert found == {at: document.pointer(at) for at in range(len(text) + 1)}
        assert found[text.index("c")] in ("/a/1/b", "/x/b")


def test_a_spliced_text_has_the_places_of_its_pieces() -> None:
    first = Source("a.txt", "one two\nthree")
    second = Source("b.txt", "\nfour")
    splice = Splice("both")
    splice.copy("two", first, range(4, 8))
    splice.copy("12345", first, [8] * 5)
    splice.copy("four", second, range(1, 6))
    whole = splice.finish()
    assert whole.text == "two12345four"
    places = {
        offset: (source.name, source.position(at).line, source.position(at).column)
        for offset in range(len(whole.text) + 1)
        for source, at in [whole.origin(offset)]
    }
    assert places[0] == ("a.txt", 1, 5)
    assert places[2] == ("a.txt", 1, 7)
    assert {places[offset] for offset in range(3, 8)} == {("a.txt", 2, 1)}
    assert places[8] == ("b.txt", 2, 1)
    assert places[12] == ("b.txt", 2, 5)


def test_a_text_inside_a_spliced_text_has_the_places_of_the_first() -> None:
    outer = parse('{"Definition": "{\\"a\\": \\"b\\"}"}', name="template.json")
    offsets = outer.characters("/Definition")
    splice = Splice("Definition")
    splice.copy(outer.value["Definition"], outer.source, offsets)
    inner = parse_spliced(splice)
    source, span = inner.written("/a")
    assert (source.name, source.text[span.start.offset : span.end.offset]) == (
        "template.json",
        '\\"b\\',
    )
    source, span = inner.written("/a", character=0)
    assert source.text[span.start.offset] == "b"


def parse_spliced(splice: Splice) -> Document:
    return read_json(splice.finish())


def test_a_fault_in_a_spliced_text_names_the_file() -> None:
    file = Source("a.json", 'text: {"a" 1}')
    splice = Splice("x")
    splice.copy('{"a" 1}', file, range(6, 14))
    with pytest.raises(SyntaxFault) as caught:
        parse_spliced(splice)
    assert (caught.value.name, caught.value.span.start.column) == ("a.json", 12)
    assert caught.value.source_line == 'text: {"a" 1}'


def test_nothing_put_together_is_an_empty_text() -> None:
    empty = Splice("nothing").finish()
    assert empty.text == ""
    assert empty.origin(0) == (empty, 0)
