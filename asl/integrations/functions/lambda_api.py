"""Functions behind the API of Lambda, as an endpoint offers it: LocalStack, moto, SAM's own.

Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
"""

from __future__ import annotations

import asyncio
import base64
import uuid
from typing import Final
from urllib.parse import quote

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from asl.integrations.connections import Connections
from asl.integrations.exchange import LONGEST
from asl.integrations.functions import faults
from asl.integrations.functions.http_answers import FunctionAnswer, post
from asl.integrations.functions.port import Invocation, Invoked, Unavailable
from asl.integrations.sdk.identities import Identities
from asl.integrations.sdk.session import NOBODY, Keys
from asl.integrations.shown_url import shown
from asl.runtime.values import compact
from asl.services.index import service
from asl.syntax import SyntaxFault, parse_data
from asl.syntax.values import Json

_AWS: Final = "https://lambda.{region}.amazonaws.com{china}"
_BASE: Final = "Lambda.AWSLambdaException"
_SUFFIX: Final = "Exception"
# Of the ARN of a function without its qualifier.
_ARN_PARTS: Final = 7


class LambdaApi:
    """Lambda at an endpoint, for every function that it has."""

    def __init__(self, url: str | None, seconds: float = LONGEST) -> None:
        """Bind it; nothing is sent.

        Args:
            url: of the endpoint; None for AWS itself.
            seconds: that a function may take.
        """
        self._url = None if url is None else url.rstrip("/")
        self._seconds = seconds
        self._connections: dict[str, Connections] = {}
        self._identities: dict[str, Identities] = {}

    async def invoke(self, invocation: Invocation) -> Invoked:
        """Have a function called and wait for its answer.

        Raises:
            Unavailable: the endpoint does not answer, or refuses the call.
        """
        try:
            response = await self._send(invocation, "RequestResponse")
        except TimeoutError:
            return faults.timed_out(str(uuid.uuid4()), self._seconds, "")
        return Invoked(
            payload=response.text,
            function_error=response.headers.get("x-amz-function-error") or None,
            version=response.headers.get("x-amz-executed-version", "$LATEST"),
            logs=_log(response.headers.get("x-amz-log-result", "")),
        )

    async def accept(self, invocation: Invocation, type: str) -> None:
        """Have an event queued, or a call tried out.

        Args:
            invocation: what is asked.
            type: `Event` or `DryRun`.

        Raises:
            Unavailable: the endpoint does not answer, or refuses the call.
        """
        try:
            await self._send(invocation, type)
        except TimeoutError as error:
            place = shown(server_of(self._url, invocation.region))
            message = f"{place} did not answer within {self._seconds:g} seconds"
            raise Unavailable("Lambda.SdkClientException", message) from error

    async def _send(self, invocation: Invocation, type: str) -> FunctionAnswer:
        region = invocation.region
        server = server_of(self._url, region)
        named = quote(_named(invocation, at_aws=self._url is None), safe="")
        url = f"{server}/2015-03-31/functions/{named}/invocations"
        if invocation.qualifier is not None:
            url += f"?Qualifier={quote(invocation.qualifier, safe='')}"
        headers = {
            "Content-Type": "application/json",
            "X-Amz-Invocation-Type": type,
            "X-Amz-Log-Type": "Tail" if type == "RequestResponse" else "None",
        }
        if invocation.client_context is not None:
            headers["X-Amz-Client-Context"] = invocation.client_context
        body = compact(invocation.payload)
        signed = _signed(url, body, headers, region, await self._keys(invocation))
        if server not in self._connections:
            self._connections[server] = Connections(server, self._seconds)
        response = await post(self._connections[server], url, body, signed)
        if not response.is_success:
            raise _refused(response)
        return response

    async def _keys(self, invocation: Invocation) -> Keys:
        """Who signs a call.

        Raises:
            StatesError: nobody may.
        """
        if self._url is not None and invocation.role is None:
            return NOBODY
        known = self._identities.setdefault(invocation.region, Identities(invocation.region))
        return await (known.own() if invocation.role is None else known.assumed(invocation.role))

    async def close(self) -> None:
        """Close the connections."""
        opened, self._connections = self._connections, {}
        await asyncio.gather(*(one.close() for one in opened.values()))


def server_of(url: str | None, region: str) -> str:
    """Where the API of Lambda begins: at an endpoint, or AWS's own in a region."""
    return url or _AWS.format(region=region, china=".cn" if region.startswith("cn-") else "")


def _named(invocation: Invocation, *, at_aws: bool) -> str:
    """How a function is asked for: AWS has those of other accounts, an endpoint knows its own."""
    if at_aws and invocation.account is not None:
        return ":".join(invocation.arn.split(":")[:_ARN_PARTS])
    return invocation.name


def _signed(
    url: str, body: bytes, headers: dict[str, str], region: str, keys: Keys
) -> dict[str, str]:
    request = AWSRequest(method="POST", url=url, data=body, headers=headers)
    signer = Credentials(keys.access, keys.secret, keys.token)
    SigV4Auth(signer, "lambda", region).add_auth(request)
    return dict(request.headers.items())


def _refused(response: FunctionAnswer) -> Unavailable:
    """The error of the SDK that Step Functions uses (recorded)."""
    said = _body(response.text)
    code = _first(response.headers.get("x-amzn-errortype"), said.get("__type"), said.get("code"))
    code = code.partition(":")[0].rpartition("#")[2]
    if code and not code.endswith(_SUFFIX):
        # SAM's own server leaves it out.
        code += _SUFFIX
    message = _first(said.get("message"), said.get("Message")) or response.reason
    known = service("lambda")
    action = None if known is None else known.action("invoke")
    name = f"Lambda.{code}"
    request = response.headers.get("x-amzn-requestid", "null")
    return Unavailable(
        name if action is not None and name in action.errors else _BASE,
        f"{message} (Service: AWSLambda; Status Code: {response.status}; "
        f"Error Code: {code or 'null'}; Request ID: {request}; Proxy: null)",
    )


def _body(text: str) -> dict[str, Json]:
    try:
        said = parse_data(text)
    except SyntaxFault:
        return {"message": text} if text else {}
    return said if isinstance(said, dict) else {"message": text}


def _first(*values: Json) -> str:
    return next((value for value in values if isinstance(value, str) and value), "")


def _log(encoded: str) -> str:
    try:
        return base64.b64decode(encoded).decode("utf-8", "replace")
    except ValueError:
        return ""
