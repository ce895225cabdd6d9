"""YAML scalars -> values, by the core schema.

Source: https://yaml.org/spec/1.2.2/#103-core-schema
"""

import math
import re
from collections.abc import Callable

from asl.syntax.faults import SyntaxFault
from asl.syntax.positions import Extent
from asl.syntax.source import Source
from asl.syntax.values import MAX_DIGITS, Json

CORE_TAG = "tag:yaml.org,2002:"

# The form of a plain scalar tells its type: the first of these that it has, or else str. They take
# ASCII digits only.
_FORMS = {
    "null": r"null|Null|NULL|~|",
    "bool": r"true|True|TRUE|false|False|FALSE",
    "int": r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+",
    "float": r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
    "str": r"(?s:.*)",
}
_has_form = {kind: re.compile(form).fullmatch for kind, form in _FORMS.items()}
_form = re.compile("|".join(f"(?P<{kind}>{form})" for kind, form in _FORMS.items())).fullmatch

_BASES = {"0x": 16, "0o": 8}
_INT_BOUND = 10**MAX_DIGITS
_LONGEST_QUOTE = 24


def read_scalar(source: Source, text: str, extent: Extent, *, tag: str | None, plain: bool) -> Json:
    """Give the value of a scalar.

    Args:
        source: where it stands, for faults.
        text: its content, quotes and escapes undone.
        extent: where it stands.
        tag: its full tag, if it has one; "!" makes it a string.
        plain: whether it stands without quotes and not as a block: only then, and if it has no
            tag, its form tells its type.

    Raises:
        SyntaxFault: number-out-of-range, not-a-number; yaml-tag, where the tag is not one of the
            core schema's scalars or the text has not its form.
    """
    kind = _kind(text, plain=plain) if tag is None else _tagged_kind(source, tag, extent)
    if not _has_form[kind](text):
        message = f'"{_clip(text)}" is no {kind}'
        hint = "remove the tag, or correct the value"
        raise source.fault("yaml-tag", message, extent.start, extent.end, hint=hint)
    return _CONVERT[kind](source, text, extent)


def unknown_tag(source: Source, tag: str, extent: Extent) -> SyntaxFault:
    """Make the fault of a tag that is not the core schema's, or not one for this kind of node."""
    shown = f"!!{tag.removeprefix(CORE_TAG)}" if tag.startswith(CORE_TAG) else tag
    message = f'the tag "{_clip(shown)}" gives no JSON value here'
    hint = "only !!str, !!int, !!float, !!bool, !!null, !!map and !!seq are known"
    return source.fault("yaml-tag", message, extent.start, extent.end, hint=hint)


def _kind(text: str, *, plain: bool) -> str:
    match = _form(text) if plain else None
    return (match and match.lastgroup) or "str"


def _tagged_kind(source: Source, tag: str, extent: Extent) -> str:
    if tag == "!":
        return "str"
    kind = tag.removeprefix(CORE_TAG)
    if not tag.startswith(CORE_TAG) or kind not in _CONVERT:
        raise unknown_tag(source, tag, extent)
    return kind


def _str(_source: Source, text: str, _extent: Extent) -> str:
    return text


def _null(_source: Source, _text: str, _extent: Extent) -> None:
    return None


def _bool(_source: Source, text: str, _extent: Extent) -> bool:
    return text.lower() == "true"


def _int(source: Source, text: str, extent: Extent) -> int:
    value = _bounded_int(text)
    if value is None:
        message = f"an integer has at most {MAX_DIGITS:,} digits"
        raise source.fault("number-out-of-range", message, extent.start, extent.end, hint=None)
    return value


def _bounded_int(text: str) -> int | None:
    if len(text) > MAX_DIGITS + 2:  # a sign, or 0x
        return None
    try:
        value = int(text, _BASES.get(text[:2], 10))
    except ValueError:  # the process set Python's own limit below ours
        return None
    return value if abs(value) < _INT_BOUND else None


def _float(source: Source, text: str, extent: Extent) -> float:
    value = float(text) if text[-1] in "0123456789." else math.nan
    if math.isnan(value):
        message = f"JSON has no {text}"
        hint = "write null, or put it in quotes"
        raise source.fault("not-a-number", message, extent.start, extent.end, hint=hint)
    if math.isinf(value):
        message = f'"{_clip(text)}" is beyond the range of a 64-bit float'
        raise source.fault("number-out-of-range", message, extent.start, extent.end, hint=None)
    return value


def _clip(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"


_CONVERT: dict[str, Callable[[Source, str, Extent], Json]] = {
    "null": _null,
    "bool": _bool,
    "int": _int,
    "float": _float,
    "str": _str,
}
