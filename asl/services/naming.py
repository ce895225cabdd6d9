"""The names that Step Functions has for what AWS's models call otherwise.

Its SDK integrations run on AWS's SDK for Java, and take that SDK's names with a capital: the
model's `DBInstanceIdentifier` is `DbInstanceIdentifier`, `jobName` is `JobName`, `equals` is
`EqualsValue`.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html; the
code generator of aws-sdk-java-v2 (Utils.unCapitalize, DefaultNamingStrategy, CodegenNamingUtils).
"""

from __future__ import annotations

import re
from typing import Final

# Words that are no names in Java, and methods that every Java object of the SDK has already.
_JAVA_WORDS: Final = """
    abstract assert boolean break byte case catch char class const continue default do double else
    enum extends false final finally float for goto if implements import instanceof int interface
    long native new null package private protected public return short static strictfp super switch
    synchronized this throw throws transient true try void volatile while
"""
_JAVA_METHODS: Final = """
    equals finalize getClass hashCode notify notifyAll toString wait builder sdkFields toBuilder
    overrideConfiguration sdkHttpResponse
"""
_TAKEN: Final[frozenset[str]] = frozenset((_JAVA_WORDS + _JAVA_METHODS).split())

_FIRST_WORD: Final = re.compile(r".[A-Z]*(?![a-z])|.")

# In the order of the generator, each with what it writes instead.
_WORDS: Final = (
    (re.compile(r"[^A-Za-z0-9]+"), " "),
    (re.compile(r"([^a-z]{2,})v([0-9]+)"), r"\1 v\2 "),
    (re.compile(r"([^A-Z]{2,})V([0-9]+)"), r"\1 V\2 "),
    (re.compile(r"(?<=[a-z])(?=[A-Z][a-zA-Z0-9])"), " "),
    (re.compile(r"([A-Z]+)([A-Z][a-z])"), r"\1 \2"),
    (re.compile(r"([0-9])([a-zA-Z])"), r"\1 \2"),
)


def service_word(service_id: str) -> str:
    """The word that a Resource has for a service: `sfn`, `cloudwatchlogs`."""
    bare = service_id.removeprefix("Amazon ").removeprefix("AWS ").removesuffix(" Service")
    return "".join(character for character in bare if character.isalnum()).lower()


def action_name(operation: str) -> str:
    """The word that a Resource has for an operation: `describeDBInstances`."""
    return _lowered(operation)


def member_name(wire: str) -> str:
    """The name of a request's or an answer's member: `DbInstanceIdentifier`.

    Args:
        wire: the name that the service's model has for it.
    """
    lowered = _lowered(wire)
    if lowered in _TAKEN or lowered.lower() in _TAKEN:
        lowered += "Value"
    return lowered[0].upper() + lowered[1:]


def error_prefix(service_id: str) -> str:
    """What stands before the dot in the name of an error: `DynamoDb`."""
    return _pascal(service_id).removeprefix("Amazon").removeprefix("Aws").removesuffix("Service")


def error_name(shape: str) -> str:
    """What stands behind the dot in the name of an error: `BucketAlreadyExistsException`.

    Args:
        shape: the name that the service's model has for it.
    """
    bare = shape.removesuffix("Fault") if shape.endswith("Fault") else shape
    name = _pascal(bare)
    return name if bare == shape and shape.endswith("Exception") else f"{name}Exception"


def _lowered(name: str) -> str:
    """Without the capitals it begins with, but for the one that begins its second word."""
    found = _FIRST_WORD.match(name)
    return name if found is None else found[0].lower() + name[found.end() :]


def _pascal(text: str) -> str:
    for pattern, instead in _WORDS:
        text = pattern.sub(instead, text)
    return "".join(word[0].upper() + word[1:].lower() for word in text.split())
