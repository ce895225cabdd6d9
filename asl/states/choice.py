"""The Choice state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from asl.model import kinds
from asl.model.member import Member
from asl.model.place import JSONATA
from asl.model.state import Build, Link, State
from asl.runtime.errors import NO_CHOICE_MATCHED, StatesError
from asl.runtime.frame import Frame
from asl.runtime.step import Compute, Departure, Plain
from asl.states import data_flow, fields
from asl.states.choice_rule import ChoiceRule, choice_rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(State):
    """Go to the state of the first rule that applies.

    The state's own Assign and Output belong to Default; a rule has its own.

    Source: https://states-language.net/spec.html#choice-state
    """

    TYPE: ClassVar[str] = "Choice"
    CALLED: ClassVar[str] = "Choice state"

    choices: Annotated[
        tuple[ChoiceRule, ...], Member("Choices", kinds.list_of(choice_rule, least=1))
    ]
    default: Annotated[str | None, Member("Default", kinds.text)] = None
    input_path: fields.InputPath = None
    output_path: fields.OutputPath = None
    output: fields.Output = None
    assign: fields.Assign = None

    def links(self) -> Iterator[Link]:
        """Next of each rule, then Default."""
        for index, rule in enumerate(self.choices):
            yield Link("Next", rule.next, f"{self.pointer}/Choices/{index}/Next")
        if self.default is not None:
            yield Link("Default", self.default, f"{self.pointer}/Default")

    def compile(self, build: Build) -> Plain:
        """The state as a function of its frame."""
        if self.language == JSONATA:
            return Plain(self._compute_jsonata())
        given = data_flow.selected_input(self.input_path)
        output_path = self.output_path
        choices, fallback = self.choices, self.assign
        required = self._default()

        def compute(frame: Frame) -> Departure:
            value = given(frame)
            for rule in choices:
                if rule.holds(value, frame):
                    following, assign = rule.next, rule.assign
                    break
            else:
                following, assign = required(frame), fallback
            assigned = None if assign is None else assign.evaluate(value, frame)
            if output_path is not None:
                value = output_path.evaluate(value, frame)
            return value, assigned, following

        return Plain(compute)

    def _compute_jsonata(self) -> Compute:
        rules = [
            (rule.holds, rule.next, data_flow.conclude_jsonata(rule.output, rule.assign))
            for rule in self.choices
        ]
        required = self._default()
        otherwise = data_flow.conclude_jsonata(self.output, self.assign)

        def compute(frame: Frame) -> Departure:
            for holds, target, conclude in rules:
                if holds(None, frame):
                    output, assigned = conclude(frame, frame.input)
                    return output, assigned, target
            following = required(frame)
            output, assigned = otherwise(frame, frame.input)
            return output, assigned, following

        return compute

    def _default(self) -> Callable[[Frame], str]:
        """Where to go when no rule applies; without Default that fails."""
        default, pointer = self.default, f"{self.pointer}/Choices"

        def required(frame: Frame) -> str:
            if default is not None:
                return default
            cause = frame.blame(
                "Failed to transition out of the state. The state's choices did not match and "
                "it has no Default."
            )
            raise StatesError(NO_CHOICE_MATCHED, cause, pointer=pointer)

        return required
