"""Calls of services at their endpoints: botocore writes and reads them, httpcore carries them."""

from __future__ import annotations

import asyncio
import threading
from typing import Any, Final
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError, UnknownServiceError

from asl.integrations.connections import Connections
from asl.integrations.exchange import LONGEST, Answered, AnswerTooLarge, NoAnswer
from asl.integrations.sdk.client import Refused, ServiceClient, Unsendable
from asl.integrations.sdk.dialect import Dialect, SdkDialect
from asl.integrations.sdk.identities import Identities
from asl.integrations.sdk.parameters import parameters_of, token_members
from asl.integrations.sdk.port import Endpoint, Made, Operation
from asl.integrations.sdk.results import result_of
from asl.integrations.sdk.session import NOBODY, Keys, alone
from asl.integrations.shown_url import shown
from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.values import PAYLOAD_LIMIT, oversized
from asl.services import index
from asl.services.index import Action, Service
from asl.services.resource import unrecognised
from asl.services.sdk import NOT_OFFERED
from asl.syntax.values import Json

# Bytes of an answer that are read: markup may make it several times as large as its result, whose
# own limit is the engine's to keep.
_MOST: Final = 8 * PAYLOAD_LIMIT
# Bytes of an answer that takes long enough to be read, some milliseconds, for others to notice.
_LONG: Final = 16_384


class Calls:
    """Makes calls; on one event loop only."""

    def __init__(self, region: str) -> None:
        """Nothing is called.

        Args:
            region: that requests are signed for.
        """
        self._region = region
        self._clients: dict[tuple[str, str | None], ServiceClient] = {}
        self._connections: dict[str, Connections] = {}
        self._loading = asyncio.Lock()
        self._lock = threading.Lock()
        self._session: Any = None
        self._identities = Identities(region)

    async def make(
        self, asked: Operation, at: Endpoint, given: Json, dialect: Dialect | None = None
    ) -> Made:
        """Make a call and give its result.

        Args:
            asked: what is called.
            at: where.
            given: its parameters, as a Task has them.
            dialect: of the integration; None for that of the SDK integrations.

        Raises:
            StatesError: it failed, or cannot be made.
        """
        service, action = _known(asked)
        dialect = dialect or SdkDialect(service.prefix)
        client = await self._client(asked, service, at.url)
        operation = client.operations.get(asked.action)
        if operation is None:
            raise StatesError(RUNTIME, unrecognised(asked.text))
        try:
            parameters = parameters_of(given, operation.input_shape, action.input, dialect)
        except RecursionError as error:
            raise StatesError(RUNTIME, f"{asked.text}: its parameters nest too deep") from error
        for member in token_members(operation.input_shape):
            parameters.setdefault(member, asked.token)
        fault = f"{dialect.prefix}.SdkClientException"
        try:
            request = client.request(operation, parameters, await self._keys(at))
            answered = await (at.exchange or self._connection(at.url or request.url)).exchange(
                request.method, request.url, request.body, dict(request.headers), _MOST
            )
            reading = client, operation, parameters, answered, dialect
            if len(answered[2]) > _LONG:
                return await asyncio.to_thread(_read, *reading)
            return _read(*reading)
        except Refused as refused:
            raise dialect.refusal(operation, refused.answer) from refused
        except AnswerTooLarge as error:
            raise oversized(asked.whose) from error
        except TimeoutError as error:
            said = f"{_place(at.url)} did not answer within {LONGEST:g} seconds"
            raise StatesError(fault, said) from error
        except (NoAnswer, Unsendable) as error:
            raise StatesError(fault, str(error)) from error

    async def _client(self, asked: Operation, service: Service, url: str | None) -> ServiceClient:
        """A service's client; its model takes a while to be read, so a thread does it.

        Raises:
            StatesError: botocore does not have the service, or makes nothing of the settings.
        """
        found = self._clients.get((asked.service, url))
        if found is not None:
            return found
        async with self._loading:
            try:
                return await asyncio.to_thread(self._load, asked.service, service.boto, url)
            except UnknownServiceError as error:
                said = f"the botocore that is installed has no {service.boto}; update it"
                raise StatesError(RUNTIME, said) from error
            except (BotoCoreError, ValueError) as error:
                said = f"{asked.text} cannot be called at {_place(url)}: {error}"
                raise StatesError(RUNTIME, said) from error

    def _load(self, service: str, boto: str, url: str | None) -> ServiceClient:
        # A lock of threads: one whose task was cancelled may still be at it.
        with self._lock:
            found = self._clients.get((service, url))
            if found is None:
                self._session = self._session or alone()
                found = ServiceClient(self._session, boto, url, self._region)
                self._clients[service, url] = found
            return found

    async def _keys(self, at: Endpoint) -> Keys:
        """Who signs a call.

        Raises:
            StatesError: nobody may.
        """
        if at.role is not None and at.exchange is None:
            return await self._identities.assumed(at.role)
        return NOBODY if at.url is not None else await self._identities.own()

    def _connection(self, url: str) -> Connections:
        parts = urlsplit(url)
        server = f"{parts.scheme}://{parts.netloc}"
        found = self._connections.get(server)
        if found is None:
            found = self._connections[server] = Connections(url, LONGEST)
        return found

    async def close(self) -> None:
        """Close the connections."""
        opened, self._connections = self._connections, {}
        await asyncio.gather(*(one.close() for one in opened.values()))


def _place(url: str | None) -> str:
    return "AWS" if url is None else shown(url)


def _read(
    client: ServiceClient,
    operation: Any,
    parameters: dict[str, Any],
    answered: Answered,
    dialect: Dialect,
) -> Made:
    """What an answer says.

    Raises:
        Refused, Unsendable
    """
    status, headers, body = answered
    read = client.read(operation, parameters, status, headers, body)
    try:
        return Made(
            result_of(read, operation.output_shape, dialect),
            status,
            [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers],
            read.get("ResponseMetadata", {}).get("RequestId", ""),
        )
    except (OverflowError, RecursionError) as error:
        raise Unsendable(f"the answer cannot be written as JSON: {error}") from error


def _known(asked: Operation) -> tuple[Service, Action]:
    """A service and an action that Step Functions offers.

    Raises:
        StatesError: States.Runtime, where there is none.
    """
    service = index.service(asked.service)
    action = None if service is None else service.action(asked.action)
    refused = f"{asked.service}:{asked.action}" in NOT_OFFERED
    if service is None or action is None or action.streaming or refused:
        raise StatesError(RUNTIME, unrecognised(asked.text))
    return service, action
