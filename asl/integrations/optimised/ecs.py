"""Amazon ECS. Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html."""

from __future__ import annotations

from asl.integrations.optimised.asking import Asking
from asl.runtime.errors import StatesError
from asl.runtime.values import text_of
from asl.syntax.values import Json


def all_placed(asking: Asking, result: dict[str, Json]) -> dict[str, Json]:
    """A task that could not be placed fails a Task that waits for it.

    Raises:
        StatesError: AmazonECS.Unknown, with the answer as its Cause.
    """
    if asking.resource.pattern and result.get("Failures"):
        raise StatesError("AmazonECS.Unknown", text_of(result))
    return result
