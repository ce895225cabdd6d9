"""The text of an intrinsic call -> its parts.

Source: https://states-language.net/spec.html#intrinsic-functions
"""

from __future__ import annotations

import difflib
import math
import re
from typing import Final

from asl.expr.intrinsics.faults import IntrinsicFault
from asl.expr.intrinsics.functions import FUNCTIONS
from asl.expr.intrinsics.nodes import Argument, Call, Constant, literal_template
from asl.expr.jsonpath import Path, PathFault, path_at
from asl.syntax.values import MAX_DIGITS, Json

# Calls inside one another, the outermost one counted.
# Source: https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
MAX_NESTING: Final = 10

_FUNCTION: Final = re.compile(r"States\.[A-Za-z0-9_]*")
_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z_0-9.]*")
_WORDS: Final[dict[str, Json]] = {"true": True, "false": False, "null": None}
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?(?![\w.])")
_BLANKS: Final = re.compile(r"[ \t\r\n]*")
# A run of plain characters, an escape, a place to fill in, or the end of the text in quotes.
_PIECE: Final = re.compile(r"[^'\\{]+|\\.?|\{\}?|'", re.DOTALL)
_ESCAPED: Final = {"\\'": "'", "\\\\": "\\", "\\{": "{", "\\}": "}"}

_ARGUMENT: Final = "a path, a call, a number, true, false, null or text in single quotes"


def parse_call(text: str) -> Call:
    """Read an intrinsic call that is the whole text.

    Raises:
        IntrinsicFault: unknown function, number of arguments, escape, nesting, path, syntax.
    """
    reader = _Reader(text)
    call = reader.call()
    if reader.at < len(text):
        raise reader.unexpected("the end of the call")
    return call


class _Reader:
    """Where reading has got to."""

    __slots__ = ("at", "nesting", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.nesting = 0

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self, token: str) -> bool:
        if not self.text.startswith(token, self.at):
            return False
        self.at += len(token)
        return True

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def unexpected(self, wanted: str) -> IntrinsicFault:
        found = self.peek()
        if found:
            return IntrinsicFault(f'expected {wanted}, but found "{found}"', self.at)
        return IntrinsicFault(f"expected {wanted}, but the text ends", self.at)

    def call(self) -> Call:
        start = self.at
        found = self.match(_FUNCTION)
        if found is None:
            raise self.unexpected("a function, as in States.Format(…)")
        name = found.group()
        if name not in FUNCTIONS:
            raise IntrinsicFault(_unknown(name), start)
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise IntrinsicFault(f"calls are nested more than {MAX_NESTING} deep", start)
        if not self.take("("):
            raise self.unexpected('"("')
        arguments = self.arguments()
        self.nesting -= 1
        _check_count(name, arguments, start)
        return Call(self.text[start : self.at], name, arguments, _paths(arguments))

    def arguments(self) -> tuple[Argument, ...]:
        arguments: list[Argument] = []
        self.match(_BLANKS)
        if self.take(")"):
            return ()
        while True:
            arguments.append(self.argument())
            self.match(_BLANKS)
            if self.take(")"):
                return tuple(arguments)
            if not self.take(","):
                raise self.unexpected('"," or ")"')
            self.match(_BLANKS)

    def argument(self) -> Argument:
        first = self.peek()
        if first == "'":
            return self.quoted()
        if first == "$":
            return self.path()
        start = self.at
        number = self.match(_NUMBER)
        if number is not None:
            return Constant(_number(number, start))
        word = _WORD.match(self.text, start)
        if word is None:
            raise self.unexpected(_ARGUMENT)
        if word.group() in _WORDS:
            self.at = word.end()
            return Constant(_WORDS[word.group()])
        if word.group().startswith("States."):
            return self.call()
        raise IntrinsicFault(f"{word.group()} is no argument: expected {_ARGUMENT}", start)

    def path(self) -> Path:
        try:
            path, self.at = path_at(self.text, self.at)
        except PathFault as fault:
            raise IntrinsicFault(fault.message, fault.position) from fault
        return path

    def quoted(self) -> Constant:
        """Text in single quotes, cut at each `{}` that is not escaped."""
        start = self.at
        self.at += 1
        pieces = [""]
        while True:
            at = self.at
            found = self.match(_PIECE)
            if found is None:
                raise IntrinsicFault("a text is not closed: ' is missing", start)
            piece = found.group()
            if piece == "'":
                return Constant("{}".join(pieces), tuple(pieces))
            if piece == "{}":
                pieces.append("")
            elif piece.startswith("\\"):
                pieces[-1] += _unescape(piece, at)
            else:
                pieces[-1] += piece


def _unescape(escape: str, at: int) -> str:
    if escape not in _ESCAPED:
        allowed = " ".join(_ESCAPED)
        raise IntrinsicFault(f"{escape} is no escape: there are only {allowed}", at)
    return _ESCAPED[escape]


def _number(found: re.Match[str], at: int) -> Json:
    text = found.group()
    if found.group(1) is None and found.group(2) is None:
        if len(text) > MAX_DIGITS:
            raise IntrinsicFault(f"an integer has at most {MAX_DIGITS} digits", at)
        return int(text)
    number = float(text)
    if math.isinf(number):
        raise IntrinsicFault("a number is beyond the range of a 64-bit float", at)
    return number


def _unknown(name: str) -> str:
    known = {function.removeprefix("States.").lower(): function for function in FUNCTIONS}
    near = difflib.get_close_matches(name.removeprefix("States.").lower(), known, n=1)
    hint = f"; did you mean {known[near[0]]}?" if near else ""
    return f"there is no intrinsic function {name}{hint}"


def _check_count(name: str, arguments: tuple[Argument, ...], at: int) -> None:
    """A template in quotes tells how many values fill it in."""
    function = FUNCTIONS[name]
    given = len(arguments)
    if not function.least <= given <= function.most:
        raise IntrinsicFault(f"{name} takes {function.wants}, not {given}", at)
    pieces = literal_template(name, arguments)
    if pieces is not None and len(pieces) != given:
        places, values = len(pieces) - 1, given - 1
        raise IntrinsicFault(
            f"the template has {places} {{}}, but {values} values to fill in follow", at
        )


def _paths(arguments: tuple[Argument, ...]) -> tuple[Path, ...]:
    paths: list[Path] = []
    for argument in arguments:
        match argument:
            case Path():
                paths.append(argument)
            case Call(paths=inner):
                paths.extend(inner)
    return tuple(paths)
