"""Inputs made to exhaust whoever reads them end in a fault, or are read, in bounded time."""

import json
import threading
from collections.abc import Callable

import pytest

from asl.syntax import SyntaxFault, parse, parse_data
from asl.syntax.values import MAX_DEPTH

DEEP = {
    "arrays": ("[" * 10_000 + "]" * 10_000, "a.json", (1, 501)),
    "arrays that never end": ("[" * 1_000_000, "a.json", (1, 501)),
    "objects": ('{"a":' * 10_000 + "1" + "}" * 10_000, "a.json", (1, 2501)),
    "both, over lines": ('[{"a":\n' * 10_000, "a.json", (251, 1)),
    "what orjson still reads": ("[" * 900 + "]" * 900, "a.json", (1, 501)),
    "just one too many": ("[" * 501 + "]" * 501, "a.json", (1, 501)),
    "YAML in brackets": ("[" * 1_000_000, "a.yaml", (1, 501)),
    "YAML in braces": ("{a: " * 10_000, "a.yaml", (1, 2001)),
    "YAML lists": ("- " * 100_000, "a.yaml", (1, 1001)),
    "YAML maps": ("\n".join(f"{' ' * i}a:" for i in range(1000)), "a.yaml", (501, 501)),
    "YAML by an alias": (
        f"- &a {'[' * 400}{']' * 400}\n- {'[' * 100}*a{']' * 100}",
        "a.yaml",
        (2, 103),
    ),
}


@pytest.mark.parametrize(("text", "name", "place"), DEEP.values(), ids=DEEP)
def test_too_deep(text: str, name: str, place: tuple[int, int]) -> None:
    readers: list[Callable[[], object]] = [lambda: parse(text, name=name)]
    if name == "a.json":
        readers.append(lambda: parse_data(text))
    for read in readers:
        with pytest.raises(SyntaxFault) as caught:
            read()
        start = caught.value.span.start
        assert (caught.value.code, (start.line, start.column)) == ("too-deep", place)


@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
def test_as_deep_as_may_be(name: str) -> None:
    text = "[" * MAX_DEPTH + "1" + "]" * MAX_DEPTH
    document = parse(text, name=name)

    assert document.span("/0" * MAX_DEPTH).start.offset == MAX_DEPTH
    assert document.value == parse_data(text)


def test_a_caller_deep_in_the_stack() -> None:
    text = "[" * MAX_DEPTH + "]" * MAX_DEPTH

    def descend(frames: int) -> bool:
        return descend(frames - 1) if frames else parse_data(text) == parse(text).value

    assert descend(400)


WIDE_BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 30)
)
BOMBS = {
    "a billion laughs": WIDE_BOMB,
    "laughs by merge keys": "a0: &a0 {x: 1, y: 2}\n"
    + "".join(f"a{i}: &a{i} {{<<: *a{i - 1}, b{i}: *a{i - 1}}}\n" for i in range(1, 40)),
    "a long list of one alias": "- &a [1, 2]\n" + "- *a\n" * 50_000,
    "a long text again and again": f"- &a {'x' * 10_000}\n" + "- *a\n" * 1000,
    "a long key again and again": f"- &a {{? {'x' * 10_000}\n: 1}}\n" + "- *a\n" * 1000,
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_alias_bombs(text: str) -> None:
    with pytest.raises(SyntaxFault) as caught:
        parse(text, format="yaml")

    assert caught.value.code == "yaml-alias-bomb"


def test_aliases_in_measure() -> None:
    value = parse("- &a [1, 2]\n" + "- *a\n" * 1000, format="yaml").value

    assert value == [[1, 2]] * 1001


LONG = {
    "an int": "9" * 1_000_000,
    "a float": f"{'9' * 1_000_000}.0",
    "an exponent": f"1e{'9' * 1_000_000}",
}


@pytest.mark.parametrize("number", LONG.values(), ids=LONG)
@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
def test_long_numbers(number: str, name: str) -> None:
    with pytest.raises(SyntaxFault) as caught:
        parse(number, name=name)

    assert caught.value.code == "number-out-of-range"
    assert len(caught.value.message) < 100


READ = {
    "many digits of a fraction": ("0." + "1" * 1_000_000, "[0.1111111111111111]"),
    "a small exponent": ("1e-" + "9" * 100_000, "[0.0]"),
}


@pytest.mark.parametrize(("number", "expected"), READ.values(), ids=READ)
def test_long_numbers_that_are_read(number: str, expected: str) -> None:
    assert json.dumps([parse(number).value]) == expected
    assert json.dumps([parse_data(number)]) == expected


OPEN = {
    "a string": '"' + "a" * 1_000_000,
    "escapes": '"' + r"\n" * 500_000,
    "backslashes": '"' + "\\" * 1_000_001,
    "commas": "[" + "," * 1_000_000,
    "numbers": "[" + "1," * 500_000,
    "white space": " " * 1_000_000,
    "closers": "]" * 1_000_000,
}


@pytest.mark.parametrize("text", OPEN.values(), ids=OPEN)
def test_long_texts_that_are_wrong(text: str) -> None:
    with pytest.raises(SyntaxFault) as caught:
        parse(text)

    assert caught.value.code in ("json-syntax", "empty-document")
    assert len(caught.value.message) < 100


def test_repeated_names_are_noted_up_to_a_bound() -> None:
    many = parse("{" + '"a": 1, ' * 50_000 + '"a": 2}')
    long = parse('{"' + "k" * 1_000_000 + '": {' + '"a": 1, ' * 1000 + '"a": 2}}')
    scattered = parse("[" + '{"a": 1, "a": 2}, ' * 5000 + "1]")

    as_yaml = parse("a: 1\n" * 2000, format="yaml")

    assert [len(document.duplicates) for document in (many, scattered, as_yaml)] == [1000] * 3
    assert len(long.duplicates) == 2
    assert many.value == {"a": 2}


def test_places_in_a_wide_document() -> None:
    text = json.dumps({f"k{i}": [i] for i in range(50_000)})
    document = parse(text)

    assert parse_data(text) == document.value

    starts = [document.span(f"/k{i}/0").start.offset for i in range(50_000)]
    assert starts == sorted(set(starts))


def test_a_small_stack() -> None:
    """Nothing recurses, neither here nor in the C of others, on what a text holds."""
    faults: list[str] = []

    def read() -> None:
        for text, name, _ in DEEP.values():
            try:
                parse(text, name=name)
            except SyntaxFault as fault:
                faults.append(fault.code)

    before = threading.stack_size(256 * 1024)
    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    threading.stack_size(before)
    assert faults == ["too-deep"] * len(DEEP)
