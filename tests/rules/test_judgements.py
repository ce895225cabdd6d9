"""The other rules: Wait, Retry and Catch, clocks, variables, Maps, Express machines."""

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

X = '"X": {"Type": "Pass", "End": true}'
TASK = (
    '{"Type": "Task", "End": true, '
    '"Resource": "arn:aws:lambda:us-east-1:123456789012:function:Work", '
)
ONE = 'give exactly one, such as "Seconds": 10'
DISTRIBUTED = (
    'add "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"} to its '
    "ItemProcessor"
)
POSITIVE = "give a positive number, or remove it"
NO_EFFECT = "remove it, or make the Map a distributed one"


def task(members: str) -> str:
    """A Task with these members."""
    return state(f"{TASK}{members}}}")


ERRORS: dict[str, Case] = {
    # wait-without-duration
    "a Wait for nothing": Case(
        state('▸{"Type": "Wait", "End": true}'), "wait-without-duration", ONE
    ),
    "a Wait for two things": Case(
        state('▸{"Type": "Wait", "End": true, "Seconds": 1, "TimestampPath": "$.t"}'),
        "wait-without-duration",
        ONE,
    ),
    # states-all-not-last
    "States.ALL before another Retrier": Case(
        task('"Retry": [{"ErrorEquals": ▸["States.ALL"]}, {"ErrorEquals": ["E"]}]'),
        "states-all-not-last",
        "move the entry to the end",
    ),
    "States.ALL before another Catcher": Case(
        state(
            f'{TASK}"Catch": [{{"ErrorEquals": ▸["States.ALL"], "Next": "X"}}, '
            '{"ErrorEquals": ["E"], "Next": "X"}]}',
            X,
        ),
        "states-all-not-last",
        "move the entry to the end",
    ),
    # heartbeat-not-below-timeout
    "a heartbeat as long as the time-out": Case(
        task('"TimeoutSeconds": 60, "HeartbeatSeconds": ▸60'),
        "heartbeat-not-below-timeout",
        "lower it, or raise TimeoutSeconds: heartbeats come while a task runs",
    ),
    "a heartbeat longer than the time-out, in a branch": Case(
        branch(f'{TASK}"HeartbeatSeconds": ▸61, "TimeoutSeconds": 60}}'),
        "heartbeat-not-below-timeout",
        "lower it, or raise TimeoutSeconds: heartbeats come while a task runs",
    ),
    # exclusive-fields
    "ItemSelector and Parameters": Case(
        mapped('"ItemSelector": {"a": 1}, ▸"Parameters": {"a": 1}'),
        "exclusive-fields",
        'keep "ItemSelector"',
    ),
    # duplicate-label
    "a label twice": Case(
        state(
            '{"Type": "Map", "Next": "T", "Label": "L", "ItemProcessor": {"ProcessorConfig": '
            '{"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I", "States": '
            '{"I": {"Type": "Pass", "End": true}}}}',
            '"T": {"Type": "Map", "End": true, "Label": ▸"L", "ItemProcessor": {"ProcessorConfig":'
            ' {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "J", "States": '
            '{"J": {"Type": "Pass", "End": true}}}}',
        ),
        "duplicate-label",
        "give each Map a label of its own",
    ),
    # distributed-only
    "a reader in an inline Map": Case(
        mapped('▸"ItemReader": {"Resource": "arn:aws:states:::s3:getObject"}'),
        "distributed-only",
        DISTRIBUTED,
    ),
    "a batcher in an inline Map": Case(
        mapped('▸"ItemBatcher": {"MaxItemsPerBatch": 2}'), "distributed-only", DISTRIBUTED
    ),
    "a writer in an inline Map": Case(
        mapped('▸"ResultWriter": {"WriterConfig": {}}'), "distributed-only", DISTRIBUTED
    ),
}
WARNINGS: dict[str, Case] = {
    # unknown-error-name
    "an error name of the language that there is not": Case(
        task('"Retry": [{"ErrorEquals": [▸"States.TimeOut"]}]'),
        "unknown-error-name",
        'did you mean "States.Timeout"?',
    ),
    "the same in Catch": Case(
        state(
            f'{TASK}"Catch": [{{"ErrorEquals": ["E", ▸"States.SomethingElse"], "Next": "X"}}]}}',
            X,
        ),
        "unknown-error-name",
        'call an error of your own by a name without "States."',
    ),
    # variable-shadowed
    "a branch assigns what the outside assigns": Case(
        state(
            '{"Type": "Parallel", "End": true, "Assign": {"n": 1}, "Branches": [{"StartAt": "I", '
            '"States": {"I": {"Type": "Pass", "End": true, "Assign": {▸"n": 2}}}}]}'
        ),
        "variable-shadowed",
        "give the inner variable a name of its own",
    ),
    "an iteration assigns what a Catcher outside assigns": Case(
        state(
            '{"Type": "Map", "End": true, "Catch": [{"ErrorEquals": ["E"], "Next": "X", '
            '"Assign": {"n.$": "$"}}], "ItemProcessor": {"StartAt": "I", "States": '
            '{"I": {"Type": "Pass", "End": true, "Assign": {▸"n": 2}}}}}',
            X,
        ),
        "variable-shadowed",
        "give the inner variable a name of its own",
    ),
    "a rule inside assigns what a rule outside assigns": Case(
        state(
            '{"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "P", '
            '"Assign": {"n": 1}}], "Default": "P"}',
            '"P": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "I", "States": {"I": '
            '{"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "J", '
            '"Assign": {▸"n": 2}}], "Default": "J"}, "J": {"Type": "Succeed"}}}]}',
        ),
        "variable-shadowed",
        "give the inner variable a name of its own",
    ),
    # no-effect
    "a tolerance of an inline Map": Case(
        mapped('▸"ToleratedFailureCount": 1'), "no-effect", NO_EFFECT
    ),
    "a tolerated percentage of an inline Map": Case(
        mapped('▸"ToleratedFailurePercentagePath": "$.p"'), "no-effect", NO_EFFECT
    ),
    "a label of an inline Map": Case(mapped('▸"Label": "L"'), "no-effect", NO_EFFECT),
    "an execution type of an inline Map": Case(
        state(
            '{"Type": "Map", "End": true, "ItemProcessor": {"ProcessorConfig": {"Mode": "INLINE", '
            '▸"ExecutionType": "STANDARD"}, "StartAt": "I", "States": '
            '{"I": {"Type": "Pass", "End": true}}}}'
        ),
        "no-effect",
        NO_EFFECT,
    ),
    "batches of no item": Case(
        child_mapped('"ItemBatcher": {"MaxItemsPerBatch": ▸0}'), "no-effect", POSITIVE
    ),
    "batches of no byte": Case(
        child_mapped('"ItemBatcher": {"MaxItemsPerBatch": 2, "MaxInputBytesPerBatch": ▸0}'),
        "no-effect",
        POSITIVE,
    ),
    # unknown-version
    "a version that there is not": Case(
        '{"Version": ▸"2.0", ' + state('{"Type": "Pass", "End": true}')[1:],
        "unknown-version",
        'write "1.0", or remove it',
    ),
}
INFOS: dict[str, Case] = {
    # deprecated-field
    "Iterator of a Map": Case(
        mapped('"MaxConcurrency": 2').replace('"ItemProcessor"', '▸"Iterator"'),
        "deprecated-field",
        'call it "ItemProcessor"; it means the same',
    ),
    "Parameters of a Map": Case(
        mapped('▸"Parameters": {"a": 1}'),
        "deprecated-field",
        'call it "ItemSelector"; it means the same',
    ),
}
EXPRESS: dict[str, Case] = {
    # express-integration
    "a job": Case(
        state(
            '{"Type": "Task", "End": true, "Parameters": {"JobName": "j"}, "Resource": '
            '▸"arn:aws:states:::glue:startJobRun.sync"}'
        ),
        "express-integration",
        "use a STANDARD machine, or a call that does not wait",
    ),
    "a job with a parsed answer": Case(
        state(
            '{"Type": "Task", "End": true, "Parameters": {"StateMachineArn": "a"}, "Resource": '
            '▸"arn:aws:states:::states:startExecution.sync:2"}'
        ),
        "express-integration",
        "use a STANDARD machine, or a call that does not wait",
    ),
    "a callback in a branch": Case(
        branch(
            '{"Type": "Task", "End": true, "TimeoutSeconds": 60, "Parameters": {"QueueUrl": "q", '
            '"MessageBody.$": "$$.Task.Token"}, '
            '"Resource": ▸"arn:aws:states:::sqs:sendMessage.waitForTaskToken"}'
        ),
        "express-integration",
        "use a STANDARD machine, or a call that does not wait",
    ),
    "an activity": Case(
        state(
            '{"Type": "Task", "End": true, "Resource": '
            '▸"arn:aws:states:us-east-1:123456789012:activity:work"}'
        ),
        "express-integration",
        "use a STANDARD machine, or a call that does not wait",
    ),
    "a Distributed Map": Case(
        state(
            '{"Type": "Map", "End": true, "ItemProcessor": {"ProcessorConfig": {"Mode": '
            '▸"DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "I", "States": '
            '{"I": {"Type": "Pass", "End": true}}}}'
        ),
        "express-integration",
        'use a STANDARD machine, or "Mode": "INLINE"',
    ),
}
FINDINGS = {**ERRORS, **WARNINGS, **INFOS, **EXPRESS}


@pytest.mark.parametrize("case", ERRORS.values(), ids=ERRORS)
def test_error(case: Case) -> None:
    what = examined(case)
    assert found(what) == due(case)
    assert what.machine is None


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
    assert [(item.severity, item.aws_code) for item in what.diagnostics] == [("info", None)]
    assert what.machine is not None


@pytest.mark.parametrize("case", EXPRESS.values(), ids=EXPRESS)
def test_express(case: Case) -> None:
    what = examined(case, express=True)
    assert found(what) == due(case)
    assert what.machine is None
    assert examined(case).machine is not None


# what each Express refusal says, as AWS words it (recorded)
WORDS = {
    "a job": "Express state machine does not support '.sync' service integration",
    "a callback in a branch": "Express state machine does not support '.waitForTaskToken' service "
    "integration ",
    "an activity": "Express state machine does not support Activity ARN",
}


@pytest.mark.parametrize(("name", "message"), WORDS.items(), ids=WORDS)
def test_words_of_express(name: str, message: str) -> None:
    what = examined(EXPRESS[name], express=True)
    assert [item.message for item in what.diagnostics] == [message]


FINE = {
    "a heartbeat below the time-out": task('"TimeoutSeconds": 60, "HeartbeatSeconds": 59'),
    "a heartbeat alone": task('"HeartbeatSeconds": 99999999'),
    "a heartbeat by a path": task('"TimeoutSeconds": 1, "HeartbeatSecondsPath": "$.h"'),
    "a heartbeat by a query": query_state(
        f'{TASK}"TimeoutSeconds": 1, "HeartbeatSeconds": "{{% 5 %}}"}}'
    ),
    "States.ALL in the last entry": task(
        '"Retry": [{"ErrorEquals": ["E"]}, {"ErrorEquals": ["States.ALL"]}]'
    ),
    "no Retrier at all": task('"Retry": []'),
    "a status of HTTP": task('"Retry": [{"ErrorEquals": ["States.Http.StatusCode.404"]}]'),
    "the version there is": '{"Version": "1.0", ' + state('{"Type": "Pass", "End": true}')[1:],
    "a batch whose limit is a path": child_mapped('"ItemBatcher": {"MaxItemsPerBatchPath": "$.n"}'),
    "two branches assign the same": state(
        '{"Type": "Parallel", "End": true, "Branches": ['
        '{"StartAt": "I", "States": {"I": {"Type": "Pass", "End": true, "Assign": {"n": 1}}}}, '
        '{"StartAt": "J", "States": {"J": {"Type": "Pass", "End": true, "Assign": {"n": 2}}}}]}'
    ),
    "a Distributed Map starts anew": state(
        '{"Type": "Map", "End": true, "Assign": {"n": 1}, "ItemProcessor": {"ProcessorConfig": '
        '{"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I", "States": '
        '{"I": {"Type": "Pass", "End": true, "Assign": {"n": 2}}}}}'
    ),
    "a Distributed Map with all its fields": child_mapped(
        '"Label": "L", "ToleratedFailureCount": 1, "ToleratedFailurePercentage": 1.5, '
        '"ItemBatcher": {"MaxItemsPerBatch": 2}, "ResultWriter": {"WriterConfig": {}}, '
        '"ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": '
        '{"InputType": "JSON"}, "Parameters": {"Bucket": "b", "Key.$": "$.k"}}'
    ),
}


def test_an_express_machine_may_call_and_go_on() -> None:
    text = state(
        '{"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "I", "States": {"I": '
        f'{TASK}"TimeoutSeconds": 5}}}}}}}}'
    )
    assert found(examined(Case(f"▸{text}", ""), express=True)) == []


@pytest.mark.parametrize("text", FINE.values(), ids=FINE)
def test_nothing_is_found(text: str) -> None:
    what = examined(Case(f"▸{text}", ""))
    assert found(what) == []
    assert what.machine is not None
