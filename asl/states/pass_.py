"""The Pass state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from asl.expr.expression import Expr, literal
from asl.model import kinds
from asl.model.member import Member
from asl.model.place import JSONATA, JSONPATH, Place
from asl.model.state import Build, Link, State
from asl.runtime.frame import Frame
from asl.runtime.step import Departure, Plain
from asl.states import data_flow, fields
from asl.states.transition import next_link
from asl.syntax.values import Json


def _fixed(place: Place) -> Expr[Json]:
    """Result is no template: keys that end in `.$` stay as they are (recorded)."""
    return literal(place.value, place.pointer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass(State):
    """Hand the input on, or a fixed or shaped value in its place.

    Source: https://states-language.net/spec.html#pass-state
    """

    TYPE: ClassVar[str] = "Pass"
    CALLED: ClassVar[str] = "Pass state"

    next: fields.Next = None
    end: fields.End = False
    input_path: fields.InputPath = None
    parameters: fields.Parameters = None
    result: Annotated[Expr[Json] | None, Member("Result", _fixed, only=JSONPATH)] = None
    result_path: fields.ResultPath = kinds.WHOLE
    output_path: fields.OutputPath = None
    output: fields.Output = None
    assign: fields.Assign = None

    def links(self) -> Iterator[Link]:
        """Next."""
        yield from next_link(self)

    def compile(self, build: Build) -> Plain:
        """The state as a function of its frame."""
        following = None if self.end else self.next
        if self.language == JSONATA:
            conclude = data_flow.conclude_jsonata(self.output, self.assign)

            def compute_jsonata(frame: Frame) -> Departure:
                output, assigned = conclude(frame, frame.input)
                return output, assigned, following

            return Plain(compute_jsonata)
        given = data_flow.effective_input(self.input_path, self.parameters)
        conclude_path = data_flow.conclude_jsonpath(
            pointer=self.pointer,
            selector=None,
            result_path=self.result_path,
            output_path=self.output_path,
            assign=self.assign,
        )
        fixed_value = None if self.result is None else self.result.value

        def compute(frame: Frame) -> Departure:
            output, assigned = conclude_path(frame, given(frame))
            return output, assigned, following

        def compute_fixed(frame: Frame) -> Departure:
            # Parameters are evaluated all the same, so that their errors stand; nobody sees them.
            observer, frame.observer = frame.observer, None
            try:
                given(frame)
            finally:
                frame.observer = observer
            if observer is not None:
                observer("result", fixed_value)
            output, assigned = conclude_path(frame, fixed_value)
            return output, assigned, following

        return Plain(compute if self.result is None else compute_fixed)
