"""What may stand where: the parts of a definition, and the way through it to a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from asl.lsp.shapes import Many, One, States
from asl.lsp.tree import Node, Token
from asl.lsp.words import OPERATORS, TYPES, field_of
from asl.model.errors import Catcher, Retrier
from asl.model.member import spelled
from asl.model.place import JSONATA, JSONPATH, Language
from asl.model.state import BlockMembers, MachineMembers, State
from asl.states import STATES
from asl.states.item_processor import ItemProcessor, ProcessorConfig
from asl.states.item_source import ItemBatcher, ItemReader, ReaderConfig, ResultWriter, WriterConfig
from asl.states.task import Credentials

MACHINE: Final = "StateMachine"
# A state whose type is not known yet.
UNTYPED: Final = "State"
RULE: Final = "ChoiceRule"
NESTED_RULE: Final = "NestedRule"

# The parts whose members are declared, by the name that the catalogue of words has for them.
RECORDS: Final[Mapping[str, type]] = {
    MACHINE: MachineMembers,
    "Branch": BlockMembers,
    UNTYPED: State,
    **STATES,
    "ItemProcessor": ItemProcessor,
    "ProcessorConfig": ProcessorConfig,
    "ItemReader": ItemReader,
    "ReaderConfig": ReaderConfig,
    "ItemBatcher": ItemBatcher,
    "ResultWriter": ResultWriter,
    "WriterConfig": WriterConfig,
    "Credentials": Credentials,
    "Retrier": Retrier,
    "Catcher": Catcher,
}
_COMPARING: Final = ("Variable", "And", "Or", "Not", *OPERATORS)
# Choice rules are read by hand: a comparison is one of many members.
_RULES: Final[Mapping[tuple[str, Language], tuple[str, ...]]] = {
    (RULE, JSONPATH): (*_COMPARING, "Next", "Assign", "Comment"),
    (RULE, JSONATA): ("Condition", "Next", "Assign", "Output", "Comment"),
    (NESTED_RULE, JSONPATH): (*_COMPARING, "Comment"),
    (NESTED_RULE, JSONATA): (),
}
_REQUIRED: Final[Mapping[tuple[str, Language], tuple[str, ...]]] = {
    (RULE, JSONPATH): ("Next",),
    (RULE, JSONATA): ("Condition", "Next"),
}
PARTS: Final = (*RECORDS, RULE, NESTED_RULE)


def names(part: str, language: Language) -> tuple[str, ...]:
    """The fields that a part may have under a query language, every spelling of them."""
    record = RECORDS.get(part)
    if record is None:
        return _RULES[part, language]
    return (*spelled(record, language).fields, *getattr(record, "ALSO", ()))


def twins(part: str, language: Language) -> tuple[tuple[str, ...], ...]:
    """The fields that say the same thing, of which only one may stand."""
    record = RECORDS.get(part)
    if record is None:
        return ()
    spellings: dict[str, list[str]] = {}
    for name, (field, _) in spelled(record, language).fields.items():
        spellings.setdefault(field, []).append(name)
    return tuple(tuple(same) for same in spellings.values() if len(same) > 1)


def required(part: str, language: Language) -> tuple[tuple[str, ...], ...]:
    """The fields that a part must have: of each, the spellings, one of which must stand."""
    record = RECORDS.get(part)
    if record is None:
        return tuple((name,) for name in _REQUIRED.get((part, language), ()))
    fields = spelled(record, language)
    needed = [field for field, _ in fields.required]
    return tuple(
        tuple(name for name, (field, _) in fields.fields.items() if field == one) for one in needed
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """What a value of a definition is.

    Attributes:
        node: the value.
        part: the part that it is, or that it is a field of.
        field: the field of the part that leads to it; "" for the part itself.
        inside: the way from the field to the value, where that is deeper inside.
        language: the query language that holds there.
        blocks: the blocks of states around it, the outermost first; the last is its own.
        state: the name of the state around it; None outside one.
    """

    node: Node
    part: str
    field: str
    inside: tuple[Token, ...]
    language: Language
    blocks: tuple[Node, ...]
    state: str | None


def machine_language(root: Node) -> Language:
    """The query language of a definition."""
    return JSONATA if root.text("QueryLanguage") == JSONATA else JSONPATH


def state_language(state: Node, machine: Language) -> Language:
    """The query language of a state."""
    if machine == JSONATA or state.text("QueryLanguage") == JSONATA:
        return JSONATA
    return JSONPATH


def standing(path: Sequence[Node], tokens: Sequence[Token]) -> Standing:
    """What stands at the end of a way through a definition.

    Args:
        path: the values on the way, the root first.
        tokens: what leads from each to the next; one fewer.
    """
    root = path[0]
    machine = machine_language(root)
    here = Standing(root, MACHINE, "", (), machine, (root,), None)
    for token, node in zip(tokens, path[1:], strict=True):
        here = _step(here, token, node, machine)
    return here


def _step(here: Standing, token: Token, node: Node, machine: Language) -> Standing:
    if not here.field:
        known = field_of(here.part, str(token))
        if known is not None and isinstance(known.shape, One):
            return _enter(here, known.shape.part, node)
        return replace(here, node=node, field=str(token))
    known = field_of(here.part, here.field)
    shape = None if known is None or here.inside else known.shape
    if isinstance(shape, States):
        kind = node.text("Type")
        return Standing(
            node=node,
            part=kind if kind in TYPES else UNTYPED,
            field="",
            inside=(),
            language=state_language(node, machine),
            blocks=here.blocks,
            state=str(token),
        )
    if isinstance(shape, Many) and isinstance(token, int):
        return _enter(here, shape.part, node)
    return replace(here, node=node, inside=(*here.inside, token))


def _enter(here: Standing, part: str, node: Node) -> Standing:
    """A part inside another; a block of states is one of its own, and in no state."""
    if part not in ("Branch", "ItemProcessor"):
        return replace(here, node=node, part=part, field="", inside=())
    blocks = (*here.blocks, node)
    return replace(here, node=node, part=part, field="", inside=(), blocks=blocks, state=None)
