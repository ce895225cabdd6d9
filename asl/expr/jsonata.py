"""JSONata: the one module that knows the engine behind it.

The engine (jlens) is bounded in time, steps, depth and sizes; what it lacks of AWS's dialect is
added here: `$partition`, `$range`, `$hash`, `$random(seed)`, `$uuid`, `$parse`, no `$eval`, and
the difference between a result that is null and none at all.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html; recorded
causes of States.QueryEvaluationError.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Final

from jlens import Expression, JlensError

from asl.expr.expression import Evaluate
from asl.expr.jsonata_functions import FUNCTIONS, FunctionFailure, Functions
from asl.expr.site import Role, Site
from asl.runtime.errors import EvaluationError
from asl.runtime.frame import Frame
from asl.runtime.values import exceeds, text_of
from asl.syntax.values import Json

# Bounds of one evaluation; past them it fails with a U10xx or D1012 code, and the process lives.
LIMITS: Final[dict[str, Any]] = {
    "timeout": 1.0,
    "max_steps": 5_000_000,
    "max_depth": 500,
    "max_string_length": 4_194_304,
    "max_array_length": 200_000,
    "max_result_size": 8_388_608,
}

# Inside an object an undefined result leaves its member away and null stays: told apart.
_OPENING: Final = '{"r":('
# The engine takes a host function's None for undefined, so $parse wraps what it returns.
_PARSE: Final = "$parse:=function($s){$__parse($s).v};"
_FAILURES: Final = (
    FunctionFailure,
    UnicodeEncodeError,
    RecursionError,
    OverflowError,
    TypeError,
    MemoryError,
)
_PANICS: Final = "pyo3_runtime"
_UNDEFINED: Final = "returned nothing (undefined)."
_UNSUPPORTED: Final = "returned an unsupported result type."
_TOO_LARGE: Final = (
    f"reads $states.result, which has more than {LIMITS['max_result_size']:,} bytes."
)
_STATES_MEMBERS: Final = ("input", "result", "errorOutput", "context")
_NAMES: Final = re.compile(r"\$([^\W\d]\w*)")


class JsonataFault(Exception):
    """The text is no JSONata expression.

    Attributes:
        code: JSONata's error code, e.g. `S0201`.
        message: what is wrong.
        position: 0-based offset in the expression's text, in code points; None where unknown.
    """

    def __init__(self, code: str, message: str, position: int | None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.position = position


@dataclass(frozen=True, slots=True)
class Query:
    """A compiled expression.

    Attributes:
        text: the expression, without `{% %}`.
        variables: names of the variables it reads, `states` and functions of the language not
            among them.
        states: the members of `$states` that it reads; all of them where it reads it as a whole.
        whole: whether it reads `$states` as a whole.
        mentioned: every name with a `$` in its text: a variable may have the name of a function,
            which the engine does not count among what is read.
        functions: those of AWS's own that it names.
        evaluates: whether it names `$eval`, which AWS does not have.
        wrapped: what is evaluated, AWS's `$parse` defined in it where it is named.
        plain: the same without, for where a variable has that name.
        bare: names that it looks up in the context item, of which AWS gives none.
    """

    text: str
    variables: frozenset[str]
    states: frozenset[str]
    whole: bool
    mentioned: frozenset[str]
    functions: frozenset[str]
    evaluates: bool
    bare: tuple[str, ...]
    wrapped: Expression
    plain: Expression


@lru_cache(maxsize=4096)
def compile_query(text: str) -> Query:
    """Compile the text of an expression.

    Raises:
        JsonataFault: where it is no JSONata.
    """
    # A function of ours that shadows one of the language is not among the bindings it reads.
    mentioned = frozenset(_NAMES.findall(text)) - {"states"}
    named = mentioned & FUNCTIONS.keys()
    try:
        # Alone first: what only closes the wrapping's bracket must not pass for an expression.
        Expression(text)
        plain = wrapped = Expression(f"{_OPENING}{text}\n)}}")
        if "parse" in named:
            wrapped = Expression(f"{_OPENING}{_PARSE}{text}\n)}}")
    except JlensError as error:
        # `position` is behind a token that should not be there; `start` is where it begins.
        position = error.position if error.token is None else error.start
        if position is not None:
            position = min(position, len(text))
        raise JsonataFault(error.code, str(error), position) from error
    except UnicodeEncodeError as error:
        raise JsonataFault("S0101", "a string holds a lone surrogate", error.start) from error
    reads = wrapped.reads()
    bindings = reads["bindings"]
    context = reads.get("input")
    states = bindings.get("states")
    return Query(
        text=text,
        variables=frozenset(bindings) - {"states", "__parse"} - FUNCTIONS.keys(),
        states=frozenset(states) & frozenset(_STATES_MEMBERS)
        if isinstance(states, dict)
        else frozenset(_STATES_MEMBERS if states else ()),
        whole=bool(states) and not isinstance(states, dict),
        mentioned=mentioned,
        functions=named,
        # The text may only mention it, in a comment or a string.
        evaluates="eval" in named and bool(reads.get("everyBinding")),
        bare=tuple(context) if isinstance(context, dict) else (),
        wrapped=wrapped,
        plain=plain,
    )


def evaluator(query: Query, site: Site) -> Evaluate:
    """The query as a function of a state's run.

    The function raises EvaluationError, its cause worded as AWS words it.
    """
    bind = _binder(query, site.role, retryable=site.retryable)
    wrapped, plain = query.wrapped.evaluate, query.plain.evaluate
    choose = _chooser(query)
    named = bool(query.functions)
    gathered_read = site.role == "result" and "result" in query.states

    def run(root: Json, frame: Frame) -> Json:
        # Only the results of branches or iterations together are larger than a payload.
        if gathered_read and type(root) is list and exceeds(root, LIMITS["max_result_size"]):
            raise fault(frame, _TOO_LARGE)
        ours = Functions(frame.host.chance) if named else None
        bindings = bind(root, frame, ours)
        # Options that say nothing would cost a fifth of a short evaluation.
        options = LIMITS if choose is None else {**LIMITS, **choose(frame)}
        evaluate = plain if "parse" in bindings else wrapped
        try:
            answer = evaluate(None, bindings, **options)
            if "r" in answer:
                return answer["r"]
            # To learn in the one evaluation what has gone away, a function or nothing at all, would
            # cost every other a tenth of its time. So what has failed is evaluated once more.
            if ours is not None:
                ours.again()
            presence = _presence(query.text, _PARSE if "__parse" in bindings else "")
            something = presence.evaluate(None, bindings, **options)
        except BaseException as error:
            why = _failure(error)
            if why is not None:
                raise fault(frame, f"threw an error during evaluation. {why}") from error
            raise
        raise fault(frame, _UNSUPPORTED if something else _UNDEFINED)

    def fault(frame: Frame, what: str) -> EvaluationError:
        return EvaluationError(
            f"{frame.blame('')}The JSONata expression '{query.text}' specified for the field "
            f"'{site.field}' {what}",
            pointer=site.pointer,
            location=site.field,
        )

    return run


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


@lru_cache(maxsize=256)
def _presence(text: str, prelude: str) -> Expression:
    """Whether an expression gives anything, a function too: nothing does not equal itself.

    `$type` would say more, but may be the name of a variable.
    """
    return Expression(f"($__r:=({prelude}{text}\n);$__r=$__r)")


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
