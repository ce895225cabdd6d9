"""The API as the executions of this server call it: without a network, in their own account."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from email.utils import formatdate
from typing import Final

from asl.engines.port import Engine
from asl.integrations.exchange import Answered
from asl.stores.port import Store
from asl_server.aws import AwsApi
from asl_server.wire.requests import Caller

_TARGET: Final = "x-amz-target"
_RUNNING: Final = "RUNNING"


class OwnApi:
    """What Tasks call where no endpoint is bound to Step Functions."""

    def __init__(self, api: AwsApi, store: Store, engine: Engine) -> None:
        self._api = api
        self._store = store
        self._engine = engine

    def exchange(self, account: str, region: str) -> OwnExchange:
        """What takes requests of an account in a region."""
        return OwnExchange(self._api, Caller(account, region))

    async def ended(self, execution_arn: str) -> None:
        """Wait until an execution has ended, or is not known.

        Raises:
            StoreError
        """
        record = await self._store.execution(execution_arn)
        if record is not None and record.status == _RUNNING:
            await self._engine.ended(record)


@dataclass(frozen=True, slots=True)
class OwnExchange:
    """Takes requests that are written for a server and hands them to the API."""

    api: AwsApi
    caller: Caller

    async def exchange(
        self,
        method: str,  # noqa: ARG002 - the API has but POST
        url: str,  # noqa: ARG002 - and but one place
        body: bytes,
        headers: dict[str, str],
        most: int | None = None,  # noqa: ARG002 - what is answered is in memory already
    ) -> Answered:
        """Have a request answered: status, headers, body."""
        told = {name.lower(): value for name, value in headers.items()}
        answer = await self.api.answer(told.get(_TARGET, ""), body, self.caller)
        given = {
            "x-amzn-RequestId": str(uuid.uuid4()),
            "connection": "keep-alive",
            "Content-Length": str(len(answer.body)),
            "Date": formatdate(usegmt=True),
            "Content-Type": "application/x-amz-json-1.0",
        }
        shown = [(name.encode(), value.encode()) for name, value in given.items()]
        return answer.status, shown, answer.body
