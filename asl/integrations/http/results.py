"""What a Task gets of an answer, and how it fails.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#unsupported-http-task-responses;
the members and their order are recorded (apigetway_task_service); that the Cause of
States.Http.StatusCode.* is the answer's status text alone is as AWS has been seen to give it.
"""

from __future__ import annotations

import codecs
from email.message import Message
from http import HTTPStatus
from typing import Final

from asl.integrations.exchange import Answer
from asl.integrations.payload import value_of
from asl.runtime.errors import RUNTIME, StatesError
from asl.syntax.values import Json

_GOOD: Final = range(200, 300)
_JSON: Final = "application/json"
# What no text is made of.
_BINARY: Final = "application/octet-stream"
_BINARY_KINDS: Final = ("image", "video", "audio")
# Charsets that a text may come in; the names are Python's.
_CHARSETS: Final = frozenset(
    (
        "utf-8",
        "ascii",
        "iso8859-1",
        "iso8859-15",
        "cp1252",
        "utf-16",
        "shift_jis",
        "euc_jp",
        "gb2312",
    )
)


def is_good(status: int) -> bool:
    """Whether an answer says that the call has succeeded."""
    return status in _GOOD


def status_text(status: int, reason: str) -> str:
    """The words of a status: those that came with it, or the usual ones."""
    if reason:
        return reason
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return str(status)


def result(answer: Answer) -> Json:
    """The result of a Task.

    Raises:
        StatesError: States.Runtime, where the body is no text.
    """
    kind = _content_type(answer)
    if kind.get_content_type() == _BINARY or kind.get_content_maintype() in _BINARY_KINDS:
        raise _unreadable(f"its content type is {kind.get_content_type()}")
    try:
        text = answer.body.decode(_charset(kind))
    except UnicodeDecodeError as error:
        raise _unreadable("it cannot be read as text") from error
    return {
        "Headers": _headers(answer),
        "ResponseBody": _body(text, kind.get_content_type()),
        "StatusCode": answer.status,
        "StatusText": status_text(answer.status, answer.reason),
    }


def text_of_body(answer: Answer) -> str:
    """The body of an answer, for a Cause; what is no text is replaced."""
    return answer.body.decode(_charset(_content_type(answer)), errors="replace")


def _unreadable(reason: str) -> StatesError:
    return StatesError(RUNTIME, f"The HTTP response is not supported: {reason}.")


def _content_type(answer: Answer) -> Message:
    message = Message()
    for name, value in answer.headers:
        if name.lower() == b"content-type":
            message["Content-Type"] = value.decode("latin-1")
            return message
    message["Content-Type"] = "text/plain"
    return message


def _charset(kind: Message) -> str:
    """What a text is read with; UTF-8 where none is named that is known."""
    named = kind.get_content_charset()
    try:
        found = "utf-8" if named is None else codecs.lookup(named).name
    except (LookupError, ValueError):
        return "utf-8"
    return found if found in _CHARSETS else "utf-8"


def _headers(answer: Answer) -> dict[str, Json]:
    """Every header with all of its values, under the name that came first."""
    names: dict[bytes, str] = {}
    found: dict[str, Json] = {}
    for name, value in answer.headers:
        shown = names.setdefault(name.lower(), name.decode("latin-1"))
        found.setdefault(shown, []).append(value.decode("latin-1"))
    return found


def _body(text: str, kind: str) -> Json:
    if kind != _JSON and not kind.endswith("+json"):
        return text
    return value_of(text)
