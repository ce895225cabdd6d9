"""The table of intrinsic functions: which there are, and what each takes.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html; where it is
silent, the recorded cases of intrinsic_functions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from asl.expr.intrinsics import arrays, numbers, texts
from asl.expr.intrinsics.faults import IntrinsicFailure
from asl.expr.intrinsics.kinds import (
    ANY,
    ARRAY,
    BOUNDED_ARRAY,
    FALSE,
    INTEGER,
    OBJECT,
    SHORT_TEXT,
    TEMPLATE,
    TEXT,
    Kind,
    Unfit,
    describe,
)
from asl.syntax.values import Json

_MANY: Final = 100_000


@dataclass(frozen=True, slots=True)
class Function:
    """An intrinsic function.

    Attributes:
        apply: takes the draws and then the arguments as their kinds read them; raises Unfit.
        kinds: what the arguments must be.
        optional: how many of the last ones may be left out.
        rest: what more arguments may be that follow; None where none may.
        draws: how many numbers in [0, 1) it takes.
        gathers: whether its result, or the text it works on, may be as large as all the arguments
            together; of the others none is larger than its input or a limit of its own.
    """

    apply: Callable[..., Json]
    kinds: tuple[Kind, ...] = ()
    optional: int = 0
    rest: Kind | None = None
    draws: int = 0
    gathers: bool = False

    @property
    def least(self) -> int:
        """The fewest arguments."""
        return len(self.kinds) - self.optional

    @property
    def most(self) -> int:
        """The most arguments."""
        return len(self.kinds) if self.rest is None else _MANY

    @property
    def wants(self) -> str:
        """The number of arguments in words."""
        if self.rest is not None:
            return f"at least {self.least} argument"
        if self.least != self.most:
            return f"{self.least} or {self.most} arguments"
        return "1 argument" if self.most == 1 else f"{self.most or 'no'} arguments"

    def kinds_of(self, count: int) -> tuple[Kind, ...]:
        """The kind of each of so many arguments."""
        more = () if self.rest is None else (self.rest,) * (count - len(self.kinds))
        return self.kinds[:count] + more


def call(name: str, kinds: tuple[Kind, ...], draws: list[float], values: list[Json]) -> Json:
    """Run a function on its arguments; IntrinsicFailure names it and the argument at fault."""
    taken: list[Json] = []
    for place, (kind, value) in enumerate(zip(kinds, values, strict=True), start=1):
        try:
            taken.append(kind.read(value))
        except Unfit:
            raise IntrinsicFailure(
                f"{name}: argument {place} must be {kind.wanted}, but was {describe(value)}"
            ) from None
    try:
        return FUNCTIONS[name].apply(*draws, *taken)
    except Unfit as error:
        raise IntrinsicFailure(f"{name}: {error}") from error


FUNCTIONS: Final[dict[str, Function]] = {
    "States.Format": Function(texts.fill_in, (TEMPLATE,), rest=ANY, gathers=True),
    "States.StringToJson": Function(texts.string_to_json, (TEXT,)),
    "States.JsonToString": Function(texts.json_to_string, (ANY,), gathers=True),
    "States.Array": Function(arrays.array, rest=ANY, gathers=True),
    "States.ArrayPartition": Function(arrays.partition, (BOUNDED_ARRAY, INTEGER)),
    "States.ArrayContains": Function(arrays.contains, (BOUNDED_ARRAY, ANY), gathers=True),
    "States.ArrayRange": Function(arrays.array_range, (INTEGER, INTEGER, INTEGER)),
    "States.ArrayGetItem": Function(arrays.get_item, (ARRAY, INTEGER)),
    "States.ArrayLength": Function(arrays.length, (ARRAY,)),
    "States.ArrayUnique": Function(arrays.unique, (ARRAY,), gathers=True),
    "States.Base64Encode": Function(texts.encode, (SHORT_TEXT,)),
    "States.Base64Decode": Function(texts.decode, (SHORT_TEXT,)),
    "States.Hash": Function(texts.digest, (SHORT_TEXT, TEXT)),
    "States.JsonMerge": Function(texts.merge, (OBJECT, OBJECT, FALSE), gathers=True),
    "States.MathRandom": Function(
        numbers.random_integer, (INTEGER, INTEGER, INTEGER), optional=1, draws=1
    ),
    "States.MathAdd": Function(numbers.add, (INTEGER, INTEGER)),
    "States.StringSplit": Function(texts.split, (TEXT, TEXT)),
    "States.UUID": Function(numbers.uuid4, draws=4),
}
