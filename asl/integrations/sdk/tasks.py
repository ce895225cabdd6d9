"""Tasks that call an API of AWS: `aws-sdk:service:action`, with a task token or without.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
"""

from __future__ import annotations

from asl.integrations.apis import Apis
from asl.integrations.request_token import request_token
from asl.integrations.sdk.port import Operation
from asl.integrations.sdk.unbound import sdk_resource
from asl.runtime.host import Returned, Submitted, TaskCall


class SdkTasks:
    """Makes the calls."""

    def __init__(self, apis: Apis) -> None:
        """Nothing is called.

        Args:
            apis: where the services are.
        """
        self._apis = apis

    def answers(self, call: TaskCall) -> bool:
        """Whether a Task calls a service that an endpoint is bound to."""
        resource = sdk_resource(call.resource)
        return resource is not None and self._apis.knows(resource.service, call)

    def describe(self, call: TaskCall) -> str:
        """The endpoint."""
        resource = sdk_resource(call.resource)
        assert resource is not None, "only what calls an API comes here"
        return self._apis.describe(resource.service, call)

    async def __call__(self, call: TaskCall) -> Submitted | Returned:
        """Make a call.

        Raises:
            StatesError: it failed or cannot be made.
        """
        resource = sdk_resource(call.resource)
        assert resource is not None, "only what calls an API comes here"
        at = self._apis.endpoint(resource.service, call)
        assert at is not None, "only what is bound comes here"
        asked = Operation(
            service=resource.service,
            action=resource.action,
            text=resource.text,
            whose=resource.whose,
            token=request_token(call),
        )
        made = await self._apis.make(asked, at, call.input)
        if resource.pattern:
            return Submitted(output=made.result)
        return Returned(value=made.result)
