"""The Fail state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from asl.expr.expression import Expr
from asl.model import kinds
from asl.model.member import Member
from asl.model.place import JSONPATH
from asl.model.state import Build, State
from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.frame import Frame
from asl.runtime.step import Departure, Plain
from asl.runtime.values import text_of
from asl.syntax.values import Json


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


_TEXT = kinds.dynamic(kinds.text, "string", _is_text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fail(State):
    """End the block with an error.

    Error and Cause may each be absent. ErrorPath and CausePath read the raw state input.

    Source: https://states-language.net/spec.html#fail-state
    """

    TYPE: ClassVar[str] = "Fail"
    CALLED: ClassVar[str] = "Fail state"

    error: Annotated[
        Expr[Json] | None,
        Member("Error", _TEXT, path="ErrorPath", read_path=kinds.field_path("ErrorPath")),
    ] = None
    cause: Annotated[
        Expr[Json] | None,
        Member("Cause", _TEXT, path="CausePath", read_path=kinds.field_path("CausePath")),
    ] = None

    def compile(self, build: Build) -> Plain:
        """The state as a function of its frame; it always raises."""
        error, cause, pointer = self.error, self.cause, self.pointer
        jsonpath = self.language == JSONPATH

        def compute(frame: Frame) -> Departure:
            if jsonpath and frame.observer is not None:
                frame.observer("afterInputPath", frame.input)
            raise StatesError(_text(error, frame), _text(cause, frame), pointer=pointer)

        return Plain(compute)


def _text(given: Expr[Json] | None, frame: Frame) -> str | None:
    if given is None:
        return None
    value = given.evaluate(frame.input, frame)
    if isinstance(value, str):
        return value
    raise StatesError(
        RUNTIME,
        frame.blame(
            f"The value of '{given.text}' must be a string to be an Error or a Cause, "
            f"but was: {text_of(value)}"
        ),
        pointer=given.pointer,
    )
