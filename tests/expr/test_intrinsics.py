"""What intrinsic functions give, and what they refuse."""

import itertools
import json
from collections.abc import Callable

import pytest

from asl.expr.intrinsics import (
    Call,
    Constant,
    IntrinsicFailure,
    IntrinsicFault,
    compile_intrinsic,
)
from asl.expr.jsonpath import Path, PathMissing
from asl.syntax.values import Json

Scope = dict[str, Json]


def value_of(path: Path) -> Callable[[Json, Scope], Json]:
    """The scope holds the Context Object under `$$` and the variables under their names."""
    if path.root == "input":
        return lambda root, _scope: path.find(root)
    key = path.variable or "$$"
    return lambda _root, scope: path.find(scope[key])


def run(text: str, root: Json = None, scope: Scope | None = None) -> Json:
    _, evaluate = compile_intrinsic(text, value_of)
    return evaluate(root, scope or {}, lambda: 0.5)


# what is said: (call, input, result). Recorded: so it came from AWS.
RESULTS: dict[str, tuple[str, Json, Json]] = {
    # Format
    "a template without places": ("States.Format('plain')", None, "plain"),
    "text is filled in as it is": ("States.Format('Hi {}!', $.n)", {"n": "Jo"}, "Hi Jo!"),
    "null, recorded": ("States.Format('{}', $)", None, "null"),
    "a float, recorded": ("States.Format('{}', $)", 1.1, "1.1"),
    "booleans": ("States.Format('{} {}', true, false)", None, "true false"),
    "objects in Java's way, recorded": (
        "States.Format('{}', $)",
        {"Arg1": 1, "Arg2": []},
        "{Arg1=1, Arg2=[]}",
    ),
    "arrays in Java's way": (
        "States.Format('{}', $)",
        ["a", {"b": None}, [1, "c"]],
        "[a, {b=null}, [1, c]]",
    ),
    "escaped braces are no place": (r"States.Format('\{\} {} \{', 1)", None, "{} 1 {"),
    "a brace alone needs no escape": ("States.Format('{ {} }', 1)", None, "{ 1 }"),
    "an escaped quote and backslash": (r"States.Format('\'{}\' \\', 1)", None, "'1' \\"),
    "a template from the input": ("States.Format($.t, 1)", {"t": "<{}>"}, "<1>"),
    "no escapes in a template from the input": ("States.Format($)", r"\{", r"\{"),
    # JSON
    "empty text is null, recorded": ("States.StringToJson($)", "", None),
    "blank text is null, recorded": ("States.StringToJson($)", " ", None),
    "minus zero is zero, recorded": ("States.StringToJson($)", "-0", 0),
    "a float stays one": ("States.StringToJson($)", "1.0", 1.0),
    "braces in a literal need no escape": ("States.StringToJson('{\"a\": {}}')", None, {"a": {}}),
    "brackets in text do not nest": (
        "States.StringToJson($)",
        json.dumps(["[" * 600, '"[']),
        ["[" * 600, '"['],
    ),
    "five hundred levels": ("States.ArrayLength(States.StringToJson($))", "[" * 500 + "]" * 500, 1),
    "both halves of a character": ("States.StringToJson($)", r'"\ud83d\ude00"', "😀"),
    "compact text, recorded": (
        "States.JsonToString($)",
        {"Arg1": 1, "Arg2": [1.5, None, "é"]},
        '{"Arg1":1,"Arg2":[1.5,null,"é"]}',
    ),
    "merge: the second wins in the first's place": (
        "States.JsonMerge($.a, $.b, false)",
        {"a": {"x": 1, "y": {"z": 1}}, "b": {"w": 3, "y": {"v": 2}}},
        {"x": 1, "y": {"v": 2}, "w": 3},
    ),
    # Arrays
    "an empty array, recorded": ("States.Array()", None, []),
    "an array of anything": (
        "States.Array( 'a' ,$.x,-1.5, null,true )",
        {"x": {}},
        ["a", {}, -1.5, None, True],
    ),
    "pieces, recorded": ("States.ArrayPartition($, 2)", [0, 1, 2], [[0, 1], [2]]),
    "pieces of nothing, recorded": ("States.ArrayPartition($, 2)", [], []),
    "a size is rounded": ("States.ArrayPartition($, 1.5)", [0, 1, 2], [[0, 1], [2]]),
    "contains": ("States.ArrayContains($, 5)", [1, 5], True),
    "contains by value": (
        "States.ArrayContains($.a, $.b)",
        {"a": [{"x": [1]}], "b": {"x": [1.0]}},
        True,
    ),
    "true is not 1": ("States.ArrayContains($, true)", [1], False),
    "null is not in there, recorded": ("States.ArrayContains($, null)", [[1, 2, 3], 2], False),
    "a range that hits its end": ("States.ArrayRange(1, 9, 2)", None, [1, 3, 5, 7, 9]),
    "a range that does not, recorded": ("States.ArrayRange(0, 10, 3)", None, [0, 3, 6, 9]),
    "a range of one, recorded": ("States.ArrayRange(1, 9, 9)", None, [1]),
    "a range downwards": ("States.ArrayRange(3, -1, -2)", None, [3, 1, -1]),
    "a range that goes away from its end": ("States.ArrayRange(1, 9, -1)", None, []),
    "a range of rounded numbers": ("States.ArrayRange(0.5, 3.4, 1.2)", None, [1, 2, 3]),
    "a thousand elements": ("States.ArrayLength(States.ArrayRange(1, 1000, 1))", None, 1000),
    "an element, recorded": ("States.ArrayGetItem($, 5)", [*range(1, 10)], 6),
    "a length": ("States.ArrayLength($)", [1, 2], 2),
    "the first of each value, recorded": (
        "States.ArrayUnique($)",
        [1, 1.1, True, 1.0, [], [None], [], None, {"a": 1, "b": 2}, {"b": 2, "a": 1}, "1"],
        [1, 1.1, True, [], [None], None, {"a": 1, "b": 2}, "1"],
    ),
    # Text
    "encode, recorded": ("States.Base64Encode($)", "Data to encode", "RGF0YSB0byBlbmNvZGU="),
    "encode nothing, recorded": ("States.Base64Encode($)", "", ""),
    "encode UTF-8": ("States.Base64Encode('é')", None, "w6k="),
    "decode": ("States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", None, "Data to encode"),
    "decode without padding": ("States.Base64Decode('w6k')", None, "é"),
    "decode lines": ("States.Base64Decode($)", "w6\r\nk=\r\n", "é"),
    "MD5": ("States.Hash('a', 'MD5')", None, "0cc175b9c0f1b6a831c399e269772661"),
    "SHA-1": ("States.Hash('a', 'SHA-1')", None, "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"),
    "SHA-256": (
        "States.Hash('é', 'SHA-256')",
        None,
        "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c",
    ),
    "SHA-384 has 96 digits": (
        "States.ArrayLength(States.StringSplit(States.Hash('', 'SHA-384'), ' '))",
        None,
        1,
    ),
    "split, recorded": ("States.StringSplit($, ',')", "1,2,3", ["1", "2", "3"]),
    "split leaves out empty pieces, recorded": ("States.StringSplit($, ',')", ", , ,", [" ", " "]),
    "split of separators only, recorded": ("States.StringSplit($, ',')", ",,,,", []),
    "split without a separator in it, recorded": ("States.StringSplit($, ',')", " ", [" "]),
    "split at any of several, recorded": (
        "States.StringSplit('This.is+a,test=string', '.+,=')",
        None,
        ["This", "is", "a", "test", "string"],
    ),
    "split at line ends, recorded": ("States.StringSplit('a\nb', '\n')", None, ["a", "b"]),
    "split at nothing": ("States.StringSplit('ab', '')", None, ["ab"]),
    "split nothing at nothing": ("States.StringSplit('', '')", None, []),
    # Numbers
    "add": ("States.MathAdd($.v, -1)", {"v": 111}, 110),
    "random, from the start up to the end": ("States.MathRandom(10, 20)", None, 15),
    "random of rounded numbers, recorded": ("States.MathRandom(12.5, 44.51)", None, 29),
    "random over all integers": ("States.MathRandom(-2147483648, 2147483647)", None, -1),
    "a name": ("States.UUID()", None, "80000000-8000-4000-8000-000080000000"),
    # Calls
    "a call in a call, recorded": (
        "States.ArrayGetItem(States.StringSplit($.name, '-'), 0)",
        {"name": "state-machine"},
        "state",
    ),
    "ten calls": ("States.Array(" * 10 + ")" * 10, None, [[[[[[[[[[]]]]]]]]]]),
}


@pytest.mark.parametrize(("text", "root", "result"), RESULTS.values(), ids=RESULTS)
def test_result(text: str, root: Json, result: Json) -> None:
    assert repr(run(text, root)) == repr(result)


# The numbers, and their sum. Recorded of AWS but for the first and the last.
SUMS = [
    ((0.49999999999999994, 0), 0),
    ((1.49, 1.5), 3),
    ((1.5, 1.51), 4),
    ((-1.49, -1.5), -2),
    ((-1.5, 0), -1),
    ((-2.5, 0), -2),
    ((-0.5, 0), 0),
    ((2147483647, 2147483647), 4294967294),
]


@pytest.mark.parametrize(("numbers", "total"), SUMS)
def test_halves_are_rounded_up(numbers: tuple[float, float], total: int) -> None:
    assert repr(run("States.MathAdd($[0], $[1])", [*numbers])) == repr(total)


BIG_ARRAY = "an array of at most 262,144 bytes"
INTEGER = "an integer from -2,147,483,648 to 2,147,483,647"

# what is said: (call, input, reason)
FAILURES: dict[str, tuple[str, Json, str]] = {
    "a template that is no text": (
        "States.Format($)",
        1,
        "States.Format: argument 1 must be text, but was 1",
    ),
    "too few values for a template from the input": (
        "States.Format($)",
        "{}",
        "States.Format: the template has 1 {}, but 0 values to fill in follow",
    ),
    "a result that is too long": (
        "States.Format('{}{}{}', $, $, $)",
        [1] * 600_000,
        "States.Format: the result has more than 4,194,304 characters",
    ),
    "arguments that are too long": (
        "States.Format('{}{}{}', $, $, $)",
        "x" * 2_000_000,
        "States.Format: the arguments have more than 4,194,304 bytes together",
    ),
    "no JSON": (
        "States.StringToJson('[1,')",
        None,
        "States.StringToJson: the text is no JSON: Expecting value at offset 3",
    ),
    "NaN is no JSON": (
        "States.StringToJson('[NaN]')",
        None,
        "States.StringToJson: the text is no JSON: NaN is no number",
    ),
    "a number past all floats": (
        "States.StringToJson('1e999')",
        None,
        "States.StringToJson: the number 1e999 is beyond the range of a 64-bit float",
    ),
    "an integer past all sense": (
        "States.StringToJson($)",
        "1" * 5000,
        "States.StringToJson: an integer has more than 4000 digits",
    ),
    "five hundred and one levels": (
        "States.StringToJson($)",
        "[" * 501 + "]" * 501,
        "States.StringToJson: the JSON text is nested more than 500 deep",
    ),
    "many levels before an open text": (
        "States.StringToJson($)",
        "[" * 501 + '"' + '\\"' * 1000,
        "States.StringToJson: the JSON text is nested more than 500 deep",
    ),
    "half a character": (
        "States.StringToJson($)",
        r'"\ud83d"',
        "States.StringToJson: the JSON text holds half a surrogate pair",
    ),
    "a number is no JSON text": (
        "States.StringToJson(1)",
        None,
        "States.StringToJson: argument 1 must be text, but was 1",
    ),
    "a deep merge": (
        "States.JsonMerge($, $, true)",
        {},
        "States.JsonMerge: argument 3 must be false, but was true",
    ),
    "a merge of an array": (
        "States.JsonMerge($, $, false)",
        [],
        "States.JsonMerge: argument 1 must be an object, but was an array",
    ),
    "no array": (
        "States.ArrayLength($)",
        {},
        "States.ArrayLength: argument 1 must be an array, but was an object",
    ),
    "an array that is too big": (
        "States.ArrayContains($, 1)",
        ["x" * 262_144],
        f"States.ArrayContains: argument 1 must be {BIG_ARRAY}, but was an array",
    ),
    "an array that is too big as UTF-8": (
        "States.ArrayContains($, 1)",
        ["é" * 140_000],
        f"States.ArrayContains: argument 1 must be {BIG_ARRAY}, but was an array",
    ),
    "no array to cut": (
        "States.ArrayPartition('x', 1)",
        None,
        f"States.ArrayPartition: argument 1 must be {BIG_ARRAY}, but was text",
    ),
    "pieces of nothing": (
        "States.ArrayPartition($, 0)",
        [],
        "States.ArrayPartition: the size of a piece must be at least 1",
    ),
    "no step": ("States.ArrayRange(1, 2, 0)", None, "States.ArrayRange: the step must not be 0"),
    "a range that is too long": (
        "States.ArrayRange(0, 1000, 1)",
        None,
        "States.ArrayRange: the range has 1,001 elements, and at most 1,000 are allowed",
    ),
    "an element behind the last": (
        "States.ArrayGetItem($, 1)",
        [0],
        "States.ArrayGetItem: there is no element 1 in an array of 1",
    ),
    "an element from the end": (
        "States.ArrayGetItem($, -1)",
        [0],
        "States.ArrayGetItem: there is no element -1 in an array of 1",
    ),
    "too much text": (
        "States.Base64Encode($)",
        "x" * 10_001,
        "States.Base64Encode: argument 1 must be text of at most 10,000 characters, but was "
        "text of 10,001",
    ),
    "no Base64": ("States.Base64Decode('*')", None, "States.Base64Decode: the text is no Base64"),
    "no Base64 of text": (
        "States.Base64Decode('/w==')",
        None,
        "States.Base64Decode: what is encoded is no text in UTF-8",
    ),
    "half a character to encode": (
        "States.Base64Encode($)",
        "\ud800",
        "States.Base64Encode: the text holds half a surrogate pair",
    ),
    "an algorithm in small letters": (
        "States.Hash('', 'md5')",
        None,
        "States.Hash: the algorithm must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512",
    ),
    "null to hash": (
        "States.Hash(null, 'MD5')",
        None,
        "States.Hash: argument 1 must be text of at most 10,000 characters, but was null",
    ),
    "random from nothing": (
        "States.MathRandom(2, 2)",
        None,
        "States.MathRandom: the start must be less than the end, but 2 is not less than 2",
    ),
    "a boolean is no number": (
        "States.MathAdd(true, 1)",
        None,
        f"States.MathAdd: argument 1 must be {INTEGER}, but was true",
    ),
    "a number that is too big": (
        "States.MathAdd(1, 2147483648)",
        None,
        f"States.MathAdd: argument 2 must be {INTEGER}, but was 2147483648",
    ),
    "a number with too many digits": (
        "States.MathAdd($, 1)",
        10**40,
        f"States.MathAdd: argument 1 must be {INTEGER}, but was a number",
    ),
    "no text to split": (
        "States.StringSplit(false, ',')",
        None,
        "States.StringSplit: argument 1 must be text, but was false",
    ),
    "an inner call names itself": (
        "States.Array(States.ArrayLength('x'))",
        None,
        "States.ArrayLength: argument 1 must be an array, but was text",
    ),
}


@pytest.mark.parametrize(("text", "root", "reason"), FAILURES.values(), ids=FAILURES)
def test_failure(text: str, root: Json, reason: str) -> None:
    with pytest.raises(IntrinsicFailure) as failure:
        run(text, root)
    assert failure.value.reason == reason


ARGUMENT = "a path, a call, a number, true, false, null or text in single quotes"
ESCAPES = r"there are only \' \\ \{ \}"

# a call, and the message and position of its fault
FAULTS: dict[str, tuple[str, int]] = {
    "": ("expected a function, as in States.Format(…), but the text ends", 0),
    "$.a": ('expected a function, as in States.Format(…), but found "$"', 0),
    " States.UUID()": ('expected a function, as in States.Format(…), but found " "', 0),
    "States.format('x')": (
        "there is no intrinsic function States.format; did you mean States.Format?",
        0,
    ),
    "States.Xyz($.result)": ("there is no intrinsic function States.Xyz", 0),
    "States.Array(States.Nope($.a))": ("there is no intrinsic function States.Nope", 13),
    "States.Math(1, 2)": (
        "there is no intrinsic function States.Math; did you mean States.MathAdd?",
        0,
    ),
    "States.UUID": ('expected "(", but the text ends', 11),
    "States.UUID ()": ('expected "(", but found " "', 11),
    "States.UUID(": (f"expected {ARGUMENT}, but the text ends", 12),
    "States.UUID() and more": ('expected the end of the call, but found " "', 13),
    "States.UUID(1)": ("States.UUID takes no arguments, not 1", 0),
    "States.ArrayLength()": ("States.ArrayLength takes 1 argument, not 0", 0),
    "States.MathAdd(1)": ("States.MathAdd takes 2 arguments, not 1", 0),
    "States.MathRandom(1)": ("States.MathRandom takes 2 or 3 arguments, not 1", 0),
    "States.Format()": ("States.Format takes at least 1 argument, not 0", 0),
    "States.Format('{}')": ("the template has 1 {}, but 0 values to fill in follow", 0),
    "States.Array(States.Format('', 1))": (
        "the template has 0 {}, but 1 values to fill in follow",
        13,
    ),
    "States.Array(foo)": (f"foo is no argument: expected {ARGUMENT}", 13),
    "States.Array(,)": (f'expected {ARGUMENT}, but found ","', 13),
    "States.Array(1,)": (f'expected {ARGUMENT}, but found ")"', 15),
    "States.Array(1 2)": ('expected "," or ")", but found "2"', 15),
    'States.Format("x {}", $.a)': (f'expected {ARGUMENT}, but found """', 14),
    "States.Array('a": ("a text is not closed: ' is missing", 13),
    "States.Array('a\\": (f"\\ is no escape: {ESCAPES}", 15),
    r"States.Format('say \"{}\"', 1)": (f'\\" is no escape: {ESCAPES}', 19),
    "States.Array($.a[)": (
        'expected a name in quotes, an index, ":", "*" or "?(", but found ")"',
        17,
    ),
    "States.Array(1e999)": ("a number is beyond the range of a 64-bit float", 13),
    "States.Array(" + "1" * 4001 + ")": ("an integer has at most 4000 digits", 13),
    "States.Array(01)": (f'expected {ARGUMENT}, but found "0"', 13),
    "States.Array(1x)": (f'expected {ARGUMENT}, but found "1"', 13),
    "States.Array(" * 11 + ")" * 11: ("calls are nested more than 10 deep", 130),
}


@pytest.mark.parametrize(("text", "fault"), FAULTS.items(), ids=[text[:40] for text in FAULTS])
def test_fault(text: str, fault: tuple[str, int]) -> None:
    with pytest.raises(IntrinsicFault) as caught:
        compile_intrinsic(text, value_of)
    assert (caught.value.message, caught.value.position) == fault
    assert str(caught.value) == f"{fault[0]} (at offset {fault[1]})"


def test_parts_of_a_call() -> None:
    text = "States.Format('{}-{}', States.Array($$.a, $v), $.b)"
    call, _ = compile_intrinsic(text, value_of)
    template, inner, path = call.arguments
    assert (call.text, call.function) == (text, "States.Format")
    assert template == Constant("{}-{}", ("", "-", ""))
    assert isinstance(inner, Call)
    assert inner.text == "States.Array($$.a, $v)"
    assert isinstance(path, Path)
    assert [part.text for part in call.paths] == ["$$.a", "$v", "$.b"]
    assert [part.text for part in inner.paths] == ["$$.a", "$v"]


def test_paths_are_read_by_the_caller() -> None:
    scope = {"$$": {"Execution": {"Name": "e"}}, "v": [1, 2]}
    found = run(
        "States.Array($.a, $$.Execution.Name, $v[1], $.l[?(@ > 1)])", {"a": 0, "l": [1, 2]}, scope
    )
    assert found == [0, "e", 2, [2]]


def test_what_the_caller_raises_is_raised() -> None:
    with pytest.raises(PathMissing):
        run("States.Array($.no)", {})


def test_a_seed_decides() -> None:
    _, evaluate = compile_intrinsic("States.MathRandom(0, 1000000, $)", value_of)
    draws = itertools.cycle([0.1, 0.9])
    numbers = [evaluate(seed, {}, lambda: next(draws)) for seed in (1, 1, 2, 2, 1)]
    assert numbers == [numbers[0], numbers[0], numbers[2], numbers[2], numbers[0]]
    assert numbers[0] != numbers[2]


def test_random_stays_below_its_end() -> None:
    _, evaluate = compile_intrinsic("States.MathRandom(5, 7)", value_of)
    almost = 1 - 2**-53
    draws = iter([0.0, 0.5, almost])
    assert [evaluate(None, {}, lambda: next(draws)) for _ in range(3)] == [5, 6, 6]


def test_a_uuid_is_made_of_the_draws() -> None:
    _, evaluate = compile_intrinsic("States.UUID()", value_of)
    draws = iter([0.1, 0.2, 0.3, 0.999999, 0.4, 0.5, 0.6, 0.7])
    assert evaluate(None, {}, lambda: next(draws)) == "19999999-3333-4333-8ccc-ccccffffef39"
    assert evaluate(None, {}, lambda: next(draws)) == "66666666-8000-4000-9999-9999b3333333"
