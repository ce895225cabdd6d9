"""Signature version 4, verified.

The order of the checks and their words are those of AWS's own front end.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Final
from urllib.parse import quote

from asl_server.wire.errors import (
    IncompleteSignatureException,
    InvalidSignatureException,
    MissingAuthenticationTokenException,
    UnrecognizedClientException,
)

ALGORITHM: Final = "AWS4-HMAC-SHA256"
_SKEW: Final = timedelta(minutes=15)
_FORMAT: Final = "%Y%m%dT%H%M%SZ"
_INSTANT: Final = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_TERM: Final = "aws4_request"
_PARAMETERS: Final = ("Credential", "Signature", "SignedHeaders")
_SCOPE_PARTS: Final = 5
_SPACES: Final = re.compile(r" +")
# A proxy may add these on the way.
_NOT_SIGNED: Final = frozenset({"x-amzn-trace-id"})


@dataclass(frozen=True, slots=True)
class Key:
    """A secret and whose it is.

    Attributes:
        secret: the secret access key.
        account: that its requests belong to; None for the server's own.
    """

    secret: str
    account: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A request as it came.

    Attributes:
        method: of HTTP.
        path: as it was sent, still encoded.
        query: as it was sent, without the question mark.
        headers: in order, with names in lower case.
        body: all of it.
    """

    method: str
    path: str
    query: str
    headers: Sequence[tuple[str, str]]
    body: bytes


@dataclass(frozen=True, slots=True)
class _Claim:
    """What an Authorization header says."""

    key_id: str
    scope: str
    date: str
    region: str
    signed_headers: str
    signature: str
    stamp: str


def verify(request: Signed, keys: Mapping[str, Key], *, service: str, now: datetime) -> str:
    """The access key of a request that is signed well.

    Raises:
        MissingAuthenticationTokenException, IncompleteSignatureException,
        InvalidSignatureException, UnrecognizedClientException: as AWS answers them.
    """
    claim = _claim(request, service, now)
    key = keys.get(claim.key_id)
    if key is None:
        raise UnrecognizedClientException
    canonical = _canonical(request, claim)
    to_sign = "\n".join(
        (ALGORITHM, claim.stamp, claim.scope, sha256(canonical.encode()).hexdigest())
    )
    signing_key = _signing_key(key.secret, claim.date, claim.region, service)
    expected = hmac.new(signing_key, to_sign.encode(), sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), claim.signature.encode()):
        raise InvalidSignatureException(
            "The request signature we calculated does not match the signature you provided. "
            "Check your AWS Secret Access Key and signing method. "
            "Consult the service documentation for details."
        )
    return claim.key_id


def _claim(request: Signed, service: str, now: datetime) -> _Claim:
    headers = dict(request.headers)
    authorization = headers.get("authorization")
    if authorization is None or not authorization.startswith("AWS4-"):
        raise MissingAuthenticationTokenException
    algorithm, _, rest = authorization.partition(" ")
    given = _parameters(rest)
    stamp = headers.get("x-amz-date", "")
    missing = [
        f"Authorization header requires '{name}' parameter."
        for name in _PARAMETERS
        if not given.get(name)
    ]
    if not stamp:
        missing.append("Authorization header requires existence of a 'X-Amz-Date' header.")
    if missing:
        raise IncompleteSignatureException(" ".join(missing))
    _check_time(stamp, now)
    _check_signed(request, given["SignedHeaders"])
    if algorithm != ALGORITHM:
        raise IncompleteSignatureException(
            f"Unsupported AWS 'algorithm': '{algorithm}' (only {ALGORITHM} for now). "
        )
    return _scoped(given, stamp, service)


def _parameters(text: str) -> dict[str, str]:
    found = {}
    for part in re.split(r"[, ]+", text):
        name, equals, value = part.partition("=")
        if part and not equals:
            raise IncompleteSignatureException(
                f"'{part}' not a valid key=value pair (missing equal-sign) in Authorization header."
            )
        found[name] = value
    return found


def _check_time(stamp: str, now: datetime) -> None:
    """Refuse what was signed more than a quarter of an hour ago, or is to be in the future."""
    signed_at = _instant(stamp)
    if signed_at is None:
        raise IncompleteSignatureException(
            f"Date must be in ISO-8601 'basic format'. Got '{stamp}'. "
            "See http://en.wikipedia.org/wiki/ISO_8601"
        )
    here = now.strftime(_FORMAT)
    if signed_at < now - _SKEW:
        earliest = (now - _SKEW).strftime(_FORMAT)
        raise InvalidSignatureException(
            f"Signature expired: {stamp} is now earlier than {earliest} ({here} - 15 min.)"
        )
    if signed_at > now + _SKEW:
        latest = (now + _SKEW).strftime(_FORMAT)
        raise InvalidSignatureException(
            f"Signature not yet current: {stamp} is still later than {latest} ({here} + 15 min.)"
        )


def _instant(stamp: str) -> datetime | None:
    if _INSTANT.fullmatch(stamp) is None:
        return None
    try:
        return datetime.strptime(stamp, _FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None


def _check_signed(request: Signed, signed_headers: str) -> None:
    signed = frozenset(signed_headers.lower().split(";"))
    if "host" not in signed:
        raise InvalidSignatureException(
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
        )
    for name, _ in request.headers:
        if name.startswith("x-amz") and name not in signed and name not in _NOT_SIGNED:
            raise InvalidSignatureException(
                f"'{name}' must be a 'SignedHeader' in the AWS Authorization."
            )


def _scoped(given: Mapping[str, str], stamp: str, service: str) -> _Claim:
    credential = given["Credential"].rstrip("/")
    parts = credential.split("/")
    if len(parts) != _SCOPE_PARTS:
        raise IncompleteSignatureException(
            "Credential must have exactly 5 slash-delimited elements, "
            f"e.g. keyid/date/region/service/term, got '{credential}'"
        )
    key_id, date, region, called, term = parts
    wrong = []
    if not region:
        wrong.append(f"Credential should be scoped to a valid region, not '{region}'.")
    if called != service:
        wrong.append(f"Credential should be scoped to correct service: '{service}'.")
    if term != _TERM:
        wrong.append(
            f"Credential should be scoped with a valid terminator: '{_TERM}', not '{term}'."
        )
    if stamp[: len("YYYYMMDD")] != date:
        wrong.append(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date "
            f"from HTTP: '{date}' != '{stamp[:8]}', from '{stamp}'."
        )
    if wrong:
        raise InvalidSignatureException(" ".join(wrong))
    return _Claim(
        key_id=key_id,
        scope="/".join(parts[1:]),
        date=date,
        region=region,
        signed_headers=given["SignedHeaders"],
        signature=given["Signature"],
        stamp=stamp,
    )


def _canonical(request: Signed, claim: _Claim) -> str:
    values: dict[str, list[str]] = {}
    for name, value in request.headers:
        values.setdefault(name, []).append(_SPACES.sub(" ", value.strip()))
    lines = [f"{name}:{','.join(values.get(name, ()))}" for name in claim.signed_headers.split(";")]
    return "\n".join(
        (
            request.method,
            quote(request.path, safe="/~") or "/",
            _canonical_query(request.query),
            *lines,
            "",
            claim.signed_headers,
            sha256(request.body).hexdigest(),
        )
    )


def _canonical_query(query: str) -> str:
    pairs = sorted(part.partition("=")[::2] for part in query.split("&") if part)
    return "&".join(f"{name}={value}" for name, value in pairs)


@lru_cache(maxsize=64)
def _signing_key(secret: str, date: str, region: str, service: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (date, region, service, _TERM):
        key = hmac.new(key, part.encode(), sha256).digest()
    return key
