"""JSONata, evaluated.

The engine (jlens) is bounded in time, steps, depth and sizes; what it lacks of AWS's dialect is
added here: `$partition`, `$range`, `$hash`, `$random(seed)`, `$uuid`, `$parse`, no `$eval`, the
difference between a result that is null and none at all, and between null and no number.

Memory is bounded by time: strings, arrays and the result are held to their limits, but an array of
100,000 strings is one array, and the engine copies each. The worst that was found took 1 GB in its
0.2 s; an expression without an end gets two such attempts, up to five on a busy machine
(`jsonata_attempts`). `$replace` is held back where it would build a text and measure it afterwards.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html; recorded
causes of States.QueryEvaluationError.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from jlens import JlensError

from asl.expr.expression import Evaluate
from asl.expr.jsonata_attempts import persevere
from asl.expr.jsonata_functions import FUNCTIONS, LONGEST_TEXT, FunctionFailure, Functions
from asl.expr.jsonata_query import NO_NUMBER, SOMETHING, Query, finding, unshadowed
from asl.expr.site import Role, Site
from asl.runtime.errors import EvaluationError
from asl.runtime.frame import Frame
from asl.runtime.values import exceeds, text_of
from asl.syntax.values import Json

# Bounds of one evaluation; past them it fails with a U10xx or D1012 code, and the process lives.
LIMITS: Final[dict[str, Any]] = {
    "timeout": 0.2,
    "max_steps": 5_000_000,
    "max_depth": 500,
    # Four payloads; and as many elements as an input can have.
    "max_string_length": LONGEST_TEXT,
    "max_array_length": 131_072,
    "max_result_size": 8_388_608,
}

_FAILURES: Final = (
    FunctionFailure,
    UnicodeEncodeError,
    RecursionError,
    OverflowError,
    TypeError,
    MemoryError,
)
_PANICS: Final = "pyo3_runtime"
_NOT_A_NUMBER: Final = (
    "threw an error during evaluation. D1001: Number out of range: a division gave what is no "
    "number."
)
_UNDEFINED: Final = "returned nothing (undefined)."
_UNSUPPORTED: Final = "returned an unsupported result type."
_TOO_LARGE: Final = (
    f"reads $states.result, which has more than {LIMITS['max_result_size']:,} bytes."
)


def evaluator(query: Query, site: Site) -> Evaluate:
    """The query as a function of a state's run.

    The function raises EvaluationError, its cause worded as AWS words it.
    """
    bind = _binder(query, site.role, retryable=site.retryable)
    wrapped = query.wrapped.evaluate
    choose = _chooser(query)
    named, redefined, divides = bool(query.functions), query.redefined, query.divides
    gathered_read = site.role == "result" and "result" in query.states

    def run(root: Json, frame: Frame) -> Json:
        # Only the results of branches or iterations together are larger than a payload.
        if gathered_read and type(root) is list and exceeds(root, LIMITS["max_result_size"]):
            raise fault(frame, _TOO_LARGE)
        ours = Functions(frame.host.chance) if named else None
        bindings = bind(root, frame, ours)
        # Options that say nothing would cost a fifth of a short evaluation.
        options = LIMITS if choose is None else {**LIMITS, **choose(frame)}
        evaluate = unshadowed(query, bindings).evaluate if redefined else wrapped
        try:
            try:
                answer = evaluate(None, bindings, **options)
            except JlensError as error:
                answer = _Asked(query, bindings, options, ours).persevere(error, evaluate)
            if "r" not in answer:
                something = _Asked(query, bindings, options, ours).finds(SOMETHING)
                why = _UNSUPPORTED if something else _UNDEFINED
            elif divides and _holds_null(answer["r"]):
                if not _Asked(query, bindings, options, ours).holds_no_number():
                    return answer["r"]
                why = _NOT_A_NUMBER
            else:
                return answer["r"]
        except BaseException as error:
            said = _failure(error)
            if said is not None:
                raise fault(frame, f"threw an error during evaluation. {said}") from error
            raise
        raise fault(frame, why)

    def fault(frame: Frame, what: str) -> EvaluationError:
        return EvaluationError(
            f"{frame.blame('')}The JSONata expression '{query.text}' specified for the field "
            f"'{site.field}' {what}",
            pointer=site.pointer,
            location=site.field,
        )

    return run


@dataclass(frozen=True, slots=True)
class _Asked:
    """An evaluation that is had once more, for what its first answer does not say.

    To learn it in the one evaluation would cost every other a tenth of its time.
    """

    query: Query
    bindings: dict[str, Json]
    options: dict[str, Any]
    ours: Functions | None

    def persevere(self, failed: JlensError, evaluate: Callable[..., Json]) -> Json:
        """The answer, where the first attempt only lacked the processor."""

        def attempt() -> Json:
            if self.ours is not None:
                self.ours.again()
            return evaluate(None, self.bindings, **self.options)

        return persevere(failed, attempt, self.options["timeout"])

    def finds(self, what: str) -> bool:
        """Whether there is anything of that kind in what the expression gives."""
        found = finding(self.query, self.bindings, what)
        if self.ours is not None:
            self.ours.again()
        try:
            answer = found.evaluate(None, self.bindings, **self.options)
        except JlensError as error:
            answer = self.persevere(error, found.evaluate)
        return "r" in answer

    def holds_no_number(self) -> bool:
        """Whether there is no number in the result; a look too long to be taken finds none."""
        try:
            return self.finds(NO_NUMBER)
        except JlensError:
            return False


def _holds_null(result: Json) -> bool:
    """Whether there is a null in it, as which the engine hands out what is no number, too."""
    waiting = [result]
    while waiting:
        value = waiting.pop()
        if value is None:
            return True
        kind = type(value)
        if kind is list:
            waiting.extend(value)
        elif kind is dict:
            waiting.extend(value.values())
    return False


def _chooser(query: Query) -> Callable[[Frame], dict[str, int]] | None:
    """What the execution decides in place of the engine: the time, and what chance gives."""
    shuffles = "shuffle" in query.mentioned
    if "$now" not in query.text and "$millis" not in query.text and not shuffles:
        return None

    def choose(frame: Frame) -> dict[str, int]:
        options = {"now": int(frame.host.now().timestamp() * 1000)}
        if shuffles:
            options["seed"] = int(frame.host.chance() * 2**53)
        return options

    return choose


def _failure(error: BaseException) -> str | None:
    """What an evaluation's error says; None where it is none of the evaluation's.

    Beside the engine's own errors and the refusals of our functions: what the engine cannot take
    over (half a surrogate pair, an integer past its floats), more than there is memory for, and a
    panic of the engine, whose class comes to be with the first of them and is no Exception.
    """
    if isinstance(error, JlensError):
        return f"{error.code}: {error}"
    if isinstance(error, _FAILURES) or type(error).__module__ == _PANICS:
        return str(error)
    return None


def _binder(
    query: Query, role: Role, *, retryable: bool
) -> Callable[[Json, Frame, Functions | None], dict[str, Json]]:
    """What to hand to the engine: it converts every binding, so only what the query reads."""
    names = tuple(query.variables | query.mentioned)
    functions = tuple(query.functions)
    members = _states_members(query, role, retryable=retryable)

    def bind(root: Json, frame: Frame, ours: Functions | None) -> dict[str, Json]:
        known = frame.variables
        bindings: dict[str, Json] = {name: known[name] for name in names if name in known}
        if members:
            bindings["states"] = {name: value_of(root, frame) for name, value_of in members}
        if ours is not None:
            for name in functions:
                if name in bindings:
                    continue
                ours_is = FUNCTIONS[name]
                bindings[ours_is.bound] = partial(ours_is.call, ours)
        return bindings

    return bind


def _states_members(query: Query, role: Role, *, retryable: bool) -> list[tuple[str, Evaluate]]:
    """The members of `$states` that the query reads, and how each is had."""
    members: list[tuple[str, Evaluate]] = []
    if "input" in query.states:
        members.append(("input", lambda _root, frame: frame.input))
    if role in query.states:
        members.append((role, lambda root, _frame: root))
    if "context" in query.states:
        members.append(("context", lambda _root, frame: frame.context(retryable=retryable)))
    return members


def typed(
    evaluate: Evaluate, expected: str, accepts: Callable[[Json], bool], *, text: str, site: Site
) -> Evaluate:
    """The evaluation, held to a type; `expected` is its name in the cause."""

    def run(root: Json, frame: Frame) -> Json:
        value = evaluate(root, frame)
        if accepts(value):
            return value
        raise EvaluationError(
            f"{frame.blame('')}The JSONata expression '{text}' specified for the field "
            f"'{site.field}' returned an unexpected result type. Expected '{expected}', but was "
            f"'{type_name(value)}' for value: {text_of(value)}",
            pointer=site.pointer,
            location=site.field,
        )

    return run


def type_name(value: Json) -> str:
    """What AWS calls the type of a JSON value in its causes."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"
