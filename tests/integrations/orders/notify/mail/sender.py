"""Sends mail."""

import os
from typing import Any


def send(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Say what would be sent, and by which function."""
    return {
        "from": os.environ["FROM"],
        "total": event["charged"]["total"],
        "name": context.function_name,
        "memory": context.memory_limit_in_mb,
    }
