"""What holds of any text: it is read or refused with a place, and stands where we say."""

import json
import math
import string
from typing import Literal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from asl.syntax import Document, Json, SyntaxFault, escape_pointer_token, parse, parse_data

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
# YAML limits a key in one line to 1,024 characters, and keeps control characters out.
NUMBERS = st.one_of(
    st.integers(),
    st.integers(min_value=-(2**70), max_value=2**70),
    st.floats(allow_nan=False, allow_infinity=False),
)
SCALARS = st.one_of(st.none(), st.booleans(), NUMBERS, TEXT)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXT, inner, max_size=4)),
    max_leaves=20,
)
JSON_WORDS = st.sampled_from(
    [
        *'{}[],:"\\/ \n\t0123456789.-+eE',
        *('"a"', '"b":', "true", "false", "null", "1.5", "-0", "9" * 20, "NaN", "1e999"),
        *("\\u", "\\ud800", "\\udc00", "é", "😀", "\ufeff", "\0", "'", "#"),
    ]
)
JSON_LIKE = st.lists(JSON_WORDS, max_size=30).map("".join)
YAML_WORDS = st.sampled_from(
    [
        *"[]{},:?-&*!|>'\"%@`#~=<\n\t \\",
        *(
            "a",
            "b: ",
            "- ",
            "? ",
            "&x ",
            "*x",
            "!!str ",
            "!t ",
            "<<: ",
            "\n ",
            "\n  ",
            "|\n",
            ">-\n",
        ),
        *("---\n", "...\n", "%YAML 1.2\n", "%TAG ! x\n", "%25", "\\U", "FFFFFFFF", "\\ud800"),
        *("1", "0x1", ".nan", "\r", "\x85", "\u2028", "\ufeff", "é", "😀"),
    ]
)
YAML_LIKE = st.lists(YAML_WORDS, max_size=30).map("".join)
ANY_TEXT = st.one_of(
    st.text(), st.text(st.characters(categories=["Cs", "Cc", "Po", "Nd"])), JSON_LIKE, YAML_LIKE
)
ANY_SOURCE = st.one_of(
    ANY_TEXT,
    st.binary(),
    ANY_TEXT.map(lambda text: text.encode(errors="ignore")),
    ANY_TEXT.map(lambda text: text.encode("utf-16", errors="ignore")),
)
Format = Literal["json", "yaml"]
UNTIMED = settings(deadline=None)


def outcome(source: bytes | str, form: Format) -> Document | SyntaxFault:
    try:
        return parse(source, format=form)
    except SyntaxFault as fault:
        return fault


def same(one: Json, other: Json) -> bool:
    """Tell whether two values are the same, the form of their numbers and their order included."""
    return repr(one) == repr(other)


def pointers(value: Json, prefix: str = "") -> dict[str, Json]:
    found: dict[str, Json] = {prefix: value}
    if isinstance(value, dict):
        for key, child in value.items():
            found |= pointers(child, f"{prefix}/{escape_pointer_token(key)}")
    elif isinstance(value, list):
        for index, child in enumerate(value):
            found |= pointers(child, f"{prefix}/{index}")
    return found


@UNTIMED
@given(ANY_SOURCE, st.sampled_from(["json", "yaml"]))
@example(b"\xef\xbb\xbf\xff", "json")
@example("!%25,", "yaml")
@example('"\\UFFFFFFFF"', "yaml")
@example(f"%YAML 1.{'9' * 5000}\n---\na", "yaml")
def test_anything_is_read_or_refused_with_a_place(source: bytes | str, form: Format) -> None:
    result = outcome(source, form)

    if isinstance(result, SyntaxFault):
        start, end = result.span.start, result.span.end
        assert 0 <= start.offset <= end.offset
        assert 1 <= start.column <= len(result.source_line) + 2
        assert result.message
        assert set(result.code) <= {*string.ascii_lowercase, "-", "8"}
    else:
        json.dumps(result.value, allow_nan=False, ensure_ascii=False).encode()


@UNTIMED
@given(ANY_SOURCE)
def test_parse_data_is_parse(source: bytes | str) -> None:
    expected = outcome(source, "json")

    if isinstance(expected, Document):
        assert same(parse_data(source), expected.value)
    else:
        with pytest.raises(SyntaxFault) as caught:
            parse_data(source)
        assert caught.value.args == expected.args


@UNTIMED
@given(ANY_SOURCE)
def test_what_the_standard_library_refuses_is_refused(source: bytes | str) -> None:
    """It takes more than we do: NaN, halves of pairs, UTF-16."""
    result = outcome(source, "json")

    if isinstance(result, Document):
        assert same(json.loads(result.text), result.value)


@UNTIMED
@given(VALUES, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_a_value_comes_back(value: Json, indent: int | str | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    document = parse(text)

    assert same(document.value, value)
    assert same(parse_data(text.encode()), value)
    assert document.duplicates == ()


@UNTIMED
@given(VALUES, st.sampled_from([None, 2]))
def test_every_span_holds_its_value(value: Json, indent: int | None) -> None:
    document = parse(json.dumps(value, indent=indent))

    for pointer, expected in pointers(value).items():
        span = document.span(pointer)
        found = document.text[span.start.offset : span.end.offset]
        assert same(json.loads(found), expected)
        before = document.text[: span.start.offset]
        assert span.start.line == before.count("\n") + 1
        assert span.start.column == len(before) - (before.rfind("\n") + 1) + 1


@UNTIMED
@given(VALUES)
def test_every_key_span_holds_its_name(value: Json) -> None:
    document = parse(json.dumps(value))

    for pointer, child in pointers(value).items():
        if isinstance(child, dict):
            for key in child:
                span = document.key_span(f"{pointer}/{escape_pointer_token(key)}")
                found = document.text[span.start.offset : span.end.offset]
                assert json.loads(found) == key


@UNTIMED
@given(VALUES)
def test_json_is_yaml(value: Json) -> None:
    text = json.dumps(value)
    as_json, as_yaml = parse(text, format="json"), parse(text, format="yaml")

    assert same(as_yaml.value, as_json.value)
    for pointer in pointers(value):
        assert as_yaml.span(pointer) == as_json.span(pointer)
        assert as_yaml.key_span(pointer) == as_json.key_span(pointer)


@UNTIMED
@given(st.floats())
def test_floats_come_back(number: float) -> None:
    result = outcome(repr(number).replace("inf", "1e999"), "json")

    if math.isfinite(number):
        assert isinstance(result, Document)
        assert same(result.value, number)
    else:
        assert isinstance(result, SyntaxFault)
