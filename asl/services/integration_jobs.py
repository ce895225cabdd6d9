"""How the jobs of optimised integrations end, service by service.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html and the page
of each service there; the statuses are those of each API.
"""

from __future__ import annotations

from typing import Any, Final

from asl.services.integration import JOB, Action, Job
from asl.syntax.values import Json


def either(*words: str) -> frozenset[str]:
    return frozenset(words)


def _container_failed(task: Json) -> bool:
    """Whether a task of ECS that has stopped has failed: a container of it, or its start.

    One that is not essential, and was killed when the others were done, fails it too.
    """
    found: Any = task
    if found.get("StopCode") == "TaskFailedToStart":
        return True
    containers = found.get("Containers") or ()
    return any(not isinstance(one, dict) or one.get("ExitCode") != 0 for one in containers)


EXECUTION: Final = Job(
    poll="describeExecution",
    asks={"ExecutionArn": "answer.ExecutionArn"},
    status="Status",
    succeeded=either("SUCCEEDED"),
    failed=either("FAILED", "TIMED_OUT", "ABORTED"),
    cancel="stopExecution",
    cancels={"ExecutionArn": "answer.ExecutionArn"},
)
ECS_TASK: Final = Job(
    poll="describeTasks",
    asks={"Cluster": "request.Cluster", "Tasks": ["answer.Tasks.0.TaskArn"]},
    status="Tasks.0.LastStatus",
    succeeded=either("STOPPED", "DELETED"),
    result="Tasks.0",
    has_failed=_container_failed,
    cancel="stopTask",
    cancels={
        "Cluster": "request.Cluster",
        "Task": "answer.Tasks.0.TaskArn",
        "Reason": "Stopped by AWS Step Functions",
    },
)
BATCH_JOB: Final = Job(
    poll="describeJobs",
    asks={"Jobs": ["answer.JobId"]},
    status="Jobs.0.Status",
    succeeded=either("SUCCEEDED"),
    failed=either("FAILED"),
    result="Jobs.0",
    cancel="terminateJob",
    cancels={"JobId": "answer.JobId", "Reason": "Stopped by AWS Step Functions"},
)
GLUE_RUN: Final = Job(
    poll="getJobRun",
    asks={"JobName": "request.JobName", "RunId": "answer.JobRunId"},
    status="JobRun.JobRunState",
    # A run that was stopped has ended; it has not failed.
    succeeded=either("SUCCEEDED", "STOPPED"),
    failed=either("FAILED", "TIMEOUT", "ERROR", "EXPIRED"),
    result="JobRun",
    cancel="batchStopJobRun",
    cancels={"JobName": "request.JobName", "JobRunIds": ["answer.JobRunId"]},
)
DATABREW_RUN: Final = Job(
    poll="describeJobRun",
    asks={"Name": "request.Name", "RunId": "answer.RunId"},
    status="State",
    succeeded=either("SUCCEEDED"),
    failed=either("FAILED", "STOPPED", "TIMEOUT"),
    cancel="stopJobRun",
    cancels={"Name": "request.Name", "RunId": "answer.RunId"},
)
QUERY: Final = Job(
    poll="getQueryExecution",
    asks={"QueryExecutionId": "answer.QueryExecutionId"},
    status="QueryExecution.Status.State",
    succeeded=either("SUCCEEDED"),
    failed=either("FAILED", "CANCELLED"),
    cancel="stopQueryExecution",
    cancels={"QueryExecutionId": "answer.QueryExecutionId"},
)
_BUILD_FAILED: Final = either("FAILED", "FAULT", "TIMED_OUT", "STOPPED")
BUILD: Final = Job(
    poll="batchGetBuilds",
    asks={"Ids": ["answer.Build.Id"]},
    status="Builds.0.BuildStatus",
    succeeded=either("SUCCEEDED"),
    failed=_BUILD_FAILED,
    result="Builds.0",
    under="Build",
    cancel="stopBuild",
    cancels={"Id": "answer.Build.Id"},
)
BUILD_BATCH: Final = Job(
    poll="batchGetBuildBatches",
    asks={"Ids": ["answer.BuildBatch.Id"]},
    status="BuildBatches.0.BuildBatchStatus",
    succeeded=either("SUCCEEDED"),
    failed=_BUILD_FAILED,
    result="BuildBatches.0",
    under="BuildBatch",
    cancel="stopBuildBatch",
    cancels={"Id": "answer.BuildBatch.Id"},
)


def emr_cluster(given: str, done: frozenset[str], failed: frozenset[str]) -> Job:
    """A cluster, which lives on when the execution that made it is stopped."""
    return Job(
        poll="describeCluster",
        asks={"ClusterId": given},
        status="Cluster.Status.State",
        succeeded=done,
        failed=failed,
        kept=True,
    )


EMR_STEP: Final = Job(
    poll="describeStep",
    asks={"ClusterId": "request.ClusterId", "StepId": "answer.StepId"},
    status="Step.Status.State",
    succeeded=either("COMPLETED"),
    failed=either("FAILED", "CANCELLED", "INTERRUPTED"),
    cancel="cancelSteps",
    cancels={"ClusterId": "request.ClusterId", "StepIds": ["answer.StepId"]},
)
VIRTUAL_CLUSTER_GONE: Final = Job(
    poll="describeVirtualCluster",
    asks={"Id": "request.Id"},
    status="VirtualCluster.State",
    succeeded=either("TERMINATED"),
    failed=either("ARRESTED"),
    kept=True,
)
CONTAINERS_RUN: Final = Job(
    poll="describeJobRun",
    asks={"VirtualClusterId": "request.VirtualClusterId", "Id": "answer.Id"},
    status="JobRun.State",
    succeeded=either("COMPLETED"),
    failed=either("FAILED", "CANCELLED"),
    kept=True,
    cancel="cancelJobRun",
    cancels={"VirtualClusterId": "request.VirtualClusterId", "Id": "answer.Id"},
)


def application(given: str, done: frozenset[str], gone: str = "") -> Action:
    job = Job(
        poll="getApplication",
        asks={"ApplicationId": given},
        status="Application.State",
        succeeded=done,
        failed=either("TERMINATED") - done,
        kept=True,
        gone=gone,
    )
    return Action(patterns=JOB, job=job)


def serverless_run(run: str, succeeded: frozenset[str], cancel: str) -> Action:
    names: dict[str, Any] = {"ApplicationId": "request.ApplicationId", "JobRunId": run}
    job = Job(
        poll="getJobRun",
        asks=names,
        status="JobRun.State",
        succeeded=succeeded,
        failed=either("SUCCESS", "FAILED", "CANCELLED") - succeeded,
        kept=True,
        cancel=cancel,
        cancels=names if cancel else {},
    )
    return Action(patterns=JOB, job=job)


def sagemaker_job(kind: str, *failed: str) -> Action:
    """A job of SageMaker, which is asked after by the name that its request gives.

    Args:
        kind: of job.
        failed: how it may have failed beside the ways of all of them.
    """
    name = {f"{kind}JobName": f"request.{kind}JobName"}
    job = Job(
        poll=f"describe{kind}Job",
        asks=name,
        status=f"{kind}JobStatus",
        succeeded=either("Completed"),
        failed=either("Failed", "Stopped", *failed),
        cancel=f"stop{kind}Job",
        cancels=name,
    )
    return Action(patterns=JOB, job=job)


CUSTOMIZATION: Final = Job(
    poll="getModelCustomizationJob",
    asks={"JobIdentifier": "answer.JobArn"},
    status="Status",
    succeeded=either("Completed"),
    failed=either("Failed", "Stopped"),
    cancel="stopModelCustomizationJob",
    cancels={"JobIdentifier": "answer.JobArn"},
)
MEDIA_JOB: Final = Job(
    poll="getJob",
    asks={"Id": "answer.Job.Id"},
    status="Job.Status",
    succeeded=either("COMPLETE"),
    failed=either("ERROR", "CANCELED"),
    cancel="cancelJob",
    cancels={"Id": "answer.Job.Id"},
)


def eks_parts(
    kind: str, names: dict[str, Any], *, unmade: frozenset[str], undeleted: frozenset[str]
) -> dict[str, Action]:
    """The making and the deletion of a part of a cluster, asked after by its names.

    Args:
        kind: of part.
        names: what it is asked after by.
        unmade: statuses of one that could not be made.
        undeleted: statuses of one that could not be deleted.
    """

    def action(succeeded: frozenset[str], failed: frozenset[str], gone: str) -> Action:
        job = Job(
            poll=f"describe{kind}",
            asks=names,
            status=f"{kind}.Status",
            succeeded=succeeded,
            failed=failed,
            gone=gone,
        )
        return Action(patterns=JOB, job=job)

    return {
        f"create{kind}": action(either("ACTIVE"), unmade, ""),
        f"delete{kind}": action(either(), undeleted, "ResourceNotFoundException"),
    }
