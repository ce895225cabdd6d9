"""Calls over HTTP, of every kind, over the same connections."""

from __future__ import annotations

from asl.integrations.http.api_gateway import ApiInvoke
from asl.integrations.http.cluster_request import read_cluster_request
from asl.integrations.http.connections_file import ConnectionsFile
from asl.integrations.http.event_bridge import EventBridge, Services
from asl.integrations.http.invoke import HttpInvoke
from asl.integrations.http.known_connections import KnownConnections
from asl.integrations.http.network import Resolve, system_resolve
from asl.integrations.http.settings import HttpSettings
from asl.integrations.http.transport import Transport
from asl.integrations.http.unbound import API_GATEWAY, CLUSTER, HTTP
from asl.runtime.host import TaskCall
from asl.services.resource import Resource
from asl.syntax.values import Json


class HttpCalls:
    """Makes calls; on one event loop only."""

    def __init__(
        self, settings: HttpSettings, services: Services, region: str, resolve: Resolve | None
    ) -> None:
        """Nothing is called.

        Args:
            settings: what may be called.
            services: calls EventBridge and Secrets Manager, for connections.
            region: of the service.
            resolve: gives the addresses of a host; None for what this machine knows.
        """
        file = None if settings.connections is None else ConnectionsFile(settings.connections)
        self._transport = Transport(settings, resolve or system_resolve)
        known = KnownConnections(file, EventBridge(services))
        self._kinds: dict[str, HttpInvoke | ApiInvoke] = {
            HTTP: HttpInvoke(self._transport, known, region),
            API_GATEWAY: ApiInvoke(self._transport, region),
            CLUSTER: ApiInvoke(self._transport, region, prefix="EKS", read=read_cluster_request),
        }

    async def make(self, resource: Resource, call: TaskCall) -> Json:
        """Make a call and give its result.

        Raises:
            StatesError: it failed, or cannot be made.
        """
        return await self._kinds[resource.service](call)

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.close()
