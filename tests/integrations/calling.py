"""Making a Task's call of a function, as an engine does."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from asl.integrations.bindings import Binding, Bindings, EndpointTarget, Functions, UrlTarget
from asl.integrations.lambda_tasks import LambdaTasks
from asl.runtime.errors import StatesError
from asl.runtime.host import Returned, Submitted, TaskCall
from asl.syntax.values import Json

ARN = "arn:aws:lambda:us-east-1:123456789012:function:charge"
INVOKE = "arn:aws:states:::lambda:invoke"


def endpoint(url: str, timeout: float | None = None) -> Bindings:
    """Everything at an endpoint."""
    return Bindings(endpoint=EndpointTarget(url=url, timeout=timeout))


def at_url(url: str, timeout: float | None = None) -> Bindings:
    """Everything at one URL."""
    return Bindings(functions=[Binding("*", UrlTarget(url=url, timeout=timeout))])


def call(
    bindings: Bindings,
    resource: str,
    given: Json,
    *,
    known: Sequence[Binding] = (),
    printed: list[tuple[str, str]] | None = None,
) -> Submitted | Returned | StatesError:
    """What becomes of a call."""
    logs = [] if printed is None else printed

    async def made() -> Submitted | Returned | StatesError:
        tasks = LambdaTasks(
            Functions(bindings, known), lambda _call, name, text: logs.append((name, text))
        )
        task = TaskCall(state="Charge", resource=resource, input=given, token="t" * 8)
        try:
            return await tasks(task)
        except StatesError as error:
            return error
        finally:
            await tasks.settle()
            await tasks.close()

    return asyncio.run(made())


def value(made: Submitted | Returned | StatesError) -> Json:
    """The result of a call that has succeeded."""
    assert isinstance(made, Returned), made
    return made.value


def failure(made: Submitted | Returned | StatesError) -> tuple[str | None, str]:
    """Error and cause of one that has failed."""
    assert isinstance(made, StatesError), made
    return made.name, made.cause or ""
