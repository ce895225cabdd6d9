"""Rules about Choice states."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from asl.diagnostics.finding import Finding
from asl.model.place import JSONATA
from asl.model.state import StateMachine
from asl.rules.comparisons import operator_of
from asl.rules.samples import ABSENT, CannotTell, Sample, combinations, domains_of
from asl.rules.scopes import written
from asl.states import Choice
from asl.states.comparison import OPERATORS
from asl.syntax.values import Json

# Single comparisons tried for one state at most: past it nothing is said.
_MOST_TRIES: Final = 20_000


def choices_cover_everything(machine: StateMachine) -> Iterator[Finding]:
    """Without a Default, some rule applies whatever the values are; else the execution fails.

    Told only where an example of values is found to which no rule applies, each value of a kind
    that the rules ask for. What no rule can tell (queries other than a comparison with a constant,
    paths compared with each other) is left alone.

    Source: https://states-language.net/spec.html#choice-state
    """
    for state, given in written(machine):
        if not isinstance(state, Choice) or state.default is not None:
            continue
        try:
            rules = [
                _compared(rule["Condition"]) if state.language == JSONATA else rule
                for rule in given["Choices"]
            ]
            example = _uncovered(rules)
        except CannotTell:
            continue
        if example is not None:
            yield Finding(
                code="choice-without-default",
                pointer=state.pointer,
                message=f"no rule applies {_told(example)}, and there is no Default: the execution "
                "would fail with States.NoChoiceMatched",
                hint='add "Default": the state to go to when no rule applies',
                at_key=True,
            )


def _uncovered(rules: list[Json]) -> dict[str, Sample] | None:
    """Values to which no rule applies; None where there are none."""
    domains, tests = domains_of(rules)
    for values in combinations(domains, _MOST_TRIES // tests):
        try:
            if not any(_applies(rule, values) for rule in rules):
                return values
        except _NothingThereError:
            # The execution fails all the same, but by another error that no Default would help.
            continue
    return None


class _NothingThereError(Exception):
    """A path leads to nothing where a value is compared."""


def _applies(rule: Json, values: dict[str, Sample]) -> bool:
    if "And" in rule:
        return all(_applies(inner, values) for inner in rule["And"])
    if "Or" in rule:
        return any(_applies(inner, values) for inner in rule["Or"])
    if "Not" in rule:
        return not _applies(rule["Not"], values)
    name = operator_of(rule)
    value = values[rule["Variable"]]
    if name == "IsPresent":
        return (value is not ABSENT) is rule[name]
    if value is ABSENT:
        raise _NothingThereError
    return OPERATORS[name].test(rule[name])(value)


_COMPARISON: Final = re.compile(
    r"""\{%\s*
    (?P<negated>\$not\(\s*)?
    (?P<path>\$\w+(?:\.\w+|\[\d+\])*)
    \s*(?:(?P<operator>!=|<=|>=|=|<|>)\s*
    (?P<constant>"[^"\\]*"|'[^'\\]*'|-?\d+(?:\.\d+)?|true|false|null))?
    (?(negated)\s*\))
    \s*%\}""",
    re.VERBOSE,
)
_NAMES: Final = {
    "=": "Equals",
    "!=": "Equals",
    "<": "LessThan",
    ">": "GreaterThan",
    "<=": "LessThanEquals",
    ">=": "GreaterThanEquals",
}


def _compared(condition: Json) -> Json:
    """A query that compares a value with a constant, as a rule under JSONPath.

    Raises:
        CannotTell: it is another kind of query.
    """
    match = _COMPARISON.fullmatch(condition) if isinstance(condition, str) else None
    if match is None:
        raise CannotTell
    path, sign = match["path"], match["operator"]
    if sign is None:
        # A value alone must be true or false, or the query fails.
        rule: Json = {"Variable": path, "BooleanEquals": True}
    else:
        rule = {"Variable": path, **_test(sign, match["constant"])}
    negated = (sign == "!=") is not (match["negated"] is not None)
    return {"Not": rule} if negated else rule


def _test(sign: str, constant: str) -> dict[str, Json]:
    value = json.loads(f'"{constant[1:-1]}"' if constant[0] in "\"'" else constant)
    if isinstance(value, str):
        return {f"String{_NAMES[sign]}": value}
    if value is None or isinstance(value, bool):
        if _NAMES[sign] != "Equals":
            raise CannotTell
        return {"IsNull": True} if value is None else {"BooleanEquals": value}
    return {f"Numeric{_NAMES[sign]}": value}


_SHOWN: Final = 3
_LONGEST: Final = 40


def _told(example: dict[str, Sample]) -> str:
    """The example in words: `where $.status is another text`."""
    told = []
    for path, value in list(example.items())[:_SHOWN]:
        shown_path = path if len(path) <= _LONGEST else f"{path[:_LONGEST]}…"
        told.append(f"{shown_path} is {_shown(value)}")
    return "where " + " and ".join(told)


def _shown(value: Sample) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case int() | float():
            return str(value)
        case str() if value.isprintable() and 0 < len(value) <= _LONGEST:
            return f'"{value}"'
        case str():
            return "another text"
        case dict():
            return "of another kind"
        case _:
            return "absent"
