"""What Lambda itself answers where a function gives no answer.

Source: https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html, and payloads
that functions were seen to answer with.
"""

from __future__ import annotations

import signal
from typing import Final

from asl.integrations.functions.port import Invoked
from asl.runtime.values import compact

# Bytes of a response: 6 MiB and a little.
# Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
RESPONSE_LIMIT: Final = 6_291_556
# Bytes of what a function printed that are kept for one call.
LOG_LIMIT: Final = 65_536


def unhandled(error_type: str, message: str, logs: str) -> Invoked:
    """An error of the function, without a stack trace."""
    payload = compact({"errorType": error_type, "errorMessage": message}).decode()
    return Invoked(payload=payload, function_error="Unhandled", logs=logs)


def timed_out(request: str, seconds: float, logs: str) -> Invoked:
    """The function did not end in time."""
    message = f"RequestId: {request} Error: Task timed out after {seconds:.2f} seconds"
    return unhandled("Sandbox.Timedout", message, logs)


def exited(request: str, code: int, logs: str) -> Invoked:
    """The process ended before it answered; `code` is negative for a signal."""
    if code == 0:
        reason = "Runtime exited without providing a reason"
    elif code > 0:
        reason = f"Runtime exited with error: exit status {code}"
    else:
        words = signal.strsignal(-code) or f"signal {-code}"
        reason = f"Runtime exited with error: signal: {words.partition(':')[0].lower()}"
    return unhandled("Runtime.ExitError", f"RequestId: {request} Error: {reason}", logs)


def too_large(logs: str) -> Invoked:
    """The answer is longer than `RESPONSE_LIMIT`."""
    message = (
        f"Response payload size exceeded maximum allowed payload size ({RESPONSE_LIMIT} bytes)."
    )
    return unhandled("Function.ResponseSizeTooLarge", message, logs)


def shown(printed: bytes, total: int) -> str:
    """What was printed, as text that says where it was cut."""
    text = printed.decode("utf-8", "replace")
    return text if total <= len(printed) else f"[{total - len(printed)} bytes left out]\n{text}"
