"""Where the keys and values of a TOML text stand, which `tomllib` does not tell.

To be asked of a text that `tomllib` has taken: what is no TOML has no places, and no errors here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias

# Keys of tables and indices of arrays, from the top.
Path: TypeAlias = tuple[str | int, ...]

_TOKEN: Final = re.compile(
    r"""(?P<blank>[ \t\r]+|\#[^\n]*)
      | (?P<line>\n)
      | (?P<text>\"\"\"(?:\\.|[^\\])*?\"{3,5}|'''.*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*')
      | (?P<mark>[\[\]{}=,.])
      | (?P<bare>[^\s\[\]{}=,.#"']+)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Extent:
    """From a character of the text to the one behind the last."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TomlPlaces:
    """The places of a text.

    Attributes:
        keys: of every key, by its path; of a key with dots, of its last part.
        values: of every value.
    """

    keys: dict[Path, Extent]
    values: dict[Path, Extent]


def toml_places(text: str) -> TomlPlaces:
    """The place of every key and value."""
    reader = _Reader(list(_tokens(text)))
    reader.run()
    return TomlPlaces(reader.keys, reader.values)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        if match.lastgroup is not None and match.lastgroup != "blank":
            yield _Token(match.lastgroup, match[0], match.start(), match.end())
    yield _Token("line", "", len(text), len(text))


@dataclass(slots=True)
class _Reader:
    tokens: list[_Token]
    keys: dict[Path, Extent] = field(default_factory=dict)
    values: dict[Path, Extent] = field(default_factory=dict)
    _at: int = 0
    _arrays: dict[Path, int] = field(default_factory=dict)

    def run(self) -> None:
        table: Path = ()
        while self._at < len(self.tokens):
            token = self.tokens[self._at]
            if token.kind == "line":
                self._at += 1
            elif token.text == "[":
                table = self._header()
            elif not self._member(table):
                self._at += 1

    def _header(self) -> Path:
        """`[table]` or `[[array of tables]]`: the path of what follows."""
        self._at += 1
        is_array = self._is("[")
        self._at += is_array
        path: Path = ()
        for key, extent in self._key():
            path = (*self._inside(path), key)
            self.keys.setdefault(path, extent)
        self._at += self._is("]")
        self._at += self._is("]")
        if is_array:
            self._arrays[path] = self._arrays.get(path, -1) + 1
        return self._inside(path)

    def _inside(self, path: Path) -> Path:
        """A path leads on through the last table of an array."""
        return (*path, self._arrays[path]) if path in self._arrays else path

    def _member(self, table: Path) -> bool:
        """`key = value`; False where none stands."""
        path = table
        for key, extent in self._key():
            path = (*path, key)
            self.keys[path] = extent
        if path == table or not self._is("="):
            return False
        self._at += 1
        self._value(path)
        return True

    def _key(self) -> list[tuple[str, Extent]]:
        found = []
        while self._at < len(self.tokens) and self.tokens[self._at].kind in ("bare", "text"):
            token = self.tokens[self._at]
            found.append((_key_text(token), Extent(token.start, token.end)))
            self._at += 1
            if not self._is("."):
                break
            self._at += 1
        return found

    def _value(self, path: Path) -> None:
        start = self.tokens[self._at].start
        if self._is("["):
            self._items(path)
        elif self._is("{"):
            self._members(path)
        else:
            # A number with a fraction or a date are several tokens.
            while self.tokens[self._at].kind in ("bare", "text") or self._is("."):
                self._at += 1
        end = self.tokens[self._at - 1].end
        self.values[path] = Extent(start, max(end, start))

    def _items(self, path: Path) -> None:
        index = 0
        self._at += 1
        while not self._closed("]"):
            before = self._at
            self._value((*path, index))
            index += 1
            self._at += self._at == before

    def _members(self, path: Path) -> None:
        self._at += 1
        while not self._closed("}"):
            if not self._member(path):
                self._at += 1

    def _closed(self, mark: str) -> bool:
        """Past commas and ends of lines; whether the mark stands there, which is taken."""
        while self._at < len(self.tokens) - 1 and (
            self.tokens[self._at].kind == "line" or self._is(",")
        ):
            self._at += 1
        is_closed = self._at >= len(self.tokens) - 1 or self._is(mark)
        self._at += self._is(mark)
        return is_closed

    def _is(self, mark: str) -> bool:
        return self._at < len(self.tokens) and self.tokens[self._at].text == mark


def _key_text(token: _Token) -> str:
    if token.kind == "bare":
        return token.text
    (key,) = tomllib.loads(f"{token.text} = 0")
    return key
