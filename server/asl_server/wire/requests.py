"""Who asks: the account and the region of a request, from its credential scope."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

# LocalStack's convention: an access key of twelve digits is the account.
_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_SCOPE: Final = re.compile(r"Credential=([^/,\s]+)/[0-9]{8}/([a-z]{2,}(?:-[a-z0-9]+)+)/")


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a request belongs.

    Attributes:
        account: twelve digits.
        region: e.g. us-east-1.
    """

    account: str
    region: str


def caller_of(authorization: str | None, standard: Caller) -> Caller:
    """The caller of an Authorization header; what it does not tell is the standard's."""
    if authorization is None:
        return standard
    return _of_scope(authorization.partition("SignedHeaders")[0], standard)


@lru_cache(maxsize=256)
def _of_scope(credential: str, standard: Caller) -> Caller:
    scope = _SCOPE.search(credential)
    if scope is None:
        return standard
    key, region = scope.groups()
    return Caller(key if _ACCOUNT.fullmatch(key) else standard.account, region)
