"""What holds of every intrinsic call and every value."""

import base64
import copy
import hashlib
import json
import math
import uuid
from collections.abc import Callable
from decimal import ROUND_FLOOR, Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from asl.expr.intrinsics import IntrinsicFailure, IntrinsicFault, compile_intrinsic
from asl.expr.intrinsics.functions import FUNCTIONS
from asl.expr.intrinsics.kinds import round_half_up
from asl.expr.jsonpath import Path
from asl.syntax.values import Json

NAMES = st.sampled_from("abc")
NUMBERS = st.integers(-5, 5) | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
CALLS = st.sampled_from(
    [
        f"{name}({', '.join(f'$[{place}]' for place in range(count))})"
        for name, function in FUNCTIONS.items()
        for count in range(function.least, min(function.most, 4) + 1)
    ]
)
FRAGMENTS = st.sampled_from(
    [
        *(
            "States.",
            "States.Format",
            "States.Array(",
            "States.UUID()",
            "States.MathAdd(",
            "Format",
        ),
        *("(", ")", ",", "'", "'{}'", "'a'", "{", "}", "{}", "\\", "\\'", "\\{", "\\n", " ", "\n"),
        *(
            "$",
            "$.a",
            "$$.b",
            "$v",
            "$.a[?(@.b == 'x')]",
            "1",
            "-1.5",
            "1e999",
            "true",
            "null",
            "é",
        ),
    ]
)


def value_of(path: Path) -> Callable[[Json, None], Json]:
    return lambda root, _scope: path.find(root)


def run(text: str, root: Json) -> Json:
    _, evaluate = compile_intrinsic(text, value_of)
    return evaluate(root, None, lambda: 0.25)


def fault_of(text: str) -> IntrinsicFault | None:
    try:
        compile_intrinsic(text, value_of)
    except IntrinsicFault as fault:
        return fault
    return None


@given(st.text() | st.lists(FRAGMENTS, max_size=10).map("".join))
@example("States.Array('\\")
def test_any_text_is_a_call_or_a_fault_with_a_place(text: str) -> None:
    fault = fault_of(text)
    if fault is not None:
        assert 0 <= fault.position <= len(text)
        assert fault.message
    else:
        call, _ = compile_intrinsic(text, value_of)
        assert call.text == text


@given(CALLS, st.lists(VALUES, min_size=4, max_size=4))
def test_any_values_give_json_or_a_failure_and_stay_as_they_are(
    text: str, values: list[Json]
) -> None:
    before = copy.deepcopy(values)
    try:
        json.dumps(run(text, values), allow_nan=False)
    except IntrinsicFailure as failure:
        reason = failure.reason
        name = text.partition("(")[0]
        if not reason.startswith(f"{name}: "):
            raise
    assert repr(values) == repr(before)


@given(VALUES)
def test_json_text_and_back(value: Json) -> None:
    text = run("States.JsonToString($)", value)
    assert repr(run("States.StringToJson($)", text)) == repr(value)


@given(st.text(max_size=50))
def test_base64_and_back(text: str) -> None:
    encoded = run("States.Base64Encode($)", text)
    assert encoded == base64.b64encode(text.encode()).decode()
    assert run("States.Base64Decode($)", encoded) == text


@given(st.text(max_size=50))
def test_hash_is_the_library_s(text: str) -> None:
    assert run("States.Hash($, 'SHA-512')", text) == hashlib.sha512(text.encode()).hexdigest()
    assert run("States.Hash($, 'SHA-384')", text) == hashlib.sha384(text.encode()).hexdigest()


@given(st.lists(VALUES), st.integers(1, 5))
def test_pieces_make_up_the_array(items: list[Json], size: int) -> None:
    pieces = run("States.ArrayPartition($.a, $.n)", {"a": items, "n": size})
    assert [item for piece in pieces for item in piece] == items
    assert all(len(piece) == size for piece in pieces[:-1])


@given(st.lists(VALUES))
def test_unique_values_are_all_there_and_stay(items: list[Json]) -> None:
    kept = run("States.ArrayUnique($)", items)
    assert run("States.ArrayUnique($)", kept) == kept
    assert all(run("States.ArrayContains($.a, $.b)", {"a": kept, "b": item}) for item in items)


@given(st.text(alphabet="ab,;", max_size=20), st.text(alphabet=",;", max_size=2))
def test_pieces_of_text_hold_no_separator(text: str, separators: str) -> None:
    pieces = run("States.StringSplit($.t, $.s)", {"t": text, "s": separators})
    assert all(piece and not set(piece) & set(separators) for piece in pieces)
    assert "".join(pieces) == "".join(c for c in text if c not in separators)


@given(st.integers(-50, 50), st.integers(-50, 50), st.integers(-5, 5).filter(bool))
def test_a_range_is_python_s_with_its_end_in_it(start: int, end: int, step: int) -> None:
    found = run("States.ArrayRange($[0], $[1], $[2])", [start, end, step])
    assert found == [*range(start, end + int(math.copysign(1, step)), step)]


@given(st.floats(-1e9, 1e9))
@example(0.49999999999999994)
@example(-0.5)
def test_half_up(number: float) -> None:
    exact = (Decimal(number) + Decimal("0.5")).to_integral_value(ROUND_FLOOR)
    assert round_half_up(number) == exact


@given(st.lists(st.floats(0, 1, exclude_max=True), min_size=4, max_size=4))
def test_a_uuid_is_one(draws: list[float]) -> None:
    left = iter(draws)
    _, evaluate = compile_intrinsic("States.UUID()", value_of)
    text = evaluate(None, None, lambda: next(left))
    found = uuid.UUID(text)
    assert (str(found), found.version, found.variant) == (text, 4, uuid.RFC_4122)


@given(st.text(), st.lists(st.text(max_size=3), max_size=3))
def test_a_literal_says_any_text(text: str, values: list[str]) -> None:
    escaped = "".join(f"\\{c}" if c in "\\'{}" else c for c in text)
    places = "{}" * len(values)
    arguments = "".join(f", $[{place}]" for place in range(len(values)))
    assert run(f"States.Array('{escaped}')", None) == [text]
    assert run(f"States.Format('{escaped}{places}'{arguments})", values) == text + "".join(values)
