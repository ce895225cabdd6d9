"""A Task's `Resource`: what kind of worker it names, and how history calls it.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html; names in
history as recorded.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from asl.services.optimised import OPTIMISED, actions_of, is_offered
from asl.services.sdk import SDK_SERVICES

Kind: TypeAlias = Literal["lambda", "activity", "service", "aws-sdk", "http", "placeholder"]
Pattern: TypeAlias = Literal["", ".sync", ".sync:2", ".waitForTaskToken"]

_PATTERNS: Final[dict[str, Pattern]] = {
    "": "",
    ".sync": ".sync",
    ".sync:2": ".sync:2",
    ".waitForTaskToken": ".waitForTaskToken",
}

_SDK_PATTERNS: Final = ("", ".waitForTaskToken")

# What deployment tools put in later: ${Name}, {{name}}, <NAME>.
# None stands in another: to look for the end beyond the next beginning would take quadratic time.
_HOLE: Final = r"(?:\$\{[^{}]*\}|\{\{[^{}]*\}\}|<[A-Za-z_][^<>]*>)"
_PARTITION: Final = rf"arn:(?:aws(?:-cn|-us-gov|-iso|-iso-[bef]|-eusc)?|{_HOLE})"
_WHERE: Final = rf":(?:[a-z0-9-]+|{_HOLE}):(?:\d{{12}}|{_HOLE})"
_LAMBDA: Final = re.compile(
    rf"{_PARTITION}:lambda{_WHERE}:function:(?:[A-Za-z0-9_-]|{_HOLE})+"
    rf"(?::(?:[A-Za-z0-9$_-]+|{_HOLE}))?"
)
_ACTIVITY: Final = re.compile(rf"{_PARTITION}:states{_WHERE}:activity:[^:\s]+")
_INTEGRATION: Final = re.compile(
    rf"{_PARTITION}:states:(?:[a-z0-9-]+|{_HOLE})?:(?:\d{{12}}|{_HOLE})?"
    r":(?:(aws-sdk):)?([A-Za-z0-9-]+):([A-Za-z0-9]+)"
    r"(\.sync(?::2)?|\.waitForTaskToken)?"
)
# The same, and what fewer tools have: #{name}, [[name]], <%= name %>, @@name@@, %NAME%, __NAME__;
# and $NAME, where it is the whole text.
_PLACEHOLDER: Final = re.compile(
    rf"{_HOLE}|#\{{[^{{}}]+\}}|\[\[[^\[\]]+\]\]|<%[^<>]+%>|@@\w+@@|%[A-Z]\w*%|\b__[A-Z]\w*__\b"
    r"|\A\$[A-Z][A-Z0-9_]*\Z"
)


@dataclass(frozen=True, slots=True)
class Resource:
    """A Resource, taken apart.

    Attributes:
        text: as written.
        kind: what it names; `placeholder` where a deployment tool is to fill it in.
        service: the integration's service (`lambda`, `dynamodb`); empty for ARNs of functions and
            activities.
        action: the integration's action; empty likewise.
        pattern: how the answer is waited for.
    """

    text: str
    kind: Kind
    service: str = ""
    action: str = ""
    pattern: Pattern = ""

    @property
    def type_in_history(self) -> str:
        """`resourceType` of the Task events."""
        return f"aws-sdk:{self.service}" if self.kind == "aws-sdk" else self.service

    @property
    def name_in_history(self) -> str:
        """`resource` of the Task events."""
        return f"{self.action}{self.pattern}"

    @property
    def whose(self) -> str:
        """How causes call the worker of a result that is too large (recorded)."""
        return self.service or self.text


@lru_cache(maxsize=1024)
def parse_resource(text: str) -> Resource | None:
    """Take a Resource apart; None where it is none that AWS recognises."""
    if _LAMBDA.fullmatch(text):
        return Resource(text, "lambda")
    if _ACTIVITY.fullmatch(text):
        return Resource(text, "activity")
    match = _INTEGRATION.fullmatch(text)
    if match is not None:
        sdk, service, action, suffix = match.groups()
        pattern = _PATTERNS[suffix or ""]
        kind: Kind = "aws-sdk" if sdk else "http" if service == "http" else "service"
        offered = (
            service in SDK_SERVICES and pattern in _SDK_PATTERNS
            if kind == "aws-sdk"
            else is_offered(service, action, pattern)
        )
        return Resource(text, kind, service, action, pattern) if offered else None
    if _PLACEHOLDER.search(text):
        return Resource(text, "placeholder")
    return None


def unrecognised(text: str) -> str:
    """What AWS says of a Resource that it does not recognise (recorded)."""
    return (
        f"The resource provided {text} is not recognized. The value is not a valid resource ARN, "
        "or the resource is not available in this region."
    )


def is_map_resource(text: str, offered: Collection[str]) -> bool:
    """Whether an ItemReader or ResultWriter has a Resource that AWS recognises.

    Args:
        text: as written; a hole for a deployment tool may be anything.
        offered: `s3:getObject` and the like.
    """
    match = _INTEGRATION.fullmatch(text)
    if match is None:
        return _PLACEHOLDER.search(text) is not None
    sdk, service, action, suffix = match.groups()
    return not sdk and not suffix and f"{service}:{action}" in offered


def integration_words(text: str) -> tuple[bool, str, str, str] | None:
    """Whether a text calls an SDK, its service, action and suffix, be they known or not.

    Returns:
        None where it has not even the form of an integration.
    """
    match = _INTEGRATION.fullmatch(text)
    if match is None:
        return None
    sdk, service, action, suffix = match.groups()
    return bool(sdk), service, action, suffix or ""


def mistaken_word(text: str) -> tuple[str, Collection[str]] | None:
    """The first word of an integration that names nothing, and those that would.

    Args:
        text: what `parse_resource` does not recognise.

    Returns:
        None where the text has not even the form of an integration.
    """
    words = integration_words(text)
    if words is None:
        return None
    sdk, service, action, suffix = words
    if sdk:
        return (service, SDK_SERVICES) if service not in SDK_SERVICES else (suffix, _SDK_PATTERNS)
    actions = actions_of(service)
    if not actions:
        return service, OPTIMISED
    if action not in actions:
        return action, actions
    return suffix, actions[action]
