"""What a Task with `http:invoke` asks for.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#connect-http-task-fields
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from asl.integrations.http.fields import Fields, Pairs
from asl.integrations.http.form import ARRAY_FORMATS, ArrayFormat
from asl.integrations.http.url import Url, read_url
from asl.services.parameter_faults import missing, unusable
from asl.syntax.values import Json

METHODS: Final = ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD")
_FIELDS: Final = (
    "ApiEndpoint",
    "Method",
    "Authentication",
    "InvocationConfig",
    "Headers",
    "QueryParameters",
    "RequestBody",
    "Transform",
)
_RESERVED: Final = frozenset(
    {
        "a-im",
        "accept-charset",
        "accept-datetime",
        "accept-encoding",
        "authorization",
        "cache-control",
        "connection",
        "content-encoding",
        "content-md5",
        "date",
        "expect",
        "forwarded",
        "from",
        "host",
        "http2-settings",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "if-unmodified-since",
        "max-forwards",
        "origin",
        "pragma",
        "proxy-authorization",
        "referer",
        "server",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "via",
        "warning",
    }
)
_RESERVED_PREFIXES: Final = ("x-forwarded-", "x-amz-", "x-amzn-")


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """One call, before its connection has added anything.

    Attributes:
        url: ApiEndpoint.
        method: one of METHODS.
        connection: ARN of the connection.
        headers: in their order.
        query: QueryParameters, to be encoded as a form; those that are null are left out.
        body: RequestBody; None without one.
        form: how the body's arrays are written where it is sent as a form; None for JSON.
    """

    url: Url
    method: str
    connection: str
    headers: Pairs = ()
    query: dict[str, Json] = field(default_factory=dict)
    body: Json = None
    form: ArrayFormat | None = None


def read_request(given: Json) -> HttpRequest:
    """The call that parameters ask for.

    Raises:
        StatesError: States.Runtime, with every member that cannot be used.
    """
    fields = Fields(given)
    fields.know(_FIELDS)
    url = read_url(fields.text("ApiEndpoint", required=True))
    if url is None and fields.value("ApiEndpoint") is not None:
        fields.wrong("ApiEndpoint")
    method = fields.choice("Method", METHODS)
    connection = _connection(fields)
    headers = fields.headers(_RESERVED, _RESERVED_PREFIXES, lists=False)
    query, body, arrays = _query(fields), fields.value("RequestBody"), _form(fields)
    if arrays is not None and not isinstance(body, (dict, str, type(None))):
        fields.wrong("RequestBody")
    if fields.reasons or url is None:
        raise unusable(given, fields.reasons)
    return HttpRequest(
        url=url,
        method=method,
        connection=connection,
        headers=headers,
        query=query,
        body=body,
        form=arrays,
    )


def _connection(fields: Fields) -> str:
    for name in ("InvocationConfig", "Authentication"):
        inner = fields.within(name, ("ConnectionArn",))
        if inner is not None:
            return inner.text("ConnectionArn", required=True)
    if isinstance(fields.given, dict) and not fields.given.keys() & {
        "InvocationConfig",
        "Authentication",
    }:
        fields.reasons.append(missing("Authentication"))
    return ""


def _query(fields: Fields) -> dict[str, Json]:
    value = fields.value("QueryParameters")
    if isinstance(value, str):
        texts: dict[str, Json] = {}
        for name, text in parse_qsl(value, keep_blank_values=True):
            texts.setdefault(name, []).append(text)
        return texts
    if isinstance(value, dict):
        return {name: one for name, one in value.items() if one is not None}
    if value is not None:
        fields.wrong("QueryParameters")
    return {}


def _form(fields: Fields) -> ArrayFormat | None:
    transform = fields.within("Transform", ("RequestBodyEncoding", "RequestEncodingOptions"))
    if transform is None:
        return None
    encoding = transform.choice("RequestBodyEncoding", ("NONE", "URL_ENCODED"), "NONE")
    options = transform.within("RequestEncodingOptions", ("ArrayFormat",))
    wanted = (
        "INDICES" if options is None else options.choice("ArrayFormat", ARRAY_FORMATS, "INDICES")
    )
    if encoding == "NONE":
        return None
    return next((one for one in ARRAY_FORMATS if one == wanted), None)
