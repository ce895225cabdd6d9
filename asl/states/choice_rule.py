"""Choice rules: a condition under JSONata, comparisons and their And, Or and Not under JSONPath."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from asl.expr.expression import Evaluate, Expr
from asl.expr.jsonpath import PathLimit, PathMissing, compile_path
from asl.expr.paths import lookup
from asl.expr.reference_path import ReferenceFault, check_one_place
from asl.model import kinds
from asl.model.member import shown_type
from asl.model.place import JSONATA, Place
from asl.model.variables import Assignments, assignments
from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.frame import Frame
from asl.states.comparison import OPERATORS, Operator
from asl.syntax.values import Json

Condition: TypeAlias = Callable[[Json, Frame], bool]

_COMBINED: Final = ("And", "Or", "Not")
_ONE_PLACE: Final = "name one place: fields and indices only"
_BESIDE: Final = ("Next", "Comment", "Assign")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceRule:
    """One entry of `Choices`.

    Attributes:
        holds: whether the rule applies, from the effective input.
        next: the state it leads to.
        output: under JSONata, the state's output where the rule applies.
        assign: the variables it sets.
        variables: the variables its condition reads.
    """

    pointer: str
    holds: Condition
    next: str
    output: Expr[Json] | None
    assign: Assignments | None
    variables: frozenset[str]


def choice_rule(place: Place) -> ChoiceRule | None:
    """A rule with its `Next`."""
    if not isinstance(place.value, dict):
        place.report("not-an-object", "A choice rule is an object")
        return None
    following: str | None = None
    if "Next" in place.value:
        following = kinds.text(place.member("Next"))
    else:
        place.report(
            "missing-field",
            "The field 'Next' is required but was missing",
            hint='add "Next": the state to go to when the rule applies',
        )
    assign: Assignments | None = None
    if "Assign" in place.value:
        assign = assignments()(place.member("Assign"))
    reads: set[str] = set()
    if place.language == JSONATA:
        holds, output = _condition(place, reads)
    else:
        holds, output = _test(place, reads, top=True), None
    if "Comment" in place.value:
        kinds.text(place.member("Comment"))
    if holds is None or following is None:
        return None
    return ChoiceRule(
        pointer=place.pointer,
        holds=holds,
        next=following,
        output=output,
        assign=assign,
        variables=frozenset(reads),
    )


def _condition(place: Place, reads: set[str]) -> tuple[Condition | None, Any]:
    allowed = ("Condition", "Output", *_BESIDE)
    for name in place.value:
        if name in allowed:
            continue
        if name in OPERATORS or name in _COMBINED or name == "Variable":
            place.member(name).report(
                "wrong-query-language",
                f'"{name}" is a field of JSONPath, and this state speaks JSONata',
                hint='write the rule as "Condition": "{% … %}"',
                at_key=True,
            )
        else:
            _unknown(place, name, list(allowed))
    output: Any = None
    if "Output" in place.value:
        output = kinds.values()(place.member("Output"))
    if "Condition" not in place.value:
        place.report(
            "missing-field",
            "The field 'Condition' is required but was missing",
            hint='add "Condition": "{% … %}"',
        )
        return None, output
    read = kinds.dynamic(kinds.boolean, "boolean", lambda value: isinstance(value, bool))
    condition: Any = read(place.member("Condition"))
    reads |= condition.variables
    evaluate: Evaluate = condition.evaluate
    return (lambda _root, frame: evaluate(None, frame)), output


def _unknown(place: Place, name: str, known: list[str]) -> str | None:
    """Report a member that a rule has not.

    Returns:
        The one that was meant without doubt.
    """
    right = place.suggestions.without_doubt(name, known)
    place.member(name).report(
        "unknown-field",
        f'"{name}" is no field of a choice rule',
        hint=place.suggestions.nearest(name, known)
        or ("only the outermost rule has it: move it there" if name in _BESIDE else "remove it"),
        at_key=True,
        rename=None if right in place.value else right,
    )
    return right


def _test(place: Place, reads: set[str], *, top: bool) -> Condition | None:
    """A rule under JSONPath; nested ones have no Next and no Assign."""
    if not isinstance(place.value, dict):
        place.report("not-an-object", "A choice rule is an object")
        return None
    beside = _BESIDE if top else ("Comment",)
    names = [name for name in place.value if name in OPERATORS or name in _COMBINED]
    known = [*_COMBINED, "Variable", *OPERATORS, *beside]
    misspelt = False
    for name in place.value:
        if name in ("Condition", "Output"):
            place.member(name).report(
                "wrong-query-language",
                f'"{name}" is a field of JSONata, and this state speaks JSONPath',
                hint='compare with "Variable" and an operator, or set "QueryLanguage": "JSONata"',
                at_key=True,
            )
        elif name not in known:
            meant = _unknown(place, name, known)
            misspelt = misspelt or meant in OPERATORS or meant in _COMBINED
    if not names and misspelt:
        return None
    if len(names) != 1:
        place.report(
            "choice-rule-operators",
            "A choice rule has exactly one comparison, And, Or or Not; this one has "
            + (", ".join(names) if names else "none"),
            hint="join several with And" if names else 'add one, such as "NumericEquals": 1',
        )
        return None
    if names[0] in _COMBINED:
        return _combined(place.member(names[0]), names[0], reads)
    return _comparison(place, names[0], reads)


def _combined(place: Place, name: str, reads: set[str]) -> Condition | None:
    if name == "Not":
        inner = _test(place, reads, top=False)
        return None if inner is None else lambda root, frame: not inner(root, frame)
    if not isinstance(place.value, list) or not place.value:
        place.report("empty", f'"{name}" takes an array of at least one rule')
        return None
    tests = [_test(place.element(index), reads, top=False) for index in range(len(place.value))]
    whole = [test for test in tests if test is not None]
    if name == "And":
        return lambda root, frame: all(test(root, frame) for test in whole)
    return lambda root, frame: any(test(root, frame) for test in whole)


def _comparison(place: Place, name: str, reads: set[str]) -> Condition | None:
    found = OPERATORS[name]
    if "Variable" not in place.value:
        place.report(
            "missing-field",
            "The field 'Variable' is required but was missing",
            hint='add "Variable": the path of the value to compare',
        )
        return None
    variable: Any = kinds.path(place.member("Variable"))
    operand = place.member(name)
    if not found.accepts(operand.value):
        operand.report(
            "wrong-type",
            f'"{name}" takes {found.wanted}, found {shown_type(operand.value)}',
            hint=kinds.retyped(operand, found.wanted),
        )
        return None
    if variable is None:
        return None
    try:
        check_one_place(variable.text)
    except ReferenceFault as fault:
        site = place.member("Variable").site()
        site.fault("reference-path-syntax", fault.message, fault.position, _ONE_PLACE)
        return None
    reads |= variable.variables
    value_of = _operand(place.member("Variable"), variable.text)
    if found.path:
        other: Any = kinds.path(operand)
        if other is None:
            return None
        reads |= other.variables
        return _against_path(found, value_of, _operand(operand, other.text))
    test = found.test(operand.value)
    if found.of_absent:
        return _presence(place.member("Variable"), variable.text, expected=operand.value)
    return lambda root, frame: test(value_of(root, frame))


def _against_path(found: Operator, value_of: Evaluate, other_of: Evaluate) -> Condition:
    def holds(root: Json, frame: Frame) -> bool:
        value = value_of(root, frame)
        return found.test(other_of(root, frame))(value)

    return holds


def _presence(place: Place, text: str, *, expected: bool) -> Condition:
    find = lookup(compile_path(text))

    def holds(root: Json, frame: Frame) -> bool:
        try:
            find(root, frame)
        except PathMissing:
            return not expected
        except PathLimit as error:
            raise _invalid(place, text, frame) from error
        return expected

    return holds


def _operand(place: Place, text: str) -> Evaluate:
    """A path of a rule; where nothing is there, the execution fails (IsPresent apart)."""
    find = lookup(compile_path(text))

    def value_of(root: Json, frame: Frame) -> Json:
        try:
            return find(root, frame)
        except (PathMissing, PathLimit) as error:
            raise _invalid(place, text, frame) from error

    return value_of


def _invalid(place: Place, text: str, frame: Frame) -> StatesError:
    cause = frame.blame(
        f"Invalid path '{text}': The choice state's condition path references an invalid value."
    )
    return StatesError(RUNTIME, cause, pointer=place.pointer)
