"""Connections of EventBridge at an endpoint, with their secrets from Secrets Manager."""

from __future__ import annotations

from typing import Final, Protocol

from asl.integrations.http.connection import BadConnection, Connection, read_connection
from asl.integrations.http.connection_faults import (
    bad_state,
    denied,
    in_progress,
    internal,
    not_found,
)
from asl.integrations.http.connection_names import connection_name
from asl.runtime.errors import StatesError
from asl.runtime.host import Returned, Submitted, TaskCall
from asl.syntax import SyntaxFault, parse_data
from asl.syntax.values import Json

_DESCRIBE: Final = "arn:aws:states:::aws-sdk:eventbridge:describeConnection"
_SECRET: Final = "arn:aws:states:::aws-sdk:secretsmanager:getSecretValue"  # noqa: S105 - an ARN
_READY: Final = ("AUTHORIZED", "ACTIVE")
_NOT_YET: Final = ("CREATING", "UPDATING", "AUTHORIZING")


class Services(Protocol):
    """What calls the APIs of services, as a Task with `aws-sdk` does."""

    def answers(self, call: TaskCall) -> bool:
        """Whether an endpoint is bound to the service of a call."""

    async def __call__(self, call: TaskCall) -> Submitted | Returned:
        """Make a call.

        Raises:
            StatesError: it failed.
        """


class EventBridge:
    """The connections that EventBridge has at an endpoint."""

    def __init__(self, services: Services) -> None:
        """Nothing is called.

        Args:
            services: calls EventBridge and Secrets Manager.
        """
        self._services = services

    async def find(self, call: TaskCall, arn: str) -> Connection | None:
        """A connection; None where no endpoint is bound to EventBridge.

        Args:
            call: the Task's, for the sake of which EventBridge is asked.
            arn: of the connection.

        Raises:
            StatesError: it cannot be had, or not be used.
        """
        name = connection_name(arn)
        if name is None or not self._services.answers(_asking(call, _DESCRIBE, {"Name": name})):
            return None
        said = await self._ask(call, _DESCRIBE, {"Name": name})
        _ready(name, said.get("ConnectionState"))
        held = said.get("SecretArn")
        secret: Json = None
        if isinstance(held, str):
            answer = await self._ask(call, _SECRET, {"SecretId": held})
            secret = _secret(name, answer.get("SecretString"))
        try:
            return read_connection(said, secret)
        except BadConnection as error:
            raise bad_state(f"The connection '{name}' cannot be used: {error}.") from None

    async def _ask(self, call: TaskCall, resource: str, given: dict[str, Json]) -> dict[str, Json]:
        try:
            made = await self._services(_asking(call, resource, given))
        except StatesError as error:
            if "ResourceNotFound" in (error.name or ""):
                raise not_found(error.cause or "") from error
            if "AccessDenied" in (error.name or ""):
                raise denied(error.cause or "") from error
            raise internal(f"{error.name}: {error.cause}") from error
        answer = made.value if isinstance(made, Returned) else made.output
        return answer if isinstance(answer, dict) else {}


def _asking(call: TaskCall, resource: str, given: dict[str, Json]) -> TaskCall:
    return TaskCall(state=call.state, resource=resource, input=given, execution=call.execution)


def _ready(name: str, state: Json) -> None:
    if state in _NOT_YET:
        raise in_progress(f"The connection '{name}' is not ready yet: it is {state}.")
    if state is not None and state not in _READY:
        raise bad_state(f"The connection '{name}' cannot be used: it is {state}.")


def _secret(name: str, text: Json) -> dict[str, Json]:
    try:
        parsed = parse_data(text) if isinstance(text, str) else None
    except SyntaxFault:
        parsed = None
    if isinstance(parsed, dict):
        return parsed
    # Without the text, and without what the parser may quote of it.
    raise bad_state(f"The connection '{name}' cannot be used: its secret is no object in JSON.")
