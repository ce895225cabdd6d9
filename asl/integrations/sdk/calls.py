"""Calls of services at their endpoints: botocore writes and reads them, httpcore carries them."""

from __future__ import annotations

import asyncio
from typing import Final

from botocore.exceptions import UnknownServiceError

from asl.integrations.connections import (
    LONGEST,
    AnswerTooLarge,
    Connections,
    NoAnswer,
    shown,
)
from asl.integrations.sdk.client import Refused, ServiceClient, Unsendable
from asl.integrations.sdk.errors import sdk_failure
from asl.integrations.sdk.parameters import sdk_parameters
from asl.integrations.sdk.results import sdk_result
from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.values import PAYLOAD_LIMIT, oversized
from asl.services import index
from asl.services.index import Action, Service
from asl.services.resource import Resource, unrecognised
from asl.services.sdk import NOT_OFFERED
from asl.syntax.values import Json

# Bytes of an answer that are read: markup may make it several times as large as its result, whose
# own limit is the engine's to keep.
_MOST: Final = 32 * PAYLOAD_LIMIT


class Calls:
    """Makes calls; on one event loop only."""

    def __init__(self, region: str) -> None:
        """Nothing is called.

        Args:
            region: that requests are signed for.
        """
        self._region = region
        self._clients: dict[str, ServiceClient] = {}
        self._connections: dict[str, Connections] = {}
        self._loading = asyncio.Lock()

    async def make(self, resource: Resource, url: str, given: Json) -> Json:
        """Make a call and give its result.

        Args:
            resource: which action.
            url: of the endpoint.
            given: its parameters, as a Task has them.

        Raises:
            StatesError: it failed, or cannot be made.
        """
        service, action = _known(resource)
        client = await self._client(resource, service, url)
        operation = client.operations.get(resource.action)
        if operation is None:
            raise StatesError(RUNTIME, unrecognised(resource.text))
        parameters = sdk_parameters(given, operation.input_shape, action.input)
        fault = f"{service.prefix}.SdkClientException"
        try:
            request = client.request(operation, parameters)
            status, headers, body = await self._connection(url).exchange(
                request.method, request.url, request.body, dict(request.headers), _MOST
            )
            read = client.read(operation, parameters, status, headers, body)
        except Refused as refused:
            raise sdk_failure(service.prefix, operation, refused.answer) from refused
        except AnswerTooLarge as error:
            raise oversized(resource.whose) from error
        except TimeoutError as error:
            said = f"{shown(url)} did not answer within {LONGEST:g} seconds"
            raise StatesError(fault, said) from error
        except (NoAnswer, Unsendable) as error:
            raise StatesError(fault, str(error)) from error
        return sdk_result(read, operation.output_shape)

    async def _client(self, resource: Resource, service: Service, url: str) -> ServiceClient:
        """A service's client; its model takes a while to be read, so a thread does it.

        Raises:
            StatesError: botocore does not have the service.
        """
        async with self._loading:
            found = self._clients.get(resource.service)
            if found is None:
                try:
                    found = await asyncio.to_thread(ServiceClient, service.boto, url, self._region)
                except UnknownServiceError as error:
                    said = f"the botocore that is installed has no {service.boto}; update it"
                    raise StatesError(RUNTIME, said) from error
                self._clients[resource.service] = found
            return found

    def _connection(self, url: str) -> Connections:
        found = self._connections.get(url)
        if found is None:
            found = self._connections[url] = Connections(url, LONGEST)
        return found

    async def close(self) -> None:
        """Close the connections."""
        opened, self._connections = self._connections, {}
        await asyncio.gather(*(one.close() for one in opened.values()))


def _known(resource: Resource) -> tuple[Service, Action]:
    """A service and an action that Step Functions offers.

    Raises:
        StatesError: States.Runtime, where there is none.
    """
    service = index.service(resource.service)
    action = None if service is None else service.action(resource.action)
    refused = f"{resource.service}:{resource.action}" in NOT_OFFERED
    if service is None or action is None or action.streaming or refused:
        raise StatesError(RUNTIME, unrecognised(resource.text))
    return service, action
