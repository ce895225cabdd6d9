"""Jobs as containers of Docker: what the daemon is asked, and what becomes of its answers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from asl.integrations.jobs.daemon import Daemon
from asl.integrations.jobs.docker import DockerRunner, unframed
from asl.integrations.jobs.polling import Pauses
from asl.integrations.jobs.port import Ended, JobSpec, Unreachable, Unstarted
from asl.integrations.jobs.settings import JobCommand, JobSettings
from tests.integrations.jobs.running import BATCH, ECS, call_of, ecs, failed, ran, refused
from tests.integrations.jobs.stubs import DockerStub, serving

Json = Any
TOKEN: Final = "00000000-0000-4000-8000-000000000000"
SPEC: Final = JobSpec(
    token=TOKEN,
    name="resize",
    container="main",
    command=("python", "resize.py"),
    arguments=("a b", "; ls"),
    environment={"STAGE": "local"},
    image="acme/resize:2",
)
AT_ONCE: Final = Pauses(first=0.001, most=0.001, patience=5)


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DockerStub]:
    """A daemon that the variables of this process name."""
    stub = DockerStub()
    with serving(stub, tmp_path / "d.sock") as place:
        monkeypatch.setenv("DOCKER_HOST", place)
        yield stub
    assert stub.faults == []


def ended(spec: JobSpec = SPEC) -> tuple[Json, Ended]:
    """The handle of a job, and its end."""

    async def story() -> tuple[Json, Ended]:
        runner = DockerRunner(pauses=AT_ONCE)
        try:
            handle = await runner.start(spec)
            async with asyncio.timeout(60):
                return handle, await runner.outcome(handle)
        finally:
            await runner.close()

    return asyncio.run(story())


def test_what_a_container_is_made_of(docker: DockerStub) -> None:
    handle, end = ended()
    assert end == Ended(code=0, started=1767225600123, ended=1767225602500, codes=(0,))
    assert end.succeeded
    assert docker.asked[0].query == {"name": f"asl-{TOKEN}"}
    assert docker.asked[0].body == {
        "Entrypoint": ["python", "resize.py"],
        "Cmd": ["a b", "; ls"],
        "Image": "acme/resize:2",
        "Env": ["STAGE=local"],
        "Labels": {"asl.token": TOKEN, "asl.job": "resize"},
        "HostConfig": {
            "RestartPolicy": {"Name": "no"},
            "AutoRemove": False,
            "ExtraHosts": ["host.docker.internal:host-gateway"],
        },
    }
    assert "local" not in str(handle)
    # It is kept, with its log.
    assert list(docker.containers) == [f"asl-{TOKEN}"]


def test_an_image_may_bring_its_own_command(docker: DockerStub) -> None:
    ended(replace(SPEC, command=(), arguments=()))
    assert not {"Entrypoint", "Cmd"} & set(docker.asked[0].body)


def test_attempts_are_the_daemons(docker: DockerStub) -> None:
    ended(replace(SPEC, attempts=3))
    policy = docker.asked[0].body["HostConfig"]["RestartPolicy"]
    assert policy == {"Name": "on-failure", "MaximumRetryCount": 2}


def test_an_exit_code_is_the_jobs(docker: DockerStub) -> None:
    docker.codes = [9]
    _, end = ended()
    assert (end.code, end.succeeded) == (9, False)


def test_a_start_that_is_made_again_finds_the_container(docker: DockerStub) -> None:
    ended()
    ended()
    assert docker.containers[f"asl-{TOKEN}"]["starts"] == 1


def test_a_container_that_was_made_and_not_started_is_started(docker: DockerStub) -> None:
    state = {"Status": "created", "StartedAt": "0001-01-01T00:00:00Z"}
    config = {"Labels": {"asl.token": TOKEN}}
    docker.containers[f"asl-{TOKEN}"] = {"State": state, "Config": config, "looks": 0}
    _, end = ended()
    assert end.succeeded
    assert docker.containers[f"asl-{TOKEN}"]["starts"] == 1


def test_a_container_of_anothers_is_left_alone(docker: DockerStub) -> None:
    docker.containers[f"asl-{TOKEN}"] = {
        "State": {"Status": "exited"},
        "Config": {"Labels": None},
        "looks": 0,
    }
    with pytest.raises(Unstarted, match="is another's"):
        ended()


# images that are not there: (what asl.toml says, what the daemon is asked for)
PULLED: Final = {
    "with a tag": ("acme/fresh:1", {"fromImage": "acme/fresh:1", "tag": ""}),
    "without: the latest": ("acme/fresh", {"fromImage": "acme/fresh", "tag": "latest"}),
    "at a port": ("local:5000/fresh", {"fromImage": "local:5000/fresh", "tag": "latest"}),
    "with a digest": ("fresh@sha256:aa", {"fromImage": "fresh@sha256:aa", "tag": ""}),
}


@pytest.mark.parametrize(("image", "query"), PULLED.values(), ids=PULLED)
def test_an_image_that_is_not_there_is_pulled(
    docker: DockerStub, image: str, query: dict[str, str]
) -> None:
    docker.registry = {":".join(part for part in query.values() if part)}
    _, end = ended(replace(SPEC, image=image))
    assert end.succeeded
    assert docker.asked[1].query == query


def test_an_image_that_nobody_has_is_told(docker: DockerStub) -> None:
    with pytest.raises(Unstarted, match="none:1 cannot be pulled: manifest unknown"):
        ended(replace(SPEC, image="none:1"))
    assert docker.containers == {}


def test_a_container_that_takes_too_long_is_stopped(docker: DockerStub) -> None:
    docker.forever = True
    _, end = ended(replace(SPEC, timeout=1.0))
    assert (end.code, end.timed_out, end.succeeded) == (143, True, False)


def test_a_daemon_that_is_away_for_a_moment_is_waited_for(docker: DockerStub) -> None:
    async def story() -> Ended:
        runner = DockerRunner(pauses=AT_ONCE)
        handle = await runner.start(SPEC)
        docker.away = 3
        end = await runner.outcome(handle)
        await runner.close()
        return end

    assert asyncio.run(story()).succeeded


def test_a_container_that_is_gone_has_failed(docker: DockerStub) -> None:
    async def story() -> Ended:
        runner = DockerRunner(pauses=AT_ONCE)
        handle = await runner.start(SPEC)
        docker.containers.clear()
        # To stop it is nothing.
        await runner.cancel(handle)
        end = await runner.outcome(handle)
        await runner.close()
        return end

    end = asyncio.run(story())
    assert (end.code, end.succeeded) == (None, False)
    assert end.reason.endswith("is not there")


def test_a_cancelled_job_is_stopped(docker: DockerStub) -> None:
    docker.forever = True

    async def story() -> Ended:
        runner = DockerRunner(pauses=AT_ONCE)
        handle = await runner.start(SPEC)
        await runner.cancel(handle)
        end = await runner.outcome(handle)
        await runner.close()
        return end

    assert asyncio.run(story()).code == 143


# what is asked of a log: (parameters, what is given)
LOGS: Final = {
    "all": ({}, "out\nerr\n"),
    "the last lines": ({"tailLines": "1"}, "err\n"),
    "the first bytes": ({"limitBytes": "2"}, "ou"),
}


@pytest.mark.parametrize(("wanted", "text"), LOGS.values(), ids=LOGS)
def test_logs(docker: DockerStub, wanted: dict[str, str], text: str) -> None:
    async def story() -> Json:
        runner = DockerRunner(pauses=AT_ONCE)
        logs = await runner.logs(await runner.start(SPEC), wanted)
        await runner.close()
        return logs

    assert asyncio.run(story()) == {f"asl-{TOKEN}": {"main": text}}
    assert docker.asked[-1].path.endswith("/logs")


def test_a_piece_of_a_log_that_is_cut_off_is_given_as_far_as_it_goes() -> None:
    whole = b"\1\0\0\0\0\0\0\3abc" + b"\2\0\0\0\0\0\0\3def"
    assert [unframed(whole[:cut]) for cut in (22, 20, 18, 11, 3)] == [
        b"abcdef",
        b"abcd",
        b"abc",
        b"abc",
        b"",
    ]


# a daemon that is none: (variables, why)
NOWHERE: Final = {
    "nobody listens": ({"DOCKER_HOST": "unix:///nowhere/d.sock"}, "does not answer"),
    "another way": ({"DOCKER_HOST": "ssh://me@host"}, "takes unix://PATH or tcp://HOST:PORT"),
    "no certificates": (
        {
            "DOCKER_HOST": "tcp://127.0.0.1:1",
            "DOCKER_TLS_VERIFY": "1",
            "DOCKER_CERT_PATH": "/nowhere",
        },
        "certificates of DOCKER_CERT_PATH in /nowhere cannot be used",
    ),
}


@pytest.mark.parametrize(("variables", "why"), NOWHERE.values(), ids=NOWHERE)
def test_a_daemon_that_cannot_be_asked(variables: dict[str, str], why: str) -> None:
    async def story() -> None:
        daemon = Daemon(variables)
        try:
            await DockerRunner(daemon, AT_ONCE).start(SPEC)
        finally:
            await daemon.close()

    with pytest.raises(Unreachable, match=why):
        asyncio.run(story())


def test_a_daemon_on_tcp() -> None:
    stub = DockerStub()

    async def story(place: str) -> Json:
        runner = DockerRunner(Daemon({"DOCKER_HOST": place.replace("http", "tcp")}), AT_ONCE)
        handle = await runner.start(SPEC)
        await runner.close()
        return handle

    with serving(stub) as place:
        assert asyncio.run(story(place))["name"] == f"asl-{TOKEN}"
    assert stub.faults == []


def _settings(**more: Any) -> JobSettings:
    command = JobCommand(pattern="resize", image="acme/resize:2", **more)
    return JobSettings(runner="docker", environment=frozenset({"STAGE"}), commands=(command,))


def test_a_task_runs_a_container(docker: DockerStub) -> None:
    given = _settings(command=("resize",))
    task = ran(given, call_of(ECS, ecs("0", variables={"STAGE": "prod"})))
    assert task["Containers"][0]["ExitCode"] == 0
    body = docker.asked[0].body
    assert (body["Entrypoint"], body["Cmd"], body["Env"]) == (["resize"], ["0"], ["STAGE=prod"])


def test_a_task_whose_container_fails(docker: DockerStub) -> None:
    docker.codes = [7]
    given = {"JobName": "n", "JobQueue": "q", "JobDefinition": "resize"}
    name, job = failed(ran(_settings(), call_of(BATCH, given)))
    assert name == "States.TaskFailed"
    assert (job["Container"]["ExitCode"], job["Container"]["Reason"]) == (7, "out\nerr")


def test_an_image_without_a_command_takes_no_arguments(docker: DockerStub) -> None:
    """In an image without an entry point the first of them would be the program."""
    assert refused(ran(_settings(), call_of(ECS, ecs("/bin/sh", "-c", "ls")))) == (
        "The Task 'Run' runs no job: it gives arguments, and [jobs.commands.\"resize\"] has no "
        "command that takes them."
    )
    assert docker.asked == []


def test_a_task_without_a_daemon_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/d.sock")
    result = ran(_settings(), call_of(ECS, ecs()))
    assert result.name == "ECS.SdkClientException"
    assert result.cause.startswith("the Docker daemon at unix:///nowhere/d.sock does not answer (")
    assert result.cause.endswith("): start it, or set DOCKER_HOST")
