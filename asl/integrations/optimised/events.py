"""Amazon EventBridge.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html; recorded
(events_task_service).
"""

from __future__ import annotations

from asl.integrations.optimised.asking import Asking
from asl.integrations.optimised.given import key_of
from asl.runtime.values import text_of
from asl.syntax.values import Json


async def signed(asking: Asking, given: dict[str, Json]) -> dict[str, Json]:
    """Each event names the execution and the state machine that it comes from."""
    execution, entries = asking.call.execution, given.get("Entries")
    if execution is None or not isinstance(entries, list):
        return given
    whose: list[Json] = [execution.arn, execution.machine_arn]
    return {**given, "Entries": [_with_resources(entry, whose) for entry in entries]}


def _with_resources(entry: Json, whose: list[Json]) -> Json:
    if not isinstance(entry, dict):
        return entry
    key = key_of(entry, "Resources")
    named = entry.get(key) or []
    return {**entry, key: [*named, *whose]} if isinstance(named, list) else entry


def all_taken(asking: Asking, result: dict[str, Json]) -> dict[str, Json]:
    """One entry that is refused fails the Task.

    Raises:
        StatesError: EventBridge.FailedEntry, with the answer as its Cause.
    """
    if result.get("FailedEntryCount"):
        raise asking.refused("FailedEntry", text_of(result))
    return result
