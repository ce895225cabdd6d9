"""The environment variables of a function.

Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from asl.integrations.functions.pool import Identity

# Ours; they may hold the password of a database.
_PRIVATE = "ASL_"


def environment_of(
    identity: Identity, *, root: Path, memory: int, own: Mapping[str, str]
) -> dict[str, str]:
    """Of this process, with the function's own over them, and Lambda's over all.

    Args:
        identity: the function.
        root: its folder.
        memory: MiB that it is shown.
        own: those that it was given.
    """
    inherited = {name: text for name, text in os.environ.items() if not name.startswith(_PRIVATE)}
    day = datetime.now(UTC).strftime("%Y/%m/%d")
    lambdas = {
        "AWS_LAMBDA_FUNCTION_NAME": identity.name,
        "AWS_LAMBDA_FUNCTION_VERSION": identity.version,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(memory),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{identity.name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": f"{day}/[{identity.version}]{uuid.uuid4().hex}",
        "AWS_REGION": identity.region,
        "AWS_DEFAULT_REGION": identity.region,
        "LAMBDA_TASK_ROOT": str(root),
        "TZ": ":UTC",
    }
    return {**inherited, **own, **lambdas}
