"""What a Task with `apigateway:invoke` asks for.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-api-gateway.html#connect-api-gateway-requests
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from asl.integrations.http.fields import Fields, Pairs
from asl.integrations.http.request import METHODS
from asl.integrations.http.url import Url, read_url
from asl.services.parameter_faults import unusable
from asl.syntax.values import Json

_FIELDS: Final = (
    "ApiEndpoint",
    "Method",
    "Headers",
    "Stage",
    "Path",
    "QueryParameters",
    "RequestBody",
    "AllowNullValues",
    "AuthType",
)
_NO_AUTH: Final = "NO_AUTH"
_AUTH_TYPES: Final = (_NO_AUTH, "IAM_ROLE", "RESOURCE_POLICY")
_RESERVED: Final = frozenset(
    {
        "authorization",
        "connection",
        "content-md5",
        "expect",
        "host",
        "max-forwards",
        "proxy-authenticate",
        "server",
        "te",
        "transfer-encoding",
        "trailer",
        "upgrade",
        "via",
        "www-authenticate",
    }
)
_RESERVED_PREFIXES: Final = ("x-forwarded", "x-amz")
# What a path may have beside letters and digits; what is in per cent already stays so.
_IN_PATHS: Final = "/%:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiGatewayRequest:
    """One call.

    Attributes:
        url: of the endpoint, stage and path together.
        method: of HTTP.
        headers: in their order.
        query: every name with its values.
        body: RequestBody; None without one.
        signed: whether the request is signed.
    """

    url: Url
    method: str
    headers: Pairs = ()
    query: dict[str, Json] = field(default_factory=dict)
    body: Json = None
    signed: bool = False


def read_request(given: Json) -> ApiGatewayRequest:
    """The call that parameters ask for.

    Raises:
        StatesError: States.Runtime, with every member that cannot be used.
    """
    fields = Fields(given)
    fields.know(_FIELDS)
    url = _url(fields)
    method = fields.choice("Method", METHODS)
    headers = fields.headers(_RESERVED, _RESERVED_PREFIXES, lists=True)
    query = read_query(fields)
    authorized = fields.choice("AuthType", _AUTH_TYPES, _NO_AUTH)
    body = fields.body()
    if not fields.flag("AllowNullValues"):
        body = _without_nulls(body)
    if fields.reasons or url is None:
        raise unusable(given, fields.reasons)
    return ApiGatewayRequest(
        url=url,
        method=method,
        headers=headers,
        query=query,
        body=body,
        signed=authorized != _NO_AUTH,
    )


def read_query(fields: Fields) -> dict[str, Json]:
    """QueryParameters: every name with its values."""
    query: dict[str, Json] = {}
    for name, value in fields.pairs("QueryParameters", lists=True):
        query.setdefault(name, []).append(value)
    return query


def _url(fields: Fields) -> Url | None:
    endpoint = fields.text("ApiEndpoint", required=True)
    stage, path = fields.text("Stage"), fields.text("Path")
    if not endpoint:
        return None
    written = "".join(
        f"/{quote(part.removeprefix('/'), safe=_IN_PATHS, errors='replace')}"
        for part in (stage, path)
        if part
    )
    url = read_url(f"https://{endpoint}")
    if url is None or url.path or url.query or "#" in endpoint:
        fields.wrong("ApiEndpoint")
        return None
    return read_url(f"{url.origin}{written}")


def _without_nulls(value: Json) -> Json:
    """A body without the members that are null.

    Source: AllowNullValues in the same page.
    """
    if isinstance(value, dict):
        return {name: _without_nulls(one) for name, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_without_nulls(one) for one in value]
    return value
