"""What is understood of a text, be it whole or broken."""

from __future__ import annotations

import json
from typing import Final, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asl.lsp.draft import exact
from asl.lsp.json_tree import json_tree
from asl.lsp.tree import Node, find
from asl.lsp.yaml_tree import _Reader as YamlReader
from asl.lsp.yaml_tree import yaml_tree
from asl.syntax import parse
from asl.syntax.values import Json
from tests.lsp.drafts import CURSOR, marked, yaml_text
from tests.model.definitions import ALL

MISSING: Final = "…"


def value(node: Node) -> Json:
    """What a tree says; a member without a value has `…`."""
    if node.kind == "object":
        return {
            member.name: MISSING if member.node is None else value(member.node)
            for member in node.members
        }
    if node.kind == "array":
        return [value(item) for item in node.items]
    return node.value


BROKEN_JSON: Final[dict[str, tuple[str, Json]]] = {
    "nothing": ("", ""),
    "a brace": ("{", {}),
    "a key that is being typed": ('{"a": 1, "b', {"a": "1", "b": MISSING}),
    "a key without quotes": ("{Ty", {"Ty": MISSING}),
    "a value that is not there": ('{"a": , "b": 2}', {"a": MISSING, "b": "2"}),
    "a value that is not there, nor the comma": (
        '{"a": \n "b": "x", "c": 3}',
        {"a": MISSING, "b": "x", "c": "3"},
    ),
    "a comma that is not there": ('{"a": "x" \n "b": "y"}', {"a": "x", "b": "y"}),
    "a text that does not end": ('{"a": "x\n, "b": 1}', {"a": "x", "b": "1"}),
    "an object that does not end": ('{"a": {"b": 1', {"a": {"b": "1"}}),
    "an array that ends as an object": ('{"a": [1, 2}, "b": 3}', {"a": ["1", "2"]}),
    "too many ends": ('{"a": 1}}]', {"a": "1"}),
    "a hole that a tool fills": ('{"a": ${T}, "b": true}', {"a": "${T}", "b": True}),
    "words before it": ('var x = {"a": null}', {"a": None}),
}


@pytest.mark.parametrize(("text", "said"), BROKEN_JSON.values(), ids=BROKEN_JSON)
def test_broken_json(text: str, said: Json) -> None:
    # Numbers stay as they are written.
    assert value(json_tree(text)) == said


BROKEN_YAML: Final[dict[str, tuple[str, Json]]] = {
    "nothing": ("", ""),
    "a key that is being typed": ("a: x\nb", {"a": "x", "b": MISSING}),
    "a key with nothing behind it": ("a:\nb: x", {"a": MISSING, "b": "x"}),
    "a key that is being typed inside": (
        "a:\n  b: x\n  c\n  d: y\ne: z",
        {"a": {"b": "x", "c": MISSING, "d": "y"}, "e": "z"},
    ),
    "the first key inside": ("a:\n  c\nb: x", {"a": "c", "b": "x"}),
    "the first key inside, others behind it": (
        "a:\n  c\n  d: y",
        {"a": {"c": MISSING, "d": "y"}},
    ),
    "a list": ("a:\n  - x\n  -\n  - k: v\n    l: w\n", {"a": ["x", {"k": "v", "l": "w"}]}),
    "a list as far left as its key": ("a:\n- x\n- y\nb: z", {"a": ["x", "y"], "b": "z"}),
    "a list in a list": ("- - x\n  - y\n- z", [["x", "y"], "z"]),
    "a collection in brackets": (
        "a: {b: x, 'c': [y, \"z\"]}\nd: e",
        {"a": {"b": "x", "c": ["y", "z"]}, "d": "e"},
    ),
    "brackets that do not end": ("a: [x, y\nb: z", {"a": ["x", "y"], "b": "z"}),
    "brackets over lines": ("a: [\n  x,\n]\nb: z", {"a": ["x"], "b": "z"}),
    "quotes that do not end": ('a: "x\nb: y', {"a": "x", "b": "y"}),
    "quotes over lines": ('a: "x\n  y"\nb: z', {"a": "x\n  y", "b": "z"}),
    "a block of text": ("a: |\n  b: c\n\n  d\ne: f", {"a": "|\n  b: c\n\n  d", "e": "f"}),
    "comments": ("# x: y\na: b # c: d\n  # e\nc: d", {"a": "b", "c": "d"}),
    "a mark of a document": ("---\na: b\n...\n", {"a": "b"}),
    "keys in quotes": ("\"a b\": x\n'c: d': y", {"a b": "x", "c: d": "y"}),
    "a colon inside a word": ("a: arn:aws:x\nb: c", {"a": "arn:aws:x", "b": "c"}),
    "lines that end otherwise": ("a:\r\n  b: c\r\nd: e\r\n", {"a": {"b": "c"}, "d": "e"}),
    "an anchor before a block": ("a: &x\n  b: c\nd: !t e", {"a": {"b": "c"}, "d": "e"}),
    "words": ("a: true\nb: null\nc: ~", {"a": True, "b": None, "c": None}),
}


@pytest.mark.parametrize(("text", "said"), BROKEN_YAML.values(), ids=BROKEN_YAML)
def test_broken_yaml(text: str, said: Json) -> None:
    assert value(yaml_tree(text)) == said


def _texts(given: Json) -> Json:
    """Numbers as they are written: a tree leaves them so."""
    if isinstance(given, dict):
        return {key: _texts(inner) for key, inner in given.items()}
    if isinstance(given, list):
        return [_texts(inner) for inner in given]
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        return json.dumps(given)
    return given


ANY_JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)
OBJECTS: Final = st.dictionaries(st.text(), ANY_JSON, max_size=4)


@given(OBJECTS, st.sampled_from([None, 2]), st.booleans())
def test_json_that_is_whole_is_understood_as_it_is(
    given: Json, indent: int | None, escaped: bool
) -> None:
    text = json.dumps(given, indent=indent, ensure_ascii=escaped)
    tree = json_tree(text)
    assert value(tree) == _texts(given)
    assert (tree.start, tree.end) == (0, len(text))


def _extents(node: Node, path: tuple[str | int, ...] = ()) -> dict[tuple[str | int, ...], str]:
    found = {path: f"{node.start}-{node.end}"}
    for member in node.members:
        found[(*path, member.name, "key")] = f"{member.start}-{member.end}"
        assert member.node is not None
        found |= _extents(member.node, (*path, member.name))
    for index, item in enumerate(node.items):
        found |= _extents(item, (*path, index))
    return found


@pytest.mark.parametrize("name", ALL)
def test_json_is_understood_where_it_is(name: str) -> None:
    text = json.dumps(ALL[name], indent=2)
    assert _extents(json_tree(text)) == _extents(exact(parse(text)))


@pytest.mark.parametrize("name", ALL)
def test_yaml_is_understood_as_it_is(name: str) -> None:
    text = yaml_text(ALL[name])
    assert value(yaml_tree(text)) == _texts(value(exact(parse(text, name="x.yaml"))))


@pytest.mark.parametrize("name", ALL)
def test_keys_of_yaml_are_understood_where_they_are(name: str) -> None:
    text = yaml_text(ALL[name])
    found, known = (
        {path: at for path, at in _extents(tree).items() if path[-1:] == ("key",)}
        for tree in (yaml_tree(text), exact(parse(text, name="x.yaml")))
    )
    assert found == known


# Text with a cursor, and what would be typed there: the way to it, and whether it is a key.
SPOTS: Final[dict[str, tuple[Literal["json", "yaml"], str, tuple[object, ...] | None]]] = {
    "a key": ("json", '{"a": 1, █}', ("key",)),
    "a key inside quotes": ("json", '{"a": {"█"}}', ("a", "key")),
    "a value": ("json", '{"a": █}', ("a",)),
    "a value inside quotes": ("json", '{"a": ["x", "█"]}', ("a", 1)),
    "the middle of a value": ("json", '{"a": "x█y"}', ("a",)),
    "an item": ("json", '{"a": [1, █', ("a", 1)),
    "before everything": ("json", '█{"a": 1}', None),
    "a key of YAML": ("yaml", "a:\n  b: x\n  █\nc: d", ("a", "key")),
    "a key of YAML, further left": ("yaml", "a:\n  b: x\n█\nc: d", ("key",)),
    "a value of YAML": ("yaml", "a: █\nb: c", ("a",)),
    "a value of YAML on its own line": ("yaml", "a:\n  █\nb: c", ("a",)),
    "an item of YAML": ("yaml", "a:\n  - x\n  - █\n", ("a", 1)),
    "a key in an item of YAML": ("yaml", "a:\n  - x: y\n    █\n", ("a", 0, "key")),
    "a value in brackets of YAML": ("yaml", "a: {b: c, d: █}", ("a", "d")),
    "a comment of YAML": ("yaml", "a: b # █", None),
    "inside a block of text": ("yaml", "a: |\n  x█y\n", ("a",)),
}


@pytest.mark.parametrize(("format", "text", "way"), SPOTS.values(), ids=SPOTS)
def test_where_the_cursor_is(
    format: Literal["json", "yaml"], text: str, way: tuple[object, ...] | None
) -> None:
    given, offset = marked(text, format)
    typed = given.typed(offset)
    if typed is None:
        assert way is None
    else:
        spot = typed[1]
        assert (*spot.tokens, *(("key",) if spot.member else ())) == way
        assert spot.start <= offset <= spot.end


WORDS: Final = ("a", "Next", "States", "${x}", "{% $x %}", CURSOR)
SCRAPS: Final = st.lists(
    st.sampled_from(
        (*"{}[]:,\"'#|>\t\\😀\n", "\r\n", "  ", "- ", "&a ", "*a", "!t ", ": ", *WORDS)
    ),
    max_size=40,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(SCRAPS | st.text())
def test_any_text_is_understood_somehow(text: str) -> None:
    for read in (json_tree, yaml_tree):
        tree = read(text)
        for offset in range(len(text) + 1):
            spot = find(tree, offset)
            assert spot is None or spot.start <= offset <= spot.end


def test_what_is_nested_without_end_is_understood_to_a_depth() -> None:
    for opening in ('{"a":', "[", '[{"a":'):
        assert json_tree(opening * 100_000).kind in ("object", "array")
    assert yaml_tree("- " * 50_000).kind == "array"
    assert yaml_tree("a: " + "[" * 50_000).kind == "object"


def test_ends_that_never_come_are_looked_for_to_a_bound() -> None:
    text = '"x\n' * 20_000
    reader = YamlReader(text)
    reader.read()
    assert -len(text) < reader._ahead < len(text)
