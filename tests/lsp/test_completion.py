"""What is offered where: in texts that are whole, and in broken ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

import pytest

from asl.lsp.completion import Completion, complete
from asl.lsp.tree import Member, Node, Token
from asl.lsp.words import ERRORS, OPERATORS, TYPES
from tests.lsp.drafts import draft, marked, yaml_text
from tests.model.definitions import ALL


class Case(NamedTuple):
    """A text with a cursor, some of what is offered there, and some of what is not."""

    text: str
    offered: set[str]
    withheld: frozenset[str] = frozenset()
    format: Literal["json", "yaml"] = "json"


def _machine(state: str, top: str) -> str:
    return f'{{"StartAt": "A", {top}"States": {{"A": {{{state}}}, "B 😀": {{"Type": "Fail"}}}}}}'


def _task(inside: str, top: str = "") -> str:
    return _machine(f'"Type": "Task", {inside}', top)


def _choice(rule: str, top: str = "") -> str:
    return _machine(f'"Type": "Choice", "Choices": [{rule}]', top)


JSONATA: Final = '"QueryLanguage": "JSONata", '
YAML: Final = "StartAt: A\nStates:\n  A:\n    Type: Task\n    Resource: x\n"

CASES: Final = {
    "the fields of a machine": Case(
        "{█}",
        {"StartAt", "States", "Comment", "TimeoutSeconds", "QueryLanguage", "$schema"},
        frozenset({"Type", "Next"}),
    ),
    "of a state without a type, its type": Case(
        '{"States": {"A": {"█"}}}', {"Type", "Comment"}, frozenset({"Resource"})
    ),
    "the fields of a Task": Case(
        _task('"█"'),
        {"Resource", "Next", "End", "Retry", "Catch", "TimeoutSeconds", "Parameters"},
        frozenset({"Type", "Arguments", "Seconds", "Branches", "$schema"}),
    ),
    "the fields of a Task in JSONata": Case(
        _task('"█"', JSONATA), {"Arguments", "Output"}, frozenset({"Parameters", "InputPath"})
    ),
    "the fields of a state that is in JSONata alone": Case(
        _task('"QueryLanguage": "JSONata", █'), {"Arguments"}, frozenset({"Parameters"})
    ),
    "no field twice, and no twin of one": Case(
        _task('"End": true, "TimeoutSeconds": 1, █'),
        {"Resource"},
        frozenset({"End", "Next", "TimeoutSeconds", "TimeoutSecondsPath"}),
    ),
    "between two fields": Case(
        _task('"Resource": "x", █ "End": true'), {"Retry"}, frozenset({"End", "Resource"})
    ),
    "nobody writes the older spelling": Case(
        '{"States": {"A": {"Type": "Map", █', {"ItemProcessor"}, frozenset({"Iterator"})
    ),
    "no names for states": Case('{"States": {"█"}}', set(), frozenset({"Type", "StartAt"})),
    "the fields of a retrier": Case(
        _task('"Retry": [{"█"}]'), {"ErrorEquals", "MaxAttempts"}, frozenset({"Next"})
    ),
    "the fields of a catcher": Case(
        _task('"Catch": [{"ErrorEquals": ["x"], █'), {"Next", "ResultPath"}, frozenset({"Output"})
    ),
    "the fields deep inside a Map": Case(
        '{"States": {"M": {"Type": "Map", "ItemReader": {"ReaderConfig": {█',
        {"InputType", "MaxItems"},
        frozenset({"Type"}),
    ),
    "the fields of a state in a branch": Case(
        '{"States": {"P": {"Type": "Parallel", "Branches": [{"States": {"W": {"Type": "Wait", █',
        {"Seconds", "TimestampPath"},
    ),
    "operators of a rule": Case(_choice('{"█"}'), {"Variable", "And", "Next", *OPERATORS}),
    "one operator is enough": Case(
        _choice('{"Variable": "$.a", "IsNull": true, "█"}'),
        {"Next", "Comment"},
        frozenset({"And", "StringEquals", "IsNull"}),
    ),
    "operators of a nested rule": Case(
        _choice('{"And": [{"█"}]}'), {"Variable", "StringMatches"}, frozenset({"Next"})
    ),
    "a rule in JSONata": Case(
        _choice('{"█"}', JSONATA), {"Condition", "Next", "Output"}, frozenset({"Variable"})
    ),
    "types": Case('{"States": {"A": {"Type": "█"}}}', set(TYPES)),
    "types, without quotes": Case('{"States": {"A": {"Type": █}}}', set(TYPES)),
    "states to go to": Case(_task('"Next": "█"'), {"A", "B 😀"}),
    "states to go to, half typed": Case(_task('"Next": "B█"'), {"B 😀"}),
    "states to begin with": Case('{"StartAt": "█", "States": {"A": {}}}', {"A"}),
    "states by default": Case(
        '{"States": {"A": {"Type": "Choice", "Default": "█"}, "B": {}}}', {"B"}
    ),
    "states of a rule": Case(_choice('{"Next": "█"}'), {"B 😀"}),
    "states of a catcher": Case(_task('"Catch": [{"Next": "█"}]'), {"B 😀"}),
    "states of the same block only": Case(
        '{"States": {"P": {"Type": "Parallel", "Branches": [{"StartAt": "█", "States": {"I": {}}}]'
        "}}}",
        {"I"},
        frozenset({"P"}),
    ),
    "errors": Case(_task('"Retry": [{"ErrorEquals": ["█"]}]'), set(ERRORS)),
    "integrations": Case(
        _task('"Resource": "█"'),
        {
            "arn:aws:states:::lambda:invoke",
            "arn:aws:states:::lambda:invoke.waitForTaskToken",
            "arn:aws:states:::ecs:runTask.sync",
            "arn:aws:states:::aws-sdk:",
        },
        frozenset({"arn:aws:states:::lambda:invoke.sync"}),
    ),
    "services of the SDK": Case(
        _task('"Resource": "arn:aws:states:::aws-sdk:█"'),
        {"arn:aws:states:::aws-sdk:dynamodb:", "arn:aws:states:::aws-sdk:cloudwatchlogs:"},
        frozenset({"arn:aws:states:::lambda:invoke"}),
    ),
    "actions of a service": Case(
        _task('"Resource": "arn:aws:states:::aws-sdk:dynamodb:█"'),
        {"arn:aws:states:::aws-sdk:dynamodb:describeTable"},
    ),
    "a service that does not exist": Case(
        _task('"Resource": "arn:aws:states:::aws-sdk:nosuch:█"'), set()
    ),
    "readers of items": Case(
        '{"States": {"M": {"Type": "Map", "ItemReader": {"Resource": "█"}}}}',
        {"arn:aws:states:::s3:getObject"},
        frozenset({"arn:aws:states:::lambda:invoke"}),
    ),
    "words": Case(_task('"Retry": [{"JitterStrategy": "█"}]'), {"FULL", "NONE"}),
    "true and false": Case(_task('"End": █'), {"true", "false"}),
    "intrinsic functions": Case(
        _task('"Parameters": {"a": {"b.$": "█"}}'), {"States.Format", "States.UUID", "$", "$$.Task"}
    ),
    "no functions where nothing is evaluated": Case(
        _task('"Parameters": {"a": "█"}'), set(), frozenset({"States.Format"})
    ),
    "an argument of a function": Case(
        _task('"Parameters": {"b.$": "States.Format(\'{}\', $$.█"}'),
        {"$$.Execution.Id", "$$.Map.Item.Value"},
        frozenset({"States.Format"}),
    ),
    "variables": Case(_task('"Assign": {"total.$": "$.n"}, "InputPath": "$█"'), {"$total"}),
    "a query": Case(_task('"Output": "█"', JSONATA), {"{% $states.input %}"}),
    "inside a query": Case(
        _task('"Output": "{% $st█ %}"', JSONATA),
        {"$states.input", "$states.result", "$states.context.Execution.Id", "$uuid"},
    ),
    "what an optimised integration takes": Case(
        _task('"Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "", █}'),
        {"MessageBody", "DelaySeconds"},
        frozenset({"QueueUrl", "Type"}),
    ),
    "what an action of the SDK takes, deep inside": Case(
        _task(
            '"Resource": "arn:aws:states:::aws-sdk:ecs:runTask", '
            '"Parameters": {"NetworkConfiguration": {"AwsvpcConfiguration": {"█"}}}'
        ),
        {"Subnets", "AssignPublicIp"},
    ),
    "what an action takes in an array, by a path": Case(
        _task(
            '"Parameters": {"Entries": [{"Detail.$": "$", "Sou█.$": ""}]}, '
            '"Resource": "arn:aws:states:::events:putEvents"'
        ),
        {"Source.$", "DetailType.$"},
        frozenset({"Detail.$", "Source"}),
    ),
    "what a function of one's own takes": Case(
        _task('"Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "Parameters": {█}'),
        set(),
    ),
    "YAML: what an action takes": Case(
        YAML.replace("x", "arn:aws:states:::sqs:sendMessage")
        + "    Parameters:\n      QueueUrl: q\n      █\n",
        {"MessageBody"},
        frozenset({"QueueUrl"}),
        "yaml",
    ),
    "a query for a number": Case(
        _task('"TimeoutSeconds": "{% █ %}"', JSONATA), {"$states.input", "$states.context.Task"}
    ),
    "a query that gives true": Case(
        _choice('{"Condition": "█"}', JSONATA), {"{% $states.input %}", "true"}
    ),
    "a query for a text": Case(
        _machine('"Type": "Fail", "Error": █', JSONATA), {"{% $states.input %}"}
    ),
    "a number": Case(_task('"TimeoutSeconds": █'), set()),
    "a tag of YAML": Case("StartAt: !t█t A\nStates:\n  A:\n", set(), frozenset(), "yaml"),
    "a comment": Case(_task('"Comment": "█"'), set()),
    "a fixed result": Case('{"States": {"A": {"Type": "Pass", "Result": {"x.$": "█"}}}}', set()),
    "YAML: the fields of a state": Case(
        f"{YAML}    █\n  B:\n    Type: Fail\n", {"Next", "Retry"}, frozenset({"Type"}), "yaml"
    ),
    "YAML: the first field of a state": Case(
        "StartAt: A\nStates:\n  A:\n    █\n", {"Type"}, frozenset({"StartAt"}), "yaml"
    ),
    "YAML: half a field": Case(f"{YAML}    Ne█\n", {"Next"}, frozenset(), "yaml"),
    "YAML: states": Case(f"{YAML}    Next: █\n  B:\n    Type: Fail\n", {"B"}, frozenset(), "yaml"),
    "YAML: the fields of a retrier": Case(
        f"{YAML}    Retry:\n      - █\n", {"ErrorEquals"}, frozenset({"Type"}), "yaml"
    ),
    "YAML: more fields of a retrier": Case(
        f"{YAML}    Retry:\n      - ErrorEquals: [x]\n        █\n",
        {"MaxAttempts"},
        frozenset({"ErrorEquals"}),
        "yaml",
    ),
    "YAML: errors in brackets": Case(
        f"{YAML}    Retry:\n      - ErrorEquals: [█]\n", set(ERRORS), frozenset(), "yaml"
    ),
    "YAML: errors in a list": Case(
        f"{YAML}    Retry:\n      - ErrorEquals:\n          - █\n", set(ERRORS), frozenset(), "yaml"
    ),
    "YAML: words": Case(
        "QueryLanguage: █\nStartAt: A\nStates:\n", {"JSONata"}, frozenset(), "yaml"
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_is_offered(case: Case) -> None:
    labels = [one.offer.label for one in complete(*marked(case.text, case.format))]
    assert case.offered <= set(labels)
    assert case.withheld.isdisjoint(labels)
    assert len(labels) == len(set(labels))
    if not case.offered and not case.withheld:
        assert labels == []


def _applied(text: str, format: Literal["json", "yaml"], label: str) -> tuple[str, Completion]:
    draft, offset = marked(text, format)
    one = next(one for one in complete(draft, offset) if one.offer.label == label)
    return draft.text[: one.start] + one.text + draft.text[one.end :], one


# What stands there after a completion was taken.
TAKEN: Final[dict[str, tuple[Literal["json", "yaml"], str, str, str]]] = {
    "a key": ("json", '{"St█', "StartAt", '{"StartAt": '),
    "a key in quotes, with its value": (
        "json",
        '{"St█": "A", "States": {}}',
        "StartAt",
        '{"StartAt": "A", "States": {}}',
    ),
    "a state with a quote in its name": (
        "json",
        '{"StartAt": "█", "States": {"a \\"b\\" 😀": {}}}',
        'a "b" 😀',
        '{"StartAt": "a \\"b\\" 😀", "States": {"a \\"b\\" 😀": {}}}',
    ),
    "a value without quotes": (
        "json",
        '{"StartAt": █, "States": {"A": {}}}',
        "A",
        '{"StartAt": "A", "States": {"A": {}}}',
    ),
    "true": ("json", _task('"End": █'), "true", _task('"End": true')),
    "a word of an expression": (
        "json",
        _task('"Parameters": {"a.$": "States.Format(\'{}\', $$.Exe█)"}'),
        "$$.Execution.Id",
        _task('"Parameters": {"a.$": "States.Format(\'{}\', $$.Execution.Id)"}'),
    ),
    "a function with arguments": (
        "json",
        _task('"Parameters": {"a.$": "States.F█"}'),
        "States.Format",
        _task('"Parameters": {"a.$": "States.Format("}'),
    ),
    "a function without": (
        "json",
        _task('"Parameters": {"a.$": "█"}'),
        "States.UUID",
        _task('"Parameters": {"a.$": "States.UUID()"}'),
    ),
    "YAML: a key": ("yaml", "Sta█", "StartAt", "StartAt: "),
    "YAML: a key with a block": ("yaml", "StartAt: A\nSta█", "States", "StartAt: A\nStates:"),
    "YAML: a resource": (
        "yaml",
        "StartAt: A\nStates:\n  A:\n    Type: Task\n    Resource: █",
        "arn:aws:states:::lambda:invoke",
        "StartAt: A\nStates:\n  A:\n    Type: Task\n    Resource: arn:aws:states:::lambda:invoke",
    ),
    "YAML: in the quotes there are": (
        "yaml",
        "StartAt: '█'\nStates:\n  \"it's\": {}",
        "it's",
        "StartAt: 'it''s'\nStates:\n  \"it's\": {}",
    ),
    "YAML: in quotes where it needs them": (
        "yaml",
        'StartAt: █\nStates:\n  "a: b": {}',
        "a: b",
        'StartAt: "a: b"\nStates:\n  "a: b": {}',
    ),
}


@pytest.mark.parametrize(("format", "before", "label", "after"), TAKEN.values(), ids=TAKEN)
def test_what_is_typed(
    format: Literal["json", "yaml"], before: str, label: str, after: str
) -> None:
    assert _applied(before, format, label)[0] == after


SNIPPETS: Final[dict[str, tuple[Literal["json", "yaml"], str, str, str]]] = {
    "text": ("json", '{"█', "StartAt", '"StartAt": "$1"'),
    "an object": ("json", '{"█', "States", '"States": {$1}'),
    "an array": ("json", _task('"█"'), "Retry", '"Retry": [$1]'),
    "a number": ("json", '{"█', "TimeoutSeconds", '"TimeoutSeconds": $1'),
    "what a snippet would take for a place": ("json", '{"█', "$schema", r'"\$schema": "$1"'),
    "YAML: an array": ("yaml", f"{YAML}    █", "Retry", "Retry:\n  - $1"),
    "YAML: text": ("yaml", "█", "StartAt", "StartAt: $1"),
    "none where the value is there": ("json", '{"█": 1}', "StartAt", ""),
}


@pytest.mark.parametrize(("format", "text", "label", "snippet"), SNIPPETS.values(), ids=SNIPPETS)
def test_where_typing_goes_on(
    format: Literal["json", "yaml"], text: str, label: str, snippet: str
) -> None:
    assert _applied(text, format, label)[1].snippet == snippet


def test_what_must_stand_comes_first() -> None:
    labels = [one.offer.label for one in complete(*marked(_task("█")))]
    assert labels[0] == "Resource"


def test_the_state_itself_comes_last() -> None:
    assert [one.offer.label for one in complete(*marked(_task('"Next": "█"')))] == ["B 😀", "A"]


# Nobody is offered the older spelling.
FORMER: Final = {"Iterator"}


def _keys(node: Node, way: tuple[Token, ...] = ()) -> Iterator[tuple[tuple[Token, ...], Member]]:
    for member in node.members:
        yield way, member
        if member.node is not None:
            yield from _keys(member.node, (*way, member.name))
    for index, item in enumerate(node.items):
        yield from _keys(item, (*way, index))


def _is_field(way: tuple[Token, ...], name: str) -> bool:
    """Whether a key is a field, and not the name of a state, a variable or a template's member."""
    inside = {"States", "Parameters", "Arguments", "Assign", "Output", "Result", "ResultSelector"}
    inside |= {"ItemSelector", "BatchInput", "Items"}
    depth = next((at for at, token in enumerate(reversed(way)) if token in inside), None)
    if depth is None:
        return name not in FORMER
    return way[-1 - depth] == "States" and depth > 0 and name not in FORMER


@pytest.mark.parametrize("format", ["json", "yaml"])
@pytest.mark.parametrize("name", ALL)
def test_every_field_that_stands_would_have_been_offered(
    name: str, format: Literal["json", "yaml"]
) -> None:
    text = json.dumps(ALL[name], indent=2) if format == "json" else yaml_text(ALL[name])
    missed = []
    asked = 0
    for way, member in _keys(draft(text, format).tree):
        if not _is_field(way, member.name):
            continue
        inside = 1 if format == "json" else 0
        start, end = member.start + inside, member.end - inside
        labels = [
            one.offer.label for one in complete(draft(text[:start] + text[end:], format), start)
        ]
        asked += 1
        if member.name not in labels:
            missed.append((*way, member.name))
    assert asked > 10
    assert missed == []
