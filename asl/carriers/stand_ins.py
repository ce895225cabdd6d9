"""What stands for a placeholder until it is deployed: a value of the type that its place asks for.

Two things may be known of a placeholder: its value (a template says what it will be) and its place
(the member whose value it is, the text around it). A known value is put in as it is, as AWS does,
before the text is parsed. An unknown one gives way to something that its place allows, so that a
definition is never found wrong for what nobody has told yet.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from asl.syntax import Json
from asl.syntax.document import Format
from asl.syntax.source import Source
from asl.syntax.splice import Splice, SplicedSource

PARTITION: Final = "aws"
REGION: Final = "us-east-1"
ACCOUNT: Final = "123456789012"
_SEGMENTS: Final = {1: PARTITION, 3: REGION, 4: ACCOUNT}

_TIMESTAMP: Final = "2030-01-01T00:00:00Z"
_OBJECTS: Final = (
    *("Parameters", "Arguments", "Payload", "Input", "ItemSelector", "ResultSelector"),
    *("Assign", "BatchInput"),
)
# The members whose type the language fixes. Clocks are chosen so that none is at odds with another
# one that is known.
_BY_MEMBER: Final[dict[str, Json]] = {
    "TimeoutSeconds": 99_999_999,
    "HeartbeatSeconds": 1,
    "MaxDelaySeconds": 31_622_399,
    "IntervalSeconds": 1,
    "BackoffRate": 2.0,
    "End": True,
    "ErrorEquals": ["Placeholder"],
    **{member: [] for member in ("Retry", "Catch", "Items")},
    **{member: {} for member in _OBJECTS},
}
_TEXTS: Final = frozenset(
    ("Comment", "Next", "Default", "StartAt", "Type", "Resource", "Error", "Cause", "Label")
)
_LITERAL_TEXTS: Final[dict[str, str]] = {
    "QueryLanguage": "JSONPath",
    "Timestamp": _TIMESTAMP,
    "Variable": "$.placeholder",
}
_is_comparison = re.compile(r"(Numeric|Boolean|Is)[A-Z]\w*").fullmatch
_NUMBERS: Final = frozenset(
    (
        "Seconds",
        "MaxAttempts",
        "MaxConcurrency",
        "MaxItems",
        "MaxItemsPerBatch",
        "MaxInputBytesPerBatch",
        "ToleratedFailureCount",
        "ToleratedFailurePercentage",
    )
)
_not_in_a_name = re.compile(r"[^A-Za-z0-9_]+")
_LONGEST_NAME: Final = 64
# How much of what stands in front of a placeholder is looked at.
_LOOK_BACK: Final = 400


@dataclass(frozen=True, slots=True)
class Hole:
    """A placeholder in a text, `text[start:end]`.

    Attributes:
        start, end: where it stands, its delimiters included.
        name: what stands between the delimiters.
        value: what takes its place, as text; None where nobody knows.
    """

    start: int
    end: int
    name: str
    value: str | None = None


def plain_name(name: str) -> str:
    """A placeholder's name as a word that may stand anywhere: in an ARN, a path, an expression."""
    word = _not_in_a_name.sub("_", name[:_LONGEST_NAME]).strip("_")
    return word if word[:1].isalpha() else f"x{word}"


def whole_value(member: str, name: str) -> Json:
    """What stands for an unknown value that is no part of a text: text, unless more can be told.

    Args:
        member: the name of the member whose value it is; empty in a list.
        name: what the placeholder is called.
    """
    typed = _typed(member)
    return whole_text(member, name) if typed is None else typed


def _typed(member: str) -> Json:
    """What a member takes by the language itself; None where that is text, or anything."""
    if member in _BY_MEMBER:
        return _BY_MEMBER[member]
    comparison = _is_comparison(member)
    if comparison and not member.endswith("Path"):
        return 1 if comparison[1] == "Numeric" else True
    return 1 if member in _NUMBERS else None


def whole_text(member: str, name: str) -> str:
    """What stands for an unknown value that is all there is of a text.

    A `Resource` stays a placeholder: it may be a function, an activity or any integration.
    """
    word = plain_name(name)
    if member == "Resource":
        return f"${{{word}}}"
    if member.endswith((".$", "Path")):
        return "$"
    if member.startswith("Timestamp"):
        return _TIMESTAMP
    return _LITERAL_TEXTS.get(member, word)


def part_of_text(before: str, name: str, member: str = "") -> str:
    """What stands for an unknown part of a text.

    Args:
        before: the text in front of it, of which the end counts.
        name: what the placeholder is called.
        member: whose value the text is, as for `whole_value`.
    """
    before = before[-_LOOK_BACK:]
    if before.startswith("arn:") and before.count(":") in _SEGMENTS:
        return _SEGMENTS[before.count(":")]
    if member == "Resource":
        return whole_text(member, name)
    start = before.rfind("{%")
    if start >= 0:
        return _in_jsonata(before[start + 2 :], name)
    if before.startswith("States.") and before.count("'") % 2 == 0 and before[-1:] in "(, ":
        return "1"
    return plain_name(name)


def _in_jsonata(before: str, name: str) -> str:
    """Within quotes and behind a dot a name may stand; elsewhere a value is due."""
    quoted = before.count("'") % 2 or before.count('"') % 2 or before.count("`") % 2
    joined = before[-1:] in (".", "$", "_") or before[-1:].isalnum()
    return plain_name(name) if quoted or joined else "$states.input"


def fill(source: Source, holes: Sequence[Hole], *, format: Format, name: str) -> SplicedSource:
    """The text with every hole filled, in which all else stands where it was written.

    Args:
        source: the text with the holes.
        holes: in the order of the text, none inside another.
        format: what the text is once it is filled.
        name: of the filled text.
    """
    text, splice, at = source.text, Splice(name), 0
    for hole, stand_in in _stand_ins(text, holes, format):
        splice.copy(text[at : hole.start], source, range(at, hole.start))
        splice.copy(stand_in, source, _spread(len(stand_in), hole))
        at = hole.end
    splice.copy(text[at:], source, range(at, len(text) + 1))
    return splice.finish()


def _spread(length: int, hole: Hole) -> list[int]:
    """Offsets of what fills a hole: together its characters have the place of all of it."""
    offsets = [hole.start] * length
    if length > 1:
        offsets[-1] = max(hole.end - 1, hole.start)
    return offsets


def _stand_ins(text: str, holes: Sequence[Hole], format: Format) -> Iterator[tuple[Hole, str]]:
    surroundings: _JsonAround | _YamlAround | None = None
    for hole in holes:
        if hole.value is not None:
            yield hole, hole.value
            continue
        if surroundings is None:
            masked = _masked(text, holes)
            surroundings = _JsonAround(masked) if format == "json" else _YamlAround(masked)
        yield hole, surroundings.stand_in(hole)


def _masked(text: str, holes: Sequence[Hole]) -> str:
    """The text with a word in place of every hole, so that what stands in them confuses nobody."""
    parts, at = [], 0
    for hole in holes:
        parts += [text[at : hole.start], "_" * (hole.end - hole.start)]
        at = hole.end
    return "".join([*parts, text[at:]])


# A string that is not closed ends with its line.
_JSON_STRING: Final = re.compile(r'"((?:[^"\\\n]|\\.)*+)"?(\s*:)?')
_MEMBER_BEFORE: Final = re.compile(r'"((?:[^"\\\n]|\\.){0,80})"\s*:\s*\Z')


class _JsonAround:
    """Tells of places in a JSON text what stands around them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._strings = list(_JSON_STRING.finditer(text))
        self._starts = [match.start() for match in self._strings]

    def stand_in(self, hole: Hole) -> str:
        index = bisect_right(self._starts, hole.start) - 1
        string = self._strings[index] if index >= 0 else None
        if string is None or hole.start >= string.end(1):
            return _bare(self._member(hole.start), hole.name)
        member = self._member(string.start()) if string[2] is None else ""
        if member and (hole.start, hole.end) == string.span(1):
            return whole_text(member, hole.name)
        before = self._text[max(string.start(1), hole.start - _LOOK_BACK) : hole.start]
        return part_of_text(before.replace('\\"', '"'), hole.name, member)

    def _member(self, at: int) -> str:
        match = _MEMBER_BEFORE.search(self._text[max(at - _LOOK_BACK, 0) : at])
        return match[1] if match else ""


def _bare(member: str, name: str) -> str:
    """Without quotes stand numbers, objects and lists; or a text that brings its own quotes."""
    typed = _typed(member)
    if typed is None and member not in _TEXTS and member not in _LITERAL_TEXTS:
        return "1"
    return _json(whole_value(member, name))


def _json(value: Json) -> str:
    return orjson.dumps(value).decode()


_YAML_MEMBER: Final = re.compile(
    r"""(?:^|[{,\n])\s*(?:-\s+)*(["']?)([^\s"'{},:#][^"'{},\n]{0,80}?)\1\s*:\s+(["']?)\Z"""
)
_YAML_VALUE: Final = re.compile(r"""(?:^|[:,\[{]\s|-\s)\s*(["']?)\Z""")
_YAML_END: Final = re.compile(r"\s*(?:\#|$|[,}\]])", re.MULTILINE)


class _YamlAround:
    """Tells of places in a YAML text what stands around them, as far as one line says it."""

    def __init__(self, text: str) -> None:
        self._text = text

    def stand_in(self, hole: Hole) -> str:
        text = self._text
        start = max(hole.start - _LOOK_BACK, 0)
        before = text[max(text.rfind("\n", start, hole.start) + 1, start) : hole.start]
        value = _YAML_VALUE.search(before)
        quote = value[1] if value else ""
        whole = text.startswith(quote, hole.end) if quote else bool(_YAML_END.match(text, hole.end))
        if value is None or not whole:
            begins = _value_start(before)
            return part_of_text(before[begins:], hole.name, _yaml_member(before[:begins]))
        called = _yaml_member(before)
        if quote:
            return whole_text(called, hole.name)
        return _json(whole_value(called, hole.name))


def _yaml_member(before: str) -> str:
    match = _YAML_MEMBER.search(before)
    return match[2] if match else ""


# What stands in front of the value in a line: dashes, and a name.
_YAML_ENTRY: Final = re.compile(r"""\s*(?:-\s+)*(?:["']?[\w.:$-]+["']?:\s+)?["']?""")


def _value_start(before: str) -> int:
    """Where in a line the value begins that goes on to its end; as near as can be told."""
    entry = _YAML_ENTRY.match(before)
    return entry.end() if entry else 0
