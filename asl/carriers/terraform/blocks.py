"""The blocks of a configuration file, their expressions unread until they are wanted.

Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#structural-elements
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from asl.carriers.terraform.expressions import Expression
from asl.carriers.terraform.parser import Parser
from asl.carriers.terraform.tokens import Kind, Token, read_tokens
from asl.carriers.woven import Spot
from asl.syntax.source import Source

_OPENS: Final = frozenset(("{", "[", "("))
_CLOSES: Final = frozenset(("}", "]", ")"))
_OPENING: Final = frozenset((Kind.QUOTE, Kind.HEREDOC, Kind.INTERPOLATION, Kind.DIRECTIVE))
_CLOSING: Final = frozenset((Kind.END_QUOTE, Kind.END_HEREDOC, Kind.END_SEQUENCE))


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """`name = expression`; `first` is the index of the expression's first token."""

    name: Spot
    tokens: Sequence[Token]
    first: int

    def expression(self) -> Expression:
        """Read it.

        Raises:
            SyntaxFault: terraform-syntax.
        """
        parser = Parser(self.name.source, self.tokens, self.first)
        expression = parser.expression()
        after = parser.token
        if after.kind not in (Kind.NEWLINE, Kind.END) and after.text != "}":
            parser.refuse("the line should end here")
        return expression


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """`type "label" { ... }`; `spot` is of its head."""

    spot: Spot
    type: str
    labels: tuple[str, ...]
    settings: Mapping[str, Setting] = field(default_factory=dict)

    def expression(self, name: str) -> Expression | None:
        """What a setting says; None where it is not given.

        Raises:
            SyntaxFault: terraform-syntax.
        """
        setting = self.settings.get(name)
        return None if setting is None else setting.expression()


def read_blocks(source: Source) -> Iterator[Block]:
    """The blocks of a file, those inside others left out.

    Raises:
        SyntaxFault: terraform-syntax.
    """
    tokens = read_tokens(source)
    parser = Parser(source, tokens)
    parser.skip_lines()
    while parser.token.kind is not Kind.END:
        start = parser.name().start
        if parser.token.text == "=":
            _skip(parser)
        else:
            yield _block(parser, start)
        parser.skip_lines()


def read_settings(source: Source) -> Mapping[str, Setting]:
    """The settings of a file that has no blocks: of values for variables.

    Raises:
        SyntaxFault: terraform-syntax.
    """
    parser = Parser(source, read_tokens(source))
    return _settings(parser, Kind.END)


def _block(parser: Parser, start: int) -> Block:
    type_ = parser.tokens[parser.at - 1].text
    labels = []
    while not parser.accept("{"):
        token = parser.advance()
        if token.kind is Kind.QUOTE:
            labels.append(parser.token.text if parser.token.kind is Kind.LITERAL else "")
            parser.at += parser.token.kind is Kind.LITERAL
            if parser.advance().kind is not Kind.END_QUOTE:
                parser.refuse("the label of a block is a plain text", token)
        elif token.kind is Kind.NAME:
            labels.append(token.text)
        else:
            parser.refuse('"=" and a value, or "{", are due here', token)
    head = Spot(parser.source, start, parser.tokens[parser.at - 2].end)
    settings = _settings(parser, Kind.PUNCTUATION)
    parser.expect("}")
    return Block(head, type_, tuple(labels), settings)


def _settings(parser: Parser, ending: Kind) -> Mapping[str, Setting]:
    """Those up to "}" or the end; the blocks among them are gone past."""
    settings: dict[str, Setting] = {}
    parser.skip_lines()
    while parser.token.kind is not ending or parser.token.text not in ("}", ""):
        if parser.token.kind is Kind.QUOTE:
            # A name in quotes is one in a file of values only.
            parser.advance()
        token = parser.advance()
        if token.kind not in (Kind.NAME, Kind.LITERAL):
            parser.refuse("the name of a setting or a block is due here", token)
        if parser.token.kind is Kind.END_QUOTE:
            parser.advance()
        if parser.accept("="):
            name = Spot(parser.source, token.start, token.end)
            settings.setdefault(token.text, Setting(name, parser.tokens, parser.at))
        _skip(parser)
        parser.skip_lines()
    return settings


def _skip(parser: Parser) -> None:
    """To the end of the line, that of a block or of an expression over several lines."""
    depth = 0
    tokens, at = parser.tokens, parser.at
    while True:
        token = tokens[at]
        if token.kind is Kind.END or (not depth and token.kind is Kind.NEWLINE):
            break
        if token.kind in _OPENING or (token.kind is Kind.PUNCTUATION and token.text in _OPENS):
            depth += 1
        elif token.kind in _CLOSING or (token.kind is Kind.PUNCTUATION and token.text in _CLOSES):
            if not depth:
                break
            depth -= 1
        at += 1
    parser.at = at
