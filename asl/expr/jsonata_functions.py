"""The functions that AWS adds to JSONata, as the engine calls them.

Numbers come in as int or float, undefined as None; None going out is undefined. Integer
parameters are floored.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
"""

from __future__ import annotations

import hashlib
import math
import random
import reprlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from asl.syntax import SyntaxFault, parse_data
from asl.syntax.values import Json

_ALGORITHMS: Final = {
    "MD5": hashlib.md5,
    "SHA-1": hashlib.sha1,
    "SHA-256": hashlib.sha256,
    "SHA-384": hashlib.sha384,
    "SHA-512": hashlib.sha512,
}
# Bytes of a text in an evaluation, and so characters at most.
LONGEST_TEXT: Final = 1_048_576
_LONGEST_RANGE: Final = 1000
# Characters to parse in one evaluation, and how many of them an item that is made counts for.
_MOST_WORK: Final = 8_388_608
_ITEM: Final = 16
# Characters that the groups named in a replacement may come to, of one match.
_LONGEST_GROUPS: Final = 67_108_864


class FunctionFailure(Exception):
    """A function refused its arguments; the text says why."""

    code = "D3001"


class Functions:
    """The functions during one evaluation.

    Together they read and cut up no more than `_MOST_WORK`: the engine looks at its own clock only
    between two calls.

    Args:
        chance: the execution's source of numbers in [0, 1).
    """

    __slots__ = ("_chance", "_drawn", "_left", "_replayed")

    def __init__(self, chance: Callable[[], float]) -> None:
        self._chance = chance
        self._drawn: list[float] = []
        self._replayed = 0
        self._left = _MOST_WORK

    def again(self) -> None:
        """Have the same evaluation once more: the same draws come, and new ones only after them."""
        self._replayed = 0
        self._left = _MOST_WORK

    def _draw(self) -> float:
        if self._replayed == len(self._drawn):
            self._drawn.append(self._chance())
        self._replayed += 1
        return self._drawn[self._replayed - 1]

    def _work(self, function: str, amount: int) -> None:
        self._left -= amount
        if self._left < 0:
            raise FunctionFailure(f"${function}: too much to do in one evaluation")

    def partition(self, array: Json = None, size: Json = None) -> Json:
        """Chunks of at most `size` items."""
        if array is None:
            return None
        items = array if isinstance(array, list) else [array]
        length = _integer("partition", size)
        self._work("partition", len(items) * _ITEM)
        if length < 1:
            raise FunctionFailure("$partition: the size must be at least 1")
        return [items[at : at + length] for at in range(0, len(items), length)]

    def range(self, first: Json = None, last: Json = None, step: Json = None) -> Json:
        """Numbers from `first` to `last`, both included where the step hits them."""
        start, end, by = (_integer("range", value) for value in (first, last, step))
        if by == 0:
            raise FunctionFailure("$range: the step must not be 0")
        length = (end - start) // by + 1
        if length > _LONGEST_RANGE:
            raise FunctionFailure(f"$range: more than {_LONGEST_RANGE} items")
        self._work("range", max(length, 1) * _ITEM)
        numbers = [start + by * at for at in range(max(length, 0))]
        # A sequence of one is that one, as everywhere in JSONata (recorded).
        return numbers[0] if len(numbers) == 1 else numbers

    def hash(self, text: Json = None, algorithm: Json = None) -> Json:
        """The digest of a text, in lower-case hexadecimal."""
        if text is None:
            return None
        if (
            not isinstance(text, str)
            or not isinstance(algorithm, str)
            or algorithm not in _ALGORITHMS
        ):
            raise FunctionFailure(
                f"$hash: takes a string and one of {', '.join(_ALGORITHMS)}, "
                f"got {reprlib.repr(algorithm)}"
            )
        return _ALGORITHMS[algorithm](text.encode()).hexdigest()

    def random(self, seed: Json = None) -> Json:
        """A number from 0 (included) to 1 (excluded); the same for the same seed."""
        if seed is None:
            return self._draw()
        return random.Random(_integer("random", seed)).random()  # noqa: S311 - not for secrets

    def uuid(self) -> Json:
        """A version 4 UUID."""
        bits = 0
        for _ in range(4):
            bits = bits << 32 | int(self._draw() * 2**32)
        return str(uuid.UUID(int=bits, version=4))

    def parse(self, text: Json = None) -> Json:
        """The value of a JSON text, as member `v`: null and nothing stay apart."""
        if text is None:
            return None
        if not isinstance(text, str):
            raise FunctionFailure("$parse: takes a string")
        self._work("parse", len(text))
        try:
            return {"v": parse_data(text)}
        except SyntaxFault as error:
            raise FunctionFailure(f"$parse: {error.message}") from error

    def fits(
        self, text: Json = None, pattern: Json = None, replacement: Json = None, limit: Json = None
    ) -> Json:
        """See to it that `$replace` can build its result: the engine measures it afterwards.

        A pattern that is no text comes as a function; what it matches is not known here, but of
        each match the engine builds as much as the replacement names groups.
        """
        if not isinstance(text, str) or not isinstance(replacement, str):
            return
        if not isinstance(pattern, str):
            if len(text) * replacement.count("$") > _LONGEST_GROUPS:
                raise FunctionFailure("$replace: the replacement names too many groups")
            return
        hits = text.count(pattern) if pattern else 0
        if isinstance(limit, (int, float)) and 0 <= limit < hits:
            hits = math.ceil(limit)
        if len(text) + hits * (len(replacement) - len(pattern)) > LONGEST_TEXT:
            raise FunctionFailure(
                f"$replace: the result would have more than {LONGEST_TEXT:,} characters"
            )

    def refuse_eval(self) -> Json:
        """`$eval` is not part of AWS's dialect."""
        raise FunctionFailure("$eval is not supported; $parse reads JSON text")


def _integer(function: str, value: Json) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise FunctionFailure(f"${function}: takes numbers, got {reprlib.repr(value)}")
    return math.floor(value)


@dataclass(frozen=True, slots=True)
class Function:
    """A function as it is handed to the engine.

    Attributes:
        bound: the name the engine gets it under.
        method: what it does.
        arity: how many arguments it takes; further ones are ignored, as by any lambda.
    """

    bound: str
    method: Callable[..., Json]
    arity: int

    def call(self, functions: Functions, *arguments: Json) -> Json:
        """Call it."""
        return self.method(functions, *arguments[: self.arity])


FUNCTIONS: Final = {
    "eval": Function("eval", Functions.refuse_eval, 0),
    "hash": Function("hash", Functions.hash, 2),
    "parse": Function("__parse", Functions.parse, 1),
    "partition": Function("partition", Functions.partition, 2),
    "random": Function("random", Functions.random, 1),
    "range": Function("range", Functions.range, 3),
    "replace": Function("__fits", Functions.fits, 4),
    "uuid": Function("uuid", Functions.uuid, 0),
}
