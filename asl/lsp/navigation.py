"""Where states are named: what leads to a state, and what it is called everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from asl.lsp.draft import Draft
from asl.lsp.spelling import content, inner, written
from asl.lsp.tree import Node
from asl.syntax import SyntaxFault

_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a state is named.

    Attributes:
        name: of the state.
        block: the number of the block of states that the name belongs to.
        start, end: offsets of what names it, quotes included.
        whole: where the state ends; None where this is no key of `States`.
        type: of the state; "" where this is no key, or it has none.
    """

    name: str
    block: int
    start: int
    end: int
    whole: int | None = None
    type: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """A text that takes the place of what stands between two offsets."""

    start: int
    end: int
    text: str


class RenameRefused(Exception):
    """A state cannot be renamed; the text says why, and what to do."""


def mentions(root: Node) -> Iterator[Mention]:
    """Every place where a state is named, block by block."""
    blocks = [root]
    for number, block in enumerate(blocks):
        yield from _named(block, "StartAt", number)
        states = block.get("States")
        for member in [] if states is None else states.members:
            state = member.node
            if state is None:
                yield Mention(member.name, number, member.start, member.end, member.end)
                continue
            type = state.text("Type") or ""
            yield Mention(member.name, number, member.start, member.end, state.end, type)
            for place, name in _links(state):
                yield from _named(place, name, number)
            blocks += _blocks(state)


def _links(state: Node) -> Iterator[tuple[Node, str]]:
    """The objects whose member names the state to go to, with the member's name."""
    yield state, "Next"
    yield state, "Default"
    for entries in ("Catch", "Choices"):
        inside = state.get(entries)
        for entry in [] if inside is None else inside.items:
            yield entry, "Next"


def _blocks(state: Node) -> Iterator[Node]:
    branches = state.get("Branches")
    if branches is not None:
        yield from branches.items
    for name in ("ItemProcessor", "Iterator"):
        block = state.get(name)
        if block is not None:
            yield block


def _named(node: Node, name: str, block: int) -> Iterator[Mention]:
    value = node.get(name)
    if value is not None and isinstance(value.value, str):
        yield Mention(value.value, block, value.start, value.end)


def mention_at(draft: Draft, offset: int) -> Mention | None:
    """The name of a state that stands at an offset."""
    for mention in mentions(draft.tree):
        if mention.start <= offset <= mention.end:
            return mention
    return None


def definition(draft: Draft, offset: int) -> Mention | None:
    """The key of the state that is named at an offset; None where there is none."""
    for mention in references(draft, offset):
        if mention.whole is not None:
            return mention
    return None


def references(draft: Draft, offset: int) -> list[Mention]:
    """Every mention of the state that is named at an offset, its key too, in order of the text."""
    wanted = mention_at(draft, offset)
    if wanted is None:
        return []
    # What YAML takes from an anchor stands in several places of the tree and in one of the text.
    found = {
        (one.start, one.end): one
        for one in mentions(draft.tree)
        if (one.name, one.block) == (wanted.name, wanted.block)
    }
    return [found[extent] for extent in sorted(found)]


def renamable(draft: Draft, offset: int) -> tuple[int, int, str]:
    """What is renamed at an offset: where it stands, without quotes, and what it says.

    Raises:
        RenameRefused: no state is named there, or the text is broken.
    """
    if isinstance(draft.parsed, SyntaxFault):
        line = draft.parsed.span.start.line
        raise RenameRefused(f"The text cannot be read; put it right first: see line {line}")
    wanted = mention_at(draft, offset)
    if wanted is None or definition(draft, offset) is None:
        raise RenameRefused("Only a state can be renamed: put the cursor on the name of one")
    start, end = content(draft.text, wanted.start, wanted.end, draft.format)
    return (*inner(draft.text, start, end), wanted.name)


def rename(draft: Draft, offset: int, name: str) -> list[Edit]:
    """The edits that give a state another name, in order of the text.

    Raises:
        RenameRefused: as `renamable`, and where no state may have the name.
    """
    _, _, former = renamable(draft, offset)
    if not name.strip():
        raise RenameRefused("A state's name has more in it than spaces")
    if len(name) > _LONGEST_NAME:
        raise RenameRefused(
            f"A state's name has 1 to {_LONGEST_NAME} characters, this one {len(name)}"
        )
    taken = {one.name for one in mentions(draft.tree) if one.whole is not None}
    if name != former and name in taken:
        raise RenameRefused(
            f'There is a state "{name}" already, and names are unique in the whole machine'
        )
    edits = []
    for mention in references(draft, offset):
        start, end = content(draft.text, mention.start, mention.end, draft.format)
        instead = draft.text[start:end]
        edits.append(Edit(start, end, written(name, draft.format, instead=instead)))
    return edits
