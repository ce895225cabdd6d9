"""Whatever stands in a definition: `examine` never raises, and what it takes can run."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asl.definition import InvalidDefinition, examine, load, load_file
from asl.engines import virtual
from asl.engines.virtual import Answer, Settings, TransitionBudgetExceeded
from asl.states import STATES
from asl.syntax.values import Json
from tests.model import mutations
from tests.model.definitions import ALL, FILES, INPUT, PATHS, QUERIES

ANSWER = Answer(value={"got": 1}, submission={})

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=10)
)
ANY_JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4)
    ),
)


def _vocabulary(value: Json) -> set[str]:
    """The keys and texts of a definition."""
    if isinstance(value, dict):
        return set(value).union(*(_vocabulary(inner) for inner in value.values()))
    if isinstance(value, list):
        return set().union(*(_vocabulary(inner) for inner in value))
    return {value} if isinstance(value, str) else set()


WORDS = sorted(_vocabulary([PATHS, QUERIES, FILES]))
# Definitions of the right words in the wrong places.
SPOKEN = st.recursive(
    st.sampled_from(WORDS) | SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=6)
    ),
    max_leaves=40,
)


@settings(max_examples=200, deadline=None)
@given(ANY_JSON | SPOKEN)
def test_any_json(value: Json) -> None:
    text = json.dumps(value)
    for express in (False, True):
        what = examine(text, express=express)
        assert (what.machine is None) == any(d.severity == "error" for d in what.diagnostics)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(STATES)), st.dictionaries(st.sampled_from(WORDS), SPOKEN, max_size=8))
def test_any_members_of_a_state(kind: str, members: dict[str, Json]) -> None:
    state = {**members, "Type": kind}
    what = examine(json.dumps({"StartAt": "S", "States": {"S": state}}))
    assert (what.machine is None) == any(d.severity == "error" for d in what.diagnostics)


@pytest.mark.parametrize("definition", ALL.values(), ids=ALL)
def test_the_definitions_to_be_changed_are_valid(definition: Json) -> None:
    found = examine(json.dumps(definition)).diagnostics
    assert [item for item in found if item.severity != "info"] == []


@pytest.mark.parametrize("definition", [PATHS, QUERIES], ids=["PATHS", "QUERIES"])
def test_and_run_to_their_ends(definition: Json) -> None:
    done = virtual.run(load(json.dumps(definition)), INPUT, lambda _call: ANSWER)
    assert done.status == "SUCCEEDED", done.cause
    entered = {event.details["name"] for event in done.events if event.type.endswith("Entered")}
    assert {"Decide", "Both", "Left", "Each", "Ask", "Many", "End"} <= entered


@st.composite
def _changed(draw: st.DrawFn) -> Json:
    """A valid definition with one to three changes."""
    definition = draw(st.sampled_from(list(ALL.values())))
    for _ in range(draw(st.integers(1, 3))):
        everywhere = list(mutations.places(definition))
        if not everywhere:
            break
        place = draw(st.sampled_from(everywhere))
        match draw(st.sampled_from(["without", "given", "renamed"])):
            case "without":
                definition = mutations.without(definition, place)
            case "given":
                new = draw(st.sampled_from(mutations.VALUES))
                definition = mutations.given(definition, place, new)
            case _:
                name = draw(st.sampled_from(mutations.NAMES))
                definition = mutations.renamed(definition, place, name)
    return definition


@settings(max_examples=400, deadline=None)
@given(_changed())
def test_what_examine_takes_can_run(definition: Json) -> None:
    what = examine(json.dumps(definition))
    if what.machine is None:
        assert any(item.severity == "error" for item in what.diagnostics)
        return
    few = Settings(transition_budget=1000)
    try:
        done = virtual.run(what.machine, INPUT, lambda _call: ANSWER, few)
    except TransitionBudgetExceeded:
        return
    assert done.status in ("SUCCEEDED", "FAILED", "TIMED_OUT")
    assert [event.id for event in done.events] == list(range(1, len(done.events) + 1))
    assert all(event.previous < event.id for event in done.events)


@settings(max_examples=100, deadline=None)
@given(_changed())
def test_diagnostics_stand_in_order_and_inside_the_text(definition: Json) -> None:
    text = json.dumps(definition, indent=1)
    lines = text.splitlines()
    found = examine(text).diagnostics
    places = [(item.line, item.column) for item in found]
    assert all(one <= other for one, other in pairwise(places))
    for item in found:
        assert item.source == lines[item.line - 1]
        # One past the end: where something is missing.
        assert 1 <= item.column <= len(item.source) + 1
        assert item.width >= 1


# what is said: (levels of objects and arrays inside the machine, whether that is too deep)
DEPTHS = {"two hundred levels": (196, False), "one more": (197, True)}


@pytest.mark.parametrize(("levels", "too_deep"), DEPTHS.values(), ids=DEPTHS)
def test_nesting(levels: int, too_deep: bool) -> None:
    # Machine, States and state are three levels; the value of Result is the rest.
    value = "[" * (levels + 1) + "]" * (levels + 1)
    text = f'{{"StartAt":"S","States":{{"S":{{"Type":"Pass","Result":{value},"End":true}}}}}}'
    what = examine(text)
    assert [item.code for item in what.diagnostics] == (["too-deep"] if too_deep else [])
    if too_deep:
        assert what.diagnostics[0].pointer.startswith("/States/S/Result/0/0/")
    else:
        assert what.machine is not None
        assert virtual.run(what.machine, {}, lambda _call: ANSWER).status == "SUCCEEDED"


def test_branches_inside_branches_are_nested_too() -> None:
    inner: Json = {"Type": "Pass", "End": True}
    for level in range(60):
        branch = {"StartAt": f"S{level}", "States": {f"S{level}": inner}}
        inner = {"Type": "Parallel", "Branches": [branch], "End": True}
    what = examine(json.dumps({"StartAt": "S", "States": {"S": inner}}))
    assert [item.code for item in what.diagnostics] == ["too-deep"]


def test_load_raises_with_all_that_is_wrong() -> None:
    text = '{"StartAt": "S", "States": {"S": {"Type": "Pass", "Nxet": 1}}, "Vresion": "1"}'
    with pytest.raises(InvalidDefinition) as raised:
        load(text, name="order.asl.json")
    assert [item.code for item in raised.value.diagnostics] == ["unknown-field", "unknown-field"]
    assert str(raised.value) == (
        'order.asl.json:1:51: unknown-field: "Nxet" is no field of a Pass state (and 1 more)'
    )


def test_load_with_one_fault() -> None:
    with pytest.raises(InvalidDefinition, match=r"^<definition>:1:1: empty-document: .*empty$"):
        load("")


def test_load_file_tells_yaml_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "order.asl.yaml"
    path.write_text("StartAt: S\nStates:\n  S:\n    Type: Succeed\n", encoding="utf-8")
    assert load_file(path).scope.start == "S"


def _padded(characters: int, inside: str = "") -> str:
    text = json.dumps(
        {
            "Comment": inside,
            "StartAt": "S",
            "States": {"S": {"Type": "Succeed"}},
        },
        ensure_ascii=False,
    )
    return text + " " * (characters - len(text))


# what is said: (source, format, whether it is too large)
SIZES: dict[str, tuple[bytes | str, Literal["json", "yaml"], bool]] = {
    "as large as AWS takes": (_padded(1_048_576), "json", False),
    "one more": (_padded(1_048_577), "json", True),
    "characters are counted": (_padded(1_048_576, "é" * 1000).encode(), "json", False),
    "one more of them": (_padded(1_048_577, "é" * 1000).encode(), "json", True),
    "a byte order mark is none": (b"\xef\xbb\xbf" + _padded(1_048_576).encode(), "json", False),
    "YAML": ("a: b\n" * 400_000, "yaml", True),
    "no UTF-8 either": (b"\xff" * 1_048_577, "json", True),
}


@pytest.mark.parametrize(("source", "format_", "large"), SIZES.values(), ids=SIZES)
def test_how_large_a_definition_may_be(
    source: bytes | str, format_: Literal["json", "yaml"], large: bool
) -> None:
    found = examine(source, format=format_)
    assert (found.machine is None) is large
    assert [item.code for item in found.diagnostics] == ["document-too-large"] * large


def test_a_file_without_an_end() -> None:
    with pytest.raises(InvalidDefinition, match="at most 1,048,576 characters"):
        load_file("/dev/zero")
