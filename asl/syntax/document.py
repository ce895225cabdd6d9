"""What a text says, and where it says it."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from asl.syntax.characters import json_characters
from asl.syntax.duplicates import Duplicate
from asl.syntax.pointers import escape_pointer_token, pointer_tokens
from asl.syntax.positions import Extent, Span
from asl.syntax.source import Source
from asl.syntax.values import Json

Format: TypeAlias = Literal["json", "yaml"]

# RFC 6901, section 4: no leading zeros. No list we read has more than a billion items.
_is_index = re.compile(r"0|[1-9][0-9]{0,8}").fullmatch


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: its text, its member name's if it has one, and what is inside it.

    `inside` is called only when a pointer leads through the value: that of a scalar is empty.
    `characters` tells where each character of a text value stands; None to read it from the text.
    """

    value: Extent
    inside: "Callable[[], Inside]"
    name: Extent | None = None
    characters: "Callable[[], Sequence[int]] | None" = None


Inside: TypeAlias = Mapping[str, Place] | Sequence[Place]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Document:
    """A value and the text it was read from.

    `duplicates` names the first thousand or so repeated names, in the order of the text.
    """

    value: Json = field(repr=False)
    name: str
    format: Format
    duplicates: tuple[Duplicate, ...]
    source: Source = field(repr=False)
    root: Place = field(repr=False)
    _found: dict[str, Place] = field(default_factory=dict, init=False, repr=False)

    @property
    def text(self) -> str:
        """The text that offsets count in: decoded, without a byte order mark."""
        return self.source.text

    def span(self, pointer: str) -> Span:
        """Tell where the value at a JSON pointer stands.

        Where nothing is there, it is the span of the nearest ancestor that is. Of a name given
        twice it is the last value, as in `value`; of a YAML alias, the value it stands for.

        Raises:
            ValueError: the pointer neither is empty nor starts with "/".

        Source: https://www.rfc-editor.org/rfc/rfc6901
        """
        extent = self._find(pointer)[0].value
        return self.source.span(extent.start, extent.end)

    def key_span(self, pointer: str) -> Span:
        """Tell where the member name stands, quotes included, that a JSON pointer ends with.

        What has no name (the root, an item of an array, nothing at all) has its `span`.

        Raises:
            ValueError: the pointer neither is empty nor starts with "/".
        """
        place, found = self._find(pointer)
        extent = (place.name if found else None) or place.value
        return self.source.span(extent.start, extent.end)

    def written(
        self, pointer: str, *, at_key: bool = False, character: int | None = None
    ) -> tuple[Source, Span]:
        """Tell where a person wrote what a JSON pointer leads to.

        Args:
            pointer: as for `span`.
            at_key: the member name is meant, as for `key_span`.
            character: of a text value, the index of the character that is meant, to the end.

        Returns:
            The source, which is another than the document's where that was put together from
            several, and the span in it.

        Raises:
            ValueError: the pointer neither is empty nor starts with "/".
        """
        place, found = self._find(pointer)
        extent = place.value
        if at_key and found and place.name is not None:
            extent = place.name
        elif character is not None:
            offsets = self._characters(place)
            if offsets:
                # The last is that of the closing quote.
                at = offsets[min(max(character, 0), len(offsets) - 1)]
                extent = Extent(at, max(offsets[-1], at + 1))
        return self.source.written(extent.start, extent.end)

    def characters(self, pointer: str) -> Sequence[int]:
        """Tell the offset of each character of the text value at a pointer, and that of its end.

        Empty where no text stands there.

        Raises:
            ValueError: the pointer neither is empty nor starts with "/".
        """
        return self._characters(self._find(pointer)[0])

    def _characters(self, place: Place) -> Sequence[int]:
        if place.characters is not None:
            return place.characters()
        return json_characters(self.text, place.value)

    def pointer(self, offset: int) -> str:
        """Tell the JSON pointer of the innermost value that an offset is in, its name included."""
        return self.pointers((offset,))[offset]

    def pointers(self, offsets: Iterable[int]) -> dict[int, str]:
        """Tell the same of many offsets, in one walk."""
        found: dict[int, str] = {}
        walk = [(self.root, "", sorted(set(offsets)))]
        while walk:
            place, pointer, wanted = walk.pop()
            inside = place.inside()
            children = inside.items() if isinstance(inside, Mapping) else enumerate(inside)
            for token, child in children:
                start = (child.name or child.value).start
                first, last = bisect_left(wanted, start), bisect_left(wanted, child.value.end)
                if first < last:
                    deeper = f"{pointer}/{escape_pointer_token(str(token))}"
                    walk.append((child, deeper, wanted[first:last]))
                    del wanted[first:last]
            found.update(dict.fromkeys(wanted, pointer))
        return found

    def line(self, number: int) -> str:
        """Give a line of the text, counted from 1, without its line end.

        Raises:
            IndexError: the text has no such line.
        """
        return self.source.line(number)

    def _find(self, pointer: str) -> tuple[Place, bool]:
        # A thousand findings deep inside a definition lead through the same places.
        around = pointer.rpartition("/")[0]
        while around and around not in self._found:
            around = around.rpartition("/")[0]
        place = self._found[around] if around else self.root
        tokens = pointer_tokens(pointer[len(around) :])
        for left, token in enumerate(tokens, start=1 - len(tokens)):
            child = _step(place.inside(), token)
            if child is None:
                return place, False
            place = child
            if left:
                around = f"{around}/{escape_pointer_token(token)}"
                self._found[around] = place
        return place, True


def _step(inside: Inside, token: str) -> Place | None:
    if isinstance(inside, Mapping):
        return inside.get(token)
    if _is_index(token) and int(token) < len(inside):
        return inside[int(token)]
    return None
