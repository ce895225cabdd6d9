"""Steps of a path -> closures.

There are two ways to follow a step. `One` goes from a value to a value, for definite paths. `Many`
goes from values to values, for the others; what does not fit is left out and nothing ever fails.

Source: the `evaluate` methods of Jayway's path tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final, TypeAlias

from asl.expr.jsonpath.filters import Accept, Read, compile_test, compile_value
from asl.expr.jsonpath.functions import FUNCTIONS
from asl.expr.jsonpath.nodes import (
    DefiniteStep,
    Descent,
    Filter,
    Function,
    Index,
    Indices,
    Name,
    Names,
    Query,
    Slice,
    Step,
    Wildcard,
    definite,
)
from asl.expr.jsonpath.plain import Key, child, follow
from asl.expr.jsonpath.walk import MISSING, Walk, hold
from asl.syntax.values import Json

One: TypeAlias = Callable[[Json, Walk], Json]
Many: TypeAlias = Callable[[list[Json], Walk], list[Json]]


def plain_keys(steps: tuple[Step, ...]) -> tuple[Key, ...] | None:
    """The names and indices, where there is nothing else."""
    keys: list[Key] = []
    for step in steps:
        match step:
            case Name(key) | Index(key):
                keys.append(key)
            case _:
                return None
    return tuple(keys)


def compile_query(query: Query) -> Read:
    """A path as a function of what it starts from: a value or MISSING, or a list if indefinite."""
    steps = query.steps
    keys = plain_keys(steps)
    if keys is not None:
        find = follow(keys)
        return lambda value, _walk: find(value)
    single = definite(steps)
    if single is not None:
        return _one_after_another([compile_one(step) for step in single])
    many = compile_many(steps)
    return lambda value, walk: many([value], walk)


def _one_after_another(steps: list[One]) -> One:
    """All the steps of a definite path; MISSING as soon as one of them is."""

    def run(value: Json, walk: Walk) -> Json:
        for step in steps:
            value = step(value, walk)
            if value is MISSING:
                break
        return value

    return run


def compile_one(step: DefiniteStep) -> One:
    """A step of a definite path."""
    match step:
        case Name(key) | Index(key):
            return lambda value, _walk: child(value, key)
        case Names(names):
            return lambda value, _walk: _merged(value, names)
        case _:
            return _function(step)


def _merged(value: Json, names: tuple[str, ...]) -> Json:
    """An object of the members that there are; none of them has to be."""
    if not isinstance(value, dict):
        return MISSING
    return {name: value[name] for name in names if name in value}


def _complete(value: Json, names: tuple[str, ...]) -> Json:
    """The same, where all of them have to be."""
    if not isinstance(value, dict) or not all(name in value for name in names):
        return MISSING
    return _merged(value, names)


def _function(step: Function) -> One:
    apply, gathers = FUNCTIONS[step.name].apply, FUNCTIONS[step.name].gathers
    arguments = [compile_value(argument, compile_query) for argument in step.arguments]

    def run(value: Json, walk: Walk) -> Json:
        given = [argument(value, walk) for argument in arguments]
        walk.spend(sum(len(part) for part in (value, *given) if isinstance(part, list | dict)) + 1)
        if gathers:
            hold([value, *given])
        return apply(value, [part for part in given if part is not MISSING])

    return run


def compile_many(steps: tuple[Step, ...]) -> Many:
    """All the steps of an indefinite path."""
    compiled = [_many(step) for step in steps[:-1]]
    compiled += [_last(step) for step in steps[-1:]]

    def run(values: list[Json], walk: Walk) -> list[Json]:
        for step in compiled:
            values = step(values, walk)
        return values

    return run


def _many(step: Step) -> Many:
    return _MANY[type(step)](step)


def _last(step: Step) -> Many:
    """The same for the step that ends the path: there several names give one object."""
    match step:
        case Names(names):
            return _each(lambda value, _walk: _merged(value, names))
        case Descent(Names(names)):
            return _below(_each(lambda value, _walk: _complete(value, names)))
        case _:
            return _many(step)


def _one_of_each(step: Index | Function) -> Many:
    return _each(compile_one(step))


def _each(one: One) -> Many:
    def run(values: list[Json], walk: Walk) -> list[Json]:
        walk.spend(len(values))
        found = [one(value, walk) for value in values]
        return [value for value in found if value is not MISSING]

    return run


def _name(step: Name) -> Many:
    name = step.name

    def run(values: list[Json], walk: Walk) -> list[Json]:
        walk.spend(len(values))
        return [value[name] for value in values if isinstance(value, dict) and name in value]

    return run


def _names(step: Names) -> Many:
    """Several names before other steps: each leads on by itself."""

    def run(values: list[Json], walk: Walk) -> list[Json]:
        walk.spend(len(values) * len(step.names))
        objects = [value for value in values if isinstance(value, dict)]
        return [value[name] for value in objects for name in step.names if name in value]

    return run


def _elements(pick: Callable[[list[Json]], list[Json]]) -> Many:
    """A step into arrays: `pick` gives the elements of one of them."""

    def run(values: list[Json], walk: Walk) -> list[Json]:
        found: list[Json] = []
        for value in values:
            if isinstance(value, list):
                picked = pick(value)
                walk.spend(len(picked) + 1)
                found.extend(picked)
        return found

    return run


def _indices(step: Indices) -> Many:
    return _elements(lambda array: _at(array, iter(step.indices)))


def _slice(step: Slice) -> Many:
    """As Jayway slices: of `[start:stop]` the places from start to stop, each counted by itself.

    So `[1:-1]` is empty, where Python counts the end from the back; `[-2:]` and `[:-1]` are as in
    Python.
    """
    start, stop = step.start, step.stop
    if start is None or stop is None:
        return _elements(lambda array: array[start:stop])
    return _elements(
        lambda array: _at(array, iter(range(max(start, -len(array)), min(stop, len(array)))))
    )


def _at(array: list[Json], places: Iterator[int]) -> list[Json]:
    length = len(array)
    return [array[place] for place in places if -length <= place < length]


def _wildcard(_step: Wildcard) -> Many:
    def run(values: list[Json], walk: Walk) -> list[Json]:
        found: list[Json] = []
        for value in values:
            if isinstance(value, list | dict):
                walk.spend(len(value))
                found.extend(value.values() if isinstance(value, dict) else value)
        return found

    return run


def _filter(step: Filter) -> Many:
    """Of an array the elements that pass, of an object the object itself."""
    return partial(_passing, compile_test(step.test, compile_query))


def _passing(accept: Accept, values: list[Json], walk: Walk) -> list[Json]:
    found: list[Json] = []
    for value in values:
        if isinstance(value, list):
            walk.spend(len(value))
            found.extend([item for item in value if accept(item, walk)])
        elif isinstance(value, dict):
            walk.spend(1)
            if accept(value, walk):
                found.append(value)
    return found


def _descent(step: Descent) -> Many:
    """The step from the value and from every container in it, outer ones first.

    A filter is asked about each object once, and about the elements of an array only where the
    array passes itself; otherwise objects in arrays would come twice.
    """
    if isinstance(step.step, Filter):
        accept = compile_test(step.step.test, compile_query)

        def run(values: list[Json], walk: Walk) -> list[Json]:
            places = [
                place
                for place in _containers(values, walk)
                if isinstance(place, dict) or accept(place, walk)
            ]
            return _passing(accept, places, walk)

        return run
    return _below(_many(step.step))


def _below(step: Many) -> Many:
    return lambda values, walk: step(_containers(values, walk), walk)


def _containers(values: list[Json], walk: Walk) -> list[Json]:
    found: list[Json] = []
    waiting = [value for value in reversed(values) if isinstance(value, list | dict)]
    while waiting:
        place = waiting.pop()
        found.append(place)
        walk.spend(len(place) + 1)
        inner = place.values() if isinstance(place, dict) else place
        waiting.extend([v for v in reversed(inner) if isinstance(v, list | dict)])
    return found


_MANY: Final[dict[type[Step], Callable[[Any], Many]]] = {
    Name: _name,
    Names: _names,
    Index: _one_of_each,
    Function: _one_of_each,
    Indices: _indices,
    Slice: _slice,
    Wildcard: _wildcard,
    Filter: _filter,
    Descent: _descent,
}
