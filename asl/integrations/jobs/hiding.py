"""Values of variables, which no answer and no error tells: a job may have printed them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from asl.integrations.jobs.described import Told
from asl.runtime.values import text_of
from asl.syntax.values import Json

_SECRET: Final = re.compile("SECRET|TOKEN|PASSW|CREDENTIAL|KEY(?:_|$)", re.IGNORECASE)


def hidden(told: Told, secrets: AbstractSet[str]) -> Told:
    """What is told of a job, without some texts."""
    logs = told.logs and {
        pod: {name: _hide(text, secrets) for name, text in texts.items()}
        for pod, texts in told.logs.items()
    }
    return replace(told, tail=_hide(told.tail, secrets), logs=logs)


def inherited(variables: Mapping[str, str]) -> Iterator[str]:
    """Values of variables that are secrets by their names: processes have those of `asl` too."""
    yield from (value for name, value in variables.items() if _SECRET.search(name))


def values_of(given: Json) -> Iterator[str]:
    """The values of all variables that a Task gives its service, however deep they stand.

    Wherever that is: objects with a name and a value, in the spelling of AWS or of Kubernetes.
    """
    left = [given]
    while left:
        value = left.pop()
        if isinstance(value, list):
            left += value
        elif isinstance(value, dict):
            left += value.values()
            if "Name" in value or "name" in value:
                # As the job has them: another value as its JSON.
                texts = (value[key] for key in ("Value", "value") if value.get(key) is not None)
                yield from (text if isinstance(text, str) else text_of(text) for text in texts)
            # A Job of Kubernetes as text.
            jobs = (value[key] for key in ("Job", "job") if isinstance(value.get(key), str))
            left += [_parsed(job) for job in jobs]


def _parsed(text: str) -> Json:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _hide(text: str, secrets: AbstractSet[str]) -> str:
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "***")
    return text
