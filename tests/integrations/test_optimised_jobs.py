"""Jobs of `.sync` that moto carries out, and their results.

Some of moto's jobs never end (steps and runs of EMR), are not there (labeling jobs, batches of
builds, DataBrew, MediaConvert), are not found by their ARN (Bedrock's customization jobs) or never
fail: see test_modelled_jobs.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.integrations.aws import Endpoint, Step
from tests.integrations.optimised import run
from tests.integrations.prepared import ROLE, build, cluster, filled, model, nothing
from tests.integrations.prepared_jobs import (
    RUN_TASK,
    application,
    container,
    glue_job,
    job_queue,
    kubernetes,
    network,
    nodes,
    profile,
    running,
    slow_jobs,
    stopped,
    virtual_cluster,
)


@pytest.fixture(autouse=True)
def slowly(aws: Endpoint) -> Iterator[None]:
    """Jobs end step by step."""
    with slow_jobs(aws):
        yield


@dataclass(frozen=True, slots=True)
class Job:
    """A job.

    Attributes:
        prepare: makes what it needs; gives values for `{…}` in the call.
        step: the call; `{url}` is the endpoint's.
        submitted: a member of its answer that `TaskSubmitted` shows.
        read: what is looked at, in the result.
        found: that.
    """

    prepare: Callable[[Endpoint], dict[str, str]]
    step: Step
    submitted: str
    read: Callable[[Any], Any]
    found: Any


SAGEMAKER: dict[str, Any] = {
    "RoleArn": ROLE,
    "OutputDataConfig": {"S3OutputPath": "s3://x"},
    "StoppingCondition": {"MaxRuntimeInSeconds": 60},
    "AlgorithmSpecification": {"TrainingInputMode": "File", "TrainingImage": "i"},
    "ResourceConfig": {"InstanceType": "ml.m4.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 1},
}
JOBS = {
    "ecs: the task itself": Job(
        container,
        ("ecs:runTask.sync", RUN_TASK),
        "Tasks",
        lambda task: (task["LastStatus"], [one["ExitCode"] for one in task["Containers"]]),
        ("STOPPED", [0]),
    ),
    "batch: the job itself, which tells who submitted it": Job(
        job_queue,
        (
            "batch:submitJob.sync",
            {
                "JobName": "job1",
                "JobQueue": "nightly",
                "JobDefinition": "report",
                "ContainerOverrides": {"Environment": [{"Name": "A", "Value": "1"}]},
            },
        ),
        "JobId",
        lambda job: (job["Status"], [one["Name"] for one in job["Container"]["Environment"]]),
        ("SUCCEEDED", ["A", "MANAGED_BY_AWS", "AWS_BATCH_JOB_ID"]),
    ),
    "glue: the run itself": Job(
        glue_job,
        ("glue:startJobRun.sync", {"JobName": "nightly"}),
        "JobRunId",
        lambda run: (run["JobName"], run["JobRunState"]),
        ("nightly", "SUCCEEDED"),
    ),
    "athena": Job(
        nothing,
        (
            "athena:startQueryExecution.sync",
            {"QueryString": "SELECT 1", "ResultConfiguration": {"OutputLocation": "s3://b/"}},
        ),
        "QueryExecutionId",
        lambda found: found["QueryExecution"]["Status"]["State"],
        "SUCCEEDED",
    ),
    "codebuild: what the guide reads as $.Build.BuildStatus": Job(
        build,
        ("codebuild:startBuild.sync", {"ProjectName": "build"}),
        "Build",
        lambda found: (found["Build"]["ProjectName"], found["Build"]["BuildStatus"]),
        ("build", "SUCCEEDED"),
    ),
    "emr: a cluster": Job(
        nothing,
        (
            "elasticmapreduce:createCluster.sync",
            {
                "Name": "nightly",
                "Instances": {
                    "MasterInstanceType": "m5.xlarge",
                    "InstanceCount": 1,
                    "KeepJobFlowAliveWhenNoSteps": True,
                },
                "JobFlowRole": "r",
                "ServiceRole": "s",
                "ReleaseLabel": "emr-6.0.0",
            },
        ),
        "ClusterId",
        lambda found: (
            found["ClusterId"] == found["Cluster"]["Id"],
            found["Cluster"]["Status"]["State"],
        ),
        (True, "WAITING"),
    ),
    "emr: a cluster that is ended": Job(
        cluster,
        ("elasticmapreduce:terminateCluster.sync", {"ClusterId": "{cluster}"}),
        "SdkHttpMetadata",
        lambda found: found["Cluster"]["Status"]["State"],
        "TERMINATED",
    ),
    "eks: a cluster, where the guide reads $.eks.Cluster.Endpoint": Job(
        network,
        (
            "eks:createCluster.sync",
            {"Name": "k", "RoleArn": ROLE, "ResourcesVpcConfig": {"SubnetIds": ["{subnet}"]}},
        ),
        "Cluster",
        lambda found: (found["Cluster"]["Name"], found["Cluster"]["Status"]),
        ("k", "ACTIVE"),
    ),
    "eks: a cluster that is deleted": Job(
        kubernetes,
        ("eks:deleteCluster.sync", {"Name": "k"}),
        "Cluster",
        lambda found: found,
        {},
    ),
    "eks: nodes": Job(
        kubernetes,
        (
            "eks:createNodegroup.sync",
            {
                "ClusterName": "k",
                "NodegroupName": "n",
                "Subnets": ["{subnet}"],
                "NodeRole": ROLE,
            },
        ),
        "Nodegroup",
        lambda found: found["Nodegroup"]["Status"],
        "ACTIVE",
    ),
    "eks: nodes that are deleted": Job(
        nodes,
        ("eks:deleteNodegroup.sync", {"ClusterName": "k", "NodegroupName": "n"}),
        "Nodegroup",
        lambda found: found,
        {},
    ),
    "eks: a profile of Fargate": Job(
        kubernetes,
        (
            "eks:createFargateProfile.sync",
            {
                "ClusterName": "k",
                "FargateProfileName": "f",
                "PodExecutionRoleArn": ROLE,
                "Selectors": [{"Namespace": "d"}],
            },
        ),
        "FargateProfile",
        lambda found: found["FargateProfile"]["Status"],
        "ACTIVE",
    ),
    "eks: a profile that is deleted": Job(
        profile,
        ("eks:deleteFargateProfile.sync", {"ClusterName": "k", "FargateProfileName": "f"}),
        "FargateProfile",
        lambda found: found,
        {},
    ),
    "emr on eks: a virtual cluster that is deleted": Job(
        virtual_cluster,
        ("emr-containers:deleteVirtualCluster.sync", {"Id": "{virtual}"}),
        "Id",
        lambda found: found["VirtualCluster"]["State"],
        "TERMINATED",
    ),
    "emr serverless: an application": Job(
        nothing,
        (
            "emr-serverless:createApplication.sync",
            {"Name": "a", "ReleaseLabel": "emr-6.6.0", "Type": "SPARK"},
        ),
        "ApplicationId",
        lambda found: (
            found["ApplicationId"] == found["Application"]["ApplicationId"],
            found["Application"]["State"],
        ),
        (True, "STARTED"),
    ),
    "emr serverless: one that is started": Job(
        stopped,
        ("emr-serverless:startApplication.sync", {"ApplicationId": "{application}"}),
        "SdkHttpMetadata",
        lambda found: found["Application"]["State"],
        "STARTED",
    ),
    "emr serverless: one that is stopped": Job(
        application,
        ("emr-serverless:stopApplication.sync", {"ApplicationId": "{application}"}),
        "SdkHttpMetadata",
        lambda found: found["Application"]["State"],
        "STOPPED",
    ),
    "emr serverless: one that is deleted": Job(
        stopped,
        ("emr-serverless:deleteApplication.sync", {"ApplicationId": "{application}"}),
        "SdkHttpMetadata",
        lambda found: found["Application"]["State"],
        "TERMINATED",
    ),
    "emr serverless: a run that is cancelled": Job(
        running,
        (
            "emr-serverless:cancelJobRun.sync",
            {"ApplicationId": "{application}", "JobRunId": "{run}"},
        ),
        "JobRunId",
        lambda found: found["JobRun"]["State"],
        "CANCELLED",
    ),
    "sagemaker: training": Job(
        nothing,
        ("sagemaker:createTrainingJob.sync", {"TrainingJobName": "t1", **SAGEMAKER}),
        "TrainingJobArn",
        lambda found: (found["TrainingJobName"], found["TrainingJobStatus"]),
        ("t1", "Completed"),
    ),
    "sagemaker: transforming": Job(
        model,
        (
            "sagemaker:createTransformJob.sync",
            {
                "TransformJobName": "x1",
                "ModelName": "m1",
                "TransformInput": {
                    "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://x"}}
                },
                "TransformOutput": {"S3OutputPath": "s3://y"},
                "TransformResources": {"InstanceType": "ml.m4.xlarge", "InstanceCount": 1},
            },
        ),
        "TransformJobArn",
        lambda found: (found["TransformJobName"], found["TransformJobStatus"]),
        ("x1", "Completed"),
    ),
    "sagemaker: processing": Job(
        nothing,
        (
            "sagemaker:createProcessingJob.sync",
            {
                "ProcessingJobName": "p1",
                "ProcessingResources": {"ClusterConfig": SAGEMAKER["ResourceConfig"]},
                "AppSpecification": {"ImageUri": "i"},
                "RoleArn": ROLE,
            },
        ),
        "ProcessingJobArn",
        lambda found: (found["ProcessingJobName"], found["ProcessingJobStatus"]),
        ("p1", "Completed"),
    ),
    "sagemaker: tuning": Job(
        nothing,
        (
            "sagemaker:createHyperParameterTuningJob.sync",
            {
                "HyperParameterTuningJobName": "h1",
                "HyperParameterTuningJobConfig": {
                    "Strategy": "Bayesian",
                    "ResourceLimits": {"MaxParallelTrainingJobs": 1},
                },
            },
        ),
        "HyperParameterTuningJobArn",
        lambda found: found["HyperParameterTuningJobStatus"],
        "Completed",
    ),
}


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS)
def test_jobs_end(job: Job, aws: Endpoint) -> None:
    (made,) = run(aws.url, filled(job.step, aws, job.prepare(aws)))
    assert made.error is None, made.error.cause
    assert isinstance(made.submitted, dict)
    assert job.submitted in made.submitted
    assert "SdkHttpMetadata" in made.submitted
    assert "SdkHttpMetadata" not in made.result
    assert job.read(made.result) == job.found
