"""Bytes or str -> a Source whose text can be written back as UTF-8."""

import codecs
import re

from asl.syntax.source import Source
from asl.syntax.values import MAX_SIZE

_BYTE_ORDER_MARK = "\ufeff"
_WIDE_MARKS = (
    codecs.BOM_UTF32_LE,
    codecs.BOM_UTF32_BE,
    codecs.BOM_UTF16_LE,
    codecs.BOM_UTF16_BE,
)
# Text starts with two ASCII characters, so its NULs tell the encoding (RFC 4627, section 3).
_WIDE_TEXT = re.compile(rb"(?s:\0\0\0[^\0]|[^\0]\0\0\0|(?:\0[^\0]){2}|(?:[^\0]\0){2})")


def read_source(source: bytes | str, name: str) -> Source:
    """Decode UTF-8 and drop one byte order mark.

    Raises:
        SyntaxFault: document-too-large; not-utf8; lone-surrogate, in a str that no UTF-8 stands
            for.

    Source: https://www.rfc-editor.org/rfc/rfc8259#section-8.1
    """
    if len(source) > MAX_SIZE:
        message = f"a document has at most {MAX_SIZE:,} bytes, and this one has {len(source):,}"
        raise Source(name, "").fault("document-too-large", message, 0, hint=None)
    text = _decode(source, name) if isinstance(source, bytes) else _checked(source, name)
    return Source(name, text.removeprefix(_BYTE_ORDER_MARK))


def _decode(data: bytes, name: str) -> str:
    if data.startswith(_WIDE_MARKS) or _WIDE_TEXT.match(data):
        message = "the text is in UTF-16 or UTF-32, not in UTF-8"
        raise Source(name, "").fault("not-utf8", message, 0, hint="save the file as UTF-8")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        at = len(data[: error.start].decode().removeprefix(_BYTE_ORDER_MARK))
        shown = Source(name, data.decode(errors="replace").removeprefix(_BYTE_ORDER_MARK))
        message = f"byte 0x{data[error.start]:02x} is not UTF-8 here"
        raise shown.fault("not-utf8", message, at, at + 1, hint="save the file as UTF-8") from error


def _checked(text: str, name: str) -> str:
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError as error:
        shown = Source(name, text.encode(errors="replace").decode().removeprefix(_BYTE_ORDER_MARK))
        at = error.start - text.startswith(_BYTE_ORDER_MARK)
        message = f"U+{ord(text[error.start]):04X} is half of a surrogate pair, not a character"
        raise shown.fault("lone-surrogate", message, at, at + 1, hint=None) from error
    return text
