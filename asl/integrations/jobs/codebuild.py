"""Builds of AWS CodeBuild.

Source: https://docs.aws.amazon.com/codebuild/latest/APIReference/API_Build.html and
https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from asl.integrations.jobs.asked import Asked
from asl.integrations.jobs.described import Job, Told
from asl.integrations.jobs.given import Given
from asl.syntax.values import Json

# What would be built, and by what, which only `asl.toml` says here.
_WHAT: Final = (
    "BuildspecOverride",
    "EnvironmentTypeOverride",
    "ImageOverride",
    "SecondarySourcesOverride",
    "SecondarySourcesVersionOverride",
    "SourceLocationOverride",
    "SourceTypeOverride",
)
_MINUTE: Final = 60


class Builds:
    """`codebuild:startBuild`."""

    metadata = True

    def names(self, whole: Given) -> tuple[str, ...]:
        """Of the project."""
        return ((whole / "ProjectName").text(),)

    def asked(self, whole: Given) -> Asked:
        """Variables of a build, which takes no arguments."""
        whole.without(_WHAT, "would say what is built, which only asl.toml says here")
        variables = whole / "EnvironmentVariablesOverride"
        for variable in variables.items():
            kind = (variable / "Type").value or "PLAINTEXT"
            if kind != "PLAINTEXT":
                raise whole.refused(f"{variable.path}.Type is not PLAINTEXT: no store is read here")
        minutes = (whole / "TimeoutInMinutesOverride").number(1)
        return Asked(
            container=self.names(whole)[0],
            environment=variables.pairs(),
            timeout=None if minutes is None else minutes * _MINUTE,
        )

    def marks(self, job: Job) -> Mapping[str, str]:
        """What CodeBuild tells a build of itself."""
        build = _id(job)
        told = {
            "CODEBUILD_BUILD_ARN": job.arn("codebuild", f"build/{build}"),
            "CODEBUILD_BUILD_ID": build,
            "CODEBUILD_START_TIME": str(job.at),
        }
        version = (job.whole / "SourceVersion").value
        if version is not None:
            told["CODEBUILD_SOURCE_VERSION"] = (job.whole / "SourceVersion").text()
        return told

    def logs(self, whole: Given) -> None:
        """Not in the result."""
        del whole

    def submitted(self, job: Job) -> dict[str, Json]:
        """The answer of StartBuild."""
        return {"Build": _build(job, "IN_PROGRESS", {"CurrentPhase": "QUEUED"})}

    def ended(self, job: Job, told: Told) -> dict[str, Json]:
        """The build that has ended."""
        end = told.end
        status = "TIMED_OUT" if end.timed_out else "SUCCEEDED" if end.succeeded else "FAILED"
        phase: dict[str, Json] = {
            "Contexts": [],
            "DurationInSeconds": max(end.ended - end.started, 0) // 1000,
            "EndTime": end.ended,
            "PhaseStatus": status,
            "PhaseType": "BUILD",
            "StartTime": end.started,
        }
        if status != "SUCCEEDED":
            code = "no exit status" if end.code is None else f"exit status {end.code}"
            said = f"Error while executing command. Reason: {code}\n{told.reason}".rstrip()
            phase["Contexts"] = [{"Message": said, "StatusCode": "COMMAND_EXECUTION_ERROR"}]
        more = {
            "CurrentPhase": "COMPLETED",
            "EndTime": end.ended,
            "Phases": [phase, {"PhaseType": "COMPLETED", "StartTime": end.ended}],
        }
        return {"Build": _build(job, status, more)}


def _id(job: Job) -> str:
    return f"{(job.whole / 'ProjectName').text()}:{job.token}"


def _build(job: Job, status: str, more: dict[str, Json]) -> dict[str, Json]:
    whole, build = job.whole, _id(job)
    shown: dict[str, Json] = {
        "Arn": job.arn("codebuild", f"build/{build}"),
        "BuildComplete": status != "IN_PROGRESS",
        "BuildStatus": status,
        "ExportedEnvironmentVariables": [],
        "Id": build,
        "Logs": {
            "GroupName": f"/aws/codebuild/{(whole / 'ProjectName').text()}",
            "StreamName": job.token,
        },
        "ProjectName": (whole / "ProjectName").text(),
        "SecondaryArtifacts": [],
        "SecondarySourceVersions": [],
        "SecondarySources": [],
        "SourceVersion": (whole / "SourceVersion").value,
        "StartTime": job.at,
        "TimeoutInMinutes": (whole / "TimeoutInMinutesOverride").value,
        **more,
    }
    return {key: value for key, value in sorted(shown.items()) if value is not None}
