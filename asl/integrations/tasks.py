"""All Tasks that something real can answer for: functions of Lambda, and APIs at an endpoint."""

from __future__ import annotations

import os
from typing import Final

from asl.integrations.apis import Apis, OwnApi
from asl.integrations.bindings import Functions
from asl.integrations.lambda_tasks import LambdaTasks, Tell
from asl.integrations.optimised.tasks import OptimisedTasks
from asl.integrations.optimised.unbound import optimised_resource
from asl.integrations.sdk.tasks import SdkTasks
from asl.integrations.sdk.unbound import sdk_resource
from asl.runtime.host import Returned, Submitted, TaskCall
from asl.syntax.values import Json

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
        self._apis = Apis(functions.bindings, region or here)
        self._lambda = LambdaTasks(functions, tell)
        self._sdk = SdkTasks(self._apis)
        self._optimised = OptimisedTasks(self._apis)

    def serve(self, own: OwnApi) -> None:
        """Have Step Functions' own API called in this process, where no endpoint is bound to it."""
        self._apis.own = own

    def answers(self, call: TaskCall) -> bool:
        """Whether something is bound to what a Task calls."""
        return any(family.answers(call) for family in (self._lambda, self._sdk, self._optimised))

    async def __call__(self, call: TaskCall) -> Submitted | Returned:
        """Make a call.

        Raises:
            StatesError: it failed or cannot be made, or nothing is bound to what is called.
        """
        if sdk_resource(call.resource) is not None:
            return await self._sdk(call)
        if optimised_resource(call.resource) is not None:
            return await self._optimised(call)
        return await self._lambda(call)

    async def outcome(self, call: TaskCall) -> Json:
        """Wait for the job that a call has submitted.

        Raises:
            StatesError: it failed.
        """
        return await self._optimised.outcome(call)

    async def cancel(self, call: TaskCall) -> None:
        """End the job that a call has submitted."""
        await self._optimised.cancel(call)

    async def settle(self) -> None:
        """Wait until what no Task waits for has ended."""
        await self._lambda.settle()

    async def close(self) -> None:
        """End whatever runs for the Tasks."""
        await self._lambda.close()
        await self._apis.close()
