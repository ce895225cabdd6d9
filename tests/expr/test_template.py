"""Payload templates: https://states-language.net/spec.html#payload-template."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asl.expr.expression import Expr
from asl.expr.jsonata_template import is_query, query_template
from asl.expr.jsonpath_template import template
from asl.expr.site import ExpressionFault, Site
from asl.runtime.errors import StatesError
from asl.syntax.values import Json
from tests.interp.instant_host import InstantHost, frame_at

DATA: Json = {"a": {"b": [1, 2]}, "text": "x", "none": None}


def _site(faults: list[ExpressionFault]) -> Site:
    return Site(pointer="/P", field="Parameters", report=faults.append)


def _read(read: Callable[[Json, Site], Expr[Json]], value: Json) -> Expr[Json]:
    faults: list[ExpressionFault] = []
    expression = read(value, _site(faults))
    assert faults == []
    return expression


def _shaped(read: Callable[[Json, Site], Expr[Json]], value: Json) -> Json:
    frame = frame_at(InstantHost(lambda _call: None), "S", DATA)
    frame.variables = {"v": {"w": 7}}
    return _read(read, value)(DATA, frame)


# what is said: (template, value)
PATHS: dict[str, tuple[Json, Json]] = {
    "a constant": ({"a": [1, None, {"b": "$.a"}]}, {"a": [1, None, {"b": "$.a"}]}),
    "a scalar": ("$.a", "$.a"),
    "a path": ({"x.$": "$.a.b[0]"}, {"x": 1}),
    "the whole": ({"x.$": "$"}, {"x": DATA}),
    "the Context Object": ({"x.$": "$$.State.Name"}, {"x": "S"}),
    "a variable": ({"x.$": "$v.w"}, {"x": 7}),
    "an intrinsic call": ({"x.$": "States.ArrayLength($.a.b)"}, {"x": 2}),
    "an indefinite path": ({"x.$": "$.nope[*]"}, {"x": []}),
    "inside an object": ({"o": {"x.$": "$.text", "y": 1}}, {"o": {"x": "x", "y": 1}}),
    "inside an array": ([{"x.$": "$.text"}, "$.text", 1], [{"x": "x"}, "$.text", 1]),
    "many parts": (
        [{"x.$": "$.text", "y": {"z.$": "$.a.b[0]"}}] * 3 + [None],
        [{"x": "x", "y": {"z": 1}}] * 3 + [None],
    ),
    "an array alone of constants": ([1, [2]], [1, [2]]),
    "keys in order": ({"b": 1, "a.$": "$.text", "c": 2}, {"b": 1, "a": "x", "c": 2}),
    "a key of nothing but .$": ({".$": "$.text"}, {"": "x"}),
    "a key that ends in .$ twice": ({"a.$.$": "$.text"}, {"a.$": "x"}),
    "a dollar without a dot": ({"a$": "$.text"}, {"a$": "$.text"}),
    "null": (None, None),
    "an empty object": ({}, {}),
    "an empty array": ([], []),
}


@pytest.mark.parametrize(("value", "shaped"), PATHS.values(), ids=PATHS)
def test_paths(value: Json, shaped: Json) -> None:
    before = copy.deepcopy(DATA)
    found = _shaped(template, value)
    assert found == shaped
    assert before == DATA
    if isinstance(shaped, dict):
        assert list(found) == list(shaped)


# what is said: (template, value)
QUERIES: dict[str, tuple[Json, Json]] = {
    "a constant": ({"a": [1, None, {"b": "$.a"}]}, {"a": [1, None, {"b": "$.a"}]}),
    "a query": ("{% 1 + 1 %}", 2),
    "without blanks": ("{%1+1%}", 2),
    "line breaks inside": ("{%\n1\n%}", 1),
    "inside": ({"a": ["{% $v.w %}", 1]}, {"a": [7, 1]}),
    "two in one object": ({"a": "{% 1 %}", "b": "{% 2 %}"}, {"a": 1, "b": 2}),
    "many queries": (["{% 1 %}", "{% 2 %}", {"a": ["{% 3 %}"] * 3}], [1, 2, {"a": [3] * 3}]),
    "keys in order": ({"b": "{% 1 %}", "a": 0}, {"b": 1, "a": 0}),
    "blanks in front": (" {% 1 %}", " {% 1 %}"),
    "only a closing delimiter": ("1 %}", "1 %}"),
    "a key that looks like one": ({"{% 1 %}": 1}, {"{% 1 %}": 1}),
    "a percent sign inside": ("{% 5 % 3 %}", 2),
    "delimiters inside": ("{% '%} {%' %}", "%} {%"),
}


@pytest.mark.parametrize(("value", "shaped"), QUERIES.values(), ids=QUERIES)
def test_queries(value: Json, shaped: Json) -> None:
    assert _shaped(query_template, value) == shaped


# what is said: (template, whether it is a constant, the variables it reads)
READS: dict[str, tuple[Json, bool, set[str]]] = {
    "nothing": ({"a": [1]}, True, set()),
    "a variable": ({"a.$": "$v.w"}, False, {"v"}),
    "several": ([{"a.$": "$v"}, {"b": {"c.$": "$w[0]"}}], False, {"v", "w"}),
    "in an intrinsic call": ({"a.$": "States.Format('{}{}', $v, $.w)"}, False, {"v"}),
    "neither input nor context is one": ({"a.$": "$.v", "b.$": "$$.State"}, False, set()),
}


@pytest.mark.parametrize(("value", "constant", "names"), READS.values(), ids=READS)
def test_what_a_template_reads(value: Json, constant: bool, names: set[str]) -> None:
    found = _read(template, value)
    assert (found.constant, set(found.variables)) == (constant, names)


QUERY_READS: dict[str, tuple[Json, set[str]]] = {
    "nothing": ("{% 1 %}", set()),
    "variables": ({"a": "{% $v + $w.x %}", "b": ["{% $u %}"]}, {"u", "v", "w"}),
    "no local ones": ("{% ($v := 1; $v + $w) %}", {"w"}),
    "no parameters": ("{% $map($v, function($x) { $x }) %}", {"v"}),
    "neither $states nor functions": ("{% $count($states.input) + $uuid() %}", set()),
}


@pytest.mark.parametrize(("value", "names"), QUERY_READS.values(), ids=QUERY_READS)
def test_what_a_query_reads(value: Json, names: set[str]) -> None:
    assert _read(query_template, value).variables == names


# what is said: (text, whether it is a query)
DELIMITED = {
    "delimiters": ("{% 1 %}", True),
    "blanks around": (" {% 1 %} ", False),
    "open": ("{% 1", False),
    "text": ("1", False),
}


@pytest.mark.parametrize(("text", "query"), DELIMITED.values(), ids=DELIMITED)
def test_is_query(text: str, query: bool) -> None:
    assert is_query(text) is query
    assert not is_query([text])


# what is said: (template, code, pointer)
FAULTS: dict[str, tuple[Json, str, str]] = {
    "a number": ({"a": [{"b.$": 1}]}, "template-not-a-path", "/P/a/0/b.$"),
    "plain text": ({"b.$": "plain"}, "template-not-a-path", "/P/b.$"),
    "a slash in a key": ({"a/b.$": "plain"}, "template-not-a-path", "/P/a~1b.$"),
    "a path cut off": ({"b.$": "$.a["}, "jsonpath-syntax", "/P/b.$"),
    "an unknown function": ({"b.$": "States.Nope()"}, "intrinsic-syntax", "/P/b.$"),
    "a key twice": ({"b": 1, "b.$": "$.a"}, "template-key-twice", "/P/b.$"),
}


@pytest.mark.parametrize(("value", "code", "pointer"), FAULTS.values(), ids=FAULTS)
def test_faults(value: Json, code: str, pointer: str) -> None:
    faults: list[ExpressionFault] = []
    template(value, _site(faults))
    assert [(fault.code, fault.pointer) for fault in faults] == [(code, pointer)]


def test_every_fault_is_reported() -> None:
    faults: list[ExpressionFault] = []
    template({"a.$": 1, "b": [{"c.$": "plain"}, {"d.$": "$["}]}, _site(faults))
    assert [fault.pointer for fault in faults] == ["/P/a.$", "/P/b/0/c.$", "/P/b/1/d.$"]


def test_a_failing_intrinsic_call() -> None:
    with pytest.raises(StatesError) as raised:
        _shaped(template, {"x.$": "States.StringToJson($.a)"})
    assert raised.value.name == "States.IntrinsicFailure"
    assert raised.value.pointer == "/P/x.$"
    assert raised.value.cause is not None
    assert raised.value.cause.startswith("An error occurred while executing the state 'S'")


CONSTANTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3)
    ),
)


@given(CONSTANTS)
def test_a_template_without_expressions_is_its_own_value(value: Json) -> None:
    found = _read(template, value)
    assert found.constant
    assert _shaped(template, value) == value
    if not any(text in str(value) for text in ("{%", "%}")):
        assert _shaped(query_template, value) == value


@given(CONSTANTS, st.lists(st.sampled_from(["k", "l"]), max_size=3))
def test_a_path_may_stand_anywhere_in_a_template(value: Json, way: list[str]) -> None:
    shaped: Json = {"x": 1, "beside": value}
    written: Json = {"x.$": "$.a.b[0]", "beside": value}
    for key in way:
        shaped, written = {key: [shaped]}, {key: [written]}
    assert _shaped(template, written) == shaped
