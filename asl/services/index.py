"""The index of AWS's services: actions, what each is given, and the errors it answers with.

It is made from botocore's models by `python -m tools.services_index` and ships with the package.
A service is read when it is first asked for, and of its shapes those that are looked at.

The file begins with lines, the last of them empty: its format and origin, then for each service its
word in a Resource, its name in botocore and the length of its part. The parts follow, each
compressed by itself. A part is text in four paragraphs: prefix of errors and name in botocore;
a line an action (name, reference to its input, numbers of its errors, `~` where events stream);
names of errors; a line a shape. A reference is the number of a shape's line or a letter: s text,
i integer, n number, b boolean, x bytes, t time, * anything. A shape is `[reference`, a list;
`{reference`, a map; or its members, each `Name|OtherName!=reference`, where `!` says that it must
be given, and `?` the same of a token that most SDKs make up themselves.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Final, Literal, TypeAlias

FORMAT: Final = "asl-services-1"
CONTAINER: Final = Path(__file__).with_name("services.index")

Plain: TypeAlias = Literal["text", "integer", "number", "boolean", "bytes", "time", "any"]

_PLAIN: Final[dict[str, Plain]] = {
    "s": "text",
    "i": "integer",
    "n": "number",
    "b": "boolean",
    "x": "bytes",
    "t": "time",
    "*": "any",
}


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of values of one shape."""

    element: Reference


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object with any names, and values of one shape."""

    value: Reference


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a structure.

    Attributes:
        name: as Step Functions has it.
        shape: of its value.
        required: whether a call without it fails.
        token: whether most SDKs make it up where it is not given.
    """

    name: str
    shape: Reference
    required: bool = False
    token: bool = False


@dataclass(frozen=True, slots=True)
class Structure:
    """An object with members.

    Attributes:
        members: by every name that they may have.
    """

    members: Mapping[str, Member]

    def required(self) -> list[Member]:
        """The members that must be given, in order of the model."""
        return [
            member
            for name, member in self.members.items()
            if member.required and name == member.name
        ]


Shape: TypeAlias = Plain | ListOf | MapOf | Structure


@dataclass(frozen=True, slots=True)
class Reference:
    """A shape of a service, read when it is asked for: shapes may hold themselves."""

    service: Service
    text: str

    def shape(self) -> Shape:
        """What it stands for."""
        return self.service.shape(self.text)


@dataclass(frozen=True, slots=True)
class Action:
    """What can be asked of a service.

    Attributes:
        name: as a Resource has it.
        input: of its parameters; None where it takes none.
        errors: names that its failures may have, in full: `DynamoDb.ResourceNotFoundException`.
        streaming: whether events go to and fro while the call lasts.
    """

    name: str
    input: Structure | None
    errors: tuple[str, ...]
    streaming: bool


class Service:
    """A service of the index.

    Attributes:
        prefix: what the names of its errors begin with: `DynamoDb`.
        boto: its name in botocore: `dynamodb`.
    """

    __slots__ = ("_actions", "_errors", "_lines", "_shapes", "boto", "prefix")

    def __init__(self, text: str) -> None:
        head, actions, errors, shapes = text.split("\n\n", 3)
        self.prefix, self.boto = head.split(" ")
        self._actions = dict(line.partition(" ")[::2] for line in actions.split("\n"))
        self._errors = errors.split(" ")
        self._lines = shapes.split("\n")
        self._shapes: dict[str, Shape] = {}

    @property
    def actions(self) -> Mapping[str, str]:
        """The names of its actions, as keys."""
        return self._actions

    def action(self, name: str) -> Action | None:
        """An action; None where there is none of that name."""
        line = self._actions.get(name)
        if line is None:
            return None
        number, errors, streaming = (*line.split(" "), "", "")[:3]
        shape = self.shape(number) if number else None
        return Action(
            name=name,
            input=shape if isinstance(shape, Structure) else None,
            errors=tuple(
                f"{self.prefix}.{self._errors[int(error)]}" for error in errors.split(",") if error
            ),
            streaming=streaming == "~",
        )

    def shape(self, reference: str) -> Shape:
        """What a reference stands for."""
        plain = _PLAIN.get(reference)
        if plain is not None:
            return plain
        found = self._shapes.get(reference)
        if found is None:
            found = self._shapes[reference] = self._read(self._lines[int(reference)])
        return found

    def _read(self, line: str) -> Shape:
        if line.startswith("["):
            return ListOf(Reference(self, line[1:]))
        if line.startswith("{"):
            return MapOf(Reference(self, line[1:]))
        members: dict[str, Member] = {}
        for text in line.split(" ") if line else ():
            names, _, reference = text.partition("=")
            bare = names.rstrip("!?")
            first, *others = bare.split("|")
            members[first] = member = Member(
                first, Reference(self, reference), required=bare != names, token=names.endswith("?")
            )
            members.update(dict.fromkeys(others, member))
        return Structure(members)


# A value of any form.
ANYTHING: Final = Reference(Service(" -" + "\n\n" * 3), "*")


@dataclass(frozen=True, slots=True)
class _Directory:
    """Where in the file each service is, and how long."""

    places: Mapping[str, tuple[int, int]]
    boto: Mapping[str, str] = field(default_factory=dict)


@lru_cache(maxsize=1)
def _directory() -> _Directory:
    lines: list[str] = []
    with CONTAINER.open("rb") as file:
        while text := file.readline().decode().rstrip("\n"):
            lines.append(text)
        start = file.tell()
    entries = [line.split(" ") for line in lines[1:]]
    starts = accumulate((int(length) for _, _, length in entries), initial=start)
    places = {
        word: (place, int(length))
        for (word, _, length), place in zip(entries, starts, strict=False)
    }
    return _Directory(places, {boto: word for word, boto, _ in entries})


def words() -> Mapping[str, str]:
    """The services' words in a Resource, by their names in botocore: `logs` is `cloudwatchlogs`."""
    return _directory().boto


@lru_cache(maxsize=64)
def service(word: str) -> Service | None:
    """A service by its word in a Resource; None where the index has none of that name."""
    place = _directory().places.get(word)
    if place is None:
        return None
    with CONTAINER.open("rb") as file:
        file.seek(place[0])
        packed = file.read(place[1])
    return Service(unpacked(packed))


def unpacked(part: bytes) -> str:
    """A service's part of the file, as text."""
    return zlib.decompress(part).decode()
