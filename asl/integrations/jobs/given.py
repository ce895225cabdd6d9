"""What a Task gives a job's service, read member by member."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.values import text_of

# What the APIs have for an integer.
_INTEGER: Final = 2**31 - 1
_DIGITS: Final = re.compile("[0-9]{1,10}")
_HALVES: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Given:
    """A part of what a Task gives.

    Attributes:
        state: the Task's.
        value: the part; None where there is none.
        path: where in the whole it stands.
    """

    state: str
    value: Any
    path: str = ""

    def __bool__(self) -> bool:
        return self.value is not None

    def __truediv__(self, name: str) -> Given:
        """A member; integrations take the API's own small first letter too.

        Raises:
            StatesError: this is no object.
        """
        if self.value is not None and not isinstance(self.value, dict):
            raise self.wrong("an object")
        held = self.value or {}
        path = f"{self.path}.{name}" if self.path else name
        return Given(self.state, held.get(name, held.get(name[:1].lower() + name[1:])), path)

    def items(self) -> Iterator[Given]:
        """The items of a list.

        Raises:
            StatesError: this is none.
        """
        if self.value is not None and not isinstance(self.value, list):
            raise self.wrong("a list")
        for index, item in enumerate(self.value or ()):
            yield Given(self.state, item, f"{self.path}[{index}]")

    def text(self) -> str:
        """The part as a text: another value as its JSON, as integrations give it to services.

        Raises:
            StatesError: there is none, or it holds what no program can be given.
        """
        if self.value is None:
            raise self.wrong("a text")
        text = self.value if isinstance(self.value, str) else text_of(self.value)
        odd = "a NUL" if "\0" in text else "half a character" if _HALVES.search(text) else None
        if odd is not None:
            raise self.refused(f"{self.path} holds {odd}, which no program can be given")
        return text

    def texts(self) -> tuple[str, ...]:
        """The items of a list, as texts.

        Raises:
            StatesError
        """
        return tuple(item.text() for item in self.items())

    def pairs(self) -> dict[str, str]:
        """A list of objects with `Name` and `Value`, as variables are written.

        Raises:
            StatesError
        """
        return {(item / "Name").text(): (item / "Value").text() for item in self.items()}

    def number(self, least: int, most: int = _INTEGER) -> int | None:
        """A whole number; None where there is none.

        Raises:
            StatesError: it is another value, less or more.
        """
        value = self.value
        if isinstance(value, str) and _DIGITS.fullmatch(value):
            value = int(value)
        if value is None:
            return None
        good = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        if not good:
            raise self.wrong(f"a whole number from {least} to {most}")
        return int(value)

    def without(self, names: Collection[str], why: str) -> None:
        """Hold a job to what can be honoured here.

        Raises:
            StatesError: one of the members stands there.
        """
        for name in names:
            member = self / name
            if member.value not in (None, [], {}):
                raise self.refused(f"{member.path} {why}")

    def wrong(self, wanted: str) -> StatesError:
        """The error of a part of another type."""
        found = "nothing" if self.value is None else _TYPES.get(type(self.value), "another value")
        return self.refused(f"{self.path or 'the whole'} takes {wanted}, and is {found}")

    def refused(self, message: str) -> StatesError:
        """The error of a job that does not run for what it is given."""
        return StatesError(RUNTIME, f"The Task '{self.state}' runs no job: {message}.")


_TYPES = {str: "a text", int: "a number", float: "a number", bool: "a truth value"}
_TYPES |= {list: "a list", dict: "an object"}


def quoted(text: str) -> str:
    """A name of a definition's, for a message: cut, and on one line."""
    return json.dumps(text[:100], ensure_ascii=False)
