"""The members of a structure of botocore, by the names that Step Functions has for them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from asl.services.naming import member_name as _member_name

# What the SDK for Java calls otherwise, beside what its naming rules give.
# Source: its customisation of DynamoDB (codegen-resources/dynamodb/customization.config).
_RENAMED: Final = {("AttributeValue", "NULL"): "Nul"}


# Answers have the same few names over and over.
member_name: Final = lru_cache(maxsize=8192)(_member_name)


def wire_names(shape: Any) -> dict[str, str]:
    """Step Functions' names to the model's, for a structure.

    Optimised integrations have the model's own with a capital; SDK integrations those of Java.

    Args:
        shape: a StructureShape of botocore.
    """
    plain = {capital(wire): wire for wire in shape.members}
    return {**plain, **{member_name(wire): wire for wire in shape.members}}


def capital(name: str) -> str:
    """A name with a capital."""
    return name[:1].upper() + name[1:]


def shown_name(shape: Any, wire: str) -> str:
    """How a result of Step Functions calls a member.

    Args:
        shape: a StructureShape of botocore.
        wire: the model's name for the member.
    """
    return _RENAMED.get((shape.name, wire)) or member_name(wire)
