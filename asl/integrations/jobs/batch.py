"""Jobs of AWS Batch.

Source: https://docs.aws.amazon.com/batch/latest/APIReference/API_JobDetail.html and
https://docs.aws.amazon.com/batch/latest/userguide/job_env_vars.html.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from asl.integrations.jobs.asked import Asked, defined
from asl.integrations.jobs.described import Job, Told
from asl.integrations.jobs.given import Given
from asl.syntax.values import Json

_EXITED: Final = "Essential container in task exited"
_EXCEEDED: Final = "Job attempt duration exceeded timeout"
# Source: `attempts` of RetryStrategy in the API.
_MOST_ATTEMPTS: Final = 10
_OTHERS: Final = (
    "ArrayProperties",
    "DependsOn",
    "EcsPropertiesOverride",
    "EksPropertiesOverride",
    "NodeOverrides",
)


class BatchJobs:
    """`batch:submitJob`."""

    metadata = True

    def names(self, whole: Given) -> tuple[str, ...]:
        """Of the job definition."""
        return defined((whole / "JobDefinition").text())

    def asked(self, whole: Given) -> Asked:
        """Overrides and parameters of a job with one container."""
        whole.without(_OTHERS, "has no meaning here: a job is one container that runs at once")
        retries = whole / "RetryStrategy"
        retries.without(("EvaluateOnExit",), "is not known here: give Attempts alone")
        overrides = whole / "ContainerOverrides"
        parameters = whole / "Parameters"
        given = parameters.value if isinstance(parameters.value, dict) else {}
        if parameters and not isinstance(parameters.value, dict):
            raise parameters.wrong("an object")
        return Asked(
            container="default",
            arguments=(overrides / "Command").texts(),
            environment=(overrides / "Environment").pairs(),
            parameters={name: (parameters / name).text() for name in given},
            attempts=(retries / "Attempts").number(1, _MOST_ATTEMPTS) or 1,
            timeout=(whole / "Timeout" / "AttemptDurationSeconds").number(1),
        )

    def marks(self, job: Job) -> Mapping[str, str]:
        """What Batch tells a job of itself, and Step Functions of one that it waits for."""
        queue = (job.whole / "JobQueue").value
        told = {"AWS_BATCH_JOB_ID": job.token}
        if isinstance(queue, str) and "\0" not in queue:
            told["AWS_BATCH_JQ_NAME"] = queue.rpartition("/")[2]
        if job.awaited:
            told["MANAGED_BY_AWS"] = "STARTED_BY_STEP_FUNCTIONS"
        return told

    def logs(self, whole: Given) -> None:
        """Not in the result."""
        del whole

    def submitted(self, job: Job) -> dict[str, Json]:
        """The answer of SubmitJob."""
        return {
            "JobArn": job.arn("batch", f"job/{job.token}"),
            "JobId": job.token,
            "JobName": (job.whole / "JobName").text(),
        }

    def ended(self, job: Job, told: Told) -> dict[str, Json]:
        """The description of the job that has ended."""
        end, whole = told.end, job.whole
        names = self.names(whole)
        name, family = names[0], names[-1]
        reason = _EXCEEDED if end.timed_out else end.reason or _EXITED
        stream = {"LogStreamName": f"{family}/default/{job.token.replace('-', '')}"}
        why = {"Reason": told.reason} if told.reason and not end.succeeded else {}
        attempts: list[dict[str, Json]] = [
            {
                "Container": {**_exit(code), **stream, "NetworkInterfaces": []},
                "StatusReason": _EXITED,
            }
            for code in end.codes
        ]
        if attempts:
            attempts[-1] |= {"StatusReason": reason, "StoppedAt": end.ended}
            attempts[0] |= {"StartedAt": end.started}
        shown: dict[str, Json] = {
            **self.submitted(job),
            "Attempts": attempts,
            "Container": {
                **_exit(end.code),
                **stream,
                **why,
                "MountPoints": [],
                "NetworkInterfaces": [],
                "ResourceRequirements": [],
                "Secrets": [],
                "Ulimits": [],
                "Volumes": [],
            },
            "CreatedAt": job.at,
            "DependsOn": [],
            "IsCancelled": False,
            "IsTerminated": False,
            "JobDefinition": job.arn(
                "batch", f"job-definition/{name if ':' in name else f'{name}:1'}"
            ),
            "JobQueue": job.arn("batch", f"job-queue/{(whole / 'JobQueue').value or 'default'}"),
            "Parameters": (whole / "Parameters").value or {},
            "StartedAt": end.started,
            "Status": "SUCCEEDED" if end.succeeded else "FAILED",
            "StatusReason": reason,
            "StoppedAt": end.ended,
            "Tags": {},
        }
        return dict(sorted(shown.items()))


def _exit(code: int | None) -> dict[str, Json]:
    return {} if code is None else {"ExitCode": code}
