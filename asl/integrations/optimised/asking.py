"""One Task's calls of the API behind its integration."""

from __future__ import annotations

from dataclasses import dataclass

from asl.integrations.apis import Apis
from asl.integrations.optimised.dialect import OptimisedDialect
from asl.integrations.request_token import request_token
from asl.integrations.sdk.port import Endpoint, Made, Operation
from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.host import TaskCall
from asl.services.integration import Action, Integration
from asl.services.integration_table import TABLE
from asl.services.resource import Resource
from asl.syntax.values import Json


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks for one Task.

    Attributes:
        apis: where the services are.
        call: of the Task.
        resource: that it names.
    """

    apis: Apis
    call: TaskCall
    resource: Resource

    @property
    def integration(self) -> Integration:
        """The service's."""
        return TABLE[self.resource.service]

    @property
    def action(self) -> Action:
        """The action's."""
        return self.integration.actions[self.resource.action]

    @property
    def api(self) -> str:
        """The API behind it, in the words of SDK integrations."""
        return self.action.api or self.integration.api

    async def made(self, action: str, given: Json) -> Made:
        """Call an action of the API.

        Raises:
            StatesError
        """
        at = self._endpoint(self.api)
        dialect = OptimisedDialect(self.integration)
        return await self.apis.make(self._operation(self.api, action), at, given, dialect)

    async def ask(self, action: str, given: dict[str, Json]) -> dict[str, Json]:
        """The result of a call.

        Raises:
            StatesError
        """
        return (await self.made(action, given)).result

    async def beside(self, service: str, action: str, given: dict[str, Json]) -> dict[str, Json]:
        """The result of a call of another service; bytes are base64 in both directions.

        Raises:
            StatesError
        """
        at = self._endpoint(service)
        dialect = OptimisedDialect(self.integration)
        return (await self.apis.make(self._operation(service, action), at, given, dialect)).result

    def _endpoint(self, service: str) -> Endpoint:
        at = self.apis.endpoint(service, self.call)
        if at is not None:
            return at
        cause = (
            f"The Task '{self.call.state}' calls {service}, and no endpoint is bound to it here: "
            f"give [endpoints] in asl.toml the URL of an endpoint as {service} or default."
        )
        raise StatesError(RUNTIME, cause, terminal=True)

    def _operation(self, service: str, action: str) -> Operation:
        return Operation(
            service=service,
            action=action,
            text=self.resource.text,
            whose=self.resource.whose,
            token=request_token(self.call),
        )

    def refused(self, error: str, cause: str) -> StatesError:
        """An error of the service."""
        return StatesError(f"{self.integration.prefix}.{error}", cause)
