"""Jobs of a Kubernetes cluster; they stay for some days after their end, with their logs.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1/.
"""

from __future__ import annotations

import base64
import math
import re
import time
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

import httpx

from asl.integrations.jobs.eks import job_name
from asl.integrations.jobs.kubeconfig import Cluster, find_cluster
from asl.integrations.jobs.polling import FAULTS, Pauses, polled
from asl.integrations.jobs.port import (
    Ended,
    JobSpec,
    Logs,
    Unreachable,
    Unstarted,
    wanted_of,
)
from asl.syntax.values import Json

LABEL: Final = "asl-runtime/token"
# Seconds that a Job is kept after its end.
KEPT: Final = 14 * 24 * 3600
_TIMEOUTS: Final = httpx.Timeout(60.0, connect=10.0)
_NAME: Final = re.compile(r"[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?")
_GONE: Final = (HTTPStatus.OK, HTTPStatus.ACCEPTED, HTTPStatus.NOT_FOUND)
# A name, or several with dots between them; it becomes a part of a URL.
_NAMES: Final = re.compile(rf"{_NAME.pattern}(?:\.{_NAME.pattern})*")


class KubernetesRunner:
    """Creates and follows them."""

    def __init__(self, cluster: Cluster | None = None, pauses: Pauses | None = None) -> None:
        """Nothing is called.

        Args:
            cluster: where they run; None for the one that `kubectl` would call.
            pauses: between two looks at a Job.
        """
        self._cluster = cluster
        self._client: httpx.AsyncClient | None = None
        self._pauses = pauses or Pauses(first=0.5)

    async def start(self, spec: JobSpec) -> Json:
        """Create a Job, or find the one of the token."""
        cluster = self._found()
        namespace = spec.namespace or cluster.namespace
        manifest = made(spec) if spec.manifest is None else given(spec, spec.manifest)
        name = manifest["metadata"]["name"]
        if not isinstance(name, str) or not _NAMES.fullmatch(name):
            raise Unstarted("its Job has a name that no object of Kubernetes has")
        path = f"/apis/batch/v1/namespaces/{namespace}/jobs"
        status, answer = await self._call("POST", path, body=manifest)
        if status == HTTPStatus.CONFLICT:
            status, answer = await self._call("GET", f"{path}/{name}")
            labels = answer.get("metadata", {}).get("labels") or {}
            if labels.get(LABEL) != spec.token:
                raise Unstarted(f"the Job {namespace}/{name} is there already, and is another's")
        elif status != HTTPStatus.CREATED:
            raise Unstarted(f"the Job {namespace}/{name}: {_said(answer, status)}")
        return {"namespace": namespace, "name": name}

    async def outcome(self, handle: Json) -> Ended:
        """Look at a Job until it has ended."""
        path = _path(handle)

        async def look() -> Ended | None:
            status, job = await self._call("GET", path)
            if status == HTTPStatus.NOT_FOUND:
                now = time.time_ns() // 1_000_000
                reason = f"nobody knows how it ended: the Job {path} is not there"
                return Ended(code=None, reason=reason, started=now - 1, ended=now)
            if status != HTTPStatus.OK:
                raise Unreachable(_said(job, status))
            held = job.get("status", {})
            for condition in held.get("conditions") or ():
                if condition.get("status") == "True" and condition.get("type") == "Complete":
                    return _ended(held, condition, [0])
                if condition.get("status") == "True" and condition.get("type") == "Failed":
                    return _ended(held, condition, _codes(await self._pods(handle)))
            return None

        return await polled(look, self._pauses)

    async def logs(self, handle: Json, wanted: Mapping[str, str]) -> Logs:
        """What each container of each pod printed."""
        found: Logs = {}
        if "follow" in wanted:
            raise Unreachable("a log is read at once, and follow has no meaning")
        limit = str(wanted_of({"limitBytes": wanted.get("limitBytes", "")})[1])
        for pod in await self._pods(handle):
            name, namespace = pod["metadata"]["name"], pod["metadata"]["namespace"]
            path = f"/api/v1/namespaces/{namespace}/pods/{name}/log"
            found[name] = {}
            for container in pod["spec"]["containers"]:
                asked = {**wanted, "limitBytes": limit, "container": container["name"]}
                answer = await self._answer("GET", path, asked, None)
                if answer.status_code != HTTPStatus.OK:
                    raise Unreachable(_said(_json(answer), answer.status_code))
                found[name][container["name"]] = answer.content.decode("utf-8", "replace")
        return found

    async def cancel(self, handle: Json) -> None:
        """Delete a Job and its pods."""
        query = {"propagationPolicy": "Background"}
        status, answer = await self._call("DELETE", _path(handle), query)
        if status not in _GONE:
            raise Unreachable(_said(answer, status))

    async def close(self) -> None:
        """Close the connections; the Jobs run on."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _pods(self, handle: Json) -> list[dict[str, Any]]:
        """The pods of a Job, the oldest first."""
        held: Any = handle
        path = f"/api/v1/namespaces/{held['namespace']}/pods"
        status, answer = await self._call(
            "GET", path, {"labelSelector": f"job-name={held['name']}"}
        )
        if status != HTTPStatus.OK:
            raise Unreachable(_said(answer, status))
        pods: list[dict[str, Any]] = answer.get("items") or []
        return sorted(pods, key=lambda pod: str(pod["metadata"].get("creationTimestamp", "")))

    async def _call(
        self, method: str, path: str, query: Mapping[str, str] | None = None, body: Any = None
    ) -> tuple[int, Any]:
        answer = await self._answer(method, path, query, body)
        return answer.status_code, _json(answer)

    async def _answer(
        self, method: str, path: str, query: Mapping[str, str] | None, body: Any
    ) -> httpx.Response:
        cluster = self._found()
        if self._client is None:
            self._client = httpx.AsyncClient(
                base_url=cluster.server,
                verify=cluster.trusted or False,
                timeout=_TIMEOUTS,
                trust_env=False,
            )
        headers = _authorization(cluster)
        try:
            return await self._client.request(
                method, path, params=query, json=body, headers=headers
            )
        except FAULTS as error:
            raise Unreachable(
                f"the cluster at {cluster.server} does not answer "
                f"({error or type(error).__name__}): see `kubectl cluster-info`"
            ) from error

    def _found(self) -> Cluster:
        if self._cluster is None:
            self._cluster = find_cluster()
        return self._cluster


def made(spec: JobSpec) -> dict[str, Any]:
    """A Job that runs what `asl.toml` says."""
    container: dict[str, Any] = {
        "name": spec.container if _NAME.fullmatch(spec.container) else "job",
        "image": spec.image,
        "env": [
            {"name": name, "value": _literal(value)} for name, value in spec.environment.items()
        ],
    }
    if spec.command:
        container["command"] = [_literal(word) for word in spec.command]
        container["args"] = [_literal(word) for word in spec.arguments]
    limit = {} if spec.timeout is None else {"activeDeadlineSeconds": math.ceil(spec.timeout)}
    labels = {LABEL: spec.token}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": job_name(spec.token), "labels": labels},
        "spec": {
            **limit,
            "backoffLimit": spec.attempts - 1,
            "ttlSecondsAfterFinished": KEPT,
            "template": {
                "metadata": {"labels": labels},
                "spec": {"restartPolicy": "Never", "containers": [container]},
            },
        },
    }


def given(spec: JobSpec, manifest: dict[str, Json]) -> dict[str, Any]:
    """A Job as the definition gives it, with the token's label and a name."""
    said: Any = manifest.get("metadata") or {}
    metadata = {
        **{name: value for name, value in said.items() if name != "generateName"},
        "name": said.get("name") or job_name(spec.token, said.get("generateName")),
        "labels": {**(said.get("labels") or {}), LABEL: spec.token},
    }
    return {"apiVersion": "batch/v1", "kind": "Job", **manifest, "metadata": metadata}


def _literal(text: str) -> str:
    """A text in which Kubernetes puts no variable: `$(NAME)` would be the value of one."""
    return text.replace("$", "$$")


def _ended(status: dict[str, Any], condition: dict[str, Any], codes: list[int | None]) -> Ended:
    """How a Job ended that has one of the last conditions."""
    code = codes[-1] if codes else None
    ended = _instant(condition.get("lastTransitionTime") or status.get("completionTime"))
    timed_out = condition.get("reason") == "DeadlineExceeded"
    told = str(condition.get("message") or condition.get("reason") or "it has failed")
    # A pod may have ended well all the same, before the deadline of its Job.
    failed = condition.get("type") == "Failed" and (timed_out or code in (None, 0))
    return Ended(
        code=code,
        reason=told if failed else "",
        timed_out=timed_out,
        started=_instant(status.get("startTime") or condition.get("lastTransitionTime")),
        ended=ended,
        codes=codes,
    )


def _codes(pods: list[dict[str, Any]]) -> list[int | None]:
    """The exit code of each pod: that of the first of its containers that has failed."""
    found: list[int | None] = []
    for pod in pods:
        containers = pod.get("status", {}).get("containerStatuses") or ()
        over = [one.get("state", {}).get("terminated") for one in containers]
        codes = [one["exitCode"] for one in over if one is not None]
        found.append(next((code for code in codes if code), codes[0] if codes else None))
    return found


def _path(handle: Json) -> str:
    held: Any = handle
    return f"/apis/batch/v1/namespaces/{held['namespace']}/jobs/{held['name']}"


def _authorization(cluster: Cluster) -> dict[str, str]:
    token = cluster.token
    if not token and cluster.token_file is not None:
        try:
            token = cluster.token_file.read_text("utf-8").strip()
        except OSError as error:
            raise Unreachable(f"{cluster.token_file} cannot be read: {error.strerror}") from error
    if token:
        return {"Authorization": f"Bearer {token}"}
    if cluster.password is not None:
        both = ":".join(cluster.password).encode()
        return {"Authorization": f"Basic {base64.b64encode(both).decode()}"}
    return {}


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return {}


def _said(answer: Any, status: int) -> str:
    message = answer.get("message") if isinstance(answer, dict) else None
    return str(message or f"the cluster answered with {status}")


def _instant(text: str | None) -> int:
    """Milliseconds since 1970; now where nothing is told."""
    if text is None:
        return time.time_ns() // 1_000_000
    return round(datetime.fromisoformat(text).timestamp() * 1000)
