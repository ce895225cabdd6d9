"""Rules about what a Task gives to the API that it calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from asl.diagnostics.finding import Finding
from asl.diagnostics.suggestions import Suggestions
from asl.model.place import JSONPATH
from asl.model.state import State, StateMachine
from asl.rules.scopes import states, written
from asl.services.index import ListOf, MapOf, Reference, Structure
from asl.services.requests import request, takes_small_letters
from asl.services.resource import Resource, integration_words
from asl.services.spelling import meant
from asl.states import Map, Task
from asl.syntax import escape_pointer_token
from asl.syntax.values import Json

# Looked at closely in one definition; the mistakes after them get no name that may be meant.
_MOST: Final = 200
# Kinds of resources that have an API.
_CALLING: Final = frozenset({"service", "aws-sdk", "http"})


def arguments_fit_the_api(machine: StateMachine) -> Iterator[Finding]:
    """The names in Parameters or Arguments are those of the API, and none that it needs is missing.

    AWS refuses both. We know the names that a release of botocore has: one that is a known name in
    another case, or with a slip, is an error; any other that is not known may be new.

    Source: refusals quoted in aws-cdk's issues 10014 and 29968;
    https://docs.aws.amazon.com/step-functions/latest/dg/connect-parameters.html
    """
    check = _Check()
    for state, given in written(machine):
        member = _member(state)
        for part, resource in _resources(state):
            template = (given[part] if part else given).get(member)
            asked = request(resource)
            if asked is None or not isinstance(template, dict):
                continue
            check.lenient = takes_small_letters(resource)
            pointer = f"{state.pointer}/{part}/{member}" if part else f"{state.pointer}/{member}"
            yield from check.object(template, pointer, asked, top=True)


def calls_say_what_they_give(machine: StateMachine) -> Iterator[Finding]:
    """A Task that calls an API has Parameters, or Arguments in JSONata, if only empty ones.

    AWS refuses what has none; a warning, for its documentation shows examples without.

    Source: ValidateStateMachineDefinition as quoted for aws-sdk:batch:submitJob and others:
    "Parameters field is required for resource ARN"
    """
    for state in states(machine):
        if not isinstance(state, Task) or state.resource.kind not in _CALLING:
            continue
        if state.parameters is None and state.arguments is None:
            member = _member(state)
            yield Finding(
                code="no-parameters",
                pointer=state.pointer,
                message=f"{member} field is required for resource ARN: {state.resource.text}",
                hint=f'add "{member}": {{}}, with what the API needs',
            )


def _member(state: State) -> str:
    """The member that holds what a call is given."""
    return "Parameters" if state.language == JSONPATH else "Arguments"


def _resources(state: State) -> Iterator[tuple[str, Resource]]:
    """What a state calls, each with the part of the state that says so; empty for the state."""
    if isinstance(state, Task) and state.resource.kind in _CALLING:
        yield "", state.resource
    elif isinstance(state, Map):
        for part, given in (
            ("ItemReader", state.item_reader),
            ("ResultWriter", state.result_writer),
        ):
            words = None if given is None else integration_words(given.resource or "")
            if given is not None and words is not None:
                _, service, action, _ = words
                yield part, Resource(given.resource or "", "service", service, action)


@dataclass(slots=True)
class _Check:
    """One definition's templates against the shapes they are for.

    Attributes:
        suggestions: for names that are near to another.
        left: how many more unknown names are looked at closely.
        lenient: whether members inside may begin with a small letter.
    """

    suggestions: Suggestions = field(default_factory=Suggestions)
    left: int = _MOST
    lenient: bool = False

    def object(
        self, given: dict[str, Json], pointer: str, shape: Structure, *, top: bool = False
    ) -> Iterator[Finding]:
        """The findings in an object that stands for a structure."""
        present: set[str] = set()
        for key, value in given.items():
            name = key.removesuffix(".$")
            place = f"{pointer}/{escape_pointer_token(key)}"
            known = self._known(name, shape, top=top)
            if known is not None:
                present.add(shape.members[known].name)
                yield from self._inside(value, place, shape.members[known].shape)
                continue
            self.left -= 1
            right = meant(name, shape.members) if self.left >= 0 else None
            if right is not None:
                present.add(shape.members[right].name)
            yield self._wrong(key, name, place, shape, right)
        if top:
            yield from _missing(shape, present, pointer)

    def _known(self, name: str, shape: Structure, *, top: bool) -> str | None:
        """The member that a name is of; None where it is of none."""
        if name in shape.members:
            return name
        capital = name[:1].upper() + name[1:]
        return capital if self.lenient and not top and capital in shape.members else None

    def _wrong(
        self, key: str, name: str, place: str, shape: Structure, right: str | None
    ) -> Finding:
        if right is not None:
            return Finding(
                code="unsupported-parameter",
                pointer=place,
                message=f'The field "{name}" is not supported by Step Functions',
                hint=f'did you mean "{right}"?',
                at_key=True,
                rename=right + key[len(name) :],
            )
        java = f"{name[:1].upper()}{name[1:]}Value"
        if java in shape.members:
            # A word that Java keeps for itself, such as `static`.
            hint: str | None = f'did you mean "{java}"?'
        else:
            hint = self.suggestions.nearest(name, shape.members)
        return Finding(
            code="unknown-parameter",
            pointer=place,
            message=f'the API has no "{name}" here that we know of',
            hint=hint or _some(shape),
            at_key=True,
        )

    def _inside(self, value: Json, pointer: str, reference: Reference) -> Iterator[Finding]:
        """The findings in the value of a member.

        A query or a path is not known yet; and a text may be given as any JSON.
        """
        if not isinstance(value, (dict, list)):
            return
        shape = reference.shape()
        match shape, value:
            case Structure(), dict():
                yield from self.object(value, pointer, shape)
            case MapOf(), dict():
                for key, inner in value.items():
                    place = f"{pointer}/{escape_pointer_token(key)}"
                    yield from self._inside(inner, place, shape.value)
            case ListOf(), list():
                for number, inner in enumerate(value):
                    yield from self._inside(inner, f"{pointer}/{number}", shape.element)
            case _:
                return


def _missing(shape: Structure, present: set[str], pointer: str) -> Iterator[Finding]:
    for member in shape.required():
        if member.name not in present:
            yield Finding(
                code="missing-parameter",
                pointer=pointer,
                message=f"The field '{member.name}' is required but was missing",
                hint=f'add "{member.name}"',
            )


def _some(shape: Structure) -> str:
    """A hint with names that there are."""
    names = ", ".join(f'"{name}"' for name in list(shape.members)[:3])
    return f"it has for example {names}" if names else "it takes no parameters"
