"""Task tokens: made by this database, or not.

A token is random bytes and a code over them by the database's secret. So those of calls that have
ended need not be kept to be told from what was never a token.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from typing import Final

# Bytes; 128 characters in all.
_RANDOM: Final = 72
_CODE: Final = 24


class Mint:
    """Makes tokens and knows them again."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def token(self) -> str:
        """A new token; nobody can guess it."""
        random = secrets.token_bytes(_RANDOM)
        return urlsafe_b64encode(random + self._code(random)).decode()

    def made(self, token: str) -> bool:
        """Whether a token is one of this database, of whatever age."""
        try:
            text = urlsafe_b64decode(token.encode("ascii"))
        except (Error, UnicodeEncodeError):
            return False
        random, code = text[:_RANDOM], text[_RANDOM:]
        return hmac.compare_digest(self._code(random), code)

    def _code(self, random: bytes) -> bytes:
        return hmac.digest(self._secret, random, "sha256")[:_CODE]
