"""Signatures, held against botocore's own signer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from unittest.mock import patch

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from asl_server.wire.errors import ServiceError
from asl_server.wire.signature import Key, Signed, verify

KEY_ID: Final = "AKIDEXAMPLE"
KEYS: Final = {KEY_ID: Key("wJalrXUtnFEMI")}
NOW: Final = datetime(2026, 1, 1, 12, tzinfo=UTC)
TARGET: Final = "AWSStepFunctions.ListActivities"
HASH: Final = "X-Amz-Content-SHA256"
NOT_SAME: Final = "The request signature we calculated does not match"


def signed(  # noqa: PLR0913 - a row of the tables differs from the others in one
    *,
    method: str = "POST",
    url: str = "http://localhost:8083/",
    body: bytes = b"{}",
    secret: str = "wJalrXUtnFEMI",
    key_id: str = KEY_ID,
    service: str = "states",
    at: datetime = NOW,
    headers: dict[str, str] | None = None,
) -> Signed:
    """A request as botocore signs it."""
    request = AWSRequest(method, url, headers or {"X-Amz-Target": TARGET}, body)
    with patch("botocore.auth.get_current_datetime", lambda: at.replace(tzinfo=None)):
        SigV4Auth(Credentials(key_id, secret), service, "eu-west-1").add_auth(request)
    path, _, query = url.removeprefix("http://localhost:8083").partition("?")
    return Signed(
        method=method,
        path=path,
        query=query,
        headers=[("host", "localhost:8083"), *_lower(request.headers.items())],
        body=body,
    )


def _lower(headers: Any) -> list[tuple[str, str]]:
    return [(name.lower(), value) for name, value in headers]


def changed(request: Signed, name: str, change: Callable[[str], str]) -> Signed:
    """A request with one header changed."""
    return replace(
        request,
        headers=[(key, change(value) if key == name else value) for key, value in request.headers],
    )


def without(request: Signed, name: str) -> Signed:
    """A request with one header less."""
    return replace(request, headers=[pair for pair in request.headers if pair[0] != name])


def _capital_signature(authorization: str) -> str:
    head, found, signature = authorization.partition("Signature=")
    return head + found + signature.upper()


def answer(request: Signed) -> str:
    return verify(request, KEYS, service="states", now=NOW)


TAKEN = {
    "as boto3 sends it": signed(),
    "an empty body": signed(body=b""),
    "a body of bytes": signed(body=bytes(range(256))),
    "a path with a colon and a slash in it": signed(
        method="GET", url="http://localhost:8083/v1/executions/arn%3Aaws%3Astates%2Fx/history"
    ),
    "a query out of order": signed(method="GET", url="http://localhost:8083/v1/x?b=2&a=1&a-b=0"),
    "spaces in a header": signed(headers={"X-Amz-Target": f"  {TARGET}   a  "}),
    "the hash of its body in a header": signed(headers={HASH: sha256(b"{}").hexdigest()}),
    "a token of a session": signed(headers={"X-Amz-Security-Token": "any"}),
    "a header that is not signed": replace(
        signed(), headers=[*signed().headers, ("x-amzn-trace-id", "Root=1"), ("accept", "*/*")]
    ),
    "fourteen minutes old": signed(at=NOW - timedelta(minutes=14)),
    "fourteen minutes ahead": signed(at=NOW + timedelta(minutes=14)),
}


@pytest.mark.parametrize("request_", TAKEN.values(), ids=TAKEN)
def test_taken(request_: Signed) -> None:
    assert answer(request_) == KEY_ID


@given(st.binary(max_size=200))
def test_any_body_that_is_signed_is_taken(body: bytes) -> None:
    assert answer(signed(body=body)) == KEY_ID


AUTHORIZATION = "authorization"
# what is said: (request, code, what the message begins with)
REFUSED: dict[str, tuple[Signed, str, str]] = {
    "not signed": (
        without(signed(), AUTHORIZATION),
        "MissingAuthenticationTokenException",
        "Request is missing Authentication Token",
    ),
    "another scheme": (
        changed(signed(), AUTHORIZATION, lambda _: "Bearer x"),
        "MissingAuthenticationTokenException",
        "Request is missing Authentication Token",
    ),
    "another secret": (signed(secret="other"), "InvalidSignatureException", NOT_SAME),
    "another key": (
        signed(key_id="AKIDOTHER"),
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
    ),
    "a body that was not signed": (
        signed(headers={HASH: "UNSIGNED-PAYLOAD"}),
        "InvalidSignatureException",
        NOT_SAME,
    ),
    "a body that is signed piece by piece": (
        signed(headers={HASH: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"}),
        "InvalidSignatureException",
        NOT_SAME,
    ),
    "the hash of another body in a header": (
        signed(headers={HASH: sha256(b"[]").hexdigest()}),
        "InvalidSignatureException",
        NOT_SAME,
    ),
    "a signature in the query": (
        replace(without(signed(), "authorization"), query="X-Amz-Signature=0&X-Amz-Algorithm=A"),
        "MissingAuthenticationTokenException",
        "Request is missing Authentication Token",
    ),
    "an empty signature": (
        changed(signed(), "authorization", lambda text: text.partition("Signature=")[0]),
        "IncompleteSignatureException",
        "Authorization header requires 'Signature' parameter.",
    ),
    "a signature in capitals": (
        changed(signed(), "authorization", _capital_signature),
        "InvalidSignatureException",
        NOT_SAME,
    ),
    "another region": (
        changed(signed(), "authorization", lambda text: text.replace("eu-west-1", "us-east-1")),
        "InvalidSignatureException",
        NOT_SAME,
    ),
    "a header changed": (
        changed(signed(headers={"X-Amz-Meta": "a"}), "x-amz-meta", lambda _: "b"),
        "InvalidSignatureException",
        NOT_SAME,
    ),
    "a header added": (
        replace(signed(), headers=[*signed().headers, ("x-amz-meta", "a")]),
        "InvalidSignatureException",
        "'x-amz-meta' must be a 'SignedHeader' in the AWS Authorization.",
    ),
    "another body": (replace(signed(), body=b"[]"), "InvalidSignatureException", NOT_SAME),
    "another method": (replace(signed(), method="PUT"), "InvalidSignatureException", NOT_SAME),
    "another path": (replace(signed(), path="/x"), "InvalidSignatureException", NOT_SAME),
    "another query": (replace(signed(), query="a=1"), "InvalidSignatureException", NOT_SAME),
    "another operation": (
        changed(signed(), "x-amz-target", lambda _: "AWSStepFunctions.DeleteActivity"),
        "InvalidSignatureException",
        NOT_SAME,
    ),
    "another host": (
        changed(signed(), "host", lambda _: "localhost:1"),
        "InvalidSignatureException",
        NOT_SAME,
    ),
    "sixteen minutes old": (
        signed(at=NOW - timedelta(minutes=16)),
        "InvalidSignatureException",
        "Signature expired: 20260101T114400Z is now earlier than 20260101T114500Z "
        "(20260101T120000Z - 15 min.)",
    ),
    "sixteen minutes ahead": (
        signed(at=NOW + timedelta(minutes=16)),
        "InvalidSignatureException",
        "Signature not yet current: 20260101T121600Z is still later than 20260101T121500Z "
        "(20260101T120000Z + 15 min.)",
    ),
    "for another service": (
        signed(service="lambda"),
        "InvalidSignatureException",
        "Credential should be scoped to correct service: 'states'.",
    ),
    "no date": (
        without(signed(), "x-amz-date"),
        "IncompleteSignatureException",
        "Authorization header requires existence of a 'X-Amz-Date' header.",
    ),
    "a date that is none": (
        changed(signed(), "x-amz-date", lambda _: "yesterday"),
        "IncompleteSignatureException",
        "Date must be in ISO-8601 'basic format'. Got 'yesterday'.",
    ),
    "a date that no calendar has": (
        changed(signed(), "x-amz-date", lambda _: "20260231T000000Z"),
        "IncompleteSignatureException",
        "Date must be in ISO-8601 'basic format'. Got '20260231T000000Z'.",
    ),
    "a scope of another day": (
        changed(signed(), AUTHORIZATION, lambda text: text.replace("/20260101/", "/20251231/")),
        "InvalidSignatureException",
        "Date in Credential scope does not match YYYYMMDD",
    ),
    "a scope that ends otherwise": (
        changed(signed(), AUTHORIZATION, lambda text: text.replace("aws4_request", "aws5")),
        "InvalidSignatureException",
        "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5'.",
    ),
    "a scope without a region": (
        changed(signed(), AUTHORIZATION, lambda text: text.replace("/eu-west-1/", "//")),
        "InvalidSignatureException",
        "Credential should be scoped to a valid region, not ''.",
    ),
    "a scope too short": (
        changed(signed(), AUTHORIZATION, lambda text: text.replace("/eu-west-1/", "/")),
        "IncompleteSignatureException",
        "Credential must have exactly 5 slash-delimited elements",
    ),
    "no signature": (
        changed(signed(), AUTHORIZATION, lambda text: text.partition(", Signature")[0]),
        "IncompleteSignatureException",
        "Authorization header requires 'Signature' parameter.",
    ),
    "a part that says nothing": (
        changed(signed(), AUTHORIZATION, lambda text: f"{text}, x"),
        "IncompleteSignatureException",
        "'x' not a valid key=value pair (missing equal-sign) in Authorization header.",
    ),
    "the host not signed": (
        changed(signed(), AUTHORIZATION, lambda text: text.replace("=host;", "=")),
        "InvalidSignatureException",
        "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    ),
    "the operation not signed": (
        changed(signed(), AUTHORIZATION, lambda text: text.replace(";x-amz-target", "")),
        "InvalidSignatureException",
        "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization.",
    ),
    "another algorithm": (
        changed(signed(), AUTHORIZATION, lambda text: text.replace("SHA256 ", "SHA1 ")),
        "IncompleteSignatureException",
        "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1'",
    ),
    "a signature that is no ASCII": (
        changed(signed(), AUTHORIZATION, lambda text: f"{text[:-1]}ä"),
        "InvalidSignatureException",
        NOT_SAME,
    ),
}


@pytest.mark.parametrize(("request_", "code", "told"), REFUSED.values(), ids=REFUSED)
def test_refused(request_: Signed, code: str, told: str) -> None:
    with pytest.raises(ServiceError) as error:
        answer(request_)
    assert (error.value.code, error.value.message[: len(told)]) == (code, told)
