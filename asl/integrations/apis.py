"""The APIs that Tasks call: where each of them is, and how it is called."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol

from asl.integrations.bindings import Bindings
from asl.integrations.sdk.port import Endpoint, Exchange, Made, Operation
from asl.runtime.host import TaskCall
from asl.syntax.values import Json

if TYPE_CHECKING:
    from asl.integrations.sdk.calls import Calls
    from asl.integrations.sdk.dialect import Dialect

# Step Functions' own API, in the words of SDK integrations.
_OWN: Final = "sfn"
# Nobody listens there: what is written for it is handed over in this process.
_OWN_URL: Final = "http://states.invalid"


class OwnApi(Protocol):
    """Step Functions' own API in this process, for the executions that call it."""

    def exchange(self, account: str, region: str) -> Exchange:
        """What takes requests of an account in a region."""

    async def ended(self, execution_arn: str) -> None:
        """Wait until an execution has ended, or is not known."""


class Apis:
    """Calls of APIs, over all Tasks; on one event loop only."""

    def __init__(self, bindings: Bindings, region: str, own: OwnApi | None = None) -> None:
        """Nothing is called, and botocore is loaded when something is.

        Args:
            bindings: where the services are.
            region: that requests are signed for.
            own: what answers for Step Functions where no endpoint is bound to it.
        """
        self.own = own
        self._bindings = bindings
        self._region = region
        self._calls: Calls | None = None

    def knows(self, service: str) -> bool:
        """Whether a service has an endpoint.

        Args:
            service: in the words of SDK integrations.
        """
        return self._bindings.of_service(service) is not None or self.is_own(service)

    def is_own(self, service: str) -> bool:
        """Whether a service is the one of this process."""
        return service == _OWN and self.own is not None and service not in self._bindings.services

    def endpoint(self, service: str, call: TaskCall) -> Endpoint | None:
        """Where a call of a service goes; None where it has no endpoint."""
        if self.own is not None and self.is_own(service):
            assert call.execution is not None, "what runs in a server is an execution's"
            _, _, _, region, account, *_ = call.execution.arn.split(":")
            return Endpoint(url=_OWN_URL, exchange=self.own.exchange(account, region))
        target = self._bindings.of_service(service)
        return None if target is None else Endpoint(url=target.url)

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
        if self._calls is None:
            # In a thread: it takes a fifth of a second, in which all else would stand still.
            module = await asyncio.to_thread(import_module, "asl.integrations.sdk.calls")
            self._calls = self._calls or module.Calls(self._region)
        return await self._calls.make(asked, at, given, dialect)

    async def close(self) -> None:
        """Close the connections."""
        if self._calls is not None:
            await self._calls.close()
