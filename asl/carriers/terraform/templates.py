"""Templates of Terraform: quoted strings, heredocs and template files.

Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#template-expressions
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NoReturn, Protocol

from asl.carriers.terraform.expressions import (
    Choice,
    Expression,
    Part,
    Piece,
    Repetition,
    Template,
)
from asl.carriers.terraform.tokens import Kind, Token
from asl.carriers.woven import Spot
from asl.syntax.source import Source

_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|.)|[$%]([$%]\{)")
_ESCAPED: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_ENDS: Final = frozenset((Kind.END_QUOTE, Kind.END_HEREDOC, Kind.END))
_HIGHEST_CHARACTER: Final = 0x10FFFF
_SURROGATES: Final = range(0xD800, 0xE000)


class Reader(Protocol):
    """What reads the expressions inside a template."""

    source: Source

    @property
    def token(self) -> Token: ...
    def advance(self) -> Token: ...
    def accept(self, text: str) -> bool: ...
    def name(self) -> Token: ...
    def expression(self) -> Expression: ...
    def deepen(self) -> None: ...
    def surface(self) -> None: ...
    def refuse(self, message: str, token: Token | None = None) -> NoReturn: ...
    def spot(self, start: int) -> Spot: ...


def read_template(reader: Reader, opening: Token | None) -> Template:
    """Read a template, its end with it.

    Args:
        reader: stands behind the opening token.
        opening: a quote or the head of a heredoc; None for a file.

    Raises:
        SyntaxFault: terraform-syntax.
    """
    parts, ending = _Parts(reader).until(())
    if ending is not None:
        reader.refuse(f'nothing is open that "{ending.text}" could end', ending)
    reader.advance()
    spot = reader.spot(opening.start if opening else 0)
    if opening is not None and opening.text.startswith("<<-"):
        parts = _flush(parts)
    return Template(spot, tuple(parts))


class _Parts:
    """Reads the parts of a template up to a directive that ends them."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._trims = False

    def until(self, words: Sequence[str]) -> tuple[list[Part], Token | None]:
        """The parts before the end, or before a directive that is one of the words, or is stray.

        Returns:
            the parts, and the word, which has been taken; None at the end of the template.
        """
        reader, parts = self._reader, list[Part]()
        while (token := reader.token).kind not in _ENDS:
            reader.advance()
            if token.kind in (Kind.LITERAL, Kind.VERBATIM):
                piece = _piece(reader, token)
                parts.append(_trimmed_left(piece) if self._trims else piece)
                self._trims = False
                continue
            if token.text.endswith("~") and parts and isinstance(parts[-1], Piece):
                parts[-1] = _trimmed_right(parts[-1])
            if token.kind is Kind.INTERPOLATION:
                parts.append(reader.expression())
                self._end_sequence()
                continue
            word = reader.name()
            if word.text in words or word.text not in ("if", "for"):
                return parts, word
            reader.deepen()
            parts.append(self._choice(word) if word.text == "if" else self._repetition(word))
            reader.surface()
        return parts, None

    def _end_sequence(self) -> None:
        token = self._reader.token
        if token.kind is not Kind.END_SEQUENCE:
            self._reader.refuse('"}" is due here', token)
        self._reader.advance()
        self._trims = token.text.startswith("~")

    def _choice(self, word: Token) -> Choice:
        condition = self._reader.expression()
        self._end_sequence()
        then, ending = self.until(("else", "endif"))
        otherwise: list[Part] = []
        if ending is not None and ending.text == "else":
            self._end_sequence()
            otherwise, ending = self.until(("endif",))
        self._close(word, ending, "endif")
        return Choice(self._reader.spot(word.start), condition, tuple(then), tuple(otherwise))

    def _repetition(self, word: Token) -> Repetition:
        reader = self._reader
        names = [reader.name().text]
        if reader.accept(","):
            names.append(reader.name().text)
        if reader.token.text != "in":
            reader.refuse('"in" is due here')
        reader.advance()
        over = reader.expression()
        self._end_sequence()
        body, ending = self.until(("endfor",))
        self._close(word, ending, "endfor")
        return Repetition(reader.spot(word.start), tuple(names), over, tuple(body))

    def _close(self, word: Token, ending: Token | None, due: str) -> None:
        if ending is None:
            self._reader.refuse(f'no "%{{ {due} }}" ends this', word)
        if ending.text != due:
            self._reader.refuse(f'"%{{ {due} }}" is due here', ending)
        self._end_sequence()


def _piece(reader: Reader, token: Token) -> Piece:
    spot = Spot(reader.source, token.start, token.end)
    plain = token.kind is Kind.VERBATIM or "\\" not in token.text
    if plain and "${" not in token.text and "%{" not in token.text:
        offsets = range(token.start, token.end)
        return Piece(spot, token.text, offsets, over_lines=token.kind is Kind.VERBATIM)
    characters: list[str] = []
    places: list[int] = []
    at = 0
    while at < len(token.text):
        match = _ESCAPE.match(token.text, at)
        if match is None or (match[3] is None and token.kind is Kind.VERBATIM):
            text, length = token.text[at], 1
        else:
            text, length = _unescaped(reader, token, match), match.end() - at
        characters.append(text)
        places.extend([token.start + at] * len(text))
        at += length
    over_lines = token.kind is Kind.VERBATIM
    return Piece(spot, "".join(characters), places, over_lines=over_lines)


def _unescaped(reader: Reader, token: Token, match: re.Match[str]) -> str:
    if match[3]:
        return match[3]
    digits = match[1] or match[2]
    known = chr(int(digits, 16)) if digits and _is_character(digits) else None
    known = known or _ESCAPED.get(match[0][1])
    if known is None:
        start = token.start + match.start()
        at = Token(token.kind, start, token.start + match.end(), match[0])
        reader.refuse(f'"{match[0]}" is no escape', at)
    return known


def _is_character(digits: str) -> bool:
    number = int(digits, 16)
    return number <= _HIGHEST_CHARACTER and number not in _SURROGATES


def _trimmed_left(piece: Piece) -> Piece:
    """Without the white space before it; of one that goes over lines, that of the first line."""
    end = piece.text.find("\n") + 1 if piece.over_lines else 0
    first = piece.text[: end or len(piece.text)]
    return _from(piece, len(first) - len(first.lstrip()))


def _trimmed_right(piece: Piece) -> Piece:
    """Without the white space behind it; of one that goes over lines, that of the last line."""
    start = piece.text.rfind("\n", 0, len(piece.text) - 1) + 1 if piece.over_lines else 0
    text = piece.text[:start] + piece.text[start:].rstrip()
    return replace(piece, text=text, offsets=piece.offsets[: len(text)])


def _from(piece: Piece, start: int) -> Piece:
    return replace(piece, text=piece.text[start:], offsets=piece.offsets[start:])


def _flush(parts: list[Part]) -> list[Part]:
    """Take away the indentation that all lines of a heredoc share."""
    indents: list[int] = []
    at_line = True
    for part in parts:
        lines = part.text.split("\n") if isinstance(part, Piece) else ["x"]
        ended = len(lines) - 1
        for index, line in enumerate(lines):
            starts = at_line if index == 0 else True
            # Nothing before the end of the heredoc, or an empty line, is not indented.
            if starts and (line.strip() or (index == ended and line)):
                indents.append(len(line) - len(line.lstrip()))
        at_line = lines[-1] == ""
    indent = min(indents, default=0)
    flushed: list[Part] = []
    at_line = True
    for part in parts:
        flushed.append(_unindented(part, indent, at_line) if isinstance(part, Piece) else part)
        at_line = isinstance(part, Piece) and part.text.endswith("\n")
    return flushed


def _unindented(piece: Piece, indent: int, at_line: bool) -> Piece:  # noqa: FBT001 - one of two
    texts: list[str] = []
    offsets: list[int] = []
    at = 0
    for index, line in enumerate(_lines(piece.text)):
        skipped = min(indent, len(line.rstrip("\r\n"))) if index or at_line else 0
        texts.append(line[skipped:])
        offsets.extend(piece.offsets[at + skipped : at + len(line)])
        at += len(line)
    return replace(piece, text="".join(texts), offsets=offsets)


def _lines(text: str) -> list[str]:
    """The lines, each with its end; no other character ends a line."""
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + lines[-1:]
