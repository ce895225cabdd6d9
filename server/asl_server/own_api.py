"""The API as the executions of this server call it: without a network, in their own account."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass
from email.utils import formatdate
from typing import Final

from asl.engines.port import Engine
from asl.integrations.exchange import Answered
from asl.stores.port import Store, StoreError
from asl_server.aws import AwsApi
from asl_server.wire.requests import Caller

_TARGET: Final = "x-amz-target"
_RUNNING: Final = "RUNNING"
# Seconds until a store is asked again that could not answer.
_AGAIN: Final = 0.5


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
        """Wait until an execution has ended, or is not known, however long the store is away."""
        while True:
            if await self._has_ended(execution_arn):
                return
            await asyncio.sleep(_AGAIN)

    async def _has_ended(self, execution_arn: str) -> bool:
        """Wait likewise; False where the store has not been there, and is to be asked again."""
        try:
            record = await self._store.execution(execution_arn)
            if record is not None and record.status == _RUNNING:
                await self._engine.ended(record)
        except StoreError:
            # What it says of commits holds for this: nothing that runs fails for it.
            return False
        return True


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
