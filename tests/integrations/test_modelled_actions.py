"""Calls that moto does not take, at a server that answers by botocore's models.

They are the builds in batches, reports and deletions of CodeBuild; `elasticmapreduce:cancelStep`
and `modifyInstanceFleetByName`; `sagemaker:updateEndpoint`; `bedrock:invokeModel`, which moto
answers with nothing; and `states:startExecution`, as any endpoint is called.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from asl.integrations.bindings import Bindings, EndpointTarget
from tests.integrations.answering import Answer, answering
from tests.integrations.aws import Endpoint
from tests.integrations.modelled import Refusal, modelled
from tests.integrations.modelled_case import CHILD, MACHINE
from tests.integrations.optimised import perform, run

MODEL = "anthropic.claude-v2"
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Call:
    """A call: what is sent and what comes of it, without what tells of the HTTP answer.

    Attributes:
        boto: the service.
        given: to the Task.
        answers: by operation.
        asked: what each was asked with, in the model's names.
        result: of the Task.
    """

    boto: str
    given: Mapping[str, Any]
    answers: Mapping[str, Any]
    asked: Mapping[str, Any]
    result: Mapping[str, Any]


CALLS = {
    "codebuild:batchDeleteBuilds": Call(
        "codebuild",
        {"Ids": ["b:1"]},
        {"BatchDeleteBuilds": {"buildsDeleted": ["b:1"]}},
        {"BatchDeleteBuilds": {"ids": ["b:1"]}},
        {"BuildsDeleted": ["b:1"]},
    ),
    "codebuild:batchGetReports": Call(
        "codebuild",
        {"ReportArns": ["arn"]},
        {"BatchGetReports": {"reports": [{"arn": "arn", "status": "SUCCEEDED", "created": 2.5}]}},
        {"BatchGetReports": {"reportArns": ["arn"]}},
        {"Reports": [{"Arn": "arn", "Status": "SUCCEEDED", "Created": 2500}]},
    ),
    "codebuild:stopBuildBatch": Call(
        "codebuild",
        {"Id": "b-1"},
        {"StopBuildBatch": {"buildBatch": {"id": "b-1", "buildBatchStatus": "STOPPED"}}},
        {"StopBuildBatch": {"id": "b-1"}},
        {"BuildBatch": {"Id": "b-1", "BuildBatchStatus": "STOPPED"}},
    ),
    "codebuild:deleteBuildBatch": Call(
        "codebuild",
        {"Id": "b-1"},
        {"DeleteBuildBatch": {"statusCode": "BATCH_DELETED"}},
        {"DeleteBuildBatch": {"id": "b-1"}},
        {"StatusCode": "BATCH_DELETED"},
    ),
    "elasticmapreduce:cancelStep": Call(
        "emr",
        {"ClusterId": "j-1", "StepId": "s-1", "StepCancellationOption": "TERMINATE_PROCESS"},
        {"CancelSteps": {"CancelStepsInfoList": [{"StepId": "s-1", "Status": "SUBMITTED"}]}},
        {
            "CancelSteps": {
                "ClusterId": "j-1",
                "StepIds": ["s-1"],
                "StepCancellationOption": "TERMINATE_PROCESS",
            }
        },
        {"CancelStepsInfo": {"StepId": "s-1", "Status": "SUBMITTED"}},
    ),
    "elasticmapreduce:modifyInstanceFleetByName": Call(
        "emr",
        {
            "ClusterId": "j-1",
            "InstanceFleetName": "core",
            "InstanceFleet": {"TargetOnDemandCapacity": 8, "TargetSpotCapacity": 0},
        },
        {
            "ListInstanceFleets": {
                "InstanceFleets": [{"Id": "f-1", "Name": "main"}, {"Id": "f-2", "Name": "core"}]
            },
            "ModifyInstanceFleet": {},
        },
        {
            "ListInstanceFleets": {"ClusterId": "j-1"},
            "ModifyInstanceFleet": {
                "ClusterId": "j-1",
                "InstanceFleet": {
                    "InstanceFleetId": "f-2",
                    "TargetOnDemandCapacity": 8,
                    "TargetSpotCapacity": 0,
                },
            },
        },
        {},
    ),
    "sagemaker:updateEndpoint": Call(
        "sagemaker",
        {"EndpointName": "e1", "EndpointConfigName": "c2", "RetainAllVariantProperties": True},
        {"UpdateEndpoint": {"EndpointArn": "arn:aws:sagemaker:us-east-1:123456789012:endpoint/e"}},
        {
            "UpdateEndpoint": {
                "EndpointName": "e1",
                "EndpointConfigName": "c2",
                "RetainAllVariantProperties": True,
            }
        },
        {"EndpointArn": "arn:aws:sagemaker:us-east-1:123456789012:endpoint/e"},
    ),
    "mediaconvert:createJob": Call(
        "mediaconvert",
        {"Role": "r", "Settings": {"OutputGroups": []}, "ClientRequestToken": "mine"},
        {"CreateJob": {"Job": {"Id": "m-1", "Role": "r", "CreatedAt": 1.0}}},
        {
            "CreateJob": {
                "Role": "r",
                "Settings": {"OutputGroups": []},
                "ClientRequestToken": "mine",
            }
        },
        {"Job": {"Id": "m-1", "Role": "r", "CreatedAt": 1000}},
    ),
    "states:startExecution": Call(
        "stepfunctions",
        {"StateMachineArn": MACHINE, "Name": "run-1", "Input": {"total": 1.0}},
        {"StartExecution": {"executionArn": CHILD, "startDate": 1.25}},
        {
            "StartExecution": {
                "stateMachineArn": MACHINE,
                "name": "run-1",
                "input": '{"total":1.0}',
            }
        },
        {"ExecutionArn": CHILD, "StartDate": 1250},
    ),
    "bedrock:invokeModel": Call(
        "bedrock-runtime",
        {"ModelId": MODEL, "ContentType": JSON, "Accept": "*/*", "Body": {"prompt": "hi"}},
        {"InvokeModel": {"contentType": JSON, "body": b'{"completion": " hello"}'}},
        {
            "InvokeModel": {
                "modelId": MODEL,
                "contentType": JSON,
                "accept": "*/*",
                "body": b'{"prompt":"hi"}',
            }
        },
        {"ContentType": JSON, "Body": {"completion": " hello"}},
    ),
}


@pytest.mark.parametrize(("resource", "call"), CALLS.items(), ids=CALLS)
def test_calls(resource: str, call: Call) -> None:
    answers = {operation: [answer] for operation, answer in call.answers.items()}
    with modelled(call.boto, answers) as server:
        (made,) = run(server.url, (resource, call.given))
    assert made.error is None, made.error.cause
    assert {one.operation: one.given for one in server.asked} == call.asked
    metadata = ("SdkHttpMetadata", "SdkResponseMetadata")
    assert {k: v for k, v in made.result.items() if k not in metadata} == call.result
    assert list(made.result) == sorted(made.result)


def test_a_fleet_that_there_is_not() -> None:
    call = CALLS["elasticmapreduce:modifyInstanceFleetByName"]
    with modelled("emr", {"ListInstanceFleets": [{"InstanceFleets": []}]}) as server:
        (made,) = run(server.url, ("elasticmapreduce:modifyInstanceFleetByName", call.given))
    assert made.failure == (
        "ElasticMapReduce.InvalidRequestException",
        "The cluster has no part of the name 'core'",
    )


def test_a_model_refuses() -> None:
    refusal = Refusal("ThrottlingException", "Too many tokens", 429)
    with modelled("bedrock-runtime", {"InvokeModel": [refusal]}) as server:
        (made,) = run(server.url, ("bedrock:invokeModel", {"ModelId": MODEL, "Body": {}}))
    assert made.failure == (
        "Bedrock.ThrottlingException",
        "Too many tokens (Service: AmazonBedrock; Status Code: 429; "
        "Error Code: ThrottlingException; Request ID: r-1; Proxy: null)",
    )


def test_a_refusal_that_names_no_error() -> None:
    with answering(Answer(status=502, body="<html>Bad gateway</html>")) as server:
        (made,) = run(server.url, ("athena:stopQueryExecution", {"QueryExecutionId": "q"}))
    assert made.failure == (
        "Athena.AmazonAthenaException",
        "null (Service: AmazonAthena; Status Code: 502; Error Code: null; Request ID: null; "
        "Proxy: null)",
    )


def at_both(model: str, objects: Endpoint) -> Bindings:
    """Models at one place, objects at another."""
    services = {
        "bedrockruntime": EndpointTarget(url=model),
        "s3": EndpointTarget(url=objects.url),
    }
    return Bindings(services=services)


def test_a_models_request_and_answer_are_objects(aws: Endpoint) -> None:
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="prompts")
    content = b"\xff\xfe any bytes"
    s3.put_object(Bucket="prompts", Key="in/1 a", Body=content, ContentType="image/png")
    answer = {"contentType": "image/jpeg", "body": b"\x00\x80\xff"}
    given = {
        "ModelId": MODEL,
        "Input": {"S3Uri": "s3://prompts/in/1 a"},
        "Output": {"S3Uri": "s3://prompts/out/1"},
    }
    with modelled("bedrock-runtime", {"InvokeModel": [answer]}) as server:
        (made,) = perform(at_both(server.url, aws), [("bedrock:invokeModel", given)])
    assert server.given("InvokeModel") == [
        {"modelId": MODEL, "body": content, "contentType": "image/png"}
    ]
    assert made.error is None, made.error.cause
    assert made.result == {"Body": "s3://prompts/out/1", "ContentType": "image/jpeg"}
    written = s3.get_object(Bucket="prompts", Key="out/1")
    assert (written["Body"].read(), written["ContentType"]) == (b"\x00\x80\xff", "image/jpeg")


# objects that cannot be: (Input, Body, error, end of the cause)
UNFIT = {
    "no such object": ({"S3Uri": "s3://none/x"}, None, "Bedrock.", "Error Code: NoSuchBucket"),
    "no address of one": ({"S3Uri": "prompts/x"}, None, "States.Runtime", "give S3Uri, s3://…"),
    "two bodies": (
        {"S3Uri": "s3://prompts/x"},
        {"a": 1},
        "States.Runtime",
        "The fields 'Body' and 'Input' exclude each other",
    ),
}


@pytest.mark.parametrize(("input_", "body", "error", "cause"), UNFIT.values(), ids=UNFIT)
def test_objects_that_cannot_be(
    input_: Any, body: Any, error: str, cause: str, aws: Endpoint
) -> None:
    given = {"ModelId": MODEL, "Input": input_, "Body": body}
    with modelled("bedrock-runtime", {"InvokeModel": []}) as server:
        (made,) = perform(at_both(server.url, aws), [("bedrock:invokeModel", given)])
    name, said = made.failure
    assert (name or "").startswith(error), name
    assert cause in (said or "")
    assert not server.asked


def test_input_and_output_of_a_child_are_text_or_json() -> None:
    described = {
        "executionArn": CHILD,
        "stateMachineArn": MACHINE,
        "name": "run-1",
        "status": "SUCCEEDED",
        "startDate": 1.0,
        "stopDate": 2.5,
        "input": '{"a": 1}',
        "inputDetails": {"included": True},
        "output": "[1, 2]",
        "outputDetails": {"included": True},
    }
    answers = {
        "StartExecution": [{"executionArn": CHILD, "startDate": 1.0}],
        "DescribeExecution": [described],
    }
    given = {"StateMachineArn": MACHINE, "Input": {"a": 1}}
    steps = [(f"states:startExecution.sync{version}", given) for version in ("", ":2")]
    with modelled("stepfunctions", answers) as server:
        text, parsed = run(server.url, *steps)
    assert text.result == {
        "ExecutionArn": CHILD,
        "Input": '{"a": 1}',
        "InputDetails": {"Included": True},
        "Name": "run-1",
        "Output": "[1, 2]",
        "OutputDetails": {"Included": True},
        "StartDate": 1000,
        "StateMachineArn": MACHINE,
        "Status": "SUCCEEDED",
        "StopDate": 2500,
    }
    assert list(text.result) == sorted(text.result)
    assert parsed.result == {**text.result, "Input": {"a": 1}, "Output": [1, 2]}


def test_a_child_fails() -> None:
    described = {"executionArn": CHILD, "status": "FAILED", "error": "Broken", "cause": "It is."}
    answers: dict[str, list[Any]] = {
        "StartExecution": [{"executionArn": CHILD, "startDate": 1.0}],
        "DescribeExecution": [described],
    }
    given = {"StateMachineArn": MACHINE}
    with modelled("stepfunctions", answers) as server:
        (made,) = run(server.url, ("states:startExecution.sync:2", given))
    name, cause = made.failure
    assert name == "States.TaskFailed"
    assert json.loads(cause or "") == {
        "Cause": "It is.",
        "Error": "Broken",
        "ExecutionArn": CHILD,
        "Status": "FAILED",
    }
