"""What the Tasks of a run are bound to: by `asl.toml`, the environment and the templates."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from asl.cli.refusal import CannotRun, bad_settings
from asl.configuration.settings_file import BadSettings, settings_beside, shown
from asl.configuration.urls import refusal
from asl.integrations.bindings import Binding, Bindings, EndpointTarget, Functions
from asl.integrations.project import ProjectSettings

if TYPE_CHECKING:
    from asl.integrations.lambda_tasks import Tell
    from asl.integrations.tasks import IntegrationTasks

# Of Step Functions Local, by the service that each is for; they go before what the file says.
ENDPOINTS: Final = {
    "LAMBDA_ENDPOINT": "lambda",
    "BATCH_ENDPOINT": "batch",
    "DYNAMODB_ENDPOINT": "dynamodb",
    "ECS_ENDPOINT": "ecs",
    "EVENTS_ENDPOINT": "eventbridge",
    "GLUE_ENDPOINT": "glue",
    "SAGE_MAKER_ENDPOINT": "sagemaker",
    "SNS_ENDPOINT": "sns",
    "SQS_ENDPOINT": "sqs",
    "STEP_FUNCTIONS_ENDPOINT": "sfn",
}
# Imported where there is something for them to read.
_TASKS: Final = "asl.integrations.tasks"
_READER: Final = "asl.configuration.project"
_TEMPLATES: Final = "asl.carriers.functions"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundTasks:
    """What answers for Tasks; nothing is called before `tasks` is asked for.

    Attributes:
        functions: of Lambda, and the endpoints of all services.
        settings: of the project.
    """

    functions: Functions
    settings: ProjectSettings

    def __bool__(self) -> bool:
        return bool(self.functions or self.settings.http.hosts or self.settings.jobs.commands)

    def tasks(self, tell: Tell, region: str | None = None) -> IntegrationTasks:
        """What makes the calls; for one event loop.

        Args:
            tell: is told what functions print.
            region: that requests are signed for; None for the environment's.
        """
        settings = self.settings
        make: Callable[..., IntegrationTasks] = import_module(_TASKS).IntegrationTasks
        return make(self.functions, tell, region, http=settings.http, jobs=settings.jobs)


def bound_tasks(beside: Path, templates: Sequence[str], profile: str | None = None) -> BoundTasks:
    """What answers for Tasks.

    Args:
        beside: the folder where `asl.toml` is looked for, or above it; then in the working
            directory.
        templates: files that the state machines come from, whose own functions are bound.
        profile: of the settings; None for none.

    Raises:
        CannotRun: the settings cannot be used.
    """
    settings = _settings(beside, profile)
    bindings = _with_environment(settings.bindings)
    functions = Functions(bindings, _of_templates(templates))
    return BoundTasks(functions=functions, settings=replace(settings, bindings=bindings))


def _settings(beside: Path, profile: str | None) -> ProjectSettings:
    file = settings_beside(beside)
    if file is None and profile is not None:
        raise CannotRun(
            f'there is no asl.toml with a profile "{profile}", here or above',
            hint=f"write one, with [profiles.{profile}.endpoints]",
        )
    if file is None:
        return ProjectSettings()
    load: Callable[[Path, str, str | None], ProjectSettings] = import_module(_READER).load_project
    try:
        return load(file, shown(file), profile)
    except BadSettings as error:
        raise bad_settings(error) from error


def _with_environment(bindings: Bindings) -> Bindings:
    said: dict[str, EndpointTarget] = {}
    for name, service in ENDPOINTS.items():
        url = os.environ.get(name)
        if not url:
            continue
        reason = refusal(url)
        if reason is not None:
            raise CannotRun(f"{name}: {reason}", hint="unset it, or write the URL of an endpoint")
        said[service] = EndpointTarget(url=url)
    endpoint = said.pop("lambda", bindings.endpoint)
    return replace(bindings, endpoint=endpoint, services={**bindings.services, **said})


def _of_templates(templates: Sequence[str]) -> list[Binding]:
    """The functions of all templates.

    Raises:
        CannotRun: two of them have a function of one name.
    """
    if not templates:
        return []
    read: Callable[[Path], list[Binding]] = import_module(_TEMPLATES).functions_of
    declared: dict[str, str] = {}
    found = []
    for template in dict.fromkeys(templates):
        for binding in read(Path(template)):
            first = declared.setdefault(binding.pattern, template)
            if first != template:
                raise CannotRun(
                    f'two functions are called "{binding.pattern}": in {first} and in {template}',
                    hint="serve one of the templates, or give one of them another FunctionName",
                )
            found.append(binding)
    return found
