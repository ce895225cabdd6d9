"""Paths of names and single indices, which is what nearly all paths are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from asl.expr.jsonpath.walk import MISSING
from asl.syntax.values import Json

Key: TypeAlias = str | int
Find: TypeAlias = Callable[[Json], Json]


def child(value: Json, key: Key) -> Json:
    """The member or element of a value; MISSING where there is none."""
    if isinstance(key, str):
        return value.get(key, MISSING) if isinstance(value, dict) else MISSING
    if isinstance(value, list) and -len(value) <= key < len(value):
        return value[key]
    return MISSING


def follow(keys: tuple[Key, ...]) -> Find:
    """What the keys lead to, one inside the other, or MISSING.

    A member is looked up in whatever there is: only dicts take a str. An index is tried on lists
    alone, for text would take one too.
    """

    def run(document: Json) -> Json:
        value = document
        try:
            for key in keys:
                if key.__class__ is int and value.__class__ is not list:
                    return MISSING
                value = value[key]
        except (KeyError, IndexError, TypeError):
            return MISSING
        return value

    return run


def finder(keys: tuple[Key, ...], look_again: Find) -> Find:
    """The same as `follow`, but `look_again` takes over what fails: it raises or knows better."""
    if not keys:
        return lambda document: document
    if len(keys) == 1 and isinstance(keys[0], str):
        return _member(keys[0], look_again)

    def run(document: Json) -> Json:
        value = document
        try:
            for key in keys:
                if key.__class__ is int and value.__class__ is not list:
                    break
                value = value[key]
            else:
                return value
        except (KeyError, IndexError, TypeError):
            pass
        return look_again(document)

    return run


def _member(name: str, look_again: Find) -> Find:
    def run(document: Json) -> Json:
        try:
            return document[name]
        except (KeyError, TypeError):
            pass
        return look_again(document)

    return run
