"""What AWS takes at creation and fails, hangs or does nothing for when it runs."""

from __future__ import annotations

import json

import pytest

from asl.syntax.values import Json
from tests.model.findings import (
    Case,
    branch,
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
TASK = f'{{"Type": "Task", "End": true, "Resource": "{FUNCTION}", '
TOKEN = (
    '{"Type": "Task", "End": true, "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",'
    ' "Parameters": {"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"}'
)
WORKER = (
    '{"Type": "Task", "End": true, "Resource": "arn:aws:states:us-east-1:123456789012:activity:a"'
)
LIMIT = 'add "TimeoutSeconds", or "HeartbeatSeconds" where heartbeats are sent'
OUT = "lead one of its transitions out of the loop, such as by a Choice"
DEFAULT = 'add "Default": the state to go to when no rule applies'
BEFORE = "remove it here, or move this entry before the other"
EVERY_WAY = "assign it on every way here, such as in the first state"
PARAMETERS = 'use "Parameters" in place of "Result"'
READER = (
    '"ItemReader": {"Resource": "arn:aws:states:::s3:getObject", '
    '"Parameters": {"Bucket": "b", "Key": "k"}}'
)


def choosing(rules: str, more: str = "") -> str:
    """A Choice with these rules, each of which leads to X."""
    return state(f'{{"Type": "Choice", "Choices": [{rules}]{more}}}', X)


def rule(members: str) -> str:
    """A rule that leads to X."""
    return f'{{{members}, "Next": "X"}}'


def asking(*conditions: str) -> str:
    """A Choice under JSONata with these conditions."""
    rules = ", ".join(rule(f'"Condition": "{{% {condition} %}}"') for condition in conditions)
    return query_state(f'{{"Type": "Choice", "Choices": [{rules}]}}', X)


def retrying(*errors: str) -> str:
    """A Task with a Retrier for each list of errors."""
    entries = ", ".join(f'{{"ErrorEquals": [{names}]}}' for names in errors)
    return state(f'{TASK}"Retry": [{entries}]}}')


def marked_choice(text: str) -> str:
    """The same text with the mark at the name of the state S."""
    return text.replace('"S": {', '▸"S": {', 1)


def assigning(second: str, first: str = '"Assign": {"v": 1}') -> str:
    """A state that assigns, and a second one."""
    return state(f'{{"Type": "Pass", {first}, "Next": "T"}}', f'"T": {second}')


WARNINGS: dict[str, Case] = {
    # task-token-unused
    "a token that nobody is given": Case(
        state(
            TOKEN.replace('"Parameters"', '▸"Parameters"').replace("$$.Task.Token", "$$.State.Name")
            + ', "TimeoutSeconds": 9}'
        ),
        "task-token-unused",
        'give it in "Parameters", such as "TaskToken.$": "$$.Task.Token"',
    ),
    "the same in JSONata": Case(
        query_state(
            '{"Type": "Task", "End": true, "TimeoutSeconds": 9, "Resource": '
            '"arn:aws:states:::lambda:invoke.waitForTaskToken", ▸"Arguments": '
            '{"FunctionName": "f", "Payload": "{% $states.input %}"}}'
        ),
        "task-token-unused",
        'give it in "Arguments", such as "TaskToken": "{% $states.context.Task.Token %}"',
    ),
    # expression-of-other-language
    "a query under JSONPath": Case(
        state('{"Type": "Pass", "End": true, "Parameters": {"a": ▸"{% $states.input.a %}"}}'),
        "expression-of-other-language",
        'set "QueryLanguage": "JSONata", or give a path to "name.$"',
    ),
    "a path under JSONata": Case(
        query_state('{"Type": "Pass", "End": true, "Output": {"a": [{"b": ▸"$.a.b"}]}}'),
        "expression-of-other-language",
        'write "b": "{% … %}"',
    ),
    "JSONPath's spelling of a name under JSONata": Case(
        query_state(
            '{"Type": "Task", "End": true, "Resource": "arn:aws:states:::sns:publish", '
            '"Arguments": {"TopicArn": "t", "Message.$": ▸"$"}}'
        ),
        "expression-of-other-language",
        'write "Message": "{% … %}"',
    ),
    "a call under JSONata in a Catcher": Case(
        query_state(
            f'{TASK}"Catch": [{{"ErrorEquals": ["E"], "Next": "X", "Output": '
            '{"a": ▸"States.UUID()"}}]}',
            X,
        ),
        "expression-of-other-language",
        'write "a": "{% … %}"',
    ),
    # endless-loop
    "a loop with an end elsewhere": Case(
        state(
            '{"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "A"}], '
            '"Default": "X"}',
            '▸"A": {"Type": "Pass", "Next": "B"}',
            '"B": {"Type": "Wait", "Seconds": 1, "Next": "A"}',
            X,
        ),
        "endless-loop",
        OUT,
    ),
    "a state that leads to itself": Case(
        state(
            f'{{"Type": "Task", "Resource": "{FUNCTION}", "Next": "X", '
            '"Catch": [{"ErrorEquals": ["States.ALL"], "Next": "A"}]}',
            '▸"A": {"Type": "Pass", "Next": "A"}',
            X,
        ),
        "endless-loop",
        OUT,
    ),
    # choice-without-default
    "texts, and another text": Case(
        marked_choice(
            choosing(
                rule('"Variable": "$.s", "StringEquals": "A"')
                + ", "
                + rule('"Variable": "$.s", "StringEquals": "B"')
            )
        ),
        "choice-without-default",
        DEFAULT,
    ),
    "numbers with a gap": Case(
        marked_choice(
            choosing(
                rule('"Variable": "$.n", "NumericLessThan": 1')
                + ", "
                + rule('"Variable": "$.n", "NumericGreaterThan": 1')
            )
        ),
        "choice-without-default",
        DEFAULT,
    ),
    "one of two booleans": Case(
        marked_choice(choosing(rule('"Variable": "$.b", "BooleanEquals": true'))),
        "choice-without-default",
        DEFAULT,
    ),
    "both of two": Case(
        marked_choice(
            choosing(
                rule(
                    '"And": [{"Variable": "$.a", "BooleanEquals": true}, '
                    '{"Variable": "$.b", "BooleanEquals": true}]'
                )
                + ", "
                + rule('"Variable": "$.a", "BooleanEquals": false')
            )
        ),
        "choice-without-default",
        DEFAULT,
    ),
    "only what is there": Case(
        marked_choice(choosing(rule('"Variable": "$.a", "IsPresent": true'))),
        "choice-without-default",
        DEFAULT,
    ),
    "instants with a gap": Case(
        marked_choice(
            choosing(
                rule('"Variable": "$.t", "TimestampLessThan": "2026-01-01T00:00:00Z"')
                + ", "
                + rule('"Variable": "$.t", "TimestampGreaterThan": "2026-01-01T00:00:00Z"')
            )
        ),
        "choice-without-default",
        DEFAULT,
    ),
    "only null": Case(
        marked_choice(choosing(rule('"Variable": "$.a", "IsNull": true'))),
        "choice-without-default",
        DEFAULT,
    ),
    "only instants": Case(
        marked_choice(choosing(rule('"Variable": "$.a", "IsTimestamp": true'))),
        "choice-without-default",
        DEFAULT,
    ),
    "a query for null": Case(
        marked_choice(asking("$states.input.a = null")), "choice-without-default", DEFAULT
    ),
    "a query that compares with a text": Case(
        marked_choice(asking("$states.input.s = 'A'", '$states.input.s = \\"B\\"')),
        "choice-without-default",
        DEFAULT,
    ),
    "a query for one of two": Case(
        marked_choice(asking("$states.input.n > 1", "$not($states.input.n >= 1)")),
        "choice-without-default",
        DEFAULT,
    ),
    # error-handled-before
    "the same error twice": Case(retrying('"A", "B"', '"C", ▸"B"'), "error-handled-before", BEFORE),
    "an error that States.TaskFailed stands for": Case(
        retrying('"States.TaskFailed"', '▸"Mine"'), "error-handled-before", BEFORE
    ),
    "a missed heartbeat after a time-out": Case(
        state(
            f'{TASK}"HeartbeatSeconds": 5, "Catch": ['
            '{"ErrorEquals": ["States.Timeout"], "Next": "X"}, '
            '{"ErrorEquals": [▸"States.HeartbeatTimeout"], "Next": "X"}]}',
            X,
        ),
        "error-handled-before",
        BEFORE,
    ),
    # error-not-handleable
    "a Retry of States.Runtime": Case(
        retrying('▸"States.Runtime"'),
        "error-not-handleable",
        "remove it, and put right what would raise it",
    ),
    "a Catch of States.Runtime": Case(
        state(f'{TASK}"Catch": [{{"ErrorEquals": ["E", ▸"States.Runtime"], "Next": "X"}}]}}', X),
        "error-not-handleable",
        "remove it, and put right what would raise it",
    ),
    # error-never-raised
    "a call that has no branches": Case(
        retrying('▸"States.BranchFailed"'),
        "error-never-raised",
        "name an error that a call may have, such as States.TaskFailed",
    ),
    "a heartbeat that nobody asked for": Case(
        retrying('▸"States.HeartbeatTimeout"'),
        "error-never-raised",
        'add "HeartbeatSeconds", or name another error',
    ),
    # timeout-missing
    "a token that may never come back": Case(
        marked_choice(state(f"{TOKEN}}}")), "timeout-missing", LIMIT
    ),
    "a worker that may never come": Case(
        branch(f"{WORKER}}}").replace('"I": {', '▸"I": {', 1), "timeout-missing", LIMIT
    ),
    # variable-never-assigned
    "a variable that nobody assigns": Case(
        state('{"Type": "Pass", "Parameters": {"a.$": "▸$nope.b"}, "End": true}'),
        "variable-never-assigned",
        'assign it before, by "Assign": {"nope": …}',
    ),
    "a slip": Case(
        assigning(
            '{"Type": "Pass", "InputPath": "▸$cuont", "End": true}', '"Assign": {"count": 1}'
        ),
        "variable-never-assigned",
        'did you mean "count"?',
    ),
    "in a query": Case(
        query_state('{"Type": "Pass", "Output": {"a": ["{% 1 + ▸$nope %}"]}, "End": true}'),
        "variable-never-assigned",
        'assign it before, by "Assign": {"nope": …}',
    ),
    "in a rule": Case(
        choosing(rule('"And": [{"Variable": "▸$nope.a", "NumericEquals": 1}]'), ', "Default": "X"'),
        "variable-never-assigned",
        'assign it before, by "Assign": {"nope": …}',
    ),
    "in the state that assigns it, and by it alone": Case(
        state('{"Type": "Pass", "Assign": {"n.$": "States.MathAdd(▸$n, 1)"}, "End": true}'),
        "variable-maybe-unassigned",
        EVERY_WAY,
    ),
    # variable-maybe-unassigned
    "assigned on one of two ways": Case(
        state(
            '{"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "A"}], '
            '"Default": "T"}',
            '"A": {"Type": "Pass", "Assign": {"v": 1}, "Next": "T"}',
            '"T": {"Type": "Wait", "SecondsPath": "▸$v", "End": true}',
        ),
        "variable-maybe-unassigned",
        EVERY_WAY,
    ),
    "not assigned where the state failed": Case(
        state(
            f'{{"Type": "Task", "Resource": "{FUNCTION}", "Assign": {{"v": 1}}, "Next": "T", '
            '"Catch": [{"ErrorEquals": ["States.ALL"], "Next": "T"}]}',
            '"T": {"Type": "Pass", "OutputPath": "▸$v", "End": true}',
        ),
        "variable-maybe-unassigned",
        EVERY_WAY,
    ),
    "a query that is the variable alone": Case(
        query_state(
            f'{{"Type": "Task", "Resource": "{FUNCTION}", "Assign": {{"v": 1}}, "Next": "T", '
            '"Catch": [{"ErrorEquals": ["States.ALL"], "Next": "T"}]}',
            '"T": {"Type": "Pass", "Output": "{% ▸$v.a %}", "End": true}',
        ),
        "variable-maybe-unassigned",
        EVERY_WAY,
    ),
    # variable-out-of-scope
    "assigned in a branch, read outside": Case(
        state(
            '{"Type": "Parallel", "Next": "T", "Branches": [{"StartAt": "I", "States": {"I": '
            '{"Type": "Pass", "Assign": {"v": 1}, "End": true}}}]}',
            '"T": {"Type": "Pass", "OutputPath": "▸$v", "End": true}',
        ),
        "variable-out-of-scope",
        'return the value from there, and assign it in "S"',
    ),
    "assigned outside, read in a Distributed Map": Case(
        state(
            '{"Type": "Pass", "Assign": {"v": 1}, "Next": "M"}',
            '"M": {"Type": "Map", "End": true, "ItemProcessor": {"ProcessorConfig": {"Mode": '
            '"DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I", "States": {"I": '
            '{"Type": "Pass", "InputPath": "▸$v", "End": true}}}}',
        ),
        "variable-out-of-scope",
        'hand its value on in "ItemSelector"',
    ),
    # path-without-dollar
    "a path in a template": Case(
        state('{"Type": "Pass", "Parameters": {"a": [{"id": ▸"$.id"}]}, "End": true}'),
        "path-without-dollar",
        'write "id.$"',
    ),
    "a call in Assign": Case(
        state('{"Type": "Pass", "Assign": {"id": ▸"States.UUID()"}, "End": true}'),
        "path-without-dollar",
        'write "id.$"',
    ),
    "the Context Object in an ItemSelector": Case(
        mapped('"ItemSelector": {"i": ▸"$$.Map.Item.Index"}'), "path-without-dollar", 'write "i.$"'
    ),
    "a path for a reader of items": Case(
        child_mapped(READER.replace('"k"', '▸"$.key"') + ', "ResultPath": null'),
        "path-without-dollar",
        'write "Key.$"',
    ),
    "a path in the Assign of a Catcher": Case(
        state(
            f'{TASK}"Catch": [{{"ErrorEquals": ["E"], "Assign": {{"why": ▸"$.Cause"}}, '
            '"Next": "X"}]}',
            X,
        ),
        "path-without-dollar",
        'write "why.$"',
    ),
    # path-in-plain-field
    "a path for a Cause": Case(
        state('{"Type": "Fail", "Error": "E", "Cause": ▸"$.why"}'),
        "path-in-plain-field",
        'write "CausePath"',
    ),
    "a path to compare with": Case(
        choosing(rule('"Or": [{"Variable": "$.a", "StringEquals": ▸"$.b"}]'), ', "Default": "X"'),
        "path-in-plain-field",
        'write "StringEqualsPath"',
    ),
    # pass-result-static
    "a path in Result": Case(
        state('{"Type": "Pass", "Result": {"a": {"x.$": ▸"$.y"}}, "End": true}'),
        "pass-result-static",
        PARAMETERS,
    ),
    "a path in Result without a dollar": Case(
        state('{"Type": "Pass", "Result": {"x": ▸"$.y"}, "End": true}'),
        "pass-result-static",
        PARAMETERS,
    ),
}

INFOS: dict[str, Case] = {
    "results of all items of a store": Case(
        child_mapped(f"▸{READER}"),
        "map-result-unbounded",
        'add a "ResultWriter", or "ResultPath": null',
    ),
}

FINDINGS = {**WARNINGS, **INFOS}


@pytest.mark.parametrize("case", WARNINGS.values(), ids=WARNINGS)
def test_warning(case: Case) -> None:
    what = examined(case)
    assert found(what) == due(case)
    assert [item.severity for item in what.diagnostics] == ["warning"]
    assert what.machine is not None


@pytest.mark.parametrize("case", INFOS.values(), ids=INFOS)
def test_info(case: Case) -> None:
    what = examined(case)
    assert found(what) == due(case)
    assert [item.severity for item in what.diagnostics] == ["info"]
    assert what.machine is not None


def test_the_info_of_a_query_names_its_own_remedy() -> None:
    text = child_mapped(f"▸{READER.replace('Parameters', 'Arguments')}")
    case = Case(
        text.replace("{", '{"QueryLanguage": "JSONata", ', 1),
        "map-result-unbounded",
        'add a "ResultWriter", or an "Output"',
    )
    assert found(examined(case)) == due(case)


FINE: dict[str, str] = {
    # loops
    "a loop that a Choice leaves": state(
        '{"Type": "Wait", "Seconds": 1, "Next": "C"}',
        '"C": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": true, "Next": "S"}], '
        '"Default": "X"}',
        X,
    ),
    "a loop that a Catch leaves": state(
        f'{{"Type": "Task", "Resource": "{FUNCTION}", "Next": "S", '
        '"Catch": [{"ErrorEquals": ["States.ALL"], "Next": "X"}]}',
        X,
    ),
    # Choice
    "both booleans": choosing(
        rule('"Variable": "$.b", "BooleanEquals": true')
        + ", "
        + rule('"Variable": "$.b", "BooleanEquals": false')
    ),
    "there or not": choosing(
        rule('"Variable": "$.b", "IsPresent": true')
        + ", "
        + rule('"Variable": "$.b", "IsPresent": false')
    ),
    "one of a kind, or not": choosing(
        rule('"Variable": "$.b", "IsNumeric": true')
        + ", "
        + rule('"Not": {"Variable": "$.b", "IsNumeric": true}')
    ),
    "all numbers": choosing(
        rule('"Variable": "$.n", "NumericLessThan": 1.5')
        + ", "
        + rule('"Variable": "$.n", "NumericGreaterThanEquals": 1.5')
    ),
    "all texts": choosing(rule('"Variable": "$.s", "StringMatches": "*"')),
    "all texts from the first to the last": choosing(
        rule('"Variable": "$.s", "StringLessThanEquals": "M"')
        + ", "
        + rule('"Variable": "$.s", "StringGreaterThan": "M"')
    ),
    "every pair of booleans": choosing(
        rule(
            '"Or": [{"Variable": "$.a", "BooleanEquals": true}, '
            '{"Variable": "$.b", "BooleanEquals": true}]'
        )
        + ", "
        + rule(
            '"And": [{"Variable": "$.a", "BooleanEquals": false}, '
            '{"Variable": "$.b", "BooleanEquals": false}]'
        )
    ),
    "numbers past all floats": choosing(
        rule(f'"Variable": "$.n", "NumericEquals": 1{"0" * 400}')
        + ", "
        + rule('"Variable": "$.n", "NumericEquals": 2.5')
    ),
    "paths compared with each other": choosing(
        rule('"Variable": "$.a", "NumericEqualsPath": "$.b"')
    ),
    "a rule for what is not there, beside one that fails without it": choosing(
        rule('"Variable": "$.b", "IsPresent": false')
        + ", "
        + rule('"Variable": "$.b", "BooleanEquals": true')
        + ", "
        + rule('"Variable": "$.b", "BooleanEquals": false')
    ),
    "a Default": choosing(rule('"Variable": "$.s", "StringEquals": "A"'), ', "Default": "X"'),
    "many paths, of which nothing can be said in time": choosing(
        ", ".join(rule(f'"Variable": "$.p{n}", "StringEquals": "A"') for n in range(20))
    ),
    "a comparison that fails where nothing is there, before the rule for that": choosing(
        rule('"Variable": "$.b", "BooleanEquals": true')
        + ", "
        + rule('"Variable": "$.b", "IsPresent": false')
        + ", "
        + rule('"Variable": "$.b", "BooleanEquals": false')
    ),
    "a number or an instant": choosing(
        rule('"Variable": "$.t", "NumericLessThan": 1')
        + ", "
        + rule('"Variable": "$.t", "NumericGreaterThanEquals": 1')
        + ", "
        + rule('"Variable": "$.t", "TimestampLessThan": "2026-01-01T00:00:00Z"')
        + ", "
        + rule('"Variable": "$.t", "TimestampGreaterThanEquals": "2026-01-01T00:00:00Z"')
    ),
    "the last second of all": choosing(
        rule('"Variable": "$.t", "TimestampEquals": "9999-12-31T23:59:59Z"')
    ),
    "a query for less than true": asking("$states.input.a < true"),
    "a query and its opposite": asking("$states.input.b", "$not($states.input.b)"),
    "queries that cover all numbers": asking("$states.input.n < 1", "$states.input.n >= 1"),
    "a query that is always true": asking("true"),
    "a query that nobody can tell": asking("$count($states.input.list) > 1"),
    # Retry and Catch
    "States.Timeout beside States.TaskFailed": retrying('"States.TaskFailed"', '"States.Timeout"'),
    "one error twice in one entry": retrying('"A", "A"'),
    "the same in Retry and in Catch": state(
        f'{TASK}"Retry": [{{"ErrorEquals": ["E"]}}], '
        '"Catch": [{"ErrorEquals": ["E"], "Next": "X"}]}',
        X,
    ),
    "a missed heartbeat where there is one": state(
        f'{TASK}"HeartbeatSeconds": 5, "Retry": [{{"ErrorEquals": ["States.HeartbeatTimeout"]}}]}}'
    ),
    "a worker may report any error": state(
        f'{WORKER}, "TimeoutSeconds": 5, "Retry": [{{"ErrorEquals": ["States.BranchFailed"]}}]}}'
    ),
    "a branch may hand any error on": state(
        '{"Type": "Parallel", "End": true, "Branches": [{"StartAt": "I", "States": '
        '{"I": {"Type": "Succeed"}}}], "Retry": [{"ErrorEquals": ["States.NoChoiceMatched"]}]}'
    ),
    # clocks
    "a token with a time-out": state(f'{TOKEN}, "TimeoutSeconds": 60}}'),
    "a token with heartbeats by a path": state(f'{TOKEN}, "HeartbeatSecondsPath": "$.h"}}'),
    "a machine with a time-out": state(f"{TOKEN}}}").replace("{", '{"TimeoutSeconds": 60, ', 1),
    # variables
    "assigned before": assigning('{"Type": "Pass", "InputPath": "$v", "End": true}'),
    "assigned on both ways": state(
        '{"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "T", '
        '"Assign": {"v": 1}}], "Assign": {"v": 2}, "Default": "T"}',
        '"T": {"Type": "Pass", "InputPath": "$v", "End": true}',
    ),
    "assigned by the Catcher too": state(
        f'{{"Type": "Task", "Resource": "{FUNCTION}", "Assign": {{"v": 1}}, "Next": "T", '
        '"Catch": [{"ErrorEquals": ["States.ALL"], "Assign": {"v": 2}, "Next": "T"}]}',
        '"T": {"Type": "Pass", "OutputPath": "$v", "End": true}',
    ),
    "assigned before a loop that reads it": assigning(
        '{"Type": "Choice", "Choices": [{"Variable": "$v", "NumericLessThan": 3, "Next": "S"}], '
        '"Default": "X"}, ' + X
    ),
    "read in a branch of the state after": assigning(
        '{"Type": "Parallel", "End": true, "Branches": [{"StartAt": "I", "States": {"I": '
        '{"Type": "Pass", "InputPath": "$v", "End": true}}}]}'
    ),
    "asked for by IsPresent": state(
        '{"Type": "Choice", "Choices": [{"Variable": "$v", "IsPresent": true, "Next": "X"}, '
        '{"Variable": "$v", "IsPresent": false, "Next": "X"}]}',
        X,
    ),
    "asked for by $exists": query_state(
        '{"Type": "Pass", "Output": "{% $exists($v) ? $v : 1 %}", "End": true}'
    ),
    "what a query may do without": query_state(
        '{"Type": "Choice", "Choices": [{"Condition": "{% $states.input.a = 1 %}", "Next": "T", '
        '"Assign": {"list": [1]}}], "Default": "T"}',
        '"T": {"Type": "Pass", "Output": "{% $append($list, 1) %}", "End": true}',
    ),
    "a local variable": query_state(
        '{"Type": "Pass", "Output": "{% ($x := 1; $x + 1) %}", "End": true}'
    ),
    "given to the items of a Distributed Map": state(
        '{"Type": "Pass", "Assign": {"v": 1}, "Next": "M"}',
        '"M": {"Type": "Map", "End": true, "ItemSelector": {"v.$": "$v"}, "ItemProcessor": '
        '{"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I", '
        '"States": {"I": {"Type": "Pass", "InputPath": "$.v", "End": true}}}}',
    ),
    # dollars
    "a price": state('{"Type": "Pass", "Parameters": {"p": "$5.00", "q": "$"}, "End": true}'),
    "a path for somebody else": state(
        '{"Type": "Pass", "Parameters": {"InputPath": "$.detail", "InputPathsMap": '
        '{"a": "$.detail.a"}}, "End": true}'
    ),
    "what only begins like a path": state(
        '{"Type": "Pass", "Parameters": {"a": "$.", "b": "$.50 off", "c": "States.Nope()"}, '
        '"End": true}'
    ),
    "what only begins like a call": state(
        '{"Type": "Pass", "Parameters": {"a": "States.Format of America"}, "End": true}'
    ),
    # expression-of-other-language
    "a text under JSONata that only begins like a path": query_state(
        '{"Type": "Pass", "Output": {"a": "$5.00", "b": "$c"}, "End": true}'
    ),
    "a path under JSONata that is somebody else's": query_state(
        '{"Type": "Pass", "Output": {"InputPath": "$.detail"}, "End": true}'
    ),
    "a text of a template language": state(
        '{"Type": "Pass", "Parameters": {"a": "{% if a %}b{% endif %}"}, "End": true}'
    ),
    # task-token-unused
    "a token in the whole of the Context Object": state(
        TOKEN.replace("$$.Task.Token", "$$") + ', "TimeoutSeconds": 9}'
    ),
    "a token that InputPath selects": state(
        TOKEN.replace("$$.Task.Token", "$.Token") + ', "InputPath": "$$.Task", "TimeoutSeconds": 9}'
    ),
    "a token in a query that works on the Context Object": query_state(
        '{"Type": "Task", "End": true, "TimeoutSeconds": 9, "Resource": '
        '"arn:aws:states:::lambda:invoke.waitForTaskToken", "Arguments": '
        "\"{% $merge([$states.input, {'t': $states.context.Task.Token}]) %}\"}"
    ),
    "a fixed Result": state('{"Type": "Pass", "Result": {"a": "b"}, "End": true}'),
    "text that ends in a path": state('{"Type": "Fail", "Error": "E", "Cause": "see $.why"}'),
    # payloads
    "results that are written": child_mapped(
        READER + ', "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": '
        '{"Bucket": "b", "Prefix": "p"}}'
    ),
    "results that are let go": child_mapped(f'{READER}, "ResultPath": null'),
    "results of which a part is kept": child_mapped(
        f'{READER}, "ResultSelector": {{"n.$": "States.ArrayLength($)"}}'
    ),
    "items from the input": child_mapped('"ItemsPath": "$.items"'),
}


@pytest.mark.parametrize("text", FINE.values(), ids=FINE)
def test_nothing_is_found(text: str) -> None:
    what = examined(Case(f"▸{text}", ""))
    assert found(what) == []
    assert what.machine is not None


def test_an_express_machine_is_over_in_five_minutes() -> None:
    what = examined(Case(f"▸{state(TOKEN + '}')}", ""), express=True)
    assert [item.code for item in what.diagnostics] == ["express-integration"]


def test_a_loop_has_one_finding() -> None:
    inside = ", ".join(f'"L{n}": {{"Type": "Pass", "Next": "L{(n + 1) % 5}"}}' for n in range(5))
    text = state(
        '{"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "L3"}], '
        '"Default": "X"}',
        inside,
        X,
    )
    what = examined(Case(f"▸{text}", ""))
    assert [(item.code, item.pointer) for item in what.diagnostics] == [
        ("endless-loop", "/States/L3")
    ]


def test_ways_into_one_loop_have_one_finding() -> None:
    rules = ", ".join(
        f'{{"Variable": "$", "NumericEquals": {n}, "Next": "A{n}"}}' for n in range(9)
    )
    ways = ", ".join(f'"A{n}": {{"Type": "Pass", "Next": "L"}}' for n in range(9))
    text = state(
        f'{{"Type": "Choice", "Choices": [{rules}], "Default": "X"}}',
        ways,
        '"L": {"Type": "Wait", "Seconds": 1, "Next": "L"}',
        X,
    )
    what = examined(Case(f"▸{text}", ""))
    assert [(item.code, item.pointer) for item in what.diagnostics] == [
        ("endless-loop", "/States/A0")
    ]


# what is said: (a rule, the words of the example)
EXAMPLES: dict[str, tuple[str, str]] = {
    "null": ('"Variable": "$.a", "IsNull": false', "$.a is null"),
    "nothing": ('"Variable": "$.a", "IsPresent": true', "$.a is absent"),
    "another kind": ('"Variable": "$.a", "IsString": true', "$.a is of another kind"),
    "a text": ('"Variable": "$.a", "StringLessThan": ""', "$.a is another text"),
    "a text that can be shown": (
        '"Not": {"Variable": "$.a", "StringEquals": "b"}',
        '$.a is "b"',
    ),
    "a boolean": ('"Variable": "$.a", "BooleanEquals": true', "$.a is false"),
    "a long path": (f'"Variable": "$.{"a" * 60}", "IsNull": false', f"$.{'a' * 38}… is null"),
}


@pytest.mark.parametrize(("text", "words"), EXAMPLES.values(), ids=EXAMPLES)
def test_the_example_of_a_choice(text: str, words: str) -> None:
    message = examined(Case(f"▸{choosing(rule(text))}", "")).diagnostics[0].message
    assert message.startswith(f"no rule applies where {words}, and there is no Default")


def test_nothing_is_told_of_ways_without_number() -> None:
    """Each way takes longer than the one before and assigns less: the states behind them all would
    be looked at again and again."""
    ways = 25
    variables = [f"v{n}" for n in range(ways)]
    states: dict[str, Json] = {
        "S": {
            "Type": "Choice",
            "Choices": [
                {
                    "Variable": "$",
                    "NumericEquals": way,
                    "Assign": {name: 1 for name in variables if name != f"v{way}"},
                    "Next": f"W{way}-0",
                }
                for way in range(ways)
            ],
            "Default": "X",
        },
        "X": {"Type": "Succeed"},
    }
    for way in range(ways):
        for step in range(way + 1):
            following = f"W{way}-{step + 1}" if step < way else "T0"
            states[f"W{way}-{step}"] = {"Type": "Pass", "Next": following}
    for step in range(400):
        states[f"T{step}"] = {"Type": "Pass", "Next": f"T{step + 1}"}
    states["T400"] = {"Type": "Pass", "InputPath": "$nope", "End": True}
    text = json.dumps({"StartAt": "S", "States": states})
    assert found(examined(Case(f"▸{text}", ""))) == []


def test_the_message_of_a_choice_gives_an_example() -> None:
    text = choosing(
        rule(
            '"And": [{"Variable": "$.a", "NumericGreaterThan": 1}, '
            '{"Variable": "$.b", "BooleanEquals": true}]'
        )
    )
    message = examined(Case(f"▸{text}", "")).diagnostics[0].message
    assert message.startswith("no rule applies where $.a is 0 and $.b is true")
