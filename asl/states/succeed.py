"""The Succeed state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from asl.model.place import JSONATA
from asl.model.state import Build, State
from asl.runtime.frame import Frame
from asl.runtime.step import Departure, Plain
from asl.states import data_flow, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Succeed(State):
    """End the block successfully.

    Source: https://states-language.net/spec.html#succeed-state
    """

    TYPE: ClassVar[str] = "Succeed"
    CALLED: ClassVar[str] = "Succeed state"

    input_path: fields.InputPath = None
    output_path: fields.OutputPath = None
    output: fields.Output = None

    def compile(self, build: Build) -> Plain:
        """The state as a function of its frame."""
        if self.language == JSONATA:
            conclude = data_flow.conclude_jsonata(self.output, None)

            def compute_jsonata(frame: Frame) -> Departure:
                return conclude(frame, frame.input)[0], None, None

            return Plain(compute_jsonata)
        given = data_flow.selected_input(self.input_path)
        output_path = self.output_path

        def compute(frame: Frame) -> Departure:
            value = given(frame)
            if output_path is not None:
                value = output_path.evaluate(value, frame)
            return value, None, None

        return Plain(compute)
