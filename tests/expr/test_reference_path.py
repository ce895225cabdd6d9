"""Where ResultPath puts a value. Source: https://states-language.net/spec.html#reference-paths."""

import copy

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from asl.expr.jsonpath import compile_path
from asl.expr.reference_path import (
    ReferenceFault,
    ReferenceMismatch,
    compile_reference,
)
from asl.syntax.values import Json

# what is said: (path, document, the document with "new" in its place)
PLACED: dict[str, tuple[str, Json, Json]] = {
    "$ replaces all": ("$", {"a": 1}, "new"),
    "blanks may follow": ("$ ", {"a": 1}, "new"),
    "a member is added last": ("$.b", {"a": 1}, {"a": 1, "b": "new"}),
    "a member is replaced where it stands": ("$.a", {"a": 1, "b": 2}, {"a": "new", "b": 2}),
    "missing objects are made": ("$.a.b.c", {"z": 1}, {"z": 1, "a": {"b": {"c": "new"}}}),
    "objects on the way keep the rest": ("$.a.b", {"a": {"c": 1}}, {"a": {"c": 1, "b": "new"}}),
    "a name may be in brackets": ("$['a b']", {}, {"a b": "new"}),
    "a name may have escapes": (r"$.a\.b", {}, {"a.b": "new"}),
    "an element is replaced": ("$.l[1]", {"l": [0, 1, 2]}, {"l": [0, "new", 2]}),
    "an element of the document": ("$[0]", [0], ["new"]),
    "a member of an element": ("$.l[0].x", {"l": [{"y": 1}]}, {"l": [{"y": 1, "x": "new"}]}),
    "elements in elements": ("$[0][22]", [[*range(23)]], [[*range(22), "new"]]),
}


@pytest.mark.parametrize(("path", "document", "placed"), PLACED.values(), ids=PLACED)
def test_place(path: str, document: Json, placed: Json) -> None:
    before = copy.deepcopy(document)
    assert repr(compile_reference(path).place(document, "new")) == repr(placed)
    assert document == before


# what is said: (path, document, reason)
MISMATCHES: dict[str, tuple[str, Json, str]] = {
    "the document is text": ("$.a", "text", "$ is no object to hold ['a']"),
    "the document is null": ("$.a", None, "$ is no object to hold ['a']"),
    "the document is an array": ("$.a", [], "$ is no object to hold ['a']"),
    "the document is no array": ("$[0]", {}, "$ is no array to hold [0]"),
    "null on the way": ("$.a.b", {"a": None}, "$['a'] is no object to hold ['b']"),
    "a number on the way": ("$.a.b.c", {"a": {"b": 1}}, "$['a']['b'] is no object to hold ['c']"),
    "an array is not made": ("$.a[0]", {}, "$['a'] is no array to hold [0]"),
    "an element is not made": ("$.a[1]", {"a": [0]}, "$['a'] has 1 elements, and no [1]"),
    "an element on the way": ("$[0][0].a", [[]], "$[0] has 0 elements, and no [0]"),
}


@pytest.mark.parametrize(("path", "document", "reason"), MISMATCHES.values(), ids=MISMATCHES)
def test_mismatch(path: str, document: Json, reason: str) -> None:
    with pytest.raises(ReferenceMismatch) as mismatch:
        compile_reference(path).place(document, "new")
    assert mismatch.value.reason == reason


ROOT = "a reference path starts with a single $"
ONE = "a reference path names one place"

# a path, and the message and position of its fault
FAULTS: dict[str, tuple[str, int]] = {
    "result": ("a path starts with $, $$ or $name", 0),
    "$$": (f"{ROOT}: the Context Object cannot be written to", 0),
    "$$.a": (f"{ROOT}: the Context Object cannot be written to", 0),
    "$foo": (f"{ROOT}: a variable is set by Assign", 0),
    "$.a[*].b": (f"{ONE}: no wildcard", 3),
    "$.*": (f"{ONE}: no wildcard", 2),
    "$.a..b": (f"{ONE}: no ..", 3),
    "$.a[?(@.b==1)]": (f"{ONE}: no filter", 3),
    "$.a[0:1]": (f"{ONE}: no slice", 3),
    "$.a[0,1]": (f"{ONE}: no list of indices", 3),
    "$.a['b','c']": (f"{ONE}: no list of names", 3),
    "$.a.length()": (f"{ONE}: no function", 4),
    "$.a[-1]": ("a reference path counts elements from the start, not from the end", 3),
    "$.a b": ('expected ".", "[" or the end of the path, but found "b"', 4),
    "$.": ('expected a name, "*" or "[", but the text ends', 2),
}


@pytest.mark.parametrize(("path", "fault"), FAULTS.items())
def test_fault(path: str, fault: tuple[str, int]) -> None:
    with pytest.raises(ReferenceFault) as caught:
        compile_reference(path)
    assert (caught.value.message, caught.value.position) == fault
    assert str(caught.value) == f"{fault[0]} (at offset {fault[1]})"


# The examples of the specification, as they are once JSON's own backslashes are gone.
STEPS: dict[str, tuple[str | int, ...]] = {
    "$.store.book": ("store", "book"),
    r"$.store\.book": ("store.book",),
    r"$.\stor\e.boo\k": ("store", "book"),
    "$.store.book.title": ("store", "book", "title"),
    r"$.foo.\.bar": ("foo", ".bar"),
    r"$.foo\@bar.baz\[\[.\?pretty": ("foo@bar", "baz[[", "?pretty"),
    "$.&Ж中.\U00010346": ("&Ж中", "\U00010346"),
    "$.ledgers.branch[0].pending.count": ("ledgers", "branch", 0, "pending", "count"),
    "$.ledgers.branch[0]": ("ledgers", "branch", 0),
    "$.ledgers[0][22][315].foo": ("ledgers", 0, 22, 315, "foo"),
    "$['store']['book']": ("store", "book"),
    "$['store'][0]['book']": ("store", 0, "book"),
}


@pytest.mark.parametrize(("path", "steps"), STEPS.items())
def test_steps(path: str, steps: tuple[str | int, ...]) -> None:
    assert compile_reference(path).steps == steps
    assert compile_reference(path).text == path


NAMES = st.sampled_from("abc")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=15,
)
PATHS = st.lists(NAMES.map(".{}".format) | st.integers(0, 2).map("[{}]".format), max_size=4).map(
    lambda steps: "$" + "".join(steps)
)


@given(PATHS, VALUES, VALUES)
def test_what_is_placed_is_found_there_and_nothing_else_changes(
    text: str, document: Json, value: Json
) -> None:
    before = copy.deepcopy(document)
    try:
        placed = compile_reference(text).place(document, value)
    except ReferenceMismatch:
        reject()
    assert document == before
    assert compile_path(text).find(placed) is value
    assert compile_reference(text).place(placed, value) == placed


FRAGMENTS = st.sampled_from(["$", ".", "..", "a", "[0]", "['a']", "[", "]", "*", "é", "\\"])


def fault_of(text: str) -> ReferenceFault | None:
    try:
        compile_reference(text)
    except ReferenceFault as fault:
        return fault
    return None


@given(st.text() | st.lists(FRAGMENTS).map("".join))
def test_any_text_is_a_reference_or_a_fault_with_a_place(text: str) -> None:
    fault = fault_of(text)
    if fault is not None:
        assert 0 <= fault.position <= len(text)
    else:
        assert compile_reference(text).text == text
        assert compile_path(text).definite
