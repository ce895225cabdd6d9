"""What is said of Tasks that nothing is bound to: always with the setting that is missing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final

from asl.integrations.bindings import Bindings, Choice
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


def unbound(call: TaskCall, bindings: Bindings) -> str:
    """What is said of a Task that nothing is bound to."""
    choice = bindings.choice(call.state, call.resource)
    if choice is not None and choice.way == "mock":
        chosen = f"asl.toml has {_shown(choice)}, and no mock stands in for it"
        return f"The Task '{call.state}' calls {call.resource}: {chosen}."
    said = f"The Task '{call.state}' calls {call.resource}, and nothing is bound to it here"
    if choice is not None:
        said += f" in the way that asl.toml chooses, {_shown(choice)}"
    return f"{said}: {missing_setting(call) or 'mock it, or use an activity'}."


def _shown(choice: Choice) -> str:
    return f"{json.dumps(choice.pattern, ensure_ascii=False)} = {json.dumps(choice.way)} in [tasks]"
