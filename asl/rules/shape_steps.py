"""What a state does to the shape of its input, and where its paths look.

JSONPath; a state under JSONata is handed over.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from asl.expr.intrinsics.parser import parse_call
from asl.expr.jsonpath.nodes import Index, Name
from asl.expr.jsonpath.parser import parse_path
from asl.model.place import JSONATA
from asl.model.state import State
from asl.rules.comparisons import comparisons, operator_of
from asl.rules.shape_queries import after_query
from asl.rules.shapes import (
    ANYTHING,
    EMPTY,
    ERROR,
    After,
    Known,
    Lost,
    of_constant,
    put,
    shape_of,
)
from asl.states import Choice, Fail, Map, Parallel, Pass, Succeed, Task, Wait
from asl.states.comparison import OPERATORS
from asl.syntax import escape_pointer_token
from asl.syntax.values import Json

_CALLING: Final = (Task, Parallel, Map)
# Paths that are looked up in what InputPath selects.
_PATHS: Final = (
    "ItemsPath",
    "SecondsPath",
    "TimestampPath",
    "TimeoutSecondsPath",
    "HeartbeatSecondsPath",
    "MaxConcurrencyPath",
)


def after(state: State, given: dict[str, Json], value: Known, lost: Lost) -> After:
    """Follow a value through a state.

    Args:
        state, given: the state, and the object that it was read from.
        value: the shape of its input.
        lost: is told each path that leads to nothing.
    """
    if state.language == JSONATA:
        return after_query(state, given, value, lost)
    look = _Looking(lost)
    if isinstance(state, Fail):
        for name in ("ErrorPath", "CausePath"):
            look.expression(given.get(name), value, f"{state.pointer}/{name}")
        return After(ways=())
    selected = look.selected(given, "InputPath", value, state.pointer)
    for name in _PATHS:
        look.path(given.get(name), selected, f"{state.pointer}/{name}")
    if isinstance(state, (Choice, Wait, Succeed)):
        return _after_plain(state, given, selected, look)
    return _after_result(state, given, value, selected, look)


def _after_result(
    state: State, given: dict[str, Json], value: Known, selected: Known, look: _Looking
) -> After:
    """Task, Parallel, Map and Pass have a result, and a place for it."""
    at = state.pointer
    inside = selected
    if isinstance(state, Map):
        inside = _item(state, given, selected, look)
    elif "Parameters" in given:
        inside = look.template(given["Parameters"], selected, f"{at}/Parameters")
    result = ANYTHING
    if isinstance(state, Pass):
        result = of_constant(given["Result"]) if "Result" in given else inside
    if "Assign" in given:
        look.template(given["Assign"], result, f"{at}/Assign")
    if "ResultSelector" in given:
        result = look.template(given["ResultSelector"], result, f"{at}/ResultSelector")
    output = look.selected(given, "OutputPath", _placed(given, value, result), at)
    ways = [(given["Next"], output)] if "Next" in given else []
    if isinstance(state, _CALLING):
        ways += _caught(given, value, look, at)
    return After(ways=tuple(ways), inside=inside)


def _after_plain(state: State, given: dict[str, Json], selected: Known, look: _Looking) -> After:
    """Choice, Wait and Succeed hand on what InputPath selects."""
    at = state.pointer
    for pointer, path in _variables(given.get("Choices"), f"{at}/Choices"):
        look.path(path, selected, pointer)
    output = look.selected(given, "OutputPath", selected, at)
    return After(ways=tuple((link.target, output) for link in state.links()))


def _item(state: Map, given: dict[str, Json], effective: Known, look: _Looking) -> Known:
    """The input of an iteration."""
    inside: Known = ANYTHING
    for name in ("ItemSelector", "Parameters"):
        if name in given:
            inside = look.template(given[name], effective, f"{state.pointer}/{name}")
    return ANYTHING if state.item_batcher is not None else inside


def _caught(
    given: dict[str, Json], value: Known, look: _Looking, at: str
) -> Iterator[tuple[str, Known]]:
    for index, catcher in enumerate(given.get("Catch", ())):
        if "Assign" in catcher:
            look.template(catcher["Assign"], ERROR, f"{at}/Catch/{index}/Assign")
        yield catcher["Next"], _placed(catcher, value, ERROR)


def _placed(given: dict[str, Json], value: Known, result: Known) -> Known:
    """The input with the result where ResultPath says."""
    path = given.get("ResultPath", "$")
    if path is None:
        return value
    found = _names(path)
    return put(value, found[0], result) if found is not None and found[1] else ANYTHING


def _variables(rules: Json, pointer: str) -> Iterator[tuple[str, str]]:
    """Every path that is compared, but for what IsPresent asks."""
    for at, test in comparisons(rules, pointer):
        name = operator_of(test)
        if name != "IsPresent":
            yield f"{at}/Variable", test["Variable"]
        if OPERATORS[name].path:
            yield f"{at}/{name}", test[name]


class _Looking:
    """Follows paths into shapes, and tells those that are lost."""

    def __init__(self, lost: Lost) -> None:
        self._lost = lost

    def selected(self, given: dict[str, Json], name: str, value: Known, at: str) -> Known:
        """What InputPath or OutputPath leaves."""
        if name not in given:
            return value
        if given[name] is None:
            return EMPTY
        return self.path(given[name], value, f"{at}/{name}")

    def path(self, text: Json, value: Known, pointer: str) -> Known:
        """What a path leads to."""
        found = _names(text) if isinstance(text, str) else None
        if found is None:
            return ANYTHING
        names, whole = found
        for name in names:
            if value is None:
                return ANYTHING
            if name not in value.members:
                self._lost(pointer, text, name, value)
                return ANYTHING
            value = value.members[name]
        return value if whole else ANYTHING

    def expression(self, text: Json, value: Known, pointer: str) -> Known:
        """What a path leads to, or what a call gives: anything."""
        if not isinstance(text, str) or not text.startswith("States."):
            return self.path(text, value, pointer)
        for path in _arguments(text):
            self.path(path, value, pointer)
        return ANYTHING

    def template(self, template: Json, value: Known, pointer: str) -> Known:
        """What a payload template makes."""
        if isinstance(template, list):
            for index, inner in enumerate(template):
                self.template(inner, value, f"{pointer}/{index}")
            return ANYTHING
        if not isinstance(template, dict):
            return EMPTY
        made: dict[str, Known] = {}
        for key, inner in template.items():
            place = f"{pointer}/{escape_pointer_token(key)}"
            if key.endswith(".$"):
                made[key[:-2]] = self.expression(inner, value, place)
            else:
                made[key] = self.template(inner, value, place)
        return shape_of(made)


@lru_cache(maxsize=4096)
def _names(text: str) -> tuple[tuple[str, ...], bool] | None:
    """The names that a path into the input begins with, and whether there is nothing behind them.

    None for any other path, and for one that may find nothing without failing.
    """
    query, _end = parse_path(text)
    if query.root != "input":
        return None
    names: list[str] = []
    for position, step in enumerate(query.steps):
        if isinstance(step, Name) and len(names) == position:
            names.append(step.name)
        elif not isinstance(step, (Name, Index)):
            return None
    return tuple(names), len(names) == len(query.steps)


@lru_cache(maxsize=4096)
def _arguments(text: str) -> tuple[str, ...]:
    """The paths that a call is given; the reader has read it before."""
    return tuple(path.text for path in parse_call(text).paths)
