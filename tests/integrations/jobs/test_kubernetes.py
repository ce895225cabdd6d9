"""Jobs of a Kubernetes cluster: what its API is asked, and what becomes of its answers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from asl.integrations.jobs.kubeconfig import Cluster
from asl.integrations.jobs.kubernetes import KEPT, KubernetesRunner
from asl.integrations.jobs.polling import Pauses
from asl.integrations.jobs.port import LOG_LIMIT, Ended, JobSpec, Unstarted
from asl.integrations.jobs.settings import JobCommand, JobSettings
from tests.integrations.jobs.running import BATCH, EKS, call_of, eks, failed, ran, refused
from tests.integrations.jobs.stubs import ClusterStub, serving

Json = Any
TOKEN: Final = "00000000-0000-4000-8000-000000000000"
NAME: Final = f"asl-{TOKEN}"
SPEC: Final = JobSpec(
    token=TOKEN,
    name="resize",
    container="main",
    command=("python", "resize.py"),
    arguments=("$(STAGE)", "; ls"),
    environment={"STAGE": "lo$cal"},
    image="acme/resize:2",
)
AT_ONCE: Final = Pauses(first=0.001, most=0.001, patience=5)


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ClusterStub]:
    """A cluster that the variables of this process name."""
    stub = ClusterStub(authorization="Bearer abc")
    with serving(stub) as url:
        (tmp_path / "config").write_text(
            f"current-context: c\n"
            f"contexts: [{{name: c, context: {{cluster: k, user: u, namespace: night}}}}]\n"
            f"clusters: [{{name: k, cluster: {{server: '{url}'}}}}]\n"
            f"users: [{{name: u, user: {{token: abc}}}}]\n",
            "utf-8",
        )
        monkeypatch.setenv("KUBECONFIG", str(tmp_path / "config"))
        yield stub
    assert stub.faults == []


def ended(spec: JobSpec = SPEC) -> tuple[Json, Ended]:
    """The handle of a job, and its end."""

    async def story() -> tuple[Json, Ended]:
        runner = KubernetesRunner(pauses=AT_ONCE)
        try:
            handle = await runner.start(spec)
            async with asyncio.timeout(60):
                return handle, await runner.outcome(handle)
        finally:
            await runner.close()

    return asyncio.run(story())


def test_what_a_job_is_made_of(cluster: ClusterStub) -> None:
    handle, end = ended(replace(SPEC, attempts=3, timeout=1.5))
    assert handle == {"namespace": "night", "name": NAME}
    assert end == Ended(code=0, started=1767225600000, ended=1767225605000, codes=[0])
    labels = {"asl-runtime/token": TOKEN}
    assert cluster.asked[0].body == {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": NAME, "labels": labels},
        "spec": {
            "activeDeadlineSeconds": 2,
            "backoffLimit": 2,
            "ttlSecondsAfterFinished": KEPT,
            "template": {
                "metadata": {"labels": labels},
                "spec": {
                    "restartPolicy": "Never",
                    "containers": [
                        {
                            "name": "main",
                            "image": "acme/resize:2",
                            # No variable is put in: `$$` is a `$`.
                            "env": [{"name": "STAGE", "value": "lo$$cal"}],
                            "command": ["python", "resize.py"],
                            "args": ["$$(STAGE)", "; ls"],
                        }
                    ],
                },
            },
        },
    }


# names of containers: (given, in the cluster)
CONTAINERS: Final = {"main": "main", "Main_1": "job", "a/b": "job", "-a": "job", "x" * 64: "job"}


@pytest.mark.parametrize(("given", "wanted"), CONTAINERS.items(), ids=range(len(CONTAINERS)))
def test_names_of_containers(cluster: ClusterStub, given: str, wanted: str) -> None:
    ended(replace(SPEC, container=given))
    (container,) = cluster.asked[0].body["spec"]["template"]["spec"]["containers"]
    assert container["name"] == wanted


def test_an_exit_code_is_that_of_the_last_pod(cluster: ClusterStub) -> None:
    cluster.codes = [1, 1, 9]
    _, end = ended()
    assert (end.code, list(end.codes), end.succeeded) == (9, [1, 1, 9], False)


def test_a_job_that_takes_too_long_has_failed_whatever_its_code(cluster: ClusterStub) -> None:
    cluster.reason = "DeadlineExceeded"
    _, end = ended()
    assert (end.code, end.timed_out, end.succeeded) == (0, True, False)


def test_a_start_that_is_made_again_finds_the_job(cluster: ClusterStub) -> None:
    assert ended()[0] == ended()[0]
    assert list(cluster.jobs) == [("night", NAME)]


def test_a_job_of_anothers_is_left_alone(cluster: ClusterStub) -> None:
    cluster.jobs["night", NAME] = {"metadata": {"name": NAME}, "looks": 0}
    with pytest.raises(Unstarted, match="is there already, and is another's"):
        ended()


def test_what_the_cluster_forbids_is_told(cluster: ClusterStub) -> None:
    del cluster
    with pytest.raises(Unstarted, match=r"the Job forbidden/asl-.*: jobs.batch is forbidden"):
        ended(replace(SPEC, namespace="forbidden"))


def test_a_cluster_that_is_away_for_a_moment_is_waited_for(cluster: ClusterStub) -> None:
    async def story() -> Ended:
        runner = KubernetesRunner(pauses=AT_ONCE)
        handle = await runner.start(SPEC)
        cluster.away = 3
        end = await runner.outcome(handle)
        await runner.close()
        return end

    assert asyncio.run(story()).succeeded


def test_a_cancelled_job_is_deleted(cluster: ClusterStub) -> None:
    cluster.forever = True

    async def story() -> Ended:
        runner = KubernetesRunner(pauses=AT_ONCE)
        handle = await runner.start(SPEC)
        await runner.cancel(handle)
        # Once more is nothing.
        await runner.cancel(handle)
        end = await runner.outcome(handle)
        await runner.close()
        return end

    end = asyncio.run(story())
    assert cluster.jobs == {}
    assert (end.code, end.succeeded) == (None, False)


@pytest.mark.parametrize("kind", ["token file", "password", "nothing"])
def test_who_calls(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "token"
    wanted = {"token file": "Bearer first", "password": "Basic bWU6c2VjcmV0", "nothing": None}
    stub = ClusterStub(authorization=wanted[kind])
    file.write_text("first\n", "utf-8")

    async def story(url: str) -> None:
        more: Json = {
            "token file": {"token_file": file},
            "password": {"password": ("me", "secret")},
        }
        runner = KubernetesRunner(Cluster(server=url, **more.get(kind, {})), AT_ONCE)
        handle = await runner.start(SPEC)
        if kind == "token file":
            # It is read again, as tokens change.
            file.write_text("second\n", "utf-8")
            stub.authorization = "Bearer second"
        await runner.outcome(handle)
        await runner.close()

    with serving(stub) as url:
        asyncio.run(story(url))
    assert stub.faults == []
    assert len(stub.asked) > 2


def _settings(**more: Any) -> JobSettings:
    command = JobCommand(pattern="acme/resize", **more)
    batch = JobCommand(pattern="nightly", image="acme/nightly:1", command=("night",))
    return JobSettings(
        runner="kubernetes", environment=frozenset({"STAGE"}), commands=(command, batch)
    )


def test_a_task_of_another_service_runs_a_job(cluster: ClusterStub) -> None:
    given = {
        "JobName": "n",
        "JobQueue": "q",
        "JobDefinition": "nightly:3",
        "ContainerOverrides": {"Command": ["-v"]},
    }
    job = ran(_settings(image="a"), call_of(BATCH, given))
    assert job["Status"] == "SUCCEEDED"
    (container,) = cluster.asked[0].body["spec"]["template"]["spec"]["containers"]
    wanted = {"image": "acme/nightly:1", "command": ["night"], "args": ["-v"]}
    assert {name: container[name] for name in wanted} == wanted


def test_a_job_is_made_of_the_bound_image_and_command(cluster: ClusterStub) -> None:
    """Whatever else the definition gives: volumes, hosts, accounts."""
    given = eks("0", Namespace="day")
    spec = given["Job"]["spec"]["template"]["spec"]
    spec |= {"hostPID": True, "serviceAccountName": "admin", "volumes": [{"hostPath": "/"}]}
    spec["containers"][0] |= {"securityContext": {"privileged": True}}
    job = ran(_settings(image="local/resize", command=("resize",)), call_of(EKS, given))
    assert job["status"]["succeeded"] == 1
    made = cluster.asked[0].body["spec"]["template"]["spec"]
    assert set(made) == {"restartPolicy", "containers"}
    assert set(made["containers"][0]) == {"name", "image", "env", "command", "args"}
    assert made["containers"][0]["image"] == "local/resize"
    assert next(iter(cluster.jobs))[0] == "day"


def test_a_job_is_created_as_it_is_given_where_that_is_allowed(cluster: ClusterStub) -> None:
    given = eks("-wle", "print 1", LogOptions={"RetrieveLogs": True})
    spec = given["Job"]["spec"]
    spec |= {"backoffLimit": 0}
    spec["template"]["spec"]["containers"][0] |= {
        "command": ["perl"],
        "env": [{"name": "ANY", "valueFrom": {"fieldRef": {"fieldPath": "a"}}}],
    }
    job = ran(_settings(as_given=True), call_of(EKS, given))
    made = cluster.asked[0].body
    assert made["spec"] == spec
    assert made["metadata"]["name"] == "resize"
    assert list(made["metadata"]["labels"]) == ["asl-runtime/token"]
    ((_, containers),) = job["logs"]["pods"].items()
    assert containers == {"containers": {"main": {"log": "printed\n"}}}


def test_each_image_of_a_job_that_is_given_is_bound(cluster: ClusterStub) -> None:
    given = eks()
    spec = given["Job"]["spec"]["template"]["spec"]
    spec["initContainers"] = [{"name": "i", "image": "evil.example/acme/resize"}]
    assert refused(ran(_settings(as_given=True), call_of(EKS, given))) == (
        "The Task 'Run' runs no job: no entry of [jobs.commands] with as_given = true fits its "
        'image "evil.example/acme/resize".'
    )
    # An entry that does not allow it is none either.
    spec["initContainers"] = [{"name": "i", "image": "nightly"}]
    assert "no entry of" in refused(ran(_settings(as_given=True), call_of(EKS, given)))
    assert cluster.asked == []


def test_a_name_that_is_a_path_is_never_asked_for(cluster: ClusterStub) -> None:
    given = eks()
    given["Job"]["metadata"]["name"] = "../../../../api/v1/secrets"
    name, job = failed(ran(_settings(as_given=True), call_of(EKS, given)))
    assert name == "States.TaskFailed"
    assert "no object of Kubernetes has" in job["status"]["conditions"][0]["message"]
    assert cluster.asked == []


def test_labels_that_are_none_are_refused(cluster: ClusterStub) -> None:
    given = eks()
    given["Job"]["metadata"]["labels"] = ["a"]
    assert refused(ran(_settings(as_given=True), call_of(EKS, given))) == (
        "The Task 'Run' runs no job: Job.metadata.labels takes an object, and is a list."
    )
    assert cluster.asked == []


def test_a_name_that_is_to_be_made_up_is_the_tokens(cluster: ClusterStub) -> None:
    given = eks()
    given["Job"]["metadata"] = {"generateName": "resize-"}
    job = ran(_settings(as_given=True), call_of(EKS, given))
    name = cluster.asked[0].body["metadata"]["name"]
    assert job["metadata"]["name"] == name
    assert name.startswith("resize-")
    assert len(name) == len("resize-") + 8


def test_a_failure_tells_the_code_and_the_end_of_the_log(cluster: ClusterStub) -> None:
    cluster.codes = [4]
    cluster.log = b"no such table\n"
    name, job = failed(ran(_settings(image="a", command=("b",)), call_of(EKS, eks())))
    assert name == "States.TaskFailed"
    assert job["status"]["conditions"][0]["message"] == (
        "Job has reached the specified backoff limit: exit code 4\nno such table"
    )
    query = {"tailLines": "20", "container": "main", "limitBytes": str(LOG_LIMIT)}
    assert cluster.asked[-1].query == query


# how much of a log is asked for, and is read
LIMITS: dict[str, str] = {"9" * 5000: str(LOG_LIMIT), "12": "12", "all": str(LOG_LIMIT)}


@pytest.mark.parametrize(("asked", "read"), LIMITS.items(), ids=["much", "little", "no number"])
def test_no_more_of_a_log_is_read_than_a_process_may_print(
    cluster: ClusterStub, asked: str, read: str
) -> None:
    options = {"RetrieveLogs": True, "LogParameters": {"limitBytes": [asked]}}
    ran(_settings(image="a", command=("b",)), call_of(EKS, eks(LogOptions=options)))
    assert cluster.asked[-1].query["limitBytes"] == read
