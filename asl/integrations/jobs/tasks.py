"""Tasks whose jobs run by the runner that `asl.toml` chooses, and not in AWS."""

from __future__ import annotations

import asyncio
import logging
import os
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import Any, Final

from asl.integrations.answer_metadata import answer_metadata
from asl.integrations.jobs.asked import job_of
from asl.integrations.jobs.batch import BatchJobs
from asl.integrations.jobs.codebuild import Builds
from asl.integrations.jobs.described import Job, Service, Told, failed_to_start, job_from
from asl.integrations.jobs.ecs import EcsTasks
from asl.integrations.jobs.eks import EksJobs, as_given
from asl.integrations.jobs.given import Given, quoted
from asl.integrations.jobs.hiding import hidden, inherited, values_of
from asl.integrations.jobs.port import Ended, JobSpec, Runner, Unreachable, Unstarted
from asl.integrations.jobs.settings import JobCommand, JobSettings
from asl.integrations.request_token import request_token
from asl.runtime.errors import RUNTIME, TASK_FAILED, StatesError
from asl.runtime.host import Returned, Submitted, TaskCall
from asl.runtime.values import text_of
from asl.services.integration_table import TABLE
from asl.services.resource import parse_resource
from asl.syntax.values import Json

_SERVICES: Final[dict[str, Service]] = {
    "batch:submitJob": BatchJobs(),
    "codebuild:startBuild": Builds(),
    "ecs:runTask": EcsTasks(),
    "eks:runJob": EksJobs(),
}
# Lines of what a job printed that stand in the Cause of its failure.
_TAIL: Final = "20"
# Characters of them, and of nothing longer are values hidden: each takes a look at all.
_TAIL_LIMIT: Final = 65_536
# Shorter values of variables are no secrets, and to hide them would leave no text.
_SHORTEST_SECRET: Final = 6

_log = logging.getLogger(__name__)


class JobTasks:
    """Starts jobs, follows them, and ends them.

    Attributes:
        lasting: whether executions outlive this process, so that a submission that is made again
            is the same one. Those of `asl run` do not, and the next run has their names.
    """

    def __init__(self, settings: JobSettings) -> None:
        """Nothing is started.

        Args:
            settings: of the project.
        """
        self.lasting = False
        self._settings = settings
        self._runners: dict[str, Runner] = {}

    def answers(self, call: TaskCall) -> bool:
        """Whether a Task runs a job that something is bound to here."""
        service = _service(call)
        if service is None or self._settings.runner == "off":
            return False
        try:
            return self._settings.command(service.names(Given(call.state, call.input))) is not None
        except StatesError:
            return False

    def describe(self, call: TaskCall) -> str:
        """What runs the job, and what runs in it."""
        service, runner = _service(call), self._settings.runner
        assert service is not None, "only what runs a job comes here"
        command = self._settings.command(service.names(Given(call.state, call.input)))
        assert command is not None, "only what is bound comes here"
        what = command.command[0] if command.command else command.image or "what the Task gives"
        return f"{what}, run here ({runner})"

    def is_own(self, call: TaskCall) -> bool:
        """Whether the job that a call has submitted was submitted here."""
        return isinstance(call.job, dict) and "runner" in call.job

    async def __call__(self, call: TaskCall) -> Submitted | Returned:
        """Start a job.

        A call that is taken away meanwhile leaves the job running: made again, it finds it.

        Raises:
            StatesError: the job does not start, or nothing is bound to it.
        """
        service, resource = _service(call), parse_resource(call.resource)
        if service is None or resource is None:
            raise StatesError(RUNTIME, unbound(call, self._settings), terminal=True)
        job = job_from(call, self._token(call), _now())
        spec = self._spec(call, service, job)
        # What cannot be described is not started.
        output = service.submitted(job)
        runner = self._settings.runner
        try:
            handle = await self._runner(runner).start(spec)
        except Unstarted as error:
            told = failed_to_start(job, str(error))
            raise StatesError(TASK_FAILED, text_of(service.ended(job, told))) from error
        except Unreachable as error:
            prefix = TABLE[resource.service].prefix
            raise StatesError(f"{prefix}.SdkClientException", str(error)) from error
        if self.lasting:
            # Of a server's log: nobody else asks where the job's own is.
            name = quoted(spec.name)
            _log.info("the job %s of %s runs by %s: %s", name, call.state, runner, handle)
        if service.metadata:
            output |= _metadata(job)
        if not resource.pattern:
            return Returned(value=output)
        if resource.pattern == ".waitForTaskToken":
            return Submitted(output=output)
        held = {"runner": runner, "token": job.token, "at": job.at, "handle": handle}
        return Submitted(output=output, job=held)

    async def outcome(self, call: TaskCall) -> Json:
        """Wait for a job's end.

        Raises:
            StatesError: States.TaskFailed with the service's description of the job as its Cause.
        """
        service, held = _service(call), _held(call)
        assert service is not None, "what was submitted as a job is one"
        job = job_from(call, held["token"], held["at"])
        runner = self._runner(held["runner"])
        try:
            end = await runner.outcome(held["handle"])
        except Unreachable as error:
            end = Ended(code=None, reason=str(error), started=job.at, ended=_now())
        told = await self._told(runner, held["handle"], service, job, end)
        secrets = self._secrets(call, service)
        if told.logs is None:
            told = hidden(told, secrets)
        else:
            # Many values in much that was printed take long, in which all else would stand still.
            told = await asyncio.to_thread(hidden, told, secrets)
        result = service.ended(job, told)
        if not end.succeeded:
            raise StatesError(TASK_FAILED, text_of(result))
        return result

    async def cancel(self, call: TaskCall) -> None:
        """End a job whose execution is over, as well as that can be done."""
        held = _held(call)
        try:
            await self._runner(held["runner"]).cancel(held["handle"])
        except Unreachable as error:
            _log.warning("the job of %s could not be ended: %s", call.state, error)

    async def close(self) -> None:
        """Follow no more; the jobs run on."""
        runners, self._runners = self._runners, {}
        for runner in runners.values():
            await runner.close()

    def _token(self, call: TaskCall) -> str:
        """A job's name for ever, as a UUID."""
        if not self.lasting or call.execution is None:
            return str(uuid.uuid4())
        # An execution may have the name of one that is forgotten, and its jobs are still known.
        begun = call.execution.started_at.isoformat()
        return str(uuid.uuid5(uuid.UUID(request_token(call)), begun))

    def _spec(self, call: TaskCall, service: Service, job: Job) -> JobSpec:
        """The job that is started.

        Raises:
            StatesError
        """
        whole, settings = job.whole, self._settings
        names = service.names(whole)
        bound = settings.command(names) if settings.runner != "off" else None
        if bound is None:
            raise StatesError(RUNTIME, unbound(call, settings), terminal=True)
        if bound.as_given and isinstance(service, EksJobs) and settings.runner == "kubernetes":
            spec = as_given(whole, settings)
        else:
            spec = job_of(service.asked(whole), bound, settings, whole)
            _runnable(bound, settings, whole)
        environment = {**spec.environment, **service.marks(job)}
        return replace(spec, token=job.token, name=names[-1], environment=environment)

    async def _told(
        self, runner: Runner, handle: Json, service: Service, job: Job, end: Ended
    ) -> Told:
        """How a job ended, with what of its log is wanted; that it cannot be had ends nothing."""
        told = Told(end=end)
        wanted = service.logs(job.whole)
        try:
            if not end.succeeded:
                logs = await runner.logs(handle, {"tailLines": _TAIL})
                tail = "".join(text for pod in logs.values() for text in pod.values())
                told = replace(told, tail=_last(tail).rstrip())
            if wanted is not None:
                told = replace(told, logs=await runner.logs(handle, wanted))
        except Unreachable as error:
            told = replace(told, unread=str(error) if wanted is not None else "")
        return told

    def _secrets(self, call: TaskCall, service: Service) -> frozenset[str]:
        """What a job was given in variables, and may have printed."""
        values = {call.token, *values_of(call.input), *inherited(os.environ)}
        bound = self._settings.command(service.names(Given(call.state, call.input)))
        if bound is not None:
            values |= set(bound.environment.values())
        # Of a value with several lines, the end of a log may have the last ones.
        lines = {line for value in values for line in (value, *value.splitlines())}
        return frozenset(line for line in lines if len(line) >= _SHORTEST_SECRET)

    def _runner(self, name: str) -> Runner:
        found = self._runners.get(name)
        if found is None:
            found = self._runners[name] = _open(name, self._settings)
        return found


def missing_command(call: TaskCall, settings: JobSettings) -> str | None:
    """What would bind the job of a Task here; None where it runs none, or it is bound."""
    service = _service(call)
    if service is None:
        return None
    try:
        names = service.names(Given(call.state, call.input))
    except StatesError as error:
        return error.cause
    bind = f"bind [jobs.commands.{quoted(names[-1])}]"
    if settings.runner == "off":
        return f'set runner of [jobs] in asl.toml to "subprocess", and {bind} to a command'
    return None if settings.command(names) is not None else f"{bind} in asl.toml to a command"


def unbound(call: TaskCall, settings: JobSettings) -> str:
    """What is said of a Task whose job does not run here: with the setting that is missing."""
    missing = missing_command(call, settings)
    return (
        f"The Task '{call.state}' calls {call.resource}, and nothing is bound to it here"
        f"{'' if missing is None else f': {missing}'}."
    )


def _runnable(bound: JobCommand, settings: JobSettings, whole: Given) -> None:
    """Refuse an entry that its runner cannot run; the reader of `asl.toml` lets none pass."""
    needs = "command" if settings.runner == "subprocess" else "image"
    if not (bound.command if needs == "command" else bound.image):
        raise whole.refused(
            f"[jobs.commands.{quoted(bound.pattern)}] has no {needs}, which the runner "
            f"{settings.runner} needs"
        )


def _open(name: str, settings: JobSettings) -> Runner:
    """A runner; what it needs is imported here, for most runs need none of it."""
    if name == "subprocess":
        process: Callable[..., Runner] = import_module(
            "asl.integrations.jobs.processes"
        ).ProcessRunner
        return process(settings.folder)
    if name == "docker":
        docker: Callable[[], Runner] = import_module("asl.integrations.jobs.docker").DockerRunner
        return docker()
    cluster: Callable[[], Runner] = import_module(
        "asl.integrations.jobs.kubernetes"
    ).KubernetesRunner
    return cluster()


def _service(call: TaskCall) -> Service | None:
    resource = parse_resource(call.resource)
    if resource is None or resource.kind != "service":
        return None
    return _SERVICES.get(f"{resource.service}:{resource.action}")


def _last(text: str) -> str:
    """The end of a text, from the beginning of a line: half of a value would not be hidden."""
    if len(text) <= _TAIL_LIMIT:
        return text
    return "".join(text[-_TAIL_LIMIT:].splitlines(keepends=True)[1:])


def _held(call: TaskCall) -> dict[str, Any]:
    held = call.job
    assert isinstance(held, dict), "it was submitted here"
    return held


def _metadata(job: Job) -> dict[str, Json]:
    headers = (("Content-Type", "application/x-amz-json-1.1"), ("x-amzn-RequestId", job.token))
    return answer_metadata(200, headers, job.token)


def _now() -> int:
    return time.time_ns() // 1_000_000
