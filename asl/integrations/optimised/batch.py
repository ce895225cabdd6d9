"""AWS Batch. Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-batch.html."""

from __future__ import annotations

from typing import Any, Final

from asl.integrations.optimised.asking import Asking
from asl.integrations.optimised.given import key_of
from asl.syntax.values import Json

# By what jobs and their rules know that Step Functions has submitted them.
_MARK: Final[dict[str, Json]] = {"Name": "MANAGED_BY_AWS", "Value": "STARTED_BY_STEP_FUNCTIONS"}


async def marked(asking: Asking, given: dict[str, Json]) -> dict[str, Json]:
    """A job that is waited for tells so in its container's environment."""
    overrides: Any = given.get("ContainerOverrides") or {}
    if asking.resource.pattern != ".sync" or not isinstance(overrides, dict):
        return given
    key = key_of(overrides, "Environment")
    environment = overrides.get(key) or []
    if not isinstance(environment, list):
        return given
    return {**given, "ContainerOverrides": {**overrides, key: [*environment, _MARK]}}
