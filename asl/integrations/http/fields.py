"""The members of a Task's parameters, read one by one; every fault is kept until all are read."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from asl.integrations.http.headers import is_name, is_text
from asl.runtime.values import text_of
from asl.services.parameter_faults import misshapen, missing, unsupported, unsupported_values
from asl.syntax.values import Json

# Names and values, in their order; a name may come more than once.
Pairs: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Fields:
    """The members of an object.

    Attributes:
        given: the object, or what stands in its place.
        reasons: what is wrong with them, those of objects further inside included.
    """

    given: Json
    reasons: list[str] = field(default_factory=list)

    def know(self, names: Collection[str]) -> None:
        """Note members that there are not."""
        if isinstance(self.given, dict):
            self.reasons.extend(unsupported(name) for name in self.given if name not in names)
        else:
            self.reasons.append("The parameters are to be an object")

    def value(self, name: str) -> Json:
        """A member; None for null and where it is not given."""
        return self.given.get(name) if isinstance(self.given, dict) else None

    def text(self, name: str, *, required: bool = False) -> str:
        """A text; empty where it is not given."""
        value = self.value(name)
        if value is None:
            if required and isinstance(self.given, dict):
                self.reasons.append(missing(name))
            return ""
        if not isinstance(value, str) or (required and not value):
            self.wrong(name)
            return ""
        return value

    def choice(self, name: str, options: Collection[str], otherwise: str | None = None) -> str:
        """One of several words; it is required where nothing is taken otherwise."""
        value = self.text(name, required=otherwise is None)
        if value and value not in options:
            self.wrong(name)
        return value or otherwise or ""

    def flag(self, name: str) -> bool:
        """A truth value; false where it is not given."""
        value = self.value(name)
        if value is not None and not isinstance(value, bool):
            self.wrong(name)
        return value is True

    def body(self) -> Json:
        """`RequestBody`: an object, an array or a text; None where it is not given."""
        value = self.value("RequestBody")
        if not isinstance(value, (dict, list, str, type(None))):
            self.wrong("RequestBody")
        return value

    def within(self, name: str, names: Collection[str]) -> Fields | None:
        """The members of an object further inside; None where it is not given."""
        value = self.value(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong(name)
            return None
        inner = Fields(value, self.reasons)
        inner.know(names)
        return inner

    def pairs(self, name: str, *, lists: bool) -> Pairs:
        """Names with one value or several; those that are null are left out.

        Args:
            lists: whether values are to be arrays.
        """
        value = self.value(name)
        if value is None:
            return ()
        found = list(_pairs(value, lists=lists)) if isinstance(value, dict) else [None]
        if None in found:
            self.wrong(name)
        return tuple(pair for pair in found if pair is not None)

    def headers(self, refused: Collection[str], prefixes: tuple[str, ...], *, lists: bool) -> Pairs:
        """`Headers`, but for those that only the service itself may send.

        Args:
            refused: names in lower case that there may not be.
            prefixes: that names in lower case may not have.
            lists: whether values are to be arrays.
        """
        found = self.pairs("Headers", lists=lists)
        names = {key.lower(): None for key, _ in found}
        reserved = [key for key in names if key in refused or key.startswith(prefixes)]
        if reserved:
            self.reasons.append(unsupported_values("Headers", reserved))
        if not all(is_name(key) and is_text(value) for key, value in found):
            self.wrong("Headers")
        return found

    def wrong(self, name: str) -> None:
        """Note that a member is not of its form."""
        reason = misshapen(name)
        if reason not in self.reasons:
            self.reasons.append(reason)


def _pairs(given: dict[str, Json], *, lists: bool) -> Iterator[tuple[str, str] | None]:
    for name, value in given.items():
        if isinstance(value, list):
            for item in value:
                yield None if isinstance(item, (dict, list)) else (name, _text(item))
        elif lists or isinstance(value, dict):
            yield None
        elif value is not None:
            yield name, _text(value)


def _text(value: Json) -> str:
    return value if isinstance(value, str) else text_of(value)
