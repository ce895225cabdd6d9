"""What to write in place of a Resource that AWS does not recognise."""

from __future__ import annotations

import re
from typing import Final

from asl.diagnostics.suggestions import Suggestions
from asl.services import index
from asl.services.optimised import OPTIMISED, actions_of, is_offered
from asl.services.resource import integration_words
from asl.services.sdk import SDK_SERVICES

_EXAMPLE: Final = "for example arn:aws:states:::lambda:invoke, or the ARN of a function or activity"
_BY_PATH: Final = (
    'a Resource is fixed: let it be arn:aws:states:::lambda:invoke, and find "FunctionName" in its '
    "parameters"
)
_ARN: Final = (
    "a function's ARN is arn:aws:lambda:REGION:ACCOUNT:function:NAME, the account of 12 digits"
)
_FUNCTION: Final = re.compile(r"arn:[a-z-]+:lambda:[^:]*:[^:]*:function:[^:.]+\.[A-Za-z:0-9]+")
# Longer words name nothing: what is not read need not be found.
_LONGEST: Final = 100
_SUFFIXES: Final = ("sync", "sync:2", "waitForTaskToken")


def remedy(text: str, suggestions: Suggestions) -> str:
    """What was meant, or what would do instead.

    Args:
        text: what `parse_resource` does not recognise.
        suggestions: for the definition.
    """
    if _FUNCTION.fullmatch(text):
        return 'call it by arn:aws:states:::lambda:invoke, with "FunctionName" in its parameters'
    if text.startswith(("$", "{%")):
        return _BY_PATH
    if text.startswith("arn:") and ":lambda:" in text and ":states:" not in text:
        return _ARN
    if len(text) > _LONGEST:
        return _EXAMPLE
    words = integration_words(text)
    if words is None:
        return _meant_suffix(text, suggestions) or _EXAMPLE
    sdk, service, action, suffix = words
    if sdk:
        found = _of_sdk(service, action, suffix) or suggestions.nearest(service, SDK_SERVICES)
    elif actions_of(service) and action not in actions_of(service):
        found = _elsewhere(service, action) or suggestions.nearest(action, actions_of(service))
    elif actions_of(service):
        found = _other_ways(service, action, suffix)
    else:
        found = _elsewhere(service, action) or suggestions.nearest(service, OPTIMISED)
    return found or _EXAMPLE


def _meant_suffix(text: str, suggestions: Suggestions) -> str | None:
    """The way to wait that was meant, where all before the last dot is an integration."""
    before, _, suffix = text.rpartition(".")
    return None if integration_words(before) is None else suggestions.nearest(suffix, _SUFFIXES)


def _of_sdk(service: str, action: str, suffix: str) -> str | None:
    word = service
    if service not in SDK_SERVICES:
        # The SDK for Python and the API's own ARNs call some services otherwise.
        word = index.words().get(service) or service.lower().replace("-", "")
        return f'did you mean "{word}"?' if word in SDK_SERVICES else None
    if is_offered(service, action, suffix):
        return f"arn:aws:states:::{service}:{action}{suffix} waits for the job"
    return "an SDK integration answers at once, or waits for a task token: remove the suffix"


def _other_ways(service: str, action: str, suffix: str) -> str:
    """How an optimised integration may be called, where it may not be called like this."""
    known = actions_of(service)[action]
    ways = [f'with "{name}"' for name in sorted(known) if name]
    if "" in known:
        ways.insert(0, f'without "{suffix}"')
    return f'call "{service}:{action}" {", or ".join(ways)}'


def _elsewhere(service: str, action: str) -> str | None:
    """The SDK integration that calls what is no optimised one."""
    word = index.words().get(service, service)
    known = index.service(word)
    if known is None or action not in known.actions:
        return None
    return f"call it by arn:aws:states:::aws-sdk:{word}:{action}"
