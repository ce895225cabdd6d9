"""Optimised integrations: the actions that each service offers, and how each can be waited for.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from asl.services.extensions import extension_actions
from asl.services.integration_table import TABLE

# By service, then by action: the suffixes it may have.
OPTIMISED: Final[dict[str, dict[str, frozenset[str]]]] = {
    service: {name: action.patterns for name, action in integration.actions.items()}
    for service, integration in TABLE.items()
}

# What a Distributed Map reads its items with, and what it writes its results with.
# Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
ITEM_READERS: Final = ("s3:getObject", "s3:listObjectsV2")
RESULT_WRITERS: Final = ("s3:putObject",)


def is_offered(service: str, action: str, suffix: str) -> bool:
    """Whether an optimised integration exists, of Step Functions or of another package here."""
    return suffix in actions_of(service).get(action, ())


def actions_of(service: str) -> Mapping[str, frozenset[str]]:
    """The actions of a service, each with the suffixes it may have; empty for none."""
    known = OPTIMISED.get(service)
    return extension_actions(service) if known is None else known
