"""What a JSON text says: numbers keep their form, names their order, text its characters."""

import json
import sys
from collections.abc import Iterator

import pytest

from asl.syntax import Json, SyntaxFault, parse, parse_data

# what is written: what it says, type included
VALUES: dict[str, Json] = {
    "0": 0,
    "-0": 0,
    "-0.0": -0.0,
    "1": 1,
    "1.0": 1.0,
    "1e3": 1000.0,
    "1E-2": 0.01,
    "-12.50": -12.5,
    "1e-999": 0.0,
    "9007199254740993": 9007199254740993,
    "18446744073709551615": 2**64 - 1,
    "18446744073709551616": 2**64,
    "-9223372036854775808": -(2**63),
    "-9223372036854775809": -(2**63) - 1,
    "123456789012345678901234567890": 123456789012345678901234567890,
    "0.1000000000000000055511151231257827": 0.1,
    "true": True,
    "false": False,
    "null": None,
    '""': "",
    '"é😀"': "é😀",
    r'"\u00e9\ud83d\uDE00\"\\\/\b\f\n\r\t"': 'é😀"\\/\b\f\n\r\t',
    r'"\u0000"': "\0",
    '"\x7f\u2028"': "\x7f\u2028",
    "{}": {},
    "[]": [],
    " [ ] ": [],
    '{"":{"":[]}}': {"": {"": []}},
    '\t{ "a" :\r\n[ 1 ,2 , { } ] , "b" : "c" }\n': {"a": [1, 2, {}], "b": "c"},
    r'{"\u0061": {"b\n": [1], "\t": 2}}': {"a": {"b\n": [1], "\t": 2}},
}


@pytest.mark.parametrize(("text", "value"), VALUES.items())
def test_value(text: str, value: Json) -> None:
    for read in (parse(text).value, parse_data(text), parse_data(text.encode())):
        assert (repr(read), type(read)) == (repr(value), type(value))


@pytest.mark.parametrize("sign", ["", "-"])
def test_the_longest_int(sign: str) -> None:
    digits = f"{sign}{'9' * 4000}"

    assert parse(f"[{digits}]").value == [int(digits)]
    assert parse_data(digits) == int(digits)


@pytest.mark.parametrize("digits", ["1" * 4001, "-" + "1" * 4001, "1" * 100_000])
def test_an_int_past_the_longest(digits: str) -> None:
    with pytest.raises(SyntaxFault) as caught:
        parse(f'{{"a": {digits}}}')

    fault = caught.value
    assert (fault.code, fault.span.start.column) == ("number-out-of-range", 7)
    count = len(digits.lstrip("-"))
    assert fault.message == f"an integer has at most 4,000 digits, and this one has {count:,}"


@pytest.fixture
def least_digits() -> Iterator[None]:
    """Set Python's own limit on the digits of an int as low as it goes."""
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(sys.int_info.str_digits_check_threshold)
    yield
    sys.set_int_max_str_digits(before)


@pytest.mark.usefixtures("least_digits")
@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
def test_the_limit_of_the_process_may_be_lower(name: str) -> None:
    with pytest.raises(SyntaxFault, match="an integer has at most"):
        parse("1" * 3000, name=name)


def test_order_is_kept() -> None:
    text = '{"b": 1, "a": {"z": 1, "y": 2}, "0": 3}'

    assert json.dumps(parse(text).value) == text
    assert json.dumps(parse_data(text)) == text


# text: (what it says, the pointer, line:column and first line:column of each repeated name)
DUPLICATES = {
    "none": ('{"a": 1, "b": {"a": 2}}', {"a": 1, "b": {"a": 2}}, []),
    "the last one wins": ('{"a": 1, "a": 2}', {"a": 2}, [("/a", "1:10", "1:2")]),
    "each one after the first": (
        '{"a": 1, "a": 2,\n"a": 3}',
        {"a": 3},
        [("/a", "1:10", "1:2"), ("/a", "2:1", "1:2")],
    ),
    "however it is written": (r'{"a": 1, "\u0061": 2}', {"a": 2}, [("/a", "1:10", "1:2")]),
    "containers": ('{"a": [1], "a": {}}', {"a": {}}, [("/a", "1:12", "1:2")]),
    "in the order of the text": (
        '{"x/y": [{"b~": 1, "b~": {"c": 1, "c": 1}}], "x/y": 1}',
        {"x/y": 1},
        [
            ("/x~1y/0/b~0", "1:20", "1:11"),
            ("/x~1y/0/b~0/c", "1:35", "1:27"),
            ("/x~1y", "1:46", "1:2"),
        ],
    ),
}


@pytest.mark.parametrize(("text", "value", "expected"), DUPLICATES.values(), ids=DUPLICATES)
def test_duplicates(text: str, value: Json, expected: list[tuple[str, str, str]]) -> None:
    document = parse(text)

    found = [
        (
            entry.pointer,
            f"{entry.span.start.line}:{entry.span.start.column}",
            f"{entry.first.start.line}:{entry.first.start.column}",
        )
        for entry in document.duplicates
    ]
    assert (document.value, found) == (value, expected)
    assert parse_data(text) == value
