"""What a Task asks of a job, whichever service it calls; and the job that is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from asl.integrations.jobs.given import Given, quoted
from asl.integrations.jobs.port import JobSpec
from asl.integrations.jobs.settings import JobCommand, JobSettings
from asl.runtime.errors import RUNTIME, StatesError

_REFERENCE: Final = "Ref::"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a Task asks of a job.

    Attributes:
        container: what its container is called.
        arguments: for the program.
        program: that the definition names; empty where it names none.
        environment: variables that the definition sets.
        parameters: that stand in the bound command as `Ref::name`.
        attempts: how often it may run until it succeeds.
        timeout: seconds of one attempt; None where the definition sets none.
        namespace: of a cluster; None where the definition names none.
    """

    container: str
    arguments: tuple[str, ...] = ()
    program: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)
    attempts: int = 1
    timeout: float | None = None
    namespace: str | None = None


def defined(name: str) -> tuple[str, ...]:
    """What a definition of a task or a job goes by: its ARN, `family:revision`, `family`."""
    versioned = name.rpartition("/")[2] if name.startswith("arn:") else name
    return tuple(dict.fromkeys((name, versioned, versioned.partition(":")[0])))


def pictured(image: str) -> tuple[str, ...]:
    """What an image goes by: as it is written, and without its tag and digest."""
    place, slash, last = image.partition("@")[0].rpartition("/")
    return tuple(dict.fromkeys((image, f"{place}{slash}{last.partition(':')[0]}")))


def job_of(asked: Asked, bound: JobCommand, settings: JobSettings, whole: Given) -> JobSpec:
    """The job that runs for a Task; its token and its name are still to be set.

    The program is the bound one whatever the definition says.

    Args:
        asked: what the Task asks.
        bound: what runs for its name.
        settings: of all jobs.
        whole: what the Task gives.

    Raises:
        StatesError: it asks for what `asl.toml` does not allow.
    """
    limits = [limit for limit in (asked.timeout, bound.timeout) if limit is not None]
    return JobSpec(
        token="",
        name="",
        container=asked.container,
        command=_command(asked, bound, whole),
        arguments=_arguments(asked, bound, whole),
        environment=_environment(asked, bound, settings, whole),
        folder=bound.folder,
        image=bound.image,
        attempts=asked.attempts,
        timeout=min(limits, default=None),
        namespace=asked.namespace,
    )


def _command(asked: Asked, bound: JobCommand, whole: Given) -> tuple[str, ...]:
    if asked.program and asked.program != bound.command:
        raise whole.refused(
            "its container has a command, and only asl.toml names programs: leave it out, or let "
            f"[jobs.commands.{quoted(bound.pattern)}] have exactly this command"
        )
    return tuple(_filled(word, asked, bound, whole) for word in bound.command)


def _filled(word: str, asked: Asked, bound: JobCommand, whole: Given) -> str:
    """A word of the bound command, with the parameter that stands for it."""
    name = word.removeprefix(_REFERENCE)
    if name == word:
        return word
    if name not in asked.parameters:
        raise whole.refused(
            f"the command of [jobs.commands.{quoted(bound.pattern)}] has {word}, and the Task "
            f"gives no parameter {quoted(name)}"
        )
    return asked.parameters[name]


def _arguments(asked: Asked, bound: JobCommand, whole: Given) -> tuple[str, ...]:
    if not asked.arguments:
        return ()
    table = f"[jobs.commands.{quoted(bound.pattern)}]"
    if not bound.arguments:
        raise whole.refused(f"it gives arguments, and {table} says arguments = false")
    if not bound.command:
        # In an image without an entry point the first of them would be the program.
        raise whole.refused(f"it gives arguments, and {table} has no command that takes them")
    return asked.arguments


def _environment(
    asked: Asked, bound: JobCommand, settings: JobSettings, whole: Given
) -> dict[str, str]:
    for name in asked.environment:
        if name not in settings.environment:
            raise StatesError(
                RUNTIME,
                f"The Task '{whole.state}' sets the variable {quoted(name)} of a job, which "
                "asl.toml does not allow: name it in environment of [jobs].",
            )
    return {**bound.environment, **asked.environment}
