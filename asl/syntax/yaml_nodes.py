"""The nodes of a YAML document while it is read, and how they become values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from asl.syntax.document import Inside, Place
from asl.syntax.positions import Extent
from asl.syntax.values import Json

# A text of this length weighs as much as one more node, lest aliases multiply it.
_TEXT_PER_NODE = 64


def text_size(text: str) -> int:
    """Tell how many nodes a text weighs as much as, itself not counted."""
    return len(text) // _TEXT_PER_NODE


@dataclass(slots=True)
class Node:
    """A value that has been read.

    Attributes:
        value: what it says; shared by all aliases of it.
        extent: where it stands.
        size: how many nodes a walk through it meets, aliases followed; a long text weighs as much
            as several.
        height: containers within containers, 0 for a scalar.
        text: of a scalar, its content: what it says as a key.
        characters: of a scalar, tells where each character of it stands.
        items: of a list.
        members: of a map, with those that `<<` brought in.
    """

    value: Json
    extent: Extent
    size: int = 1
    height: int = 0
    text: str | None = None
    characters: Callable[[], Sequence[int]] | None = None
    items: "tuple[Node, ...] | None" = None
    members: "dict[str, Member] | None" = None
    _inside_known: Inside | None = field(default=None, init=False, repr=False)

    def called_by(self, function: "Function") -> "Node":
        """The call of a function with this value: `{"Fn::Sub": "…"}`."""
        return Node(
            value={function.name: self.value},
            extent=self.extent,
            size=self.size + 1,
            height=self.height + 1,
            members={function.name: Member(function.extent, self)},
        )

    def place(self, name: Extent | None = None) -> Place:
        """Tell where it stands, and what is inside it."""
        return Place(self.extent, self._inside, name, self.characters)

    def _inside(self) -> Inside:
        # What leads through a template of ten thousand resources does so for each of them.
        if self._inside_known is None:
            self._inside_known = self._read_inside()
        return self._inside_known

    def _read_inside(self) -> Inside:
        if self.members is not None:
            return {key: member.node.place(member.name) for key, member in self.members.items()}
        return [item.place() for item in self.items or ()]


@dataclass(frozen=True, slots=True)
class Member:
    """A value and where its key stands."""

    name: Extent
    node: Node


@dataclass(frozen=True, slots=True)
class Function:
    """A function in its short form: what it is called in full, and where its tag stands."""

    name: str
    extent: Extent


@dataclass(slots=True)
class OpenList:
    """A list whose end has not been read; `end` is that of what has been read of it."""

    start: int
    end: int
    anchor: str | None
    function: Function | None
    items: list[Node] = field(default_factory=list)

    @property
    def token(self) -> int:
        """The index of the item being read."""
        return len(self.items)

    def close(self, end: int) -> Node:
        """Make it a node."""
        return Node(
            value=[item.value for item in self.items],
            extent=Extent(self.start, end),
            size=1 + sum(item.size for item in self.items),
            height=1 + max((item.height for item in self.items), default=0),
            items=tuple(self.items),
        )


@dataclass(frozen=True, slots=True)
class Key:
    """A key whose value has not been read; `merges` tells that it is the merge key `<<`."""

    text: str
    name: Extent
    merges: bool


@dataclass(slots=True)
class OpenMap:
    """A map whose end has not been read; `end` is that of what has been read of it."""

    start: int
    end: int
    anchor: str | None
    function: Function | None
    key: Key | None = None
    members: dict[str, Member] = field(default_factory=dict)
    first_names: dict[str, Extent] = field(default_factory=dict)
    merged: dict[str, Member] | None = None

    @property
    def token(self) -> str:
        """The key of the value being read."""
        return self.key.text if self.key else ""

    def start_member(self, key: Key) -> None:
        """Take a key; the node that comes next is its value."""
        self.key, self.end = key, key.name.end

    def close(self, end: int) -> Node:
        """Make it a node: what `<<` brought in comes first, and its own members win."""
        members = {**(self.merged or {}), **self.members}
        return Node(
            value={key: member.node.value for key, member in members.items()},
            extent=Extent(self.start, end),
            size=1 + sum(text_size(key) + member.node.size for key, member in members.items()),
            height=1 + max((member.node.height for member in members.values()), default=0),
            members=members,
        )
