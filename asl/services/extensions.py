"""Integrations of other packages: what is installed, by name; nothing of it is loaded here.

A package declares each action of its service, and each further way of waiting for it, as an entry
point of the group `asl.integrations`, with dots for the colons of the Resource:

    [project.entry-points."asl.integrations"]
    "acme.send" = "acme_asl:send"
    "acme.send.waitForTaskToken" = "acme_asl:send"
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP: Final = "asl.integrations"


@lru_cache(maxsize=1)
def installed() -> dict[str, EntryPoint]:
    """The entry points of the group, by name: `acme.send`, `acme.send.waitForTaskToken`."""
    # Loaded when a service is met that is none of Step Functions' own.
    found = import_module("importlib.metadata").entry_points(group=GROUP)
    return {point.name: point for point in found}


def extension_actions(service: str) -> dict[str, frozenset[str]]:
    """The actions of a service that other packages offer, each with the suffixes it may have."""
    offered: dict[str, set[str]] = {}
    for name in installed():
        word, _, rest = name.partition(".")
        action, dot, pattern = rest.partition(".")
        if word == service and action:
            offered.setdefault(action, set()).add(f"{dot}{pattern}")
    return {action: frozenset(suffixes) for action, suffixes in offered.items()}


def extension(service: str, action: str, suffix: str) -> EntryPoint | None:
    """What another package offers for an action; None where none does."""
    return installed().get(f"{service}.{action}{suffix}")
