"""The base of all states, blocks of states, and the machine; reading them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, Protocol

from asl.diagnostics.finding import Finding
from asl.diagnostics.suggestions import Suggestions
from asl.model import kinds
from asl.model.member import Member, read_record, shown_type
from asl.model.nesting import too_deep
from asl.model.place import JSONATA, JSONPATH, Language, Place
from asl.runtime.step import Compiled, Scope, Walk
from asl.syntax import Document, Duplicate
from asl.syntax.values import Json

_LONGEST_NAME = 80


class Build(Protocol):
    """What a state may ask for while it is compiled."""

    @property
    def walk(self) -> Walk:
        """Runs a compiled block."""

    def block(self, block: Block) -> Scope:
        """Compiles a block inside the state."""


@dataclass(frozen=True, slots=True)
class Link:
    """A transition that a state may make.

    Attributes:
        member: the member that names it: `Next`, `Default`.
        target: the state it leads to.
        pointer: JSON pointer of the name.
    """

    member: str
    target: str
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What every state has.

    Attributes:
        name: its name, unique in the machine.
        pointer: JSON pointer of the state.
        language: the query language that holds in it.
    """

    TYPE: ClassVar[str]
    CALLED: ClassVar[str]
    RETRYABLE: ClassVar[bool] = False

    name: str
    pointer: str
    language: Language
    comment: Annotated[str, Member("Comment", kinds.text)] = ""
    type: Annotated[str, Member("Type", kinds.text)]
    query_language: Annotated[
        Language | None, Member("QueryLanguage", kinds.one_of(JSONPATH, JSONATA))
    ] = None

    def links(self) -> Iterator[Link]:
        """The transitions that leave the state."""
        return iter(())

    def blocks(self) -> Iterator[Block]:
        """The blocks of states inside the state."""
        return iter(())

    def compile(self, build: Build) -> Compiled:
        """The state as functions."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A `States` object and where it starts: the machine's, a branch's, an item processor's.

    Attributes:
        unread: the names of states that could not be read.
    """

    pointer: str
    start_at: str
    states: Mapping[str, State]
    unread: frozenset[str] = frozenset()

    @classmethod
    def of(cls, pointer: str, start_at: str, states: States) -> Block:
        """The block of what has been read."""
        return cls(pointer=pointer, start_at=start_at, states=states.read, unread=states.unread)

    @property
    def names(self) -> Collection[str]:
        """The names of all its states."""
        return {**self.states, **dict.fromkeys(self.unread)} if self.unread else self.states


@dataclass(frozen=True, slots=True, kw_only=True)
class StateMachine:
    """A whole definition.

    Attributes:
        block: its states.
        language: the query language that holds where a state names none.
        timeout: seconds an execution may take; None for the service's own limit.
        version: of the language, as the definition names it.
        written: the definition as it stands, for rules about how something is written.
        whole: whether all of it could be read; what could not is left out.
    """

    block: Block
    language: Language = JSONPATH
    timeout: int | None = None
    comment: str = ""
    version: str = "1.0"
    written: Json = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class States:
    """A `States` object: what could be read of it, and the names of the others."""

    read: Mapping[str, State]
    unread: frozenset[str] = frozenset()


def read_states(place: Place) -> States:
    """A `States` object; a state that cannot be read is reported apart, and left out."""
    if not isinstance(place.value, dict):
        place.report("not-an-object", "States takes an object of states by name")
        return States({})
    if not place.value:
        place.report("no-states", "There is no state here")
    states = {}
    for name in place.value:
        found: list[Finding] = []
        state = _read_state(replace(place.member(name), name=name, field="", findings=found))
        place.apart.extend(found)
        if state is not None:
            states[name] = state
    return States(states, frozenset(place.value.keys() - states.keys()))


def _read_state(place: Place) -> State | None:
    if len(place.name) > _LONGEST_NAME or not place.name:
        place.report(
            "too-long" if place.name else "empty",
            f"A state's name has 1 to {_LONGEST_NAME} characters, this one {len(place.name)}",
            at_key=True,
        )
    if not isinstance(place.value, dict):
        place.report("not-an-object", "A state is an object")
        return None
    record = _record_of(place)
    if record is None:
        return None
    language = _language(place)
    inner = replace(place, language=language, retryable=record.RETRYABLE)
    return read_record(record, inner, name=place.name, pointer=place.pointer, language=language)


def _record_of(place: Place) -> type[State] | None:
    types = place.types
    if "Type" not in place.value:
        place.report(
            "missing-field",
            "The field 'Type' is required but was missing",
            hint=f'add "Type": one of {", ".join(types)}',
        )
        return None
    named = place.value["Type"]
    if isinstance(named, str) and named in types:
        found: type[State] = types[named]
        return found
    at = place.member("Type")
    at.report(
        "wrong-value",
        f"The field 'Type' should have one of these values: [{', '.join(types)}]",
        hint=place.suggestions.nearest(named, types) if isinstance(named, str) else None,
    )
    return None


def _language(place: Place) -> Language:
    """The language of a state: JSONata may stand in a JSONPath machine, not the reverse."""
    named = place.value.get("QueryLanguage", place.machine_language)
    if named == JSONPATH and place.machine_language == JSONATA:
        place.member("QueryLanguage").report(
            "query-language-downgrade",
            "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
            hint='remove "QueryLanguage" here, or set it in the single states instead',
        )
    return JSONATA if named == JSONATA else JSONPATH


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineMembers:
    """The members of the top level beside its states."""

    CALLED: ClassVar[str] = "state machine"
    HOLDS_STATES: ClassVar[bool] = True
    # What is missing is told in one finding (recorded).
    ALL_AT_ONCE: ClassVar[bool] = True
    ALSO: ClassVar[tuple[str, ...]] = ("$schema",)

    pointer: str
    start_at: Annotated[str, Member("StartAt", kinds.text)]
    states: Annotated[States, Member("States", read_states)]
    comment: Annotated[str, Member("Comment", kinds.text)] = ""
    version: Annotated[str, Member("Version", kinds.text)] = "1.0"
    timeout: Annotated[
        int | None, Member("TimeoutSeconds", kinds.integer(1, kinds.SECONDS_MAX))
    ] = None
    query_language: Annotated[
        Language, Member("QueryLanguage", kinds.one_of(JSONPATH, JSONATA))
    ] = JSONPATH


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockMembers:
    """The members of a Parallel branch."""

    CALLED: ClassVar[str] = "branch"
    HOLDS_STATES: ClassVar[bool] = True

    pointer: str
    start_at: Annotated[str, Member("StartAt", kinds.text)]
    states: Annotated[States, Member("States", read_states)]
    comment: Annotated[str, Member("Comment", kinds.text)] = ""


def block(place: Place) -> Block | None:
    """A branch."""
    members = read_record(BlockMembers, place, pointer=place.pointer)
    if members is None:
        return None
    return Block.of(place.pointer, members.start_at, members.states)


def read(
    document: Document, types: Mapping[str, type[State]]
) -> tuple[StateMachine | None, list[Finding]]:
    """A document as a state machine.

    Args:
        document: from `syntax.parse`.
        types: the record of each state type.

    Returns:
        The machine and every finding. Where there are findings, it is less than the document says;
        None where it has no states to speak of, or a key stands twice.
    """
    findings = [_duplicate_key(duplicate) for duplicate in document.duplicates]
    apart: list[Finding] = []
    value = document.value
    deep = too_deep(value)
    if deep is not None:
        return None, [*findings, deep]
    if not isinstance(value, dict):
        return None, [*findings, _no_definition(value)]
    language: Language = JSONATA if value.get("QueryLanguage") == JSONATA else JSONPATH
    place = Place(
        value=value,
        pointer="",
        language=language,
        machine_language=language,
        findings=findings,
        apart=apart,
        types=types,
        suggestions=Suggestions(),
    )
    members = read_record(MachineMembers, place, pointer="")
    if members is None or findings:
        return None, findings + apart
    machine = StateMachine(
        block=Block.of("", members.start_at, members.states),
        language=members.query_language,
        timeout=members.timeout,
        comment=members.comment,
        version=members.version,
        written=value,
        whole=not apart,
    )
    return machine, apart


def _no_definition(value: Json) -> Finding:
    return Finding(
        code="not-a-definition",
        pointer="",
        message=f"Definition must be a valid JSON object, and this is {shown_type(value)}",
        hint='write {"StartAt": "…", "States": {…}}',
    )


def _duplicate_key(duplicate: Duplicate) -> Finding:
    return Finding(
        code="duplicate-key",
        pointer=duplicate.pointer,
        message=f'the key "{duplicate.name}" stands twice in this object',
        hint=f"the first one is in line {duplicate.first.start.line}",
        at_key=True,
    )
