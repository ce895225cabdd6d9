"""The APIs that Tasks call: where each of them is, and how it is called."""

from __future__ import annotations

import asyncio
import re
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol

from asl.integrations.bindings import Bindings, EndpointTarget
from asl.integrations.exchange import Exchange
from asl.integrations.roles import assumed_role
from asl.integrations.sdk.port import Endpoint, Made, Operation
from asl.integrations.shown_url import shown
from asl.runtime.host import TaskCall
from asl.syntax.values import Json

if TYPE_CHECKING:
    from asl.integrations.sdk.calls import Calls
    from asl.integrations.sdk.dialect import Dialect

_ROLE: Final = re.compile(r"arn:[a-z-]+:iam::(\d{12}):")
# Step Functions' own API, in the words of SDK integrations.
_OWN: Final = "sfn"
# Nobody listens there: what is written for it is handed over in this process.
_OWN_URL: Final = "http://states.invalid"
# What is said of calls that go there.
SERVED: Final = "the server itself, under asl serve"


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

    def knows(self, service: str, call: TaskCall) -> bool:
        """Whether a call of a service has an endpoint.

        Args:
            service: in the words of SDK integrations.
            call: of a Task.
        """
        return self._target(service, call) is not None or self.is_own(service, call)

    def is_own(self, service: str, call: TaskCall) -> bool:
        """Whether a call goes to Step Functions in this process."""
        return self.own is not None and self.is_of_a_server(service, call)

    def is_of_a_server(self, service: str, call: TaskCall) -> bool:
        """Whether a call goes to Step Functions in this process, where that serves it."""
        if service != _OWN or service in self._bindings.services:
            return False
        choice = self._bindings.choice(call.state, call.resource)
        return choice is None or (choice.way == "endpoint" and choice.target is None)

    def _target(self, service: str, call: TaskCall) -> EndpointTarget | None:
        choice = self._bindings.choice(call.state, call.resource)
        if choice is not None and choice.target is not None:
            return choice.target
        return self._bindings.of_service(service)

    def endpoint(self, service: str, call: TaskCall) -> Endpoint | None:
        """Where a call of a service goes; None where it has no endpoint."""
        if self.own is not None and self.is_own(service, call):
            assert call.execution is not None, "what runs in a server is an execution's"
            _, _, _, region, account, *_ = call.execution.arn.split(":")
            # A role is known by its account, and here by nothing else.
            role = _ROLE.match(call.credentials or "")
            account = account if role is None else role[1]
            return Endpoint(url=_OWN_URL, exchange=self.own.exchange(account, region))
        target = self._target(service, call)
        if target is None:
            return None
        return Endpoint(url=target.url, role=assumed_role(call, self._bindings))

    def describe(self, service: str, call: TaskCall) -> str:
        """Where a call of a service goes, in a few words."""
        target = self._target(service, call)
        if target is None:
            return SERVED
        at = f"{service} of {'AWS itself' if target.url is None else shown(target.url)}"
        return f"{SERVED}, and otherwise {at}" if self.is_of_a_server(service, call) else at

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
