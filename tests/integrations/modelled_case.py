"""How a job of a service is asked for and after, and how it may end."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

ROLE: Final = "arn:aws:iam::123456789012:role/runner"
TASK: Final = "arn:aws:ecs:us-east-1:123456789012:task/shop/1"
CHILD: Final = "arn:aws:states:us-east-1:123456789012:execution:child:run-1"
MACHINE: Final = "arn:aws:states:us-east-1:123456789012:stateMachine:child"
# Stands in a description where the status does.
STATUS: Final = "{status}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Jobs of one kind. What is given is in Step Functions' names, the rest in the model's.

    Attributes:
        boto: the service in botocore.
        given: to the Task.
        call, answer: the operation that submits the job, and what it answers.
        poll, asked: the operation that tells of it, and what that is asked with.
        description: what it answers, with `{status}` in it.
        status: where that stands in the result of the Task.
        running, succeeded, failed: statuses.
        cancel, cancelled: the operation that ends it, and what that is asked with.
        ended: what that answers.
    """

    boto: str
    given: Mapping[str, Any]
    call: str
    answer: Mapping[str, Any]
    poll: str
    asked: Mapping[str, Any]
    description: Mapping[str, Any]
    status: Sequence[str]
    running: Sequence[str]
    succeeded: Sequence[str]
    failed: Sequence[str]
    cancel: str = ""
    cancelled: Mapping[str, Any] = field(default_factory=dict)
    ended: Mapping[str, Any] = field(default_factory=dict)

    def described(self, status: str) -> Any:
        """What the poll answers."""
        return json.loads(json.dumps(self.description).replace(STATUS, status))

    def status_in(self, result: Any) -> Any:
        """The status in a result."""
        for name in self.status:
            result = result[name]
        return result


def sagemaker(kind: str, given: Mapping[str, Any], running: Sequence[str], *failed: str) -> Case:
    name = {f"{kind}JobName": "job-1"}
    return Case(
        boto="sagemaker",
        given={**name, **given},
        call=f"Create{kind}Job",
        answer={f"{kind}JobArn": f"arn:aws:sagemaker:us-east-1:123456789012:{kind}/job-1"},
        poll=f"Describe{kind}Job",
        asked=name,
        description={**name, f"{kind}JobStatus": STATUS},
        status=[f"{kind}JobStatus"],
        running=running,
        succeeded=["Completed"],
        failed=["Failed", "Stopped", *failed],
        cancel=f"Stop{kind}Job",
        cancelled=name,
    )


RESOURCES: Final = {"InstanceType": "ml.m4.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 1}
TUNING: Final = {"Strategy": "Bayesian", "ResourceLimits": {"MaxParallelTrainingJobs": 1}}
TRAINING: Final = {
    "AlgorithmSpecification": {"TrainingInputMode": "File", "TrainingImage": "i"},
    "RoleArn": ROLE,
    "OutputDataConfig": {"S3OutputPath": "s3://x"},
    "ResourceConfig": RESOURCES,
    "StoppingCondition": {"MaxRuntimeInSeconds": 60},
}
PROCESSING: Final = {
    "ProcessingResources": {"ClusterConfig": RESOURCES},
    "AppSpecification": {"ImageUri": "i"},
}
TRANSFORM: Final = {
    "ModelName": "m",
    "TransformInput": {
        "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://x"}}
    },
    "TransformOutput": {"S3OutputPath": "s3://y"},
    "TransformResources": {"InstanceType": "ml.m4.xlarge", "InstanceCount": 1},
}
LABELING: Final = {
    "LabelAttributeName": "label",
    "InputConfig": {"DataSource": {"S3DataSource": {"ManifestS3Uri": "s3://x"}}},
    "OutputConfig": {"S3OutputPath": "s3://y"},
    "RoleArn": ROLE,
    "HumanTaskConfig": {
        "WorkteamArn": "arn:aws:sagemaker:us-east-1:123456789012:workteam/w",
        "UiConfig": {},
        "TaskTitle": "t",
        "TaskDescription": "d",
        "NumberOfHumanWorkersPerDataObject": 1,
        "TaskTimeLimitInSeconds": 60,
    },
}
BUILD: Final = ("SUCCEEDED",), ("FAILED", "FAULT", "TIMED_OUT", "STOPPED")


def builds(call: str, given: Mapping[str, Any]) -> Case:
    return Case(
        boto="codebuild",
        given=given,
        call=call,
        answer={"buildBatch": {"id": "b-1", "buildBatchStatus": "IN_PROGRESS"}},
        poll="BatchGetBuildBatches",
        asked={"ids": ["b-1"]},
        description={"buildBatches": [{"id": "b-1", "buildBatchStatus": STATUS}]},
        status=["BuildBatch", "BuildBatchStatus"],
        running=["IN_PROGRESS"],
        succeeded=BUILD[0],
        failed=BUILD[1],
        cancel="StopBuildBatch",
        cancelled={"id": "b-1"},
    )


def eks(kind: str, names: Mapping[str, str], given: Mapping[str, Any], **ends: Any) -> Case:
    wire = kind[0].lower() + kind[1:]
    named = {name[0].upper() + name[1:]: value for name, value in names.items()}
    return Case(
        boto="eks",
        given={**named, **given},
        call=f"Create{kind}",
        answer={wire: {"status": "CREATING"}},
        poll=f"Describe{kind}",
        asked=names,
        description={wire: {"status": STATUS}},
        status=[kind, "Status"],
        succeeded=["ACTIVE"],
        **ends,
    )


def application(action: str, given: Mapping[str, Any], **ends: Any) -> Case:
    created = action == "CreateApplication"
    return Case(
        boto="emr-serverless",
        given=given,
        call=action,
        answer={"applicationId": "a-1", "arn": "arn", "name": "n"} if created else {},
        poll="GetApplication",
        asked={"applicationId": "a-1"},
        description={"application": {"applicationId": "a-1", "state": STATUS}},
        status=["Application", "State"],
        **ends,
    )


DRIVEN: Final = {"SparkSubmit": {"EntryPoint": "s3://x"}}
RUNS: Final = ["SUBMITTED", "PENDING", "SCHEDULED", "QUEUED", "RUNNING", "CANCELLING"]
