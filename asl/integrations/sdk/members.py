"""The members of a structure of botocore, by the names that Step Functions has for them."""

from __future__ import annotations

from typing import Any, Final

from asl.services.naming import member_name

# What the SDK for Java calls otherwise, beside what its naming rules give.
# Source: its customisation of DynamoDB (codegen-resources/dynamodb/customization.config).
_RENAMED: Final = {("AttributeValue", "NULL"): "Nul"}


def wire_names(shape: Any) -> dict[str, str]:
    """Step Functions' name to the model's, for a structure.

    Args:
        shape: a StructureShape of botocore.
    """
    return {member_name(wire): wire for wire in shape.members}


def shown_name(shape: Any, wire: str) -> str:
    """How a result of Step Functions calls a member.

    Args:
        shape: a StructureShape of botocore.
        wire: the model's name for the member.
    """
    return _RENAMED.get((shape.name, wire)) or member_name(wire)
