"""How data flows through a state: from its raw input to what it works on, and from its result to
its output.

Sources: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html;
https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html; the order of the
stages as recorded by TestState at inspection level DEBUG.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

from asl.expr.expression import Expr
from asl.expr.reference_path import Reference, ReferenceMismatch
from asl.model.errors import Catcher, Retrier, matches
from asl.model.place import JSONATA, Language
from asl.model.variables import Assignments
from asl.runtime.errors import RESULT_PATH_MATCH_FAILURE, StatesError
from asl.runtime.frame import Frame
from asl.runtime.step import Conclusion, Recovery, Retry
from asl.syntax.values import Json

Conclude: TypeAlias = Callable[[Frame, Json], Conclusion]


def selected_input(input_path: Expr[Json] | None) -> Callable[[Frame], Json]:
    """JSONPath, in states without Parameters: InputPath."""
    select = None if input_path is None else input_path.evaluate

    def run(frame: Frame) -> Json:
        value = frame.input if select is None else select(frame.input, frame)
        if frame.observer is not None:
            frame.observer("afterInputPath", value)
        return value

    return run


def effective_input(
    input_path: Expr[Json] | None, parameters: Expr[Json] | None
) -> Callable[[Frame], Json]:
    """JSONPath: InputPath, then Parameters."""
    selected = selected_input(input_path)
    shape = None if parameters is None else parameters.evaluate

    def run(frame: Frame) -> Json:
        value = selected(frame)
        if shape is not None:
            value = shape(value, frame)
        if frame.observer is not None:
            frame.observer("afterParameters", value)
        return value

    return run


def arguments(written: Expr[Json] | None) -> Callable[[Frame], Json]:
    """JSONata: Arguments, or the state's input where there are none."""
    evaluate = None if written is None else written.evaluate

    def run(frame: Frame) -> Json:
        value = frame.input if evaluate is None else evaluate(None, frame)
        if frame.observer is not None:
            frame.observer("afterArguments", value)
        return value

    return run


class Given(Protocol):
    """The members of a state that make what it acts with of its input: Task, Parallel."""

    @property
    def language(self) -> Language: ...
    @property
    def input_path(self) -> Expr[Json] | None: ...
    @property
    def parameters(self) -> Expr[Json] | None: ...
    @property
    def arguments(self) -> Expr[Json] | None: ...


def given(state: Given) -> Callable[[Frame], Json]:
    """From the state's input to what it acts with, as its query language has it."""
    if state.language == JSONATA:
        return arguments(state.arguments)
    return effective_input(state.input_path, state.parameters)


def place_result(result_path: Reference | None, pointer: str) -> Callable[[Frame, Json], Json]:
    """ResultPath: the result put into the state's raw input.

    The function raises StatesError, States.ResultPathMatchFailure, where the input has no such
    place.
    """
    if result_path is None:
        return lambda frame, _result: frame.input
    if not result_path.steps:
        return lambda _frame, result: result
    place = result_path.place

    def run(frame: Frame, result: Json) -> Json:
        try:
            return place(frame.input, result)
        except ReferenceMismatch as error:
            cause = frame.blame(error.reason)
            raise StatesError(
                RESULT_PATH_MATCH_FAILURE, cause, pointer=f"{pointer}/ResultPath"
            ) from error

    return run


class Concluding(Protocol):
    """The members of a state that make its output of a result: Task, Parallel, Map."""

    @property
    def pointer(self) -> str: ...
    @property
    def language(self) -> Language: ...
    @property
    def result_selector(self) -> Expr[Json] | None: ...
    @property
    def result_path(self) -> Reference | None: ...
    @property
    def output_path(self) -> Expr[Json] | None: ...
    @property
    def output(self) -> Expr[Json] | None: ...
    @property
    def assign(self) -> Assignments | None: ...


def conclude(state: Concluding) -> Conclude:
    """From the result to the output, as the state's query language has it."""
    if state.language == JSONATA:
        return conclude_jsonata(state.output, state.assign)
    return conclude_jsonpath(
        pointer=state.pointer,
        selector=state.result_selector,
        result_path=state.result_path,
        output_path=state.output_path,
        assign=state.assign,
    )


def conclude_jsonpath(
    *,
    pointer: str,
    selector: Expr[Json] | None,
    result_path: Reference | None,
    output_path: Expr[Json] | None,
    assign: Assignments | None,
) -> Conclude:
    """ResultSelector and Assign on the raw result, then ResultPath, then OutputPath."""
    place = place_result(result_path, pointer)
    if assign is None and selector is None and output_path is None:

        def run_plainly(frame: Frame, result: Json) -> Conclusion:
            if frame.observer is not None:
                frame.observer("afterResultSelector", result)
            output = place(frame, result)
            if frame.observer is not None:
                frame.observer("afterResultPath", output)
            return output, None

        return run_plainly

    def run(frame: Frame, result: Json) -> Conclusion:
        assigned = None if assign is None else assign.evaluate(result, frame)
        if selector is not None:
            result = selector.evaluate(result, frame)
        if frame.observer is not None:
            frame.observer("afterResultSelector", result)
        output = place(frame, result)
        if frame.observer is not None:
            frame.observer("afterResultPath", output)
        if output_path is not None:
            output = output_path.evaluate(output, frame)
        return output, assigned

    return run


def conclude_jsonata(output: Expr[Json] | None, assign: Assignments | None) -> Conclude:
    """Output and Assign side by side; without Output the result (or the input) goes on."""
    shape = None if output is None else output.evaluate
    give = None if assign is None else assign.evaluate

    def run(frame: Frame, result: Json) -> Conclusion:
        shaped = result if shape is None else shape(result, frame)
        return shaped, None if give is None else give(result, frame)

    return run


def retries(retriers: tuple[Retrier, ...]) -> tuple[Retry, ...]:
    """Retriers as functions."""
    return tuple(
        Retry(
            covers=_covers(retrier.errors),
            attempts=retrier.attempts,
            delay=lambda attempt, chance, retrier=retrier: (  # type: ignore[misc]  # bound early
                retrier.delay(attempt, chance).total_seconds()
            ),
        )
        for retrier in retriers
    )


def recoveries(catchers: tuple[Catcher, ...], language: Language) -> tuple[Recovery, ...]:
    """Catchers as functions."""
    return tuple(
        Recovery(
            covers=_covers(catcher.errors), conclude=_catch(catcher, language), next=catcher.next
        )
        for catcher in catchers
    )


def _covers(names: tuple[str, ...]) -> Callable[[StatesError], bool]:
    return lambda error: matches(names, error)


def _catch(catcher: Catcher, language: Language) -> Conclude:
    """The error output in place of a result; OutputPath does not apply to it (recorded)."""
    if language == JSONATA:
        return conclude_jsonata(catcher.output, catcher.assign)
    return conclude_jsonpath(
        pointer=catcher.pointer,
        selector=None,
        result_path=catcher.result_path,
        output_path=None,
        assign=catcher.assign,
    )
