"""Tasks that call an API of AWS: `aws-sdk:service:action`, with a task token or without.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from asl.integrations.bindings import Bindings
from asl.integrations.sdk.unbound import sdk_resource, unbound
from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.host import Returned, Submitted, TaskCall

if TYPE_CHECKING:
    from asl.integrations.sdk.calls import Calls


class SdkTasks:
    """Makes the calls; on one event loop only. botocore is loaded when the first is made."""

    def __init__(self, bindings: Bindings, region: str) -> None:
        """Nothing is called.

        Args:
            bindings: where the services are.
            region: that requests are signed for.
        """
        self._bindings = bindings
        self._region = region
        self._calls: Calls | None = None

    def answers(self, call: TaskCall) -> bool:
        """Whether a Task calls a service that an endpoint is bound to."""
        resource = sdk_resource(call.resource)
        return resource is not None and self._bindings.of_service(resource.service) is not None

    async def __call__(self, call: TaskCall) -> Submitted | Returned:
        """Make a call.

        Raises:
            StatesError: it failed or cannot be made, or no endpoint is bound to its service.
        """
        resource = sdk_resource(call.resource)
        target = None if resource is None else self._bindings.of_service(resource.service)
        if resource is None or target is None:
            raise StatesError(RUNTIME, unbound(call), terminal=True)
        if self._calls is None:
            self._calls = import_module("asl.integrations.sdk.calls").Calls(self._region)
        result = await self._calls.make(resource, target.url, call.input)
        return Submitted(output=result) if resource.pattern else Returned(value=result)

    async def close(self) -> None:
        """Close the connections."""
        if self._calls is not None:
            await self._calls.close()
