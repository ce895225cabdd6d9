"""Paths into values whose members are known."""

from __future__ import annotations

import pytest

from tests.model.findings import (
    Case,
    child_mapped,
    due,
    examined,
    found,
    mapped,
    query_state,
    state,
)

X = '"X": {"Type": "Pass", "End": true}'
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:f"
KEEP = 'keep "{}" in what is handed on, or take the path out'
FORK = (
    '{"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "A"}], '
    '"Default": "B"}'
)
A = '"A": {"Type": "Pass", "Result": {"a": 1}, "Next": "T"}'
B = '"B": {"Type": "Pass", "Result": {"b": 1}, "Next": "T"}'


def made(first: str, second: str, end: str = ', "End": true') -> str:
    """A Pass with these members, and a second state that takes what it has made."""
    return state(f'{{"Type": "Pass", {first}, "Next": "T"}}', f'"T": {second}{end}}}')


def lost(text: str, hint: str) -> Case:
    return Case(text, "path-leads-nowhere", hint)


FINDINGS: dict[str, Case] = {
    "past what Parameters make": lost(
        made('"Parameters": {"id.$": "$.id"}', '{"Type": "Wait", "SecondsPath": ▸"$.order.wait"'),
        KEEP.format("order"),
    ),
    "a slip in a member": lost(
        made('"Result": {"count": {"all": 1}}', '{"Type": "Pass", "InputPath": ▸"$.count.al"'),
        'did you mean "all"?',
    ),
    "into a text": lost(
        made(
            '"Parameters": {"a": "text"}',
            '{"Type": "Pass", "Parameters": {"b": [{"c.$": ▸"$.a.b"}]}',
        ),
        KEEP.format("b"),
    ),
    "an argument of a call": lost(
        made(
            '"Result": {"a": 1}',
            '{"Type": "Pass", "Parameters": {"b.$": ▸"States.Format(\'{}\', $.b)"}',
        ),
        KEEP.format("b"),
    ),
    "in Assign": lost(
        made('"Result": {"a": 1}', '{"Type": "Pass", "Assign": {"v.$": ▸"$.b"}'), KEEP.format("b")
    ),
    "where ResultPath has put something else": lost(
        made(
            '"Result": {"a": 1}, "ResultPath": "$"',
            '{"Type": "Pass", "Result": 1, "ResultPath": "$.b", "Next": "U"}, '
            '"U": {"Type": "Pass", "InputPath": ▸"$.c"',
        ),
        KEEP.format("c"),
    ),
    "behind a null InputPath": lost(
        state('{"Type": "Pass", "InputPath": null, "OutputPath": ▸"$.a", "End": true}'),
        KEEP.format("a"),
    ),
    "what a ResultSelector leaves away": lost(
        state(
            f'{{"Type": "Task", "Resource": "{FUNCTION}", "ResultSelector": {{"a.$": "$.a"}}, '
            '"Next": "T"}',
            '"T": {"Type": "Pass", "InputPath": ▸"$.b", "End": true}',
        ),
        KEEP.format("b"),
    ),
    "on two ways, none of which makes it": lost(
        state(FORK, A, B, '"T": {"Type": "Pass", "InputPath": ▸"$.c", "End": true}'),
        KEEP.format("c"),
    ),
    "in a branch": lost(
        state(
            '{"Type": "Parallel", "Parameters": {"a": 1}, "End": true, "Branches": [{"StartAt": '
            '"I", "States": {"I": {"Type": "Pass", "InputPath": ▸"$.b", "End": true}}}]}'
        ),
        KEEP.format("b"),
    ),
    "in an iteration": lost(
        mapped('"ItemSelector": {"v.$": "$$.Map.Item.Value"}').replace(
            '{"Type": "Pass"', '{"Type": "Pass", "OutputPath": ▸"$.item"'
        ),
        KEEP.format("item"),
    ),
    "of an error": lost(
        state(
            f'{{"Type": "Task", "Resource": "{FUNCTION}", "Next": "X", '
            '"Catch": [{"ErrorEquals": ["States.ALL"], "Next": "T"}]}',
            '"T": {"Type": "Fail", "Error": "E", "CausePath": ▸"$.cause"}',
            X,
        ),
        'did you mean "Cause"?',
    ),
    "a rule that compares": lost(
        made(
            '"Result": {"a": 1}',
            '{"Type": "Choice", "Choices": [{"Not": {"Variable": ▸"$.b", "IsNull": true}, '
            '"Next": "X"}], "Default": "X"}, "X": {"Type": "Succeed"',
            end="",
        ),
        KEEP.format("b"),
    ),
    "a path that is compared with": lost(
        made(
            '"Result": {"a": 1}',
            '{"Type": "Choice", "Choices": [{"Variable": "$.a", "NumericEqualsPath": ▸"$.b", '
            '"Next": "X"}], "Default": "X"}, "X": {"Type": "Succeed"',
            end="",
        ),
        KEEP.format("b"),
    ),
    "a query for what Output does not make": lost(
        query_state(
            '{"Type": "Pass", "Output": {"a": "{% $states.input %}"}, "Next": "T"}',
            '"T": {"Type": "Pass", "Output": {"c": [▸"{% $states.input.b %}"]}, "End": true}',
        ),
        KEEP.format("b"),
    ),
    "a query in a rule": lost(
        query_state(
            '{"Type": "Pass", "Output": {"a": 1}, "Next": "T"}',
            '"T": {"Type": "Choice", "Choices": [{"Condition": ▸"{% $states.input.b %}", '
            '"Next": "X"}], "Default": "X"}',
            X,
        ),
        KEEP.format("b"),
    ),
    "a query in a branch": lost(
        query_state(
            '{"Type": "Parallel", "Arguments": {"a": 1}, "End": true, "Branches": [{"StartAt": '
            '"I", "States": {"I": {"Type": "Wait", "Seconds": ▸"{% $states.input.b %}", '
            '"End": true}}}]}'
        ),
        KEEP.format("b"),
    ),
}


@pytest.mark.parametrize("case", FINDINGS.values(), ids=FINDINGS)
def test_warning(case: Case) -> None:
    what = examined(case)
    assert found(what) == due(case)
    assert [item.severity for item in what.diagnostics] == ["warning"]


FINE: dict[str, str] = {
    "what Parameters make": made(
        '"Parameters": {"a": {"b.$": "$.c"}}', '{"Type": "Pass", "InputPath": "$.a.b.c.d"'
    ),
    "what one of two ways makes": state(
        FORK, A, B, '"T": {"Type": "Pass", "InputPath": "$.b", "End": true}'
    ),
    "what an answer may have": made(
        '"Parameters": {"a": 1}',
        f'{{"Type": "Task", "Resource": "{FUNCTION}", "ResultPath": "$.r", "Next": "U"}}, '
        '"U": {"Type": "Pass", "InputPath": "$.r.any.thing"',
    ),
    "what an answer may be": made(
        '"Parameters": {"a": 1}',
        f'{{"Type": "Task", "Resource": "{FUNCTION}", "Next": "U"}}, '
        '"U": {"Type": "Pass", "InputPath": "$.any"',
    ),
    "what IsPresent asks for": made(
        '"Result": {"a": 1}',
        '{"Type": "Choice", "Choices": [{"Variable": "$.b", "IsPresent": true, "Next": "U"}], '
        '"Default": "X"}, "X": {"Type": "Succeed"}, "U": {"Type": "Pass", "InputPath": "$.b.c"',
    ),
    "what $exists asks for": query_state(
        '{"Type": "Pass", "Output": {"a": 1}, "Next": "C"}',
        '"C": {"Type": "Choice", "Choices": [{"Condition": "{% $exists($states.input.b) %}", '
        '"Next": "T"}], "Default": "X"}',
        '"T": {"Type": "Pass", "Output": "{% $states.input.b %}", "End": true}',
        X,
    ),
    "a variable's member": state(
        '{"Type": "Pass", "Result": {"a": 1}, "Assign": {"v": {"b": 1}}, "Next": "T"}',
        '"T": {"Type": "Pass", "InputPath": "$v.b", "End": true}',
    ),
    "an index in a member": made(
        '"Parameters": {"a.$": "$.a"}', '{"Type": "Pass", "InputPath": "$.a[0].b"'
    ),
    "what may find nothing": made(
        '"Result": {"a": 1}', '{"Type": "Pass", "Parameters": {"b.$": "$..c", "d.$": "$[?(@.e)]"}'
    ),
    "an array": made('"Result": [{"a": 1}]', '{"Type": "Pass", "InputPath": "$[0].b"'),
    "put beside the input": made(
        '"Result": 1, "ResultPath": "$.one"', '{"Type": "Pass", "InputPath": "$.two"'
    ),
    "put into what was made": made(
        '"Result": {"a": 1}',
        '{"Type": "Pass", "Result": 1, "ResultPath": "$.b.c", "Next": "U"}, '
        '"U": {"Type": "Pass", "InputPath": "$.b.c"',
    ),
    "an error beside the input": state(
        '{"Type": "Pass", "Result": {"a": 1}, "Next": "C"}',
        f'"C": {{"Type": "Task", "Resource": "{FUNCTION}", "Next": "X", '
        '"Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "T"}]}',
        '"T": {"Type": "Pass", "Parameters": {"a.$": "$.a", "e.$": "$.e.Cause"}, "End": true}',
        X,
    ),
    "round a loop that adds to it": state(
        '{"Type": "Pass", "Result": {"n": 1}, "Next": "L"}',
        '"L": {"Type": "Pass", "Parameters": {"n": 1, "before.$": "$"}, "Next": "C"}',
        '"C": {"Type": "Choice", "Choices": [{"Variable": "$.before.before.n", "NumericEquals": 1, '
        '"Next": "L"}], "Default": "X"}',
        X,
    ),
    "batches": child_mapped(
        '"ItemSelector": {"a": 1}, "ItemBatcher": {"MaxItemsPerBatch": 2}'
    ).replace('{"Type": "Pass"', '{"Type": "Pass", "InputPath": "$.Items"'),
    "what a query without Output hands on": query_state(
        '{"Type": "Pass", "Output": {"a": 1}, "Next": "W"}',
        '"W": {"Type": "Wait", "Seconds": 1, "Next": "T"}',
        '"T": {"Type": "Pass", "Output": "{% $states.input.a %}", "End": true}',
    ),
    "what a call gives without Output": query_state(
        '{"Type": "Pass", "Output": {"a": 1}, "Next": "C"}',
        f'"C": {{"Type": "Task", "Resource": "{FUNCTION}", "Next": "T"}}',
        '"T": {"Type": "Pass", "Output": "{% $states.input.b %}", "End": true}',
    ),
    "what a query only may give": query_state(
        '{"Type": "Pass", "Output": {"a": 1}, "Next": "T"}',
        '"T": {"Type": "Pass", "Output": "{% [$states.input.b, 1] %}", "End": true}',
    ),
}


@pytest.mark.parametrize("text", FINE.values(), ids=FINE)
def test_nothing_is_found(text: str) -> None:
    assert found(examined(Case(f"▸{text}", ""))) == []


def test_the_message_tells_what_there_is() -> None:
    text = made(
        '"Result": {"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1}',
        '{"Type": "Pass", "InputPath": "$.z"',
    )
    message = examined(Case(f"▸{text}", "")).diagnostics[0].message
    assert message == '"$.z" leads nowhere: there is no "z" but a, b, c, d, e, …'


def test_a_value_that_is_put_into_itself_has_an_end() -> None:
    """Six deep and more it may be anything: nothing is told, and nothing goes on for ever."""
    states = {
        f"S{n}": f'{{"Type": "Pass", "Parameters": {{"a.$": "$"}}, "Next": "S{n + 1}"}}'
        for n in range(9)
    }
    inside = ", ".join(f'"{name}": {text}' for name, text in states.items())
    text = state(
        '{"Type": "Pass", "Result": {"z": 1}, "Next": "S0"}',
        inside,
        f'"S9": {{"Type": "Pass", "InputPath": "$.{".".join("a" * 9)}.y", "Next": "S0"}}',
    ).replace('"Next": "S0"}\n}}', '"End": true}\n}}')
    assert found(examined(Case(f"▸{text}", ""))) == []
