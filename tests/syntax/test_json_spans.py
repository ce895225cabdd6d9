"""Where values and names stand in a JSON text."""

import pytest

from asl.syntax import Document, Span, parse

TEXT = """\
{
  "StartAt": "Pay",
  "Stätes/😀": {
    "Pay": {"Type" : "Task", "Retry": [ {"n": -1.5e3}, [], null ]}
  },
  "": { }
}
"""

# pointer: (the value's text, the name's text, the value's line:column, the name's line:column)
PLACES = {
    "/StartAt": ('"Pay"', '"StartAt"', "2:14", "2:3"),
    "/Stätes~1😀/Pay/Type": ('"Task"', '"Type"', "4:22", "4:13"),
    "/Stätes~1😀/Pay/Retry": ('[ {"n": -1.5e3}, [], null ]', '"Retry"', "4:39", "4:30"),
    "/Stätes~1😀/Pay/Retry/0": ('{"n": -1.5e3}', '{"n": -1.5e3}', "4:41", "4:41"),
    "/Stätes~1😀/Pay/Retry/0/n": ("-1.5e3", '"n"', "4:47", "4:42"),
    "/Stätes~1😀/Pay/Retry/1": ("[]", "[]", "4:56", "4:56"),
    "/Stätes~1😀/Pay/Retry/2": ("null", "null", "4:60", "4:60"),
    "/": ("{ }", '""', "6:7", "6:3"),
}
WHOLE = TEXT.rstrip("\n")
RETRY = "/Stätes~1😀/Pay/Retry"
# a pointer to nothing: the nearest ancestor that is there
ANCESTORS = {
    "/Next": "",
    "/Next/deeper/still": "",
    "/StartAt/0": "/StartAt",
    "//x": "/",
    f"{RETRY}/3": RETRY,
    f"{RETRY}/-": RETRY,
    f"{RETRY}/00": RETRY,
    f"{RETRY}/01": RETRY,
    f"{RETRY}/-1": RETRY,
    f"{RETRY}/²": RETRY,
    f"{RETRY}/{'1' * 99}": RETRY,
    f"{RETRY}/0/m": f"{RETRY}/0",
    f"{RETRY}/2/x": f"{RETRY}/2",
}


def text_of(document: Document, span: Span) -> str:
    return document.text[span.start.offset : span.end.offset]


def place_of(span: Span) -> str:
    return f"{span.start.line}:{span.start.column}"


@pytest.mark.parametrize(("pointer", "expected"), PLACES.items())
def test_places(pointer: str, expected: tuple[str, str, str, str]) -> None:
    document = parse(TEXT)

    value, name = document.span(pointer), document.key_span(pointer)
    found = (text_of(document, value), text_of(document, name), place_of(value), place_of(name))
    assert found == expected


def test_the_root() -> None:
    document = parse(TEXT)

    assert text_of(document, document.span("")) == WHOLE
    assert document.key_span("") == document.span("")
    end = document.span("").end
    assert (end.line, end.column) == (7, 2)


@pytest.mark.parametrize(("pointer", "ancestor"), ANCESTORS.items())
def test_nothing_there(pointer: str, ancestor: str) -> None:
    document = parse(TEXT)

    assert document.span(pointer) == document.span(ancestor)
    assert document.key_span(pointer) == document.span(ancestor)


def test_a_pointer_starts_with_a_slash() -> None:
    with pytest.raises(ValueError, match='starts with "/"'):
        parse(TEXT).span("StartAt")


def test_of_a_repeated_name_the_last_is_found() -> None:
    document = parse('{"a": [1],\n"a": [2, 3]}')

    assert place_of(document.span("/a/1")) == "2:10"
    assert place_of(document.key_span("/a")) == "2:1"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends(line_end: str) -> None:
    document = parse(f'{{{line_end}{line_end}"a":{line_end} 1}}{line_end}')

    assert place_of(document.key_span("/a")) == "3:1"
    assert place_of(document.span("/a")) == "4:2"
    assert [document.line(number) for number in range(1, 6)] == ["{", "", '"a":', " 1}", ""]


def test_other_line_ends_are_text() -> None:
    document = parse('["\u2028\x85", 1]')

    assert place_of(document.span("/1")) == "1:8"


@pytest.mark.parametrize("number", [0, 3, -1])
def test_there_is_no_such_line(number: int) -> None:
    with pytest.raises(IndexError, match="has lines 1 to 2"):
        parse("[]\n").line(number)


@pytest.mark.parametrize("scalar", ["1", '"a\\n"', "null", "-0.5"])
def test_a_scalar_is_a_document(scalar: str) -> None:
    document = parse(f" {scalar} ")

    assert text_of(document, document.span("")) == scalar
    assert document.span("/a/0") == document.span("")
