"""AWS CodeBuild.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-codebuild.html
"""

from __future__ import annotations

from typing import Final

from asl.integrations.optimised.asking import Asking
from asl.integrations.request_token import request_token
from asl.syntax.values import Json

_KNOWN_BY: Final = "IdempotencyToken"


async def known_again(asking: Asking, given: dict[str, Json]) -> dict[str, Json]:
    """A build that is asked for again is the same one: by a member that SDKs do not make up."""
    return (
        given
        if given.get(_KNOWN_BY) is not None
        else {**given, _KNOWN_BY: request_token(asking.call)}
    )
