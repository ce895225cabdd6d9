"""Values of variables, which no answer and no error tells: a job may have printed them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace

from asl.integrations.jobs.described import Told
from asl.syntax.values import Json


def hidden(told: Told, secrets: AbstractSet[str]) -> Told:
    """What is told of a job, without some texts."""
    logs = told.logs and {
        pod: {name: _hide(text, secrets) for name, text in texts.items()}
        for pod, texts in told.logs.items()
    }
    return replace(told, tail=_hide(told.tail, secrets), logs=logs)


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
            for name, text in (("Name", "Value"), ("name", "value")):
                if name in value and isinstance(value.get(text), str):
                    yield value[text]
            if isinstance(value.get("Job"), str):
                # A Job of Kubernetes as text.
                left.append(_parsed(value["Job"]))


def _parsed(text: str) -> Json:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _hide(text: str, secrets: AbstractSet[str]) -> str:
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "***")
    return text
