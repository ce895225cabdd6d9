"""What is said of members that are not as they should be: code, place and hint."""

from __future__ import annotations

import pytest

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

PASS = '{"Type": "Pass", "End": true}'
LAMBDA = '"arn:aws:lambda:us-east-1:123456789012:function:Work"'
X = '"X": {"Type": "Pass", "End": true}'
LONG = "x" * 81
VARIABLES = "letters, digits and _ only, beginning with a letter, at most 80 characters"


def task(members: str) -> str:
    """A Task with these members too."""
    return state(f'{{"Type": "Task", "End": true, "Resource": {LAMBDA}, {members}}}')


def choice(rule: str) -> str:
    """A Choice with this rule."""
    return state(f'{{"Type": "Choice", "Choices": [{rule}]}}', X)


def query_choice(rule: str) -> str:
    """The same in JSONata."""
    return query_state(f'{{"Type": "Choice", "Choices": [{rule}]}}', X)


DEFINITION = 'write {"StartAt": "…", "States": {…}}'

FINDINGS: dict[str, Case] = {
    # not-an-object
    "a machine that is no object": Case('▸["StartAt"]', "not-a-definition", DEFINITION),
    "States that are no object": Case('{"StartAt": "S", "States": ▸[]}', "not-an-object"),
    "a state that is no object": Case(state("▸7"), "not-an-object"),
    "a branch that is no object": Case(
        state('{"Type": "Parallel", "End": true, "Branches": [▸"A"]}'), "not-an-object"
    ),
    "a Retrier that is no object": Case(task('"Retry": [▸null]'), "not-an-object"),
    "a choice rule that is no object": Case(choice("▸true"), "not-an-object"),
    "a rule inside And that is no object": Case(
        choice('{"And": [▸1], "Next": "X"}'), "not-an-object"
    ),
    # unknown-field
    "an unknown member of the machine": Case(
        f'{{▸"StartsAt": "S", "StartAt": "S", "States": {{"S": {PASS}}}}}',
        "unknown-field",
        'did you mean "StartAt"?',
    ),
    "an unknown member of a state": Case(
        state('{"Type": "Pass", "End": true, ▸"ResultPaht": "$.a"}'),
        "unknown-field",
        'did you mean "ResultPath"?',
    ),
    "a member of another state": Case(
        state('{"Type": "Pass", "End": true, ▸"Resource": "x"}'),
        "unknown-field",
        "only a Task state has it: remove it here",
    ),
    "a name so long that nothing is near it": Case(
        state(f'{{"Type": "Pass", "End": true, ▸"{"Comment" * 40}": 1}}'),
        "unknown-field",
        "remove it",
    ),
    "Next of a state that ends by itself": Case(
        state('{"Type": "Succeed", ▸"Next": "X"}', X),
        "unknown-field",
        "only a state that goes on has it: remove it here",
    ),
    "Assign of a Succeed": Case(
        state('{"Type": "Succeed", ▸"Assign": {"a": 1}}'),
        "unknown-field",
        "only a state that hands its output on has it: remove it here",
    ),
    "Output of a Fail": Case(
        query_state('{"Type": "Fail", ▸"Output": 1}'),
        "unknown-field",
        "only a state that hands its output on has it: remove it here",
    ),
    "Retry of a Pass": Case(
        state('{"Type": "Pass", "End": true, ▸"Retry": []}'),
        "unknown-field",
        "only a Task, Parallel or Map state has it: remove it here",
    ),
    "an unknown member of Credentials": Case(
        task('"Credentials": {"RoleArn": "arn:role", ▸"Role": "x"}'),
        "unknown-field",
        'did you mean "RoleArn"?',
    ),
    "an unknown member of a ProcessorConfig": Case(
        state(
            '{"Type": "Map", "End": true, "ItemProcessor": {"ProcessorConfig": {"Mode": '
            f'"INLINE", ▸"Modes": 1}}, "StartAt": "I", "States": {{"I": {PASS}}}}}}}'
        ),
        "unknown-field",
        'did you mean "Mode"?',
    ),
    "End of a Choice": Case(
        state(
            '{"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "X"}], '
            '▸"End": true}',
            X,
        ),
        "unknown-field",
        "only a Task, Parallel, Map, Pass or Wait state has it: remove it here",
    ),
    "an unknown member of a branch": Case(
        state(
            '{"Type": "Parallel", "End": true, "Branches": [{▸"Version": "1.0", '
            f'"StartAt": "I", "States": {{"I": {PASS}}}}}]}}'
        ),
        "unknown-field",
        "only the state machine has it: remove it here",
    ),
    "an unknown member of a Retrier": Case(
        task('"Retry": [{"ErrorEquals": ["E"], ▸"Interval": 1}]'),
        "unknown-field",
        'did you mean "IntervalSeconds"?',
    ),
    "an unknown member of a choice rule": Case(
        choice('{"Variable": "$", "IsNull": true, ▸"next": "X", "Next": "X"}'),
        "unknown-field",
        'did you mean "Next"?',
    ),
    "an unknown member of a choice rule in JSONata": Case(
        query_choice('{"Condition": true, "Next": "X", ▸"Conditions": true}'),
        "unknown-field",
        'did you mean "Condition"?',
    ),
    "Next in a rule inside": Case(
        choice('{"Not": {"Variable": "$", "IsNull": true, ▸"Next": "X"}, "Next": "X"}'),
        "unknown-field",
        "only the outermost rule has it: move it there",
    ),
    "a comparison with a slip": Case(
        choice('{"Variable": "$", ▸"StringEqual": "x", "Next": "X"}'),
        "unknown-field",
        'did you mean "StringEquals"?',
    ),
    "And in another case": Case(
        choice('{▸"and": [{"Variable": "$", "IsNull": true}], "Next": "X"}'),
        "unknown-field",
        'did you mean "And"?',
    ),
    "an unknown member beside a comparison": Case(
        choice('{"Variable": "$", "IsNull": true, ▸"Weight": 1, "Next": "X"}'),
        "unknown-field",
        "remove it",
    ),
    # missing-field
    "no StartAt": Case(f'▸{{"States": {{"S": {PASS}}}}}', "missing-field", 'add "StartAt"'),
    "no States": Case('▸{"StartAt": "S"}', "missing-field", 'add "States"'),
    "no Type": Case(
        state('▸{"End": true}'),
        "missing-field",
        'add "Type": one of Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map',
    ),
    "no Resource": Case(state('▸{"Type": "Task", "End": true}'), "missing-field", 'add "Resource"'),
    "no Branches": Case(
        state('▸{"Type": "Parallel", "End": true}'), "missing-field", 'add "Branches"'
    ),
    "no ItemProcessor": Case(
        state('▸{"Type": "Map", "End": true}'), "missing-field", 'add "ItemProcessor"'
    ),
    "no Choices": Case(
        state('▸{"Type": "Choice", "Default": "X"}', X), "missing-field", 'add "Choices"'
    ),
    "no ErrorEquals": Case(
        task('"Retry": [▸{"MaxAttempts": 1}]'), "missing-field", 'add "ErrorEquals"'
    ),
    "a Catcher without Next": Case(
        task('"Catch": [▸{"ErrorEquals": ["E"]}]'), "missing-field", 'add "Next"'
    ),
    "a choice rule without Next": Case(
        choice(
            '{"Variable": "$", "IsNull": true, "Next": "X"}, ▸{"Variable": "$", "IsNull": true}'
        ),
        "missing-field",
        'add "Next": the state to go to when the rule applies',
    ),
    "a comparison without Variable": Case(
        choice('▸{"IsNull": true, "Next": "X"}'),
        "missing-field",
        'add "Variable": the path of the value to compare',
    ),
    "a rule without Condition": Case(
        query_choice('▸{"Next": "X"}'), "missing-field", 'add "Condition": "{% … %}"'
    ),
    "Credentials without a role": Case(
        task('"Credentials": ▸{}'), "missing-field", 'add "RoleArn"'
    ),
    "DISTRIBUTED without ExecutionType": Case(
        state(
            '{"Type": "Map", "End": true, "ItemProcessor": {"ProcessorConfig": '
            f'▸{{"Mode": "DISTRIBUTED"}}, "StartAt": "I", "States": {{"I": {PASS}}}}}}}'
        ),
        "missing-field",
        'add "ExecutionType": "STANDARD" or "EXPRESS"',
    ),
    "an ItemBatcher without a limit": Case(
        child_mapped('"ItemBatcher": ▸{"BatchInput": 1}'),
        "missing-field",
        'add "MaxItemsPerBatch": 100',
    ),
    "a ResultWriter with a place and no Resource": Case(
        child_mapped('"ResultWriter": ▸{"Parameters": {"Bucket": "b"}}'),
        "missing-field",
        'add "Resource": "arn:aws:states:::s3:putObject"',
    ),
    "a ResultWriter with a shape, a place and no Resource": Case(
        child_mapped(
            '"ResultWriter": ▸{"WriterConfig": {"OutputType": "JSON"}, "Parameters": '
            '{"Bucket": "b"}}'
        ),
        "missing-field",
        'add "Resource": "arn:aws:states:::s3:putObject"',
    ),
    "a ResultWriter with a Resource and no place": Case(
        child_mapped('"ResultWriter": ▸{"Resource": "arn:aws:states:::s3:putObject"}'),
        "missing-field",
        'add "Parameters": {"Bucket": "…", "Prefix": "…"}',
    ),
    "a ResultWriter with a Resource and no place, in JSONata": Case(
        child_mapped(
            '"QueryLanguage": "JSONata", "ResultWriter": '
            '▸{"Resource": "arn:aws:states:::s3:putObject"}'
        ),
        "missing-field",
        'add "Arguments": {"Bucket": "…", "Prefix": "…"}',
    ),
    "an ItemReader without Resource": Case(
        child_mapped('"ItemReader": ▸{}'), "missing-field", 'add "Resource"'
    ),
    # wrong-type
    "StartAt that is no text": Case(
        f'{{"StartAt": ▸1, "States": {{"S": {PASS}}}}}', "wrong-type", 'write "1", in quotes'
    ),
    "Comment that is no text": Case(
        state('{"Type": "Pass", "End": true, "Comment": ▸["a"]}'), "wrong-type", "write a string"
    ),
    "Comment of a choice rule that is no text": Case(
        choice('{"Variable": "$", "IsNull": true, "Next": "X", "Comment": ▸1}'),
        "wrong-type",
        'write "1", in quotes',
    ),
    "Next that is no text": Case(
        state('{"Type": "Pass", "Next": ▸true}'), "wrong-type", 'write "true", in quotes'
    ),
    "End that is no boolean": Case(
        state('{"Type": "Pass", "End": ▸"true"}'), "wrong-type", "write true, without quotes"
    ),
    "Resource that is no text": Case(
        state('{"Type": "Task", "End": true, "Resource": ▸{"Ref": "F"}}'),
        "wrong-type",
        "write a string",
    ),
    "Branches that are no array": Case(
        state('{"Type": "Parallel", "End": true, "Branches": ▸{}}'),
        "wrong-type",
        "put the object into brackets",
    ),
    "Retry that is no array": Case(
        task('"Retry": ▸{"ErrorEquals": ["E"]}'), "wrong-type", "put the object into brackets"
    ),
    "an error name that is no text": Case(
        task('"Retry": [{"ErrorEquals": ["E", ▸1]}]'), "wrong-type", 'write "1", in quotes'
    ),
    "an integer that is a fraction": Case(
        task('"Retry": [{"ErrorEquals": ["E"], "MaxAttempts": ▸1.5}]'),
        "wrong-type",
        "write an integer",
    ),
    "an integer that is a boolean": Case(
        task('"TimeoutSeconds": ▸true'), "wrong-type", "write an integer"
    ),
    "an integer that is text": Case(
        task('"TimeoutSeconds": ▸"60"'), "wrong-type", "write 60, without quotes"
    ),
    "a number that is text": Case(
        task('"Retry": [{"ErrorEquals": ["E"], "BackoffRate": ▸"2"}]'),
        "wrong-type",
        "write 2, without quotes",
    ),
    "one of a few words that is no word": Case(
        task('"Retry": [{"ErrorEquals": ["E"], "JitterStrategy": ▸1}]'),
        "wrong-type",
        "write one of FULL, NONE",
    ),
    "a path that is no text": Case(task('"InputPath": ▸7'), "wrong-type", "write a JSONPath"),
    "ItemsPath that is null": Case(mapped('"ItemsPath": ▸null'), "wrong-type", "write a JSONPath"),
    "ResultPath that is no text": Case(
        task('"ResultPath": ▸false'), "wrong-type", "write a reference path or null"
    ),
    "ErrorPath that is no text": Case(
        state('{"Type": "Fail", "ErrorPath": ▸["$.a"]}'),
        "wrong-type",
        "write a JSONPath or an intrinsic function call",
    ),
    "SecondsPath that is no text": Case(
        state('{"Type": "Wait", "End": true, "SecondsPath": ▸5}'), "wrong-type", "write a JSONPath"
    ),
    "Timestamp that is no text": Case(
        state('{"Type": "Wait", "End": true, "Timestamp": ▸2026}'),
        "wrong-type",
        'write "2026", in quotes',
    ),
    "Assign that is no object": Case(task('"Assign": ▸["a"]'), "wrong-type"),
    "Error that is no text": Case(
        state('{"Type": "Fail", "Error": ▸404}'), "wrong-type", 'write "404", in quotes'
    ),
    "Label that is no text": Case(
        child_mapped('"Label": ▸1'), "wrong-type", 'write "1", in quotes'
    ),
    "an operand of another type": Case(
        choice('{"Variable": "$", "NumericEquals": ▸"1", "Next": "X"}'),
        "wrong-type",
        "write 1, without quotes",
    ),
    "a path in place of a constant": Case(
        choice('{"Variable": "$", "NumericEquals": ▸"$.n", "Next": "X"}'),
        "wrong-type",
        "a path goes into the field whose name ends in Path",
    ),
    "an operand that is no timestamp": Case(
        choice('{"Variable": "$", "TimestampEquals": ▸"2026-01-01", "Next": "X"}'),
        "wrong-type",
        "write an RFC 3339 timestamp",
    ),
    "an operand that is no path": Case(
        choice('{"Variable": "$", "NumericEqualsPath": ▸1, "Next": "X"}'),
        "wrong-type",
        "write a JSONPath",
    ),
    "a Variable that is no path": Case(
        choice('{"Variable": ▸1, "IsNull": true, "Next": "X"}'), "wrong-type", "write a JSONPath"
    ),
    "a Condition that is no boolean": Case(
        query_choice('{"Condition": ▸"yes", "Next": "X"}'), "wrong-type", "write true or false"
    ),
    "Items that are no array": Case(
        query_state(
            '{"Type": "Map", "End": true, "Items": ▸7, "ItemProcessor": {"StartAt": "I", '
            f'"States": {{"I": {PASS}}}}}}}'
        ),
        "wrong-type",
        "write an array",
    ),
    # wrong-value
    "an unknown Type": Case(
        state('{"Type": ▸"Tsak", "End": true}'), "wrong-value", 'did you mean "Task"?'
    ),
    "a Type in another case": Case(
        state('{"Type": ▸"PASS", "End": true}'), "wrong-value", 'did you mean "Pass"?'
    ),
    "a Type that is no text": Case(state('{"Type": ▸null, "End": true}'), "wrong-value"),
    "an unknown query language of the machine": Case(
        f'{{"QueryLanguage": ▸"JMESPath", "StartAt": "S", "States": {{"S": {PASS}}}}}',
        "wrong-value",
        'did you mean "JSONPath"?',
    ),
    "an unknown query language of a state": Case(
        state('{"Type": "Pass", "End": true, "QueryLanguage": ▸"jsonata"}'),
        "wrong-value",
        'did you mean "JSONata"?',
    ),
    "an unknown jitter": Case(
        task('"Retry": [{"ErrorEquals": ["E"], "JitterStrategy": ▸"SOME"}]'), "wrong-value"
    ),
    "an unknown mode": Case(
        state(
            '{"Type": "Map", "End": true, "ItemProcessor": {"ProcessorConfig": {"Mode": '
            f'▸"INLNE"}}, "StartAt": "I", "States": {{"I": {PASS}}}}}}}'
        ),
        "wrong-value",
        'did you mean "INLINE"?',
    ),
    "an unknown format of a reader": Case(
        child_mapped(
            '"ItemReader": {"Resource": "arn:aws:states:::s3:getObject", '
            '"ReaderConfig": {"InputType": ▸"XML"}}'
        ),
        "wrong-value",
    ),
    "an unknown shape of a writer": Case(
        child_mapped('"ResultWriter": {"WriterConfig": {"Transformation": ▸"FLAT"}}'),
        "wrong-value",
        'did you mean "FLATTEN"?',
    ),
    # out-of-range
    "a time-out of no second": Case(task('"TimeoutSeconds": ▸0'), "out-of-range", "the least is 1"),
    "a time-out too long": Case(
        task('"TimeoutSeconds": ▸100000000'), "out-of-range", "the most is 99999999"
    ),
    "a machine's time-out of no second": Case(
        f'{{"TimeoutSeconds": ▸0, "StartAt": "S", "States": {{"S": {PASS}}}}}',
        "out-of-range",
        "the least is 1",
    ),
    "a heartbeat of no second": Case(
        task('"HeartbeatSeconds": ▸0'), "out-of-range", "the least is 1"
    ),
    "a wait of less than nothing": Case(
        state('{"Type": "Wait", "End": true, "Seconds": ▸-1}'), "out-of-range", "the least is 0"
    ),
    "a wait too long": Case(
        state('{"Type": "Wait", "End": true, "Seconds": ▸100000000}'),
        "out-of-range",
        "the most is 99999999",
    ),
    "an interval of no second": Case(
        task('"Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": ▸0}]'),
        "out-of-range",
        "the least is 1",
    ),
    "less than no attempt": Case(
        task('"Retry": [{"ErrorEquals": ["E"], "MaxAttempts": ▸-1}]'),
        "out-of-range",
        "the least is 0",
    ),
    "too many attempts": Case(
        task('"Retry": [{"ErrorEquals": ["E"], "MaxAttempts": ▸100000000}]'),
        "out-of-range",
        "the most is 99999999",
    ),
    "a rate below one": Case(
        task('"Retry": [{"ErrorEquals": ["E"], "BackoffRate": ▸0.9}]'),
        "out-of-range",
        "the least is 1.0",
    ),
    "a longest delay of no second": Case(
        task('"Retry": [{"ErrorEquals": ["E"], "MaxDelaySeconds": ▸0}]'),
        "out-of-range",
        "the least is 1",
    ),
    "a longest delay of a leap year": Case(
        task('"Retry": [{"ErrorEquals": ["E"], "MaxDelaySeconds": ▸31622400}]'),
        "out-of-range",
        "the most is 31622399",
    ),
    "a concurrency of less than nothing": Case(
        mapped('"MaxConcurrency": ▸-1'), "out-of-range", "the least is 0"
    ),
    "a concurrency past 32 bits": Case(
        mapped('"MaxConcurrency": ▸2147483648'), "out-of-range", "the most is 2147483647"
    ),
    "a batch of items past 32 bits": Case(
        child_mapped('"ItemBatcher": {"MaxItemsPerBatch": ▸2147483648}'),
        "out-of-range",
        "the most is 2147483647",
    ),
    "a tolerated count past 32 bits": Case(
        child_mapped('"ToleratedFailureCount": ▸2147483648'),
        "out-of-range",
        "the most is 2147483647",
    ),
    "more items than a reader reads": Case(
        child_mapped(
            '"ItemReader": {"Resource": "arn:aws:states:::s3:getObject", '
            '"ReaderConfig": {"MaxItems": ▸100000001}}'
        ),
        "out-of-range",
        "the most is 100000000",
    ),
    "a tolerated percentage over all": Case(
        child_mapped('"ToleratedFailurePercentage": ▸100.5'), "out-of-range", "the most is 100"
    ),
    "a tolerated count of less than nothing": Case(
        child_mapped('"ToleratedFailureCount": ▸-1'), "out-of-range", "the least is 0"
    ),
    "a batch of more than 256 KiB": Case(
        child_mapped('"ItemBatcher": {"MaxInputBytesPerBatch": ▸262145}'),
        "out-of-range",
        "the most is 262144",
    ),
    # empty
    "no branch": Case(
        state('{"Type": "Parallel", "End": true, "Branches": ▸[]}'),
        "empty",
        "add an entry, or remove the field",
    ),
    "no rule": Case(
        state('{"Type": "Choice", "Choices": ▸[], "Default": "X"}', X),
        "empty",
        "add an entry, or remove the field",
    ),
    "no error name": Case(
        task('"Retry": [{"ErrorEquals": ▸[]}]'), "empty", "add an entry, or remove the field"
    ),
    "And of nothing": Case(choice('{"And": ▸[], "Next": "X"}'), "empty"),
    "Or that is no array": Case(choice('{"Or": ▸{}, "Next": "X"}'), "empty"),
    "a state without a name": Case(
        f'{{"StartAt": "S", "States": {{"S": {{"Type": "Pass", "Next": ""}}, ▸"": {PASS}}}}}',
        "empty",
    ),
    "an empty ResultWriter": Case(
        child_mapped('"ResultWriter": ▸{}'), "empty", 'remove it, or add "WriterConfig"'
    ),
    # too-long
    "a state's name of 81 characters": Case(
        f'{{"StartAt": "{LONG}", "States": {{▸"{LONG}": {PASS}}}}}', "too-long"
    ),
    "a label of 41 characters": Case(child_mapped(f'"Label": ▸"{"x" * 41}"'), "too-long"),
    "a label of none": Case(child_mapped('"Label": ▸""'), "too-long"),
    # label-name
    "a label with a blank": Case(
        child_mapped('"Label": ▸"my label"'),
        "label-name",
        "letters, digits, - and _ are always fine",
    ),
    "a label with a star": Case(
        child_mapped('"Label": ▸"all*"'), "label-name", "letters, digits, - and _ are always fine"
    ),
    # exclusive-fields
    "a field and its path": Case(
        state('{"Type": "Wait", "End": true, "Seconds": 1, ▸"SecondsPath": "$.s"}'),
        "exclusive-fields",
        'remove one of "Seconds" and "SecondsPath"',
    ),
    "a path and its field": Case(
        state('{"Type": "Fail", "CausePath": "$.s", ▸"Cause": "x"}'),
        "exclusive-fields",
        'remove one of "CausePath" and "Cause"',
    ),
    "ItemProcessor and Iterator": Case(
        mapped(f'▸"Iterator": {{"StartAt": "J", "States": {{"J": {PASS}}}}}'),
        "exclusive-fields",
        'remove one of "ItemProcessor" and "Iterator"',
    ),
    # wrong-query-language
    "a field of JSONPath in a JSONata state": Case(
        query_state('{"Type": "Pass", "End": true, ▸"InputPath": "$.a"}'),
        "wrong-query-language",
        "take what you need from $states.input",
    ),
    "a field of JSONata in a JSONPath state": Case(
        state('{"Type": "Pass", "End": true, ▸"Output": 1}'),
        "wrong-query-language",
        'use "ResultSelector", "ResultPath" and "OutputPath", or set "QueryLanguage": "JSONata"',
    ),
    "Result in JSONata": Case(
        query_state('{"Type": "Pass", "End": true, ▸"Result": 1}'),
        "wrong-query-language",
        "remove it, or change the query language of the state",
    ),
    "a path twin in JSONata": Case(
        query_state('{"Type": "Wait", "End": true, ▸"SecondsPath": "$.s", "Seconds": 1}'),
        "wrong-query-language",
        'use "Seconds": "{% … %}"',
    ),
    "a comparison in JSONata": Case(
        query_choice('{"Condition": true, ▸"NumericEquals": 1, "Next": "X"}'),
        "wrong-query-language",
        'write the rule as "Condition": "{% … %}"',
    ),
    "Condition in JSONPath": Case(
        choice('{"Variable": "$", "IsNull": true, ▸"Condition": true, "Next": "X"}'),
        "wrong-query-language",
        'compare with "Variable" and an operator, or set "QueryLanguage": "JSONata"',
    ),
    "ResultPath of a Catcher in JSONata": Case(
        query_state(
            f'{{"Type": "Task", "Resource": {LAMBDA}, "End": true, "Catch": '
            '[{"ErrorEquals": ["E"], "Next": "X", ▸"ResultPath": "$.e"}]}',
            X,
        ),
        "wrong-query-language",
        'shape the result with "Output"',
    ),
    "a role by a path in JSONata": Case(
        query_state(
            f'{{"Type": "Task", "Resource": {LAMBDA}, "End": true, "Credentials": '
            '{"RoleArn": "arn:role", ▸"RoleArn.$": "$.r"}}'
        ),
        "wrong-query-language",
        "remove it, or change the query language of the state",
    ),
    # query-language-downgrade
    "JSONPath in a JSONata machine": Case(
        query_state('{"Type": "Pass", "End": true, "QueryLanguage": ▸"JSONPath"}'),
        "query-language-downgrade",
        'remove "QueryLanguage" here, or set it in the single states instead',
    ),
    # timestamp-syntax
    "a date without a time": Case(
        state('{"Type": "Wait", "End": true, "Timestamp": ▸"2026-03-01"}'),
        "timestamp-syntax",
        'for example "2026-03-01T09:00:00Z": an upper-case T, and Z or an offset',
    ),
    # unrecognised-resource
    "an ARN of nothing that is known": Case(
        state('{"Type": "Task", "End": true, "Resource": ▸"arn:aws:foo:::bar"}'),
        "unrecognised-resource",
        "for example arn:aws:states:::lambda:invoke, or the ARN of a function or activity",
    ),
    "a job of an SDK call": Case(
        state(
            '{"Type": "Task", "End": true, "Resource": '
            '▸"arn:aws:states:::aws-sdk:s3:getObject.sync"}'
        ),
        "unrecognised-resource",
        "an SDK integration answers at once, or waits for a task token: remove the suffix",
    ),
    "a service that the SDKs do not know": Case(
        state(
            '{"Type": "Task", "End": true, "Resource": '
            '▸"arn:aws:states:::aws-sdk:cloudwatchlog:putLogEvents"}'
        ),
        "unrecognised-resource",
        'did you mean "cloudwatchlogs"?',
    ),
    "a service of the SDKs in another case": Case(
        state('{"Type": "Task", "End": true, "Resource": ▸"arn:aws:states:::aws-sdk:SFN:x"}'),
        "unrecognised-resource",
        'did you mean "sfn"?',
    ),
    "a service of the SDKs by its name in Python": Case(
        state(
            '{"Type": "Task", "End": true, "Resource": '
            '▸"arn:aws:states:::aws-sdk:emr-serverless:startJobRun"}'
        ),
        "unrecognised-resource",
        'did you mean "emrserverless"?',
    ),
    "a service that is not optimised": Case(
        state('{"Type": "Task", "End": true, "Resource": ▸"arn:aws:states:::lamda:invoke"}'),
        "unrecognised-resource",
        'did you mean "lambda"?',
    ),
    "an action that is not optimised": Case(
        state('{"Type": "Task", "End": true, "Resource": ▸"arn:aws:states:::dynamodb:getItems"}'),
        "unrecognised-resource",
        'did you mean "getItem"?',
    ),
    "a pattern that the action has not": Case(
        state(
            '{"Type": "Task", "End": true, "Resource": ▸"arn:aws:states:::glue:startJobRun.sync:2"}'
        ),
        "unrecognised-resource",
        'call "glue:startJobRun" without ".sync:2", or with ".sync"',
    ),
    "a reader that is nothing": Case(
        child_mapped('"ItemReader": {"Resource": ▸"nonsense"}'),
        "unrecognised-resource",
        "use arn:aws:states:::s3:getObject or arn:aws:states:::s3:listObjectsV2",
    ),
    "a reader that writes": Case(
        child_mapped('"ItemReader": {"Resource": ▸"arn:aws:states:::s3:putObject"}'),
        "unrecognised-resource",
        'did you mean "arn:aws:states:::s3:getObject"?',
    ),
    "a reader of the SDKs": Case(
        child_mapped('"ItemReader": {"Resource": ▸"arn:aws:states:::aws-sdk:s3:getObject"}'),
        "unrecognised-resource",
        'did you mean "arn:aws:states:::s3:getObject"?',
    ),
    "a writer that is nothing": Case(
        child_mapped('"ResultWriter": {"Resource": ▸"nonsense", "Parameters": {}}'),
        "unrecognised-resource",
        "use arn:aws:states:::s3:putObject",
    ),
    # variable-name
    "a variable called states": Case(
        state('{"Type": "Pass", "End": true, "Assign": {▸"states": 1}}'), "variable-name"
    ),
    "a variable that begins with a digit": Case(
        state('{"Type": "Pass", "End": true, "Assign": {▸"1st": 1}}'),
        "variable-name",
        VARIABLES,
    ),
    "a variable that begins with a low line": Case(
        state('{"Type": "Pass", "End": true, "Assign": {▸"_x": 1}}'),
        "variable-name",
        VARIABLES,
    ),
    "a member of a variable": Case(
        state('{"Type": "Pass", "End": true, "Assign": {▸"a.b.$": "$"}}'),
        "variable-name",
        VARIABLES,
    ),
    "an element of a variable": Case(
        state('{"Type": "Pass", "End": true, "Assign": {▸"a[0]": 1}}'),
        "variable-name",
        VARIABLES,
    ),
    "a variable of 81 characters": Case(
        state(f'{{"Type": "Pass", "End": true, "Assign": {{▸"{LONG}": 1}}}}'),
        "variable-name",
        VARIABLES,
    ),
    "a variable of a choice rule": Case(
        choice('{"Variable": "$", "IsNull": true, "Next": "X", "Assign": {▸"a-b": 1}}'),
        "variable-name",
        VARIABLES,
    ),
    # choice-rule-operators
    "a rule that compares nothing": Case(
        choice('▸{"Variable": "$", "Next": "X"}'),
        "choice-rule-operators",
        'add one, such as "NumericEquals": 1',
    ),
    "a rule that compares twice": Case(
        choice('▸{"Variable": "$", "IsNull": true, "IsString": true, "Next": "X"}'),
        "choice-rule-operators",
        "join several with And",
    ),
    "a comparison beside Not": Case(
        choice(
            '▸{"Variable": "$", "IsNull": true, "Not": {"Variable": "$", "IsNull": true}, '
            '"Next": "X"}'
        ),
        "choice-rule-operators",
        "join several with And",
    ),
    "a rule inside that compares nothing": Case(
        choice('{"Not": ▸{"Variable": "$"}, "Next": "X"}'),
        "choice-rule-operators",
        'add one, such as "NumericEquals": 1',
    ),
    # error-names
    "States.ALL beside another": Case(
        task('"Retry": [{"ErrorEquals": ▸["E", "States.ALL"]}]'),
        "error-names",
        "give States.ALL an entry of its own, the last one",
    ),
    # no-states
    "no state": Case('{"StartAt": "S", "States": ▸{}}', "no-states"),
    "no state in a branch": Case(
        state('{"Type": "Parallel", "End": true, "Branches": [{"StartAt": "I", "States": ▸{}}]}'),
        "no-states",
    ),
    # duplicate-key
    "a state twice": Case(
        f'{{"StartAt": "S", "States": {{"S": {PASS},\n ▸"S": {PASS}}}}}',
        "duplicate-key",
        "the first one is in line 1",
    ),
    "a member twice": Case(
        state('{"Type": "Pass", "End": true,\n ▸"End": true}'),
        "duplicate-key",
        "the first one is in line 2",
    ),
    "a member of a payload twice": Case(
        branch('{"Type": "Pass", "End": true, "Result": {"a": 1, ▸"a": 2}}'),
        "duplicate-key",
        "the first one is in line 3",
    ),
}


@pytest.mark.parametrize("case", FINDINGS.values(), ids=FINDINGS)
def test_finding(case: Case) -> None:
    what = examined(case)
    assert found(what) == due(case)
    assert what.machine is None
    assert all(item.message for item in what.diagnostics)


# the ends of the ranges
ENDS = {
    "a time-out": task('"TimeoutSeconds": 99999999, "HeartbeatSeconds": 1'),
    "a concurrency": mapped('"MaxConcurrency": 2147483647'),
    "no concurrency": mapped('"MaxConcurrency": 0'),
    "a batch of items": child_mapped('"ItemBatcher": {"MaxItemsPerBatch": 2147483647}'),
    "a batch of bytes": child_mapped('"ItemBatcher": {"MaxInputBytesPerBatch": 262144}'),
    "a tolerated percentage": child_mapped('"ToleratedFailurePercentage": 100'),
    "no tolerated percentage": child_mapped('"ToleratedFailurePercentage": 0'),
    "items of a reader": child_mapped(
        '"ItemReader": {"Resource": "arn:aws:states:::s3:getObject", '
        '"ReaderConfig": {"MaxItems": 100000000}}'
    ),
    "a longest delay below a leap year": task(
        '"Retry": [{"ErrorEquals": ["E"], "MaxDelaySeconds": 31622399}]'
    ),
    "results of a shape, to no place": child_mapped(
        '"ResultWriter": {"WriterConfig": {"Transformation": "FLATTEN"}}'
    ),
    "results to a place, in no shape": child_mapped(
        '"ResultWriter": {"Resource": "arn:aws-cn:states:::s3:putObject", "Parameters": '
        '{"Bucket": "b"}}'
    ),
    "results to a place, in a shape": child_mapped(
        '"QueryLanguage": "JSONata", "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", '
        '"Arguments": "{% $states.input %}", "WriterConfig": {}}'
    ),
    "a reader and a writer that are to be filled in": child_mapped(
        '"ItemReader": {"Resource": "${Reader}"}, "ResultWriter": {"Resource": '
        '"arn:${AWS::Partition}:states:::s3:putObject", "Parameters": {"Bucket": "b"}}'
    ),
    "a label of 40 characters": child_mapped(f'"Label": "{"x" * 40}"'),
    "a label of one": child_mapped('"Label": "x"'),
    "a variable of 80 characters": state(
        f'{{"Type": "Pass", "End": true, "Assign": {{"{"x" * 80}": 1}}}}'
    ),
}


@pytest.mark.parametrize("text", ENDS.values(), ids=ENDS)
def test_the_ends_of_the_ranges_are_fine(text: str) -> None:
    what = examined(Case(f"▸{text}", ""))
    assert [item for item in what.diagnostics if item.severity == "error"] == []


def test_all_that_is_wrong_is_found_at_once_in_order_of_the_text() -> None:
    text = state('{"Type": "Wait", "Seconds": -1,\n"Nxet": 1}', '"T": {"Type": "Tsk"}', '"U": 1')
    what = examined(Case(f"▸{text}", ""))
    assert [(item.code, item.line) for item in what.diagnostics] == [
        ("out-of-range", 2),
        ("unknown-field", 3),
        ("wrong-value", 4),
        ("not-an-object", 5),
    ]


def test_a_key_that_stands_twice_is_told_as_it_is_written() -> None:
    what = examined(
        Case(state('▸{"Type": "Pass", "End": true, "Result": {"a/b~": 1, "a/b~": 2}}'), "")
    )
    assert [item.message for item in what.diagnostics] == [
        'the key "a/b~" stands twice in this object'
    ]
