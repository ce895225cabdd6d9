"""Tokens of Terraform -> expressions.

Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#expressions
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NoReturn

from asl.carriers.terraform.expressions import (
    Attribute,
    Binary,
    Call,
    Conditional,
    Expression,
    For,
    Index,
    Literal,
    Name,
    Object,
    Piece,
    Splat,
    Template,
    Tuple,
    Unary,
)
from asl.carriers.terraform.templates import read_template
from asl.carriers.terraform.tokens import MOST_OPEN, Kind, Token, read_template_tokens
from asl.carriers.woven import Spot
from asl.syntax.source import Source

_LEVELS: Final = {
    operator: level
    for level, operators in enumerate(
        (("||",), ("&&",), ("==", "!="), ("<", ">", "<=", ">="), ("+", "-"), ("*", "/", "%"))
    )
    for operator in operators
}
_CONSTANTS: Final = {"true": True, "false": False, "null": None}
_LONGEST_NUMBER: Final = 400


class Parser:
    """Reads one expression after another from a list of tokens that ends with END."""

    def __init__(self, source: Source, tokens: Sequence[Token], at: int = 0) -> None:
        self.source = source
        self.tokens = tokens
        self.at = at
        self._deep = 0

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.at]

    def advance(self) -> Token:
        """Take the next token; END stays."""
        token = self.tokens[self.at]
        if token.kind is not Kind.END:
            self.at += 1
        return token

    def skip_lines(self) -> None:
        """Go past empty lines."""
        while self.tokens[self.at].kind is Kind.NEWLINE:
            self.at += 1

    def accept(self, text: str) -> bool:
        """Take a punctuation mark if it is what comes next."""
        token = self.token
        if token.kind is not Kind.PUNCTUATION or token.text != text:
            return False
        self.at += 1
        return True

    def expect(self, text: str) -> Token:
        """Take a punctuation mark.

        Raises:
            SyntaxFault: terraform-syntax.
        """
        token = self.token
        if not self.accept(text):
            self.refuse(f'"{text}" is due here')
        return token

    def name(self) -> Token:
        """Take a name.

        Raises:
            SyntaxFault: terraform-syntax.
        """
        if self.token.kind is not Kind.NAME:
            self.refuse("a name is due here")
        return self.advance()

    def refuse(self, message: str, token: Token | None = None) -> NoReturn:
        """Refuse the next token, or the one given."""
        at = token or self.token
        end = at.start + 1 if at.kind is Kind.NEWLINE else at.end
        raise self.source.fault("terraform-syntax", message, at.start, end, hint=None)

    def spot(self, start: int) -> Spot:
        """From an offset to the end of what has been taken."""
        return Spot(self.source, start, self.tokens[self.at - 1].end)

    def expression(self) -> Expression:
        """Take an expression.

        Raises:
            SyntaxFault: terraform-syntax.
        """
        self.deepen()
        start = self.token.start
        value = self._binary(0)
        if self.accept("?"):
            then = self.expression()
            self.expect(":")
            otherwise = self.expression()
            value = Conditional(self.spot(start), value, then, otherwise)
        self.surface()
        return value

    def deepen(self) -> None:
        """Go one expression deeper.

        Raises:
            SyntaxFault: terraform-syntax, where that is too deep.
        """
        self._deep += 1
        if self._deep > 2 * MOST_OPEN:
            self.refuse("too many expressions stand inside each other here")

    def surface(self) -> None:
        """Come back from where `deepen` went."""
        self._deep -= 1

    def _binary(self, level: int) -> Expression:
        self.deepen()
        start = self.token.start
        left = self._term()
        while (operator := self._operator(level)) is not None:
            right = self._binary(_LEVELS[operator] + 1)
            left = Binary(self.spot(start), operator, left, right)
        self.surface()
        return left

    def _operator(self, level: int) -> str | None:
        token = self.token
        if token.kind is not Kind.PUNCTUATION or _LEVELS.get(token.text, -1) < level:
            return None
        return self.advance().text

    def _term(self) -> Expression:
        start = self.token.start
        if self.token.kind is Kind.PUNCTUATION and self.token.text in ("-", "!"):
            operator = self.advance().text
            # Binds tighter than any operator of two operands: the highest level there is.
            return Unary(self.spot(start), operator, self._binary(len(_LEVELS)))
        return self._steps(self._primary(), start)

    def _steps(self, value: Expression, start: int) -> Expression:
        while True:
            if self.accept("."):
                value = self._dotted(value, start)
            elif self.accept("["):
                value = self._indexed(value, start)
            else:
                return value

    def _dotted(self, value: Expression, start: int) -> Expression:
        token = self.advance()
        if token.kind is Kind.NAME:
            return Attribute(self.spot(start), value, token.text)
        if token.kind is Kind.NUMBER:
            for digits in token.text.split("."):
                key = Literal(Spot(self.source, token.start, token.end), self._number(digits))
                value = Index(self.spot(start), value, key)
            return value
        if token.text != "*":
            self.refuse("a name is due after the dot", token)
        return self._splat(value, start)

    def _indexed(self, value: Expression, start: int) -> Expression:
        if self.token.text == "*" and self.tokens[self.at + 1].text == "]":
            self.at += 2
            return self._splat(value, start)
        key = self.expression()
        self.expect("]")
        return Index(self.spot(start), value, key)

    def _splat(self, value: Expression, start: int) -> Expression:
        each = self._steps(Name(self.spot(start), "*"), start)
        return Splat(self.spot(start), value, each)

    def _primary(self) -> Expression:
        token = self.advance()
        match token.kind:
            case Kind.NUMBER:
                return Literal(self.spot(token.start), self._number(token.text))
            case Kind.NAME:
                return self._named(token)
            case Kind.QUOTE | Kind.HEREDOC:
                return read_template(self, token)
            case Kind.PUNCTUATION if token.text == "(":
                value = self.expression()
                self.expect(")")
                return value
            case Kind.PUNCTUATION if token.text == "[":
                return self._tuple(token.start)
            case Kind.PUNCTUATION if token.text == "{":
                return self._object(token.start)
            case _:
                return self.refuse("a value is due here", token)

    def _number(self, digits: str) -> Decimal:
        number = Decimal(digits)
        if abs(number.adjusted()) > _LONGEST_NUMBER or len(digits) > _LONGEST_NUMBER:
            self.refuse("this number is out of range", self.tokens[self.at - 1])
        return number

    def _named(self, token: Token) -> Expression:
        spot = Spot(self.source, token.start, token.end)
        if token.text in _CONSTANTS:
            return Literal(spot, _CONSTANTS[token.text])
        name = token.text
        while self.accept("::"):
            name = f"{name}::{self.name().text}"
        if self.token.text != "(" or self.token.kind is not Kind.PUNCTUATION:
            return Name(spot, name)
        self.advance()
        return self._call(token.start, name)

    def _call(self, start: int, name: str) -> Expression:
        arguments: list[Expression] = []
        expands = False
        while not self.accept(")"):
            if arguments and not self.accept(","):
                if self.accept("..."):
                    expands = True
                    self.expect(")")
                    break
                self.refuse('"," or ")" is due here')
            if arguments and self.accept(")"):
                break
            arguments.append(self.expression())
        return Call(self.spot(start), name, tuple(arguments), expands)

    def _tuple(self, start: int) -> Expression:
        if self._is_for():
            return self._for(start, "]")
        items: list[Expression] = []
        while not self.accept("]"):
            if items:
                if not self.accept(","):
                    self.refuse('"," or "]" is due here')
                if self.accept("]"):
                    break
            items.append(self.expression())
        return Tuple(self.spot(start), tuple(items))

    def _is_for(self) -> bool:
        """Whether `for` begins an expression here, and is not the name of a member."""
        token = self.token
        is_word = token.kind is Kind.NAME and token.text == "for"
        return is_word and self.tokens[self.at + 1].kind is Kind.NAME

    def _object(self, start: int) -> Expression:
        self.skip_lines()
        if self._is_for():
            return self._for(start, "}")
        entries: list[tuple[Expression, Expression]] = []
        while not self.accept("}"):
            key = self._key()
            if not self.accept("=") and not self.accept(":"):
                self.refuse('"=" and a value are due after the name of a member')
            entries.append((key, self.expression()))
            parted = self.accept(",") or self.token.kind is Kind.NEWLINE
            if not parted and self.token.text != "}":
                self.refuse('a line end, "," or "}" is due here')
            self.skip_lines()
        return Object(self.spot(start), tuple(entries))

    def _key(self) -> Expression:
        token = self.token
        if token.kind is not Kind.NAME or self.tokens[self.at + 1].text not in ("=", ":"):
            return self.expression()
        self.advance()
        spot = self.spot(token.start)
        return Template(spot, (Piece(spot, token.text, range(token.start, token.end)),))

    def _for(self, start: int, closing: str) -> Expression:
        self.advance()
        names = [self.name().text]
        if self.accept(","):
            names.append(self.name().text)
        if self.token.text != "in":
            self.refuse('"in" is due here')
        self.advance()
        over = self.expression()
        self.expect(":")
        value = self.expression()
        key, grouped = None, False
        if closing == "}":
            self.expect("=>")
            key, value = value, self.expression()
            grouped = self.accept("...")
        condition = None
        if self.token.kind is Kind.NAME and self.token.text == "if":
            self.advance()
            condition = self.expression()
        self.expect(closing)
        return For(self.spot(start), tuple(names), over, key, value, condition, grouped)


def read_template_file(source: Source) -> Template:
    """Read a template file, all of it.

    Raises:
        SyntaxFault: terraform-syntax.
    """
    return read_template(Parser(source, read_template_tokens(source)), None)
