"""What may be handed in: encodings, sizes, names and formats."""

import pickle

import pytest

from asl.syntax import Json, SyntaxFault, escape_pointer_token, parse, parse_data
from asl.syntax.values import MAX_SIZE, MAX_YAML_SIZE

SAVE_AS_UTF8 = "save the file as UTF-8"

# bytes: (line:column, message)
NOT_UTF8 = {
    "a stray byte": (b'{\n"\xc3\xa9": "\xff"}', "2:7", "byte 0xff is not UTF-8 here"),
    "a cut sequence": (b'"\xf0\x9f\x98', "1:2", "byte 0xf0 is not UTF-8 here"),
    "a surrogate in UTF-8": (b'"\xed\xa0\x80"', "1:2", "byte 0xed is not UTF-8 here"),
    "a stray byte behind a mark": (b'\xef\xbb\xbf"\xff"', "1:2", "byte 0xff is not UTF-8 here"),
    "UTF-16": ('{"a": 1}'.encode("utf-16"), "1:1", "the text is in UTF-16 or UTF-32, not in UTF-8"),
    **{
        encoding: (
            '{"a": 1}'.encode(encoding),
            "1:1",
            "the text is in UTF-16 or UTF-32, not in UTF-8",
        )
        for encoding in ("utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")
    },
}


@pytest.mark.parametrize(("data", "place", "message"), NOT_UTF8.values(), ids=NOT_UTF8)
def test_not_utf8(data: bytes, place: str, message: str) -> None:
    for name in ("a.json", "a.yaml"):
        with pytest.raises(SyntaxFault) as caught:
            parse(data, name=name)
        assert str(caught.value) == f"{name}:{place}: {message}"
        assert (caught.value.code, caught.value.hint) == ("not-utf8", SAVE_AS_UTF8)


@pytest.mark.parametrize(
    ("text", "place"), [('"\ud800"', "1:2"), ('\ufeff\n"é\udfff"', "2:3"), ("\udc00", "1:1")]
)
@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
def test_a_str_that_is_no_text(text: str, place: str, name: str) -> None:
    with pytest.raises(SyntaxFault) as caught:
        parse(text, name=name)

    assert caught.value.code == "lone-surrogate"
    assert str(caught.value).startswith(f"{name}:{place}: ")


@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
@pytest.mark.parametrize("source", ["\ufeff[1]", b"\xef\xbb\xbf[1]"])
def test_one_byte_order_mark_is_dropped(source: bytes | str, name: str) -> None:
    document = parse(source, name=name)

    assert (document.value, document.text) == ([1], "[1]")
    assert document.span("/0").start.column == 2
    assert parse_data(source) == [1]


def test_a_second_byte_order_mark_is_not() -> None:
    with pytest.raises(SyntaxFault, match=r"found U\+FEFF"):
        parse("\ufeff\ufeff[1]")


TOO_LARGE = {
    "JSON bytes": (b" " * (MAX_SIZE + 1), "a.json"),
    "a JSON str": (" " * (MAX_SIZE + 1), "a.json"),
    "YAML": (" " * (MAX_YAML_SIZE + 1), "a.yaml"),
}


@pytest.mark.parametrize(("source", "name"), TOO_LARGE.values(), ids=TOO_LARGE)
def test_too_large(source: bytes | str, name: str) -> None:
    with pytest.raises(SyntaxFault) as caught:
        parse(source, name=name)

    assert (caught.value.code, caught.value.span.start.offset) == ("document-too-large", 0)


# name: the format it tells, what "{a: 1}" is in it
FORMATS = {
    "order.asl.yaml": "yaml",
    "order.YML": "yaml",
    "order.yaml.json": "json",
    "order.asl": "json",
    "yaml": "json",
}


@pytest.mark.parametrize(("name", "expected"), FORMATS.items())
def test_the_name_tells_the_format(name: str, expected: str) -> None:
    document = parse("[1]", name=name)

    assert (document.format, document.name) == (expected, name)


def test_a_format_that_is_given_is_the_format() -> None:
    assert parse("a: 1", name="order.json", format="yaml").value == {"a": 1}
    with pytest.raises(SyntaxFault, match="expected a value"):
        parse("a: 1", name="order.yaml", format="json")


def test_a_fault_brings_its_line_and_can_be_copied() -> None:
    with pytest.raises(SyntaxFault) as caught:
        parse('{\n  "a": x\r\n}', name="order.json")

    copy = pickle.loads(pickle.dumps(caught.value))
    assert isinstance(copy, SyntaxFault)
    assert copy.source_line == '  "a": x'
    assert (str(copy), copy.span) == (str(caught.value), caught.value.span)


@pytest.mark.parametrize(
    ("token", "escaped"), [("a", "a"), ("", ""), ("a/b~c", "a~1b~0c"), ("~1", "~01")]
)
def test_tokens_are_escaped(token: str, escaped: str) -> None:
    value: Json = {token: 1}

    assert escape_pointer_token(token) == escaped
    span = parse(str(value).replace("'", '"')).span(f"/{escaped}")
    assert span.end.offset - span.start.offset == 1
