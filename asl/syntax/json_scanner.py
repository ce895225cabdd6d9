"""JSON text -> value, in one pass without recursion. Source: https://www.rfc-editor.org/rfc/rfc8259.

Where values stand is not noted but for the ends of containers: `json_reader` finds the rest again
when it is asked for.
"""

import json
import math
import re
from array import array
from bisect import bisect_left
from dataclasses import dataclass

from asl.syntax import json_mistakes as mistakes
from asl.syntax.json_tokens import (
    CONTAINER,
    FRACTION,
    LITERAL,
    LITERALS,
    NAME,
    TEXT,
    WHOLE,
    match_delimiter,
    match_element,
    match_literal,
    match_member,
    match_number,
    read_string,
    skip_space,
)
from asl.syntax.source import Source
from asl.syntax.values import MAX_DEPTH, MAX_DIGITS, Json

_SURROGATE = re.compile("[\ud800-\udfff]")
# Objects whose repeated names are looked into; the log of them takes no more names than this.
_MOST_REPEATS = 1000


@dataclass(frozen=True, slots=True)
class Scan:
    """A JSON text read through.

    Attributes:
        value: what it says; the last value of a repeated name.
        start: offset of the outermost value.
        end: offset behind it.
        container_starts: offset of each container, in the order of the text.
        container_ends: for each of those the offset behind it.
        repeats: offset of each object that repeats a name -> the path that leads to it.
    """

    value: Json
    start: int
    end: int
    container_starts: "array[int]"
    container_ends: "array[int]"
    repeats: dict[int, list[str | int]]

    def end_of_container(self, start: int) -> int | None:
        """Give the offset behind the container that starts here, if one does."""
        index = bisect_left(self.container_starts, start)
        if self.container_starts[index : index + 1] == array("I", [start]):
            return self.container_ends[index]
        return None


@dataclass(slots=True)
class _Open:
    """A container whose end has not been read; `token` names the child that is being read."""

    container: Json
    start: int
    index: int
    closer: str
    token: str | int = ""


def scan(source: Source) -> Scan:
    """Read a JSON text.

    Raises:
        SyntaxFault: json-syntax, too-deep, number-out-of-range, not-a-number or lone-surrogate.
    """
    return _Scanner(source).run()


class _Scanner:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._text = source.text
        self._at = 0
        self._open: list[_Open] = []
        self._starts = array("I")
        self._ends = array("I")
        self._repeats: dict[int, list[str | int]] = {}

    def run(self) -> Scan:
        start = skip_space(self._text, 0)
        if start == len(self._text):
            raise mistakes.empty(self._source)
        if self._text[start] in "{[":
            value: Json = self._enter(start)
            while self._open:
                top = self._open[-1]
                if top.closer == "}":
                    self._read_members(top)
                else:
                    self._read_elements(top)
        else:
            value, self._at = self._read_scalar(start)
        if skip_space(self._text, self._at) != len(self._text):
            raise mistakes.trailing(self._source, self._at)
        return Scan(value, start, self._at, self._starts, self._ends, self._repeats)

    def _read_members(self, top: _Open) -> None:
        """Read on until this object ends or a container starts in it."""
        text, at, members = self._text, self._at, top.container
        while True:
            match = match_member(text, at)
            if match is None:
                name, start = self._read_name(at)
                opens = text.startswith(("{", "["), start)
            else:
                name, start = match[NAME], match.end() - 1
                opens = match.lastindex == CONTAINER
            if name in members:
                self._note_repeat(top)
            if opens:
                top.token = name
                members[name] = self._enter(start)
                return
            if match is None:
                members[name], at = self._read_item(start)
            else:
                members[name] = match[TEXT] if match.lastindex == TEXT else self._convert(match)
                at = match.end()
            if text[at - 1] == "}":
                self._leave(at)
                return

    def _read_elements(self, top: _Open) -> None:
        """Read on until this array ends or a container starts in it."""
        text, at, elements = self._text, self._at, top.container
        while True:
            match = match_element(text, at)
            if match is None:
                value, at = self._read_item(skip_space(text, at))
                elements.append(value)
            elif match.lastindex == CONTAINER:
                top.token = len(elements)
                elements.append(self._enter(match.end() - 1))
                return
            else:
                elements.append(match[TEXT] if match.lastindex == TEXT else self._convert(match))
                at = match.end()
            if text[at - 1] == "]":
                self._leave(at)
                return

    def _convert(self, match: re.Match[str]) -> Json:
        """Give the value of a number or literal that was matched together with its delimiter."""
        if match.lastindex == LITERAL:
            return LITERALS[match[LITERAL]]
        if not match[FRACTION]:
            return int(match[WHOLE])
        return self._float(match[WHOLE] + match[FRACTION], match.start(WHOLE))

    def _enter(self, start: int) -> Json:
        if len(self._open) == MAX_DEPTH:
            raise mistakes.too_deep(self._source, start)
        container: Json = {} if self._text[start] == "{" else []
        closer = "}" if self._text[start] == "{" else "]"
        self._open.append(_Open(container, start, len(self._starts), closer))
        self._starts.append(start)
        self._ends.append(start)
        self._at = skip_space(self._text, start + 1)
        if self._text.startswith(closer, self._at):
            self._leave(self._at + 1)
        return container

    def _leave(self, at: int) -> None:
        """Close the innermost container, and all those that close right behind it."""
        while True:
            self._ends[self._open.pop().index] = at
            if not self._open:
                break
            at = self._read_delimiter(at)
            if self._text[at - 1] == ",":
                break
        self._at = at

    def _note_repeat(self, top: _Open) -> None:
        if top.start not in self._repeats and len(self._repeats) < _MOST_REPEATS:
            self._repeats[top.start] = [outer.token for outer in self._open[:-1]]

    # What follows reads word by word, so that it can say which word is wrong.

    def _read_name(self, at: int) -> tuple[str, int]:
        """Read a member name and its colon; give the name and where the value starts."""
        start = skip_space(self._text, at)
        if not self._text.startswith('"', start):
            raise mistakes.name(self._source, start, self._open[-1].start)
        name, end = self._read_string(start)
        colon = skip_space(self._text, end)
        if not self._text.startswith(":", colon):
            raise mistakes.colon(self._source, colon, self._open[-1].start)
        return name, skip_space(self._text, colon + 1)

    def _read_item(self, start: int) -> tuple[Json, int]:
        """Read a scalar and the delimiter behind it."""
        value, end = self._read_scalar(start)
        return value, self._read_delimiter(end)

    def _read_delimiter(self, at: int) -> int:
        top = self._open[-1]
        match = match_delimiter(self._text, at)
        if match is None or match[1] not in (",", top.closer):
            raise mistakes.delimiter(self._source, at, top.start)
        return match.end()

    def _read_scalar(self, start: int) -> tuple[Json, int]:
        text = self._text
        if text.startswith('"', start):
            return self._read_string(start)
        match = match_literal(text, start)
        if match is not None:
            return LITERALS[match[0]], match.end()
        match = match_number(text, start)
        if match is None:
            raise mistakes.value(self._source, start, self._open[-1].start if self._open else None)
        whole, fraction = match.groups()
        if fraction:
            return self._float(match[0], start), match.end()
        return self._int(whole, start), match.end()

    def _read_string(self, start: int) -> tuple[str, int]:
        try:
            value, end = read_string(self._text, start)
        except json.JSONDecodeError:
            raise mistakes.string(self._source, start) from None
        if not value.isascii() and _SURROGATE.search(value):
            raise mistakes.surrogate(self._source, start)
        return value, end

    def _int(self, digits: str, start: int) -> int:
        if len(digits.lstrip("-")) > MAX_DIGITS:
            raise mistakes.too_many_digits(self._source, start, start + len(digits))
        try:
            return int(digits)
        except ValueError:  # the process set Python's own limit below ours
            raise mistakes.too_many_digits(self._source, start, start + len(digits)) from None

    def _float(self, digits: str, start: int) -> float:
        value = float(digits)
        if math.isinf(value):
            raise mistakes.overflow(self._source, start, start + len(digits))
        return value
