"""The two ways in: a document with its places, or just a value."""

from collections.abc import Callable
from importlib import import_module

import orjson

from asl.syntax.decoding import read_source
from asl.syntax.document import Document, Format
from asl.syntax.json_reader import read_json
from asl.syntax.json_scanner import scan
from asl.syntax.source import Source
from asl.syntax.values import MAX_DEPTH, MAX_SIZE, Json


def read_yaml(source: Source) -> Document:
    """Read a YAML text, as `asl.syntax.yaml_reader` does.

    Who reads JSON only never waits for what reads YAML, which takes long to load.

    Raises:
        SyntaxFault: as there.
    """
    read: Callable[[Source], Document] = import_module("asl.syntax.yaml_reader").read_yaml
    return read(source)


_READERS: dict[Format, Callable[[Source], Document]] = {"json": read_json, "yaml": read_yaml}
_UTF8_MARK = b"\xef\xbb\xbf"
# Every digit as a zero, so that a plain search finds a run of them.
_DIGITS_AS_ZEROS = bytes.maketrans(b"123456789", b"000000000")
# The shortest digits that orjson may take for a float, being past 64 bits.
_LONG_INTS = (b"0" * 20, b"-" + b"0" * 19)


def parse(source: bytes | str, *, name: str = "<input>", format: Format | None = None) -> Document:
    """Read a document and remember where everything in it stands.

    Args:
        source: UTF-8 bytes or a str; one byte order mark is dropped.
        name: what to call it in faults; an ending of .yaml or .yml makes it YAML.
        format: what it is, whatever its name: where neither tells, it is JSON.

    Raises:
        SyntaxFault: and nothing else, on any bytes and any str.

    Source: https://www.rfc-editor.org/rfc/rfc8259, https://yaml.org/spec/1.2.2/
    """
    return _READERS[format or _format_of(name)](read_source(source, name))


def parse_data(source: bytes | str, *, name: str = "<input>") -> Json:
    """Read JSON data: the value that `parse` reads, at a fraction of its time.

    The last value of a repeated name is kept, and nobody is told.

    Raises:
        SyntaxFault: the one that `parse` raises.

    Source: https://www.rfc-editor.org/rfc/rfc8259
    """
    try:
        data = source.encode() if isinstance(source, str) else source
        if not _is_doubtful(data):
            value = orjson.loads(data.removeprefix(_UTF8_MARK))
            if not _may_be_deep(data) or not _is_too_deep(value):
                return value
    except (UnicodeEncodeError, orjson.JSONDecodeError):
        pass  # the scanner finds the same fault, and says where and what it is
    return scan(read_source(source, name)).value


def _format_of(name: str) -> Format:
    return "yaml" if name.lower().endswith((".yaml", ".yml")) else "json"


def _is_doubtful(data: bytes) -> bool:
    """Tell whether orjson may read this otherwise than we do."""
    zeros = data.translate(_DIGITS_AS_ZEROS)
    return len(data) > MAX_SIZE or any(run in zeros for run in _LONG_INTS)


def _may_be_deep(data: bytes) -> bool:
    return data.count(b"[") + data.count(b"{") > MAX_DEPTH


def _is_too_deep(value: Json) -> bool:
    level = [value] if isinstance(value, (list, dict)) else []
    for _ in range(MAX_DEPTH):
        if not level:
            return False
        level = [
            child
            for container in level
            for child in (container.values() if isinstance(container, dict) else container)
            if isinstance(child, (list, dict))
        ]
    return bool(level)
