"""Making calls of Tasks over HTTP, as an engine does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from asl.integrations.http.network import Resolve
from asl.integrations.http.settings import Host, HttpSettings
from asl.integrations.http.tasks import HttpTasks
from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.host import Returned, Submitted, TaskCall
from asl.syntax.values import Json

INVOKE: Final = "arn:aws:states:::http:invoke"
API_GATEWAY: Final = "arn:aws:states:::apigateway:invoke"
ARN: Final = "arn:aws:events:us-east-1:123456789012:connection/Shop/8121-0c42"
HOST: Final = "https://api.example.com"
# A connection that adds nothing but its key.
PLAIN: Final[Json] = {
    "AuthorizationType": "API_KEY",
    "AuthParameters": {"ApiKeyAuthParameters": {"ApiKeyName": "X-Key", "ApiKeyValue": "k"}},
}


class NoServices:
    """No endpoint is bound to any service."""

    def answers(self, call: TaskCall) -> bool:
        return call.resource == "nothing"

    async def __call__(self, call: TaskCall) -> Submitted | Returned:
        raise StatesError(RUNTIME, f"nothing answers {call.resource}")


def asking(**given: Json) -> dict[str, Json]:
    """Parameters of a call, with what it needs at least."""
    least = {
        "ApiEndpoint": f"{HOST}/path",
        "Method": "GET",
        "InvocationConfig": {"ConnectionArn": ARN},
    }
    return {name: value for name, value in {**least, **given}.items() if value is not ...}


def settings(
    folder: Path, base: str, connection: Json = PLAIN, *, allow_link_local: bool = False
) -> HttpSettings:
    """Every host at one base, and one connection in a file."""
    file = folder / "connections.json"
    file.write_text(json.dumps({"Shop": connection}), "utf-8")
    return HttpSettings(
        hosts=[Host("*", base)], connections=file, allow_link_local=allow_link_local
    )


def perform(
    said: HttpSettings,
    calls: Sequence[Json],
    *,
    resource: str = INVOKE,
    resolve: Resolve | None = None,
) -> list[Submitted | Returned | StatesError]:
    """What becomes of calls, one after another."""

    async def made() -> list[Submitted | Returned | StatesError]:
        tasks = HttpTasks(said, NoServices(), "us-east-1", resolve)
        results: list[Submitted | Returned | StatesError] = []
        for given in calls:
            try:
                results.append(await tasks(TaskCall(state="Ask", resource=resource, input=given)))
            except StatesError as error:
                results.append(error)
        await tasks.close()
        return results

    return asyncio.run(made())


def perform_one(
    said: HttpSettings, given: Json, *, resource: str = INVOKE, resolve: Resolve | None = None
) -> Submitted | Returned | StatesError:
    """What becomes of a call."""
    (made,) = perform(said, [given], resource=resource, resolve=resolve)
    return made


def value(made: Submitted | Returned | StatesError) -> Json:
    """The result of a call that has succeeded."""
    assert isinstance(made, Returned), made
    return made.value


def failure(made: Submitted | Returned | StatesError) -> tuple[str | None, str]:
    """Error and cause of one that has failed."""
    assert isinstance(made, StatesError), made
    return made.name, made.cause or ""
