"""REST on state machines."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from asl.syntax.values import Json
from asl_server.asgi import Server
from asl_server.operations.machine_views import describe_state_machine, list_state_machines
from asl_server.operations.machines import (
    create_state_machine,
    delete_state_machine,
    update_state_machine,
)
from asl_server.rest.requests import answers, caller_of, given, machine_arn, shown, text_of

_TAGS: list[str] = ["state machines"]
_NO_ROLE = "arn:aws:iam::{account}:role/none"
Limit = Annotated[int | None, Query(ge=0, le=1000, description="100 where it is not given")]
Next = Annotated[str | None, Query(description="`nextToken` of the page before")]


class NewMachine(BaseModel):
    """A state machine to create."""

    model_config = ConfigDict(extra="forbid")

    name: str
    definition: dict[str, Json] | str = Field(description="ASL, as JSON or as text")
    role_arn: str | None = Field(None, alias="roleArn", description="no role is taken here")
    type: Literal["STANDARD", "EXPRESS"] = "STANDARD"
    logging: dict[str, Json] | None = Field(None, alias="loggingConfiguration")
    tags: dict[str, str] = Field(default_factory=dict)


class ChangedMachine(BaseModel):
    """What of a state machine is to change."""

    model_config = ConfigDict(extra="forbid")

    definition: dict[str, Json] | str | None = None
    role_arn: str | None = Field(None, alias="roleArn")
    logging: dict[str, Json] | None = Field(None, alias="loggingConfiguration")


def machine_routes(server: Server) -> APIRouter:
    """The routes below /v1/state-machines."""
    routes = APIRouter(prefix="/v1/state-machines", tags=[*_TAGS])
    perform = server.perform

    @routes.post("", status_code=201, responses=answers(create_state_machine.result, 201))
    async def create(request: Request, machine: NewMachine) -> Response:
        """Create a state machine; asked again for the same one, answer as before."""
        caller = caller_of(request)
        value = given(
            name=machine.name,
            definition=_definition(machine.definition),
            roleArn=machine.role_arn or _NO_ROLE.format(account=caller.account),
            type=machine.type,
            loggingConfiguration=machine.logging,
            tags=[{"key": key, "value": value} for key, value in machine.tags.items()],
        )
        return shown(await perform(create_state_machine, value, caller), 201)

    @routes.get("", responses=answers(list_state_machines.result))
    async def list_(request: Request, limit: Limit = None, next: Next = None) -> Response:
        """List the state machines, the oldest first."""
        value = given(maxResults=limit, nextToken=next)
        return shown(await perform(list_state_machines, value, caller_of(request)))

    @routes.get("/{machine}", responses=answers(describe_state_machine.result))
    async def describe(request: Request, machine: str) -> Response:
        """Show a state machine, by its name or its ARN."""
        value: dict[str, Json] = {"stateMachineArn": machine_arn(request, machine)}
        return shown(await perform(describe_state_machine, value, caller_of(request)))

    @routes.patch("/{machine}", responses=answers(update_state_machine.result))
    async def update(request: Request, machine: str, change: ChangedMachine) -> Response:
        """Change a state machine; executions that run keep what they began with."""
        value = given(
            stateMachineArn=machine_arn(request, machine),
            definition=_definition(change.definition),
            roleArn=change.role_arn,
            loggingConfiguration=change.logging,
        )
        return shown(await perform(update_state_machine, value, caller_of(request)))

    @routes.delete("/{machine}", status_code=204)
    async def delete(request: Request, machine: str) -> Response:
        """Delete a state machine, at once or after its last execution."""
        value: dict[str, Json] = {"stateMachineArn": machine_arn(request, machine)}
        await perform(delete_state_machine, value, caller_of(request))
        return Response(status_code=204)

    return routes


def _definition(given_as: dict[str, Json] | str | None) -> str | None:
    return text_of(given_as) if isinstance(given_as, dict) else given_as
