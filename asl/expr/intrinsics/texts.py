"""Intrinsic functions on text and JSON. Arguments arrive as their kinds in `functions` read them.

Base64 is written without the line ends of MIME, which AWS's guide names but no recording shows, and
read with or without them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import Final

from asl.expr.intrinsics.java_text import fill
from asl.expr.intrinsics.json_text import read_json
from asl.expr.intrinsics.kinds import Unfit
from asl.runtime.values import GROWTH_LIMIT
from asl.syntax.values import Json

_ALGORITHMS: Final = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
}
_LINE_ENDS: Final = str.maketrans("", "", "\r\n\t ")


def fill_in(pieces: tuple[str, ...], *values: Json) -> Json:
    """States.Format."""
    return fill(pieces, values)


def string_to_json(text: str) -> Json:
    """States.StringToJson."""
    return read_json(text)


def json_to_string(value: Json) -> Json:
    """States.JsonToString: compact, members in their order."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # Escapes may double a text each time; past the limit it could never be put out.
    if len(text) > GROWTH_LIMIT:
        raise Unfit(f"the result has more than {GROWTH_LIMIT:,} characters")
    return text


def split(text: str, separators: str) -> Json:
    """States.StringSplit: each character of `separators` is one; empty pieces are left out."""
    if not separators:
        return [text] if text else []
    mark = separators[0]
    marked = text.translate(str.maketrans(separators, mark * len(separators)))
    return [piece for piece in marked.split(mark) if piece]


def encode(text: str) -> Json:
    """States.Base64Encode, of the text's UTF-8."""
    return base64.b64encode(_bytes(text)).decode("ascii")


def decode(text: str) -> Json:
    """States.Base64Decode, to text in UTF-8; the padding may be left out."""
    bare = text.translate(_LINE_ENDS).rstrip("=")
    padded = bare + "=" * (-len(bare) % 4)
    try:
        return base64.b64decode(padded, validate=True).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unfit("what is encoded is no text in UTF-8") from error
    except (binascii.Error, ValueError) as error:
        raise Unfit("the text is no Base64") from error


def digest(text: str, algorithm: str) -> Json:
    """States.Hash, of the text's UTF-8; hexadecimal, in lower case."""
    name = _ALGORITHMS.get(algorithm)
    if name is None:
        raise Unfit(f"the algorithm must be one of {', '.join(_ALGORITHMS)}")
    return hashlib.new(name, _bytes(text), usedforsecurity=False).hexdigest()


def merge(first: dict[str, Json], second: dict[str, Json], _deep: Json) -> Json:
    """States.JsonMerge: the members of both, the second's where both have them; never deep."""
    return {**first, **second}


def _bytes(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Unfit("the text holds half a surrogate pair") from error
