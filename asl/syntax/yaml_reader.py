"""YAML text -> Document. Source: https://yaml.org/spec/1.2.2/.

The core schema, one document a text, and what JSON can say:

- `yes`, `no`, `on`, `off` and dates are strings, as everything is that the core schema names no
  other type for.
- A scalar key becomes its text: `1: a` has the name "1". A collection is no key.
- An alias gives the very value of its anchor, and has the span of it.
- The merge key `<<` takes a map or a list of maps, the first of which wins; members that a map
  spells out win over both. It is not in YAML 1.2, but in many of its files.
- Tags other than the core schema's are refused. A template may have CloudFormation's short forms:
  `!Sub text` says `{"Fn::Sub": "text"}`, and so for every tag with one `!` in front.
"""

import re
from functools import partial

from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
)

from asl.syntax.characters import yaml_characters
from asl.syntax.document import Document
from asl.syntax.duplicates import DuplicateLog
from asl.syntax.faults import SyntaxFault
from asl.syntax.positions import Extent
from asl.syntax.source import Source
from asl.syntax.values import MAX_ALIAS_NODES, MAX_DEPTH, MAX_YAML_SIZE
from asl.syntax.yaml_events import read_events
from asl.syntax.yaml_nodes import Function, Key, Member, Node, OpenList, OpenMap, text_size
from asl.syntax.yaml_scalars import CORE_TAG, read_scalar, unknown_tag

_SURROGATE = re.compile("[\ud800-\udfff]")
_MERGE_KEY = "<<"
_short_form = re.compile(r"!([A-Za-z][A-Za-z0-9]*)").fullmatch
# Functions whose long form has no "Fn::" in front.
_CALLED_ALIKE = frozenset(("Ref", "Condition"))
_match_colon = re.compile(r"\s*:").match


def read_yaml(source: Source, *, short_forms: bool = False) -> Document:
    """Read a YAML text.

    Args:
        source: the text.
        short_forms: whether it is a template, in which a tag may stand for a function.

    Raises:
        SyntaxFault: yaml-syntax, yaml-tag, yaml-key, yaml-alias-bomb, document-too-large,
            too-deep, number-out-of-range, not-a-number or lone-surrogate.
    """
    if len(source.text) > MAX_YAML_SIZE:
        message = f"a YAML document has at most {MAX_YAML_SIZE:,} characters"
        raise source.fault("document-too-large", message, 0, hint="write it as JSON")
    return _Reader(source, short_forms=short_forms).run()


class _Reader:
    def __init__(self, source: Source, *, short_forms: bool) -> None:
        self._source = source
        self._short_forms = short_forms
        self._open_functions = 0
        self._log = DuplicateLog(source)
        self._open: list[OpenList | OpenMap] = []
        self._root: Node | None = None
        # None while the anchored collection is being read.
        self._anchors: dict[str, Node | None] = {}
        self._alias_nodes = 0

    def run(self) -> Document:
        for event in read_events(self._source):
            self._take(event)
        if self._root is None:
            hint = "write the value, such as StartAt and States of a definition"
            raise self._source.fault("empty-document", "the document is empty", 0, hint=hint)
        return Document(
            value=self._root.value,
            name=self._source.name,
            format="yaml",
            duplicates=self._log.entries(),
            source=self._source,
            root=self._root.place(),
        )

    def _take(self, event: Event) -> None:
        match event:
            case ScalarEvent():
                self._take_scalar(event)
            case AliasEvent():
                self._take_alias(event)
            case CollectionStartEvent():
                self._enter(event)
            case CollectionEndEvent():
                self._leave(event)
            case DocumentStartEvent() if self._root is not None:
                message = "a second document starts here"
                hint = "a file holds one document: split it"
                raise self._source.fault("yaml-syntax", message, event.start_mark.index, hint=hint)
            case _:
                pass

    def _take_scalar(self, event: ScalarEvent) -> None:
        extent = self._extent(event)
        text = self._join_surrogates(event.value, extent)
        plain = event.style is None
        keyless = self._keyless_map()
        if keyless and event.anchor is None and event.ctag is None:
            keyless.start_member(Key(text, extent, merges=plain and text == _MERGE_KEY))
            return
        function = self._function(event.tag, extent)
        tag = event.tag if function is None else "!"
        value = read_scalar(self._source, text, extent, tag=tag, plain=plain)
        characters = partial(yaml_characters, self._source.text, extent, text)
        node = Node(value, extent, 1 + text_size(text), text=text, characters=characters)
        if function is not None:
            node = node.called_by(function)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        self._put(node, extent)

    def _take_alias(self, event: AliasEvent) -> None:
        extent = self._extent(event)
        if event.anchor not in self._anchors:
            raise self._fault(
                "yaml-syntax", f'no anchor "&{event.anchor[:24]}" stands before this alias', extent
            )
        node = self._anchors[event.anchor]
        if node is None:
            raise self._fault(
                "yaml-alias-bomb", "this alias stands inside the value it stands for", extent
            )
        self._alias_nodes += node.size
        if self._alias_nodes > MAX_ALIAS_NODES:
            message = f"the aliases up to here stand for more than {MAX_ALIAS_NODES:,} values"
            raise self._fault("yaml-alias-bomb", message, extent)
        if len(self._open) + node.height > MAX_DEPTH:
            raise self._too_deep(extent)
        self._put(node, extent)

    def _enter(self, event: CollectionStartEvent) -> None:
        extent = self._extent(event)
        is_map = isinstance(event, MappingStartEvent)
        if self._keyless_map():
            raise self._no_key(extent)
        function = self._function(event.tag, extent)
        if len(self._open) + self._open_functions >= MAX_DEPTH:
            raise self._too_deep(extent)
        core = CORE_TAG + ("map" if is_map else "seq")
        if function is None and event.tag not in (None, "!", core):
            raise unknown_tag(self._source, str(event.tag), extent)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        opened = OpenMap if is_map else OpenList
        self._open.append(opened(extent.start, extent.end, event.anchor, function))
        self._open_functions += function is not None

    def _leave(self, event: CollectionEndEvent) -> None:
        closed = self._open.pop()
        end = self._extent(event)
        # Only brackets have an end of their own; a block ends somewhere behind what is in it.
        node = closed.close(end.end if end.end > end.start else closed.end)
        if closed.function is not None:
            node = node.called_by(closed.function)
            self._open_functions -= 1
        if closed.anchor is not None:
            self._anchors[closed.anchor] = node
        self._put(node, node.extent)

    def _put(self, node: Node, used: Extent) -> None:
        """Put a node where it belongs; `used` is where it is spoken of, be it by an alias."""
        if not self._open:
            self._root = node
            return
        top = self._open[-1]
        if isinstance(top, OpenList):
            top.items.append(node)
        elif top.key is not None:
            self._put_member(top, top.key, node)
        elif node.text is None:
            raise self._no_key(used)
        else:
            top.start_member(Key(node.text, used, merges=False))
        top.end = used.end

    def _put_member(self, top: OpenMap, key: Key, node: Node) -> None:
        if key.merges:
            self._merge(top, key, node)
        else:
            first = top.first_names.setdefault(key.text, key.name)
            if first is not key.name:
                path = [outer.token for outer in self._open]
                self._log.add(path, first=first, again=key.name)
            top.members[key.text] = Member(key.name, node)
        top.key = None

    def _merge(self, top: OpenMap, key: Key, node: Node) -> None:
        if top.merged is not None:
            raise self._fault("yaml-key", 'this map has a "<<" before this one', key.name)
        top.merged = {}
        for source in reversed([node] if node.items is None else node.items):
            if source.members is None:
                message = '"<<" takes a map or a list of maps'
                raise self._fault("yaml-key", message, key.name)
            top.merged.update(source.members)

    def _keyless_map(self) -> OpenMap | None:
        """Give the innermost open map if what comes next is a key of it."""
        top = self._open[-1] if self._open else None
        return top if isinstance(top, OpenMap) and top.key is None else None

    def _function(self, tag: str | None, extent: Extent) -> Function | None:
        """The function that a tag is the short form of."""
        match = _short_form(tag) if tag and self._short_forms else None
        if match is None:
            return None
        name = match[1] if match[1] in _CALLED_ALIKE else f"Fn::{match[1]}"
        # An anchor may stand in front of the tag.
        start = max(self._source.text.find(match[0], extent.start, extent.end), extent.start)
        return Function(name, Extent(start, min(start + len(match[0]), extent.end)))

    def _extent(self, event: Event) -> Extent:
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, ScalarEvent):
            if event.style in ("|", ">"):
                end = start + len(self._source.text[start:end].rstrip())
            elif start == end:
                start = end = self._end_of_key(start)
        return Extent(start, end)

    def _end_of_key(self, start: int) -> int:
        """Tell where an empty value stands: ruamel.yaml may put it at what comes next."""
        top = self._open[-1] if self._open else None
        if not isinstance(top, OpenMap) or top.key is None:
            return start
        colon = _match_colon(self._source.text, top.key.name.end)
        return colon.end() if colon else top.key.name.end

    def _join_surrogates(self, text: str, extent: Extent) -> str:
        if text.isascii() or not _SURROGATE.search(text):
            return text
        try:
            return text.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            message = "an escape in this string is half of a surrogate pair, not a character"
            raise self._fault("lone-surrogate", message, extent) from None

    def _no_key(self, extent: Extent) -> SyntaxFault:
        return self._fault("yaml-key", "a list or a map is no key", extent)

    def _too_deep(self, extent: Extent) -> SyntaxFault:
        message = f"values are nested more than {MAX_DEPTH} deep from here"
        return self._fault("too-deep", message, extent)

    def _fault(self, code: str, message: str, extent: Extent) -> SyntaxFault:
        return self._source.fault(code, message, extent.start, extent.end, hint=None)
