"""Jobs of Kubernetes, as `eks:runJob` gives them.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-eks.html.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from asl.integrations.jobs.asked import Asked, pictured
from asl.integrations.jobs.described import Job, Told
from asl.integrations.jobs.given import Given, quoted
from asl.integrations.jobs.port import JobSpec
from asl.integrations.jobs.settings import JobSettings
from asl.runtime.execution import utc_text
from asl.syntax.values import Json

_API: Final = "batch/v1"
# Each follows the one before at once.
_MOST_RETRIES: Final = 1000
# A label of DNS, which a namespace's name is; it becomes a part of a URL.
_NAMESPACE: Final = re.compile(r"[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?")


class EksJobs:
    """`eks:runJob`."""

    # Kubernetes answers, and no API of AWS.
    metadata = False

    def names(self, whole: Given) -> tuple[str, ...]:
        """Of the image of the first container."""
        return pictured((_containers(whole, "containers")[0] / "image").text())

    def asked(self, whole: Given) -> Asked:
        """What the Job gives its one container."""
        containers = _containers(whole, "containers")
        if len(containers) > 1 or _containers(whole, "initContainers", least=0):
            raise whole.refused("its Job has several containers, and one runs here")
        (container,) = containers
        container.without(("envFrom",), "is read by Kubernetes alone")
        spec = _manifest(whole) / "spec"
        for name in ("completions", "parallelism"):
            if ((spec / name).number(0) or 1) > 1:
                raise whole.refused(f"{name} is more than 1, and a Job runs once here")
        return Asked(
            container=(container / "name").text(),
            program=(container / "command").texts(),
            arguments=(container / "args").texts(),
            environment=dict(_variable(item) for item in (container / "env").items()),
            attempts=((spec / "backoffLimit").number(0, _MOST_RETRIES) or 0) + 1,
            timeout=(spec / "activeDeadlineSeconds").number(1),
            namespace=_namespace(whole),
        )

    def marks(self, job: Job) -> Mapping[str, str]:
        """None."""
        del job
        return {}

    def logs(self, whole: Given) -> Mapping[str, str] | None:
        """What `LogOptions` asks for."""
        options = whole / "LogOptions"
        if (options / "RetrieveLogs").value is not True:
            return None
        parameters = options / "LogParameters"
        given = parameters.value if isinstance(parameters.value, dict) else {}
        return {name: one for name in given for one in (parameters / name).texts()[-1:]}

    def submitted(self, job: Job) -> dict[str, Json]:
        """The answer of Kubernetes to the creation."""
        return {"ResponseBody": _job(job, {}), "StatusCode": 201, "StatusText": "Created"}

    def ended(self, job: Job, told: Told) -> dict[str, Json]:
        """The Job, and the logs that were asked for."""
        end = told.end
        at = _instant(end.ended)
        status: dict[str, Json] = {"startTime": _instant(end.started)}
        if end.succeeded:
            kind, reason, message = "Complete", "CompletionsReached", ""
            status |= {"succeeded": 1, "completionTime": at}
        else:
            kind, reason = "Failed", "BackoffLimitExceeded"
            code = "no exit code" if end.code is None else f"exit code {end.code}"
            message = f"Job has reached the specified backoff limit: {code}\n{told.reason}".rstrip()
            status |= {"failed": max(len(end.codes), 1)}
            if end.timed_out:
                reason = "DeadlineExceeded"
        status["conditions"] = [
            {
                "lastTransitionTime": at,
                "message": message,
                "reason": reason,
                "status": "True",
                "type": kind,
            }
        ]
        shown = _job(job, status)
        if told.logs is not None or told.unread:
            raw = (job.whole / "LogOptions" / "RawLogs").value is True
            shown["logs"] = _logs(told, raw=raw)
        return shown


def as_given(whole: Given, settings: JobSettings) -> JobSpec:
    """The Job as the definition gives it, where `asl.toml` lets each of its images do so.

    Raises:
        StatesError: it does not.
    """
    every = [*_containers(whole, "initContainers", least=0), *_containers(whole, "containers")]
    for container in every:
        image = (container / "image").text()
        bound = settings.command(pictured(image))
        if bound is None or not bound.as_given:
            raise whole.refused(
                f"no entry of [jobs.commands] with as_given = true fits its image {quoted(image)}"
            )
    name = (every[-1] / "name").text()
    labels = _manifest(whole) / "metadata" / "labels"
    if not isinstance(labels.value or {}, dict):
        raise labels.wrong("an object")
    return JobSpec(
        token="",
        name="",
        container=name,
        command=(),
        manifest=_manifest(whole).value,
        namespace=_namespace(whole),
    )


def _manifest(whole: Given) -> Given:
    job = whole / "Job"
    if isinstance(job.value, str):
        try:
            job = Given(whole.state, json.loads(job.value), "Job")
        except (ValueError, RecursionError) as error:
            raise whole.refused(f"Job is no JSON: {error}") from error
    for name, wanted in (("apiVersion", _API), ("kind", "Job")):
        if (job / name).value not in (None, wanted):
            raise whole.refused(f'{name} of Job is not "{wanted}"')
    return job


def _containers(whole: Given, name: str, least: int = 1) -> list[Given]:
    containers = list((_manifest(whole) / "spec" / "template" / "spec" / name).items())
    if len(containers) < least:
        raise whole.refused(f"Job.spec.template.spec.{name} holds none")
    return containers


def _namespace(whole: Given) -> str | None:
    given = whole / "Namespace"
    if not given:
        return None
    if not _NAMESPACE.fullmatch(given.text()):
        raise whole.refused("Namespace is no name of a namespace")
    return given.text()


def _variable(given: Given) -> tuple[str, str]:
    given.without(("valueFrom",), "is read by Kubernetes alone")
    value = given / "value"
    return (given / "name").text(), value.text() if value else ""


def _job(job: Job, status: dict[str, Json]) -> dict[str, Json]:
    """A Job without its spec, whose variables may be secrets."""
    metadata = _manifest(job.whole) / "metadata"
    name, begins = metadata / "name", (metadata / "generateName").value
    return {
        "apiVersion": _API,
        "kind": "Job",
        "metadata": {
            "creationTimestamp": _instant(job.at),
            "name": name.text() if name else job_name(job.token, begins),
            "namespace": _namespace(job.whole) or "default",
            "uid": job.token,
        },
        "status": status,
    }


def job_name(token: str, prefix: object = None) -> str:
    """What a Job is called that has no name of its own, or no more of one than how it begins."""
    return f"{prefix}{token[:8]}" if prefix else f"asl-{token}"


def _logs(told: Told, *, raw: bool) -> dict[str, Json]:
    """`logs` of the result: texts, or the JSON that they hold.

    Source: `LogOptions` in connect-eks.
    """
    if told.logs is None:
        return {"error": "EKS.LogsUnavailable", "cause": told.unread}
    return {
        "pods": {
            pod: {"containers": {name: {"log": _log(text, raw=raw)} for name, text in of.items()}}
            for pod, of in told.logs.items()
        }
    }


def _log(text: str, *, raw: bool) -> Any:
    if raw:
        return text
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return text


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no JSON")


def _instant(milliseconds: int) -> str:
    return utc_text(datetime.fromtimestamp(milliseconds // 1000, UTC))
