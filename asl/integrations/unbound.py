"""What is said of Tasks that nothing is bound to: always with the setting that is missing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final

from asl.integrations.bindings import WAYS, Bindings, Choice, Way
from asl.integrations.http.unbound import missing_host
from asl.integrations.jobs.settings import JobSettings
from asl.integrations.jobs.tasks import missing_command
from asl.integrations.lambda_unbound import missing_setting as missing_function
from asl.integrations.optimised.unbound import missing_endpoint as missing_service
from asl.integrations.sdk.unbound import missing_endpoint
from asl.runtime.host import TaskCall

# The setting that would bind a Task, for each family; None for Tasks of other families.
_MISSING: Final[tuple[Callable[[TaskCall], str | None], ...]] = (
    missing_host,
    missing_endpoint,
    missing_service,
    missing_function,
)


def missing_setting(call: TaskCall) -> str | None:
    """What would bind a Task; None where nothing can."""
    found = next((said for missing in _MISSING if (said := missing(call)) is not None), None)
    job = missing_command(call, JobSettings())
    return "; or ".join(said for said in (found, job) if said is not None) or None


def unbound(call: TaskCall, bindings: Bindings, jobs: JobSettings) -> str:
    """What is said of a Task that nothing is bound to."""
    said = f"The Task '{call.state}' calls {call.resource}"
    choice = bindings.choice(call.state, call.resource)
    if choice is None:
        missing = missing_setting(call) or "mock it, or use an activity"
        return f"{said}, and nothing is bound to it here: {missing}."
    if choice.way == "mock":
        return f"{said}: asl.toml has {_shown(choice)}, and no mock stands in for it."
    chosen = missing_of(choice.way, call, jobs)
    if chosen is None:
        fits = " or ".join(_fitting(call, jobs))
        return f"{said}, which {_shown(choice)} does not fit: let asl.toml choose {fits}."
    said += f", and nothing is bound to it here in the way that asl.toml chooses, {_shown(choice)}"
    return f"{said}: {chosen}."


def missing_of(way: Way, call: TaskCall, jobs: JobSettings) -> str | None:
    """What would bind a Task in one way; None where it is not called in that way."""
    match way:
        case "function":
            return missing_function(call, at_endpoint=False)
        case "host":
            return missing_host(call)
        case "job":
            return missing_command(call, jobs)
        case "endpoint":
            at = "write [tasks] with the URL of an endpoint, or give [endpoints] one as "
            service = missing_endpoint(call) or missing_service(call)
            return service or (missing_function(call) and f"{at}lambda or default")
    return None


def _fitting(call: TaskCall, jobs: JobSettings) -> list[str]:
    """The ways that a Task may be called in, as settings write them."""
    return [json.dumps(way) for way in WAYS if way == "mock" or missing_of(way, call, jobs)]


def _shown(choice: Choice) -> str:
    return f"{json.dumps(choice.pattern, ensure_ascii=False)} = {json.dumps(choice.way)} in [tasks]"
