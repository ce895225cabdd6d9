"""Tasks of Amazon ECS.

Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html and
https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from asl.integrations.jobs.asked import Asked, defined
from asl.integrations.jobs.described import Job, Told
from asl.integrations.jobs.given import Given
from asl.syntax.values import Json

_EXITED: Final = "Essential container in task exited"


class EcsTasks:
    """`ecs:runTask`."""

    metadata = True

    def names(self, whole: Given) -> tuple[str, ...]:
        """Of the task definition."""
        return defined((whole / "TaskDefinition").text())

    def asked(self, whole: Given) -> Asked:
        """Overrides of the one container that runs here."""
        if ((whole / "Count").number(1) or 1) > 1:
            raise whole.refused("Count is more than 1, and a Task runs one job here")
        container = _overrides(whole)
        container.without(("EnvironmentFiles",), "are in S3, where nothing is read for a job")
        name = container / "Name"
        return Asked(
            container=name.text() if name else self.names(whole)[-1],
            arguments=(container / "Command").texts(),
            environment=(container / "Environment").pairs(),
        )

    def marks(self, job: Job) -> Mapping[str, str]:
        """None that needs no agent of ECS."""
        del job
        return {}

    def logs(self, whole: Given) -> None:
        """Not in the result."""
        del whole

    def submitted(self, job: Job) -> dict[str, Json]:
        """The answer of RunTask."""
        return {"Failures": [], "Tasks": [_task(job, "PENDING", {}, {})]}

    def ended(self, job: Job, told: Told) -> dict[str, Json]:
        """The description of the task that has stopped."""
        end = told.end
        container: dict[str, Json] = {} if end.code is None else {"ExitCode": end.code}
        if not end.succeeded and told.reason:
            container["Reason"] = told.reason
        never_ran = end.code is None and end.started == end.ended
        stopped = {
            "ExecutionStoppedAt": end.ended,
            "StartedAt": end.started,
            "StopCode": "TaskFailedToStart" if never_ran else "EssentialContainerExited",
            "StoppedAt": end.ended,
            "StoppedReason": end.reason or _EXITED,
            "StoppingAt": end.ended,
        }
        return _task(job, "STOPPED", stopped, container)


def _overrides(whole: Given) -> Given:
    """Of the container; where there are several, of the one that is told what to run."""
    every = list((whole / "Overrides" / "ContainerOverrides").items())
    telling = [one for one in every if one / "Command" or one / "Environment"]
    if len(telling) > 1:
        raise whole.refused(
            f"{telling[1].path} is a second container that is told what to run, and one runs here"
        )
    return next(iter(telling or every), Given(whole.state, None, "Overrides.ContainerOverrides[0]"))


def _task(
    job: Job, status: str, more: dict[str, Json], of_container: dict[str, Json]
) -> dict[str, Json]:
    whole, task = job.whole, job.token.replace("-", "")
    names = EcsTasks().names(whole)
    name, family = names[0], names[-1]
    cluster = whole / "Cluster"
    cluster_arn = job.arn("ecs", f"cluster/{cluster.text() if cluster else 'default'}")
    where = cluster_arn.rpartition("/")[2]
    arn = job.arn("ecs", f"task/{where}/{task}")
    version = name if ":" in name else f"{name}:1"
    name_given = _overrides(whole) / "Name"
    called = name_given.text() if name_given else family
    container: dict[str, Json] = {
        "ContainerArn": job.arn("ecs", f"container/{where}/{task}"),
        "GpuIds": [],
        "LastStatus": status,
        "ManagedAgents": [],
        "Name": called,
        "NetworkBindings": [],
        "NetworkInterfaces": [],
        "TaskArn": arn,
        **of_container,
    }
    shown: dict[str, Json] = {
        "Attachments": [],
        "Attributes": [],
        "ClusterArn": cluster_arn,
        "Containers": [dict(sorted(container.items()))],
        "CreatedAt": job.at,
        "DesiredStatus": "STOPPED" if status == "STOPPED" else "RUNNING",
        "EnableExecuteCommand": False,
        "Group": (whole / "Group").value or f"family:{family}",
        "InferenceAccelerators": [],
        "LastStatus": status,
        "LaunchType": (whole / "LaunchType").value or "EC2",
        # Neither arguments nor variables: they may be secrets, and this is the Cause of a failure.
        "Overrides": {
            "ContainerOverrides": [{"Name": called}],
            "InferenceAcceleratorOverrides": [],
        },
        "StartedBy": (whole / "StartedBy").value,
        "Tags": [],
        "TaskArn": arn,
        "TaskDefinitionArn": job.arn("ecs", f"task-definition/{version}"),
        "Version": 1,
        **more,
    }
    return {key: value for key, value in sorted(shown.items()) if value is not None}
