"""What a Task gets from Lambda, for each way of calling it, and how it fails.

Source: recorded (conformance areas services and error_handling): the members and their order, the
headers, and that a Cause is the function's own text for an ARN and written anew for `invoke`.
"""

from __future__ import annotations

import base64
import secrets
import time
import uuid
from email.utils import formatdate
from typing import Final

from asl.integrations.answer_metadata import answer_metadata
from asl.integrations.functions.port import Invoked
from asl.integrations.payload import value_of
from asl.runtime.errors import StatesError
from asl.runtime.values import text_of
from asl.syntax.values import Json

# Bytes of the end of a log that Lambda gives.
# Source: LogResult in https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
_TAIL_BYTES: Final = 4096
_UNKNOWN: Final = "Lambda.Unknown"
_OK: Final = 200
ACCEPTED: Final = 202
NO_CONTENT: Final = 204


def invoke_result(invoked: Invoked, *, tail: bool) -> Json:
    """The result of `lambda:invoke`.

    Args:
        invoked: what the function answered.
        tail: whether the end of the log belongs to it.
    """
    log = _tail(invoked.logs) if tail else None
    return {
        "ExecutedVersion": invoked.version,
        **({} if log is None else {"LogResult": log}),
        "Payload": value_of(invoked.payload),
        **_sdk(_OK, len(invoked.payload.encode()), invoked.version, log),
        "StatusCode": _OK,
    }


def accepted_result(status: int) -> Json:
    """The result of `lambda:invoke` where no answer is waited for.

    Args:
        status: `ACCEPTED` for an event, `NO_CONTENT` for a dry run.
    """
    return {"Payload": "", **_sdk(status, 0, None, None), "StatusCode": status}


def failure(invoked: Invoked, *, verbatim: bool) -> StatesError:
    """How a Task fails whose function has failed.

    Args:
        invoked: with the error object as its payload.
        verbatim: whether the Cause is the function's own text, white space and all.
    """
    error = value_of(invoked.payload)
    if isinstance(error, dict) and isinstance(error.get("errorType"), str) and error["errorType"]:
        return StatesError(error["errorType"], invoked.payload if verbatim else text_of(error))
    return StatesError(
        _UNKNOWN,
        "The cause could not be determined because Lambda did not return an error type. "
        f"Returned payload: {invoked.payload}",
    )


def _tail(logs: str) -> str:
    return base64.b64encode(logs.encode()[-_TAIL_BYTES:]).decode()


def _sdk(status: int, length: int, version: str | None, log: str | None) -> dict[str, Json]:
    """What the SDK tells of the answer."""
    request, now = str(uuid.uuid4()), time.time()
    headers = {
        **({} if version is None else {"X-Amz-Executed-Version": version}),
        **({} if log is None else {"X-Amz-Log-Result": log}),
        "x-amzn-Remapped-Content-Length": "0",
        "Connection": "keep-alive",
        "x-amzn-RequestId": request,
        "Content-Length": str(length),
        "Date": formatdate(now, usegmt=True),
        "X-Amzn-Trace-Id": f"root=1-{int(now):08x}-{secrets.token_hex(12)};sampled=0",
        "Content-Type": "application/json",
    }
    return answer_metadata(status, headers.items(), request)
