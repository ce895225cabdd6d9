"""Files of mocked responses: what they say, and what is said of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asl.diagnostics.catalogue import CATALOGUE
from asl.diagnostics.diagnostic import Diagnostic
from asl.interp.compile import Machine
from asl.testing import InvalidMocks, load_mocks, run
from asl.testing.mock_case import MockCase, Selector, examine_mocks
from tests.testing.machines import INVOKE, chain, looped, retried, task

RETURN: dict[str, Any] = {"Return": {}}
THROW = {"Throw": {"Error": "E", "Cause": "c"}}


def text(responses: Any, cases: Any = None, **more: Any) -> str:
    """A file with one machine, over several lines."""
    machine = {"TestCases": {"Case": {"Charge": "R"}} if cases is None else cases}
    return json.dumps(
        {"StateMachines": {"shop": machine}, "MockedResponses": responses, **more}, indent=1
    )


def examined(
    source: str | bytes,
    asked: Selector | None = None,
    machine: Machine | None = None,
    name: str = "",
) -> tuple[MockCase | None, list[Diagnostic]]:
    data = source if isinstance(source, bytes) else source.encode(errors="surrogatepass")
    return examine_mocks(
        data, asked or Selector("m.json"), machine=machine, machine_name=name or None
    )


# how invocations are answered: (entries, machine, output or error)
ANSWERED: dict[str, tuple[Any, Machine, Any]] = {
    "once": ({"0": {"Return": {"paid": True}}}, task(), {"paid": True}),
    "any JSON value is a result": ({"0": {"Return": None}}, task(), None),
    "a failure": ({"0": THROW}, task(), "E"),
    "retries count": ({"0-1": THROW, "2": {"Return": "third"}}, retried(2), "third"),
    "loops count": ({"0": RETURN, "1": RETURN, "2": {"Return": 3}}, looped(3), 3),
    "in any order": ({"2": {"Return": 3}, "0-1": RETURN}, looped(3), 3),
    "a range of one": ({"0-0": {"Return": 1}}, task(), 1),
    "a gap that nobody falls into": ({"0": {"Return": 1}, "7-9": RETURN}, task(), 1),
}


@pytest.mark.parametrize(("entries", "machine", "end"), ANSWERED.values(), ids=ANSWERED)
def test_invocations_are_answered(entries: Any, machine: Machine, end: Any) -> None:
    case, diagnostics = examined(text({"R": entries}))
    assert diagnostics == []
    assert case is not None
    result = run(machine, {}, case)
    assert (result.output if result.status == "SUCCEEDED" else result.error) == end


def test_every_state_counts_by_itself() -> None:
    cases = {"Case": {"One": "R", "Two": "R"}}
    case, _ = examined(text({"R": {"0": {"Return": "first"}, "1": THROW}}, cases))
    assert case is not None
    assert run(chain("One", "Two"), {}, case).output == "first"


# what is missing: (entries of the response, cases, machine, the end of the cause)
MISSING: dict[str, tuple[Any, Any, Machine, str]] = {
    "a state": (
        {"0": RETURN},
        {"Case": {}},
        task(),
        (
            "The Task state 'Charge' has no mock in the test case 'Case' of m.json. "
            'Add to the test case: "Charge": "ChargeSucceeds" '
            'and to "MockedResponses": "ChargeSucceeds": {"0": {"Return": {}}}'
        ),
    ),
    "a state that invokes a function, with a name of several words": (
        {"0": RETURN},
        {"Case": {}},
        task("charge the card", INVOKE),
        (
            'Add to the test case: "charge the card": "ChargeTheCardSucceeds" '
            'and to "MockedResponses": "ChargeTheCardSucceeds": '
            '{"0": {"Return": {"StatusCode": 200, "Payload": {}}}}'
        ),
    ),
    "an invocation past the last": (
        {"0-1": THROW},
        None,
        retried(9),
        (
            "The Task state 'Charge' was called for invocation 2, which the response 'R' of m.json "
            'has no entry for. Add to the response: "2": {"Return": {}}'
        ),
    ),
    "an invocation in a gap": (
        {"0": THROW, "2": RETURN},
        None,
        retried(9),
        'Add to the response: "1": {"Return": {}}',
    ),
    "an invocation before the first": (
        {"1": RETURN},
        None,
        retried(9),
        'Add to the response: "0": {"Return": {}}',
    ),
}


@pytest.mark.parametrize(("entries", "cases", "machine", "ending"), MISSING.values(), ids=MISSING)
def test_what_is_missing_fails_for_good_with_the_lines_to_paste(
    entries: Any, cases: Any, machine: Machine, ending: str
) -> None:
    case, _ = examined(text({"R": entries}, cases))
    assert case is not None
    result = run(machine, {}, case)
    assert (result.status, result.error) == ("FAILED", "States.Runtime")
    assert result.cause is not None
    assert result.cause.endswith(ending)


def _line(source: str, part: str) -> int:
    return source[: source.index(part)].count("\n") + 1


R = "/MockedResponses/R"

# what is wrong: (text, code, pointer, part of its line, message, hint)
FAULTS: dict[str, tuple[str, str, str, str, str, str | None]] = {
    "no JSON": ("{", "json-syntax", "", "{", "the text ends before", 'add the missing "}"'),
    "no object": (
        "[]",
        "not-an-object",
        "",
        "[]",
        "a file of mocks is an object, and this is an array",
        None,
    ),
    "no responses": (
        '{"StateMachines": {"shop": {"TestCases": {"Case": {}}}}}',
        "missing-field",
        "",
        "{",
        'a file of mocks has no "MockedResponses"',
        None,
    ),
    "a member that does not exist": (
        text({"R": {"0": RETURN}}, MockedResponse={}),
        "unknown-field",
        "/MockedResponse",
        '"MockedResponse"',
        'the member "MockedResponse" does not exist here',
        'did you mean "MockedResponses"?',
    ),
    "states at the top": (
        text({"R": {"0": RETURN}}, Charge={"0": RETURN}),
        "unknown-field",
        "/Charge",
        '"Charge": {',
        'the member "Charge" does not exist here',
        "it may be StateMachines or MockedResponses",
    ),
    "a machine without test cases": (
        '{"StateMachines": {"shop": {}}, "MockedResponses": {}}',
        "missing-field",
        "/StateMachines/shop",
        "{",
        'a state machine of this file has no "TestCases"',
        None,
    ),
    "test cases that are none": (
        text({"R": {"0": RETURN}}, [1]),
        "not-an-object",
        "/StateMachines/shop/TestCases",
        '"TestCases"',
        '"TestCases" is an object, and this is an array',
        None,
    ),
    "a test case that is none": (
        text({"R": {"0": RETURN}}, {"Case": "R"}),
        "not-an-object",
        "/StateMachines/shop/TestCases/Case",
        '"Case"',
        "a test case is an object, and this is a string",
        None,
    ),
    "a response in place of its name": (
        text({"R": {"0": RETURN}}, {"Case": {"Charge": {"0": RETURN}}}),
        "wrong-type",
        "/StateMachines/shop/TestCases/Case/Charge",
        '"Charge"',
        "expected the name of a response, found an object",
        'the response itself belongs into "MockedResponses"',
    ),
    "a response that is not defined": (
        text({"Paid": {"0": RETURN}}, {"Case": {"Charge": "Payd"}}),
        "mock-response-unknown",
        "/StateMachines/shop/TestCases/Case/Charge",
        '"Charge"',
        '"MockedResponses" has no "Payd"',
        'did you mean "Paid"?',
    ),
    "a response like none": (
        text({}, {"Case": {"Charge": "Paid"}}),
        "mock-response-unknown",
        "/StateMachines/shop/TestCases/Case/Charge",
        '"Charge"',
        '"MockedResponses" has no "Paid"',
        'add to "MockedResponses": "Paid": {"0": {"Return": {}}}',
    ),
    "a response without entries": (
        text({"R": {}}),
        "empty",
        R,
        '"R": {}',
        'the response "R" answers nothing',
        'as {"0": {"Return": {}}}',
    ),
    "a response that is none": (
        text({"R": 1}),
        "not-an-object",
        R,
        '"R": 1',
        "a response is an object, and this is a number",
        None,
    ),
    "a word for a number": (
        text({"R": {"first": RETURN}}),
        "mock-range",
        f"{R}/first",
        '"first"',
        '"first" is no number of an invocation and no range of them',
        'invocations count from "0"; a range is written "1-2"',
    ),
    "a range that ends before it begins": (
        text({"R": {"0": RETURN, "3-1": RETURN}}),
        "mock-range",
        f"{R}/3-1",
        '"3-1"',
        'the range "3-1" ends before it begins',
        'write "1-3"',
    ),
    "a number that no machine comes to": (
        text({"R": {"0": RETURN, "1" * 5000: RETURN}}),
        "mock-range",
        f"{R}/{'1' * 5000}",
        '"11',
        f'"{"1" * 5000}" is no number of an invocation and no range of them',
        'invocations count from "0"; a range is written "1-2"',
    ),
    "ranges that overlap": (
        text({"R": {"0-2": RETURN, "2-3": RETURN}}),
        "mock-range-overlap",
        f"{R}/2-3",
        '"2-3"',
        "invocation 2 has two answers",
        "the other one is for 0 to 2",
    ),
    "a range around a number": (
        text({"R": {"5": RETURN, "0-9": RETURN}}),
        "mock-range-overlap",
        f"{R}/5",
        '"5"',
        "invocation 5 has two answers",
        "the other one is for 0 to 9",
    ),
    "an entry that is none": (
        text({"R": {"0": "Paid"}}),
        "not-an-object",
        f"{R}/0",
        '"0"',
        "an entry is an object, and this is a string",
        None,
    ),
    "an entry with both": (
        text({"R": {"0": {**RETURN, **THROW}}}),
        "exclusive-fields",
        f"{R}/0/Throw",
        '"Throw"',
        '"Return" and "Throw" cannot both stand',
        "remove one of them",
    ),
    "an entry with neither": (
        text({"R": {"0": {}}}),
        "missing-field",
        f"{R}/0",
        '"0"',
        'the entry has neither "Return" nor "Throw"',
        'as {"Return": {}} or {"Throw": {"Error": "…", "Cause": "…"}}',
    ),
    "an entry with something else": (
        text({"R": {"0": {**RETURN, "Retrun": 1}}}),
        "unknown-field",
        f"{R}/0/Retrun",
        '"Retrun"',
        'the member "Retrun" does not exist here',
        'did you mean "Return"?',
    ),
    "a failure that is no object": (
        text({"R": {"0": {"Throw": "E"}}}),
        "not-an-object",
        f"{R}/0/Throw",
        '"Throw"',
        '"Throw" is an object, and this is a string',
        None,
    ),
    "a failure without a cause": (
        text({"R": {"0": {"Throw": {"Error": "E"}}}}),
        "missing-field",
        f"{R}/0/Throw",
        '"Throw"',
        '"Throw" has no "Cause"',
        None,
    ),
    "a cause that is no text": (
        text({"R": {"0": {"Throw": {"Error": "E", "Cause": {}}}}}),
        "wrong-type",
        f"{R}/0/Throw/Cause",
        '"Cause"',
        "expected a string, found an object",
        None,
    ),
    "a name given twice": (
        (
            '{"StateMachines": {"shop": {"TestCases": {"Case": {}}}},\n "MockedResponses": {},\n'
            ' "MockedResponses": {}}'
        ),
        "duplicate-key",
        "/MockedResponses",
        ' "MockedResponses": {}}',
        'the key "MockedResponses" stands twice in this object',
        "the first one is in line 2",
    ),
}


@pytest.mark.parametrize(
    ("source", "code", "pointer", "part", "message", "hint"), FAULTS.values(), ids=FAULTS
)
def test_a_fault_has_its_place(
    source: str, code: str, pointer: str, part: str, message: str, hint: str | None
) -> None:
    case, diagnostics = examined(source)
    assert case is None
    (found,) = diagnostics
    assert (found.code, found.pointer, found.hint) == (code, pointer, hint)
    assert message in found.message
    assert found.line == _line(source, part)
    assert (found.file, found.aws_code, found.severity) == ("m.json", None, "error")


def test_every_fault_is_told_at_once_in_order_of_the_text() -> None:
    source = text({"R": {"x": {}, "0": {"Throw": {}}}}, {"Case": {"Charge": "S"}})
    _, diagnostics = examined(source)
    assert [found.code for found in diagnostics] == [
        "mock-response-unknown",
        "mock-range",
        "missing-field",
        "missing-field",
        "missing-field",
    ]
    assert sorted(found.line for found in diagnostics) == [found.line for found in diagnostics]


TWO = json.dumps(
    {
        "StateMachines": {
            "shop": {"TestCases": {"Happy": {"Charge": "R"}, "Sad": {"Charge": "T"}}},
            "bank": {"TestCases": {"Happy": {"Charge": "T"}}},
            "idle": {"TestCases": {}},
        },
        "MockedResponses": {"R": {"0": {"Return": "shop"}}, "T": {"0": {"Return": "other"}}},
    }
)
ONE = text({"R": {"0": {"Return": "shop"}}})

# what is chosen: (text, selector, name of the machine, machine and test case)
CHOSEN: dict[str, tuple[str, Selector, str, tuple[str, str]]] = {
    "the one there is": (ONE, Selector("m", "Case"), "other", ("shop", "Case")),
    "the one test case too": (ONE, Selector("m"), "", ("shop", "Case")),
    "by the machine's name": (TWO, Selector("m", "Sad"), "shop", ("shop", "Sad")),
    "the one test case of that machine": (TWO, Selector("m"), "bank", ("bank", "Happy")),
    "by what is asked for": (TWO, Selector("m", "Happy", "bank"), "shop", ("bank", "Happy")),
}


@pytest.mark.parametrize(("source", "asked", "name", "chosen"), CHOSEN.values(), ids=CHOSEN)
def test_a_test_case_is_chosen(
    source: str, asked: Selector, name: str, chosen: tuple[str, str]
) -> None:
    case, diagnostics = examined(source, asked, name=name)
    assert diagnostics == []
    assert case is not None
    assert (case.machine, case.name) == chosen


# what cannot be chosen: (text, selector, name of the machine, message, hint)
NOT_CHOSEN: dict[str, tuple[str, Selector, str, str, str | None]] = {
    "a test case that is misspelt": (
        TWO,
        Selector("m", "Hapy"),
        "shop",
        '"shop" has no test case "Hapy"; it has "Happy", "Sad"',
        'did you mean "Happy"?',
    ),
    "none of several test cases": (
        TWO,
        Selector("m"),
        "shop",
        '"shop" has 2 test cases, and none was chosen',
        "choose one: m#Happy",
    ),
    "a machine without test cases": (
        TWO,
        Selector("m", "Happy"),
        "idle",
        '"idle" has no test case',
        None,
    ),
    "none of several machines": (
        TWO,
        Selector("m", "Happy"),
        "",
        'the file has 3 state machines: "shop", "bank", "idle"',
        "say which one: m#shop#Happy",
    ),
    "a machine of another name": (
        TWO,
        Selector("m", "Happy"),
        "order",
        'the file has 3 state machines, and none is called "order": "shop", "bank", "idle"',
        "say which one: m#shop#Happy",
    ),
    "a machine that is misspelt": (
        TWO,
        Selector("m", "Happy", "shpo"),
        "",
        'the file has no state machine "shpo"; it has "shop", "bank", "idle"',
        'did you mean "shop"?',
    ),
    "a file without machines": (
        '{"StateMachines": {}, "MockedResponses": {}}',
        Selector("m", "Happy"),
        "shop",
        "the file has no state machine",
        None,
    ),
}


@pytest.mark.parametrize(
    ("source", "asked", "name", "message", "hint"), NOT_CHOSEN.values(), ids=NOT_CHOSEN
)
def test_what_cannot_be_chosen_is_told_with_what_there_is(
    source: str, asked: Selector, name: str, message: str, hint: str | None
) -> None:
    case, (found,) = examined(source, asked, name=name)
    assert case is None
    assert (found.message, found.hint) == (message, hint)
    assert found.pointer.startswith("/StateMachines")


def test_a_long_list_of_names_is_cut() -> None:
    cases: dict[str, Any] = {f"Case{number}": {} for number in range(50)}
    _, (found,) = examined(text({}, cases), Selector("m", "zzz"))
    assert found.message.endswith('"Case19", …')


# states that nothing calls: (test case, code, message, hint)
STRANGERS = {
    "a state that the machine has not": (
        {"Chrage": "R"},
        "mock-state-unknown",
        'the state machine has no state "Chrage"',
        'did you mean "Charge"?',
    ),
    "a state that calls nothing": (
        {"Done": "R"},
        "mock-state-not-a-task",
        '"Done" is a Succeed state: it calls nothing',
        "only Task states are mocked",
    ),
}


@pytest.mark.parametrize(("states", "code", "message", "hint"), STRANGERS.values(), ids=STRANGERS)
def test_a_mock_that_nobody_asks_for_is_a_warning(
    states: dict[str, str], code: str, message: str, hint: str
) -> None:
    case, (found,) = examined(text({"R": {"0": RETURN}}, {"Case": states}), machine=looped(1))
    assert case is not None
    assert (found.severity, found.code, found.message) == ("warning", code, message)
    assert found.hint == hint


# how the text after --mocks is taken apart
SELECTORS = {
    "a file": ("mocks.json", Selector("mocks.json")),
    "a test case": ("mocks.json#Happy", Selector("mocks.json", "Happy")),
    "a machine": ("mocks.json#shop#Happy", Selector("mocks.json", "Happy", "shop")),
    "an empty test case": ("mocks.json#", Selector("mocks.json", "")),
}


@pytest.mark.parametrize(("asked", "selector"), SELECTORS.values(), ids=SELECTORS)
def test_a_selector_is_taken_apart(asked: str, selector: Selector) -> None:
    assert Selector.parse(asked) == selector


def test_a_file_with_a_hash_in_its_name_is_found(tmp_path: Path) -> None:
    file = tmp_path / "a#b.json"
    file.write_text(ONE, encoding="utf-8")
    assert Selector.parse(str(file)) == Selector(str(file))
    assert Selector.parse(f"{file}#Case") == Selector(str(file), "Case")
    assert Selector.parse(f"{file}#shop#Case") == Selector(str(file), "Case", "shop")


@pytest.mark.parametrize("name", ["\0#Case", "x" * 5000 + "#Case"], ids=["NUL", "too long"])
def test_a_name_that_no_file_can_have_is_no_trouble(name: str) -> None:
    assert Selector.parse(name).case == "Case"


def test_loading_raises_all_there_is_to_say(tmp_path: Path) -> None:
    file = tmp_path / "mocks.json"
    file.write_text(text({"R": {"x": RETURN, "y": RETURN}}), encoding="utf-8")
    with pytest.raises(InvalidMocks, match=r"mock-range .*; invocations count .* \(and 1 more\)"):
        load_mocks(f"{file}#Case")


def test_loading_a_file_that_is_not_there_is_the_systems_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_mocks(f"{tmp_path}/mocks.json#Case")


def test_a_file_may_be_yaml(tmp_path: Path) -> None:
    file = tmp_path / "mocks.yaml"
    file.write_text(
        "StateMachines: {shop: {TestCases: {Case: {Charge: R}}}}\n"
        'MockedResponses:\n  R:\n    "0": {Return: paid}\n',
        encoding="utf-8",
    )
    assert run(task(), {}, load_mocks(f"{file}#Case")).output == "paid"


def test_every_code_is_used_in_a_table() -> None:
    used = {code for _, code, *_ in FAULTS.values()} | {code for _, code, *_ in STRANGERS.values()}
    assert {code for code in CATALOGUE if code.startswith("mock-")} - used == {
        "mock-machine-unknown",
        "mock-case-unknown",
    }


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "StateMachines",
                    "MockedResponses",
                    "TestCases",
                    "R",
                    "0",
                    "1-2",
                    "Return",
                    "Throw",
                ]
            )
            | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_any_document_is_taken_or_told_what_is_wrong(value: Any) -> None:
    case, diagnostics = examined(json.dumps(value), machine=task())
    assert (case is None) == any(found.severity == "error" for found in diagnostics)


@given(st.binary(max_size=200))
def test_any_bytes_are_taken_or_told_what_is_wrong(data: bytes) -> None:
    case, diagnostics = examined(data)
    assert (case is None) == any(found.severity == "error" for found in diagnostics)


def test_a_hostile_file_is_done_with_soon() -> None:
    names = [f"response{number}" for number in range(20_000)]
    source = text(
        {name: {"0": RETURN} for name in names},
        {"Case": {f"state{number}": f"reponse{number}x" for number in range(20_000)}},
    )
    _, diagnostics = examined(source, machine=task())
    assert len(diagnostics) == 20_000


def test_a_file_without_an_end() -> None:
    with pytest.raises(InvalidMocks, match="at most 16,777,216 bytes"):
        load_mocks("/dev/zero#Case")
