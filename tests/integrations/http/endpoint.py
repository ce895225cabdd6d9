"""The APIs of services at an endpoint, for connections that EventBridge has."""

from __future__ import annotations

from asl.integrations.apis import Apis
from asl.integrations.bindings import Bindings
from asl.integrations.sdk.tasks import SdkTasks
from asl.runtime.host import Returned, Submitted, TaskCall


class EndpointServices:
    """What calls them."""

    def __init__(self, bindings: Bindings) -> None:
        self._apis = Apis(bindings, "us-east-1")
        self._sdk = SdkTasks(self._apis)

    def answers(self, call: TaskCall) -> bool:
        """Whether an endpoint is bound to the service of a call."""
        return self._sdk.answers(call)

    async def __call__(self, call: TaskCall) -> Submitted | Returned:
        """Make a call."""
        return await self._sdk(call)

    async def close(self) -> None:
        """Close the connections."""
        await self._apis.close()


def services(bindings: Bindings) -> EndpointServices:
    """What calls the services that are bound."""
    return EndpointServices(bindings)
