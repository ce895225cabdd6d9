"""The request that a call makes with its connection.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#http-task-data-merge
"""

from __future__ import annotations

import base64
import secrets
import time
from typing import Final

from asl.integrations.http.connection import ApiKey, Basic, Connection
from asl.integrations.http.fields import Pairs
from asl.integrations.http.form import form
from asl.integrations.http.headers import names, without
from asl.integrations.http.request import HttpRequest
from asl.integrations.http.transport import Outgoing
from asl.integrations.http.url import Url
from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.values import PAYLOAD_LIMIT, text_of
from asl.syntax.values import Json

JSON_TYPE: Final = "application/json; charset=UTF-8"


def outgoing(
    request: HttpRequest, connection: Connection, token: str | None, at: Url, region: str
) -> Outgoing:
    """What is sent: the call's own, then the connection's, then what the service adds.

    Args:
        request: what the Task asks for.
        connection: what goes before it.
        token: of OAuth; None where the connection has none.
        at: the URL that is called.
        region: of the service.

    Raises:
        StatesError: States.Runtime, where the two bodies cannot be one.
    """
    added = connection.parameters
    query = {name: value for name, value in request.query.items() if name not in dict(added.query)}
    body = _body(request, added.body)
    service = _service_headers(region)
    authorization = _authorization(connection, token)
    headers: list[tuple[str, str]] = []
    for more in (request.headers, added.headers, authorization, service):
        headers = [*without(headers, names(more)), *more]
    if body and not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", JSON_TYPE))
    asked = "&".join(
        part for part in (form(query, "REPEAT"), form(dict(added.query), "REPEAT")) if part
    )
    return Outgoing(method=request.method, url=at.asking(asked), headers=headers, body=body)


def basic(user: str, password: str) -> str:
    """The value of Authorization for a user and a password."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def body_of(value: Json) -> bytes:
    """A body as JSON; a text is sent as it stands, and null is no body."""
    if value is None:
        return b""
    text = value if isinstance(value, str) else text_of(value)
    return text.encode(errors="replace")


def trace_id() -> str:
    """A new X-Amzn-Trace-Id.

    Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
    """
    return f"Root=1-{int(time.time()):08x}-{secrets.token_hex(12)}"


def _service_headers(region: str) -> Pairs:
    return (
        ("User-Agent", f"Amazon|StepFunctions|HttpInvoke|{region}"),
        ("Range", f"bytes=0-{PAYLOAD_LIMIT}"),
        ("X-Amzn-Trace-Id", trace_id()),
    )


def _authorization(connection: Connection, token: str | None) -> Pairs:
    match connection.authorization:
        case Basic(user=user, password=password):
            return (("Authorization", basic(user, password)),)
        case ApiKey(name=name, value=value):
            return ((name, value),)
        case _:
            return (("Authorization", f"Bearer {token}"),)


def _body(request: HttpRequest, added: Pairs) -> bytes:
    body = request.body
    if added:
        if body is not None and not isinstance(body, dict):
            raise StatesError(
                RUNTIME,
                "The RequestBody is no object, and so cannot be merged with the body parameters of "
                "the connection: make it an object, or leave them out of the connection.",
            )
        body = {**(body or {}), **dict(added)}
    if request.form is not None and isinstance(body, dict):
        return form(body, request.form).encode()
    return body_of(body)
