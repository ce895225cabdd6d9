"""All Tasks that something real can answer for: functions of Lambda, and APIs at an endpoint."""

from __future__ import annotations

import os
from typing import Final

from asl.integrations.bindings import Functions
from asl.integrations.lambda_tasks import LambdaTasks, Tell
from asl.integrations.sdk.tasks import SdkTasks
from asl.integrations.sdk.unbound import sdk_resource
from asl.runtime.host import Returned, Submitted, TaskCall

_REGIONS: Final = ("AWS_REGION", "AWS_DEFAULT_REGION")
_REGION: Final = "us-east-1"


class IntegrationTasks:
    """Makes the calls of Tasks, each by what it is."""

    def __init__(self, functions: Functions, tell: Tell, region: str | None = None) -> None:
        """Nothing is called.

        Args:
            functions: what is bound.
            tell: is told what functions print.
            region: that requests are signed for; None for the environment's.
        """
        here = next((found for name in _REGIONS if (found := os.environ.get(name))), _REGION)
        self._lambda = LambdaTasks(functions, tell)
        self._sdk = SdkTasks(functions.bindings, region or here)

    def answers(self, call: TaskCall) -> bool:
        """Whether something is bound to what a Task calls."""
        return self._lambda.answers(call) or self._sdk.answers(call)

    async def __call__(self, call: TaskCall) -> Submitted | Returned:
        """Make a call.

        Raises:
            StatesError: it failed or cannot be made, or nothing is bound to what is called.
        """
        if sdk_resource(call.resource) is not None:
            return await self._sdk(call)
        return await self._lambda(call)

    async def settle(self) -> None:
        """Wait until what no Task waits for has ended."""
        await self._lambda.settle()

    async def close(self) -> None:
        """End whatever runs for the Tasks."""
        await self._lambda.close()
        await self._sdk.close()
