"""What a Task calls, and what it gives to the API behind it."""

from __future__ import annotations

import pytest

from tests.model.findings import Case, child_mapped, due, examined, found, query_state, state

PREFIX = "arn:aws:states:::"
READER = '"ItemReader": {"Resource": "arn:aws:states:::s3:getObject"'
WRITER = '"ResultWriter": {"Resource": "arn:aws:states:::s3:putObject"'


def calls(resource: str, parameters: str) -> str:
    """A Task that calls a service; the mark may stand in its parameters."""
    return state(
        f'{{"Type": "Task", "End": true, "Resource": "{PREFIX}{resource}", '
        f'"Parameters": {parameters}}}'
    )


def asks(resource: str, arguments: str) -> str:
    """The same in JSONata."""
    return query_state(
        f'{{"Type": "Task", "End": true, "Resource": "{PREFIX}{resource}", '
        f'"Arguments": {arguments}}}'
    )


def named(resource: str) -> str:
    """A Task whose Resource is marked."""
    return state(
        f'{{"Type": "Task", "End": true, "Parameters": {{}}, "Resource": ▸"{PREFIX}{resource}"}}'
    )


ERRORS: dict[str, Case] = {
    # unrecognised-resource
    "an action of an SDK with a capital": Case(
        named("aws-sdk:s3:ListBuckets"), "unrecognised-resource", 'did you mean "listBuckets"?'
    ),
    "an action of an SDK in another case": Case(
        named("aws-sdk:rds:describeDbInstances"),
        "unrecognised-resource",
        'did you mean "describeDBInstances"?',
    ),
    "an action of an SDK with a slip": Case(
        named("aws-sdk:sqs:listQuues"), "unrecognised-resource", 'did you mean "listQueues"?'
    ),
    # unsupported-parameter
    "a small letter in front": Case(
        calls("lambda:invoke", '{▸"functionName": "f"}'),
        "unsupported-parameter",
        'did you mean "FunctionName"?',
    ),
    "the same with a path": Case(
        calls("lambda:invoke", '{▸"functionName.$": "$.f"}'),
        "unsupported-parameter",
        'did you mean "FunctionName"?',
    ),
    "the same in JSONata": Case(
        asks("lambda:invoke", '{▸"functionName": "{% $states.input.f %}"}'),
        "unsupported-parameter",
        'did you mean "FunctionName"?',
    ),
    "a slip": Case(
        calls("sqs:sendMessage", '{"QueueUrl": "q", ▸"MessageBdy.$": "$"}'),
        "unsupported-parameter",
        'did you mean "MessageBody"?',
    ),
    "the API's own case, which the SDK for Java has not": Case(
        calls("aws-sdk:rds:describeDBInstances", '{▸"DBInstanceIdentifier": "d"}'),
        "unsupported-parameter",
        'did you mean "DbInstanceIdentifier"?',
    ),
    "inside, in a case that no API has": Case(
        calls(
            "ecs:runTask.sync",
            '{"TaskDefinition": "t", "NetworkConfiguration": {▸"awsVpcConfiguration": {}}}',
        ),
        "unsupported-parameter",
        'did you mean "AwsvpcConfiguration"?',
    ),
    "inside a list of an SDK integration": Case(
        calls(
            "aws-sdk:batch:submitJob",
            '{"JobName": "j", "JobQueue": "q", "JobDefinition": "d", "RetryStrategy": '
            '{"EvaluateOnExit": [{▸"onStatusReason": "Host EC2*", "Action": "RETRY"}]}}',
        ),
        "unsupported-parameter",
        'did you mean "OnStatusReason"?',
    ),
    "of Step Functions' own request": Case(
        calls(
            "http:invoke",
            '{"ApiEndpoint": "https://a", "Method": "GET", "Authentication": '
            '{▸"connectionArn": "a"}}',
        ),
        "unsupported-parameter",
        'did you mean "ConnectionArn"?',
    ),
    # missing-parameter
    "no function": Case(
        calls("lambda:invoke", '▸{"Payload.$": "$"}'), "missing-parameter", 'add "FunctionName"'
    ),
    "no function in JSONata": Case(
        asks("lambda:invoke", '▸{"Payload": "{% 1 %}"}'), "missing-parameter", 'add "FunctionName"'
    ),
    "no queue": Case(
        calls("sqs:sendMessage", '▸{"MessageBody": "m"}'), "missing-parameter", 'add "QueueUrl"'
    ),
    "no key": Case(
        calls("aws-sdk:s3:getObject", '▸{"Bucket": "b"}'), "missing-parameter", 'add "Key"'
    ),
    "no token, which an SDK integration does not make up": Case(
        calls(
            "aws-sdk:emrserverless:startJobRun", '▸{"ApplicationId": "a", "ExecutionRoleArn": "r"}'
        ),
        "missing-parameter",
        'add "ClientToken"',
    ),
}
ERRORS |= {
    "a reader of items is given no key": Case(
        child_mapped(f'{READER}, "Parameters": ▸{{"Bucket": "b"}}}}, "ResultPath": null'),
        "missing-parameter",
        'add "Key"',
    ),
    "a reader of a list takes a prefix": Case(
        child_mapped(
            '"ItemReader": {"Resource": "arn:aws:states:::s3:listObjectsV2", '
            '"Parameters": {"Bucket": "b", ▸"prefix": "p"}}, "ResultPath": null'
        ),
        "unsupported-parameter",
        'did you mean "Prefix"?',
    ),
    "a writer of results needs a bucket": Case(
        child_mapped(f'{WRITER}, "Parameters": ▸{{"Prefix": "p"}}}}'),
        "missing-parameter",
        'add "Bucket"',
    ),
}
WARNINGS: dict[str, Case] = {
    # unknown-sdk-action
    "an action that nobody knows": Case(
        named("aws-sdk:s3:listBucketsV9"), "unknown-sdk-action", 'did you mean "listBuckets"?'
    ),
    "an action like no other": Case(
        named("aws-sdk:account:xyz"),
        "unknown-sdk-action",
        "see the actions of the API, their first letter small: acceptPrimaryEmailUpdate",
    ),
    # sdk-action-not-offered
    "an action that streams": Case(
        state(
            '{"Type": "Task", "End": true, "Parameters": {"ModelId": "m"}, "Resource": '
            '▸"arn:aws:states:::aws-sdk:bedrockruntime:converseStream"}'
        ),
        "sdk-action-not-offered",
        "have a Lambda function call it",
    ),
    "an action that gives out credentials": Case(
        state(
            '{"Type": "Task", "End": true, "Parameters": {"RoleArn": "r", "RoleSessionName": "s"}, '
            '"Resource": ▸"arn:aws:states:::aws-sdk:sts:assumeRole"}'
        ),
        "sdk-action-not-offered",
        "have a Lambda function call it",
    ),
    # unknown-parameter
    "a token beside the payload": Case(
        calls("lambda:invoke", '{"FunctionName": "f", ▸"TaskToken.$": "$"}'),
        "unknown-parameter",
        'it has for example "FunctionName", "InvocationType", "LogType"',
    ),
    "one of what there are many": Case(
        calls("aws-sdk:ec2:describeSnapshots", '{▸"Filter": []}'),
        "unknown-parameter",
        'did you mean "Filters"?',
    ),
    "a word that Java keeps for itself": Case(
        calls(
            "aws-sdk:verifiedpermissions:createPolicy",
            '{"PolicyStoreId": "p", "Definition": {▸"Static": {"Statement": "s"}}}',
        ),
        "unknown-parameter",
        'did you mean "StaticValue"?',
    ),
    "an attribute of no type": Case(
        calls("dynamodb:putItem", '{"TableName": "t", "Item": {"a": {▸"Error": "x"}}}'),
        "unknown-parameter",
        'it has for example "S", "N", "B"',
    ),
    "what takes nothing": Case(
        calls("aws-sdk:sts:getCallerIdentity", '{▸"Name": "n"}'),
        "unknown-parameter",
        "it takes no parameters",
    ),
    "a writer of results is given no key": Case(
        child_mapped(f'{WRITER}, "Parameters": {{"Bucket": "b", ▸"Key": "k"}}}}'),
        "unknown-parameter",
        'it has for example "Bucket", "Prefix", "ExpectedBucketOwner"',
    ),
    # no-parameters
    "nothing at all": Case(
        state('▸{"Type": "Task", "End": true, "Resource": "arn:aws:states:::lambda:invoke"}'),
        "no-parameters",
        'add "Parameters": {}, with what the API needs',
    ),
    "nothing at all in JSONata": Case(
        query_state(
            '▸{"Type": "Task", "End": true, "Resource": "arn:aws:states:::aws-sdk:s3:listBuckets"}'
        ),
        "no-parameters",
        'add "Arguments": {}, with what the API needs',
    ),
}
FINDINGS = {**ERRORS, **WARNINGS}


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


# AWS's words: (case, message, where AWS places it)
WORDS = {
    "a small letter in front": (
        'The field "functionName" is not supported by Step Functions',
        "/States/S/Parameters",
    ),
    "inside, in a case that no API has": (
        'The field "awsVpcConfiguration" is not supported by Step Functions',
        "/States/S/Parameters",
    ),
    "no function": ("The field 'FunctionName' is required but was missing", "/States/S/Parameters"),
    "no function in JSONata": (
        "The field 'FunctionName' is required but was missing",
        "/States/S/Arguments",
    ),
    "an action of an SDK with a capital": (
        "The resource provided arn:aws:states:::aws-sdk:s3:ListBuckets is not recognized. The "
        "value is not a valid resource ARN, or the resource is not available in this region.",
        "/States/S/Resource",
    ),
}


@pytest.mark.parametrize(("name", "message", "location"), [(k, *v) for k, v in WORDS.items()])
def test_words_of_aws(name: str, message: str, location: str) -> None:
    (found_here,) = examined(ERRORS[name]).diagnostics
    assert (found_here.message, found_here.aws_location) == (message, location)
    assert found_here.aws_code == "SCHEMA_VALIDATION_FAILED"


def test_several_that_are_missing() -> None:
    what = examined(Case(calls("dynamodb:putItem", "▸{}"), ""))
    assert [item.hint for item in what.diagnostics] == ['add "TableName"', 'add "Item"']


def test_what_is_misspelt_is_not_missing_too() -> None:
    what = examined(ERRORS["a slip"])
    assert [item.code for item in what.diagnostics] == ["unsupported-parameter"]
    assert [item.rename for item in what.diagnostics] == ["MessageBody.$"]


FINE = {
    "names of the API": calls("lambda:invoke", '{"FunctionName": "f", "Payload.$": "$"}'),
    "a path for what must be given": calls("lambda:invoke", '{"FunctionName.$": "$.f"}'),
    "all as one query": asks("sqs:sendMessage", '"{% $states.input %}"'),
    "any JSON for a text": calls(
        "sqs:sendMessage.waitForTaskToken",
        '{"QueueUrl": "q", "MessageBody": {"anything": {"token.$": "$$.Task.Token"}}}',
    ).replace('"End"', '"TimeoutSeconds": 60, "End"'),
    "any JSON for bytes": calls("aws-sdk:s3:putObject", '{"Bucket": "b", "Key": "k", "Body": {}}'),
    "any keys in a map": calls(
        "dynamodb:putItem",
        '{"TableName": "t", "Item": {"any": {"S": "x"}, "key.$": "$.v", '
        '"more": {"M": {"in": {"L": [{"N": "1"}, {"NULL": true}, {"BOOL": false}]}}}}}',
    ),
    "the API's small letters inside an optimised request": calls(
        "batch:submitJob.sync",
        '{"JobName": "j", "JobQueue": "q", "JobDefinition": "d", "RetryStrategy": {"attempts": 5}}',
    ),
    "what Step Functions has beside the API": calls(
        "bedrock:invokeModel", '{"ModelId": "m", "Input": {"S3Uri": "s3://b/k"}}'
    ),
    "a token that an optimised integration makes up": calls(
        "emr-serverless:startJobRun.sync", '{"ApplicationId": "a", "ExecutionRoleArn": "r"}'
    ),
    "what Step Functions has itself": calls(
        "eks:call",
        '{"ClusterName": "c", "CertificateAuthority": "x", "Endpoint": "e", "Method": "GET", '
        '"Path": "/", "QueryParameters": {"any": ["x"]}}',
    ),
    "both names that the SDK for Java has": calls(
        "aws-sdk:s3:copyObject",
        '{"DestinationBucket": "b", "DestinationKey": "k", "SourceBucket": "b", "SourceKey": "s"}',
    ),
    "what needs nothing": calls("aws-sdk:s3:listBuckets", "{}"),
    "a service that AWS has retired": calls("aws-sdk:qldb:anything", '{"at": "all"}'),
    "a function by its ARN": state(
        '{"Type": "Task", "End": true, "Resource": '
        '"arn:aws:lambda:us-east-1:123456789012:function:f", "Parameters": {"any": 1}}'
    ),
    "a hole for the Resource": state(
        '{"Type": "Task", "End": true, "Resource": "${Work}", "Parameters": {"any": 1}}'
    ),
}


@pytest.mark.parametrize("text", FINE.values(), ids=FINE)
def test_nothing_is_found(text: str) -> None:
    what = examined(Case(f"▸{text}", ""))
    assert found(what) == []
    assert what.machine is not None


def test_a_thousand_mistakes_take_bounded_time() -> None:
    members = ", ".join(f'"Name{number}x": 1' for number in range(5000))
    what = examined(Case(f"▸{calls('lambda:invoke', '{' + members + '}')}", ""))
    codes = [item.code for item in what.diagnostics]
    assert codes.count("unknown-parameter") == 5000
    assert codes.count("missing-parameter") == 1
