"""Terraform text -> tokens.

A template (a quoted string, a heredoc, a template file) is taken apart too: its literal parts are
tokens, and so are the brackets of the sequences in it.

Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#lexical-elements
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, NamedTuple, NoReturn

from asl.syntax.source import Source

# Brackets within brackets; nobody writes as many.
MOST_OPEN: Final = 90


class Kind(Enum):
    """What a token is."""

    NAME = auto()
    NUMBER = auto()
    PUNCTUATION = auto()
    NEWLINE = auto()
    QUOTE = auto()
    END_QUOTE = auto()
    HEREDOC = auto()
    END_HEREDOC = auto()
    LITERAL = auto()  # of a quoted string, with escapes
    VERBATIM = auto()  # of a heredoc or a file
    INTERPOLATION = auto()
    DIRECTIVE = auto()
    END_SEQUENCE = auto()
    END = auto()


class Token(NamedTuple):
    """A token and where it stands."""

    kind: Kind
    start: int
    end: int
    text: str


_PLAIN: Final = re.compile(
    r"(?:[ \t]++|\r(?=\n)|(?:\#|//)[^\n]*+|/\*(?s:.*?)\*/)*+"
    r"(?:(?P<newline>\n)"
    r"|(?P<name>[^\W\d][\w-]*+)"
    r"|(?P<number>[0-9]++(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?)"
    r"|(?P<heredoc><<-?(?P<marker>[^\W\d][\w-]*+)\r?\n)"
    r'|(?P<quote>")'
    r"|(?P<sequence>~\})"
    r"|(?P<comment>/\*)"
    r"|(?P<punctuation>\.\.\.|=>|==|!=|<=|>=|&&|\|\||::|[{}()\[\].,:=<>+\-*/%!?])"
    r"|(?P<nothing>\Z))"
)
_not_space = re.compile(r"[^ \t]").search
_KINDS: Final = {"name": Kind.NAME, "number": Kind.NUMBER, "newline": Kind.NEWLINE}
_QUOTED: Final = re.compile(
    r'(?P<literal>(?:[^"\\$%\n]++|\\[^\n]|\$\$\{|%%\{|[$%](?!\{))++)'
    r'|(?P<sequence>[$%]\{~?)|(?P<quote>")'
)
# Of a template file; that of a heredoc stops before the line that ends it as well.
_VERBATIM: Final = (
    r"(?P<literal>(?:[^$%\n]++|\n{}|\$\$\{{|%%\{{|[$%](?!\{{))++)|(?P<sequence>[$%]\{{~?)"
)
_FILE: Final = re.compile(_VERBATIM.format(""))
_CLOSED_BY: Final = {"{": "}", "[": "]", "(": ")"}
# A brace within which lines mean nothing: that of a `for` expression.
_BRACE_OF_FOR: Final = "{for"


# `{`, `for` and a name.
_FOR_TOKENS: Final = 3


@dataclass(slots=True)
class _Mode:
    """Where the lexer is: in an expression, or in a template.

    Attributes:
        start: where it began.
        template: the pattern of the template; None in an expression.
        end: of a heredoc, matches the line that ends it.
        open: of an expression, the brackets that are open.
    """

    start: int
    template: re.Pattern[str] | None = None
    end: re.Pattern[str] | None = None
    open: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Lexer:
    source: Source
    tokens: list[Token] = field(default_factory=list)
    modes: list[_Mode] = field(default_factory=list)
    at: int = 0

    def run(self) -> list[Token]:
        text = self.source.text
        while self.at < len(text):
            mode = self.modes[-1]
            if mode.template is None:
                self._plain(mode)
            else:
                self._template(mode, mode.template)
        inner = self.modes[-1]
        if len(self.modes) > 1 and not self._ends_heredoc(inner):
            what = "sequence" if inner.template is None else "text"
            self._refuse(f"this {what} has no end", inner.start, inner.start + 1)
        if inner.open:
            bracket = next(one for one in reversed(self.tokens) if one.text in _CLOSED_BY)
            self._refuse(f'"{_CLOSED_BY[inner.open[-1][0]]}" is due', bracket.start, bracket.end)
        self._add(Kind.END, self.at, self.at)
        return self.tokens

    def _plain(self, mode: _Mode) -> None:
        match = _PLAIN.match(self.source.text, self.at)
        kind = match.lastgroup if match else None
        if match is None or kind is None:
            self._refuse("this character means nothing here", *self._strange())
        start, self.at = match.start(kind), match.end()
        match kind:
            case "newline" if not self._lines_count(mode):
                pass
            case "newline" | "name" | "number":
                self._add(_KINDS[kind], start, self.at)
                self._heed_for(mode)
            case "punctuation":
                self._add(Kind.PUNCTUATION, start, self.at)
                self._count(mode, self.tokens[-1])
            case "quote":
                self._add(Kind.QUOTE, start, self.at)
                self._enter(_Mode(start, _QUOTED))
            case "heredoc" | "marker":
                self._add(Kind.HEREDOC, start, self.at)
                end = rf"[ \t]*{re.escape(match['marker'])}[ \t]*(?=\r?\n|\Z)"
                body = re.compile(_VERBATIM.format(f"(?!{end})"))
                self._enter(_Mode(start, body, end=re.compile(end)))
            case "sequence":
                self._leave(mode, start)
            case "comment":
                self._refuse("this comment has no end", start, self.at)
            case _:
                pass

    def _strange(self) -> tuple[int, int]:
        found = _not_space(self.source.text, self.at)
        at = found.start() if found else self.at
        return at, at + 1

    def _lines_count(self, mode: _Mode) -> bool:
        return mode.open[-1] == "{" if mode.open else len(self.modes) == 1

    def _heed_for(self, mode: _Mode) -> None:
        if self.tokens[-1].kind is not Kind.NAME or len(self.tokens) < _FOR_TOKENS:
            return
        before, word = self.tokens[-3], self.tokens[-2]
        if word.text == "for" and before.text in ("{", "\n") and mode.open[-1:] == ["{"]:
            mode.open[-1] = _BRACE_OF_FOR

    def _count(self, mode: _Mode, token: Token) -> None:
        if token.text in _CLOSED_BY:
            mode.open.append(token.text)
            if len(mode.open) + len(self.modes) > MOST_OPEN:
                self._refuse(f"more than {MOST_OPEN} brackets are open", token.start, token.end)
        elif token.text in _CLOSED_BY.values():
            if mode.open:
                due = _CLOSED_BY[mode.open.pop()[0]]
                if due != token.text:
                    self._refuse(f'"{due}" is due before this', token.start, token.end)
            elif token.text == "}" and len(self.modes) > 1:
                self.tokens.pop()
                self._leave(mode, token.start)
            else:
                self._refuse("no bracket is open that this could close", token.start, token.end)

    def _leave(self, mode: _Mode, start: int) -> None:
        if mode.open or len(self.modes) == 1:
            self._refuse("no sequence is open that this could end", start, self.at)
        self._add(Kind.END_SEQUENCE, start, self.at)
        self.modes.pop()

    def _template(self, mode: _Mode, pattern: re.Pattern[str]) -> None:
        start = self.at
        if self._ends_heredoc(mode):
            return
        match = pattern.match(self.source.text, start)
        if match is None and mode.end:
            # An empty line before the one that ends it.
            self.at = start + 1
            self._add(Kind.VERBATIM, start, self.at)
            return
        if match is None:
            self._refuse("a quoted text ends on the line it began on", mode.start, start)
        self.at = match.end()
        match match.lastgroup:
            case "literal":
                if mode.end and self.source.text.startswith("\n", self.at):
                    # Before the line that ends it the pattern has stopped short of the line end.
                    self.at += 1
                kind = Kind.LITERAL if pattern is _QUOTED else Kind.VERBATIM
                self._add(kind, start, self.at)
            case "sequence":
                of_value = self.source.text[start] == "$"
                self._add(Kind.INTERPOLATION if of_value else Kind.DIRECTIVE, start, self.at)
                self._enter(_Mode(start))
            case _:
                self._add(Kind.END_QUOTE, start, self.at)
                self.modes.pop()

    def _ends_heredoc(self, mode: _Mode) -> bool:
        at_line = self.source.text[self.at - 1 : self.at] == "\n"
        match = mode.end.match(self.source.text, self.at) if mode.end and at_line else None
        if match is None:
            return False
        self._add(Kind.END_HEREDOC, self.at, match.end())
        self.at = match.end()
        self.modes.pop()
        return True

    def _enter(self, mode: _Mode) -> None:
        self.modes.append(mode)
        if len(self.modes) > MOST_OPEN:
            message = f"more than {MOST_OPEN} templates are open"
            self._refuse(message, mode.start, mode.start + 1)

    def _add(self, kind: Kind, start: int, end: int) -> None:
        self.tokens.append(Token(kind, start, end, self.source.text[start:end]))

    def _refuse(self, message: str, start: int, end: int) -> NoReturn:
        raise self.source.fault("terraform-syntax", message, start, end, hint=None)


def read_tokens(source: Source) -> list[Token]:
    """The tokens of a configuration file; the last is END.

    Raises:
        SyntaxFault: terraform-syntax.
    """
    lexer = _Lexer(source)
    lexer.modes.append(_Mode(0))
    return lexer.run()


def read_template_tokens(source: Source) -> list[Token]:
    """The tokens of a template file; the last is END.

    Raises:
        SyntaxFault: terraform-syntax.
    """
    lexer = _Lexer(source)
    lexer.modes.append(_Mode(0, _FILE))
    return lexer.run()
