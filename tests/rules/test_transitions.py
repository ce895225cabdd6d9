"""Where states lead: the rules about starts, targets, reach, ends and names."""

from __future__ import annotations

import pytest

from asl.definition import examine
from tests.model.findings import Case, due, examined, found, state

X = '"X": {"Type": "Pass", "End": true}'
Y = '"Y": {"Type": "Pass", "End": true}'
LAMBDA = '"arn:aws:lambda:us-east-1:123456789012:function:Work"'
REMOVE = "lead a transition to it, or remove it"

FINDINGS: dict[str, Case] = {
    # start-state-missing
    "StartAt names no state": Case(
        '{"StartAt": ▸"Strat", "States": {"Start": {"Type": "Pass", "End": true}}}',
        "start-state-missing",
        'did you mean "Start"?',
    ),
    "StartAt of a branch names a state outside": Case(
        state(
            '{"Type": "Parallel", "Next": "X", "Branches": [{"StartAt": ▸"X", "States": '
            '{"I": {"Type": "Pass", "End": true}}}]}',
            X,
        ),
        "start-state-missing",
        'the states here are "I"',
    ),
    # transition-target-missing
    "Next names no state": Case(
        state(
            '{"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "Pack"}], '
            '"Default": "Ship"}',
            '"Pack": {"Type": "Pass", "Next": ▸"Shpi"}',
            '"Ship": {"Type": "Pass", "End": true}',
        ),
        "transition-target-missing",
        'did you mean "Ship"?',
    ),
    "Next of a rule names no state": Case(
        state(
            '{"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": ▸"Nowhere"}],'
            ' "Default": "X"}',
            X,
        ),
        "transition-target-missing",
        'the states here are "S", "X"',
    ),
    "Default names no state": Case(
        state(
            '{"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "X"}],'
            ' "Default": ▸"Nowhere"}',
            X,
        ),
        "transition-target-missing",
        'the states here are "S", "X"',
    ),
    "Next of a Catcher names no state": Case(
        state(
            f'{{"Type": "Task", "Resource": {LAMBDA}, "End": true, '
            '"Catch": [{"ErrorEquals": ["E"], "Next": ▸"Nowhere"}]}'
        ),
        "transition-target-missing",
        'the states here are "S"',
    ),
    "Next out of a branch": Case(
        state(
            '{"Type": "Parallel", "Next": "X", "Branches": [{"StartAt": "I", "States": {\n'
            '"I": {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "J"}], '
            '"Default": ▸"X"}, "J": {"Type": "Succeed"}}}]}',
            X,
        ),
        "transition-target-missing",
        'the states here are "I", "J"',
    ),
    "Next into a branch": Case(
        state(
            '{"Type": "Parallel", "Next": ▸"I", "Branches": [{"StartAt": "I", "States": {\n'
            '"I": {"Type": "Pass", "End": true}}}], '
            '"Catch": [{"ErrorEquals": ["E"], "Next": "X"}]}',
            X,
        ),
        "transition-target-missing",
        'the states here are "S", "X"',
    ),
    # state-unreachable
    "a state that nothing leads to": Case(
        state('{"Type": "Pass", "End": true}', f"▸{X}"), "state-unreachable", REMOVE
    ),
    "a state that only leads to itself": Case(
        state('{"Type": "Pass", "End": true}', '▸"X": {"Type": "Pass", "Next": "X"}'),
        "state-unreachable",
        REMOVE,
    ),
    "a state of a branch that nothing leads to": Case(
        state(
            '{"Type": "Parallel", "End": true, "Branches": [{"StartAt": "I", "States": '
            '{"I": {"Type": "Pass", "End": true}, ▸"J": {"Type": "Pass", "End": true}}}]}'
        ),
        "state-unreachable",
        REMOVE,
    ),
    # no-transition
    "a state that neither ends nor goes on": Case(
        state(
            '{"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "X"}], '
            '"Default": "Y"}',
            X,
            '"Y": ▸{"Type": "Wait", "Seconds": 1}',
        ),
        "no-transition",
        'add "Next": "…" or "End": true',
    ),
    "End false is no end": Case(
        state(
            '{"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "X"}], '
            '"Default": "Y"}',
            X,
            '"Y": ▸{"Type": "Pass", "End": false}',
        ),
        "no-transition",
        'add "Next": "…" or "End": true',
    ),
    # exclusive-fields
    "a state that ends and goes on": Case(
        state('{"Type": "Pass", "Next": "X", "End": ▸true}', X),
        "exclusive-fields",
        "remove one of them",
    ),
    # no-end
    "a loop without an end": Case(
        '{"StartAt": "S", "States": ▸{"S": {"Type": "Pass", "Next": "T"}, '
        '"T": {"Type": "Pass", "Next": "S"}}}',
        "no-end",
        'add "End": true to the last state, or a Succeed or Fail state',
    ),
    "a branch without an end": Case(
        state(
            '{"Type": "Parallel", "End": true, "Branches": [{"StartAt": "I", "States": '
            '▸{"I": {"Type": "Pass", "Next": "I"}}}]}'
        ),
        "no-end",
        'add "End": true to the last state, or a Succeed or Fail state',
    ),
    # duplicate-state-name
    "a name in two branches": Case(
        state(
            '{"Type": "Parallel", "End": true, "Branches": ['
            '{"StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}},\n'
            '{"StartAt": "I", "States": {▸"I": {"Type": "Pass", "End": true}}}]}'
        ),
        "duplicate-state-name",
        "the first one is at /States/S/Branches/0/States/I",
    ),
    "a name outside and inside": Case(
        state(
            '{"Type": "Map", "End": true, "ItemProcessor": '
            '{"StartAt": "S", "States": {▸"S": {"Type": "Pass", "End": true}}}}'
        ),
        "duplicate-state-name",
        "the first one is at /States/S",
    ),
}


@pytest.mark.parametrize("case", FINDINGS.values(), ids=FINDINGS)
def test_finding(case: Case) -> None:
    what = examined(case)
    assert found(what) == due(case)
    assert what.machine is None


FINE = {
    "Catch leads to a state": state(
        f'{{"Type": "Task", "Resource": {LAMBDA}, "End": true, '
        '"Catch": [{"ErrorEquals": ["E"], "Next": "X"}]}',
        X,
    ),
    "rules and Default lead to states": state(
        '{"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "X"}], '
        '"Default": "Y"}',
        X,
        Y,
    ),
    "a Fail state is an end": state('{"Type": "Pass", "Next": "X"}', '"X": {"Type": "Fail"}'),
    "a way back is no fault where there is a way out": state(
        '{"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "S"}], '
        '"Default": "X"}',
        X,
    ),
    "End false beside Next": state('{"Type": "Pass", "Next": "X", "End": false}', X),
    "a name may have 80 characters": state(
        f'{{"Type": "Pass", "Next": "{"x" * 80}"}}', f'"{"x" * 80}": {{"Type": "Succeed"}}'
    ),
    "an editor's schema": '{"$schema": "x", "StartAt": "X", "States": {' + X + "}}",
}


@pytest.mark.parametrize("text", FINE.values(), ids=FINE)
def test_nothing_is_found(text: str) -> None:
    what = examine(text)
    assert what.diagnostics == []
    assert what.machine is not None


def test_messages_name_the_member_and_the_value() -> None:
    what = examine('{"StartAt": "S", "States": {"S": {"Type": "Pass", "Next": "Nope"}}}')
    messages = [item.message for item in what.diagnostics]
    assert '"Next" names no state of this scope: "Nope"' in messages
