"""Tasks that call HTTP: `http:invoke`, `apigateway:invoke`, `eks:call`.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html;
https://docs.aws.amazon.com/step-functions/latest/dg/connect-api-gateway.html
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from asl.integrations.http.event_bridge import Services
from asl.integrations.http.settings import HttpSettings
from asl.integrations.http.unbound import called_url, http_resource, unbound
from asl.integrations.http.url import destination
from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.host import Returned, Submitted, TaskCall

if TYPE_CHECKING:
    from asl.integrations.http.calls import HttpCalls
    from asl.integrations.http.network import Resolve


class HttpTasks:
    """Makes the calls; on one event loop only. What carries them is loaded for the first."""

    def __init__(
        self,
        settings: HttpSettings,
        services: Services,
        region: str,
        resolve: Resolve | None = None,
    ) -> None:
        """Nothing is called.

        Args:
            settings: what may be called.
            services: calls EventBridge and Secrets Manager, for connections.
            region: of the service.
            resolve: gives the addresses of a host; None for what this machine knows.
        """
        self._settings = settings
        self._services = services
        self._region = region
        self._resolve = resolve
        self._calls: HttpCalls | None = None

    def answers(self, call: TaskCall) -> bool:
        """Whether a Task calls a host that the settings name."""
        if http_resource(call.resource) is None:
            return False
        url = called_url(call)
        if url is None:
            # What is asked for cannot be asked of anybody; the call says why.
            return bool(self._settings.hosts)
        return destination(url, self._settings.hosts) is not None

    def describe(self, call: TaskCall) -> str:
        """What would be called for a Task that it answers for, in a few words without secrets."""
        url = called_url(call)
        at = None if url is None else destination(url, self._settings.hosts)
        if url is None or at is None:
            return "a host that only the run tells"
        return at.origin if at == url else f"{at.origin} for {url.host}"

    async def __call__(self, call: TaskCall) -> Submitted | Returned:
        """Make a call.

        Raises:
            StatesError: it failed or cannot be made, or the settings do not name its host.
        """
        resource = http_resource(call.resource)
        if resource is None:
            raise StatesError(RUNTIME, unbound(call), terminal=True)
        if self._calls is None:
            self._calls = import_module("asl.integrations.http.calls").HttpCalls(
                self._settings, self._services, self._region, self._resolve
            )
        result = await self._calls.make(resource, call)
        return Submitted(output=result) if resource.pattern else Returned(value=result)

    async def close(self) -> None:
        """Close the connections."""
        if self._calls is not None:
            await self._calls.close()
