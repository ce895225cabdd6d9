"""`apigateway:invoke` and `eks:call`: one call of an API, whose answer is the result.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-api-gateway.html; results and
errors are recorded (apigetway_task_service);
https://docs.aws.amazon.com/step-functions/latest/dg/connect-eks.html
"""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from typing import Final

from asl.integrations.exchange import LONGEST, AnswerTooLarge, NoAnswer
from asl.integrations.http.api_gateway_request import ApiGatewayRequest, read_request
from asl.integrations.http.form import form
from asl.integrations.http.headers import names, without
from asl.integrations.http.network import AddressRefused
from asl.integrations.http.outgoing import JSON_TYPE, body_of, trace_id
from asl.integrations.http.results import is_good, result, status_text, text_of_body
from asl.integrations.http.transport import HostRefused, Outgoing, Transport
from asl.integrations.http.unbound import link_local, unbound
from asl.integrations.http.url import Url
from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.host import TaskCall
from asl.runtime.values import oversized
from asl.syntax.values import Json

_HOST: Final = re.compile(r"[a-z0-9-]+\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?")


class ApiInvoke:
    """Makes calls."""

    def __init__(
        self,
        transport: Transport,
        region: str,
        *,
        prefix: str = "ApiGateway",
        read: Callable[[Json], ApiGatewayRequest] = read_request,
        seconds: float = LONGEST,
    ) -> None:
        """Nothing is called.

        Args:
            transport: sends requests.
            region: that requests are signed for where their host names none.
            prefix: what names of errors begin with.
            read: gives the request that parameters ask for.
            seconds: that an answer may take.
        """
        self._prefix = prefix
        self._read = read
        self._transport = transport
        self._region = region
        self._seconds = seconds

    async def __call__(self, call: TaskCall) -> Json:
        """Make a call and give its result.

        Raises:
            StatesError: it failed, or cannot be made.
        """
        request = self._read(call.input)
        fault = f"{self._prefix}.SdkClientException"
        try:
            at = self._transport.locate(request.url)
            answer = await self._transport.send(self._outgoing(request, at), self._seconds)
        except HostRefused:
            raise StatesError(RUNTIME, unbound(call), terminal=True) from None
        except AddressRefused as refused:
            said = link_local(refused.host, refused.address)
            raise StatesError(RUNTIME, f"{said}.", terminal=True) from None
        except AnswerTooLarge as large:
            if not is_good(large.status):
                said = status_text(large.status, large.reason)
                raise StatesError(f"{self._prefix}.{large.status}", said) from None
            raise oversized(self._prefix.lower()) from None
        except TimeoutError:
            said = f"{request.url.origin} did not answer within {self._seconds:g} seconds"
            raise StatesError(fault, said) from None
        except NoAnswer as error:
            raise StatesError(fault, str(error)) from None
        if not is_good(answer.status):
            raise StatesError(f"{self._prefix}.{answer.status}", text_of_body(answer))
        return result(answer)

    def _outgoing(self, request: ApiGatewayRequest, at: Url) -> Outgoing:
        body = body_of(request.body)
        service = (
            ("User-Agent", f"Amazon|StepFunctions|{self._region}"),
            ("X-Amzn-Trace-Id", trace_id()),
        )
        headers = [*without(request.headers, names(service)), *service]
        if body and not any(name.lower() == "content-type" for name, _ in headers):
            headers.append(("Content-Type", JSON_TYPE))
        url = at.asking(form(request.query, "REPEAT"))
        sent = Outgoing(method=request.method, url=url, headers=headers, body=body)
        if not request.signed:
            return sent
        named = _HOST.fullmatch(request.url.host)
        region = self._region if named is None else named[1]
        signed: Outgoing = import_module("asl.integrations.http.signing").signed(sent, region)
        return signed
